import type { ClusterId, ClusterSummary } from '../../engine/contract/index.ts'
import { kindName, parseObjectId } from '../../engine/contract/index.ts'
import { isUsual } from '../frame/sidebarKinds.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import { pages } from '../views/pages.ts'
import { clusterName, clusterStates } from '../words/clusterState.ts'
import { count, plural } from '../words/names.ts'
import type { PaletteFrom, PaletteLine } from './paletteLine.ts'
import { fit } from './wordFit.ts'

/** Saved views whose name fits. */
export function savedViewLines(from: PaletteFrom, words: string): readonly PaletteLine[] {
  const clusterNameOf = (id: ClusterId): string => {
    const one = from.clusters.find((cluster) => cluster.id === id)
    return one === undefined ? 'a cluster that is gone' : clusterName(one)
  }
  return from.views
    .filter((view) => words === '' || fit(words, view.name) !== null)
    .slice(0, words === '' ? 5 : 12)
    .map((view): PaletteLine => ({
      id: `view ${view.id}`,
      prefix: '',
      text: view.name,
      aside: `${'topology' in view ? 'Topology' : kindName(view.kind)}, ${view.clusters.length === 1 ? clusterNameOf(view.clusters[0] ?? '') : plural(view.clusters.length, 'cluster')}`,
      does: { type: 'view', view },
    }))
}

/** The views of the cluster on screen: kinds, pages, topology, ledger. Without words the usual ones. */
export function viewLines(here: ClusterSummary, known: ClusterKinds, words: string): readonly PaletteLine[] {
  const views: PaletteLine[] = known.kinds
    .flatMap((kind) => {
      const score = words === '' ? (isUsual(kind) ? 0 : null) : fit(words, kind.shortName, kind.title, kind.kind, kind.resource)
      return score === null ? [] : [{ kind, score }]
    })
    .sort((a, b) => a.score - b.score)
    .slice(0, words === '' ? 8 : 12)
    .map(({ kind }) => {
      const entry = known.ledger.get(kind.id)
      return {
        id: `kind ${kind.id}`,
        prefix: '',
        text: kind.title,
        aside: `${clusterName(here)}, ${entry === undefined ? 'not asked for' : entry.state === 'forbidden' ? 'forbidden' : count(entry.count)}`,
        does: { type: 'place' as const, place: { view: 'rows' as const, cluster: here.id, kind: kind.id } },
      }
    })
  for (const page of pages)
    if (words === '' || fit(words, page.title) !== null)
      views.push({
        id: `page ${page.id}`,
        prefix: '',
        text: page.title,
        aside: clusterName(here),
        does: { type: 'place', place: { view: 'page', cluster: here.id, page: page.id } },
      })
  for (const [view, text] of [
    ['topology', 'Topology'],
    ['ledger', 'All kinds (ledger)'],
  ] as const) {
    if (words === '' || fit(words, text) !== null)
      views.push({
        id: view,
        prefix: '',
        text,
        aside: clusterName(here),
        does: { type: 'place', place: view === 'topology' ? { view, cluster: here.id, object: null } : { view, cluster: here.id } },
      })
  }
  return views
}

/** Objects that the search has found and that still fit the words. */
export function objectLines(from: PaletteFrom, words: string): readonly PaletteLine[] {
  return from.objects.flatMap(({ cluster: id, object }): PaletteLine[] => {
    const [ref, cluster] = [parseObjectId(object), from.clusters.find((one) => one.id === id)]
    if (ref === null || cluster === undefined) return []
    // what was found for the words of a moment ago is not what Enter means now
    const name = ref.name.toLowerCase()
    if (!words.split(/\s+/).every((word) => name.includes(word))) return []
    return [
      {
        id: `${id} ${object}`,
        prefix: `${from.kindsOf(id)?.byId.get(ref.kind)?.shortName ?? kindName(ref.kind)}/`,
        text: ref.name,
        aside: [clusterName(cluster), ref.namespace].filter((part) => part !== '').join(', '),
        does: { type: 'object', cluster: id, kind: ref.kind, id: object },
      },
    ]
  })
}

/** Clusters of these words; `@word` means some of them alone. */
export function clusterLines(clusters: readonly ClusterSummary[], words: string): readonly PaletteLine[] {
  return clusters
    .flatMap((cluster) => {
      const score = words === '' ? 0 : fit(words, clusterName(cluster), cluster.name)
      return score === null ? [] : [{ cluster, score }]
    })
    .sort((a, b) => a.score - b.score)
    .slice(0, 8)
    .map(({ cluster }): PaletteLine => ({
      id: `cluster ${cluster.id}`,
      prefix: '',
      text: clusterName(cluster),
      aside: clusterStates[cluster.state].word.toLowerCase(),
      does: { type: 'cluster', id: cluster.id },
    }))
}
