import type { InPieces } from '../layout/inPieces.ts'

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
    const before = this.#list
    const out: T[] = []
    let at = 0
    let taken = 0
    for (const id of yield* sorted([...this.#changed.keys()])) {
      const end = placeOf(before, id, at)
      while (at < end) out.push(before[at++] as T) // in range
      if (before[at]?.id === id) at++
      const item = this.#changed.get(id)
      if (item) out.push(item)
      if (++taken % runLength === 0) yield
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
function* sorted(ids: readonly string[]): InPieces<readonly string[]> {
  let runs: (readonly string[])[] = []
  for (let i = 0; i < ids.length; i += runLength) {
    // By code unit, which is what it does by itself, and does quickest.
    runs.push(ids.slice(i, i + runLength).sort())
    yield
  }
  while (runs.length > 1) {
    const joined: (readonly string[])[] = []
    for (let i = 0; i < runs.length; i += 2) joined.push(yield* merged(runs[i] ?? [], runs[i + 1] ?? []))
    runs = joined
  }
  return runs[0] ?? []
}

function* merged(a: readonly string[], b: readonly string[]): InPieces<readonly string[]> {
  if (b.length === 0) return a
  const out: string[] = []
  let [p, q] = [0, 0]
  while (p < a.length && q < b.length) {
    out.push((a[p] as string) < (b[q] as string) ? (a[p++] as string) : (b[q++] as string)) // both in range
    if (out.length % runLength === 0) yield
  }
  while (p < a.length) out.push(a[p++] as string)
  while (q < b.length) out.push(b[q++] as string)
  return out
}
