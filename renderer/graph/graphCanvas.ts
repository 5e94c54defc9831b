import type { Core, ElementDefinition, StylesheetJson } from 'cytoscape'
import cytoscape from 'cytoscape'
import type { KindId, ObjectId } from '../../engine/contract/index.ts'
import { Painter } from './painter.ts'
import type { Viewport } from './painter.ts'
import type { Palette } from './palette.ts'
import type { Scene, SceneLine } from './sceneModel.ts'
import { chooseElements, curveOf, isQuiet, pathOf } from './sceneModel.ts'

/** What the canvas tells its view. */
export interface CanvasEvents {
  pick: (id: ObjectId) => void
  open: (id: ObjectId) => void
  pickLine: (line: SceneLine | null) => void
  counted: (counts: { painted: number; linesLeftOut: number; quiet: number; labelsLeftOut: number; zoom: number }) => void
}

/** Elements are chosen anew this long after the picture stood still. In milliseconds. */
const settleAfter = 120
const zoomStep = 1.25
const panStep = 80

function styleOf(p: Palette): StylesheetJson {
  return [
    { selector: 'node', style: { shape: 'round-rectangle', width: 'data(w)', height: 'data(h)', 'background-opacity': 0, 'border-width': 0, label: '' } },
    {
      selector: 'edge',
      style: {
        width: 1.1, 'line-color': p.need, 'curve-style': 'unbundled-bezier', 'control-point-weights': 'data(weights)', 'control-point-distances': 'data(distances)',
        'source-endpoint': 'data(from)', 'target-endpoint': 'data(to)', 'target-arrow-shape': 'none', 'arrow-scale': 0.7, 'overlay-opacity': 0,
      },
    },
    // Distances are measured from the ends of the line, not from the centres of the tiles; the type declarations do not know this value yet.
    { selector: 'edge', style: { 'edge-distances': 'endpoints' } as unknown as cytoscape.Css.Edge },
    { selector: 'edge[category = "traffic"]', style: { width: 1.6, 'line-color': p.accent, 'target-arrow-color': p.accent, 'target-arrow-shape': 'triangle' } },
    { selector: 'edge[category = "policy"], edge[category = "scaling"]', style: { 'line-color': p.policy, 'line-style': 'dotted', width: 1.6 } },
    { selector: 'edge[category = "scheduling"], edge[category = "rbac"], edge[category = "identity"]', style: { 'line-style': 'dotted' } },
    { selector: 'edge[?inferred]', style: { 'line-style': 'dashed' } },
    { selector: 'edge[state = "not-ready"]', style: { 'line-color': p.warn, 'target-arrow-color': p.warn } },
    { selector: 'edge[state = "dangling"], edge[state = "blocked"]', style: { 'line-color': p.fail, 'target-arrow-color': p.fail, width: 1.6 } },
    { selector: 'edge[state = "forbidden"], edge[state = "unknown"], edge[state = "optional-missing"]', style: { 'line-style': 'dashed' } },
    { selector: 'edge.quiet', style: { display: 'none' } },
    { selector: 'edge.dim', style: { opacity: 0.12 } },
    { selector: 'edge.picked', style: { width: 3, 'overlay-color': p.accent, 'overlay-opacity': 0.2, 'overlay-padding': 3 } },
  ]
}

/**
 * The living picture: Cytoscape holds the tiles in view (to be hit) and the lines between them, two canvases beneath and above it are painted with boxes and tiles.
 * Elements are patched, never rebuilt; positions come preset.
 */
export class GraphCanvas {
  private readonly cy: Core
  private readonly under: Painter
  private readonly over: Painter
  private readonly host: HTMLElement
  private readonly events: CanvasEvents
  private readonly watcher: ResizeObserver
  private scene: Scene | null = null
  private selected: ObjectId | null = null
  private hovered: ObjectId | null = null
  private lit: ReadonlySet<ObjectId> | null = null
  private lines = new Map<string, SceneLine>()
  private counts = { painted: 0, linesLeftOut: 0, quiet: 0 }
  private timer: ReturnType<typeof setTimeout> | undefined
  private frame = 0
  private fitted = false

  constructor(parts: { host: HTMLElement; under: HTMLCanvasElement; over: HTMLCanvasElement; palette: Palette; shortName: (kind: KindId) => string; events: CanvasEvents }) {
    this.host = parts.host
    this.events = parts.events
    this.under = new Painter(parts.under, parts.palette, parts.shortName)
    this.over = new Painter(parts.over, parts.palette, parts.shortName)
    this.cy = cytoscape({
      container: parts.host, style: styleOf(parts.palette), layout: { name: 'preset' }, minZoom: 0.02, maxZoom: 3, boxSelectionEnabled: false, autoungrabify: true,
      autounselectify: true, hideEdgesOnViewport: false, textureOnViewport: false, pixelRatio: 'auto',
    })
    this.cy.on('viewport', () => { this.paintSoon(); this.settleSoon() })
    this.cy.on('tap', 'node', (event) => { this.events.pick((event.target as cytoscape.NodeSingular).id()) })
    this.cy.on('dbltap', 'node', (event) => { this.events.open((event.target as cytoscape.NodeSingular).id()) })
    this.cy.on('tap', 'edge', (event) => { this.pickLine((event.target as cytoscape.EdgeSingular).id()) })
    this.cy.on('tap', (event) => {
      if (event.target !== this.cy) return
      const hit = this.hit(event.position)
      if (hit !== null) this.events.pick(hit)
      else this.pickLine(null)
    })
    this.cy.on('mouseover', 'node', (event) => { this.hover((event.target as cytoscape.NodeSingular).id()) })
    this.cy.on('mouseout', 'node', () => { this.hover(null) })
    this.watcher = new ResizeObserver(() => {
      this.cy.resize()
      if (!this.fitted) this.fit()
      this.paintSoon()
      this.settleSoon()
    })
    this.watcher.observe(parts.host)
    // Text is measured with the app's own fonts; what was drawn before they came is drawn again.
    void document.fonts.ready.then(() => { this.paintSoon() })
  }

  /** Shows a scene; what is already there is patched. `fit` brings all of it into view. */
  show(scene: Scene, fit: boolean): void {
    this.scene = scene
    this.light()
    if (fit || !this.fitted) this.fit()
    this.settle()
  }

  select(id: ObjectId | null): void {
    this.selected = id
    this.light()
    this.paintSoon()
  }

  /** Moves the picture so that an object is in view, near enough to be read. */
  flyTo(id: ObjectId): void {
    const tile = this.scene?.tiles.get(this.scene.tileOf(id) ?? id)
    if (tile === undefined) return
    const zoom = Math.max(this.cy.zoom(), 0.8)
    this.cy.viewport({ zoom, pan: { x: this.cy.width() / 2 - (tile.x + tile.w / 2) * zoom, y: this.cy.height() / 2 - (tile.y + tile.h / 2) * zoom } })
  }

  fit(): void {
    if (this.scene === null || this.scene.tiles.size + this.scene.boxes.length === 0 || this.cy.width() < 10) return
    const b = this.scene.bounds
    const zoom = Math.min(1.25, Math.max(0.02, Math.min((this.cy.width() - 32) / b.w, (this.cy.height() - 32) / b.h)))
    this.cy.viewport({ zoom, pan: { x: (this.cy.width() - b.w * zoom) / 2 - b.x * zoom, y: (this.cy.height() - b.h * zoom) / 2 - b.y * zoom } })
    this.fitted = true
  }

  zoom(direction: 1 | -1): void {
    this.cy.zoom({ level: this.cy.zoom() * (direction === 1 ? zoomStep : 1 / zoomStep), renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } })
  }

  pan(x: number, y: number): void { this.cy.panBy({ x: x * panStep, y: y * panStep }) }

  recolour(palette: Palette): void {
    this.under.recolour(palette)
    this.over.recolour(palette)
    this.cy.style(styleOf(palette))
    this.paintSoon()
  }

  /** For tests and the screen: elements alive right now. */
  elementCount(): number { return this.cy.elements().length }

  close(): void {
    clearTimeout(this.timer)
    cancelAnimationFrame(this.frame)
    this.watcher.disconnect()
    this.cy.destroy()
  }

  private view(): Viewport {
    const pan = this.cy.pan()
    return { panX: pan.x, panY: pan.y, zoom: this.cy.zoom(), width: this.cy.width(), height: this.cy.height() }
  }

  private hit(at: { x: number; y: number }): ObjectId | null {
    for (const tile of this.scene?.tiles.values() ?? []) if (at.x >= tile.x && at.x <= tile.x + tile.w && at.y >= tile.y && at.y <= tile.y + tile.h) return tile.id
    return null
  }

  private pickLine(id: string | null): void {
    this.cy.edges('.picked').removeClass('picked')
    if (id !== null) this.cy.getElementById(id).addClass('picked')
    this.events.pickLine(id === null ? null : (this.lines.get(id) ?? null))
  }

  private hover(id: ObjectId | null): void {
    this.hovered = id
    this.host.style.cursor = id === null ? '' : 'pointer'
    this.light()
    this.paintSoon()
  }

  private light(): void {
    const id = this.hovered ?? this.selected
    const tile = id === null ? null : (this.scene?.tileOf(id) ?? null)
    this.lit = tile === null || this.scene === null ? null : pathOf(this.scene, tile)
    const { lit, scene } = this
    this.cy.batch(() => {
      this.cy.edges().forEach((edge) => {
        const [from, to] = [edge.source().id(), edge.target().id()]
        const line = this.lines.get(edge.id())
        edge.toggleClass('dim', lit !== null && !(lit.has(from) && lit.has(to)))
        edge.toggleClass('quiet', line !== undefined && scene !== null && from !== tile && to !== tile && isQuiet(scene, line, this.cy.zoom()))
      })
    })
  }

  private settleSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => { this.settle() }, settleAfter)
  }

  /** Chooses what is alive and patches Cytoscape to it. */
  private settle(): void {
    const scene = this.scene
    if (scene === null) return
    const seen = Painter.seen(this.view())
    const choice = chooseElements(scene, { x: seen.x - seen.w * 0.25, y: seen.y - seen.h * 0.25, w: seen.w * 1.5, h: seen.h * 1.5 }, this.cy.zoom())
    this.counts = { painted: choice.painted, linesLeftOut: choice.linesLeftOut, quiet: choice.lines.filter((line) => isQuiet(scene, line, this.cy.zoom())).length }
    this.cy.batch(() => {
      const wanted = new Map(choice.lines.map((line) => [line.id, line]))
      this.cy.edges().forEach((edge) => { if (!wanted.has(edge.id())) edge.remove() })
      this.cy.nodes().forEach((node) => { if (!choice.tiles.has(node.id())) node.remove() })
      const added: ElementDefinition[] = []
      for (const id of choice.tiles) {
        const tile = scene.tiles.get(id)
        if (tile === undefined) continue
        const [x, y] = [tile.x + tile.w / 2, tile.y + tile.h / 2]
        const there = this.cy.getElementById(id)
        if (there.empty()) added.push({ group: 'nodes', data: { id, w: tile.w, h: tile.h }, position: { x, y } })
        else {
          const node = there as cytoscape.NodeSingular
          if (node.position('x') !== x || node.position('y') !== y) node.position({ x, y })
          if (node.data('w') !== tile.w || node.data('h') !== tile.h) node.data({ w: tile.w, h: tile.h })
        }
      }
      for (const line of wanted.values()) {
        const [a, b] = [scene.tiles.get(line.source), scene.tiles.get(line.target)]
        if (a === undefined || b === undefined) continue
        const data = { ...curveOf(a, b), category: line.category, state: line.state, inferred: line.inferred }
        const there = this.cy.getElementById(line.id)
        if (there.empty()) added.push({ group: 'edges', data: { id: line.id, source: line.source, target: line.target, ...data } })
        else there.data(data)
      }
      this.cy.add(added)
      this.lines = wanted
    })
    this.light()
    this.paintSoon()
  }

  private paintSoon(): void {
    if (this.frame !== 0) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      if (this.scene === null) return
      const view = this.view()
      this.under.boxes(this.scene, view)
      this.over.tiles(this.scene, view, { selected: this.selected === null ? null : this.scene.tileOf(this.selected), lit: this.lit })
      this.events.counted({ ...this.counts, labelsLeftOut: this.under.omitted + this.over.omitted, zoom: view.zoom })
    })
  }
}
