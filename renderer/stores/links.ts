import { defineStore } from 'pinia'
import { watch } from 'vue'
import type { AppLink, ClusterId, ClusterSummary, ObjectId } from '../../engine/contract/index.ts'
import { longestLink, parseObjectId, readAppLink, visibleText, writeAppLink } from '../../engine/contract/index.ts'
import { pages } from '../views/pages.ts'
import { clusterName } from '../words/clusterState.ts'
import { useClusters } from './clusters.ts'
import { desktop } from './link.ts'
import { useNotices } from './notices.ts'
import type { PageId, Place } from './place.ts'
import { listOf } from './placeClusters.ts'
import { usePlaces } from './places.ts'
import { useSelection } from './selection.ts'
import { useTabs } from './tabs.ts'

/** A link waits so long for its cluster to be opened. In milliseconds. */
const patience = 10 * 60_000

/** `kubilitics://` links: written for what is shown, and followed when the system hands one over. Following one never opens a cluster, and never acts. */
export const useLinks = defineStore('links', () => {
  /** Ends the waiting of the link that waits. */
  let forget = (): void => undefined

  /** The name of a context means the same to a colleague; where two have it, only the id is clear. */
  function nameFor(id: ClusterId): string {
    const clusters = useClusters()
    const name = clusters.get(id)?.name ?? id
    return clusters.all.filter((one) => one.name === name).length === 1 ? name : id
  }

  function toObject(cluster: ClusterId, object: ObjectId): string {
    const kind = parseObjectId(object)?.kind
    return writeAppLink(
      kind === undefined ? { view: 'cluster', cluster: nameFor(cluster) } : { view: 'rows', cluster: nameFor(cluster), kind, object },
    )
  }

  /** A link to the view of the active pane, and to its object if one is selected; null where there is nothing to link to. */
  function toHere(): string | null {
    const { place } = usePlaces()
    const { cluster, id } = useSelection()
    if (place.view === 'clusters' || place.view === 'settings' || place.view === 'all') return null
    // of a merged list a link to an object leads to it in its own cluster
    if (place.view === 'rows' && place.beside !== undefined) {
      if (id !== null && cluster !== null && usePlaces().shows(cluster)) return toObject(cluster, id)
      return writeAppLink({
        view: 'rows',
        cluster: nameFor(place.cluster),
        beside: place.beside.map(nameFor),
        kind: place.kind,
        object: null,
      })
    }
    const object = cluster === place.cluster ? id : null
    const name = nameFor(place.cluster)
    if (place.view === 'page') return writeAppLink({ view: 'page', cluster: name, page: place.page })
    if (place.view === 'ledger') return writeAppLink({ view: 'ledger', cluster: name })
    if (place.view === 'topology') return writeAppLink({ view: 'topology', cluster: name, object: place.object ?? object })
    return writeAppLink({
      view: 'rows',
      cluster: name,
      kind: object === null ? place.kind : (parseObjectId(object)?.kind ?? place.kind),
      object,
    })
  }

  async function copy(): Promise<void> {
    const link = toHere()
    if (link === null) return
    await desktop().copyText(link)
    useNotices().add(`Copied ${link}`, null)
  }

  /** Which cluster of this machine a link means: by id, by what it is called here, by the name of its context. */
  function clusterOf(name: string): ClusterSummary | { problem: string } {
    const all = useClusters().all
    const byId = all.find((one) => one.id === name)
    if (byId !== undefined) return byId
    for (const same of [all.filter((one) => one.alias === name), all.filter((one) => one.name === name)]) {
      if (same.length > 1) return { problem: `${same.length} clusters are called ${name}. Open the right one from the list of clusters.` }
      if (same[0] !== undefined) return same[0]
    }
    return { problem: `No cluster here is called ${name}. Add its kubeconfig, or give a cluster that name.` }
  }

  function go(cluster: ClusterId, link: AppLink): void {
    const tabs = useTabs()
    tabs.showCluster(cluster)
    const places = usePlaces()
    const to: Place | null =
      link.view === 'rows'
        ? listOf(link.kind, [cluster, ...openBeside(link)])
        : link.view === 'topology'
          ? { view: 'topology', cluster, object: link.object }
          : link.view === 'page'
            ? // the name was looked up before
              { view: 'page', cluster, page: link.page as PageId }
            : link.view === 'ledger'
              ? { view: 'ledger', cluster }
              : null
    if (to !== null) places.go(to)
    if ('object' in link && link.object !== null) useSelection().select(cluster, link.object, true)
  }

  /** The other clusters of a link to a merged list, as far as they are open; of the others it is told that they are not in it. */
  function openBeside(link: Extract<AppLink, { view: 'rows' }>): readonly ClusterId[] {
    return (link.beside ?? []).flatMap((name) => {
      const cluster = clusterOf(name)
      const problem =
        'problem' in cluster ? cluster.problem : useClusters().opened.includes(cluster.id) ? null : `${clusterName(cluster)} is not open.`
      if (problem === null && 'id' in cluster) return [cluster.id]
      useNotices().add('A cluster of the link is not in the list', {
        code: 'not-found',
        message: problem ?? '',
        todo: 'Open it, and follow the link again.',
      })
      return []
    })
  }

  /** A cluster that is not open is not opened by a link: a person does that, and the link goes on then. */
  function wait(cluster: ClusterSummary, link: AppLink): void {
    const notice = `The link leads to ${clusterName(cluster)}, which is not open. Open it, and the link goes on.`
    forget()
    useTabs().showClusters()
    useSelection().home = cluster.id
    useNotices().add(notice, null)
    const end = (): void => {
      clearTimeout(timer)
      stop()
      for (const one of useNotices().notices) if (one.what === notice) useNotices().dismiss(one.id)
    }
    const stop = watch(
      () => useClusters().opened.includes(cluster.id),
      (isOpen) => {
        if (!isOpen) return
        end()
        go(cluster.id, link)
      },
    )
    const timer = setTimeout(end, patience)
    forget = end
  }

  /** Follows a link that came from outside; what is wrong with it is told, and nothing happens. */
  function open(text: string): void {
    const refuse = (problem: string): void => {
      const shown = visibleText(text.replace(/\s+/g, ' '), 120)
      useNotices().add('A link could not be followed', { code: 'bad-input', message: `${problem} The link: ${shown}` })
    }
    const link = readAppLink(text.slice(0, longestLink + 1))
    if ('problem' in link) return refuse(link.problem)
    if (link.view === 'page' && !pages.some(({ id }) => id === link.page)) return refuse(`No view is called ${link.page}.`)
    const cluster = clusterOf(link.cluster)
    if ('problem' in cluster) return refuse(cluster.problem)
    if (useClusters().opened.includes(cluster.id)) go(cluster.id, link)
    else wait(cluster, link)
  }

  return { toObject, toHere, copy, open }
})
