import type { PictureBox, PictureTile } from '../../engine/contract/index.ts'
import type { CanvasPen } from './canvasPen.ts'
import { smallestText, sumOf, worstFirst } from './canvasPen.ts'
import type { Level } from './levels.ts'
import type { Rect } from './sceneModel.ts'
import { typeSize } from './tilePainter.ts'

/** A namespace's head keeps at least this height in pixels; what is in the box moves together below it. */
const leastHead = 16
const farHead = 42
/** Sides of the squares that stand for Pods on a card from afar, in pixels. */
const podSizes: readonly number[] = [10, 8, 6.5, 5]
/** A pin (Lucide `pin`). */
const pin =
  'M12 17v5M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z'

/** The head of a namespace; returns the height that was drawn. */
export function drawNamespace(pen: CanvasPen, box: PictureBox, r: Rect, z: number, level: Level): number {
  const pad = Math.max(6, Math.min(16, 16 * z))
  const far = level === 'far' && r.w >= 90 && r.h >= 52
  const wanted = box.head * z
  // A box with no room for a head stays a shape; its name is among those left out.
  if (r.w < 36 || r.h < 13) {
    pen.omitted++
    return 0
  }
  const head = far ? farHead : Math.min(Math.max(wanted, level === 'tiles' ? 0 : leastHead), r.h)
  const size = far ? 13 : typeSize(Math.min(20, Math.max(14, box.head * 0.36)), z, 11)
  const middle = r.y + (far ? 13 : head * 0.54)
  const side = size * 0.68
  pen.mark(box.health, r.x + pad, middle - side / 2, side)
  const from = r.x + pad + side + 6
  const pinned = box.pinned ? 15 : 0
  const name = pinned + pen.text(box.title, from, middle, { size, weight: 620, ink: 'text1', room: r.x + r.w - pad - from - pinned })
  drawPin(pen, box, from + name - pinned + 4, middle, 11)
  const end = r.x + r.w - pad
  if (!far) {
    drawWords(pen, box.words, end, middle, end - from - name - 14, typeSize(11.5, z, smallestText + 0.5))
    return head
  }
  // Where there is no room for the words of the total, its number is enough.
  const [all = '', room] = [box.words.at(-1), end - from - name - 8]
  const total = pen.width(all, 10.5) <= room ? all : (all.split(' ')[0] ?? '')
  if (pen.width(total, 10.5) <= room) pen.text(total, end, middle, { size: 10.5, ink: 'text3', align: 'right' })
  else pen.omitted++
  if (sumOf(box.pods) > 0) pen.bar(box.pods, 0, { x: r.x + pad, y: r.y + 22, w: r.w - 2 * pad, h: 4 })
  const words = box.words.slice(0, -1)
  while (words.length > 1 && pen.width(words.join(' · '), 10) > r.w - 2 * pad) words.pop()
  pen.text(words.join(' · '), r.x + pad, r.y + 34, { size: 10, ink: 'text2', room: r.w - 2 * pad })
  return head
}

/** Counts, as many as there is room for; the total is given up last, and before that its words: half a number would be another one. */
function drawWords(pen: CanvasPen, all: readonly string[], end: number, middle: number, room: number, size: number): void {
  const words = [...all]
  while (words.length > 1 && pen.width(words.join(' · '), size) > room) words.splice(words.length - 2, 1)
  const said = words.join(' · ')
  const fits = (text: string): boolean => pen.width(text, size) <= room
  const shown = fits(said) ? said : (said.split(' ')[0] ?? '')
  if (fits(shown)) pen.text(shown, end, middle, { size, ink: 'text3', align: 'right' })
  else pen.omitted++
}

/** What stands above a group of tiles; `x` and `y` in pixels. */
export function drawCaption(pen: CanvasPen, text: string, x: number, y: number, z: number): void {
  if (12 * z < 6) return
  pen.text(text, x, y - Math.max(2, 4 * z), { size: typeSize(11, z), weight: 540, ink: 'text3', room: 176 * z })
}

/** Name and number of a band of cluster-wide things. */
export function drawBand(pen: CanvasPen, box: PictureBox, r: Rect, z: number): void {
  const k = z * box.scale
  const pad = Math.max(5, 12 * k)
  if (r.w < 36 || r.h < 13) {
    pen.omitted++
    return
  }
  const size = typeSize(12.5, k, 9.5)
  const middle = r.y + Math.max(5.8, 15 * k)
  const room = r.w - 2 * pad
  const total = pen.width(box.words[0] ?? '', size)
  const aside = room - total - 6 >= Math.min(36, pen.width(box.title, size, 600)) ? total + 6 : 0
  pen.text(box.title, r.x + pad, middle, { size, weight: 600, ink: 'text2', room: room - aside })
  if (aside > 0) pen.text(box.words[0] ?? '', r.x + r.w - pad, middle, { size, ink: 'text3', align: 'right' })
  else pen.omitted++
}

/** A band from afar: a dot for each thing in it, what is not well in its colour and shape. What has no room is in the band's number. */
export function drawDots(pen: CanvasPen, band: PictureBox, tiles: readonly PictureTile[], r: Rect, z: number): void {
  const [cell, pitch, pad] = [5, 6.5, 5]
  const top = Math.max(14, band.head * z * band.scale)
  const columns = Math.floor((r.w - 2 * pad + 1.5) / pitch)
  const rows = Math.floor((r.h - top - 3) / pitch)
  if (columns < 1 || rows < 1) return
  let at = 0
  for (const level of worstFirst)
    for (const tile of tiles) {
      if (tile.health !== level || at >= columns * rows) continue
      const [x, y] = [r.x + pad + (at % columns) * pitch, r.y + top + Math.floor(at / columns) * pitch]
      at++
      if (tile.kind === 'core/Node' || (level !== 'healthy' && level !== 'unknown')) pen.pod(level, x, y, cell)
      else pen.rect({ x, y, w: cell, h: cell }, 1, 'tileLine')
    }
}

/** What stands in no card and is asked for, from afar: its name where it stands. */
export function drawFlag(pen: CanvasPen, tile: PictureTile, r: Rect): void {
  const size = 9.5
  const w = Math.min(150, pen.width(tile.label, size) + 22)
  const place = { x: r.x + r.w / 2 - w / 2, y: r.y + r.h / 2 - 8, w, h: 16 }
  const missing = tile.ghost === 'missing' || tile.ghost === 'forbidden'
  pen.alpha(1)
  pen.rect(place, 4, missing ? 'failBg' : 'tile', missing ? 'fail' : 'accent')
  pen.icon(tile.icon, place.x + 4, place.y + 3.5, 9, missing ? 'fail' : 'text2')
  pen.text(tile.label, place.x + 16, place.y + 8, { size, ink: missing ? 'fail' : 'text1', room: w - 19 })
}

function drawPin(pen: CanvasPen, box: PictureBox, x: number, middle: number, size: number): void {
  if (box.pinned) pen.icon(pin, x, middle - size / 2, size, 'accent')
}

/** The head of a card. */
export function drawCardHead(pen: CanvasPen, box: PictureBox, r: Rect, z: number): void {
  const pad = Math.max(4, 12 * z)
  const middle = r.y + Math.max(5.8, 15.2 * z)
  const isQuiet = box.loose && (box.health === 'healthy' || box.health === 'unknown')
  const side = isQuiet ? 0 : Math.max(6, Math.min(11, 9 * z))
  if (side > 0) pen.mark(box.health, r.x + pad, middle - side / 2, side)
  const from = r.x + pad + (side > 0 ? side + Math.max(3, 6 * z) : 0)
  const pinned = box.pinned ? 14 : 0
  const room = r.x + r.w - pad - from
  const title =
    pinned +
    pen.text(box.title, from, middle, {
      size: typeSize(13.5, z, 9.5),
      weight: 620,
      ink: box.loose ? 'text3' : 'text1',
      room: room - pinned,
    })
  drawPin(pen, box, from + title - pinned + 3, middle, 10)
  const aside = box.words[0] ?? ''
  const size = typeSize(10.5, z)
  if (aside === '') return
  if (title + pen.width(aside, size) + 12 < room) pen.text(aside, r.x + r.w - pad, middle, { size, ink: 'text3', align: 'right' })
  else pen.omitted++
}

/** A card from afar: its name and its pods, else only its colour. */
export function drawSummedCard(pen: CanvasPen, box: PictureBox, r: Rect, level: Level): void {
  const bad = box.health === 'failing' ? 'fail' : box.health === 'warning' ? 'warn' : null
  pen.rect(
    r,
    3,
    bad === 'fail' ? 'failBg' : bad === 'warn' ? 'warnBg' : 'card',
    bad ?? (level === 'far' ? 'tileLine' : 'cardLine'),
    box.loose ? [2, 3] : [],
  )
  const named = r.h >= 14 && r.w >= (level === 'cards' ? 44 : 64)
  if (!named) pen.omitted++
  if (named) {
    const isQuiet = box.loose && bad === null
    if (!isQuiet) pen.mark(box.health, r.x + 5, r.y + 4, 7)
    pen.text(box.title, r.x + (isQuiet ? 5 : 15), r.y + 7.5, {
      size: 9.5,
      weight: 600,
      ink: box.loose ? 'text3' : 'text1',
      room: r.w - (isQuiet ? 9 : 19),
    })
  } else if (bad !== null && r.w >= 16 && r.h >= 12) pen.mark(box.health, r.x + 3, r.y + 3, 7)
  const pods = sumOf(box.pods)
  if (pods === 0) return
  // As large as there is room for all of them.
  const top = named ? 16 : 4
  const roomFor = (cell: number): number => Math.floor((r.w - 8) / (cell * 1.3)) * Math.floor((r.h - top - 2) / (cell * 1.3))
  const cell = podSizes.find((size) => pods <= roomFor(size))
  if (named && cell !== undefined) {
    const pitch = cell * 1.3
    const columns = Math.floor((r.w - 8) / pitch)
    let at = 0
    for (const state of worstFirst)
      for (let n = 0; n < box.pods[state]; n++, at++)
        pen.pod(state, r.x + 5 + (at % columns) * pitch, r.y + top + Math.floor(at / columns) * pitch, cell)
  } else if (r.w >= 10 && r.h >= 6) pen.bar(box.pods, 0, { x: r.x + 3, y: r.y + r.h - 4, w: r.w - 6, h: 2 })
}
