import type {
  EdgeCategory,
  EdgeState,
  GraphEdge,
  GraphNode,
  ObjectId,
  PictureBox,
  PictureFlow,
  PictureRoute,
  PictureTile,
} from '../../engine/contract/index.ts'

/** A rectangle in layout units, by its corner. */
export interface Rect {
  x: number
  y: number
  w: number
  h: number
}

/** A line between two tiles of one category; `edges` are the edges that it stands for. */
export interface SceneLine {
  id: string
  source: ObjectId
  target: ObjectId
  category: EdgeCategory
  state: EdgeState
  inferred: boolean
  edges: readonly GraphEdge[]
}

/** What the engine told of a scope: the graph, and the picture that was laid out of it. */
export interface SceneParts {
  nodes: ReadonlyMap<ObjectId, GraphNode>
  edges: ReadonlyMap<string, GraphEdge>
  tiles: ReadonlyMap<ObjectId, PictureTile>
  boxes: ReadonlyMap<string, PictureBox>
  routes: ReadonlyMap<string, PictureRoute>
  /** Tiles of objects that are folded into them, as far as they were asked for. */
  folded?: ReadonlyMap<ObjectId, ObjectId>
}

/** What is to be drawn, in layout units. */
export interface Scene {
  tiles: ReadonlyMap<ObjectId, PictureTile>
  boxes: ReadonlyMap<string, PictureBox>
  /** What is drawn unasked; the most telling last, on top. */
  routes: readonly PictureRoute[]
  bounds: Rect
  /** Tile that shows an object: itself, or what it is folded into. */
  tileOf: (id: ObjectId) => ObjectId | null
  /** All relations of a tile to others, drawn or not. */
  linesOf: (tile: ObjectId) => readonly SceneLine[]
  /** What a route stands for, edge by edge; null when its edges have gone. */
  lineOf: (route: PictureRoute) => SceneLine | null
  /** Relations between tiles that no line stands for until one of their ends is selected. Reckoned when it is asked for. */
  quietLines: () => number
}

const stateOrder: readonly EdgeState[] = ['ok', 'optional-missing', 'unknown', 'not-ready', 'forbidden', 'blocked', 'dangling']
const worseState = (a: EdgeState, b: EdgeState): EdgeState => (stateOrder.indexOf(a) >= stateOrder.indexOf(b) ? a : b)
/** Folding is at most this deep (Pod, ReplicaSet, Deployment, its owner, a stack); a circle ends here. */
const deepest = 6

/** How a category of edges is drawn. */
export const flows: Readonly<Record<EdgeCategory, PictureFlow>> = {
  traffic: 'traffic',
  configuration: 'need',
  storage: 'need',
  identity: 'need',
  policy: 'policy',
  scaling: 'policy',
  ownership: 'other',
  rbac: 'other',
  scheduling: 'other',
  containment: 'other',
  grouping: 'other',
  admission: 'policy',
  delivery: 'other',
  monitoring: 'other',
}
const flowOf = (edge: GraphEdge): PictureFlow => (edge.confidence === 'inferred' ? 'call' : flows[edge.category])
/** How much a route tells: what is broken most. */
export const rankOf = (route: PictureRoute): number =>
  route.broken ? 3 : route.flow === 'traffic' || route.flow === 'call' ? 2 : route.flow === 'policy' ? 1 : 0

/** The scene of what the engine told. Relations are looked up when they are asked for; what is as it was in the scene `before` is taken from there. */
export function buildScene(parts: SceneParts, before: Scene | null = null): Scene {
  const { nodes, edges, tiles, boxes } = parts
  const tileOf = (id: ObjectId): ObjectId | null => {
    let at: ObjectId | undefined = id
    for (let depth = 0; depth < deepest && at !== undefined; depth++) {
      if (tiles.has(at)) return at
      at = nodes.get(at)?.foldedInto ?? parts.folded?.get(at)
    }
    return null
  }
  let index: { byTile: Map<ObjectId, SceneLine[]>; count: number } | null = null
  const lines = (): { byTile: Map<ObjectId, SceneLine[]>; count: number } => (index ??= indexLines(edges, tileOf))
  const routes = before !== null && isSameRoutes(before.routes, parts.routes) ? before.routes : inOrder([...parts.routes.values()])
  return {
    tiles,
    boxes,
    routes,
    bounds: boundsOf([...boxes.values(), ...(boxes.size === 0 ? tiles.values() : [])]),
    tileOf,
    linesOf: (tile) => lines().byTile.get(tile) ?? [],
    lineOf: (route) => lineOfRoute(route, edges, tiles, tileOf),
    quietLines: () => Math.max(0, lines().count - routes.filter((route) => route.level === 'card' || route.level === 'strand').length),
  }
}

/** The most telling last, on top. */
const inOrder = (routes: readonly PictureRoute[]): PictureRoute[] =>
  routes
    .map((route) => ({ route, rank: rankOf(route) }))
    .sort((a, b) => a.rank - b.rank || (a.route.id < b.route.id ? -1 : 1))
    .map(({ route }) => route)

const isSameRoutes = (was: readonly PictureRoute[], now: ReadonlyMap<string, PictureRoute>): boolean =>
  was.length === now.size && was.every((route) => now.get(route.id) === route)

function indexLines(
  edges: ReadonlyMap<string, GraphEdge>,
  tileOf: (id: ObjectId) => ObjectId | null,
): { byTile: Map<ObjectId, SceneLine[]>; count: number } {
  const found = new Map<string, SceneLine & { edges: GraphEdge[] }>()
  for (const edge of edges.values()) {
    const source = tileOf(edge.source)
    const target = tileOf(edge.target)
    if (source === null || target === null || source === target) continue
    const id = `${edge.category} ${source} ${target}`
    const was = found.get(id)
    if (was === undefined)
      found.set(id, {
        id,
        source,
        target,
        category: edge.category,
        state: edge.state,
        inferred: edge.confidence === 'inferred',
        edges: [edge],
      })
    else {
      was.edges.push(edge)
      was.state = worseState(was.state, edge.state)
      was.inferred = was.inferred && edge.confidence === 'inferred'
    }
  }
  const byTile = new Map<ObjectId, SceneLine[]>()
  for (const line of found.values()) {
    for (const end of [line.source, line.target]) {
      const list = byTile.get(end)
      if (list === undefined) byTile.set(end, [line])
      else list.push(line)
    }
  }
  for (const list of byTile.values())
    list.sort((a, b) => stateOrder.indexOf(b.state) - stateOrder.indexOf(a.state) || (a.id < b.id ? -1 : 1))
  return { byTile, count: found.size }
}

/** The edges behind a route: between its tiles, or between what stands in its boxes. */
function lineOfRoute(
  route: PictureRoute,
  edges: ReadonlyMap<string, GraphEdge>,
  tiles: ReadonlyMap<ObjectId, PictureTile>,
  tileOf: (id: ObjectId) => ObjectId | null,
): SceneLine | null {
  const endOf = (id: ObjectId): string | null => {
    const tile = tileOf(id)
    if (tile === null || route.level === 'card' || route.level === 'strand') return tile
    const box = tiles.get(tile)?.box ?? ''
    if (route.level !== 'between' && box.startsWith('cluster/')) return box
    return route.level === 'between' ? (tiles.get(tile)?.box ?? null) : `namespace/${id.split('/')[2] ?? ''}`
  }
  const mine: GraphEdge[] = []
  for (const edge of edges.values()) {
    if (flowOf(edge) !== route.flow && flowOf(edge) !== 'other') continue
    const [source, target] = [endOf(edge.source), endOf(edge.target)]
    // A StatefulSet names its Service, while traffic runs the other way.
    if (
      (source === route.source && target === route.target) ||
      (source === route.target && target === route.source && route.flow === 'traffic')
    )
      mine.push(edge)
  }
  for (const id of route.reasons) {
    const edge = edges.get(id)
    if (edge !== undefined) mine.push(edge)
  }
  const flowing = mine.filter((edge) => flowOf(edge) === route.flow)
  const shown = flowing.length > 0 ? flowing : mine
  const [first] = shown
  if (first === undefined) return null
  return {
    id: route.id,
    source: first.source,
    target: first.target,
    category: first.category,
    state: shown.reduce<EdgeState>((worst, edge) => worseState(worst, edge.state), 'ok'),
    inferred: route.inferred,
    edges: shown.sort((a, b) => stateOrder.indexOf(b.state) - stateOrder.indexOf(a.state) || (a.id < b.id ? -1 : 1)),
  }
}

/** The smallest rectangle around all; a unit square when there is nothing. */
export function boundsOf(rects: readonly Rect[]): Rect {
  if (rects.length === 0) return { x: 0, y: 0, w: 1, h: 1 }
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const one of rects) {
    x1 = Math.min(x1, one.x)
    y1 = Math.min(y1, one.y)
    x2 = Math.max(x2, one.x + one.w)
    y2 = Math.max(y2, one.y + one.h)
  }
  return { x: x1, y: y1, w: x2 - x1, h: y2 - y1 }
}

export const meets = (a: Rect, b: Rect): boolean => a.x < b.x + b.w && a.x + a.w > b.x && a.y < b.y + b.h && a.y + a.h > b.y
