import type { Cell } from '../contract/index.ts'
import type { RowKeys } from './rowKeys.ts'
import type { SortValue } from './rowOrder.ts'
import type { Merge } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** A column as numbers of a list of objects, whatever the cells. */
export interface KeyColumn {
  readonly bytes: number
  /** Another object, or version of it, at a place; false when the column can no longer be kept this way. */
  set(place: number, object: StoredObject): boolean
  /** Objects left and entered. */
  merge(merge: Merge<StoredObject>): boolean
  /** Which rows' cells pass: 1 or 0 each; null where cells are not kept. */
  passing(passes: (cell: Cell) => boolean): Uint8Array | null
  /** Order of two rows by their places: zero for equal ones. For a first page, before anything is made of all of them. */
  order(value: SortValue): (a: number, b: number) => number
  /** What these rows sort by (null: all). */
  keys(rows: Uint32Array | null, value: SortValue): RowKeys
}
