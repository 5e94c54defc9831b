import type { Core } from 'cytoscape'
import type { KindId, ObjectId } from '../../engine/contract/index.ts'
import { Arrivals } from './arrivals.ts'
import type { Viewport } from './canvasPen.ts'
import type { Level } from './levels.ts'
import { styleOf } from './lineStyle.ts'
import { MiniMap } from './miniMap.ts'
import type { Moving } from './painter.ts'
import { Painter } from './painter.ts'
import type { Palette } from './palette.ts'
import type { Scene } from './sceneModel.ts'

/** What is painted in one picture. */
export interface Still {
  scene: Scene
  view: Viewport
  level: Level
  selected: ObjectId | null
  focus: ObjectId | null
  lit: ReadonlySet<ObjectId> | null
  /** Whatever is lit is lit by the pointer. */
  pointed: boolean
  /** Workloads whose Pods are drawn apart. */
  apart: ReadonlySet<ObjectId>
  moving: Moving | null
  /** Nobody moves the picture. */
  atRest: boolean
}

/** What is not lit keeps this much of its ink. */
const fadedBySelection = 0.4
const fadedByPointer = 0.6
/** While the zoom changes, lines are styled anew after so many doublings; when it stands still, for just this zoom: how one came there shows in no pixel. */
const restyledWhileMoving = 1

/** Paints boxes, tiles and the small map, once per picture of the screen and only when somebody asked for it. */
export class PaintLoop {
  readonly under: Painter
  readonly over: Painter
  readonly arrivals = new Arrivals()
  private readonly cy: Core
  private readonly mini: MiniMap
  private readonly still: () => Still | null
  private readonly painted: (still: Still) => void
  private palette: Palette
  private frame = 0
  private styledFor = 0

  constructor(
    cy: Core,
    parts: {
      under: HTMLCanvasElement
      over: HTMLCanvasElement
      mini: HTMLCanvasElement
      palette: Palette
      shortName: (kind: KindId) => string
      /** Somebody pressed on the small map: a place in layout units. */
      goTo: (x: number, y: number) => void
      /** What is to be painted, when it is. */
      still: () => Still | null
      painted: (still: Still) => void
    },
  ) {
    this.cy = cy
    this.palette = parts.palette
    this.still = parts.still
    this.painted = parts.painted
    this.under = new Painter(parts.under, parts.palette, parts.shortName)
    this.over = new Painter(parts.over, parts.palette, parts.shortName)
    this.mini = new MiniMap(parts.mini, parts.palette, parts.goTo)
    // Text is measured with the app's own fonts; what was drawn before they came is drawn again.
    void document.fonts.ready.then(() => {
      this.under.remeasure()
      this.over.remeasure()
      this.soon()
    })
  }

  /** Labels left out for size in the last picture. */
  get omitted(): number {
    return this.under.omitted + this.over.omitted
  }

  soon(): void {
    if (this.frame !== 0) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      const still = this.still()
      if (still !== null) this.paint(still)
    })
  }

  recolour(palette: Palette): void {
    this.palette = palette
    for (const one of [this.under, this.over, this.mini]) one.recolour(palette)
    this.styledFor = 0
    this.soon()
  }

  close(): void {
    cancelAnimationFrame(this.frame)
    this.mini.close()
  }

  private paint(still: Still): void {
    const { scene, view, level, selected, focus, lit, apart } = still
    this.restyle(view.zoom, still.atRest)
    const emphasis = {
      selected: selected === null ? null : scene.tileOf(selected),
      focus: focus === null ? null : scene.tileOf(focus),
      lit,
      faded: still.pointed ? fadedByPointer : fadedBySelection,
      apart,
      arrivals: this.arrivals,
    }
    this.under.boxes(scene, view, level, emphasis, still.moving)
    this.over.tiles(scene, view, level, emphasis)
    this.mini.paint(scene, view)
    if (this.arrivals.isMoving()) this.soon()
    this.painted(still)
  }

  /** Widths of lines are pixels, whatever the zoom. */
  private restyle(zoom: number, atRest: boolean): void {
    if (zoom === this.styledFor) return
    if (!atRest && this.styledFor !== 0 && Math.abs(Math.log2(zoom / this.styledFor)) < restyledWhileMoving) return
    this.styledFor = zoom
    this.cy.style(styleOf(this.palette, zoom))
  }
}
