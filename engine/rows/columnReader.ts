import { FigureColumn } from './figureColumn.ts'
import type { KeyColumn } from './keyColumn.ts'
import { NumberedColumn } from './numberedColumn.ts'
import type { SortValue } from './rowOrder.ts'
import type { Merge } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { ValueColumn } from './valueColumn.ts'

/** A column whose objects are read one after the other. */
export class ColumnReader {
  readonly #value: SortValue
  #column: KeyColumn
  #next = 0

  constructor(objects: readonly StoredObject[], value: SortValue) {
    this.#value = value
    this.#column = value.type === 'figure' ? new FigureColumn(objects.length, value.of) : new NumberedColumn(objects.length, value.of)
  }

  /** Reads so many more; the column when all are read. */
  read(objects: readonly StoredObject[], more: number): KeyColumn | null {
    const value = this.#value
    for (const end = Math.min(objects.length, this.#next + more); this.#next < end; this.#next++) {
      if (this.#column.set(this.#next, objects[this.#next] as StoredObject) || value.type === 'figure') continue // within the list
      this.#column = new ValueColumn(objects, value.of, value.text) // too many different values to number them
      this.#next = -1
    }
    return this.#next < objects.length ? null : this.#column
  }

  /** Another version of an object while it is read. */
  set(place: number, object: StoredObject): boolean {
    return this.#column.set(place, object)
  }

  /** Objects left and entered while it is read. */
  merge(merge: Merge<StoredObject>): boolean {
    let next = 0
    for (const { from, end, at } of merge.staying) if (from < this.#next) next = at + Math.min(end, this.#next) - from
    this.#next = next
    return this.#column.merge(merge)
  }
}
