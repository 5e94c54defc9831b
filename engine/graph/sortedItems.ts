import type { InPieces } from '../layout/inPieces.ts'
import { compare } from '../layout/order.ts'

/** So many are sorted between two yields. */
const runLength = 2_048

/** Items by id, kept sorted through changes: what changes little costs little, but for one copy of the list. */
export class SortedItems<T extends { id: string }> {
  #list: readonly T[] = []
  /** What is new or different (an item), or gone (null), since the list was made. */
  readonly #changed = new Map<string, T | null>()

  put(item: T): void {
    this.#changed.set(item.id, item)
  }

  delete(id: string): void {
    this.#changed.set(id, null)
  }

  /** All of them, sorted by id. The same list as before where nothing changed. */
  *list(): InPieces<readonly T[]> {
    if (this.#changed.size === 0) return this.#list
    const changed = [...this.#changed]
    const before = this.#list
    const sorted = yield* sortedByFirst(changed)
    const out: T[] = []
    let at = 0
    for (const [id, item] of sorted) {
      const end = placeOf(before, id, at)
      while (at < end) out.push(before[at++] as T) // in range
      if (before[at]?.id === id) at++
      if (item) out.push(item)
    }
    while (at < before.length) out.push(before[at++] as T) // in range
    // Not before: who puts this work down for good must not lose what is new.
    this.#changed.clear()
    this.#list = out
    return out
  }
}

/** Where an id stands or would stand in a sorted list, from a place on. */
function placeOf(list: readonly { id: string }[], id: string, from: number): number {
  let [low, high] = [from, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] as { id: string }).id < id) low = middle + 1
    else high = middle
  }
  return low
}

/** As `sort`, in pieces: runs are sorted, then joined two by two. */
function* sortedByFirst<T extends readonly [string, unknown]>(items: readonly T[]): InPieces<readonly T[]> {
  let runs: (readonly T[])[] = []
  for (let i = 0; i < items.length; i += runLength) {
    runs.push(items.slice(i, i + runLength).sort(([a], [b]) => compare(a, b)))
    yield
  }
  while (runs.length > 1) {
    const joined: (readonly T[])[] = []
    for (let i = 0; i < runs.length; i += 2) {
      const [a, b] = [runs[i] ?? [], runs[i + 1] ?? []]
      const out: T[] = []
      let [p, q] = [0, 0]
      while (p < a.length && q < b.length) {
        out.push(((a[p] as T)[0] < (b[q] as T)[0] ? a[p++] : b[q++]) as T) // both in range
        if (out.length % runLength === 0) yield
      }
      while (p < a.length) out.push(a[p++] as T)
      while (q < b.length) out.push(b[q++] as T)
      joined.push(out)
    }
    runs = joined
  }
  return runs[0] ?? []
}
