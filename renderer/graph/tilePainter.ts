import type { HealthLevel, KindId, PictureTile } from '../../engine/contract/index.ts'
import { kindName } from '../../engine/contract/index.ts'
import type { CanvasPen, Ink } from './canvasPen.ts'
import { sumOf, worstFirst } from './canvasPen.ts'
import type { Rect } from './sceneModel.ts'

/** Type grows with the zoom a little, and shrinks as far as it can be read. */
const largest = 1.3
const smallest = 9
/** An arrow in a circle: restarts (Lucide `rotate-cw`). */
const again = 'M21 12a9 9 0 1 1-9-9c2.52 0 4.93 1 6.74 2.74L21 8M21 3v5h-5'

export const typeSize = (base: number, zoom: number, least: number = smallest): number =>
  Math.max(least, Math.min(base * largest, base * zoom))
const isMarked = (health: HealthLevel): boolean => health !== 'healthy' && health !== 'unknown'

/** Draws one tile. `r` is its place in pixels, `z` the pixels of a layout unit; `apart`: its Pods are drawn as tiles of their own. */
export function drawTile(pen: CanvasPen, tile: PictureTile, r: Rect, z: number, shortName: (kind: KindId) => string, apart = false): void {
  if (tile.square) pen.pod(tile.health, r.x, r.y, r.w)
  else if (tile.pods !== null) drawWorkload(pen, tile, r, z, shortName, apart)
  else if (tile.role === 'guard') drawGuard(pen, tile, r, z)
  else drawChip(pen, tile, r, z)
}

/** A guard without room for its words is left out and counted: an empty frame would say nothing. One that is not well keeps its mark. */
function drawGuard(pen: CanvasPen, tile: PictureTile, r: Rect, z: number): void {
  const marked = isMarked(tile.health)
  const side = Math.min(9 * Math.max(1, Math.min(z, largest)), r.h - 2)
  const middle = r.y + r.h / 2
  if (r.h < 9.5 || r.w < 26) {
    pen.omitted++
    if (marked && side >= 5) pen.mark(tile.health, r.x + (r.w - side) / 2, middle - side / 2, side)
    return
  }
  pen.rect(r, 5 * Math.min(1, z), 'box', tile.health === 'failing' ? 'fail' : tile.health === 'warning' ? 'warn' : 'tileLine', [1.5, 2.5])
  const size = typeSize(10.5, z)
  const taken = marked ? side + 4 : 0
  const words = Math.min(pen.width(tile.label, size), r.w - 4 - taken)
  if (marked) pen.mark(tile.health, r.x + (r.w - words - taken) / 2, middle - side / 2, side)
  pen.text(tile.label, r.x + (r.w + taken) / 2, middle, { size, ink: 'text2', align: 'center', room: r.w - 4 - taken })
}

function drawChip(pen: CanvasPen, tile: PictureTile, r: Rect, zoom: number): void {
  const z = zoom * tile.scale
  const missing = tile.ghost === 'missing' || tile.ghost === 'forbidden'
  const radius = 5 * Math.min(1, z)
  if (tile.stack > 1) {
    const step = Math.max(1, 2 * Math.min(1, z))
    pen.rect({ ...r, x: r.x + step * 2, y: r.y + step * 2 }, radius, 'tile', 'tileLine')
    pen.rect({ ...r, x: r.x + step, y: r.y + step }, radius, 'tile', 'tileLine')
  }
  pen.rect(
    r,
    radius,
    missing ? 'failBg' : tile.ghost !== null ? 'box' : 'tile',
    missing ? 'fail' : 'tileLine',
    tile.ghost !== null ? [3, 2.5] : [],
  )
  const middle = r.y + r.h / 2
  const pad = Math.max(3, 7 * Math.min(z, 1.2))
  let end = r.x + r.w - pad
  const marked = isMarked(tile.health) && tile.ghost === null
  const side = Math.min(9 * Math.max(1, Math.min(z, largest)), r.h - 2)
  if (marked && side >= 5) {
    pen.mark(tile.health, end - side, middle - side / 2, side)
    end -= side + 4
  }
  if (r.h < 10) {
    // From afar the kind alone; below that a plain shape.
    pen.omitted++
    if (r.h >= 7) pen.icon(tile.icon, r.x + Math.min(pad, (r.w - r.h) / 2), r.y + 0.5, r.h - 1, missing ? 'fail' : 'text3')
    else pen.rect(r, radius, missing ? 'fail' : 'tileLine')
    return
  }
  const sizes = { label: typeSize(12, z), extra: typeSize(10.5, z) }
  const extra = pen.width(tile.extra, sizes.extra)
  const label = pen.width(tile.label, sizes.label)
  const icon = Math.max(9, Math.min(14 * z, 18))
  let x = r.x + pad
  // A name that is whole without its icon, and cut with it, goes without.
  const taken = icon + Math.max(3, 6 * Math.min(z, 1.2))
  if (end - x - taken >= label || end - x < label) {
    pen.icon(tile.icon, x, middle - icon / 2, icon, missing ? 'fail' : 'text3')
    x += taken
  }
  if (tile.extra !== '' && (end - x - extra - 6 > label || (missing && end - x - extra > 46))) {
    pen.text(tile.extra, end, middle, { size: sizes.extra, ink: missing ? 'fail' : 'text3', align: 'right' })
    end -= extra + 6
  } else if (tile.extra !== '') pen.omitted++
  const ink: Ink = missing ? 'fail' : tile.ghost !== null || !tile.named ? 'text2' : 'text1'
  pen.text(tile.label, x, middle, { size: sizes.label, weight: missing ? 540 : 420, ink, room: end - x })
}

/** The first line of a workload: its kind, or its name. */
const kindSize = 12.5
const kindMiddle = (r: Rect, z: number): number => r.y + Math.max(6.5, 14.8 * z)

function drawWorkload(pen: CanvasPen, tile: PictureTile, r: Rect, z: number, shortName: (kind: KindId) => string, apart: boolean): void {
  const marked = isMarked(tile.health)
  const line: Ink = tile.health === 'failing' ? 'fail' : tile.health === 'warning' ? 'warn' : 'tileLine'
  pen.rect(r, 6 * Math.min(1, z), 'tile', line, [], marked ? 1.4 : 1)
  const pad = Math.max(4, 10 * z)
  const x = r.x + pad
  const middle = kindMiddle(r, z)
  let right = r.x + r.w - pad
  const size = typeSize(kindSize, z)
  if (!tile.scheduled && tile.kind !== 'core/Pod' && !apart) {
    const ink: Ink =
      tile.ready >= tile.desired ? 'text1' : tile.health === 'failing' ? 'fail' : tile.health === 'warning' ? 'warn' : 'text2'
    right -=
      pen.text(`${tile.ready}/${tile.desired}`, right, middle, { size, weight: 620, ink, align: 'right', room: 70 * largest }) +
      6 * Math.min(1, z)
  }
  const icon = 15 * Math.min(z, largest)
  const hasIcon = icon >= 9
  if (hasIcon) pen.icon(tile.icon, x, middle - icon / 2, icon, 'text2')
  const from = hasIcon ? x + icon + 5 * Math.min(z, 1.2) : x
  const kind = kindName(tile.kind)
  const words = tile.named ? tile.label : pen.width(kind, size, 540) <= right - from ? kind : shortName(tile.kind)
  pen.text(words, from, middle, { size, weight: tile.named ? 620 : 540, ink: tile.named ? 'text1' : 'text2', room: right - from })
  if (apart) {
    pen.text('Pods shown apart', x, r.y + r.h - Math.max(8, 16 * z), { size: typeSize(11, z), ink: 'text3', room: r.w - 2 * pad })
    return
  }
  drawPods(pen, tile, r, z, x, pad)
  if (!tile.scheduled && tile.desired > 0 && tile.pods !== null) {
    pen.bar(tile.pods, Math.max(0, tile.desired - sumOf(tile.pods)), {
      x,
      y: r.y + r.h - Math.max(4, 6.5 * z),
      w: r.w - 2 * pad,
      h: Math.max(2, 3 * Math.min(z, 1.5)),
    })
  }
}

function drawPods(pen: CanvasPen, tile: PictureTile, r: Rect, z: number, x: number, pad: number): void {
  const { pods: counts, grid } = tile
  if (counts === null || grid === null) return
  const { columns, pitch, cell, top } = grid
  // A row of large squares has room for words beside it; smaller ones have a line of words above.
  const few = grid.room <= columns
  const y = r.y + Math.max(few ? 12.5 : 0, top * z)
  const pods = sumOf(counts)
  const size = typeSize(10.5, z)
  let room = r.w - 2 * pad
  if (pods === 0 && tile.desired === 0) {
    const words = tile.scheduled ? tile.extra || 'no pods now' : 'scaled to 0'
    if (r.h >= 26) pen.text(words, x, y + Math.max(4.5, 7 * z), { size: typeSize(11, z), ink: 'text3', room })
    else pen.omitted++
    return
  }
  const side = cell * z
  const shown = Math.max(pods, Math.min(tile.desired, grid.room))
  // Where a square would be less than a dot, the bar alone says it.
  const bottom = r.y + r.h - (tile.scheduled ? 2 : Math.max(4, 6.5 * z) + 1)
  if (side >= 2.2 && y + side <= bottom) {
    let at = 0
    const place = (i: number): [number, number] => [x + (i % columns) * pitch * z, y + Math.floor(i / columns) * pitch * z]
    for (const level of worstFirst) for (let n = 0; n < counts[level]; n++) pen.pod(level, ...place(at++), side)
    for (; at < shown; at++) pen.missingPod(...place(at), side)
  }
  const marked = isMarked(tile.health)
  const kind = tile.named && tile.kind !== 'core/Pod' ? kindName(tile.kind) : ''
  const said = marked && tile.reason !== '' ? tile.reason : tile.extra
  const words = few ? said || kind : [kind, said].filter((one) => one !== '').join(' · ')
  const ink: Ink = marked ? (tile.health === 'failing' ? 'fail' : 'text2') : 'text3'
  const taken = shown * pitch * z + 4 * z
  if (few) room -= drawBadges(pen, tile, x + room, y + side / 2, size, room - taken)
  // Between the kind and the squares: type shrinks no further than it can be read, and from afar there is no room for a line.
  const middle = Math.min(r.y + Math.max(17, 30.5 * z), y - size / 2)
  const hasLine = !few && middle - kindMiddle(r, z) >= (size + typeSize(kindSize, z)) / 2 - 1
  if (hasLine) room -= drawBadges(pen, tile, x + room, middle, size, room)
  if (few && r.h >= 24) pen.text(words, x + taken, y + side / 2, { size, ink, room: room - taken })
  else if (hasLine) pen.text(words, x, middle, { size, ink, room })
  else if (words !== '') pen.omitted++
}

/** Restarts and warning events, from the right; returns the width they took. What has no room is counted. */
function drawBadges(pen: CanvasPen, tile: PictureTile, right: number, middle: number, size: number, room: number): number {
  const { restarts, warnings } = tile.badges ?? { restarts: 0, warnings: 0 }
  let taken = 0
  for (const [count, isWarning] of [
    [warnings, true],
    [restarts, false],
  ] as const) {
    if (count === 0) continue
    const words = count > 999 ? '999+' : String(count)
    const side = size * 0.8
    const width = pen.width(words, size) + side + 2
    if (taken + width + 5 > room) {
      pen.omitted++
      continue
    }
    const from = right - taken - width
    if (isWarning) pen.mark('warning', from, middle - side / 2, side)
    else pen.icon(again, from, middle - side / 2, side, 'text3')
    pen.text(words, from + side + 2, middle, { size, ink: 'text2' })
    taken += width + 5
  }
  return taken
}
