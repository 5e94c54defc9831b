import type { Cell } from '../contract/index.ts'
import type { KeyColumn } from './keyColumn.ts'
import type { RowKeys } from './rowKeys.ts'
import type { SortValue } from './rowOrder.ts'
import { type Merge, mergedInto, mergedList } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { commonStart, textPrefix } from './textPrefix.ts'

/** Values of which many differ, with the first bytes of what their text sorts by behind what all have in common. */
export class ValueColumn implements KeyColumn {
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

  order(value: SortValue): (a: number, b: number) => number {
    const [high, low, of] = [this.#high, this.#low, this.#values]
    const sign = value.descending ? -1 : 1
    const compare = value.type === 'value' ? value.compare : (): number => 0
    const isNothing = (place: number): boolean => high[place] === 0xffff_ffff && low[place] === 0xffff_ffff
    // asked for places of the column only
    return (a, b) => {
      const bits = (high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number)
      if (bits === 0) return compare(of[a] as Cell, of[b] as Cell)
      // nothing is last in both directions
      return isNothing(a) || isNothing(b) ? bits : sign * bits
    }
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
