import type { ClusterId, ClusterSummary, KindInfo } from '../../engine/contract/index.ts'
import { mostMergedClusters } from '../../engine/contract/index.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import { clusterName } from '../words/clusterState.ts'

/** What somebody typed in the way of k9s: `pods prod @staging /checkout`. */
export interface PaletteCommand {
  cluster: ClusterSummary
  kind: KindInfo
  /** Null: as the list was left. */
  namespaces: readonly string[] | null
  /** Null: as the list was left. */
  filter: string | null
}

const called = (kind: KindInfo): readonly string[] => [kind.shortName, kind.resource, kind.kind, `${kind.resource}.${kind.group}`, kind.id]

/** The kind that a word names exactly, as kubectl takes it: short name, resource, kind, or `resource.group`. Kinds of Kubernetes itself come first. */
export function kindCalled(word: string, kinds: readonly KindInfo[]): KindInfo | null {
  const low = word.toLowerCase()
  const named = kinds.filter((kind) => called(kind).some((name) => name.toLowerCase() === low))
  return named.find((kind) => kind.known) ?? named[0] ?? null
}

/** The clusters that `@word` may mean: called just so, else those whose name begins with it, else those that hold it. */
export function clustersCalled(word: string, clusters: readonly ClusterSummary[]): readonly ClusterSummary[] {
  const low = word.toLowerCase()
  const names = (cluster: ClusterSummary): readonly string[] => [clusterName(cluster).toLowerCase(), cluster.name.toLowerCase(), cluster.id]
  for (const fits of [
    (name: string) => name === low,
    (name: string) => name.startsWith(low),
    (name: string) => low !== '' && name.includes(low),
  ]) {
    const found = clusters.filter((cluster) => names(cluster).some(fits))
    if (found.length > 0) return found
  }
  return []
}

/** The words without the cluster, and the clusters that are meant: those of the last `@word`, else none in particular. */
export function splitCluster(
  text: string,
  clusters: readonly ClusterSummary[],
): { words: string; meant: readonly ClusterSummary[] | null } {
  const parts = text.trim().replace(/^:/, '').split(/\s+/)
  const at = parts.findLast((part) => part.startsWith('@'))
  const words = parts.filter((part) => !part.startsWith('@')).join(' ')
  return { words, meant: at === undefined ? null : clustersCalled(at.slice(1), clusters) }
}

/** Of the clusters that are open those of several `@word`s, or of `@*`: what one list is asked for over. Empty when there is no more than one. */
export function mergedCalled(text: string, open: readonly ClusterSummary[]): readonly ClusterSummary[] {
  const words = text.split(/\s+/).filter((word) => word.startsWith('@') && word.length > 1)
  const named = new Set(
    words.flatMap((word) => (word === '@*' || word === '@all' ? open : clustersCalled(word.slice(1), open).slice(0, 1))),
  )
  return named.size < 2 ? [] : [...named].slice(0, mostMergedClusters)
}

/**
 * Reads `kind [namespace] [/filter] [@cluster]`. The namespaces are words that the cluster knows as such, several by commas; `all` or `*` are all of them.
 * Empty when the first word is no kind, or another one is nothing known: then it is a search.
 */
export function paletteCommands(
  text: string,
  clusters: readonly ClusterSummary[],
  here: ClusterId | null,
  known: (cluster: ClusterId) => ClusterKinds | undefined,
): readonly PaletteCommand[] {
  const { words, meant } = splitCluster(text, clusters)
  const [first = '', ...rest] = words.split(' ')
  if (first === '') return []
  const candidates = meant ?? clusters.filter((cluster) => cluster.id === here)
  return candidates.slice(0, 5).flatMap((cluster): PaletteCommand[] => {
    const said = known(cluster.id)
    // what a cluster serves is known once it has answered; till then, and if it never does, it is taken for what the one on screen serves
    const kinds = said === undefined || said.kinds.length === 0 ? undefined : said
    const kind = kindCalled(first, kinds?.kinds ?? (here === null ? [] : (known(here)?.kinds ?? [])))
    if (kind === null) return []
    let namespaces: readonly string[] | null = null
    let filter: string | null = null
    for (const word of rest) {
      if (word.startsWith('/')) filter = word.slice(1)
      else if (word === 'all' || word === '*') namespaces = []
      else if (kind.namespaced && word.split(',').every((name) => kinds?.namespaces.includes(name) ?? true)) namespaces = word.split(',')
      else return []
    }
    return [{ cluster, kind, namespaces, filter }]
  })
}
