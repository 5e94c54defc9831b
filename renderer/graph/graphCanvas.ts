import type { Core, ElementDefinition } from 'cytoscape'
import cytoscape from 'cytoscape'
import type { KindId, ObjectId, PictureFlow } from '../../engine/contract/index.ts'
import type { Viewport } from './canvasPen.ts'
import type { Choice, Level } from './levels.ts'
import { cardsBelow, chooseElements, joinsTiles, levelOf, litWith } from './levels.ts'
import type { LineShape } from './lineShape.ts'
import { linkPoints, routePoints, shapeOf } from './lineShape.ts'
import { styleOf } from './lineStyle.ts'
import { Arrivals } from './arrivals.ts'
import type { BoxSpot } from './boxMover.ts'
import { BoxMover } from './boxMover.ts'
import { MiniMap } from './miniMap.ts'
import { Painter } from './painter.ts'
import type { Palette } from './palette.ts'
import type { Rect, Scene, SceneLine } from './sceneModel.ts'
import { boundsOf, flows } from './sceneModel.ts'

/** What of the picture is not on screen as lines and words, and how near it is. */
export interface CanvasCounts {
  summed: number
  quiet: number
  linesLeftOut: number
  labelsLeftOut: number
  zoom: number
}

/** What the canvas tells its view. */
export interface CanvasEvents {
  pick: (id: ObjectId) => void
  open: (id: ObjectId) => void
  pickLine: (line: SceneLine | null) => void
  counted: (counts: CanvasCounts) => void
  /** A person put a box elsewhere; corner in layout units. */
  moved: (box: string, at: { x: number; y: number }) => void
}

/** What an answer shows: the tiles it speaks of, and its hops as lines. */
export interface Highlight {
  tiles: ReadonlySet<ObjectId>
  lines: readonly SceneLine[]
}

/** Elements are chosen anew this long after the picture stood still; a pointer that only passes lights nothing. In milliseconds. */
const settleAfter = 120
const hoverAfter = 90
const flight = 120
/** A cluster that is still being listed grows; its picture is kept in view no longer than this. In milliseconds. */
const settlingFor = 20_000
const zoomStep = 1.25
const panStep = 80
const margin = 16
/** What is revealed keeps this distance from the edge. */
const edge = 32
/** What is not lit keeps this much of its ink. */
const fadedBySelection = 0.4
const fadedByPointer = 0.6

const isBroken = (line: SceneLine): boolean => line.state === 'dangling' || line.state === 'blocked' || line.state === 'forbidden'

/** A line that is alive. `line` says what it stands for, when somebody asks. */
interface LiveLine {
  source: string
  target: string
  shape: LineShape
  flow: PictureFlow
  dashed: boolean
  both?: boolean
  broken: boolean
  asked: boolean
  /** A hop of an answer. */
  hop: boolean
  line: () => SceneLine | null
}

/**
 * The living picture: Cytoscape holds the tiles in view (to be hit) and the lines between them, two canvases beneath and above it are painted with boxes and tiles.
 * Elements are patched, never rebuilt; positions come preset. The camera moves by hand, to what is selected from elsewhere, and when another scope is opened.
 */
export class GraphCanvas {
  private readonly cy: Core
  private readonly under: Painter
  private readonly over: Painter
  private readonly host: HTMLElement
  private readonly events: CanvasEvents
  private readonly watcher: ResizeObserver
  private palette: Palette
  private scene: Scene | null = null
  private selected: ObjectId | null = null
  private focus: ObjectId | null = null
  private hovered: ObjectId | null = null
  private lit: ReadonlySet<ObjectId> | null = null
  private live = new Map<string, LiveLine>()
  private choice: Pick<Choice, 'summed' | 'linesLeftOut' | 'level'> = { summed: 0, linesLeftOut: 0, level: 'tiles' }
  private quiet = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private hoverTimer: ReturnType<typeof setTimeout> | undefined
  private frame = 0
  private fitted = false
  /** Somebody moved the camera: it is theirs. */
  private touched = false
  private openedAt = 0
  private styledFor = 0
  private highlighted: Highlight | null = null
  private picked: string | null = null
  private readonly arrivals = new Arrivals()
  private readonly mover: BoxMover
  private readonly mini: MiniMap

  constructor(parts: {
    host: HTMLElement
    under: HTMLCanvasElement
    over: HTMLCanvasElement
    mini: HTMLCanvasElement
    palette: Palette
    shortName: (kind: KindId) => string
    events: CanvasEvents
  }) {
    this.host = parts.host
    this.events = parts.events
    this.palette = parts.palette
    this.under = new Painter(parts.under, parts.palette, parts.shortName)
    this.over = new Painter(parts.over, parts.palette, parts.shortName)
    this.cy = cytoscape({
      container: parts.host,
      style: styleOf(parts.palette, 1),
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
    this.mini = new MiniMap(parts.mini, parts.palette, (x, y) => {
      this.touched = true
      this.cy.stop()
      this.cy.viewport({
        zoom: this.cy.zoom(),
        pan: { x: this.cy.width() / 2 - x * this.cy.zoom(), y: this.cy.height() / 2 - y * this.cy.zoom() },
      })
    })
    this.mover = new BoxMover(parts.host, {
      spotAt: (x, y) => this.spotAt(x, y),
      zoom: () => this.cy.zoom(),
      changed: () => {
        this.paintSoon()
      },
      moved: (box, at) => {
        this.events.moved(box, at)
      },
      pressed: (box) => {
        this.pickLine(null)
        this.bringNear(box)
      },
    })
    this.cy.on('viewport', () => {
      this.paintSoon()
      this.settleSoon()
    })
    this.cy.on('dragpan scrollzoom pinchzoom', () => {
      this.touched = true
    })
    this.cy.on('tap', 'node', (event) => {
      this.pickLine(null)
      this.events.pick((event.target as cytoscape.NodeSingular).id())
    })
    this.cy.on('dbltap', 'node', (event) => {
      this.events.open((event.target as cytoscape.NodeSingular).id())
    })
    this.cy.on('tap', 'edge', (event) => {
      this.pickLine((event.target as cytoscape.EdgeSingular).id())
    })
    this.cy.on('tap', (event) => {
      if (event.target !== this.cy) return
      this.pickLine(null)
      if (this.level() !== 'tiles') this.enterBox(event.renderedPosition)
    })
    this.cy.on('dbltap', (event) => {
      if (event.target === this.cy) this.enterBox(event.renderedPosition)
    })
    this.cy.on('mouseover', 'node', (event) => {
      this.hoverSoon((event.target as cytoscape.NodeSingular).id())
    })
    this.cy.on('mouseout', 'node', () => {
      this.hoverSoon(null)
    })
    this.cy.on('mouseover', 'edge', () => {
      this.host.style.cursor = 'pointer'
    })
    this.cy.on('mouseout', 'edge', () => {
      this.host.style.cursor = ''
    })
    this.watcher = new ResizeObserver(() => {
      this.cy.resize()
      if (!this.fitted || (!this.touched && this.selected === null)) this.fit()
      else if (this.selected !== null) this.reveal(this.selected)
      this.paintSoon()
      this.settleSoon()
    })
    this.watcher.observe(parts.host)
    // Text is measured with the app's own fonts; what was drawn before they came is drawn again.
    void document.fonts.ready.then(() => {
      this.under.remeasure()
      this.over.remeasure()
      this.paintSoon()
    })
  }

  /** Shows a scene; what is already there is patched. `fit` brings all of it into view, `settling` as long as nobody has moved the camera. */
  show(scene: Scene, how: { fit: boolean; settling: boolean; focus: ObjectId | null }): void {
    if (this.scene !== null && !how.fit) this.arrivals.change(this.scene.tiles, scene.tiles)
    const grew = this.scene === null || scene.bounds.w !== this.scene.bounds.w || scene.bounds.h !== this.scene.bounds.h
    this.scene = scene
    this.focus = how.focus
    if (how.fit) {
      this.touched = false
      this.openedAt = performance.now()
      this.pickLine(null)
    }
    if (how.fit || !this.fitted || (how.settling && grew && !this.touched && performance.now() - this.openedAt < settlingFor)) this.fit()
    this.settle()
  }

  select(id: ObjectId | null): void {
    this.selected = id
    this.settle()
  }

  /** Lights what an answer speaks of, and draws its hops; null: nothing. */
  highlight(what: Highlight | null): void {
    this.highlighted = what
    this.settle()
    if (what === null || what.tiles.size === 0) return
    const tiles = [...what.tiles].map((id) => this.scene?.tiles.get(id)).filter((tile) => tile !== undefined)
    if (tiles.length === 0) return
    const r = boundsOf(tiles)
    const camera = this.cameraFor({ x: r.x - 40, y: r.y - 40, w: r.w + 80, h: r.h + 80 })
    this.fly(camera)
  }

  /** The next line of what is selected becomes the one that is asked about; true when there is one. */
  nextLine(by: 1 | -1): boolean {
    const tile = this.selected === null ? null : (this.scene?.tileOf(this.selected) ?? null)
    const mine = [...this.live.entries()]
      .filter(([, line]) => line.hop || (tile !== null && (line.source === tile || line.target === tile)))
      .map(([id]) => id)
      .sort()
    if (mine.length === 0) return false
    const at = this.picked === null ? -1 : mine.indexOf(this.picked)
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
    if (tile === undefined) return
    this.move(tile, Math.max(this.cy.zoom(), 0.8))
  }

  /** Moves no more than needed to have an object in view. */
  reveal(id: ObjectId): void {
    const tile = this.tileOf(id)
    if (tile === undefined) return
    const view = this.view()
    const zoom = tile.box === '' || view.zoom * tile.scale >= cardsBelow ? view.zoom : cardsBelow + 0.15
    // Nearer around the tile itself; then only as far as brings it inside the margins.
    const at = { x: tile.x * view.zoom + view.panX, y: tile.y * view.zoom + view.panY }
    const inside = (start: number, size: number, room: number): number => Math.max(edge, Math.min(start, room - edge - size))
    const to = { x: inside(at.x, tile.w * zoom, view.width), y: inside(at.y, tile.h * zoom, view.height) }
    if (zoom !== view.zoom || to.x !== at.x || to.y !== at.y) this.fly({ zoom, pan: { x: to.x - tile.x * zoom, y: to.y - tile.y * zoom } })
  }

  fit(): void {
    const { scene } = this
    if (scene === null || scene.tiles.size + scene.boxes.size === 0 || this.cy.width() < 10) return
    this.cy.stop()
    this.cy.viewport(this.cameraFor(scene.bounds))
    this.fitted = true
    this.touched = false
  }

  zoom(direction: 1 | -1): void {
    this.touched = true
    this.cy.zoom({
      level: this.cy.zoom() * (direction === 1 ? zoomStep : 1 / zoomStep),
      renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 },
    })
  }

  pan(x: number, y: number): void {
    this.touched = true
    this.cy.panBy({ x: x * panStep, y: y * panStep })
  }

  recolour(palette: Palette): void {
    this.palette = palette
    this.under.recolour(palette)
    this.over.recolour(palette)
    this.mini.recolour(palette)
    this.styledFor = 0
    this.paintSoon()
  }

  /** For tests and the screen: elements alive right now. */
  elementCount(): number {
    return this.cy.elements().length
  }

  close(): void {
    clearTimeout(this.timer)
    clearTimeout(this.hoverTimer)
    cancelAnimationFrame(this.frame)
    this.watcher.disconnect()
    this.mover.close()
    this.mini.close()
    this.cy.destroy()
  }

  private tileOf(id: ObjectId): (Rect & { scale: number; box: string }) | undefined {
    return this.scene?.tiles.get(this.scene.tileOf(id) ?? id)
  }

  private cameraFor(r: Rect): { zoom: number; pan: { x: number; y: number } } {
    const zoom = Math.min(1.25, Math.max(0.02, Math.min((this.cy.width() - 2 * margin) / r.w, (this.cy.height() - 2 * margin) / r.h)))
    return { zoom, pan: { x: (this.cy.width() - r.w * zoom) / 2 - r.x * zoom, y: (this.cy.height() - r.h * zoom) / 2 - r.y * zoom } }
  }

  private move(to: Rect, zoom: number): void {
    this.fly({ zoom, pan: { x: this.cy.width() / 2 - (to.x + to.w / 2) * zoom, y: this.cy.height() / 2 - (to.y + to.h / 2) * zoom } })
  }

  private fly(camera: { zoom: number; pan: { x: number; y: number } }): void {
    this.touched = true
    this.cy.stop()
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) this.cy.viewport(camera)
    else this.cy.animate(camera, { duration: flight, easing: 'ease-out-cubic' })
  }

  /** From afar a click means the box: it is brought near. */
  private enterBox(at: { x: number; y: number }): void {
    this.bringNear(this.under.boxAt(at.x, at.y) ?? '')
  }

  private bringNear(id: string): void {
    const box = this.scene?.boxes.get(id)
    if (box === undefined) return
    const camera = this.cameraFor(box)
    if (camera.zoom > this.cy.zoom() * 1.05) this.fly(camera)
  }

  private view(): Viewport {
    const pan = this.cy.pan()
    return { panX: pan.x, panY: pan.y, zoom: this.cy.zoom(), width: this.cy.width(), height: this.cy.height() }
  }

  /** Between two choices the zoom decides, unless there are too many tiles at any zoom. */
  private level(): Level {
    const byZoom = levelOf(this.cy.zoom())
    return byZoom === 'tiles' && this.choice.level === 'cards' && this.choice.summed > 0 && this.timer === undefined ? 'cards' : byZoom
  }

  /** The box whose head is at a place in pixels: what can be dragged. */
  private spotAt(x: number, y: number): BoxSpot | null {
    const box = this.scene?.boxes.get(this.under.headAt(x, y) ?? '')
    return box === undefined ? null : { id: box.id, title: box.title, rect: box }
  }

  private pickLine(id: string | null): void {
    this.picked = id
    this.cy.edges('.picked').removeClass('picked')
    if (id !== null) this.cy.getElementById(id).addClass('picked')
    this.events.pickLine(id === null ? null : (this.live.get(id)?.line() ?? null))
  }

  private hoverSoon(id: ObjectId | null): void {
    this.host.style.cursor = id === null ? '' : 'pointer'
    clearTimeout(this.hoverTimer)
    this.hoverTimer = setTimeout(
      () => {
        if (this.hovered === id) return
        this.hovered = id
        this.settle()
      },
      id === null ? hoverAfter * 2 : hoverAfter,
    )
  }

  private about(): ObjectId | null {
    const id = this.hovered ?? this.selected
    return id === null ? null : (this.scene?.tileOf(id) ?? null)
  }

  private settleSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.settle()
    }, settleAfter)
  }

  /** Chooses what is alive and patches Cytoscape to it. */
  private settle(): void {
    const scene = this.scene
    if (scene === null) return
    const about = this.about()
    const answer = this.hovered === null ? this.highlighted : null
    this.lit = answer !== null ? answer.tiles : about === null ? null : litWith(scene, about)
    const seen = Painter.seen(this.view())
    const choice = chooseElements(
      scene,
      { x: seen.x - seen.w * 0.25, y: seen.y - seen.h * 0.25, w: seen.w * 1.5, h: seen.h * 1.5 },
      this.cy.zoom(),
      about,
      answer?.lines ?? null,
    )
    this.choice = choice
    this.live = this.linesOf(scene, choice)
    this.quiet = Math.max(0, scene.lineCount() - scene.routes.filter(joinsTiles).length)
    this.cy.batch(() => {
      this.patch(scene, choice, answer === null ? about : '')
    })
    this.paintSoon()
  }

  private linesOf(scene: Scene, choice: Choice): Map<string, LiveLine> {
    const live = new Map<string, LiveLine>()
    for (const route of choice.routes) {
      const [a, b] = joinsTiles(route)
        ? [scene.tiles.get(route.source), scene.tiles.get(route.target)]
        : [scene.boxes.get(route.source), scene.boxes.get(route.target)]
      const shape = a === undefined || b === undefined ? null : shapeOf(routePoints(route), a, b)
      if (shape !== null)
        live.set(`route ${route.id}`, {
          source: route.source,
          target: route.target,
          shape,
          flow: route.flow,
          dashed: route.inferred || route.optional,
          both: route.both,
          broken: route.broken,
          asked: false,
          hop: false,
          line: () => scene.lineOf(route),
        })
    }
    for (const line of choice.lines) {
      const [a, b] = [scene.tiles.get(line.source), scene.tiles.get(line.target)]
      const shape = a === undefined || b === undefined ? null : shapeOf(linkPoints(a, b), a, b)
      if (shape !== null)
        live.set(`line ${line.id}`, {
          source: line.source,
          target: line.target,
          shape,
          flow: line.inferred ? 'call' : flows[line.category],
          dashed: line.inferred || line.state === 'optional-missing',
          broken: isBroken(line),
          asked: true,
          hop: line.id.startsWith('hop '),
          line: () => line,
        })
    }
    return live
  }

  private patch(scene: Scene, choice: Choice, about: ObjectId | null): void {
    const { cy } = this
    cy.edges().forEach((edge) => {
      if (!this.live.has(edge.id())) edge.remove()
    })
    cy.nodes().forEach((node) => {
      if (!choice.tiles.has(node.id()) && !choice.anchors.has(node.id())) node.remove()
    })
    const added: ElementDefinition[] = []
    const place = (id: string, at: Rect | undefined, classes: string): void => {
      if (at === undefined) return
      const [x, y] = [at.x + at.w / 2, at.y + at.h / 2]
      const there = cy.getElementById(id)
      if (there.empty()) {
        added.push({ group: 'nodes', data: { id, w: at.w, h: at.h }, position: { x, y }, classes })
        return
      }
      const node = there as cytoscape.NodeSingular
      if (node.position('x') !== x || node.position('y') !== y) node.position({ x, y })
      if (node.data('w') !== at.w || node.data('h') !== at.h) node.data({ w: at.w, h: at.h })
    }
    for (const id of choice.anchors) place(id, scene.boxes.get(id), 'anchor')
    for (const id of choice.tiles) place(id, scene.tiles.get(id), 'tile')
    const classesOf = (line: LiveLine): string =>
      line.hop ? 'hop' : line.asked ? 'asked' : about === null || line.source === about || line.target === about ? '' : 'dim'
    for (const [id, line] of this.live) {
      const data = { ...line.shape, flow: line.flow, dashed: line.dashed, both: line.both === true, broken: line.broken }
      const there = cy.getElementById(id)
      if (there.empty())
        added.push({ group: 'edges', data: { id, source: line.source, target: line.target, ...data }, classes: classesOf(line) })
      else {
        if (
          there.data('weights') !== data.weights ||
          there.data('from') !== data.from ||
          there.data('to') !== data.to ||
          there.data('distances') !== data.distances ||
          there.data('broken') !== data.broken
        )
          there.data(data)
        there.classes(`${classesOf(line)}${there.hasClass('picked') ? ' picked' : ''}`)
      }
    }
    cy.add(added)
  }

  private restyle(zoom: number): void {
    if (this.styledFor !== 0 && Math.abs(Math.log2(zoom / this.styledFor)) < 0.25) return
    this.styledFor = zoom
    this.cy.style(styleOf(this.palette, zoom))
  }

  private paintSoon(): void {
    if (this.frame !== 0) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (this.scene === null) return
      const view = this.view()
      this.restyle(view.zoom)
      const level = this.level()
      const faded = this.hovered === null ? fadedBySelection : fadedByPointer
      const emphasis = {
        selected: this.selected === null ? null : this.scene.tileOf(this.selected),
        focus: this.focus === null ? null : this.scene.tileOf(this.focus),
        lit: this.lit,
        faded,
        arrivals: this.arrivals,
      }
      this.under.boxes(this.scene, view, level, emphasis, this.mover.offset())
      this.over.tiles(this.scene, view, level, emphasis)
      this.mini.paint(this.scene, view)
      if (this.arrivals.isMoving()) this.paintSoon()
      this.events.counted({
        summed: this.choice.summed,
        quiet: this.quiet,
        linesLeftOut: this.choice.linesLeftOut,
        labelsLeftOut: this.under.omitted + this.over.omitted,
        zoom: view.zoom,
      })
    })
  }
}
