import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ClusterId, Hello } from '../../engine/contract/index.ts'
import { dockType } from '../dock/dockTypes.ts'
import { useClusters } from './clusters.ts'
import { useDock } from './dock.ts'
import { desktop } from './link.ts'
import { useNotices } from './notices.ts'
import type { PaneId } from './paneStore.ts'
import { usePictureChoice } from './pictureChoice.ts'
import { placeAmong } from './placeClusters.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSelection } from './selection.ts'
import type { PaneSession, Session } from './sessionText.ts'
import { readSession, writeSession } from './sessionText.ts'
import { useTabs } from './tabs.ts'

/** A change is kept after this rest. In milliseconds. */
const keepPause = 400

/** What the window shows, kept for the next start: tabs, panes, views, filters, selection, dock. Nothing of what a cluster holds. */
export const useSession = defineStore('session', () => {
  /** As it was read: what of it goes to the engine must be plain. */
  const kept = shallowRef<Session | null>(null)
  let wasRead = false
  let timer: ReturnType<typeof setTimeout> | null = null

  /** Asks for the session before; what cannot be read is told, and the window begins anew. */
  async function read(): Promise<void> {
    if (wasRead) return
    wasRead = true
    const [{ content, problem }, { notices }] = await Promise.all([desktop().session(), desktop().info()])
    for (const notice of notices) if (notice !== problem) useNotices().add('Met when the app started', { code: 'io', message: notice })
    if (problem !== null) useNotices().add('The session before could not be restored', { code: 'bad-input', message: problem })
    if (content === null) return
    const session = readSession(content)
    if (session === null)
      useNotices().add('The session before could not be restored', {
        code: 'bad-input',
        message: 'What this window kept is not of a shape that this version knows.',
        todo: 'The window begins with the list of clusters.',
      })
    kept.value = session
  }

  function restorePane(pane: PaneId, was: PaneSession, isOpen: (id: ClusterId) => boolean): void {
    const kept = was.way.map((place) => placeAmong(place, isOpen))
    const way = kept.flatMap((place) => place ?? [])
    const here = kept[was.at] ?? null
    usePlaces(pane).restore(way, here === null ? way.length - 1 : way.indexOf(here))
    if (was.query !== null) {
      // of a merged list what is open is left, with its filter
      const { beside = [], cluster: lead, ...query } = was.query
      const [first, ...rest] = [lead, ...beside].filter(isOpen)
      if (first !== undefined) useRows(pane).remember({ ...query, cluster: first, ...(rest.length === 0 ? {} : { beside: rest }) })
    }
    const { cluster, shows } = usePlaces(pane)
    const { picture, selected } = was
    if (cluster !== null && picture !== null) usePictureChoice(pane).take(cluster, picture)
    const selectedIn = selected?.cluster ?? cluster
    if (selected === null || selectedIn === null || !isOpen(selectedIn) || !shows(selectedIn)) return
    useSelection(pane).select(selectedIn, selected.id, selected.drawer)
    useSelection(pane).showTab(selected.tab)
  }

  /** Shows what was shown; of clusters that are not there any more nothing. To be called once they are open. */
  function restore(): void {
    const session = kept.value
    if (session === null) return
    const isOpen = (id: ClusterId): boolean => useClusters().opened.includes(id)
    const panes = useTabs().restore(
      session.tabs.map(({ shares, front, linked, sidebar }) => ({ shares, front, linked, sidebar })),
      session.active,
    )
    session.tabs.forEach((tab, index) => {
      tab.panes.forEach((was, at) => {
        const pane = panes[index]?.[at]
        if (pane !== undefined) restorePane(pane, was, isOpen)
      })
    })
    const dock = useDock()
    dock.setHeight(session.dock.height)
    const returning = session.dock.tabs.filter(
      (tab) => dockType(tab.type)?.returns === true && (tab.cluster === null || isOpen(tab.cluster)),
    )
    const front = session.dock.tabs[session.dock.active]
    dock.restore(
      returning,
      returning.findIndex((tab) => tab === front),
      session.dock.hidden,
    )
  }

  function paneNow(pane: PaneId): PaneSession {
    const [places, rows, selection, choice] = [usePlaces(pane), useRows(pane), useSelection(pane), usePictureChoice(pane)]
    return {
      way: places.way,
      at: places.at,
      query: rows.query,
      selected:
        selection.id === null || selection.cluster === null || !places.shows(selection.cluster)
          ? null
          : { cluster: selection.cluster, id: selection.id, drawer: selection.drawer, tab: selection.tab },
      picture: choice.cluster === null || choice.cluster !== places.cluster ? null : choice.kept(),
    }
  }

  const now = computed<string>(() => {
    const [tabs, dock] = [useTabs(), useDock()]
    return writeSession({
      clusters: useClusters().opened,
      tabs: tabs.tabs.map((tab) => ({
        shares: tab.shares,
        front: tab.panes.indexOf(tab.front),
        linked: tab.linked,
        sidebar: tab.sidebar,
        panes: tab.panes.map(paneNow),
      })),
      active: tabs.tabs.findIndex((tab) => tab.id === tabs.activeId),
      dock: {
        height: dock.height,
        hidden: dock.hidden,
        tabs: dock.tabs.map(({ type, title, cluster, props }) => ({ type, title, cluster, props })),
        active: dock.tabs.findIndex((tab) => tab.id === dock.activeId),
      },
    })
  })

  async function write(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    try {
      await desktop().keepSession(now.value)
    } catch (thrown) {
      useNotices().add('The session is not kept', { code: 'io', message: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }

  /** From now on every change is kept. */
  function keepOn(): void {
    watch(now, () => {
      timer ??= setTimeout(() => {
        void write()
      }, keepPause)
    })
    // what changed just before the window is closed
    window.addEventListener('pagehide', () => {
      if (timer !== null) void write()
    })
  }

  /** After an engine's hello: the clusters of the session are open again; after the first one, all that was shown is shown. */
  async function welcome(hello: Hello, first: boolean): Promise<void> {
    await read()
    await useClusters().reopen(kept.value?.clusters ?? [])
    if (!first) return
    restore()
    const asked = hello.opensWith
    if (asked !== null && (await useClusters().open(asked))) useTabs().showCluster(asked)
    keepOn()
  }

  return { welcome }
})
