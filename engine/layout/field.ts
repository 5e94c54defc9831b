import { measures as m } from './measures.ts'
import { compareNatural, roundUp } from './order.ts'
import type { Band, Space } from './scene.ts'

/** How many widths of the field are tried. */
const tries = 24
/** With more namespaces than this, every second width. */
const manySpaces = 120

/** Puts namespaces beside and below each other, cluster bands in a strip below. Returns width and height. */
export function layoutField(spaces: readonly Space[], bands: readonly Band[]): [number, number] {
  const quiet = (s: Space): number => Number(s.cards.length === 0)
  const size = (s: Space): number => Math.round(Math.log2(s.h / 100) * 1.5)
  // Busy ones first, by size class, so that one more card rarely changes the order.
  const order = [...spaces].sort((a, b) => quiet(a) - quiet(b) || size(b) - size(a) || compareNatural(a.name, b.name))
  const area = order.reduce((sum, s) => sum + (s.w + m.spaceGap) * (s.h + m.spaceGap), 0)
  const scale = bandScale(area)
  const widest = order.reduce((most, s) => Math.max(most, s.w + m.spaceGap), 0)
  let best = Infinity
  let width = widest
  for (let i = 0; i < tries; i += order.length > manySpaces ? 2 : 1) {
    const tried = Math.max(widest, roundUp(Math.sqrt(area * m.aspect) * (0.75 + i * 0.035), 40))
    const [w, h] = place(order, tried, false)
    const score = Math.max(w + 2 * m.spaceGap, (h + strip(bands, w, scale, 0, false) + 3 * m.spaceGap) * m.aspect)
    if (score < best - 1e-9) {
      best = score
      width = tried
    }
  }
  const [w, h] = place(order, width, true)
  const bandWidth = bands.reduce((most, b) => Math.max(most, b.w * scale), 0)
  const below = strip(bands, Math.max(w, bandWidth), scale, h + m.spaceGap * 2, true)
  return [Math.max(w, bandWidth) + m.spaceGap * 2, h + m.spaceGap * 2 + (bands.length > 0 ? below + m.spaceGap : 0)]
}

/** Bands are read at the zoom that shows the whole field: the larger it is, the larger they are. */
export function bandScale(area: number): number {
  return [1, 1.5, 2, 3, 4, 6].find((k) => Math.sqrt(area) / 2600 <= k) ?? 8
}

interface Room {
  x: number
  y: number
  w: number
  h: number
}

/**
 * Packs into a width: into the smallest hole that was left over, else at the lowest place, then leftmost. Gaps are part of the boxes. Returns what is
 * used of the width, and the height.
 */
function place(order: readonly Space[], width: number, commit: boolean): [number, number] {
  let sky = [{ x: 0, y: 0, w: width }]
  const holes: Room[] = []
  let usedWidth = 0
  let usedHeight = 0
  const put = (space: Space, x: number, y: number): void => {
    if (commit) {
      space.x = x + m.spaceGap
      space.y = y + m.spaceGap
    }
    usedWidth = Math.max(usedWidth, x + space.w)
    usedHeight = Math.max(usedHeight, y + space.h)
  }
  for (const space of order) {
    const w = space.w + m.spaceGap
    const h = space.h + m.spaceGap
    const hole = takeHole(holes, w, h)
    if (hole) {
      put(space, hole.x, hole.y)
      continue
    }
    let best: [number, number] | undefined
    for (let i = 0; i < sky.length; i++) {
      let y = 0
      let room = 0
      for (let j = i; j < sky.length && room < w; j++) {
        y = Math.max(y, sky[j]?.y ?? 0)
        room += sky[j]?.w ?? 0
      }
      if (room >= w - m.spaceGap && (!best || y < best[1])) best = [sky[i]?.x ?? 0, y]
    }
    const [x, y] = best ?? [0, sky.reduce((most, s) => Math.max(most, s.y), 0)]
    put(space, x, y)
    const next: typeof sky = []
    const known = holes.length
    for (const s of sky) {
      const [from, to] = [Math.max(s.x, x), Math.min(s.x + s.w, x + w)]
      if (to <= from) {
        next.push(s)
        continue
      }
      // What lies below the new box is a hole; those of one height are one.
      if (s.y < y) {
        const last = holes[holes.length - 1]
        if (last && holes.length > known && last.y === s.y && last.x + last.w === from) last.w += to - from
        else holes.push({ x: from, y: s.y, w: to - from, h: y - s.y })
      }
      if (s.x < x) next.push({ x: s.x, y: s.y, w: x - s.x })
      if (s.x + s.w > x + w) next.push({ x: x + w, y: s.y, w: s.x + s.w - x - w })
    }
    next.push({ x, y: y + h, w: Math.min(w, width - x) })
    sky = next.sort((a, b) => a.x - b.x)
  }
  return [usedWidth, usedHeight]
}

/** Cuts a box out of the smallest hole that holds it; what is left of the hole are two. */
function takeHole(holes: Room[], w: number, h: number): { x: number; y: number } | null {
  let best = -1
  for (let i = 0; i < holes.length; i++) {
    const hole = holes[i] as Room // in range
    const than = holes[best]
    if (hole.w >= w && hole.h >= h && (!than || hole.w * hole.h < than.w * than.h)) best = i
  }
  const hole = holes[best]
  if (!hole) return null
  holes.splice(best, 1)
  const [right, below] = [hole.w - w, hole.h - h]
  // The larger rest stays in one piece.
  if (right * hole.h > below * hole.w) {
    if (right > 0) holes.push({ x: hole.x + w, y: hole.y, w: right, h: hole.h })
    if (below > 0) holes.push({ x: hole.x, y: hole.y + h, w, h: below })
  } else {
    if (right > 0) holes.push({ x: hole.x + w, y: hole.y, w: right, h })
    if (below > 0) holes.push({ x: hole.x, y: hole.y + h, w: hole.w, h: below })
  }
  return { x: hole.x, y: hole.y }
}

/** Bands in rows; returns their height. */
function strip(bands: readonly Band[], width: number, scale: number, top: number, commit: boolean): number {
  let x = 0
  let y = 0
  let row: Band[] = []
  const flush = (): void => {
    const h = row.reduce((most, b) => Math.max(most, b.h * scale), 0)
    if (commit) for (const band of row) band.h = h / scale
    y += h + 16
    row = []
    x = 0
  }
  for (const band of bands) {
    const w = band.w * scale
    if (x > 0 && x + w > width) flush()
    if (commit) {
      band.x = m.spaceGap + x
      band.y = top + y
      band.scale = scale
    }
    x += w + 16
    row.push(band)
  }
  if (row.length > 0) flush()
  return Math.max(0, y - 16)
}
