import type { GraphEdge, GraphNode, ObjectId } from '../contract/index.ts'
import { sizeTile } from './cardLayout.ts'
import type { InPieces } from './inPieces.ts'
import { roleOf, shortKind, type Role } from './kindRoles.ts'
import { chipWidth } from './measures.ts'
import { append, compare, roundUp } from './order.ts'
import type { Route, Scene, Tile, TileEdge } from './scene.ts'
import { hashText } from './seededRandom.ts'
import { textWidth } from './textWidth.ts'
import { fullLook } from './tileLook.ts'
import { makeTiles } from './tiles.ts'

/** What a layout of a neighbourhood is computed from: plain data, so that it can be sent to a worker. */
export interface NeighbourhoodInput {
  center: ObjectId
  /** Sizes, and where each node starts from. */
  nodes: readonly { id: ObjectId; w: number; h: number; x: number; y: number }[]
  edges: readonly { id: string; source: ObjectId; target: ObjectId }[]
  /** What stands left of what, and above what: traffic and need flow to the right, guards hang above, cluster nodes lie below. */
  beside: readonly { left: ObjectId; right: ObjectId }[]
  above: readonly { top: ObjectId; bottom: ObjectId }[]
}

/** Centres of nodes. */
export type Centres = ReadonlyMap<ObjectId, { x: number; y: number }>

/** Tiles and edges of a neighbourhood, sized, not placed. */
export interface Neighbourhood {
  tiles: Tile[]
  edges: TileEdge[]
  input: NeighbourhoodInput
  foldedInto: Map<ObjectId, ObjectId>
}

/** Makes the tiles of an object's neighbourhood. Nothing is plumbing here: who asks for an object wants to see what it touches. */
export function* neighbourhood(center: ObjectId, nodes: readonly GraphNode[], edges: readonly GraphEdge[]): InPieces<Neighbourhood> {
  const set = yield* makeTiles(nodes, edges, () => false, fullLook)
  const tiles = [...set.tiles.values()].sort((a, b) => compare(a.id, b.id))
  for (const tile of tiles) {
    if (tile.ghost) tile.extra = { missing: 'missing', optional: 'absent', forbidden: 'forbidden', unknown: 'not listed' }[tile.ghost]
    if (tile.role === 'guard') tile.role = 'entry'
    sizeTile(tile)
  }
  for (const tile of tiles) if (tile.extra === '' && !tile.pods) tile.extra = shortKind(tile.kind)
  for (const tile of tiles) if (!tile.pods) tile.w = Math.max(144, chipWidth(44 + textWidth(tile.label, 13) + textWidth(tile.extra, 11)))
  const all = [...set.edges, ...structure(set.tileOf, edges)].sort(
    (a, b) => compare(a.source, b.source) || compare(a.target, b.target) || compare(a.flow, b.flow),
  )
  return {
    tiles,
    edges: all,
    input: {
      center,
      nodes: tiles.map((t) => ({ id: t.id, w: t.w, h: t.h, ...startPlace(t, center, tiles.length) })),
      edges: all.map((e) => ({ id: `${e.source}>${e.target}>${e.flow}`, source: e.source, target: e.target })),
      ...sides(tiles, all),
    },
    foldedInto: new Map([...set.tileOf].filter(([id, tile]) => id !== tile)),
  }
}

/** The order from left to right; by role alone, so that it can hold no ring. */
function rankOf(tile: Tile): number {
  if (tile.namespace === '') return tile.kind === 'core/PersistentVolume' ? 4 : 5
  return { entry: 0, guard: 0, service: 1, workload: 2, need: 3 }[roleOf(tile.kind)]
}

/** The order from above to below, the same way. */
function heightOf(tile: Tile): number {
  return roleOf(tile.kind) === 'guard' ? 0 : tile.kind === 'core/Node' ? 2 : 1
}

function sides(tiles: readonly Tile[], edges: readonly TileEdge[]): Pick<NeighbourhoodInput, 'beside' | 'above'> {
  const byId = new Map(tiles.map((t) => [t.id, t]))
  const beside: { left: ObjectId; right: ObjectId }[] = []
  const above: { top: ObjectId; bottom: ObjectId }[] = []
  for (const edge of edges) {
    const a = byId.get(edge.source)
    const b = byId.get(edge.target)
    if (!a || !b) continue
    const fall = heightOf(a) - heightOf(b)
    const way = rankOf(a) - rankOf(b)
    if (fall !== 0) above.push(fall < 0 ? { top: a.id, bottom: b.id } : { top: b.id, bottom: a.id })
    else if (way !== 0) beside.push(way < 0 ? { left: a.id, right: b.id } : { left: b.id, right: a.id })
  }
  return { beside, above }
}

/** Left what traffic comes through, right what is needed, above what guards, below what is cluster-wide. */
const sectors: Readonly<Record<Role | 'cluster', number>> = { entry: 1, service: 1, workload: 0.5, need: 0, guard: 1.5, cluster: 0.5 }

/** The centre in the middle, the others around it: the side by role, the angle and the distance by a hash of the id, so that it never changes. */
function startPlace(tile: Tile, center: ObjectId, count: number): { x: number; y: number } {
  if (tile.id === center) return { x: 0, y: 0 }
  const chance = hashText(tile.id) / 2 ** 32
  const role = roleOf(tile.kind)
  const spread = role === 'workload' && tile.namespace !== '' ? 2 : 0.5
  const angle = (sectors[tile.namespace === '' ? 'cluster' : role] + (chance - 0.5) * spread) * Math.PI
  const distance = 120 * Math.sqrt(count) * (0.5 + 0.5 * (hashText(`${tile.id}#`) / 2 ** 32))
  return { x: Math.round(distance * Math.cos(angle)), y: Math.round(distance * Math.sin(angle)) }
}

/** Ownership, rights and scheduling, which the overview shows by other means. */
function structure(tileOf: ReadonlyMap<ObjectId, ObjectId>, edges: readonly GraphEdge[]): TileEdge[] {
  const found = new Map<string, TileEdge>()
  for (const edge of edges) {
    const source = tileOf.get(edge.source)
    const target = tileOf.get(edge.target)
    if (source === undefined || target === undefined || source === target) continue
    if (edge.category !== 'ownership' && edge.category !== 'rbac' && edge.category !== 'scheduling') continue
    const key = `${source}>${target}`
    const before = found.get(key)
    const broken = edge.state === 'dangling' || edge.state === 'forbidden' || edge.state === 'blocked'
    if (before) {
      before.count++
      before.broken ||= broken
    } else {
      found.set(key, {
        source,
        target,
        flow: 'other',
        broken,
        optional: edge.state === 'optional-missing',
        inferred: false,
        count: 1,
      })
    }
  }
  return [...found.values()]
}

const columnGap = 88
const rowGap = 16

/**
 * The plain layout, when there is no worker or it takes too long: columns by role around the centre, rows by barycentre. Repeatable.
 */
export function columnCentres({ tiles, edges, input }: Neighbourhood): Centres {
  const columns = new Map<number, Tile[]>()
  const rank: Record<Role, number> = { entry: 0, guard: 0, service: 1, workload: 2, need: 3 }
  for (const tile of tiles) {
    const column = tile.namespace === '' ? 4 : rank[roleOf(tile.kind)]
    append(columns, column, tile)
  }
  const neighbours = new Map<ObjectId, ObjectId[]>()
  for (const e of edges) {
    append(neighbours, e.source, e.target)
    append(neighbours, e.target, e.source)
  }
  const centres = new Map<ObjectId, { x: number; y: number }>()
  const ordered = [...columns].sort(([a], [b]) => a - b).map(([, list]) => list)
  const height = (list: readonly Tile[]): number => list.reduce((sum, t) => sum + t.h + rowGap, -rowGap)
  for (let sweep = 0; sweep < 4; sweep++) {
    let x = 0
    for (const list of ordered) {
      const wish = new Map(
        list.map((t) => {
          const at = (neighbours.get(t.id) ?? []).map((id) => centres.get(id)?.y).filter((y) => y !== undefined)
          return [t.id, at.length > 0 ? at.reduce((a, b) => a + b, 0) / at.length : 0] as const
        }),
      )
      if (sweep > 0) list.sort((a, b) => (wish.get(a.id) ?? 0) - (wish.get(b.id) ?? 0) || compare(a.id, b.id))
      const width = Math.max(...list.map((t) => t.w))
      let y = -height(list) / 2
      for (const tile of list) {
        centres.set(tile.id, { x: x + width / 2, y: y + tile.h / 2 })
        y += tile.h + rowGap
      }
      x += width + columnGap
    }
  }
  const origin = centres.get(input.center) ?? { x: 0, y: 0 }
  return new Map([...centres].map(([id, c]) => [id, { x: roundUp(c.x - origin.x, 4), y: roundUp(c.y - origin.y, 4) }]))
}

/** Puts tiles at their centres and draws straight edges between their borders. */
export function neighbourhoodScene(around: Neighbourhood, centres: Centres): Scene {
  const { tiles, edges } = around
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const tile of tiles) {
    const centre = centres.get(tile.id) ?? { x: 0, y: 0 }
    tile.x = Math.round(centre.x - tile.w / 2)
    tile.y = Math.round(centre.y - tile.h / 2)
    minX = Math.min(minX, tile.x)
    minY = Math.min(minY, tile.y)
    maxX = Math.max(maxX, tile.x + tile.w)
    maxY = Math.max(maxY, tile.y + tile.h)
  }
  const pad = 32
  for (const tile of tiles) {
    tile.x += pad - minX
    tile.y += pad - minY
  }
  const byId = new Map(tiles.map((t) => [t.id, t]))
  const routes: Route[] = []
  for (const edge of edges) {
    const a = byId.get(edge.source)
    const b = byId.get(edge.target)
    if (a && b) routes.push({ ...edge, points: [border(a, b), border(b, a)], level: 'card', curved: false })
  }
  const empty = tiles.length === 0
  return {
    width: empty ? pad * 2 : maxX - minX + pad * 2,
    height: empty ? pad * 2 : maxY - minY + pad * 2,
    spaces: [],
    bands: [],
    loose: tiles,
    routes,
    foldedInto: around.foldedInto,
    notDrawn: [],
  }
}

/** Where the line between two centres leaves the first box. */
function border(from: Tile, to: Tile): [number, number] {
  const [cx, cy] = [from.x + from.w / 2, from.y + from.h / 2]
  const [dx, dy] = [to.x + to.w / 2 - cx, to.y + to.h / 2 - cy]
  if (dx === 0 && dy === 0) return [cx, cy]
  const k = Math.min(from.w / 2 / Math.abs(dx || 1e-9), from.h / 2 / Math.abs(dy || 1e-9))
  return [Math.round((cx + dx * k) * 10) / 10, Math.round((cy + dy * k) * 10) / 10]
}
