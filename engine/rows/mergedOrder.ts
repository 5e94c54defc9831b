/** Lists that are sorted by one order, and are to be read as one list; items of different lists are never equal. */
export interface SortedLists<T> {
  readonly lengths: readonly number[]
  /** The item of a list at a place within it. */
  at: (list: number, place: number) => T
  compare: (a: T, b: T) => number
}

/**
 * How many items of each list stand before slot `start` of all of them together: a binary search in all lists at once. The cost is that of some dozens of
 * binary searches, whatever the number of items; nothing is merged that is not shown.
 */
export function splitAt<T>({ lengths, at, compare }: SortedLists<T>, start: number): number[] {
  const low = lengths.map(() => 0)
  const high = lengths.map((length) => Math.min(length, start))
  /** Places of a list that may still lie on either side. */
  const open = (list: number): number => (high[list] ?? 0) - (low[list] ?? 0)
  const placeOf = (list: number, item: T): number => {
    let [first, last] = [low[list] ?? 0, high[list] ?? 0]
    while (first < last) {
      const middle = (first + last) >>> 1
      if (compare(at(list, middle), item) < 0) first = middle + 1
      else last = middle
    }
    return first
  }
  for (;;) {
    const widest = lengths.reduce((most, _length, list) => (open(list) > open(most) ? list : most), 0)
    if (open(widest) <= 0) return low
    const middle = (low[widest] ?? 0) + (open(widest) >>> 1)
    const pivot = at(widest, middle)
    const places = lengths.map((_length, list) => (list === widest ? middle : placeOf(list, pivot)))
    const isBefore = places.reduce((sum, place) => sum + place, 0) < start
    for (const [list, place] of places.entries()) {
      if (!isBefore) high[list] = place
      else low[list] = list === widest ? middle + 1 : place
    }
  }
}

/** The items from these places on, in their order, one after the other. */
export function* mergedFrom<T>(
  { lengths, at, compare }: SortedLists<T>,
  places: readonly number[],
): Generator<{ list: number; place: number }> {
  const next = Uint32Array.from(places)
  const head = (list: number): T | undefined => ((next[list] ?? 0) < (lengths[list] ?? 0) ? at(list, next[list] ?? 0) : undefined)
  const heads = lengths.map((_length, list) => head(list))
  for (;;) {
    let first = -1
    for (let list = 0; list < heads.length; list++) {
      const item = heads[list]
      if (item !== undefined && (first < 0 || compare(item, heads[first] as T) < 0)) first = list
    }
    if (first < 0) return
    const place = next[first] ?? 0
    yield { list: first, place }
    next[first] = place + 1
    heads[first] = head(first)
  }
}
