import type { GraphEdge, GraphGroup, GraphNode, ObjectId } from '../../engine/contract/index.ts'
import { healthOrder } from '../../engine/contract/index.ts'

/** A line of the tree twin of the graph: a box, or an object with what it uses. */
export type GraphLine =
  | { type: 'group'; id: string; depth: number; group: GraphGroup; size: number }
  | { type: 'object'; id: ObjectId; depth: number; node: GraphNode; out: readonly GraphEdge[]; into: number; broken: number }

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The whole graph as a tree: boxes, the objects in them, what is folded beneath what it is folded into. Every node is in it exactly once. */
export function graphLines(
  nodes: ReadonlyMap<ObjectId, GraphNode>,
  edges: ReadonlyMap<string, GraphEdge>,
  groups: ReadonlyMap<string, GraphGroup>,
): readonly GraphLine[] {
  const out = new Map<ObjectId, GraphEdge[]>()
  const into = new Map<ObjectId, number>()
  for (const edge of edges.values()) {
    out.set(edge.source, [...(out.get(edge.source) ?? []), edge])
    into.set(edge.target, (into.get(edge.target) ?? 0) + 1)
  }
  const children = new Map<string, GraphNode[]>()
  const put = (key: string, node: GraphNode): void => {
    children.set(key, [...(children.get(key) ?? []), node])
  }
  for (const node of nodes.values()) {
    if (node.foldedInto !== undefined && nodes.has(node.foldedInto)) put(`node ${node.foldedInto}`, node)
    else put(`group ${node.group !== undefined && groups.has(node.group) ? node.group : ''}`, node)
  }
  const lines: GraphLine[] = []
  const done = new Set<ObjectId>()
  const order = (list: readonly GraphNode[]): GraphNode[] =>
    [...list].sort((a, b) => healthOrder.indexOf(b.computed.health) - healthOrder.indexOf(a.computed.health) || compare(a.id, b.id))
  const addNode = (node: GraphNode, depth: number): void => {
    if (done.has(node.id)) return
    done.add(node.id)
    const mine = out.get(node.id) ?? []
    lines.push({
      type: 'object',
      id: node.id,
      depth,
      node,
      out: mine,
      into: into.get(node.id) ?? 0,
      broken: mine.filter((edge) => edge.state === 'dangling' || edge.state === 'blocked').length,
    })
    for (const child of order(children.get(`node ${node.id}`) ?? [])) addNode(child, depth + 1)
  }
  const addGroup = (group: GraphGroup, depth: number): void => {
    const head = { type: 'group' as const, id: group.id, depth, group, size: 0 }
    const at = lines.push(head)
    for (const inner of [...groups.values()].filter((one) => one.parent === group.id).sort((a, b) => compare(a.id, b.id)))
      addGroup(inner, depth + 1)
    for (const node of order(children.get(`group ${group.id}`) ?? [])) addNode(node, depth + 1)
    head.size = lines.slice(at).filter((line) => line.type === 'object').length
  }
  for (const group of [...groups.values()]
    .filter((one) => one.parent === null || !groups.has(one.parent))
    .sort((a, b) => Number(a.type === 'cluster') - Number(b.type === 'cluster') || compare(a.title, b.title) || compare(a.id, b.id)))
    addGroup(group, 0)
  for (const node of order(children.get('group ') ?? [])) addNode(node, 0)
  // Foldings that go in a circle have no top: they are listed all the same.
  for (const node of order([...nodes.values()])) addNode(node, 0)
  return lines
}
