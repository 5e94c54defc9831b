import type { Cell } from '../contract/index.ts'
import { sortInSteps } from './rowSelection.ts'

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
