import type { GraphEdge, GraphFrame, GraphGroup, GraphNode, GraphQuery, ObjectId } from '../contract/index.ts'
import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { DrawnScene } from './drawnScene.ts'
import type { Graph } from './graph.ts'
import { isGraphKind } from './graphKinds.ts'
import { idOf, targetOf } from './nodeTarget.ts'
import type { Picture } from './picture.ts'
import { ShownGraph } from './shownGraph.ts'
import { evidenceOf } from './tileGraph.ts'
import type { ToldGraph } from './toldGraph.ts'
import { type Told } from './toldGraph.ts'

/** A picture as a window has it: what was told of it, what changed since, and what is behind its tiles and edges. */
export class OnScreen {
  readonly query: GraphQuery
  readonly picture: Picture
  readonly shown: ShownGraph
  readonly totals: GraphFrame['totals']
  readonly #drawn: DrawnScene
  readonly #told: ToldGraph
  /** Ids of what is named and not there: what of them reads differently when a kind is listed. */
  readonly #absent: readonly ObjectId[]

  private constructor(query: GraphQuery, picture: Picture, shown: ShownGraph, drawn: DrawnScene, told: ToldGraph, totals: Totals) {
    this.query = query
    this.picture = picture
    this.shown = shown
    this.#drawn = drawn
    this.#told = told
    this.totals = totals.counts
    this.#absent = totals.absent
  }

  /** Puts a picture together; it is not told yet. */
  static *of(query: GraphQuery, picture: Picture, told: ToldGraph): InPieces<OnScreen> {
    const shown = yield* ShownGraph.of(picture)
    const drawn = new DrawnScene()
    yield* drawn.show(picture, shown.nodes)
    return new OnScreen(query, picture, shown, drawn, told, yield* totalsOf(picture, shown))
  }

  /** What is new of all of it, for a window that has another picture; from nothing: for one that has none. */
  *tellAll(fromNothing: boolean): InPieces<Told> {
    const [shown, drawn] = [this.shown, this.#drawn]
    const groups: GraphGroup[] = []
    for (const group of shown.drawnGroups()) {
      groups.push(group)
      yield
    }
    return yield* this.#told.all(
      {
        nodes: shown.drawnNodes(),
        edges: shown.drawnEdges(),
        groups,
        tiles: drawn.tiles(),
        boxes: drawn.boxes(),
        routes: drawn.routes(),
      },
      fromNothing,
    )
  }

  /** Takes over what objects say of themselves now. Returns whether sizes or places change, so that it has to be drawn anew. */
  update(graph: Graph, reader: StoreReader, facts: ReadonlySet<ObjectId>): boolean {
    let isOutgrown = false
    const { nodes } = this.shown
    for (const id of facts) {
      const before = nodes.get(id)
      const object = reader.get(id)
      if (!before || !object || !isGraphKind(object.kind)) continue
      const { metadata, computed } = graph.nodeOf(targetOf(object))
      if (computed.ready?.want !== before.computed.ready?.want || computed.text !== before.computed.text) isOutgrown = true
      // By labels, things find their card and nodes their zone. Equal ones are the same.
      if (metadata.labels !== before.metadata.labels) isOutgrown = true
      nodes.set(id, { ...before, metadata, computed })
    }
    this.#drawn.refresh(facts, nodes)
    return isOutgrown
  }

  /** What is new of some objects, whose places are as they were. */
  tellSome(facts: ReadonlySet<ObjectId>): Told {
    const [shown, drawn] = [this.shown, this.#drawn]
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
      tiles: drawn.tiles(tiles),
      boxes: drawn.boxes(),
      routes: [],
    })
  }

  /** How far what is missing from the picture is listed, as text to compare. */
  listing(reader: StoreReader): string {
    const words = new Set<string>()
    for (const id of this.#absent) {
      const { kind = '', namespace = '' } = this.shown.nodes.get(id) ?? {}
      words.add(`${kind} ${namespace} ${String(reader.isForbidden(kind))} ${String(reader.isComplete(kind, namespace))}`)
    }
    return [...words].sort().join('\n')
  }

  /** The picture with everything in it as it is now. */
  current(): Picture {
    return { ...this.picture, nodes: [...this.shown.nodes.values()] }
  }

  /** The edges behind edges of frames, with evidence; what is gone is left out. */
  edges(graph: Graph, reader: StoreReader, ids: readonly string[]): GraphEdge[] {
    const { shown, picture, query } = this
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
    return evidenceOf(graph, reader, picture.scope, query, objects).filter(({ id }) => behind.has(id))
  }

  /** All edges of a tile, as in frames, with evidence. */
  edgesOf(graph: Graph, reader: StoreReader, tile: ObjectId): GraphEdge[] {
    const { shown, picture, query } = this
    const objects = new Set<ObjectId>()
    for (const { id } of shown.members(tile)) {
      objects.add(id)
      const object = reader.get(id)
      for (const link of object ? graph.linksTo(object) : graph.links(id)) objects.add(idOf(link.holder))
    }
    return shown.between(evidenceOf(graph, reader, picture.scope, query, objects), tile)
  }

  /** Everything a tile stands for: itself first, then what is worst, without places. */
  members(tile: ObjectId): Omit<GraphNode, 'position'>[] {
    return this.shown.members(tile).map(({ position: _position, ...node }) => node)
  }
}

interface Totals {
  counts: GraphFrame['totals']
  absent: ObjectId[]
}

function* totalsOf(picture: Picture, shown: ShownGraph): InPieces<Totals> {
  const counts = { objects: 0, drawn: 0, folded: 0, notDrawn: 0, ghosts: 0, leftOut: 0 }
  const absent: ObjectId[] = []
  yield* forEachInPieces(picture.scope.nodes.values(), ({ id, object }) => {
    const node = shown.nodes.get(id)
    if (node && node.computed.state !== 'present') absent.push(id)
    if (!object) {
      if (node?.position) counts.ghosts++
      return
    }
    counts.objects++
    counts[node?.foldedInto !== undefined ? 'folded' : node?.position ? 'drawn' : 'notDrawn']++
    if (!node) counts.leftOut++
  })
  return { counts, absent }
}
