import type { Cell } from '../contract/index.ts'
import type { SortValue } from './rowOrder.ts'
import { type Merge, mergedInto, mergedList, sortInSteps } from './rowSelection.ts'
import type { StoredObject } from './storedObject.ts'
import { commonStart, textPrefix } from './textPrefix.ts'

/** Different values of a column up to which they are numbered, in a few milliseconds: statuses, nodes, images, ratios. */
const mostNumbered = 2048
/** Rows with equal bits that are sorted without a pause. */
const tiesAtOnce = 4096

/**
 * What rows sort by, by their index: 64 bits each, of which `low` may be missing; where those are equal, values with an order of their own, which
 * may be missing too.
 */
export interface RowKeys {
  high: Uint32Array
  low: Uint32Array | null
  values: { of: readonly Cell[]; compare: (a: Cell, b: Cell) => number } | null
}

/** A column as numbers of a list of objects, whatever the cells. */
export interface KeyColumn {
  readonly bytes: number
  /** Another object, or version of it, at a place; false when the column can no longer be kept this way. */
  set(place: number, object: StoredObject): boolean
  /** Objects left and entered. */
  merge(merge: Merge<StoredObject>): boolean
  /** Which rows' cells pass: 1 or 0 each; null where cells are not kept. */
  passing(passes: (cell: Cell) => boolean): Uint8Array | null
  /** What these rows sort by (null: all). */
  keys(rows: Uint32Array | null, value: SortValue): RowKeys
}

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

/** Order of objects, by their places in the list, by a figure that is read of each once; nothing comes last. For a first page, before anything is kept. */
export function compareFigures(
  objects: readonly StoredObject[],
  { of, descending }: Extract<SortValue, { type: 'figure' }>,
): (a: number, b: number) => number {
  const sign = descending ? -1 : 1
  const figures = new Float64Array(objects.length)
  for (let index = 0; index < figures.length; index++) figures[index] = sign * (of(objects[index] as StoredObject) ?? NaN) // within the list
  return (a, b) => {
    const one = figures[a] as number // places of the list only
    const other = figures[b] as number
    if (one < other) return -1
    if (one > other) return 1
    return one === other ? 0 : Number(Number.isNaN(one)) - Number(Number.isNaN(other))
  }
}

/** Order of two rows by their keys alone: zero for equal ones. */
export function compareRows({ high, low, values }: RowKeys): (a: number, b: number) => number {
  // all are asked for indexes of rows only
  const byLow = (a: number, b: number): number => (low === null ? 0 : (low[a] as number) - (low[b] as number))
  const byBits = (a: number, b: number): number => (high[a] as number) - (high[b] as number) || byLow(a, b)
  if (values === null) return byBits
  const { of, compare } = values
  return (a, b) => byBits(a, b) || compare(of[a] as Cell, of[b] as Cell)
}

/** The indexes of the rows in the order of their keys, equal ones as they came. A few milliseconds with each step. */
export function* sortRows(keys: RowKeys): Generator<void, Uint32Array> {
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
  if (keys.values !== null) yield* sortTies(rows, { ...keys, values: keys.values })
  return rows
}

/** Sorts by their values, in place, what stands together because its bits are equal. */
function* sortTies(rows: Uint32Array, { high, low, values }: RowKeys & { values: NonNullable<RowKeys['values']> }): Generator<void> {
  const { of, compare } = values
  const byValue = (a: number, b: number): number => compare(of[a] as Cell, of[b] as Cell) // of indexes of rows only
  let sinceStep = 0
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const first = rows[start] ?? 0
    for (end = start + 1; end < rows.length; end++) {
      const row = rows[end] ?? 0
      if (high[row] !== high[first] || low?.[row] !== low?.[first]) break
    }
    if (end - start === 1) continue
    const tied = Array.from(rows.subarray(start, end))
    rows.set(tied.length > tiesAtOnce ? yield* sortInSteps(tied, byValue) : tied.sort(byValue), start)
    if ((sinceStep += tied.length) < tiesAtOnce) continue
    sinceStep = 0
    yield
  }
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

  passing(): null {
    return null // of a cell it knows no more than the figure
  }

  keys(rows: Uint32Array | null, value: SortValue): RowKeys {
    let figures = this.#figures
    if (rows !== null) {
      figures = new Float64Array(rows.length)
      for (let index = 0; index < figures.length; index++) figures[index] = this.#figures[rows[index] ?? 0] ?? NaN
    }
    // the bits of figures, turned so that they order as the figures do; nothing comes last in both directions
    const sign = value.descending ? -1 : 1
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
    return { high, low, values: null }
  }
}

/** Different values by number: equal cells are mostly one and the same, so there are few. */
class NumberedColumn implements KeyColumn {
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
    return { high, low: null, values: null }
  }
}

/** Values of which many differ, with the first bytes of what their text sorts by behind what all have in common. */
class ValueColumn implements KeyColumn {
  readonly #of: (object: StoredObject) => Cell
  readonly #text: ((cell: Cell) => string) | null
  readonly #words = new Uint32Array(2)
  /** What the texts begin with, up to `#skip`. */
  #start = ''
  #skip = 0
  #values: Cell[]
  #high: Uint32Array
  #low: Uint32Array

  constructor(objects: readonly StoredObject[], of: (object: StoredObject) => Cell, text: ((cell: Cell) => string) | null) {
    this.#of = of
    this.#text = text
    this.#values = new Array<Cell>(objects.length).fill(null)
    this.#high = new Uint32Array(objects.length)
    this.#low = new Uint32Array(objects.length)
    if (text === null) return
    let known = false
    for (let place = 0; place < objects.length; place += Math.ceil(objects.length / 64)) {
      const sample = text(of(objects[place] as StoredObject)) // within the list
      if (sample === '') continue
      this.#skip = commonStart(known ? this.#start : sample, sample, known ? this.#skip : Infinity)
      this.#start = sample
      known = true
    }
  }

  get bytes(): number {
    return 8 * this.#values.length + this.#high.byteLength + this.#low.byteLength
  }

  set(place: number, object: StoredObject): boolean {
    const value = this.#of(object)
    this.#values[place] = value
    if (this.#text === null) return true
    const text = this.#text(value)
    const common = text === '' ? this.#skip : commonStart(this.#start, text, this.#skip)
    if (common < this.#skip) {
      this.#skip = common
      for (let other = 0; other < this.#values.length; other++) this.#write(other, this.#text(this.#values[other] ?? null))
    } else this.#write(place, text)
    return true
  }

  merge(merge: Merge<StoredObject>): boolean {
    this.#values = mergedList(this.#values, merge, this.#of)
    this.#high = mergedInto(new Uint32Array(merge.length), this.#high, merge)
    this.#low = mergedInto(new Uint32Array(merge.length), this.#low, merge)
    for (const { at, item } of merge.entering) this.set(at, item)
    return true
  }

  passing(passes: (cell: Cell) => boolean): Uint8Array {
    const passing = new Uint8Array(this.#values.length)
    for (let place = 0; place < passing.length; place++) passing[place] = passes(this.#values[place] ?? null) ? 1 : 0
    return passing
  }

  keys(rows: Uint32Array | null, value: SortValue): RowKeys {
    const length = rows?.length ?? this.#values.length
    const high = new Uint32Array(length)
    const low = new Uint32Array(length)
    const of = new Array<Cell>(length)
    const turn = value.descending ? 0xffff_ffff : 0
    for (let index = 0; index < length; index++) {
      const place = rows === null ? index : (rows[index] ?? 0)
      const upper = this.#high[place] ?? 0
      const lower = this.#low[place] ?? 0
      const nothing = upper === 0xffff_ffff && lower === 0xffff_ffff // last in both directions
      high[index] = nothing ? upper : upper ^ turn
      low[index] = nothing ? lower : lower ^ turn
      of[index] = this.#values[place] ?? null
    }
    return { high, low, values: value.type === 'value' ? { of, compare: value.compare } : null }
  }

  #write(place: number, text: string): void {
    if (text === '') this.#words.fill(0xffff_ffff)
    else textPrefix(text, this.#skip, this.#words)
    this.#high[place] = this.#words[0] ?? 0
    this.#low[place] = this.#words[1] ?? 0
  }
}
