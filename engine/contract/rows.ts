import type { Cell, Column } from './cells.ts'
import type { HealthLevel } from './health.ts'
import type { ClusterId, KindId, ObjectId } from './refs.ts'
import { parseObjectId } from './refs.ts'
import type { LedgerEntry } from './kinds.ts'
import type { EngineError } from './result.ts'

/** What a table asks for. The engine filters and sorts; the window holds only the rows it shows. */
export interface RowsQuery {
  cluster: ClusterId
  /** Other clusters whose objects stand in the same list, which is a merged one then: at most {@link mostMergedClusters} with the first. */
  beside?: readonly ClusterId[]
  kind: KindId
  /** Null: all namespaces. */
  namespaces: readonly string[] | null
  /** Words that must all occur in the name, or `key:value` terms (`status:CrashLoop`, `label:app=web`, `ns:prod`). */
  filter: string
  /** A column id, `name`, `namespace` or `cluster`; the default order is namespace, name, cluster. */
  sort: { column: string; descending: boolean } | null
  /** Only objects that are not healthy. */
  problemsOnly: boolean
  /** Columns a person added: `label:app`, `annotation:example.org/owner`, `path:.spec.nodeName`. They sort and filter by these words as their ids. */
  extra?: readonly string[]
}

/** Most columns that can be added to a table. */
export const mostExtraColumns = 20

/** Most clusters in one list. */
export const mostMergedClusters = 32

/** What a row is called in questions about a list: the object's id, with the cluster in front where the list is a merged one (`ctx-0a1b core/Pod/shop/web`). */
export type RowId = string

/** Builds the id of a row of a merged list. */
export function rowId(cluster: ClusterId, object: ObjectId): RowId {
  return `${cluster} ${object}`
}

/** The parts of a {@link RowId}; the cluster is null in a list of one. */
export function parseRowId(id: RowId): { cluster: ClusterId | null; object: ObjectId } {
  const space = id.indexOf(' ')
  // no id of a kind has a space, and it stands first
  return space < 0 || space > id.indexOf('/') ? { cluster: null, object: id } : { cluster: id.slice(0, space), object: id.slice(space + 1) }
}

/** Whether a text is the id of a row. */
export function isRowId(id: string): boolean {
  return parseObjectId(parseRowId(id).object) !== null
}

/** Where one cluster of a merged list stands. */
export interface RowsCluster {
  cluster: ClusterId
  /** Objects in scope, and how many of them match. */
  total: number
  matching: number
  /** Null: the kind is not known there, or not yet. */
  ledger: LedgerEntry | null
  /** Why nothing of it is here: it is not open. */
  error: EngineError | null
}

/** One line of a table. `key` is the engine's handle for it, stable while the object exists. */
export interface Row {
  key: number
  id: ObjectId
  namespace: string
  name: string
  level: HealthLevel
  cells: readonly Cell[]
  /** In a merged list. */
  cluster?: ClusterId
}

/** What the engine says about an open table after a change; travels packed (`packRowsFrame`). */
export interface RowsFrame {
  subscription: number
  /** Rises with every frame of a subscription. */
  revision: number
  /** Objects of the kind in scope of the query's namespaces. */
  total: number
  /** Of these, how many match the filter. */
  matching: number
  /** First slot of the window. */
  start: number
  /** Row keys of the window's slots, in order. */
  slots: readonly number[]
  /** Rows that the window does not have yet, or that changed. Rows not named in `slots` may be forgotten. */
  rows: readonly Row[]
  /** Columns behind those of the kind, with cells in each row: usage, and those that were added. Of a merged list all columns. */
  extra: readonly Column[]
  /** Of a merged list: its clusters, in the order of the query. */
  clusters: readonly RowsCluster[]
  /** While the order is held: how many slots of the window would show another row; null: rows stand where they belong. */
  held: number | null
  /** Rows in `slots` that are gone, while the order is held. */
  gone: readonly number[]
  ledger: LedgerEntry
  /** A term of the filter that could not be understood, with the reason. */
  filterError: { term: string; reason: string } | null
  /** Epoch milliseconds at which the newest change in this frame reached the engine; for measuring. */
  changedAt: number
}
