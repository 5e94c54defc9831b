import type { KindId, ObjectId, PictureBox, PictureTile } from '../../engine/contract/index.ts'
import type { Arrivals } from './arrivals.ts'
import type { Viewport } from './canvasPen.ts'
import { drawBand, drawCaption, drawCardHead, drawDots, drawFlag, drawNamespace, drawSummedCard } from './boxPainter.ts'
import { CanvasPen } from './canvasPen.ts'
import type { Level } from './levels.ts'
import { cardsBelow, isShown } from './levels.ts'
import type { Palette } from './palette.ts'
import type { Rect, Scene } from './sceneModel.ts'
import { meets } from './sceneModel.ts'
import { drawTile } from './tilePainter.ts'

/** What stands out: the selected tile, the object the picture is about, and what stays lit (null: everything). */
export interface Emphasis {
  selected: ObjectId | null
  focus: ObjectId | null
  lit: ReadonlySet<ObjectId> | null
  faded: number
  /** Workloads whose Pods are drawn apart. */
  apart: ReadonlySet<ObjectId>
  /** What has just come or gone. */
  arrivals: Arrivals
}

/** A box on its way elsewhere, by so many layout units. */
export interface Moving {
  box: string
  dx: number
  dy: number
}

/** A box can be dragged by its head: this high at least. In pixels. */
const leastGrip = 10
/** What only leads to what is asked for keeps this much of its ink. */
const backgroundInk = 0.55
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
      const head = drawNamespace(this.pen, box, r, view.zoom, level)
      if (level === 'tiles') this.captions(box)
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
        drawSummedCard(this.pen, box, r, level)
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
        if (asked && band?.type === 'namespace') drawFlag(this.pen, tile, this.at(tile))
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
      // What steps back lets no line shine through.
      if (emphasis.lit !== null && !asked) this.blank(tile, r)
      drawTile(this.pen, tile, r, view.zoom, this.shortName, emphasis.apart.has(tile.id))
    }
    for (const { tile, ink } of emphasis.arrivals.gone()) {
      if (!isShown(tile, view.zoom, level)) continue
      this.pen.alpha(ink)
      drawTile(this.pen, tile, this.at(tile), view.zoom, this.shortName)
    }
    this.pen.alpha(1)
    for (const [band, tiles] of summed) drawDots(this.pen, band, tiles, this.at(band), view.zoom)
    // Heads come last: from afar they are as high as their letters.
    for (const box of scene.boxes.values()) {
      if (!meets(box, seen)) continue
      if (box.type === 'cluster') drawBand(this.pen, box, this.at(box), view.zoom)
      else if (box.type === 'application' && level === 'tiles') drawCardHead(this.pen, box, this.at(box), view.zoom)
    }
  }

  private at(rect: Rect): Rect {
    const { panX, panY, zoom } = this.view
    return { x: rect.x * zoom + panX, y: rect.y * zoom + panY, w: rect.w * zoom, h: rect.h * zoom }
  }

  private captions(box: PictureBox): void {
    for (const { x, y, text } of box.captions) {
      const at = this.at({ x, y, w: 0, h: 0 })
      drawCaption(this.pen, text, at.x, at.y, this.view.zoom)
    }
  }

  /** The ground of a tile, in full ink. */
  private blank(tile: PictureTile, r: Rect): void {
    if (tile.square) return
    const alpha = this.pen.inkNow
    this.pen.alpha(1)
    this.pen.rect(r, 5, tile.ghost === null && tile.role !== 'guard' ? 'tile' : 'box')
    this.pen.alpha(alpha)
  }
}
