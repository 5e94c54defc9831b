import type { KeyColumn } from './keyColumn.ts'
import type { RowKeys } from './rowKeys.ts'
import type { SortValue } from './rowOrder.ts'
import { type Merge, mergedInto } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Order of objects, by their places in the list, by a figure that is read of each once; nothing comes last. For a first page, before anything is kept. */
export function compareFigures(
  objects: readonly StoredObject[],
  { of, descending }: Extract<SortValue, { type: 'figure' }>,
): (a: number, b: number) => number {
  const figures = new Float64Array(objects.length)
  for (let index = 0; index < figures.length; index++) figures[index] = of(objects[index] as StoredObject) ?? NaN // within the list
  return orderOfFigures(figures, descending ? -1 : 1)
}

/** Order of places by their figures; nothing comes last in both directions. */
function orderOfFigures(figures: Float64Array, sign: 1 | -1): (a: number, b: number) => number {
  return (a, b) => {
    const one = figures[a] as number // places of the list only
    const other = figures[b] as number
    if (one < other) return -sign
    if (one > other) return sign
    return one === other ? 0 : Number(Number.isNaN(one)) - Number(Number.isNaN(other))
  }
}

/** Figures; what has none is NaN. */
export class FigureColumn implements KeyColumn {
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

  order({ descending }: SortValue): (a: number, b: number) => number {
    return orderOfFigures(this.#figures, descending ? -1 : 1)
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
