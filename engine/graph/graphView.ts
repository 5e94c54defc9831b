import {
  err,
  ok,
  parseObjectId,
  type GraphEdge,
  type GraphFrame,
  type GraphMembers,
  type GraphQuery,
  type ObjectId,
  type Result,
} from '../contract/index.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import type { Plan } from '../layout/plan.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { narrows } from './chosen.ts'
import { DrawnScene } from './drawnScene.ts'
import { isGraphKind, type Graph, type GraphDelta } from './graph.ts'
import { idOf, targetOf } from './nodeTarget.ts'
import { drawPicture, drawPlain, type Picture } from './picture.ts'
import { pinBox, type PlanKeeper } from './planKeeper.ts'
import { ShownGraph } from './shownGraph.ts'
import { evidenceOf } from './tileGraph.ts'
import { ToldGraph, type Told } from './toldGraph.ts'
import { isComplete } from './topologyGraph.ts'

/** An open view of a part of the graph. */
export interface GraphView {
  /** Asks for another part. The next frame is full. */
  change(query: GraphQuery): void
  /** What is new since the last frame; null when there is nothing, or nothing yet (then `onDirty` is called when there is). */
  take(): Omit<GraphFrame, 'subscription'> | null
  /** Kinds were listed, or may no longer be: ghosts and states read differently without any object having changed. */
  refresh(): void
  /** Forgets all places that are kept, and draws anew. */
  tidy(): Result<null>
  /** Keeps a box where a person put it, or lets it go again (null). */
  pin(box: string, at: { x: number; y: number } | null): Result<null>
  /** A page of what a tile stands for. */
  members(tile: ObjectId, start: number, count: number): Result<GraphMembers>
  /** The edges behind the edges of frames, with evidence; what is gone is left out. */
  edges(ids: readonly string[]): GraphEdge[]
  /** All edges of a tile, as in frames. */
  edgesOf(tile: ObjectId): GraphEdge[]
  /** The tile that stands for an object. */
  tileOf(id: ObjectId): ObjectId | null
  /** The picture on screen, as everything in it is now, and the question it answers; null while there is none. */
  shown(): { query: GraphQuery; picture: Picture } | null
  close(): void
}

export interface GraphViewOptions {
  layout: LayoutThread
  /** Where places are kept; without it, they last as long as the view. */
  plans?: PlanKeeper
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
  #shown: ShownGraph | null = null
  readonly #told = new ToldGraph()
  readonly #drawn = new DrawnScene()
  /** The places of the picture on screen, once everything is listed. */
  #plan: Plan | null = null
  /** The places from before anything was opened: what is folded again goes back there. */
  #folded: Plan | null = null
  /** Kept places are being read: drawing waits, or everything would jump when they are there. */
  #loading = false
  #full = true
  #redraw = true
  #facts = new Set<ObjectId>()
  /** A picture was drawn that no frame was made of yet. */
  #fresh = false
  #drawing = false
  #listed = ''
  #totals: GraphFrame['totals'] = { objects: 0, drawn: 0, folded: 0, notDrawn: 0, ghosts: 0, leftOut: 0 }
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
    this.#load()
    if (query.scope.type === 'object') this.#draw()
  }

  change(query: GraphQuery): void {
    const before = this.#query
    this.#query = query
    this.#generation++
    this.#full = true
    this.#picture = null
    this.#shown = null
    this.#notBefore = 0
    this.#drawing = false
    this.#mark()
    this.#redraw = true
    // The same part of the graph with something opened or guessed stays where it is.
    if (placesOf(before) !== placesOf(query)) this.#load()
    else if (String(before.opened ?? '') !== String(query.opened ?? '')) {
      if (!isOpened(before)) this.#folded = this.#plan
      this.#plan = this.#folded ?? this.#plan
    }
    this.#nudge()
  }

  refresh(): void {
    // Word of a kind comes often; only what is not there can read differently by it.
    if (this.#picture && this.#listing() === this.#listed) return
    this.#again()
  }

  tidy(): Result<null> {
    this.#plan = null
    this.#folded = null
    this.#options.plans?.drop(this.#query)
    this.#again()
    return ok(null)
  }

  pin(box: string, at: { x: number; y: number } | null): Result<null> {
    if (!this.#plan)
      return err({
        code: 'not-found',
        message: 'Nothing can be kept in its place yet.',
        todo: 'Wait until every kind is listed; around one object, and while a filter is set, places are not kept.',
      })
    const pinned = pinBox(this.#plan, box, at)
    if (!pinned.ok) return pinned
    this.#keep(pinned.value)
    const folded = this.#folded && isOpened(this.#query) ? pinBox(this.#folded, box, at) : null
    if (folded?.ok) {
      this.#folded = folded.value
      this.#options.plans?.keep(this.#query, folded.value)
    }
    this.#again()
    return ok(null)
  }

  members(tile: ObjectId, start: number, count: number): Result<GraphMembers> {
    const nodes = this.#shown?.members(tile) ?? []
    if (nodes.length === 0)
      return err({
        code: 'not-found',
        message: 'There is no such tile in the graph.',
        where: tile.slice(0, 300),
        todo: 'It may just have gone.',
      })
    return ok({ total: nodes.length, nodes: nodes.slice(start, start + count).map(({ position: _position, ...node }) => node) })
  }

  edges(ids: readonly string[]): GraphEdge[] {
    const shown = this.#shown
    if (!shown || !this.#picture) return []
    const behind = new Set<string>()
    const objects = new Set<ObjectId>()
    const tiles = new Set<ObjectId>()
    for (const id of ids) {
      for (const edge of shown.behind(id)) {
        behind.add(edge.id)
        for (const end of [edge.source, edge.target]) tiles.add(shown.tileOf(end) ?? end)
      }
    }
    for (const tile of tiles) for (const node of shown.members(tile)) objects.add(node.id)
    return evidenceOf(this.#graph, this.#reader, this.#picture.scope, this.#query, objects).filter(({ id }) => behind.has(id))
  }

  edgesOf(tile: ObjectId): GraphEdge[] {
    const shown = this.#shown
    if (!shown || !this.#picture) return []
    const objects = new Set<ObjectId>()
    for (const { id } of shown.members(tile)) {
      objects.add(id)
      const object = this.#reader.get(id)
      for (const link of object ? this.#graph.linksTo(object) : this.#graph.links(id)) objects.add(idOf(link.holder))
    }
    return shown.between(evidenceOf(this.#graph, this.#reader, this.#picture.scope, this.#query, objects), tile)
  }

  tileOf(id: ObjectId): ObjectId | null {
    return this.#shown?.tileOf(id) ?? null
  }

  shown(): { query: GraphQuery; picture: Picture } | null {
    if (!this.#picture || !this.#shown) return null
    return { query: this.#query, picture: { ...this.#picture, nodes: [...this.#shown.nodes.values()] } }
  }

  close(): void {
    this.#closed = true
    this.#stop()
    this.#cancel?.()
  }

  take(): Omit<GraphFrame, 'subscription'> | null {
    if (this.#closed || this.#loading) return null
    if (this.#redraw && !this.#draw()) return null
    const { picture, shown } = { picture: this.#picture, shown: this.#shown }
    if (!picture || !shown || (!this.#fresh && !this.#full && this.#facts.size === 0)) return null
    const facts = this.#updateFacts(shown)
    const told = this.#fresh || this.#full ? this.#tellAll(shown) : this.#tellSome(shown, facts)
    this.#fresh = false
    return this.#frame(picture, told)
  }

  /** Reads the places that are kept for the query. */
  #load(): void {
    this.#plan = null
    const { plans } = this.#options
    if (!plans || placesOf(this.#query) === null) {
      this.#loading = false
      return
    }
    this.#loading = true
    const generation = this.#generation
    void plans.load(this.#query).then((plan) => {
      if (this.#closed || generation !== this.#generation) return
      this.#plan = plan
      this.#folded = plan
      this.#loading = false
      this.#nudge()
    })
  }

  #keep(plan: Plan): void {
    this.#plan = plan
    if (placesOf(this.#query) !== null && !isOpened(this.#query)) this.#options.plans?.keep(this.#query, plan)
  }

  #again(): void {
    this.#mark()
    this.#redraw = true
    this.#notBefore = 0
    this.#nudge()
  }

  /** How far what is missing from the picture is listed, as text to compare. */
  #listing(): string {
    const words = new Set([String(this.#isComplete())])
    for (const { kind, namespace, computed } of this.#shown?.nodes.values() ?? []) {
      if (computed.state === 'present') continue
      words.add(`${kind} ${namespace} ${String(this.#reader.isForbidden(kind))} ${String(this.#reader.isComplete(kind, namespace))}`)
    }
    return [...words].sort().join('\n')
  }

  #isComplete(): boolean {
    return isComplete(this.#reader, this.#query.scope.type === 'namespaces' ? this.#query.scope.namespaces : [''])
  }

  /** Does a change concern this view, and does it change more than what single nodes say? */
  #take(delta: GraphDelta): void {
    let touched = false
    const { scope } = this.#query
    const namespaces = scope.type === 'namespaces' ? new Set(scope.namespaces) : null
    const known = this.#picture?.scope.nodes
    const concerns = (id: ObjectId): boolean =>
      scope.type === 'cluster' ||
      (known?.has(id) ?? false) ||
      (namespaces?.has(parseObjectId(id)?.namespace ?? '') ?? false) ||
      ((scope.type === 'object' || scope.type === 'application') && scope.id === id)
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
      if (known?.has(id) !== true) this.#redraw = true
    }
    if (!touched) return
    this.#mark()
    this.#nudge()
  }

  #mark(): void {
    if (!this.#redraw && this.#facts.size === 0) this.#changedAt = this.#now()
  }

  #nudge(): void {
    if (!this.#closed && !this.#drawing && !this.#loading) this.#options.onDirty()
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
      this.#show(picture)
      const ended = this.#now()
      this.#notBefore = ended + (ended - started) / drawingShare
    }
    if (this.#query.scope.type !== 'object') {
      // While kinds are still being listed there is nothing to keep: the picture grows from nothing.
      const complete = this.#isComplete()
      const picture = drawPlain(this.#graph, this.#reader, this.#query, complete ? (this.#plan ?? undefined) : undefined)
      if (complete && picture.plan) this.#keep(picture.plan)
      done(picture)
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

  #show(picture: Picture): void {
    this.#picture = picture
    this.#shown = new ShownGraph(picture)
    this.#fresh = true
    this.#drawn.show(picture, this.#shown.nodes)
    this.#listed = this.#listing()
    const totals = { objects: picture.scope.counted, drawn: 0, folded: 0, notDrawn: picture.scope.counted, ghosts: 0, leftOut: 0 }
    for (const { id, object } of picture.scope.nodes.values()) {
      const node = this.#shown.nodes.get(id)
      if (!object) {
        if (node?.position) totals.ghosts++
        continue
      }
      totals.objects++
      totals[node?.foldedInto !== undefined ? 'folded' : node?.position ? 'drawn' : 'notDrawn']++
      if (!node) totals.leftOut++
    }
    this.#totals = totals
  }

  /** Changes of what nodes say of themselves need no new picture, unless they change sizes or what is chosen. */
  #updateFacts(shown: ShownGraph): ReadonlySet<ObjectId> {
    const chosenByFacts = this.#query.incident === true || this.#query.filter !== undefined
    const facts = this.#facts
    this.#facts = new Set()
    for (const id of facts) {
      const before = shown.nodes.get(id)
      const object = this.#reader.get(id)
      if (chosenByFacts) this.#redraw = true
      if (!before || !object || !isGraphKind(object.kind)) continue
      const { metadata, computed } = this.#graph.nodeOf(targetOf(object))
      if (computed.ready?.want !== before.computed.ready?.want || computed.text !== before.computed.text) this.#redraw = true
      shown.nodes.set(id, { ...before, metadata, computed })
    }
    this.#drawn.refresh(facts, shown.nodes)
    if (this.#redraw) this.#nudge()
    return facts
  }

  #tellAll(shown: ShownGraph): Told {
    if (this.#full) this.#told.forget()
    return this.#told.all({
      nodes: shown.drawnNodes(),
      edges: shown.drawnEdges(),
      groups: shown.drawnGroups(),
      tiles: this.#drawn.tiles(),
      boxes: this.#drawn.boxes(),
      routes: this.#drawn.routes(),
    })
  }

  #tellSome(shown: ShownGraph, facts: ReadonlySet<ObjectId>): Told {
    const tiles = new Set<ObjectId>()
    const groups = new Set<string>()
    for (const id of facts) {
      const tile = shown.tileOf(id)
      if (tile !== null) tiles.add(tile)
      for (const group of shown.groupsOf(id)) groups.add(group)
    }
    return this.#told.some({
      nodes: shown.drawnNodes(facts),
      edges: [],
      groups: shown.drawnGroups(groups),
      tiles: this.#drawn.tiles(tiles),
      boxes: this.#drawn.boxes(),
      routes: [],
    })
  }

  #frame({ scene }: Picture, { isEmpty, picture, ...told }: Told): Omit<GraphFrame, 'subscription'> | null {
    const full = this.#full
    this.#full = false
    if (!full && isEmpty) return null
    return {
      revision: ++this.#revision,
      full,
      ...told,
      picture: { width: scene.width, height: scene.height, ...picture },
      isComplete: this.#isComplete(),
      totals: this.#totals,
      changedAt: this.#changedAt,
    }
  }

  #now(): number {
    return this.#options.clock.now()
  }
}

/** Whether something that is folded is shown apart: for as long as somebody looks at it, hence without places that are kept. */
const isOpened = (query: GraphQuery): boolean => (query.opened?.length ?? 0) > 0

/** What the kept places of a query are kept by; null where none are kept: around an object, and where only some of a part is shown. */
export function placesOf({ cluster, scope, lens = 'everything', filter, incident }: GraphQuery): string | null {
  if (scope.type === 'object' || (filter && narrows(filter)) || incident === true) return null
  const part = scope.type === 'cluster' ? '' : scope.type === 'application' ? scope.id : [...scope.namespaces].sort().join(',')
  return [cluster, lens, scope.type, part].join(' ')
}
