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
import { makeBoxes } from './cards.ts'
import { layoutField } from './field.ts'
import { applicationGroup, bandGroup, namespaceGroup } from './groupIds.ts'
import { compare } from './order.ts'
import type { Box, Route, Scene, Tile } from './scene.ts'
import { layoutSpace } from './spaceLayout.ts'
import type { IsPlumbing } from './tiles.ts'
import { trunk } from './trunks.ts'

/**
 * The architecture picture of namespaces or a whole cluster. A function of its arguments alone: no clock, no chance, no memory, and
 * the order of nodes and edges does not matter. `nodes` say by `foldedInto` what is part of what; `edges` are between nodes.
 */
export function layoutOverview(nodes: readonly GraphNode[], edges: readonly GraphEdge[], isPlumbing: IsPlumbing): Scene {
  const { set, spaces, cross } = makeBoxes(nodes, edges, isPlumbing)
  const foldInto = (from: Tile, into: Tile): void => {
    into.members.push(...from.members)
    into.health = worseHealth(into.health, from.health)
    set.tiles.delete(from.id)
    for (const id of [from.id, ...from.members]) set.tileOf.set(id, into.id)
  }
  const bands = makeBands(set.cluster, foldInto)
  const routes: Route[] = []
  const own = spaces.map((space) => [space, layoutSpace(space, spaces.length === 1)] as const)
  const [width, height] = layoutField(spaces, bands)
  for (const [space, list] of own) {
    for (const card of space.cards) {
      move(card, space)
      for (const tile of card.tiles) move(tile, space)
    }
    for (const tile of [...space.left, ...space.right, ...space.guards]) move(tile, space)
    for (const route of list) {
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
  const byName = new Map(spaces.map((s) => [s.name, s]))
  cross.forEach((edge, i) => {
    const a = byName.get(edge.source)
    const b = byName.get(edge.target)
    if (!a || !b) return
    const shift = ((i % 3) - 1) * 5
    const points = trunk(a, b, spaces).map(([x, y], k, all): [number, number] =>
      k > 0 && k < all.length - 1 ? [x + shift, y + shift] : [x, y + shift],
    )
    routes.push({ ...edge, points, level: 'namespaces', curved: false })
  })
  const foldedInto = new Map([...set.tileOf].filter(([id, tile]) => id !== tile))
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
