import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClusterId } from '../../engine/contract/index.ts'
import { useClusters } from './clusters.ts'
import { useDock } from './dock.ts'
import type { PaneId } from './paneStore.ts'
import { closePaneStores, useActivePane } from './paneStore.ts'
import type { AllPageId, Place } from './place.ts'
import type { SettingsSection } from '../settings/settingsList.ts'
import { clustersOf } from './placeClusters.ts'
import { usePlaces } from './places.ts'
import { useSelection } from './selection.ts'

/** A tab holds one to three panes side by side. */
export interface Tab {
  id: number
  panes: readonly PaneId[]
  /** The part of the width that each pane has; they add up to 1. */
  shares: readonly number[]
  /** The pane that was active when the tab was last in front. */
  front: PaneId
  /** Its panes show the same kind, filter and selection. */
  linked: boolean
  /** The sidebar is shown; null: as long as there is one pane. */
  sidebar: boolean | null
}

export const mostPanes = 3
/** So many tabs at most. */
export const mostTabs = 40
/** No pane gets narrower than this part of the width. */
const leastShare = 0.15

/** The tabs of the window, and the panes in them. Only the tab in front has its panes on screen. */
export const useTabs = defineStore('tabs', () => {
  const activePane = useActivePane()
  const tabs = shallowRef<readonly Tab[]>([])
  const activeId = ref(0)
  /** Ids of tabs, the one looked at last at the end. */
  let looked: number[] = []
  let nextTab = 1
  let nextPane = 1

  const active = computed<Tab>(() => {
    const tab = tabs.value.find((one) => one.id === activeId.value) ?? tabs.value[0]
    if (tab === undefined) throw new Error('a window has always a tab')
    return tab
  })
  const placeOf = (pane: PaneId): Place => usePlaces(pane).place
  const clusterOf = (pane: PaneId): ClusterId | null => usePlaces(pane).cluster
  const shownIn = (pane: PaneId): readonly ClusterId[] => usePlaces(pane).clusters
  const tabOf = (pane: PaneId): Tab | null => tabs.value.find((tab) => tab.panes.includes(pane)) ?? null

  function replace(id: number, change: Partial<Tab>): void {
    tabs.value = tabs.value.map((tab) => (tab.id === id ? { ...tab, ...change } : tab))
  }

  function newTab(panes: number): Tab {
    const ids = Array.from({ length: panes }, () => nextPane++)
    return { id: nextTab++, panes: ids, shares: ids.map(() => 1 / panes), front: ids[0] ?? 0, linked: false, sidebar: null }
  }

  /** Brings a tab to the front. */
  function activate(id: number): void {
    const tab = tabs.value.find((one) => one.id === id)
    if (tab === undefined) return
    looked = [...looked.filter((one) => one !== id), id]
    activeId.value = id
    activePane.id = tab.front
  }

  /** Makes a pane the one that keys, sidebar and drawer mean; its tab comes to the front. */
  function activatePane(pane: PaneId): void {
    const tab = tabOf(pane)
    if (tab === null) return
    if (tab.front !== pane) replace(tab.id, { front: pane })
    activate(tab.id)
  }

  /** A new tab beside the one in front; it shows a place, else the clusters. False: there are too many. */
  function open(place: Place | null = null): boolean {
    if (tabs.value.length >= mostTabs) return false
    const tab = newTab(1)
    const at = tabs.value.findIndex((one) => one.id === activeId.value)
    tabs.value = tabs.value.toSpliced(at + 1, 0, tab)
    activate(tab.id)
    if (place !== null) usePlaces(tab.front).go(place)
    return true
  }

  /** Clusters that were shown in panes that are gone: what nothing shows any more is closed. */
  function leave(clusters: readonly ClusterId[]): void {
    for (const cluster of new Set(clusters)) {
      if (useDock().tabs.some((tab) => tab.cluster === cluster)) continue
      if (tabs.value.some((tab) => tab.panes.some((pane) => shownIn(pane).includes(cluster)))) continue
      closeCluster(cluster)
    }
  }

  function remove(id: number): void {
    const index = tabs.value.findIndex((tab) => tab.id === id)
    const tab = tabs.value[index]
    if (tab === undefined) return
    const wasActive = activeId.value === id
    const rest = tabs.value.filter((one) => one.id !== id)
    const fresh = rest.length === 0 ? newTab(1) : null
    tabs.value = fresh === null ? rest : [fresh]
    looked = looked.filter((one) => one !== id)
    if (wasActive || fresh !== null) activate(looked.at(-1) ?? (tabs.value[index] ?? tabs.value[index - 1] ?? tabs.value[0])?.id ?? 0)
    for (const pane of tab.panes) closePaneStores(pane)
  }

  /** Closes a tab; the one looked at before comes to the front. A cluster that nothing shows any more is closed with it. */
  function close(id: number): void {
    const tab = tabs.value.find((one) => one.id === id)
    if (tab === undefined) return
    const shown = tab.panes.flatMap(shownIn)
    remove(id)
    leave(shown)
  }

  /** Takes a pane away; its neighbours share its width. The last pane takes the tab along. */
  function closePane(pane: PaneId, keepsCluster: boolean = false): void {
    const tab = tabOf(pane)
    if (tab === null) return
    const shown = shownIn(pane)
    if (tab.panes.length === 1) remove(tab.id)
    else {
      const index = tab.panes.indexOf(pane)
      const panes = tab.panes.filter((one) => one !== pane)
      const shares = tab.shares.filter((_share, at) => at !== index)
      const sum = shares.reduce((all, share) => all + share, 0)
      const front = tab.front === pane ? (panes[Math.min(index, panes.length - 1)] ?? 0) : tab.front
      replace(tab.id, { panes, shares: shares.map((share) => share / sum), front, linked: tab.linked && panes.length > 1 })
      if (activeId.value === tab.id) activePane.id = front
      closePaneStores(pane)
    }
    if (!keepsCluster) leave(shown)
  }

  /** A pane more in the tab in front, right of the active one. Null: it has all it may have. */
  function split(place: Place, linked: boolean = false): PaneId | null {
    const tab = active.value
    if (tab.panes.length >= mostPanes) return null
    const pane = nextPane++
    const panes = tab.panes.toSpliced(tab.panes.indexOf(tab.front) + 1, 0, pane)
    replace(tab.id, { panes, shares: panes.map(() => 1 / panes.length), linked: tab.linked || linked })
    usePlaces(pane).go(place)
    activatePane(pane)
    return pane
  }

  /** The border right of a pane moves by a part of the whole width. */
  function moveBorder(id: number, index: number, by: number): void {
    const tab = tabs.value.find((one) => one.id === id)
    const [left, right] = [tab?.shares[index], tab?.shares[index + 1]]
    if (tab === undefined || left === undefined || right === undefined) return
    const moved = Math.max(leastShare - left, Math.min(right - leastShare, by))
    replace(id, { shares: tab.shares.with(index, left + moved).with(index + 1, right - moved) })
  }

  function toggleLink(id: number): void {
    const tab = tabs.value.find((one) => one.id === id)
    if (tab !== undefined && tab.panes.length > 1) replace(id, { linked: !tab.linked })
  }

  const sidebarShown = computed(() => active.value.sidebar ?? active.value.panes.length === 1)
  function toggleSidebar(): void {
    replace(active.value.id, { sidebar: !sidebarShown.value })
  }

  /** Puts a tab at another place in the strip. */
  function move(id: number, to: number): void {
    const tab = tabs.value.find((one) => one.id === id)
    if (tab === undefined) return
    const rest = tabs.value.filter((one) => one.id !== id)
    tabs.value = rest.toSpliced(Math.max(0, Math.min(rest.length, to)), 0, tab)
  }

  /** The next (or previous) tab, around the ends. */
  function step(by: 1 | -1): void {
    const index = tabs.value.findIndex((tab) => tab.id === activeId.value)
    const to = tabs.value[(index + by + tabs.value.length) % tabs.value.length]
    if (to !== undefined) activate(to.id)
  }

  /** The tab of a number key: 1 to 8 from the left, 9 is the last. */
  function select(digit: number): void {
    const tab = digit === 9 ? tabs.value.at(-1) : tabs.value[digit - 1]
    if (tab !== undefined) activate(tab.id)
  }

  /** The next pane of the tab in front. */
  function stepPane(by: 1 | -1): void {
    const { panes, front } = active.value
    const to = panes[(panes.indexOf(front) + by + panes.length) % panes.length]
    if (to !== undefined) activatePane(to)
  }

  /** The pane that shows what is wanted: the active one if it does, else that of the tab looked at last. */
  function paneWhere(shows: (place: Place) => boolean): PaneId | null {
    const byLook = [...looked.toReversed().flatMap((id) => tabs.value.filter((tab) => tab.id === id)), ...tabs.value]
    for (const tab of byLook) {
      for (const pane of [tab.front, ...tab.panes]) if (shows(placeOf(pane))) return pane
    }
    return null
  }

  /** Shows an open cluster: where it is on screen already, else in the active pane if that shows no cluster, else in a tab of its own. */
  function showCluster(id: ClusterId): void {
    const pane = paneWhere((place) => clustersOf(place).join() === id)
    const to = usePlaces(activePane.id).lastPlace(id)
    if (pane !== null) activatePane(pane)
    else if (clusterOf(activePane.id) === null) usePlaces(activePane.id).go(to)
    else if (!open(to)) usePlaces(activePane.id).go(to)
  }

  /** Shows the list of clusters: where it is on screen already, else in a new tab. */
  function showClusters(): void {
    const pane = paneWhere((place) => place.view === 'clusters')
    if (pane !== null) activatePane(pane)
    else if (!open()) usePlaces(activePane.id).go({ view: 'clusters' })
  }

  /** Shows a view over all open clusters: where one is on screen already, else in the active pane if it shows no cluster, else in a new tab. */
  function showAll(page: AllPageId): void {
    const pane = paneWhere((place) => place.view === 'all')
    if (pane !== null) activatePane(pane)
    else if (clusterOf(activePane.id) !== null && !open()) return
    usePlaces(activePane.id).go({ view: 'all', page })
  }

  /** Shows the settings, or a part of them: where they are on screen already, else in a tab of their own. */
  function showSettings(section: SettingsSection | null = null, of: ClusterId | null = null): void {
    const to: Place = { view: 'settings', section, of: of ?? clusterOf(activePane.id) }
    const pane = paneWhere((place) => place.view === 'settings')
    if (pane !== null) activatePane(pane)
    else if (placeOf(activePane.id).view !== 'clusters' && open(to)) return
    usePlaces(activePane.id).go(to)
  }

  /** Closes a cluster, and every pane, tab and dock tab that shows only it. */
  function closeCluster(id: ClusterId): void {
    for (const pane of tabs.value.flatMap((tab) => tab.panes)) {
      const places = usePlaces(pane)
      const selection = useSelection(pane)
      const wasHere = places.cluster === id
      if (selection.cluster === id) selection.clear()
      places.forget(id)
      if (wasHere && places.cluster === null && tabs.value.flatMap((tab) => tab.panes).length > 1) closePane(pane, true)
    }
    useDock().forget(id)
    void useClusters().close(id)
  }

  /** Begins anew with these tabs: how many panes each has, and how they look. Returns their panes, tab by tab. */
  function restore(
    wanted: readonly { shares: readonly number[]; front: number; linked: boolean; sidebar: boolean | null }[],
    activeIndex: number,
  ): readonly (readonly PaneId[])[] {
    const before = tabs.value
    const made = wanted.map((one) => {
      const tab = newTab(one.shares.length)
      return { ...tab, shares: one.shares, front: tab.panes[one.front] ?? tab.front, linked: one.linked, sidebar: one.sidebar }
    })
    tabs.value = made.length === 0 ? [newTab(1)] : made
    looked = []
    activate((tabs.value[activeIndex] ?? tabs.value[0])?.id ?? 0)
    for (const pane of before.flatMap((tab) => tab.panes)) closePaneStores(pane)
    return tabs.value.map((tab) => tab.panes)
  }

  tabs.value = [newTab(1)]
  activate(1)

  return {
    tabs,
    activeId,
    active,
    sidebarShown,
    placeOf,
    tabOf,
    activate,
    activatePane,
    open,
    close,
    closePane,
    split,
    moveBorder,
    toggleLink,
    toggleSidebar,
    move,
    step,
    select,
    stepPane,
    showCluster,
    showClusters,
    showAll,
    showSettings,
    closeCluster,
    restore,
  }
})
