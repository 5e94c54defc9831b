import {
  parseObjectId,
  worseHealth,
  noHealth,
  type GraphEdge,
  type GraphFrame,
  type GraphGroup,
  type GraphNode,
  type GraphQuery,
  type HealthLevel,
  type ObjectId,
  type PictureBox,
  type PictureRoute,
  type PictureTile,
} from '../contract/index.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { isGraphKind, type Graph, type GraphDelta } from './graph.ts'
import { DrawnScene } from './drawnScene.ts'
import { news, type Sent } from './news.ts'
import { targetOf } from './nodeTarget.ts'
import { drawPicture, drawPlain, type Picture } from './picture.ts'
import { isComplete } from './topologyGraph.ts'

/** An open view of a part of the graph. */
export interface GraphView {
  /** Asks for another part. The next frame is full. */
  change(query: GraphQuery): void
  /** What is new since the last frame; null when there is nothing, or nothing yet (then `onDirty` is called when there is). */
  take(): Omit<GraphFrame, 'subscription'> | null
  /** Kinds were listed, or may no longer be: ghosts and states read differently without any object having changed. */
  refresh(): void
  close(): void
}

export interface GraphViewOptions {
  layout: LayoutThread
  /** Called when `take` has something to give. */
  onDirty: () => void
  clock: ViewClock
}

/** The time, and a task for later; from whoever opens the view. */
export interface ViewClock {
  /** Epoch milliseconds. */
  now: () => number
  /** Runs a task after some milliseconds; the returned function prevents it. */
  after: (milliseconds: number, task: () => void) => () => void
}

/** A picture is drawn anew at most this share of the time: drawing a large scope must not starve the rest of the engine. */
const drawingShare = 0.2

/** Opens a view. The first frame is full, later ones hold only what changed. */
export function openGraphView(graph: Graph, reader: StoreReader, query: GraphQuery, options: GraphViewOptions): GraphView {
  return new OpenGraphView(graph, reader, query, options)
}

class OpenGraphView implements GraphView {
  readonly #graph: Graph
  readonly #reader: StoreReader
  readonly #options: GraphViewOptions
  readonly #stop: () => void
  #query: GraphQuery
  #picture: Picture | null = null
  #nodes = new Map<ObjectId, GraphNode>()
  /** What the window has, as text, to find what is new. */
  #sent = nothingSent()
  readonly #drawn = new DrawnScene()
  #full = true
  #redraw = true
  #facts = new Set<ObjectId>()
  /** A picture was drawn that no frame was made of yet. */
  #fresh = false
  #drawing = false
  #listed = ''
  #changedAt: number
  #notBefore = 0
  #cancel: (() => void) | null = null
  #revision = 0
  #closed = false
  /** Rises with every query, so that a drawing of an older one is thrown away. */
  #generation = 0

  constructor(graph: Graph, reader: StoreReader, query: GraphQuery, options: GraphViewOptions) {
    this.#graph = graph
    this.#reader = reader
    this.#query = query
    this.#options = options
    this.#changedAt = this.#now()
    this.#stop = graph.onDelta((delta) => {
      this.#take(delta)
    })
    if (query.scope.type === 'object') this.#draw()
  }

  change(query: GraphQuery): void {
    this.#query = query
    this.#generation++
    this.#full = true
    this.#picture = null
    this.#notBefore = 0
    this.#drawing = false
    this.#mark()
    this.#redraw = true
    this.#nudge()
  }

  refresh(): void {
    // Word of a kind comes often; only what is not there can read differently by it.
    if (this.#picture && this.#listing() === this.#listed) return
    this.#mark()
    this.#redraw = true
    this.#nudge()
  }

  close(): void {
    this.#closed = true
    this.#stop()
    this.#cancel?.()
  }

  take(): Omit<GraphFrame, 'subscription'> | null {
    if (this.#closed) return null
    if (this.#redraw && !this.#draw()) return null
    if (!this.#picture || (!this.#fresh && !this.#full && this.#facts.size === 0)) return null
    this.#fresh = false
    this.#updateFacts()
    return this.#frame(this.#picture)
  }

  /** How far what is missing from the picture is listed, as text to compare. */
  #listing(): string {
    const namespaces = this.#query.scope.type === 'namespaces' ? this.#query.scope.namespaces : ['']
    const words = new Set([String(isComplete(this.#reader, namespaces))])
    for (const { kind, namespace, computed } of this.#nodes.values()) {
      if (computed.state === 'present') continue
      words.add(`${kind} ${namespace} ${String(this.#reader.isForbidden(kind))} ${String(this.#reader.isComplete(kind, namespace))}`)
    }
    return [...words].sort().join('\n')
  }

  /** Does a change concern this view, and does it change more than what single nodes say? */
  #take(delta: GraphDelta): void {
    let touched = false
    const { scope } = this.#query
    const namespaces = scope.type === 'namespaces' ? new Set(scope.namespaces) : null
    const concerns = (id: ObjectId): boolean =>
      scope.type === 'cluster' ||
      this.#nodes.has(id) ||
      (namespaces?.has(parseObjectId(id)?.namespace ?? '') ?? false) ||
      (scope.type === 'object' && scope.id === id)
    for (const id of delta.rewired) {
      if (!concerns(id)) continue
      this.#redraw = true
      touched = true
      break
    }
    for (const id of delta.nodes) {
      if (!concerns(id)) continue
      touched = true
      this.#facts.add(id)
      if (!this.#nodes.has(id)) this.#redraw = true
    }
    if (!touched) return
    this.#mark()
    this.#nudge()
  }

  #mark(): void {
    if (!this.#redraw && this.#facts.size === 0) this.#changedAt = this.#now()
  }

  #nudge(): void {
    if (!this.#closed && !this.#drawing) this.#options.onDirty()
  }

  /** Draws, or has it drawn later; true when the picture is there now. */
  #draw(): boolean {
    if (this.#drawing) return false
    const wait = this.#notBefore - this.#now()
    if (wait > 0) {
      this.#cancel ??= this.#options.clock.after(wait, () => {
        this.#cancel = null
        this.#nudge()
      })
      return false
    }
    this.#redraw = false
    this.#facts.clear()
    const started = this.#now()
    const done = (picture: Picture): void => {
      this.#picture = picture
      this.#fresh = true
      this.#nodes = new Map(picture.nodes.map((n) => [n.id, n]))
      this.#drawn.show(picture.scene)
      this.#listed = this.#listing()
      const ended = this.#now()
      this.#notBefore = ended + (ended - started) / drawingShare
    }
    if (this.#query.scope.type !== 'object') {
      done(drawPlain(this.#graph, this.#reader, this.#query))
      return true
    }
    this.#drawing = true
    const generation = this.#generation
    void drawPicture(this.#graph, this.#reader, this.#query, this.#options.layout).then((picture) => {
      if (this.#closed || generation !== this.#generation) return
      this.#drawing = false
      done(picture)
      this.#options.onDirty()
    })
    return false
  }

  /** Changes of what nodes say of themselves need no new picture, unless they change sizes. */
  #updateFacts(): void {
    for (const id of this.#facts) {
      const before = this.#nodes.get(id)
      const object = this.#reader.get(id)
      if (!before || !object || !isGraphKind(object.kind)) continue
      const { metadata, computed } = this.#graph.nodeOf(targetOf(object))
      if (computed.ready?.want !== before.computed.ready?.want || computed.text !== before.computed.text) this.#redraw = true
      this.#nodes.set(id, { ...before, metadata, computed })
    }
    this.#drawn.refresh(this.#facts, this.#nodes)
    if (this.#redraw) this.#nudge()
    this.#facts.clear()
  }

  #frame(picture: Picture): Omit<GraphFrame, 'subscription'> | null {
    const full = this.#full
    if (full) this.#sent = nothingSent()
    this.#full = false
    const nodes = news(this.#nodes.values(), this.#sent.nodes)
    const edges = news<GraphEdge>(picture.edges, this.#sent.edges)
    const groups = news<GraphGroup>(
      picture.groups.map((g) => this.#recount(g)),
      this.#sent.groups,
    )
    const tiles = news<PictureTile>(this.#drawn.tiles(), this.#sent.tiles)
    const boxes = news<PictureBox>(this.#drawn.boxes(), this.#sent.boxes)
    const routes = news<PictureRoute>(this.#drawn.routes(), this.#sent.routes)
    const changed = [nodes, edges, groups, tiles, boxes, routes].some((n) => n.changed.length > 0 || n.removed.length > 0)
    if (!full && !changed) return null
    const totals = { objects: picture.scope.counted, drawn: 0, folded: 0, notDrawn: picture.scope.counted, ghosts: 0 }
    for (const [id, node] of this.#nodes) {
      if (!picture.scope.nodes.get(id)?.object) {
        if (node.position) totals.ghosts++
        continue
      }
      totals.objects++
      totals[node.foldedInto !== undefined ? 'folded' : node.position ? 'drawn' : 'notDrawn']++
    }
    const namespaces = this.#query.scope.type === 'namespaces' ? this.#query.scope.namespaces : ['']
    return {
      revision: ++this.#revision,
      full,
      nodes: nodes.changed,
      removedNodes: nodes.removed,
      edges: edges.changed,
      removedEdges: edges.removed,
      groups: groups.changed,
      removedGroups: groups.removed,
      picture: {
        width: picture.scene.width,
        height: picture.scene.height,
        tiles: tiles.changed,
        removedTiles: tiles.removed,
        boxes: boxes.changed,
        removedBoxes: boxes.removed,
        routes: routes.changed,
        removedRoutes: routes.removed,
      },
      isComplete: isComplete(this.#reader, namespaces),
      totals,
      changedAt: this.#changedAt,
    }
  }

  /** The health of a group, from what its members say now. */
  #recount(group: GraphGroup): GraphGroup {
    const health = noHealth()
    let worst: HealthLevel = 'healthy'
    for (const id of group.members) {
      const computed = this.#nodes.get(id)?.computed
      if (computed?.state !== 'present') continue
      health[computed.health]++
      worst = worseHealth(worst, computed.health === 'unknown' ? 'healthy' : computed.health)
    }
    return { ...group, health, worstHealth: worst }
  }

  #now(): number {
    return this.#options.clock.now()
  }
}

/** What a window has that was told nothing yet. */
function nothingSent(): Record<'nodes' | 'edges' | 'groups' | 'tiles' | 'boxes' | 'routes', Sent> {
  return { nodes: new Map(), edges: new Map(), groups: new Map(), tiles: new Map(), boxes: new Map(), routes: new Map() }
}
