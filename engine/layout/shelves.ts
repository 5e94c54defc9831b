import { measures } from './measures.ts'

/** Something with a size that is told its place. */
export interface Item {
  w: number
  h: number
  put(x: number, y: number): void
}

/** Items whose widths differ by more than this do not stand above each other. */
const alike = 240
/** How far a shelf looks ahead for its height. */
const lookAhead = 40

/** Puts items on shelves of at most this width, in the given order; short ones stack within a shelf. Returns width and height. */
export function pack(
  items: readonly Item[],
  gap: number,
  width: number,
  commit: boolean,
  [left, top]: readonly [number, number] = [0, 0],
): [number, number] {
  let y = 0
  let total = 0
  let i = 0
  while (i < items.length) {
    let h = 0
    for (let k = i, x = 0; k < items.length && k - i <= lookAhead; k++) {
      const item = items[k] as Item // k is in range
      if (x > 0 && x + item.w > width) break
      h = Math.max(h, item.h)
      x += item.w + gap
    }
    let x = 0
    let j = i
    while (j < items.length) {
      const [k, cw] = stack(items, j, h, gap)
      if (k === j || (x > 0 && x + cw > width)) break
      if (commit) {
        let yy = y
        for (let q = j; q < k; q++) {
          const item = items[q] as Item // q is in range
          item.put(left + x, top + yy)
          yy += item.h + gap
        }
      }
      total = Math.max(total, x + cw)
      x += cw + gap
      j = k
    }
    if (j === i) {
      const item = items[i] as Item // i is in range
      if (commit) item.put(left, top + y)
      total = Math.max(total, item.w)
      h = Math.max(h, item.h)
      j = i + 1
    }
    y += h + gap
    i = j
  }
  return [total, Math.max(0, y - gap)]
}

/** How many items from `from` on stand above each other in a shelf of this height: the end, and their width. */
function stack(items: readonly Item[], from: number, height: number, gap: number): [number, number] {
  let used = 0
  let width = 0
  let k = from
  const first = items[from]
  for (; k < items.length; k++) {
    const item = items[k] as Item // k is in range
    const fits = k === from ? item.h <= height : used + gap + item.h <= height && Math.abs(item.w - (first?.w ?? 0)) <= alike
    if (!fits) break
    used += (k === from ? 0 : gap) + item.h
    width = Math.max(width, item.w)
  }
  return [k, width]
}

/** The width, of several tried, whose shelves come closest to the wanted shape in the smallest area. */
export function bestWidth(items: readonly Item[], gap: number): number {
  const area = items.reduce((sum, i) => sum + (i.w + gap) * (i.h + gap), 0)
  const widest = items.reduce((most, i) => Math.max(most, i.w), 0)
  const base = Math.sqrt(area * measures.aspect)
  let best = Infinity
  let found = base
  for (const factor of [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5]) {
    const width = Math.max(widest, base * factor)
    const [w, h] = pack(items, gap, width, false)
    const score = (Math.max(w / h / measures.aspect, (h * measures.aspect) / w) ** 0.35 * (w * h)) / area
    if (score < best - 1e-9) {
      best = score
      found = width
    }
  }
  return found
}
