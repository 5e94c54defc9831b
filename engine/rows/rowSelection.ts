/** Numbers that a sample of them is taken of, to find out which are too large to be looked at twice. */
const sampled = 256

/**
 * The smallest `limit` of the numbers from 0 to `count`, in order, whatever order they come in: mostly one comparison for each number. A sample says
 * about where the last of them stands; those before it gather, and are thinned out whenever there are twice as many.
 */
export function smallestOf(count: number, limit: number, compare: (a: number, b: number) => number): number[] {
  const most = 2 * limit + 256
  const isLong = count > 8 * most && count > 4 * sampled
  const found = isLong ? gather(count, limit, most, compare, aboutAt(count, most, compare)) : []
  // the sample may have been an unlucky one
  return found.length >= limit ? found : gather(count, limit, most, compare, -1)
}

/** A number that about `rank` others stand before. */
function aboutAt(count: number, rank: number, compare: (a: number, b: number) => number): number {
  const sample: number[] = []
  for (let at = 0; at < sampled; at++) sample.push(Math.floor((at * count) / sampled))
  sample.sort(compare)
  return sample[Math.ceil((rank * sampled) / count)] ?? -1
}

/** The smallest of those before `last` (negative: of all). */
function gather(count: number, limit: number, most: number, compare: (a: number, b: number) => number, last: number): number[] {
  const held: number[] = []
  for (let index = 0; index < count; index++) {
    if (last >= 0 && compare(index, last) >= 0) continue
    if (held.push(index) < most) continue
    held.sort(compare)
    held.length = limit
    last = held[limit - 1] ?? -1
  }
  return held.sort(compare).slice(0, limit)
}

/** A few milliseconds each, also on a machine that has more to do: what somebody asks for meanwhile waits for one of them. */
const runLength = 1024
const mergeStep = 8192

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
      if (right < end && compare(from[right - 1] as T, from[right] as T) <= 0) {
        for (let at = start; at < end; at++) to[at] = from[at] as T // in order already, as lists of a server mostly are
        continue
      }
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

/** How one sorted list becomes the next: runs that stay, and what enters between them. */
export interface Merge<T> {
  length: number
  staying: readonly { from: number; end: number; at: number }[]
  entering: readonly { at: number; item: T }[]
}

/** A merge without what stands at the leaving places and with what enters; both in order. */
export function planMerge<T>(
  held: readonly T[],
  leaving: readonly number[],
  entering: readonly T[],
  compare: (a: T, b: T) => number,
): Merge<T> {
  const staying: { from: number; end: number; at: number }[] = []
  const entered: { at: number; item: T }[] = []
  let from = 0
  let at = 0
  let left = 0
  const stay = (end: number): void => {
    if (end > from) staying.push({ from, end, at })
    at += Math.max(0, end - from)
    from = Math.max(from, end)
  }
  const stayUntil = (end: number): void => {
    for (let place = leaving[left]; place !== undefined && place < end; place = leaving[++left]) {
      stay(place)
      from = place + 1
    }
    stay(end)
  }
  for (const item of entering) {
    stayUntil(lowerBound(item, from, held.length, (index) => held[index] as T, compare)) // asked within its length
    entered.push({ at: at++, item })
  }
  stayUntil(held.length)
  return { length: at, staying, entering: entered }
}

/** The runs of `held` that stay, at their places in `next`, which is as long as the merge says. */
export function mergedInto<A extends Float64Array | Uint32Array>(next: A, held: A, merge: Merge<unknown>): A {
  for (const { from, end, at } of merge.staying) next.set(held.subarray(from, end), at)
  return next
}

/** The same for a plain list, with what enters, as `read` gives it. */
export function mergedList<T, U>(held: readonly U[], merge: Merge<T>, read: (item: T) => U): U[] {
  const next = new Array<U>(merge.length)
  // runs that stay are within the list
  for (const { from, end, at } of merge.staying) for (let index = from; index < end; index++) next[at + index - from] = held[index] as U
  for (const { at, item } of merge.entering) next[at] = read(item)
  return next
}
