import type { Cell } from '../contract/index.ts'
import type { SortValue } from './rowOrder.ts'
import { type Merge, mergedInto, sortInSteps } from './rowSelection.ts'
import type { StoredObject } from './storedObject.ts'

/** Different values of a column up to which they are numbered, in a few milliseconds: statuses, nodes, images, ratios. */
const mostNumbered = 2048

/** What rows sort by, by their index: 64 bits each, of which `low` may be missing; or the values themselves, where too many differ. */
export type RowKeys =
  { type: 'bits'; high: Uint32Array; low: Uint32Array | null } | { type: 'values'; values: Cell[]; compare: (a: Cell, b: Cell) => number }

/** A column as figures of a list of objects: eight or four bytes each, whatever the cells. */
export interface KeyColumn {
  readonly bytes: number
  /** Another object, or version of it, at a place; false when the column can no longer be kept this way. */
  set(place: number, object: StoredObject): boolean
  /** Objects left and entered. */
  merge(merge: Merge<StoredObject>): boolean
  /** What these rows sort by (null: all). */
  keys(rows: Uint32Array | null, value: SortValue): RowKeys
}

/** Reads a column of a list of objects; null when it holds too many different values that are no figures. */
export function keyColumn(objects: readonly StoredObject[], value: SortValue): KeyColumn | null {
  const column = value.type === 'figure' ? new FigureColumn(objects.length, value.of) : new ValueColumn(objects.length, value.of)
  for (let place = 0; place < objects.length; place++) {
    if (!column.set(place, objects[place] as StoredObject)) return null // within the list
  }
  return column
}

/** What objects sort by, read directly. */
export function valueKeys(objects: readonly StoredObject[], value: SortValue): RowKeys {
  return value.type === 'figure'
    ? new FigureColumn(0, value.of).keysOf(
        Float64Array.from(objects, (object) => value.of(object) ?? NaN),
        value.descending,
      )
    : { type: 'values', values: objects.map(value.of), compare: value.compare }
}

/** Order of two rows by their keys alone: zero for equal ones. */
export function compareRows(keys: RowKeys): (a: number, b: number) => number {
  // all are asked for indexes of rows only
  if (keys.type === 'values') {
    const { values, compare } = keys
    return (a, b) => compare(values[a] as Cell, values[b] as Cell)
  }
  const { high, low } = keys
  if (low === null) return (a, b) => (high[a] as number) - (high[b] as number)
  return (a, b) => (high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number)
}

/** The indexes of the rows in the order of their keys, equal ones as they came. A few milliseconds with each step. */
export function* sortRows(keys: RowKeys): Generator<void, ArrayLike<number>> {
  if (keys.type === 'values') {
    const { values, compare } = keys
    const indexes = values.map((_, index) => index)
    return yield* sortInSteps(indexes, (a, b) => compare(values[a] as Cell, values[b] as Cell)) // indexes of the values
  }
  let rows = new Uint32Array(keys.high.length)
  for (let index = 0; index < rows.length; index++) rows[index] = index
  let spare = new Uint32Array(rows.length)
  for (const word of [keys.low, keys.high]) {
    if (word === null) continue
    for (const shift of [0, 16]) {
      if (!scatter(word, shift, rows, spare)) continue
      ;[rows, spare] = [spare, rows]
      yield
    }
  }
  return rows
}

/** One pass of a radix sort, by 16 bits; false when those are the same in all rows, which leaves `to` as it was. */
function scatter(word: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const places = new Uint32Array(0x1_0000)
  for (let index = 0; index < word.length; index++) {
    const digit = ((word[index] ?? 0) >>> shift) & 0xffff
    places[digit] = (places[digit] ?? 0) + 1
  }
  if (places[((word[0] ?? 0) >>> shift) & 0xffff] === word.length) return false
  let place = 0
  for (let digit = 0; digit < places.length; digit++) {
    const count = places[digit] ?? 0
    places[digit] = place
    place += count
  }
  for (let index = 0; index < from.length; index++) {
    const row = from[index] ?? 0
    const digit = ((word[row] ?? 0) >>> shift) & 0xffff
    const next = places[digit] ?? 0
    places[digit] = next + 1
    to[next] = row
  }
  return true
}

/** Figures; what has none is NaN. */
class FigureColumn implements KeyColumn {
  readonly #of: (object: StoredObject) => number | null
  #figures: Float64Array

  constructor(length: number, of: (object: StoredObject) => number | null) {
    this.#of = of
    this.#figures = new Float64Array(length)
  }

  get bytes(): number {
    return this.#figures.byteLength
  }

  set(place: number, object: StoredObject): boolean {
    this.#figures[place] = this.#of(object) ?? NaN
    return true
  }

  merge(merge: Merge<StoredObject>): boolean {
    this.#figures = mergedInto(new Float64Array(merge.length), this.#figures, merge)
    for (const { at, item } of merge.entering) this.set(at, item)
    return true
  }

  keys(rows: Uint32Array | null, value: SortValue): RowKeys {
    const descending = value.type === 'figure' && value.descending
    if (rows === null) return this.keysOf(this.#figures, descending)
    const figures = new Float64Array(rows.length)
    for (let index = 0; index < figures.length; index++) figures[index] = this.#figures[rows[index] ?? 0] ?? NaN
    return this.keysOf(figures, descending)
  }

  /** The bits of figures, turned so that they order as the figures do; nothing comes last in both directions. */
  keysOf(figures: Float64Array, descending: boolean): RowKeys {
    const sign = descending ? -1 : 1
    const figure = new Float64Array(1)
    const bits = new Uint32Array(figure.buffer)
    const top = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0 // little-endian machines keep it behind
    const high = new Uint32Array(figures.length)
    const low = new Uint32Array(figures.length)
    for (let index = 0; index < figures.length; index++) {
      const value = figures[index] ?? NaN
      if (Number.isNaN(value)) {
        high[index] = 0xffff_ffff // infinity is less
        low[index] = 0xffff_ffff
        continue
      }
      figure[0] = sign * value + 0 // and never -0
      const upper = bits[top] ?? 0
      const lower = bits[1 - top] ?? 0
      const negative = upper >>> 31 === 1
      high[index] = negative ? ~upper : upper | 0x8000_0000
      low[index] = negative ? ~lower : lower
    }
    return { type: 'bits', high, low }
  }
}

/** Different values by number: equal cells are mostly one and the same, so there are few. */
class ValueColumn implements KeyColumn {
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

  keys(rows: Uint32Array | null, value: SortValue): RowKeys {
    const compare = value.type === 'value' ? value.compare : (): number => 0
    const sorted = [...this.#numbers].sort(([a], [b]) => compare(a, b))
    const ranks = new Uint32Array(sorted.length)
    let rank = 0
    for (const [place, [cell, number]] of sorted.entries()) {
      const before = sorted[place - 1]
      if (before !== undefined && compare(before[0], cell) !== 0) rank++
      ranks[number] = rank
    }
    const high = new Uint32Array(rows?.length ?? this.#held.length)
    for (let index = 0; index < high.length; index++) high[index] = ranks[this.#held[rows === null ? index : (rows[index] ?? 0)] ?? 0] ?? 0
    return { type: 'bits', high, low: null }
  }
}
