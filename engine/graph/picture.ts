import type { GraphEdge, GraphGroup, GraphNode, GraphQuery } from '../contract/index.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import { columnCentres, neighbourhood, neighbourhoodScene } from '../layout/neighbourhood.ts'
import { layoutOverview, placeNodes } from '../layout/overview.ts'
import { planOf, type Plan } from '../layout/plan.ts'
import type { Scene } from '../layout/scene.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { isPlumbing } from './fold.ts'
import type { Graph } from './graph.ts'
import { scopeOf, type Scope } from './scope.ts'
import { tileGraph } from './tileGraph.ts'

/** A scope, laid out: what a view shows and an export writes. */
export interface Picture {
  scope: Scope
  nodes: readonly GraphNode[]
  /** Between drawn nodes: those of folded parts are lifted to their wholes. */
  edges: readonly GraphEdge[]
  groups: readonly GraphGroup[]
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
  const { nodes, edges } = tileGraph(graph, reader, scope, query)
  if (query.scope.type === 'object') {
    const around = neighbourhood(query.scope.id, nodes, edges)
    return finish(scope, nodes, edges, neighbourhoodScene(around, columnCentres(around)))
  }
  return finish(
    scope,
    nodes,
    edges,
    layoutOverview(nodes, edges, (node) => isPlumbing(node.kind, node.name), plan),
    plan,
  )
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
  const { nodes, edges } = tileGraph(graph, reader, scope, query)
  const around = neighbourhood(query.scope.id, nodes, edges)
  return finish(scope, nodes, edges, neighbourhoodScene(around, await layout.centres(around)))
}

function finish(scope: Scope, nodes: readonly GraphNode[], edges: readonly GraphEdge[], scene: Scene, plan?: Plan): Picture {
  return { scope, edges, scene, ...placeNodes(scene, nodes), plan: scene.loose.length > 0 ? null : planOf(scene, plan) }
}
