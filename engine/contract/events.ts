import type { ClusterSummary, KubeconfigSource } from './clusters.ts'
import type { KindInfo, LedgerEntry } from './kinds.ts'
import type { ClusterId } from './refs.ts'
import type { EngineError } from './result.ts'
import type { CachePolicy, Progress } from './snapshots.ts'

/** What the engine says unasked, to every window. Events are data: no callbacks cross the relay. */
export type EngineEvent =
  | { type: 'clusters'; clusters: readonly ClusterSummary[]; sources: readonly KubeconfigSource[] }
  /** One cluster changed. */
  | { type: 'cluster'; cluster: ClusterSummary }
  | { type: 'kinds'; cluster: ClusterId; kinds: readonly KindInfo[] }
  /** Only the entries that changed. */
  | { type: 'ledger'; cluster: ClusterId; entries: readonly LedgerEntry[] }
  | { type: 'namespaces'; cluster: ClusterId; namespaces: readonly string[] }
  /** Usage of a watched cluster was read again. */
  | { type: 'usage'; cluster: ClusterId }
  /** What is wrong in a watched cluster may have changed. */
  | { type: 'problems'; cluster: ClusterId }
  /** Events of a watched cluster changed. */
  | { type: 'events'; cluster: ClusterId }
  /** The overview of a watched cluster may have changed. */
  | { type: 'overview'; cluster: ClusterId }
  | { type: 'progress'; progress: Progress }
  | { type: 'cache-policy'; policy: CachePolicy }
  /** Something went wrong that no question asked for, such as a picture that could not be kept. `at` is epoch milliseconds. */
  | { type: 'problem'; error: EngineError; at: number }
