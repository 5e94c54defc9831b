import type { GraphEdge, GraphGroup, GraphNode, ObjectId } from '../../engine/contract/index.ts'
import { healthOrder } from '../../engine/contract/index.ts'

/** A line of the tree twin of the graph: a box, an object with what it uses, or how much of what it stands for is not listed yet. */
export type GraphLine =
  | { type: 'group'; id: string; depth: number; group: GraphGroup; size: number; shut: boolean }
  | {
      type: 'object'
      id: ObjectId
      depth: number
      node: GraphNode
      out: readonly GraphEdge[]
      into: number
      broken: number
      /** Whether what it stands for is listed beneath; null: it stands for nothing else, as far as is known. */
      open: boolean | null
    }
  | { type: 'more'; id: string; depth: number; tile: ObjectId; shown: number; total: number }

/** What a tile stands for, as far as it was asked for: itself is not in it. */
export interface Members {
  total: number
  nodes: readonly GraphNode[]
}

/** What of the tree is open and shut. */
export interface TreeState {
  /** Tiles whose members are listed. */
  members: ReadonlyMap<ObjectId, Members>
  /** Boxes that are shut. */
  shut: ReadonlySet<string>
  /** Whether an object is known to stand for others. */
  standsForMore: (id: ObjectId) => boolean
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const nothing: TreeState = { members: new Map(), shut: new Set(), standsForMore: () => false }

/** The whole graph as a tree: boxes, the objects in them, beneath these what is folded into them as far as it is open. Every node is in it exactly once. */
export function graphLines(
  nodes: ReadonlyMap<ObjectId, GraphNode>,
  edges: ReadonlyMap<string, GraphEdge>,
  groups: ReadonlyMap<string, GraphGroup>,
  state: TreeState = nothing,
): readonly GraphLine[] {
  return new Tree(nodes, edges, groups, state).lines
}

class Tree {
  readonly lines: GraphLine[] = []
  private readonly state: TreeState
  private readonly out = new Map<ObjectId, GraphEdge[]>()
  private readonly into = new Map<ObjectId, number>()
  private readonly inGroup = new Map<string, GraphNode[]>()
  private readonly inNode = new Map<ObjectId, GraphNode[]>()
  private readonly inner = new Map<string, GraphGroup[]>()
  private readonly done = new Set<ObjectId>()

  constructor(
    nodes: ReadonlyMap<ObjectId, GraphNode>,
    edges: ReadonlyMap<string, GraphEdge>,
    groups: ReadonlyMap<string, GraphGroup>,
    state: TreeState,
  ) {
    this.state = state
    for (const edge of edges.values()) {
      push(this.out, edge.source, edge)
      this.into.set(edge.target, (this.into.get(edge.target) ?? 0) + 1)
    }
    for (const node of nodes.values()) {
      if (node.foldedInto !== undefined && nodes.has(node.foldedInto)) push(this.inNode, node.foldedInto, node)
      else push(this.inGroup, node.group !== undefined && groups.has(node.group) ? node.group : '', node)
    }
    const outer: GraphGroup[] = []
    for (const group of groups.values()) {
      if (group.parent !== null && groups.has(group.parent)) push(this.inner, group.parent, group)
      else outer.push(group)
    }
    outer.sort((a, b) => Number(a.type === 'cluster') - Number(b.type === 'cluster') || compare(a.title, b.title) || compare(a.id, b.id))
    for (const group of outer) this.addGroup(group, 0, true)
    for (const node of inOrder(this.inGroup.get('') ?? [])) this.addNode(node, 0, true)
    // Foldings that go in a circle have no top: they are listed all the same.
    for (const node of inOrder([...nodes.values()].filter((one) => !this.done.has(one.id)))) this.addNode(node, 0, true)
  }

  /** Returns the number of objects in it, also where they are not listed because it is shut. */
  private addGroup(group: GraphGroup, depth: number, listed: boolean): number {
    const shut = this.state.shut.has(group.id)
    const head = { type: 'group' as const, id: group.id, depth, group, size: 0, shut }
    if (listed) this.lines.push(head)
    for (const one of (this.inner.get(group.id) ?? []).sort((a, b) => compare(a.id, b.id)))
      head.size += this.addGroup(one, depth + 1, listed && !shut)
    for (const node of inOrder(this.inGroup.get(group.id) ?? [])) head.size += this.addNode(node, depth + 1, listed && !shut)
    return head.size
  }

  private addNode(node: GraphNode, depth: number, listed: boolean): number {
    if (this.done.has(node.id)) return 0
    this.done.add(node.id)
    const members = this.state.members.get(node.id)
    if (listed) {
      const out = this.out.get(node.id) ?? []
      const broken = out.filter((edge) => edge.state === 'dangling' || edge.state === 'blocked').length
      const open = members !== undefined ? true : this.state.standsForMore(node.id) ? false : null
      this.lines.push({ type: 'object', id: node.id, depth, node, out, into: this.into.get(node.id) ?? 0, broken, open })
      if (members !== undefined) this.addMembers(node.id, members, depth + 1)
    }
    let size = 1
    for (const child of inOrder(this.inNode.get(node.id) ?? [])) size += this.addNode(child, depth + 1, listed)
    return size
  }

  private addMembers(tile: ObjectId, members: Members, depth: number): void {
    for (const node of members.nodes) {
      this.done.add(node.id)
      this.lines.push({ type: 'object', id: node.id, depth, node, out: [], into: 0, broken: 0, open: null })
    }
    if (members.nodes.length < members.total || members.total === 0)
      this.lines.push({ type: 'more', id: `more ${tile}`, depth, tile, shown: members.nodes.length, total: members.total })
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

const inOrder = (list: readonly GraphNode[]): GraphNode[] =>
  [...list].sort((a, b) => healthOrder.indexOf(b.computed.health) - healthOrder.indexOf(a.computed.health) || compare(a.id, b.id))
