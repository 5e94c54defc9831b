import type { KindId, ObjectId, PictureBox, PictureTile } from '../../engine/contract/index.ts'
import type { Arrivals } from './arrivals.ts'
import type { Viewport } from './canvasPen.ts'
import { CanvasPen, smallestText, sumOf, worstFirst } from './canvasPen.ts'
import type { Level } from './levels.ts'
import { cardsBelow, isShown } from './levels.ts'
import type { Palette } from './palette.ts'
import type { Rect, Scene } from './sceneModel.ts'
import { meets } from './sceneModel.ts'
import { drawTile, typeSize } from './tilePainter.ts'

/** What stands out: the selected tile, the object the picture is about, and what stays lit (null: everything). */
export interface Emphasis {
  selected: ObjectId | null
  focus: ObjectId | null
  lit: ReadonlySet<ObjectId> | null
  faded: number
  /** What has just come or gone. */
  arrivals: Arrivals
}

/** A box on its way elsewhere, by so many layout units. */
export interface Moving {
  box: string
  dx: number
  dy: number
}

/** A namespace's head keeps at least this height in pixels; what is in the box moves together below it. */
const leastHead = 16
const farHead = 42
/** A box can be dragged by its head: this high at least. In pixels. */
const leastGrip = 10
/** What only leads to what is asked for keeps this much of its ink. */
const backgroundInk = 0.55
/** A pin (Lucide `pin`). */
const pin =
  'M12 17v5M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z'

/** Draws boxes beneath Cytoscape's lines and tiles above them. Pure paint: holds no state of the graph. */
export class Painter {
  private readonly pen: CanvasPen
  private readonly shortName: (kind: KindId) => string
  private view: Viewport = { panX: 0, panY: 0, zoom: 1, width: 1, height: 1 }
  /** Where boxes were painted, in pixels, outer ones first: what a click can mean. */
  private painted: { id: string; r: Rect; grip: number }[] = []

  constructor(canvas: HTMLCanvasElement, palette: Palette, shortName: (kind: KindId) => string) {
    this.pen = new CanvasPen(canvas, palette)
    this.shortName = shortName
  }

  get omitted(): number {
    return this.pen.omitted
  }

  recolour(palette: Palette): void {
    this.pen.palette = palette
  }
  /** Fonts came: what was measured without them is measured anew. */
  remeasure(): void {
    this.pen.forget()
  }

  /** The part of the layout that is seen. */
  static seen(view: Viewport): Rect {
    return { x: -view.panX / view.zoom, y: -view.panY / view.zoom, w: view.width / view.zoom, h: view.height / view.zoom }
  }

  /** The innermost box painted at a place in pixels. */
  boxAt(x: number, y: number): string | null {
    return this.painted.findLast(({ r }) => x >= r.x && x <= r.x + r.w && y >= r.y && y <= r.y + r.h)?.id ?? null
  }

  /** The box whose head was painted at a place in pixels; bands cannot be moved. */
  headAt(x: number, y: number): string | null {
    const hit = this.painted.findLast(({ r }) => x >= r.x && x <= r.x + r.w && y >= r.y && y <= r.y + r.h)
    return hit !== undefined && y <= hit.r.y + hit.grip ? hit.id : null
  }

  boxes(scene: Scene, view: Viewport, level: Level, emphasis: Pick<Emphasis, 'lit' | 'faded' | 'selected'>, moving: Moving | null): void {
    this.view = view
    this.pen.begin(view)
    this.painted = []
    const seen = Painter.seen(view)
    // From afar the cards of what is lit stand for it.
    const litBoxes =
      level === 'tiles' || emphasis.lit === null ? null : new Set([...emphasis.lit].map((id) => scene.tiles.get(id)?.box ?? ''))
    const chosen = level === 'tiles' || emphasis.selected === null ? '' : (scene.tiles.get(emphasis.selected)?.box ?? '')
    const squeezed = new Map<string, { top: number; by: number; from: number }>()
    for (const box of scene.boxes.values()) {
      if (box.type === 'application' || !meets(box, seen)) continue
      const r = this.at(box)
      this.painted.push({ id: box.id, r, grip: box.type === 'cluster' ? 0 : Math.min(r.h, Math.max(leastGrip, box.head * view.zoom)) })
      this.pen.rect(r, Math.min(8, r.h / 6), 'box', box.health === 'failing' && level !== 'tiles' ? 'fail' : 'boxLine')
      if (box.type === 'cluster') continue
      const head = this.namespace(box, r, level)
      const wanted = box.head * view.zoom
      if (level !== 'tiles' && head > wanted)
        squeezed.set(box.id, { from: r.y + wanted, top: r.y + head, by: Math.max(0.05, (r.h - head - 2) / Math.max(1, r.h - wanted)) })
    }
    for (const box of scene.boxes.values()) {
      if (box.type !== 'application' || !meets(box, seen)) continue
      const r = this.at(box)
      const squeeze = squeezed.get(box.parent ?? '')
      if (squeeze !== undefined) {
        r.y = squeeze.top + (r.y - squeeze.from) * squeeze.by
        r.h *= squeeze.by
      }
      this.painted.push({ id: box.id, r, grip: level === 'tiles' ? Math.min(r.h, Math.max(leastGrip, box.head * view.zoom)) : 0 })
      if (level !== 'tiles') {
        this.pen.alpha(litBoxes === null || litBoxes.has(box.id) ? 1 : emphasis.faded)
        this.summedCard(box, r, level)
        this.pen.alpha(1)
        if (box.id === chosen) this.pen.rect({ x: r.x - 3, y: r.y - 3, w: r.w + 6, h: r.h + 6 }, 6, null, 'accent', [], 2)
      } else
        this.pen.rect(
          r,
          8 * Math.min(1, view.zoom),
          box.loose ? null : 'card',
          box.health === 'failing' ? 'fail' : 'cardLine',
          box.loose ? [2, 4] : [],
        )
    }
    const box = moving === null ? undefined : scene.boxes.get(moving.box)
    if (moving === null || box === undefined) return
    const r = this.at({ x: box.x + moving.dx, y: box.y + moving.dy, w: box.w, h: box.h })
    this.pen.alpha(0.5)
    this.pen.rect(r, 8, 'selected')
    this.pen.alpha(1)
    this.pen.rect(r, 8, null, 'accent', [5, 3], 2)
  }

  tiles(scene: Scene, view: Viewport, level: Level, emphasis: Emphasis): void {
    this.view = view
    this.pen.begin(view)
    const seen = Painter.seen(view)
    const summed = new Map<PictureBox, PictureTile[]>()
    for (const tile of scene.tiles.values()) {
      if (!meets(tile, seen)) continue
      const asked = tile.id === emphasis.selected || (emphasis.lit?.has(tile.id) ?? false)
      // A tile that is asked for is drawn where it can be read; from further away its card stands for it.
      if (!isShown(tile, view.zoom, level) && !(asked && view.zoom >= cardsBelow)) {
        const band = scene.boxes.get(tile.box)
        if (asked && band?.type === 'namespace') this.flag(tile)
        if (band?.type === 'cluster') {
          const inBand = summed.get(band)
          if (inBand === undefined) summed.set(band, [tile])
          else inBand.push(tile)
        }
        continue
      }
      const ink = tile.background === true ? backgroundInk : 1
      this.pen.alpha((emphasis.lit === null || asked ? ink : Math.min(ink, emphasis.faded)) * emphasis.arrivals.inkOf(tile.id))
      const r = this.at(tile)
      if (tile.id === emphasis.selected || tile.id === emphasis.focus)
        this.pen.rect(
          { x: r.x - 3, y: r.y - 3, w: r.w + 6, h: r.h + 6 },
          7,
          tile.id === emphasis.selected ? 'selected' : null,
          'accent',
          [],
          tile.id === emphasis.selected ? 2 : 1,
        )
      drawTile(this.pen, tile, r, view.zoom, this.shortName)
    }
    for (const { tile, ink } of emphasis.arrivals.gone()) {
      if (!isShown(tile, view.zoom, level)) continue
      this.pen.alpha(ink)
      drawTile(this.pen, tile, this.at(tile), view.zoom, this.shortName)
    }
    this.pen.alpha(1)
    for (const [band, tiles] of summed) this.dots(band, tiles)
    // Heads come last: from afar they are as high as their letters.
    for (const box of scene.boxes.values()) {
      if (!meets(box, seen)) continue
      if (box.type === 'cluster') this.band(box, this.at(box))
      else if (box.type === 'application' && level === 'tiles') this.card(box, this.at(box))
    }
  }

  private at(rect: Rect): Rect {
    const { panX, panY, zoom } = this.view
    return { x: rect.x * zoom + panX, y: rect.y * zoom + panY, w: rect.w * zoom, h: rect.h * zoom }
  }

  /** Returns the height of the head that was drawn. */
  private namespace(box: PictureBox, r: Rect, level: Level): number {
    const { pen } = this
    const z = this.view.zoom
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
    this.pinMark(box, from + name - pinned + 4, middle, 11)
    const end = r.x + r.w - pad
    if (!far) {
      this.words(box.words, end, middle, end - from - name - 14, typeSize(11.5, z, smallestText + 0.5))
      if (level === 'tiles') for (const caption of box.captions) this.caption(caption)
      return head
    }
    const total = box.words.at(-1) ?? ''
    pen.text(total, end, middle, { size: 10.5, ink: 'text3', align: 'right', room: end - from - name - 8 })
    if (sumOf(box.pods) > 0) pen.bar(box.pods, 0, { x: r.x + pad, y: r.y + 22, w: r.w - 2 * pad, h: 4 })
    const words = box.words.slice(0, -1)
    while (words.length > 1 && pen.width(words.join(' · '), 10) > r.w - 2 * pad) words.pop()
    pen.text(words.join(' · '), r.x + pad, r.y + 34, { size: 10, ink: 'text2', room: r.w - 2 * pad })
    return head
  }

  /** Counts, as many as there is room for; the total is given up last. */
  private words(all: readonly string[], end: number, middle: number, room: number, size: number): void {
    const words = [...all]
    while (words.length > 1 && this.pen.width(words.join(' · '), size) > room) words.splice(words.length - 2, 1)
    this.pen.text(words.join(' · '), end, middle, { size, ink: 'text3', align: 'right', room })
  }

  private caption(caption: { x: number; y: number; text: string }): void {
    const z = this.view.zoom
    if (12 * z < 6) return
    const { x, y } = this.at({ x: caption.x, y: caption.y, w: 0, h: 0 })
    this.pen.text(caption.text, x, y - Math.max(2, 4 * z), { size: typeSize(11, z), weight: 540, ink: 'text3', room: 176 * z })
  }

  private band(box: PictureBox, r: Rect): void {
    const k = this.view.zoom * box.scale
    const pad = Math.max(5, 12 * k)
    if (r.w < 36 || r.h < 13) {
      this.pen.omitted++
      return
    }
    const size = typeSize(12.5, k, 9.5)
    const middle = r.y + Math.max(5.8, 15 * k)
    const room = r.w - 2 * pad
    const total = this.pen.width(box.words[0] ?? '', size)
    const aside = room - total - 6 >= Math.min(36, this.pen.width(box.title, size, 600)) ? total + 6 : 0
    this.pen.text(box.title, r.x + pad, middle, { size, weight: 600, ink: 'text2', room: room - aside })
    if (aside > 0) this.pen.text(box.words[0] ?? '', r.x + r.w - pad, middle, { size, ink: 'text3', align: 'right' })
    else this.pen.omitted++
  }

  /** A band from afar: a dot for each thing in it, what is not well in its colour and shape. What has no room is in the band's number. */
  private dots(band: PictureBox, tiles: readonly PictureTile[]): void {
    const r = this.at(band)
    const [cell, pitch, pad] = [5, 6.5, 5]
    const top = Math.max(14, band.head * this.view.zoom * band.scale)
    const columns = Math.floor((r.w - 2 * pad + 1.5) / pitch)
    const rows = Math.floor((r.h - top - 3) / pitch)
    if (columns < 1 || rows < 1) return
    let at = 0
    for (const level of worstFirst)
      for (const tile of tiles) {
        if (tile.health !== level || at >= columns * rows) continue
        const [x, y] = [r.x + pad + (at % columns) * pitch, r.y + top + Math.floor(at / columns) * pitch]
        at++
        if (tile.kind === 'core/Node' || (level !== 'healthy' && level !== 'unknown')) this.pen.pod(level, x, y, cell)
        else this.pen.rect({ x, y, w: cell, h: cell }, 1, 'tileLine')
      }
  }

  /** What stands in no card and is asked for, from afar: its name where it stands. */
  private flag(tile: PictureTile): void {
    const r = this.at(tile)
    const size = 9.5
    const w = Math.min(150, this.pen.width(tile.label, size) + 22)
    const place = { x: r.x + r.w / 2 - w / 2, y: r.y + r.h / 2 - 8, w, h: 16 }
    const missing = tile.ghost === 'missing' || tile.ghost === 'forbidden'
    this.pen.alpha(1)
    this.pen.rect(place, 4, missing ? 'failBg' : 'tile', missing ? 'fail' : 'accent')
    this.pen.icon(tile.icon, place.x + 4, place.y + 3.5, 9, missing ? 'fail' : 'text2')
    this.pen.text(tile.label, place.x + 16, place.y + 8, { size, ink: missing ? 'fail' : 'text1', room: w - 19 })
  }

  private pinMark(box: PictureBox, x: number, middle: number, size: number): void {
    if (box.pinned) this.pen.icon(pin, x, middle - size / 2, size, 'accent')
  }

  private card(box: PictureBox, r: Rect): void {
    const { pen } = this
    const z = this.view.zoom
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
    this.pinMark(box, from + title - pinned + 3, middle, 10)
    const aside = box.words[0] ?? ''
    const size = typeSize(10.5, z)
    if (aside === '') return
    if (title + pen.width(aside, size) + 12 < room) pen.text(aside, r.x + r.w - pad, middle, { size, ink: 'text3', align: 'right' })
    else pen.omitted++
  }

  /** A card from afar: its name and its pods, else only its colour. */
  private summedCard(box: PictureBox, r: Rect, level: Level): void {
    const { pen } = this
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
    const [cell, pitch, top] = [5, 6.5, named ? 16 : 4]
    const columns = Math.floor((r.w - 8) / pitch)
    const rows = Math.floor((r.h - top - 2) / pitch)
    if (named && pods <= columns * rows) {
      let at = 0
      for (const state of worstFirst)
        for (let n = 0; n < box.pods[state]; n++, at++)
          pen.pod(state, r.x + 5 + (at % columns) * pitch, r.y + top + Math.floor(at / columns) * pitch, cell)
    } else if (r.w >= 10 && r.h >= 6) pen.bar(box.pods, 0, { x: r.x + 3, y: r.y + r.h - 4, w: r.w - 6, h: 2 })
  }
}
