import {
  noHealth,
  worseHealth,
  type GraphEdge,
  type GraphGroup,
  type GraphNode,
  type HealthLevel,
  type KindId,
  type ObjectId,
} from '../contract/index.ts'
import { makeBands } from './bands.ts'
import { makeBoxes, type Boxes } from './cards.ts'
import { layoutField } from './field.ts'
import { applicationGroup, bandGroup, namespaceGroup } from './groupIds.ts'
import { compare } from './order.ts'
import type { Plan } from './plan.ts'
import { spaceSides, type Band, type Box, type Route, type Scene, type Tile } from './scene.ts'
import { settleField } from './settleField.ts'
import { layoutSpace, spaceRoutes } from './spaceLayout.ts'
import type { IsPlumbing } from './tiles.ts'
import { trunks } from './trunks.ts'

/**
 * The architecture picture of namespaces or a whole cluster. A function of its arguments alone: no clock, no chance, no memory, and
 * the order of nodes and edges does not matter. `nodes` say by `foldedInto` what is part of what; `edges` are between nodes. With the plan of the picture on screen
 * a change moves nothing outside of its own slot.
 */
export function layoutOverview(nodes: readonly GraphNode[], edges: readonly GraphEdge[], isPlumbing: IsPlumbing, plan?: Plan): Scene {
  return layOut(makeOverview(nodes, edges, isPlumbing), plan)
}

/** What is in an overview, in boxes without places. */
export interface Overview extends Boxes {
  bands: Band[]
}

/** The first half of {@link layoutOverview}: what stands in which box. */
export function makeOverview(nodes: readonly GraphNode[], edges: readonly GraphEdge[], isPlumbing: IsPlumbing): Overview {
  const boxes = makeBoxes(nodes, edges, isPlumbing)
  const { set } = boxes
  const foldInto = (from: Tile, into: Tile): void => {
    into.members.push(...from.members)
    into.health = worseHealth(into.health, from.health)
    set.tiles.delete(from.id)
    for (const id of [from.id, ...from.members]) set.tileOf.set(id, into.id)
  }
  return { ...boxes, bands: makeBands(set.cluster, foldInto) }
}

/** The second half: where each box stands, and the lines between them. Writes the places into the boxes. */
export function layOut({ set, spaces, bands, cross }: Overview, plan?: Plan): Scene {
  if (!plan) for (const space of spaces) layoutSpace(space, spaces.length === 1)
  const [width, height] = plan ? settleField(spaces, bands, plan) : layoutField(spaces, bands)
  const routes: Route[] = []
  for (const space of spaces) {
    const own = spaceRoutes(space)
    for (const card of space.cards) {
      move(card, space)
      for (const tile of card.tiles) move(tile, space)
    }
    for (const side of spaceSides) for (const tile of space[side]) move(tile, space)
    space.sides = new Map([...space.sides].map(([side, box]) => [side, { ...box, x: box.x + space.x, y: box.y + space.y }]))
    for (const route of own) {
      for (const point of route.points) {
        point[0] += space.x
        point[1] += space.y
      }
      routes.push(route)
    }
  }
  for (const band of bands) {
    for (const tile of band.tiles) {
      tile.x = band.x + tile.x * band.scale
      tile.y = band.y + tile.y * band.scale
      tile.w *= band.scale
      tile.h *= band.scale
    }
    band.w *= band.scale
    band.h *= band.scale
  }
  routes.push(...trunks(cross, spaces, bands))
  const foldedInto = new Map<ObjectId, ObjectId>()
  for (const [id, tile] of set.tileOf) if (id !== tile) foldedInto.set(id, tile)
  return { width, height, spaces, bands, loose: [], routes, foldedInto, notDrawn: [...set.notDrawn].sort(compare) }
}

function move(box: Box, by: Box): void {
  box.x += by.x
  box.y += by.y
}

/** Tiles of a scene, all of them. */
export function tilesOf(scene: Scene): Tile[] {
  return [
    ...scene.spaces.flatMap((s) => [...s.cards.flatMap((c) => c.tiles), ...s.left, ...s.right, ...s.guards]),
    ...scene.bands.flatMap((b) => b.tiles),
    ...scene.loose,
  ]
}

/** What of the contract a scene decides: nodes with place and group, and the groups. Nodes that are not drawn have neither. */
export function placeNodes(scene: Scene, nodes: readonly GraphNode[]): { nodes: GraphNode[]; groups: GraphGroup[] } {
  const place = new Map<ObjectId, { box: Box; group: string | null }>()
  const groups: { id: string; type: GraphGroup['type']; title: string; parent: string | null; box: Box; members: ObjectId[] }[] = []
  const add = (tiles: readonly Tile[], group: string, members: ObjectId[]): void => {
    for (const tile of tiles) {
      place.set(tile.id, { box: tile, group })
      members.push(...tile.members)
      if (tile.ghost) members.push(tile.id)
    }
  }
  for (const space of scene.spaces) {
    const id = namespaceGroup(space.name)
    const members: ObjectId[] = []
    for (const card of space.cards) {
      const inCard: ObjectId[] = []
      const group = applicationGroup(card)
      add(card.tiles, group, inCard)
      groups.push({ id: group, type: 'application', title: card.title, parent: id, box: card, members: inCard })
    }
    add([...space.left, ...space.right, ...space.guards], id, members)
    groups.push({ id, type: 'namespace', title: space.name, parent: null, box: space, members })
  }
  for (const band of scene.bands) {
    const members: ObjectId[] = []
    add(band.tiles, bandGroup(band.title), members)
    groups.push({ id: bandGroup(band.title), type: 'cluster', title: band.title, parent: null, box: band, members })
  }
  for (const tile of scene.loose) place.set(tile.id, { box: tile, group: null })
  const byId = new Map(nodes.map((n) => [n.id, n]))
  const placed = nodes.map((node): GraphNode => {
    const { foldedInto: _, ...rest } = node
    const into = scene.foldedInto.get(node.id)
    const found = place.get(into ?? node.id)
    if (!found) return into === undefined ? rest : { ...rest, foldedInto: into }
    const group = found.group === null ? {} : { group: found.group }
    return into === undefined ? { ...rest, position: centre(found.box), ...group } : { ...rest, foldedInto: into, ...group }
  })
  // A namespace counts what is in it, drawn or not, its cards included.
  const inNamespace = new Map<string, ObjectId[]>()
  for (const node of nodes) {
    if (node.namespace === '' || node.computed.state !== 'present') continue
    const list = inNamespace.get(node.namespace)
    if (list) list.push(node.id)
    else inNamespace.set(node.namespace, [node.id])
  }
  return {
    nodes: placed,
    groups: groups
      .map((g) => ({
        ...g,
        members: (g.type === 'namespace' ? [...new Set([...g.members, ...(inNamespace.get(g.title) ?? [])])] : g.members).sort(compare),
      }))
      .map(({ box, ...g }): GraphGroup => ({ ...g, ...sums(g.members, byId), position: centre(box) }))
      .sort((a, b) => compare(a.id, b.id)),
  }
}

function sums(members: readonly ObjectId[], byId: ReadonlyMap<ObjectId, GraphNode>): Pick<GraphGroup, 'counts' | 'health' | 'worstHealth'> {
  const counts: Record<KindId, number> = {}
  const health = noHealth()
  let worst: HealthLevel = 'healthy'
  for (const id of members) {
    const node = byId.get(id)
    if (node?.computed.state !== 'present') continue
    counts[node.kind] = (counts[node.kind] ?? 0) + 1
    health[node.computed.health]++
    worst = worseHealth(worst, node.computed.health === 'unknown' ? 'healthy' : node.computed.health)
  }
  const sorted = Object.fromEntries(Object.entries(counts).sort(([a], [b]) => compare(a, b)))
  return { counts: sorted, health, worstHealth: worst }
}

function centre(box: Box): NonNullable<GraphNode['position']> {
  const r = (v: number): number => Math.round(v * 10) / 10
  return { x: r(box.x + box.w / 2), y: r(box.y + box.h / 2), width: r(box.w), height: r(box.h) }
}
