import type { GraphEdge, GraphGroup, GraphNode, GraphQuery, ObjectId } from '../contract/index.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import { columnCentres, neighbourhood, neighbourhoodScene } from '../layout/neighbourhood.ts'
import { layoutOverview, placeNodes } from '../layout/overview.ts'
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
  const scope = scopeOf(graph, reader, query)
  return drawTiles(scope, tileGraph(graph, reader, scope, query), query, plan)
}

/** Lays out what a query chooses among the tiles of its scope. */
export function drawTiles(scope: Scope, tiles: TileGraph, query: GraphQuery, plan?: Plan): Picture {
  const chosen = choose(tiles, query)
  if (query.scope.type === 'object') {
    const around = neighbourhood(query.scope.id, chosen.nodes, chosen.edges)
    return finish(scope, chosen, neighbourhoodScene(around, columnCentres(around)))
  }
  const { look } = lenses[query.lens ?? 'everything']
  // What a picture is about is never plumbing in it: the default ServiceAccount is a subject of bindings, too.
  const plumbing: IsPlumbing = look.foldRights
    ? (node) => isPlumbing(node.kind, node.name)
    : (node) => isPlumbing(node.kind, node.name) && node.kind !== 'core/ServiceAccount'
  return finish(scope, chosen, layoutOverview(chosen.nodes, chosen.edges, plumbing, plan, look, tiles.policies), plan)
}

/** The same, with the neighbourhood of an object laid out by forces, in the layout thread. */
export async function drawPicture(
  graph: Graph,
  reader: StoreReader,
  query: GraphQuery,
  layout: LayoutThread,
  plan?: Plan,
): Promise<Picture> {
  if (query.scope.type !== 'object') return drawPlain(graph, reader, query, plan)
  const scope = scopeOf(graph, reader, query)
  const chosen = choose(tileGraph(graph, reader, scope, query), query)
  const around = neighbourhood(query.scope.id, chosen.nodes, chosen.edges)
  return finish(scope, chosen, neighbourhoodScene(around, await layout.centres(around)))
}

function finish(scope: Scope, { nodes, edges, background }: Chosen, scene: Scene, plan?: Plan): Picture {
  return { scope, edges, background, scene, ...placeNodes(scene, nodes), plan: scene.loose.length > 0 ? null : planOf(scene, plan) }
}
