import type { Cell } from '../contract/index.ts'
import type { KeyColumn } from './keyColumn.ts'
import type { RowKeys } from './rowKeys.ts'
import type { SortValue } from './rowOrder.ts'
import { type Merge, mergedInto } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Different values of a column up to which they are numbered, in a few milliseconds: statuses, nodes, images, ratios. */
const mostNumbered = 2048
/** Different values by number: equal cells are mostly one and the same, so there are few. */
export class NumberedColumn implements KeyColumn {
  readonly #of: (object: StoredObject) => Cell
  readonly #numbers = new Map<Cell, number>()
  #held: Uint32Array

  constructor(length: number, of: (object: StoredObject) => Cell) {
    this.#of = of
    this.#held = new Uint32Array(length)
  }

  get bytes(): number {
    return this.#held.byteLength
  }

  set(place: number, object: StoredObject): boolean {
    const value = this.#of(object)
    let number = this.#numbers.get(value)
    if (number === undefined) {
      number = this.#numbers.size
      if (number >= mostNumbered) return false
      this.#numbers.set(value, number)
    }
    this.#held[place] = number
    return true
  }

  merge(merge: Merge<StoredObject>): boolean {
    this.#held = mergedInto(new Uint32Array(merge.length), this.#held, merge)
    return merge.entering.every(({ at, item }) => this.set(at, item))
  }

  passing(passes: (cell: Cell) => boolean): Uint8Array {
    const numbers = new Uint8Array(this.#numbers.size)
    for (const [cell, number] of this.#numbers) numbers[number] = passes(cell) ? 1 : 0
    const passing = new Uint8Array(this.#held.length)
    for (let place = 0; place < passing.length; place++) passing[place] = numbers[this.#held[place] ?? 0] ?? 0
    return passing
  }

  order(value: SortValue): (a: number, b: number) => number {
    const ranks = this.#ranks(value)
    const held = this.#held
    // asked for places of the column only
    return (a, b) => (ranks[held[a] as number] as number) - (ranks[held[b] as number] as number)
  }

  keys(rows: Uint32Array | null, value: SortValue): RowKeys {
    const ranks = this.#ranks(value)
    const high = new Uint32Array(rows?.length ?? this.#held.length)
    for (let index = 0; index < high.length; index++) high[index] = ranks[this.#held[rows === null ? index : (rows[index] ?? 0)] ?? 0] ?? 0
    return { high, low: null, values: null }
  }
  /** Which place each value has among all, by its number. */
  #ranks(value: SortValue): Uint32Array {
    const compare = value.type === 'value' ? value.compare : (): number => 0
    const sorted = [...this.#numbers].sort(([a], [b]) => compare(a, b))
    const ranks = new Uint32Array(sorted.length)
    let rank = 0
    for (const [place, [cell, number]] of sorted.entries()) {
      const before = sorted[place - 1]
      if (before !== undefined && compare(before[0], cell) !== 0) rank++
      ranks[number] = rank
    }
    return ranks
  }
}
