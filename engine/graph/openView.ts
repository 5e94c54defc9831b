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
import type { InPieces } from '../layout/inPieces.ts'
import type { Plan } from '../layout/plan.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { AreaTiles } from './areaTiles.ts'
import type { Graph, GraphDelta } from './graph.ts'
import type { GraphView, GraphViewOptions } from './graphView.ts'
import { OnScreen } from './onScreen.ts'
import { contentsOf, drawArea, drawAround, type Picture } from './picture.ts'
import { pinBox, placesOf } from './planKeeper.ts'
import { SlicedWork } from './slicedWork.ts'
import { ToldGraph, type Told } from './toldGraph.ts'
import { isComplete } from './topologyGraph.ts'

/** Opens a view. The first frame is full, later ones hold only what changed. */
export function openGraphView(graph: Graph, reader: StoreReader, query: GraphQuery, options: GraphViewOptions): GraphView {
  return new OpenGraphView(graph, reader, query, options)
}

class OpenGraphView implements GraphView {
  readonly #graph: Graph
  readonly #reader: StoreReader
  readonly #options: GraphViewOptions
  readonly #stop: () => void
  readonly #work: SlicedWork
  readonly #told = new ToldGraph()
  #query: GraphQuery
  /** The contents of a cluster or of namespaces, kept in step; null of other scopes, which are gathered anew. */
  #area: AreaTiles | null = null
  #screen: OnScreen | null = null
  /** What is drawn and not taken yet. */
  #news: Told | null = null
  /** The places of the picture on screen, once everything is listed. */
  #plan: Plan | null = null
  /** The places from before anything was opened: what is folded again goes back there. */
  #folded: Plan | null = null
  /** Kept places are being read: drawing waits, or everything would jump when they are there. */
  #loading = false
  #full = true
  #redraw = true
  /** It has to be drawn anew even if it holds the same nodes and edges. */
  #anew = true
  /** Whose words changed, but for those of the picture that is being drawn. */
  #facts = new Set<ObjectId>()
  /** Whose words changed while a picture is being drawn. */
  #late = new Set<ObjectId>()
  /** The layout thread is at work. */
  #waiting = false
  /** What the picture on screen was drawn of. */
  #drawnOf: { revision: number; isComplete: boolean; listing: string } | null = null
  #lastSaid = ''
  #changedAt: number
  #revision = 0
  #closed = false
  /** Rises whenever a drawing is given up, so that what the layout thread still says of it is not heard. */
  #generation = 0

  constructor(graph: Graph, reader: StoreReader, query: GraphQuery, options: GraphViewOptions) {
    this.#graph = graph
    this.#reader = reader
    this.#query = query
    this.#options = options
    this.#changedAt = options.clock.now()
    this.#work = new SlicedWork(options.clock, () => this.#nudge())
    this.#stop = graph.onDelta((delta) => {
      this.#take(delta)
    })
    this.#area = this.#areaOf(query)
    this.#load()
  }

  change(query: GraphQuery): void {
    const before = this.#query
    this.#query = query
    if (contentsKey(before) !== contentsKey(query)) this.#area = this.#areaOf(query)
    this.#screen = null
    this.#news = null
    this.#drawnOf = null
    this.#full = true
    // The same part of the graph with something opened or guessed stays where it is.
    if (placesOf(before) !== placesOf(query)) this.#load()
    else if (String(before.opened ?? '') !== String(query.opened ?? '')) {
      if (!isOpened(before)) this.#folded = this.#plan
      this.#plan = this.#folded ?? this.#plan
    }
    this.#again()
  }

  refresh(): void {
    // Word of a kind comes often; only what is not there can read differently by it. What is being drawn may have read it the old way.
    const drawn = this.#drawnOf
    const isSame = this.#screen && drawn?.listing === this.#screen.listing(this.#reader) && drawn.isComplete === this.#isComplete()
    if (isSame && !this.#isDrawing()) return
    this.#area?.recheckAbsent()
    if (!this.#area || !this.#screen) {
      this.#again()
      return
    }
    this.#mark()
    this.#redraw = true
    this.#nudge()
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
    const nodes = this.#screen?.members(tile) ?? []
    if (nodes.length === 0)
      return err({
        code: 'not-found',
        message: 'There is no such tile in the graph.',
        where: tile.slice(0, 300),
        todo: 'It may just have gone.',
      })
    return ok({ total: nodes.length, nodes: nodes.slice(start, start + count) })
  }

  edges(ids: readonly string[]): GraphEdge[] {
    return this.#screen?.edges(this.#graph, this.#reader, ids) ?? []
  }

  edgesOf(tile: ObjectId): GraphEdge[] {
    return this.#screen?.edgesOf(this.#graph, this.#reader, tile) ?? []
  }

  tileOf(id: ObjectId): ObjectId | null {
    return this.#screen?.shown.tileOf(id) ?? null
  }

  shown(): { query: GraphQuery; picture: Picture } | null {
    return this.#screen && { query: this.#screen.query, picture: this.#screen.current() }
  }

  close(): void {
    this.#closed = true
    this.#generation++
    this.#stop()
    this.#work.stop()
  }

  take(): Omit<GraphFrame, 'subscription'> | null {
    if (this.#closed || this.#loading) return null
    if (!this.#news && this.#redraw && !this.#isDrawing() && this.#work.isRested()) this.#begin(this.#draw())
    const screen = this.#screen
    if (!screen) return null
    const drawn = this.#news
    if (drawn) {
      this.#news = null
      // What changed meanwhile is told of with the next frame.
      if (this.#facts.size > 0 || this.#redraw) this.#nudge()
      return this.#frame(screen, drawn)
    }
    return this.#frame(screen, screen.tellSome(this.#updateFacts(screen)))
  }

  #areaOf(query: GraphQuery): AreaTiles | null {
    const { type } = query.scope
    return type === 'cluster' || type === 'namespaces' ? new AreaTiles(this.#graph, this.#reader, query) : null
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
    const query = this.#query
    void plans.load(query).then((plan) => {
      if (this.#closed || query !== this.#query) return
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

  /** Draws anew, at once; what was being drawn is given up. */
  #again(): void {
    this.#mark()
    this.#generation++
    this.#waiting = false
    // Half a picture may have been noted as told: the window is given all of the next.
    if (this.#work.isBusy) this.#full = true
    this.#work.stop()
    this.#redraw = true
    this.#anew = true
    this.#nudge()
  }

  #isComplete(): boolean {
    return isComplete(this.#reader, this.#query.scope.type === 'namespaces' ? this.#query.scope.namespaces : [''])
  }

  /** Does a change concern this view, and does it change more than what single nodes say? */
  #take(delta: GraphDelta): void {
    const { scope } = this.#query
    this.#area?.take(delta)
    let isTouched = this.#area !== null && delta.aside !== undefined
    const namespaces = scope.type === 'namespaces' ? new Set(scope.namespaces) : null
    const known = this.#screen?.picture.scope.nodes
    const concerns = (id: ObjectId): boolean =>
      scope.type === 'cluster' ||
      (known?.has(id) ?? false) ||
      (namespaces?.has(parseObjectId(id)?.namespace ?? '') ?? false) ||
      ((scope.type === 'object' || scope.type === 'application') && scope.id === id)
    for (const id of delta.rewired) {
      if (!concerns(id)) continue
      this.#mark()
      this.#redraw = true
      isTouched = true
      break
    }
    for (const id of delta.nodes) {
      if (!concerns(id)) continue
      this.#mark()
      isTouched = true
      this.#facts.add(id)
      if (this.#isDrawing()) this.#late.add(id)
      if (known?.has(id) !== true) this.#redraw = true
    }
    if (isTouched) this.#nudge()
  }

  #mark(): void {
    if (!this.#redraw && this.#facts.size === 0) this.#changedAt = this.#options.clock.now()
  }

  #nudge(): void {
    if (!this.#closed && !this.#loading) this.#options.onDirty()
  }

  #isDrawing(): boolean {
    return this.#work.isBusy || this.#waiting
  }

  #begin(work: InPieces<void>): void {
    this.#work.begin(work)
  }

  *#draw(): InPieces<void> {
    const query = this.#query
    const isAnew = this.#anew || !this.#area
    this.#redraw = false
    this.#anew = false
    this.#facts.clear()
    this.#late.clear()
    const contents = this.#area
      ? { tiles: yield* this.#area.catchUp(), scope: this.#area.scope }
      : yield* contentsOf(this.#graph, this.#reader, query)
    const drawn = { revision: this.#area?.revision ?? 0, isComplete: this.#isComplete() }
    const before = this.#drawnOf
    if (this.#screen && !isAnew && before?.revision === drawn.revision && before.isComplete === drawn.isComplete) {
      // The same nodes, edges and states: only what nodes say may be new.
      this.#facts = new Set([...this.#facts, ...(this.#screen.query === query ? this.#late : [])])
      this.#drawnOf = { ...drawn, listing: this.#screen.listing(this.#reader) }
      return
    }
    if (query.scope.type === 'object') {
      const { around, finish } = yield* drawAround(contents, query, query.scope.id)
      const generation = this.#generation
      this.#waiting = true
      void this.#options.layout.centres(around).then((centres) => {
        if (generation !== this.#generation) return
        this.#waiting = false
        this.#begin(this.#show(query, finish(centres), drawn))
        this.#nudge()
      })
      return
    }
    // While kinds are still being listed there is nothing to keep: the picture grows from nothing.
    const picture = yield* drawArea(contents, query, drawn.isComplete ? (this.#plan ?? undefined) : undefined)
    if (drawn.isComplete && picture.plan) this.#keep(picture.plan)
    yield* this.#show(query, picture, drawn)
  }

  *#show(query: GraphQuery, picture: Picture, drawn: { revision: number; isComplete: boolean }): InPieces<void> {
    const screen = yield* OnScreen.of(query, picture, this.#told)
    this.#news = yield* screen.tellAll(this.#full)
    this.#screen = screen
    this.#drawnOf = { ...drawn, listing: screen.listing(this.#reader) }
    for (const id of this.#late) this.#facts.add(id)
    this.#late.clear()
  }

  /** Changes of what nodes say of themselves need no new picture, unless they change sizes or what is chosen. */
  #updateFacts(screen: OnScreen): ReadonlySet<ObjectId> {
    const facts = this.#facts
    this.#facts = new Set()
    const isChosenByFacts = this.#query.incident === true || this.#query.filter !== undefined
    const isOutgrown = screen.update(this.#graph, this.#reader, facts)
    if (facts.size > 0 && (isOutgrown || isChosenByFacts)) {
      this.#redraw = true
      this.#anew = true
      this.#nudge()
    }
    return facts
  }

  #frame(screen: OnScreen, { isEmpty, picture, ...told }: Told): Omit<GraphFrame, 'subscription'> | null {
    const full = this.#full
    this.#full = false
    // Of what is no node it is only said how much there is: as it is now.
    const aside = screen.picture.scope.counted === 0 && !this.#area ? 0 : (this.#area?.scope.counted ?? screen.picture.scope.counted)
    const totals = { ...screen.totals, objects: screen.totals.objects + aside, notDrawn: screen.totals.notDrawn + aside }
    const isAllListed = this.#isComplete()
    const said = `${String(isAllListed)} ${Object.values(totals).join(' ')}`
    if (!full && isEmpty && said === this.#lastSaid) return null
    this.#lastSaid = said
    const { width, height } = screen.picture.scene
    return {
      revision: ++this.#revision,
      full,
      ...told,
      picture: { width, height, ...picture },
      isComplete: isAllListed,
      totals,
      changedAt: this.#changedAt,
    }
  }
}

/** Whether something that is folded is shown apart: for as long as somebody looks at it, hence without places that are kept. */
const isOpened = (query: GraphQuery): boolean => (query.opened?.length ?? 0) > 0

/** What the contents of a picture depend on: a filter chooses among the same ones. */
function contentsKey({ cluster, scope, categories, lens, guesses, opened }: GraphQuery): string {
  return JSON.stringify([cluster, scope, categories, lens ?? 'everything', guesses === true, opened ?? []])
}
