import type { GraphEdge, GraphGroup, GraphNode, ObjectId } from '../contract/index.ts'

/** What is seen of a scope, for the formats that know nodes, edges and groups: tiles, the edges between them, the boxes they stand in. */
export interface DrawnTopology {
  title: string
  /** Objects with a place of their own, and ghosts; sorted by id. */
  nodes: readonly DrawnNode[]
  /** Between drawn nodes; sorted by id. */
  edges: readonly GraphEdge[]
  /** Boxes that hold something drawn, outer ones before inner ones. */
  groups: readonly GraphGroup[]
}

/** A drawn node, with the number of objects it stands for (itself included; 0 for a ghost). */
export interface DrawnNode extends GraphNode {
  standsFor: number
}

/** Takes what is seen out of a topology: folded objects are counted in the node that stands for them, plumbing is left out. */
export function drawnTopology(
  title: string,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  groups: readonly GraphGroup[],
): DrawnTopology {
  const standsFor = new Map<ObjectId, number>()
  for (const node of nodes) {
    const tile = node.foldedInto ?? node.id
    if (node.computed.state === 'present') standsFor.set(tile, (standsFor.get(tile) ?? 0) + 1)
  }
  const drawn = nodes.filter((node) => node.position !== undefined && node.foldedInto === undefined)
  const ids = new Set(drawn.map((node) => node.id))
  const used = new Set<string>()
  const byId = new Map(groups.map((group) => [group.id, group]))
  for (const node of drawn) {
    for (let id = node.group ?? null; id !== null && !used.has(id); id = byId.get(id)?.parent ?? null) used.add(id)
  }
  return {
    title,
    nodes: drawn.map((node) => ({ ...node, standsFor: standsFor.get(node.id) ?? 0 })).sort(byText),
    edges: edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)).sort(byText),
    groups: outerFirst(groups.filter((group) => used.has(group.id))),
  }
}

function outerFirst(groups: readonly GraphGroup[]): readonly GraphGroup[] {
  const byParent = new Map<string | null, GraphGroup[]>()
  const ids = new Set(groups.map((group) => group.id))
  for (const group of [...groups].sort(byText)) {
    const parent = group.parent !== null && ids.has(group.parent) ? group.parent : null
    byParent.set(parent, [...(byParent.get(parent) ?? []), group])
  }
  const out: GraphGroup[] = []
  const visit = (parent: string | null): void => {
    for (const group of byParent.get(parent) ?? []) {
      out.push(group)
      visit(group.id)
    }
  }
  visit(null)
  return out
}

function byText(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
