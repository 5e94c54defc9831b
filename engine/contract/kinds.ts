import type { Column } from './cells.ts'
import type { HealthCounts } from './health.ts'
import type { KindId } from './refs.ts'
import type { EngineError } from './result.ts'

/** Where a kind stands in the sidebar, in this order. */
export type Category = 'workloads' | 'network' | 'configuration' | 'storage' | 'access' | 'cluster' | 'custom'

/** The order and the words of the sidebar. */
export const categories: readonly { id: Category; title: string }[] = [
  { id: 'workloads', title: 'Workloads' },
  { id: 'network', title: 'Network' },
  { id: 'configuration', title: 'Configuration' },
  { id: 'storage', title: 'Storage' },
  { id: 'access', title: 'Access control' },
  { id: 'cluster', title: 'Cluster' },
  { id: 'custom', title: 'Custom resources' },
]

/** A kind that a cluster serves (or a snapshot holds). */
export interface KindInfo {
  id: KindId
  group: string
  version: string
  kind: string
  /** The REST resource: `pods`. */
  resource: string
  /** `po`, `deploy`. */
  shortName: string
  /** Plural as a title: `Pods`. */
  title: string
  namespaced: boolean
  category: Category
  columns: readonly Column[]
  /** Has a file of its own in `engine/kinds`, so cells and health are ours; else the server's Table columns are used. */
  known: boolean
  /** Few people look for it: counted in the sidebar rather than listed, until it is asked for. */
  lesser?: true
  /** Of custom resources: where the graph knows their references from. */
  references?: KindReferences
}

/** What the graph knows of the references of a custom resource. */
export interface KindReferences {
  /** The pack of rules made for it: `cert-manager`. Null: none. */
  pack: string | null
  /** Fields that were taken for references by the kind's own schema. */
  derived: number
  /** What of the schema was not read, as a sentence; null when it was read to its end. */
  unread: string | null
}

/** Where the list of a kind stands. */
export type LedgerState =
  | 'waiting' // known, not asked for yet
  | 'loading'
  | 'listed' // complete, and watched
  | 'polled' // complete, but may not be watched: listed again at an interval
  | 'stale' // was complete; the link to the server is gone
  | 'partial' // listed only in the namespaces one may see
  | 'forbidden'
  | 'failed'
  | 'offline' // from a snapshot

/** The entry of one kind in the ledger. */
export interface LedgerEntry {
  kind: KindId
  state: LedgerState
  /** Objects held. */
  count: number
  /** While loading: the server's estimate of what is still to come, if it gave one; of a last picture, what is still to be read of it. */
  expected?: number
  /** Epoch milliseconds since when this state holds. */
  since: number
  /** Epoch milliseconds of the last word from the server about this kind. */
  heardAt?: number
  /** Why: of forbidden, failed, partial; of polled, when the server refuses a watch that the kind has. */
  error?: EngineError
  /** Epoch milliseconds of the next attempt. */
  retryAt?: number
  /** Namespaces that could be read, when state is `partial`. */
  namespaces?: readonly string[]
  /** Objects whose bytes could not be read since the last sound list: they are not in `count`, and the kind is listed again. */
  skipped?: number
  /** How it is kept up to date: `watchlist`, `list+watch`, `paged+watch`, `poll`, `snapshot`; {@link lastPictureMode}. */
  mode?: string
  health: HealthCounts
}

/** The mode of a kind that is being read from the last picture of its cluster. Its `health` is that of all objects of the picture, read or not. */
export const lastPictureMode = 'last picture'
