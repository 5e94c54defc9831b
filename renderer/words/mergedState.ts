import type { ClusterSummary, EngineError, RowsCluster } from '../../engine/contract/index.ts'
import { span } from './age.ts'
import type { Shape } from './clusterState.ts'
import { clusterStates, staleSince } from './clusterState.ts'
import { count } from './names.ts'
import type { BodyState } from './bodyState.ts'

/** Where one cluster of a merged list stands, in few words; `whole`: everything it has of the kind is in the list, as of now. */
export interface MergedStanding {
  shape: Shape
  words: string
  title: string
  whole: boolean
}

/** States of a cluster in which nothing comes from it. */
const away: ReadonlySet<ClusterSummary['state']> = new Set(['lost', 'signed-out', 'other-cluster', 'forbidden', 'closed'])

/** How much of the list comes from a cluster, or why nothing does. `now` is epoch milliseconds. */
export function mergedStanding(one: RowsCluster, cluster: ClusterSummary | null, now: number): MergedStanding {
  const rows = count(one.matching)
  if (cluster === null || one.error !== null || cluster.state === 'closed')
    return { shape: 'offline', words: 'not open', title: one.error?.message ?? 'This cluster is not open.', whole: false }
  const { shape, word } = clusterStates[cluster.state]
  const why = cluster.error?.message ?? word
  const held = (words: string): string => (one.matching > 0 ? `${rows}, ${words}` : words)
  if (away.has(cluster.state)) return { shape, words: held(word.toLowerCase()), title: why, whole: false }
  if (cluster.state === 'stale') return { shape, words: held(`stale ${span(now - staleSince(cluster))}`), title: why, whole: false }
  const { ledger } = one
  if (ledger === null || ledger.state === 'waiting')
    return cluster.state === 'live'
      ? { shape: 'idle', words: 'not served', title: 'This cluster does not serve this kind, or may not say so yet.', whole: true }
      : { shape, words: `${word.toLowerCase()} ${span(now - cluster.since)}`, title: why, whole: false }
  switch (ledger.state) {
    case 'loading':
      return {
        shape: 'prog',
        words: one.matching > 0 ? `${rows} so far` : `loading ${span(now - ledger.since)}`,
        title: 'It is being listed.',
        whole: false,
      }
    case 'forbidden':
      return { shape: 'forbidden', words: 'forbidden', title: ledger.error?.message ?? 'It may not be listed here.', whole: false }
    case 'failed':
      return { shape: 'fail', words: held('failed'), title: ledger.error?.message ?? 'It could not be listed.', whole: false }
    case 'partial':
      return {
        shape: 'forbidden',
        words: `${rows}, in part`,
        title: ledger.error?.message ?? 'Only some namespaces may be read.',
        whole: false,
      }
    case 'stale':
      return { shape: 'warn', words: held('stale'), title: ledger.error?.message ?? 'The watch ended.', whole: false }
    case 'listed':
    case 'polled':
      return { shape, words: rows, title: `${rows} of ${count(one.total)} match`, whole: true }
    case 'offline':
      return {
        shape: 'offline',
        words: rows,
        title: `${rows} of ${count(one.total)} match, as of ${span(now - (cluster.asOf ?? now))} ago`,
        whole: true,
      }
  }
}

/** The body of a merged list: rows as soon as any cluster has some; one that hangs is no reason to wait once another one is complete. */
export function mergedBody(
  each: readonly { one: RowsCluster; standing: MergedStanding }[],
  total: number,
  matching: number,
  refused: EngineError | null,
): BodyState {
  if (refused !== null) return { type: 'failed', error: refused }
  if (matching > 0) return { type: 'rows' }
  if (each.some(({ standing }) => standing.whole)) return { type: 'empty', filtered: total > 0 }
  if (each.length === 0 || each.some(({ standing }) => standing.shape === 'prog')) return { type: 'loading' }
  const errors = each.flatMap(({ one }) => one.error ?? one.ledger?.error ?? [])
  const forbidden = each.find(({ one }) => one.ledger?.state === 'forbidden')
  if (forbidden !== undefined) return { type: 'forbidden', error: forbidden.one.ledger?.error ?? null }
  return {
    type: 'failed',
    error: errors[0] ?? {
      code: 'unreachable',
      message: 'None of these clusters can be reached.',
      todo: 'See what each of them says above.',
    },
  }
}
