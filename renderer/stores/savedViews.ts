import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ClusterId } from '../../engine/contract/index.ts'
import { kindName, visibleName } from '../../engine/contract/index.ts'
import type { SavedList, SavedTopology, SavedView } from '../../preload/contract.ts'
import { mostSavedViews } from '../../preload/contract.ts'
import { clusterName } from '../words/clusterState.ts'
import { useClusters } from './clusters.ts'
import { desktop } from './link.ts'
import { isPicture, type KeptPicture } from './keptPicture.ts'
import { useNotices } from './notices.ts'
import { clustersOf, listOf } from './placeClusters.ts'
import { usePictureChoice } from './pictureChoice.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSettings } from './settings.ts'
import { useTabs } from './tabs.ts'

type NamelessView = Omit<SavedList, 'id' | 'name'> | Omit<SavedTopology, 'id' | 'name'>

/** A topology as a view keeps it: what is of it, in one order, so that two can be compared as text. */
function kept(of: SavedTopology['topology'] | (KeptPicture & { object: string | null })): SavedTopology['topology'] {
  const { kinds, health, labels, text } = of.filter
  const list = (names: readonly string[] | null): string[] | null => (names === null ? null : [...names])
  return {
    object: of.object,
    steps: of.steps,
    namespaces: list(of.namespaces),
    application: of.application,
    lens: of.lens,
    categories: list(of.categories),
    filter: { kinds: list(kinds), health: list(health), labels, text },
    incident: of.incident,
  }
}

/** A name as it is kept and shown: the file of views may come from anybody. */
const viewName = (name: string): string => visibleName(name.trim()).slice(0, 80)
const shownView = <V extends SavedView>(view: V): V => ({ ...view, name: viewName(view.name) })

/** Lists and topologies that a person gave a name, kept by the app for all windows. */
export const useSavedViews = defineStore('saved-views', () => {
  const views = shallowRef<readonly SavedView[]>([])

  /** Reads them, and follows what other windows change; what could not be read is told once. */
  async function start(): Promise<() => void> {
    const stop = desktop().onSavedViews((all) => {
      views.value = all.map(shownView)
    })
    const kept = await desktop().savedViews()
    views.value = kept.views.map(shownView)
    if (kept.problem !== null) useNotices().add('Some saved views are not shown', { code: 'bad-input', message: kept.problem })
    return stop
  }

  /** True when it was kept; else why not is told, and everything is as before. */
  async function keep(all: readonly SavedView[]): Promise<boolean> {
    const before = views.value
    views.value = all
    let problem: string | null
    try {
      problem = await desktop().keepSavedViews(all)
    } catch (thrown) {
      problem = thrown instanceof Error ? thrown.message : String(thrown)
    }
    if (problem === null) return true
    views.value = before
    useNotices().add('The saved views were not changed', {
      code: 'io',
      message: problem,
      todo: 'Free some disk space, or see who may write there.',
    })
    return false
  }

  /** The list or topology of the active pane as a view; null where none is shown. */
  function shown(): NamelessView | null {
    const { place } = usePlaces()
    if (place.view === 'topology')
      return { clusters: [place.cluster], topology: kept({ object: place.object, ...usePictureChoice().kept() }) }
    const { query } = useRows()
    if (place.view !== 'rows' || query === null) return null
    const { kind, namespaces, filter, sort, problemsOnly } = query
    const settings = useSettings()
    return {
      clusters: [...clustersOf(place)],
      kind,
      namespaces: namespaces === null ? null : [...namespaces],
      filter,
      sort: sort === null ? null : { ...sort },
      problemsOnly,
      columns: { wide: settings.wide.includes(kind), shown: { ...settings.shown[kind] }, added: [...(settings.added[kind] ?? [])] },
    }
  }

  /** The view that the list of the active pane is, just so. */
  const current = computed<SavedView | null>(() => {
    const now = shown()
    if (now === null) return null
    const text = JSON.stringify(now)
    return (
      views.value.find(({ id: _id, name: _name, ...view }) => {
        const there = 'topology' in view ? { ...view, topology: kept(view.topology) } : view
        return JSON.stringify({ ...now, ...there }) === text
      }) ?? null
    )
  })

  /** Gives what the active pane shows a name; one that has this name becomes it. */
  async function save(name: string): Promise<boolean> {
    const view = shown()
    const wanted = viewName(name)
    if (view === null || wanted === '') return false
    const same = views.value.find((one) => one.name === wanted)
    if (same !== undefined) return keep(views.value.map((one) => (one === same ? { ...view, id: same.id, name: wanted } : one)))
    if (views.value.length >= mostSavedViews) {
      useNotices().add('The view was not saved', {
        code: 'bad-input',
        message: `At most ${mostSavedViews} views are kept.`,
        todo: 'Delete one first.',
      })
      return false
    }
    return keep([...views.value, { ...view, id: crypto.randomUUID(), name: wanted }])
  }

  const rename = (id: string, name: string): Promise<boolean> =>
    keep(views.value.map((one) => (one.id === id && name.trim() !== '' ? { ...one, name: viewName(name) } : one)))
  const remove = (id: string): Promise<boolean> => keep(views.value.filter((one) => one.id !== id))

  /** One place up or down. */
  function move(id: string, by: 1 | -1): Promise<boolean> {
    const from = views.value.findIndex((one) => one.id === id)
    const to = from + by
    const view = views.value[from]
    if (view === undefined || to < 0 || to >= views.value.length) return Promise.resolve(false)
    return keep(views.value.toSpliced(from, 1).toSpliced(to, 0, view))
  }

  /** Shows a view; its clusters are opened, since a person asks for them. Those that are not here any more are named. */
  async function open(view: SavedView): Promise<void> {
    const clusters = useClusters()
    const known = view.clusters.filter((id) => clusters.get(id) !== null)
    const lost = view.clusters.length - known.length
    if (lost > 0)
      useNotices().add(`${view.name} is shown in part`, {
        code: 'not-found',
        message: `${lost === 1 ? 'One of its clusters is' : `${lost} of its clusters are`} not here any more.`,
        todo: known.length === 0 ? 'Add their kubeconfig, or delete the view.' : 'Save it again to keep it without them.',
      })
    // each is opened for itself: one that takes long holds up no other
    const opened = await Promise.all(known.map(async (id) => (clusters.opened.includes(id) || (await clusters.open(id)) ? id : null)))
    const ready = opened.flatMap((id) => id ?? [])
    const [cluster, ...beside] = ready
    if (cluster === undefined) return
    if (usePlaces().clusters.length > 0 && !usePlaces().clusters.some((id) => ready.includes(id))) useTabs().showCluster(cluster)
    if ('topology' in view) {
      showTopology(view, cluster)
      return
    }
    const to = listOf(view.kind, ready)
    if (to === null) return
    useSettings().setColumns(view.kind, view.columns)
    const { namespaces, filter, sort, problemsOnly, kind } = view
    useRows().prepare({ cluster, kind, ...(beside.length === 0 ? {} : { beside }) }, { namespaces, filter, sort, problemsOnly })
    usePlaces().go(to)
  }

  function showTopology({ name, topology }: SavedTopology, cluster: ClusterId): void {
    const { object, ...picture } = topology
    if (isPicture(picture)) usePictureChoice().take(cluster, picture)
    else
      useNotices().add(`${name} is shown in part`, {
        code: 'bad-input',
        message: 'Its lens, scope or filter is of another version of the app.',
        todo: 'Choose them anew, and save it again.',
      })
    usePlaces().go({ view: 'topology', cluster, object })
  }

  /** What a view shows, in words: its kind, or that it is a topology. */
  const subject = (view: SavedView): string => ('topology' in view ? 'Topology' : kindName(view.kind))

  const titleOf = (view: SavedView): string =>
    `${subject(view)} of ${clusterNames(view)} ${'topology' in view ? view.topology.lens : view.filter}`

  /** Names of its clusters, as far as they are known. */
  const clusterNames = (view: SavedView): string =>
    view.clusters
      .map((id) => {
        const cluster = useClusters().get(id)
        return cluster === null ? 'a cluster that is gone' : clusterName(cluster)
      })
      .join(' + ')

  return { views, current, start, save, rename, remove, move, open, subject, titleOf, clusterNames }
})
