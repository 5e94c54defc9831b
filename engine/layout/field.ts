import { measures as m } from './measures.ts'
import { compareNatural, roundUp } from './order.ts'
import type { Band, Space } from './scene.ts'

/** Puts namespaces beside and below each other (lowest place, then leftmost), cluster bands in a strip below. Returns width and height. */
export function layoutField(spaces: readonly Space[], bands: readonly Band[]): [number, number] {
  const quiet = (s: Space): number => Number(s.cards.length === 0)
  const size = (s: Space): number => Math.round(Math.log2(s.h / 100) * 1.5)
  // Busy ones first, by size class, so that one more card rarely changes the order.
  const order = [...spaces].sort((a, b) => quiet(a) - quiet(b) || size(b) - size(a) || compareNatural(a.name, b.name))
  const area = order.reduce((sum, s) => sum + (s.w + m.spaceGap) * (s.h + m.spaceGap), 0)
  const scale = [1, 1.5, 2, 3, 4, 6].find((k) => Math.sqrt(area) / 2600 <= k) ?? 8
  const widest = Math.max(0, ...order.map((s) => s.w + m.spaceGap))
  let best = Infinity
  let width = widest
  for (let i = 0; i < 24; i++) {
    const tried = Math.max(widest, roundUp(Math.sqrt(area * m.aspect) * (0.75 + i * 0.035), 40))
    const [w, h] = place(order, tried, false)
    const score = Math.max(w + 2 * m.spaceGap, (h + strip(bands, w, scale, 0, false) + 3 * m.spaceGap) * m.aspect)
    if (score < best - 1e-9) {
      best = score
      width = tried
    }
  }
  const [w, h] = place(order, width, true)
  const bandWidth = Math.max(0, ...bands.map((b) => b.w * scale))
  const below = strip(bands, Math.max(w, bandWidth), scale, h + m.spaceGap * 2, true)
  return [Math.max(w, bandWidth) + m.spaceGap * 2, h + m.spaceGap * 2 + (bands.length > 0 ? below + m.spaceGap : 0)]
}

/** Skyline packing into a width; returns what is used of it, and the height. */
function place(order: readonly Space[], width: number, commit: boolean): [number, number] {
  let sky = [{ x: 0, y: 0, w: width }]
  let usedWidth = 0
  let usedHeight = 0
  for (const space of order) {
    const w = space.w + m.spaceGap
    let best: [number, number] | undefined
    sky.forEach((segment, i) => {
      let y = 0
      let room = 0
      for (let j = i; j < sky.length && room < w; j++) {
        y = Math.max(y, sky[j]?.y ?? 0)
        room += sky[j]?.w ?? 0
      }
      if (room >= w - m.spaceGap && (!best || y < best[1])) best = [segment.x, y]
    })
    const [x, y] = best ?? [0, Math.max(...sky.map((s) => s.y))]
    if (commit) {
      space.x = x + m.spaceGap
      space.y = y + m.spaceGap
    }
    usedWidth = Math.max(usedWidth, x + space.w)
    usedHeight = Math.max(usedHeight, y + space.h)
    const next: typeof sky = [{ x, y: y + space.h + m.spaceGap, w: Math.min(w, width - x) }]
    for (const s of sky) {
      if (Math.min(s.x + s.w, x + w) <= Math.max(s.x, x)) {
        next.push(s)
        continue
      }
      if (s.x < x) next.push({ x: s.x, y: s.y, w: x - s.x })
      if (s.x + s.w > x + w) next.push({ x: x + w, y: s.y, w: s.x + s.w - x - w })
    }
    sky = next.sort((a, b) => a.x - b.x)
  }
  return [usedWidth, usedHeight]
}

/** Bands in rows; returns their height. */
function strip(bands: readonly Band[], width: number, scale: number, top: number, commit: boolean): number {
  let x = 0
  let y = 0
  let row: Band[] = []
  const flush = (): void => {
    const h = Math.max(0, ...row.map((b) => b.h * scale))
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
