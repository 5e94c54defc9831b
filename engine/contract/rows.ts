import type { Cell, Column } from './cells.ts'
import type { HealthLevel } from './health.ts'
import type { ClusterId, KindId, ObjectId } from './refs.ts'
import type { LedgerEntry } from './kinds.ts'

/** What a table asks for. The engine filters and sorts; the window holds only the rows it shows. */
export interface RowsQuery {
  cluster: ClusterId
  kind: KindId
  /** Null: all namespaces. */
  namespaces: readonly string[] | null
  /** Words that must all occur in the name, or `key:value` terms (`status:CrashLoop`, `label:app=web`, `ns:prod`). */
  filter: string
  /** A column id, `name` or `namespace`; the default order is namespace, then name. */
  sort: { column: string; descending: boolean } | null
  /** Only objects that are not healthy. */
  problemsOnly: boolean
  /** Columns a person added: `label:app`, `annotation:example.org/owner`, `path:.spec.nodeName`. They sort and filter by these words as their ids. */
  extra?: readonly string[]
}

/** Most columns that can be added to a table. */
export const mostExtraColumns = 20

/** One line of a table. `key` is the engine's handle for it, stable while the object exists. */
export interface Row {
  key: number
  id: ObjectId
  namespace: string
  name: string
  level: HealthLevel
  cells: readonly Cell[]
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
  /** Columns behind those of the kind, with cells in each row: usage, and those that were added. */
  extra: readonly Column[]
  ledger: LedgerEntry
  /** A term of the filter that could not be understood, with the reason. */
  filterError: { term: string; reason: string } | null
  /** Epoch milliseconds at which the newest change in this frame reached the engine; for measuring. */
  changedAt: number
}
