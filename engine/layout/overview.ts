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
import { bandRoutes } from './bandRoutes.ts'
import { makeBands } from './bands.ts'
import { makeBoxes, type Boxes } from './cards.ts'
import { layoutField } from './field.ts'
import { applicationGroup, bandGroup, namespaceGroup } from './groupIds.ts'
import { atOnce, forEachInPieces, type InPieces } from './inPieces.ts'
import { isThing } from './kindRoles.ts'
import { compare } from './order.ts'
import type { Plan } from './plan.ts'
import type { PolicyFlow } from './policyLines.ts'
import { spaceSides, type Band, type Box, type Route, type Scene, type Tile, type TileEdge } from './scene.ts'
import { settleField } from './settleField.ts'
import { layoutSpace, spaceRoutes } from './spaceLayout.ts'
import { plainLook, type TileLook } from './tileLook.ts'
import type { IsPlumbing } from './tiles.ts'
import { trunks } from './trunks.ts'

/**
 * The architecture picture of namespaces or a whole cluster. A function of its arguments alone: no clock, no chance, no memory, and
 * the order of nodes and edges does not matter. `nodes` say by `foldedInto` what is part of what; `edges` are between nodes. With the plan of the picture on screen
 * a change moves nothing outside of its own slot.
 */
export function layoutOverview(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  isPlumbing: IsPlumbing,
  plan?: Plan,
  look?: TileLook,
  policies?: readonly PolicyFlow[],
): Scene {
  return atOnce(overviewInPieces(nodes, edges, isPlumbing, plan, look, policies))
}

/** The same, in pieces. */
export function* overviewInPieces(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  isPlumbing: IsPlumbing,
  plan?: Plan,
  look?: TileLook,
  policies?: readonly PolicyFlow[],
): InPieces<Scene> {
  return yield* layOutInPieces(yield* makeOverviewInPieces(nodes, edges, isPlumbing, look, policies), plan)
}

/** What is in an overview, in boxes without places. */
export interface Overview extends Boxes {
  bands: Band[]
  /** Whether lines lead to the bands. */
  bandLines: boolean
  /** Whether namespaces keep room for one more card. */
  roomy: boolean
}

/** The first half of {@link layoutOverview}: what stands in which box. */
export function makeOverview(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  isPlumbing: IsPlumbing,
  look?: TileLook,
  policies?: readonly PolicyFlow[],
): Overview {
  return atOnce(makeOverviewInPieces(nodes, edges, isPlumbing, look, policies))
}

function* makeOverviewInPieces(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  isPlumbing: IsPlumbing,
  look: TileLook = plainLook,
  policies: readonly PolicyFlow[] = [],
): InPieces<Overview> {
  const boxes = yield* makeBoxes(nodes, edges, isPlumbing, look, policies)
  const { set } = boxes
  const foldInto = (from: Tile, into: Tile): void => {
    into.members.push(...from.members)
    into.health = worseHealth(into.health, from.health)
    set.tiles.delete(from.id)
    for (const id of [from.id, ...from.members]) set.tileOf.set(id, into.id)
  }
  const { bands, edges: wide } = makeBands(set, boxes.wide, foldInto, look)
  return { ...boxes, bands, wide, bandLines: look.bandLines, roomy: look.roomy }
}

/** The second half: where each box stands, and the lines between them. Writes the places into the boxes. */
export function layOut(overview: Overview, plan?: Plan): Scene {
  return atOnce(layOutInPieces(overview, plan))
}

function* layOutInPieces({ set, spaces, bands, cross, wide, bandLines, roomy }: Overview, plan?: Plan): InPieces<Scene> {
  if (!plan)
    for (const space of spaces) {
      layoutSpace(space, spaces.length === 1, roomy)
      yield
    }
  const [width, height] = plan ? yield* settleField(spaces, bands, plan) : layoutField(spaces, bands)
  yield
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
    yield
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
  yield
  routes.push(...trunks(cross, spaces, bands))
  if (bandLines) routes.push(...(yield* bandRoutes(wide, spaces, bands)))
  else countUnlined(wide, bands)
  const foldedInto = new Map<ObjectId, ObjectId>()
  yield* forEachInPieces(set.tileOf, ([id, tile]) => {
    if (id !== tile) foldedInto.set(id, tile)
  })
  return {
    width,
    height,
    spaces,
    bands,
    loose: [],
    routes,
    foldedInto,
    notDrawn: [...set.notDrawn].sort(compare),
  }
}

/** Where no lines lead to bands, each is told how many there would be. */
function countUnlined(edges: readonly TileEdge[], bands: readonly Band[]): void {
  const bandOf = new Map(bands.flatMap((band) => band.tiles.map((tile) => [tile.id, band] as const)))
  for (const { source, target } of edges) {
    const band = bandOf.get(target) ?? bandOf.get(source)
    if (band) band.unlined = { bundled: 0, leftOut: (band.unlined?.leftOut ?? 0) + 1 }
  }
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

/** A group while its members are found. */
interface Gathering extends Omit<GraphGroup, 'members' | 'counts' | 'health' | 'position'> {
  health: Record<HealthLevel, number>
  box: Box
  members: ObjectId[]
  counts: Map<KindId, number>
}

/**
 * What of the contract a scene decides: nodes with place and group, and the groups. Nodes that are not drawn have neither. One
 * walk over the nodes: in their order, so that members are sorted as they are.
 */
export function* placeNodes(scene: Scene, nodes: readonly GraphNode[]): InPieces<{ nodes: GraphNode[]; groups: GraphGroup[] }> {
  const place = new Map<ObjectId, { box: Box; group: Gathering | null }>()
  const groups: Gathering[] = []
  const spaces = new Map<string, Gathering>()
  const open = (id: string, type: GraphGroup['type'], title: string, parent: string | null, box: Box): Gathering => {
    const group: Gathering = { id, type, title, parent, box, members: [], counts: new Map(), health: noHealth(), worstHealth: 'healthy' }
    groups.push(group)
    return group
  }
  for (const space of scene.spaces) {
    const own = open(namespaceGroup(space.name), 'namespace', space.name, null, space)
    spaces.set(space.name, own)
    for (const card of space.cards) {
      const group = open(applicationGroup(card), 'application', card.title, own.id, card)
      for (const tile of card.tiles) place.set(tile.id, { box: tile, group })
    }
    for (const side of spaceSides) for (const tile of space[side]) place.set(tile.id, { box: tile, group: own })
  }
  for (const band of scene.bands) {
    const group = open(bandGroup(band.title), 'cluster', band.title, null, band)
    for (const tile of band.tiles) place.set(tile.id, { box: tile, group })
  }
  for (const tile of scene.loose) place.set(tile.id, { box: tile, group: null })
  const placed: GraphNode[] = []
  yield* forEachInPieces(nodes, (node) => {
    const into = scene.foldedInto.get(node.id)
    const found = place.get(into ?? node.id)
    const group = found?.group ?? null
    if (group) gather(group, node)
    // A namespace counts what is in it, drawn or not, its cards included.
    const space = isThing(node) ? spaces.get(node.namespace) : undefined
    if (space && space !== group) gather(space, node)
    // Written out: half a hundred thousand times, a copy by `...` takes longer than the layout.
    const { id, kind, apiVersion, namespace, name, metadata, computed } = node
    const copy: GraphNode = { id, kind, apiVersion, namespace, name, metadata, computed }
    if (into !== undefined) copy.foldedInto = into
    else if (found) copy.position = centre(found.box)
    if (group) copy.group = group.id
    placed.push(copy)
  })
  yield
  return { nodes: placed, groups: groups.map(written).sort((a, b) => compare(a.id, b.id)) }
}

function gather(group: Gathering, node: GraphNode): void {
  group.members.push(node.id)
  if (!isThing(node)) return
  const { health } = node.computed
  group.counts.set(node.kind, (group.counts.get(node.kind) ?? 0) + 1)
  group.health[health]++
  group.worstHealth = worseHealth(group.worstHealth, health === 'unknown' ? 'healthy' : health)
}

function written({ box, counts, members, ...group }: Gathering): GraphGroup {
  if (members.some((id, i) => i > 0 && compare(members[i - 1] ?? '', id) > 0)) members.sort(compare)
  return {
    ...group,
    members,
    counts: Object.fromEntries([...counts].sort(([a], [b]) => compare(a, b))),
    position: centre(box),
  }
}

function centre(box: Box): NonNullable<GraphNode['position']> {
  const r = (v: number): number => Math.round(v * 10) / 10
  return { x: r(box.x + box.w / 2), y: r(box.y + box.h / 2), width: r(box.w), height: r(box.h) }
}
