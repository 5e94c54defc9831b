/** The smallest `limit` items of many, told one by one: a heap whose root is the largest of them. */
export class Smallest<T> {
  readonly #heap: T[] = []
  readonly #compare: (a: T, b: T) => number
  readonly #limit: number

  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit
    this.#compare = compare
  }

  add(item: T): void {
    const heap = this.#heap
    const compare = this.#compare
    if (heap.length < this.#limit) {
      let at = heap.push(item) - 1
      while (at > 0) {
        const parent = (at - 1) >> 1
        const above = heap[parent] as T // within the heap
        if (compare(above, item) >= 0) break
        heap[at] = above
        at = parent
      }
      heap[at] = item
      return
    }
    if (heap.length === 0 || compare(item, heap[0] as T) >= 0) return
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && compare(heap[child + 1] as T, heap[child] as T) > 0) child++
      const below = heap[child] as T // within the heap
      if (compare(below, item) <= 0) break
      heap[at] = below
      at = child
    }
    heap[at] = item
  }

  /** In order. */
  sorted(): T[] {
    return [...this.#heap].sort(this.#compare)
  }
}

const runLength = 2048
const mergeStep = 16_384

/**
 * Merge sort that pauses: sorting 100,000 names takes longer than a frame may, so each `next()` does a few milliseconds of it. Returns the
 * sorted items (the given array is used up).
 */
export function* sortInSteps<T>(items: T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  for (let start = 0; start < items.length; start += runLength) {
    const run = items.slice(start, start + runLength).sort(compare)
    for (let index = 0; index < run.length; index++) items[start + index] = run[index] as T // same length
    yield
  }
  let from = items
  let to = new Array<T>(items.length)
  for (let width = runLength; width < items.length; width *= 2) {
    let sinceStep = 0
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length)
      const end = Math.min(start + 2 * width, items.length)
      let left = start
      let right = middle
      for (let at = start; at < end; at++) {
        // both indexes are inside the array whenever they are looked at
        const takeLeft = right >= end || (left < middle && compare(from[left] as T, from[right] as T) <= 0)
        to[at] = from[takeLeft ? left++ : right++] as T
        if (++sinceStep >= mergeStep) {
          sinceStep = 0
          yield
        }
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}

/** The first index at or behind `from` whose item does not stand before `item`; `itemAt` gives the items in order. */
export function lowerBound<T>(item: T, from: number, end: number, itemAt: (index: number) => T, compare: (a: T, b: T) => number): number {
  while (from < end) {
    const middle = (from + end) >> 1
    if (compare(itemAt(middle), item) < 0) from = middle + 1
    else end = middle
  }
  return from
}
