import type { ClusterSummary, EngineError, LedgerEntry } from '../../engine/contract/index.ts'

/** What the body of a list shows. Empty is said only of a complete list of which nothing is forbidden. */
export type BodyState =
  | { type: 'loading' }
  | { type: 'rows' }
  | { type: 'empty'; filtered: boolean }
  | { type: 'forbidden'; error: EngineError | null }
  | { type: 'failed'; error: EngineError }

/** Which body a table has. `entry` is null before the engine's first word about the kind; `heard`: whether the table itself has said anything yet. */
export function bodyState(
  entry: LedgerEntry | null,
  total: number,
  matching: number,
  refused: EngineError | null,
  cluster: Pick<ClusterSummary, 'state' | 'error'> | null = null,
  heard = true,
): BodyState {
  if (refused !== null) return { type: 'failed', error: refused }
  // a cluster that cannot be entered lists nothing, however long one waits
  const shut = cluster !== null && ['lost', 'signed-out', 'other-cluster'].includes(cluster.state) ? cluster.error : null
  if (shut !== null && matching === 0 && (entry === null || entry.state === 'waiting' || entry.state === 'loading'))
    return { type: 'failed', error: shut }
  if (entry === null) return { type: 'loading' }
  if (entry.state === 'forbidden') return { type: 'forbidden', error: entry.error ?? null }
  if (matching > 0) return { type: 'rows' }
  if (entry.state === 'waiting' || entry.state === 'loading') return { type: 'loading' }
  if (entry.state === 'failed' && total === 0) return entry.error ? { type: 'failed', error: entry.error } : { type: 'loading' }
  if (entry.state === 'partial' && total === 0) return { type: 'forbidden', error: entry.error ?? null }
  return heard ? { type: 'empty', filtered: total > 0 } : { type: 'loading' }
}
