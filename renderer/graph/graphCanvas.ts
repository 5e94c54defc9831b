import type { Core } from 'cytoscape'
import cytoscape from 'cytoscape'
import type { KindId, ObjectId } from '../../engine/contract/index.ts'
import type { BoxSpot } from './boxMover.ts'
import { BoxMover } from './boxMover.ts'
import type { CanvasCounts, CanvasEvents, Highlight, ShowOptions } from './canvasEvents.ts'
import { Camera } from './camera.ts'
import { CrispLines } from './crispLines.ts'
import type { Choice, Level } from './levels.ts'
import { chooseElements, levelOf, litWith } from './levels.ts'
import { styleOf } from './lineStyle.ts'
import { LiveElements } from './liveElements.ts'
import type { Still } from './paintLoop.ts'
import { PaintLoop } from './paintLoop.ts'
import { Painter } from './painter.ts'
import type { Palette } from './palette.ts'
import { Pointer } from './pointer.ts'
import type { Scene } from './sceneModel.ts'
import { boundsOf } from './sceneModel.ts'

/** Elements are chosen anew this long after the picture stood still. In milliseconds. */
const settleAfter = 120
/** A cluster that is still being listed grows; its picture is kept in view no longer than this. In milliseconds. */
const settlingFor = 20_000
/** Room around what an answer speaks of, in layout units. */
const aroundAnswer = 40
/**
 * The living picture: Cytoscape holds the tiles in view (to be hit) and the lines between them, two canvases beneath and above it are painted with boxes and tiles.
 * Elements are patched, never rebuilt; positions come preset. The camera moves by hand, to what is selected from elsewhere, and when another scope is opened.
 */
export class GraphCanvas {
  readonly camera: Camera
  private readonly cy: Core
  private readonly loop: PaintLoop
  private readonly events: CanvasEvents
  private readonly watcher: ResizeObserver
  private readonly elements: LiveElements
  private readonly crisp: CrispLines
  private readonly pointer: Pointer
  private readonly mover: BoxMover
  private scene: Scene | null = null
  private selected: ObjectId | null = null
  private focus: ObjectId | null = null
  private lit: ReadonlySet<ObjectId> | null = null
  private apart: ReadonlySet<ObjectId> = new Set()
  private highlighted: Highlight | null = null
  private choice: Pick<Choice, 'summed' | 'linesLeftOut' | 'level'> = { summed: 0, linesLeftOut: 0, level: 'tiles' }
  private timer: ReturnType<typeof setTimeout> | undefined
  private openedAt = 0
  /** Somebody chose something since all was brought into view: then that stays in view, and not all. */
  private chosen = false
  private told: CanvasCounts | null = null

  constructor(parts: {
    host: HTMLElement
    under: HTMLCanvasElement
    over: HTMLCanvasElement
    mini: HTMLCanvasElement
    palette: Palette
    shortName: (kind: KindId) => string
    events: CanvasEvents
  }) {
    const { host, palette, events } = parts
    this.events = events
    this.cy = cytoscape({
      container: host,
      style: styleOf(palette, 1),
      layout: { name: 'preset' },
      minZoom: 0.02,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
      hideEdgesOnViewport: false,
      textureOnViewport: false,
      pixelRatio: 'auto',
    })
    this.camera = new Camera(this.cy)
    this.elements = new LiveElements(this.cy)
    this.crisp = new CrispLines(this.cy)
    this.loop = new PaintLoop(this.cy, {
      ...parts,
      goTo: (x, y) => {
        this.camera.centre(x, y)
      },
      still: () => this.still(),
      painted: ({ atRest }) => {
        if (atRest) this.tell()
      },
    })
    this.mover = new BoxMover(host, {
      spotAt: (x, y) => this.spotAt(x, y),
      zoom: () => this.cy.zoom(),
      changed: () => {
        this.loop.soon()
      },
      moved: (box, at) => {
        events.moved(box, at)
      },
      pressed: (box) => {
        this.pickLine(null)
        this.bringNear(box)
      },
    })
    this.pointer = new Pointer(this.cy, host, {
      tile: (id) => {
        this.pickLine(null)
        events.pick(id)
      },
      open: (id) => {
        events.open(id)
      },
      line: (id) => {
        this.pickLine(id)
      },
      empty: (at, twice) => {
        if (!twice) this.pickLine(null)
        // From afar a click means the box: it is brought near.
        if (twice || this.level() !== 'tiles') this.bringNear(this.loop.under.boxAt(at.x, at.y) ?? '')
      },
      hovered: () => {
        this.settle()
      },
    })
    this.cy.on('viewport', () => {
      this.loop.soon()
      this.settleSoon()
    })
    this.watcher = new ResizeObserver(() => {
      this.cy.resize()
      if (!this.camera.fitted || (!this.camera.touched && !this.chosen)) this.fit()
      else if (this.selected !== null) this.reveal(this.selected)
      this.loop.soon()
      this.settleSoon()
    })
    this.watcher.observe(host)
  }

  /** Shows a scene; what is already there is patched. `fit` brings all of it into view, `settling` as long as nobody has moved the camera. */
  show(scene: Scene, how: ShowOptions): void {
    if (this.scene !== null && !how.fit) this.loop.arrivals.change(this.scene.tiles, scene.tiles)
    const grew = this.scene === null || scene.bounds.w !== this.scene.bounds.w || scene.bounds.h !== this.scene.bounds.h
    this.scene = scene
    this.focus = how.focus
    this.apart = how.apart
    if (how.fit) {
      this.camera.touched = false
      this.openedAt = performance.now()
      this.chosen = false
      this.pickLine(null)
    }
    const growing = how.settling && grew && !this.camera.touched && performance.now() - this.openedAt < settlingFor
    if (how.fit || !this.camera.fitted || growing) this.fit()
    // While somebody moves, what is alive is chosen when the picture stands still again.
    if (this.timer === undefined) this.settle()
    else this.loop.soon()
  }

  select(id: ObjectId | null): void {
    this.chosen = id !== null && (this.chosen || id !== this.selected)
    this.selected = id
    this.settle()
  }

  /** Lights what an answer speaks of, and draws its hops; null: nothing. */
  highlight(what: Highlight | null): void {
    this.highlighted = what
    this.settle()
    if (what === null) return
    const tiles = [...what.tiles].map((id) => this.scene?.tiles.get(id)).filter((tile) => tile !== undefined)
    if (tiles.length > 0) this.camera.flyAround(boundsOf(tiles), aroundAnswer)
  }

  /** The next line of what is selected becomes the one that is asked about; true when there is one. */
  nextLine(by: 1 | -1): boolean {
    const mine = this.elements.idsAt(this.selected === null ? null : (this.scene?.tileOf(this.selected) ?? null))
    if (mine.length === 0) return false
    const at = mine.indexOf(this.elements.pickedLine ?? '')
    this.pickLine(mine[at < 0 ? (by === 1 ? 0 : mine.length - 1) : (at + by + mine.length) % mine.length] ?? null)
    return true
  }

  /** Moves the box of what is selected by keyboard: begins, goes on with its namespace, moves, puts, lets go. */
  moveBox(what: 'begin' | 'put' | 'cancel' | { x: number; y: number }): string | null {
    if (what === 'put') return this.mover.put()
    if (what === 'cancel') return this.mover.cancel()
    if (typeof what === 'object') return this.mover.nudge(what.x, what.y)
    const inner = this.scene?.boxes.get(this.selected === null ? '' : (this.tileOf(this.selected)?.box ?? ''))
    const box = inner === undefined ? undefined : this.mover.moving === inner.id ? this.scene?.boxes.get(inner.parent ?? '') : inner
    return box === undefined || box.type === 'cluster' ? null : this.mover.begin({ id: box.id, title: box.title, rect: box })
  }

  /** Moves the picture so that an object is in view, near enough to be read. */
  flyTo(id: ObjectId): void {
    const tile = this.tileOf(id)
    if (tile !== undefined) this.camera.flyTo(tile)
  }

  /** Moves no more than needed to have an object in view. */
  reveal(id: ObjectId): void {
    const tile = this.tileOf(id)
    if (tile !== undefined) this.camera.reveal(tile, tile.scale, tile.box !== '')
  }

  fit(): void {
    if (this.scene !== null && this.scene.tiles.size + this.scene.boxes.size > 0) this.camera.fit(this.scene.bounds)
  }

  recolour(palette: Palette): void {
    this.loop.recolour(palette)
  }

  /** For tests and the screen: elements alive right now. */
  elementCount(): number {
    return this.elements.size
  }

  close(): void {
    clearTimeout(this.timer)
    this.loop.close()
    this.pointer.close()
    this.watcher.disconnect()
    this.mover.close()
    this.cy.destroy()
  }

  private tileOf(id: ObjectId): ReturnType<Scene['tiles']['get']> {
    return this.scene?.tiles.get(this.scene.tileOf(id) ?? id)
  }

  private bringNear(id: string): void {
    const box = this.scene?.boxes.get(id)
    if (box !== undefined) this.camera.bringNear(box)
  }

  /** Between two choices the zoom decides, unless there are too many tiles at any zoom. */
  private level(): Level {
    const byZoom = levelOf(this.cy.zoom())
    return byZoom === 'tiles' && this.choice.level === 'cards' && this.choice.summed > 0 && this.timer === undefined ? 'cards' : byZoom
  }

  /** The box whose head is at a place in pixels: what can be dragged. */
  private spotAt(x: number, y: number): BoxSpot | null {
    const box = this.scene?.boxes.get(this.loop.under.headAt(x, y) ?? '')
    return box === undefined ? null : { id: box.id, title: box.title, rect: box }
  }

  private pickLine(id: string | null): void {
    this.elements.pick(id)
    this.events.pickLine(id === null ? null : (this.elements.line(id)?.line() ?? null))
  }

  private settleSoon(): void {
    clearTimeout(this.timer)
    this.crisp.move()
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.settle()
      this.crisp.rest()
    }, settleAfter)
  }

  /** Chooses what is alive and patches Cytoscape to it. */
  private settle(): void {
    const scene = this.scene
    if (scene === null) return
    const at = this.pointer.over ?? this.selected
    const about = at === null ? null : scene.tileOf(at)
    const answer = this.pointer.over === null ? this.highlighted : null
    this.lit = answer !== null ? answer.tiles : about === null ? null : litWith(scene, about)
    const seen = Painter.seen(this.camera.view())
    const around = { x: seen.x - seen.w * 0.25, y: seen.y - seen.h * 0.25, w: seen.w * 1.5, h: seen.h * 1.5 }
    const choice = chooseElements(scene, around, this.cy.zoom(), about, answer?.lines ?? null)
    this.choice = choice
    this.elements.patch(scene, choice, answer === null ? about : '')
    this.loop.soon()
  }

  /** Once it stands still, and only what is new: whoever hears it draws words. */
  private tell(): void {
    const { summed, linesLeftOut } = this.choice
    const labelsLeftOut = this.loop.omitted
    const { told } = this
    if (told?.summed === summed && told.linesLeftOut === linesLeftOut && told.labelsLeftOut === labelsLeftOut) return
    this.told = { summed, linesLeftOut, labelsLeftOut, quiet: () => this.scene?.quietLines() ?? 0 }
    this.events.counted(this.told)
  }

  private still(): Still | null {
    const { scene, selected, focus, lit, apart } = this
    if (scene === null) return null
    return {
      scene,
      view: this.camera.view(),
      level: this.level(),
      selected,
      focus,
      lit,
      pointed: this.pointer.over !== null,
      apart,
      moving: this.mover.offset(),
      atRest: this.timer === undefined,
    }
  }
}
