import type { Cell, Column } from '../contract/index.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Columns of a table beside those of its kind, whose cells are not kept with the objects: usage, and what a person added. */
export interface RowOverlay {
  /** Another list whenever a value of them may be another than before, though no object changed. */
  readonly columns: readonly Column[]
  /** What is shown of an object. */
  cell(object: StoredObject, index: number): Cell
  /** What an object sorts by and is filtered by: asked of all objects, so it is quick once the column is {@link ready}. */
  value(object: StoredObject, index: number): Cell
  /** True when the values of all objects can be had at once. Else they are read in pieces from now on, and `onChange` tells the end. */
  ready(index: number): boolean
  /** Called when `columns` is another list. Returns the stop function. */
  onChange(listener: () => void): () => void
  close(): void
}
