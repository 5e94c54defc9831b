import type { GraphEdge, GraphGroup, GraphNode, GraphQuery, ObjectId } from '../contract/index.ts'
import { atOnce, type InPieces } from '../layout/inPieces.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import { columnCentres, neighbourhood, neighbourhoodScene, type Centres, type Neighbourhood } from '../layout/neighbourhood.ts'
import { overviewInPieces, placeNodes } from '../layout/overview.ts'
import { planOf, type Plan } from '../layout/plan.ts'
import type { Scene } from '../layout/scene.ts'
import type { StoreReader } from '../store/storedObject.ts'
import type { IsPlumbing } from '../layout/tiles.ts'
import { choose, type Chosen } from './chosen.ts'
import { isPlumbing } from './fold.ts'
import type { Graph } from './graph.ts'
import { lenses } from './lenses.ts'
import { scopeOf, type Scope } from './scope.ts'
import { tileGraph, type TileGraph } from './tileGraph.ts'

/** A scope, laid out: what a view shows and an export writes. */
export interface Picture {
  scope: Scope
  /** Those that lens, filter and incident mode let through. */
  nodes: readonly GraphNode[]
  /** Between drawn nodes: those of folded parts are lifted to their wholes. */
  edges: readonly GraphEdge[]
  groups: readonly GraphGroup[]
  /** Shown only because it leads to what was asked for. */
  background: ReadonlySet<ObjectId>
  scene: Scene
  /** The slots of this picture: drawn onto it, the next one moves nothing that need not move. Null for a neighbourhood, which has no slots. */
  plan: Plan | null
}

/**
 * Lays a scope out. Namespaces and clusters at once; the neighbourhood of an object with the plain layout. Without a plan the picture is that of
 * the objects alone; give the plan of the picture on screen to have nothing jump. While kinds are still being listed there is nothing to keep: draw without.
 */
export function drawPlain(graph: Graph, reader: StoreReader, query: GraphQuery, plan?: Plan): Picture {
  return atOnce(plainInPieces(graph, reader, query, plan))
}

function* plainInPieces(graph: Graph, reader: StoreReader, query: GraphQuery, plan?: Plan): InPieces<Picture> {
  const contents = yield* contentsOf(graph, reader, query)
  if (query.scope.type !== 'object') return yield* drawArea(contents, query, plan)
  const { around, finish } = yield* drawAround(contents, query, query.scope.id)
  return finish(columnCentres(around))
}

/** The same, with the neighbourhood of an object laid out by forces, in the layout thread. */
export async function drawPicture(graph: Graph, reader: StoreReader, query: GraphQuery, layout: LayoutThread): Promise<Picture> {
  if (query.scope.type !== 'object') return drawPlain(graph, reader, query)
  const { around, finish } = atOnce(drawAround(atOnce(contentsOf(graph, reader, query)), query, query.scope.id))
  return finish(await layout.centres(around))
}

/** What a picture is made of. */
export interface Contents {
  scope: Scope
  tiles: TileGraph
}

/** Gathers what a query is about, from scratch. */
export function* contentsOf(graph: Graph, reader: StoreReader, query: GraphQuery): InPieces<Contents> {
  const scope = yield* scopeOf(graph, reader, query)
  return { scope, tiles: yield* tileGraph(graph, reader, scope, query) }
}

/** Lays out what a query chooses of a cluster, of namespaces, or of an application. */
export function* drawArea({ scope, tiles }: Contents, query: GraphQuery, plan?: Plan): InPieces<Picture> {
  const chosen = choose(tiles, query)
  yield
  const { look: usual } = lenses[query.lens ?? 'everything']
  // What is unhealthy is looked at now: nobody waits for more of it.
  const look = query.incident === true ? { ...usual, roomy: false } : usual
  // What a picture is about is never plumbing in it: the default ServiceAccount is a subject of bindings, too.
  const plumbing: IsPlumbing = look.foldRights
    ? (node) => isPlumbing(node.kind, node.name)
    : (node) => isPlumbing(node.kind, node.name) && node.kind !== 'core/ServiceAccount'
  const scene = yield* overviewInPieces(chosen.nodes, chosen.edges, plumbing, plan, look, tiles.policies)
  return { ...(yield* finish(scope, chosen, scene)), plan: planOf(scene, plan) }
}

/** A neighbourhood that waits for its places. */
interface Around {
  around: Neighbourhood
  finish: (centres: Centres) => Picture
}

/** What a query chooses around an object. */
export function* drawAround({ scope, tiles }: Contents, query: GraphQuery, id: ObjectId): InPieces<Around> {
  const chosen = choose(tiles, query)
  yield
  const around = yield* neighbourhood(id, chosen.nodes, chosen.edges)
  return { around, finish: (centres) => atOnce(finish(scope, chosen, neighbourhoodScene(around, centres))) }
}

function* finish(scope: Scope, { nodes, edges, background }: Chosen, scene: Scene): InPieces<Picture> {
  return { scope, edges, background, scene, ...(yield* placeNodes(scene, nodes)), plan: null }
}
