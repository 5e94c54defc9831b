import type { ClusterSummary } from '../../engine/contract/index.ts'
import { clusterName, clusterStates } from '../words/clusterState.ts'

export type Grouping = 'own' | 'file'

/** One line of the Clusters screen. */
export type ClusterLine =
  { type: 'group'; id: string; title: string; count: number; folded: boolean } | { type: 'cluster'; id: string; cluster: ClusterSummary }

const snapshots = 'Snapshots and samples'
const ungrouped = 'Contexts'

const groupOf = (cluster: ClusterSummary, by: Grouping): string => {
  if (cluster.source !== 'context') return snapshots
  return by === 'file' ? cluster.file : (cluster.group ?? ungrouped)
}

/** Whether a cluster fits the words of the search field; `state:lost` looks at the state's word. All words must fit. */
export function clusterFits(cluster: ClusterSummary, words: string): boolean {
  const text =
    `${clusterName(cluster)} ${cluster.name} ${cluster.server} ${cluster.group ?? ''} ${cluster.file} ${cluster.user}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((word) => {
      if (!word.startsWith('state:')) return text.includes(word)
      const wanted = word.slice('state:'.length)
      return cluster.state.includes(wanted) || clusterStates[cluster.state].word.toLowerCase().replace(' ', '-').includes(wanted)
    })
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The lines of the screen: groups in order of name, snapshots last; favourites first in each. */
export function clusterLines(
  clusters: readonly ClusterSummary[],
  by: Grouping,
  words: string,
  folded: readonly string[],
): readonly ClusterLine[] {
  const groups = new Map<string, ClusterSummary[]>()
  for (const cluster of clusters) {
    if (!clusterFits(cluster, words)) continue
    const title = groupOf(cluster, by)
    const members = groups.get(title)
    if (members === undefined) groups.set(title, [cluster])
    else members.push(cluster)
  }
  const rank = (title: string): number => (title === snapshots ? 2 : title === ungrouped ? 1 : 0)
  return [...groups.entries()]
    .sort(([a], [b]) => rank(a) - rank(b) || compare(a, b))
    .flatMap(([title, members]): ClusterLine[] => {
      // While searching, a folded group would hide what was found.
      const isFolded = words.trim() === '' && folded.includes(title)
      const lines = isFolded
        ? []
        : members.sort(
            (a, b) => Number(b.favourite) - Number(a.favourite) || compare(clusterName(a), clusterName(b)) || compare(a.id, b.id),
          )
      return [
        { type: 'group', id: `group ${title}`, title, count: members.length, folded: isFolded },
        ...lines.map((cluster): ClusterLine => ({ type: 'cluster', id: cluster.id, cluster })),
      ]
    })
}
