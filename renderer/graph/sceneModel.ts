import type { EdgeCategory, EdgeState, GraphEdge, GraphGroup, GraphNode, HealthLevel, ObjectId } from '../../engine/contract/index.ts'
import { healthOrder, worseHealth } from '../../engine/contract/index.ts'

/** A rectangle in layout units, by its corner. */
export interface Rect { x: number; y: number; w: number; h: number }

/** An object that has a place of its own, with what is folded into it. */
export interface SceneTile extends Rect {
  id: ObjectId
  node: GraphNode
  ghost: boolean
  /** Health of the pods it stands for, worst first. */
  pods: readonly HealthLevel[]
  /** Objects folded into it, pods included. */
  folded: number
  level: HealthLevel
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

export interface SceneBox extends Rect { group: GraphGroup }

/** What is to be drawn, in layout units. */
export interface Scene {
  tiles: ReadonlyMap<ObjectId, SceneTile>
  lines: readonly SceneLine[]
  /** Outer boxes first. */
  boxes: readonly SceneBox[]
  bounds: Rect
  /** The tiles of each box, by the box's id. */
  members: ReadonlyMap<string, readonly SceneTile[]>
  /** Titles of the cards, by their ids. */
  titles: ReadonlyMap<string, string>
  /** Ids of the boxes that stand for their tiles from afar: cards, and bands of cluster-wide things. */
  cards: ReadonlySet<string>
  /** Ids of the bands. */
  bands: ReadonlySet<string>
  /** Tile that shows an object: itself, or what it is folded into. */
  tileOf: (id: ObjectId) => ObjectId | null
}

const corner = (p: { x: number; y: number; width: number; height: number }): Rect => ({ x: p.x - p.width / 2, y: p.y - p.height / 2, w: p.width, h: p.height })
const stateOrder: readonly EdgeState[] = ['ok', 'optional-missing', 'unknown', 'not-ready', 'forbidden', 'blocked', 'dangling']
const worseState = (a: EdgeState, b: EdgeState): EdgeState => (stateOrder.indexOf(a) >= stateOrder.indexOf(b) ? a : b)
/** Folding is at most this deep (Pod, ReplicaSet, Deployment, its owner); a circle ends here. */
const deepest = 6

/** The scene of a graph. Edges inside one tile are containment and are not drawn; several edges of one category between two tiles are one line in the worst state of them. */
export function buildScene(nodes: ReadonlyMap<ObjectId, GraphNode>, edges: ReadonlyMap<string, GraphEdge>, groups: ReadonlyMap<string, GraphGroup>): Scene {
  const tileOf = (id: ObjectId): ObjectId | null => {
    let at: ObjectId | undefined = id
    for (let depth = 0; depth < deepest && at !== undefined; depth++) {
      const node: GraphNode | undefined = nodes.get(at)
      if (node === undefined) return null
      if (node.position !== undefined && node.foldedInto === undefined) return node.id
      at = node.foldedInto
    }
    return null
  }

  const inside = new Map<ObjectId, { pods: HealthLevel[]; count: number; worst: HealthLevel }>()
  for (const node of nodes.values()) {
    if (node.foldedInto === undefined) continue
    const tile = tileOf(node.id)
    if (tile === null) continue
    const one = inside.get(tile) ?? { pods: [], count: 0, worst: 'healthy' as HealthLevel }
    one.count++
    one.worst = worseHealth(one.worst, node.computed.health)
    if (node.kind === 'core/Pod') one.pods.push(node.computed.health)
    inside.set(tile, one)
  }

  const tiles = new Map<ObjectId, SceneTile>()
  for (const node of nodes.values()) {
    if (node.position === undefined || node.foldedInto !== undefined) continue
    const held = inside.get(node.id)
    const ghost = node.computed.state === 'missing' || node.computed.state === 'forbidden'
    tiles.set(node.id, {
      ...corner(node.position), id: node.id, node, ghost, folded: held?.count ?? 0, level: node.computed.health,
      pods: (held?.pods ?? []).sort((a, b) => healthOrder.indexOf(b) - healthOrder.indexOf(a)),
    })
  }

  const lines = new Map<string, SceneLine & { edges: GraphEdge[] }>()
  for (const edge of edges.values()) {
    const source = tileOf(edge.source)
    const target = tileOf(edge.target)
    if (source === null || target === null || source === target) continue
    const id = `${edge.category} ${source} ${target}`
    const was = lines.get(id)
    if (was === undefined) lines.set(id, { id, source, target, category: edge.category, state: edge.state, inferred: edge.confidence === 'inferred', edges: [edge] })
    else {
      was.edges.push(edge)
      was.state = worseState(was.state, edge.state)
      was.inferred = was.inferred && edge.confidence === 'inferred'
    }
  }

  const boxes: SceneBox[] = []
  for (const group of groups.values()) if (group.position !== undefined) boxes.push({ ...corner(group.position), group })
  const depth = (box: SceneBox): number => (box.group.type === 'application' ? 1 : 0)
  boxes.sort((a, b) => depth(a) - depth(b) || b.w * b.h - a.w * a.h)
  const members = new Map<string, SceneTile[]>()
  for (const tile of tiles.values()) {
    if (tile.node.group === undefined) continue
    const list = members.get(tile.node.group)
    if (list === undefined) members.set(tile.node.group, [tile])
    else list.push(tile)
  }
  return { tiles, lines: [...lines.values()], boxes, members, titles: new Map(boxes.filter((box) => box.group.type === 'application').map((box) => [box.group.id, box.group.title])), cards: new Set(boxes.filter((box) => box.group.type !== 'namespace').map((box) => box.group.id)), bands: new Set(boxes.filter((box) => box.group.type === 'cluster').map((box) => box.group.id)), bounds: boundsOf([...tiles.values(), ...boxes]), tileOf }
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

/** Zoom below which a card is one shape with the pods of all its tiles, and lines inside it are not drawn. */
export const cardsBelow = 0.42
/** Zoom below which cards are blank shapes in their places, and only namespaces say their names. */
export const farBelow = 0.16

/** Whether a card stands for its tiles at this zoom. */
export function isSummed(scene: Scene, tile: SceneTile, zoom: number): boolean {
  return zoom < cardsBelow && tile.node.group !== undefined && scene.cards.has(tile.node.group)
}

/** Elements that are alive at once; above it a canvas of this kind is no longer fluent. */
export const mostElements = 1500

/**
 * What becomes an element (can be hit, has lines): the tiles in view, then the lines between drawn tiles, broken ones first, up to {@link mostElements}. When more than two thirds of
 * that are in view, the tiles are only painted: shapes without lines; `painted` and `linesLeftOut` count them for the screen.
 */
export function chooseElements(scene: Scene, view: Rect, zoom: number): { tiles: ReadonlySet<ObjectId>; lines: readonly SceneLine[]; painted: number; linesLeftOut: number } {
  const seen = new Set<ObjectId>()
  for (const tile of scene.tiles.values()) if (meets(tile, view)) seen.add(tile.id)
  if (seen.size > (mostElements * 2) / 3) return { tiles: new Set(), lines: [], painted: seen.size, linesLeftOut: scene.lines.filter((line) => seen.has(line.source) || seen.has(line.target)).length }
  const inOneCard = (line: SceneLine): boolean => {
    const [a, b] = [scene.tiles.get(line.source), scene.tiles.get(line.target)]
    return a !== undefined && b !== undefined && a.node.group === b.node.group && isSummed(scene, a, zoom)
  }
  const touching = scene.lines.filter((line) => (seen.has(line.source) || seen.has(line.target)) && !inOneCard(line))
  touching.sort((a, b) => stateOrder.indexOf(b.state) - stateOrder.indexOf(a.state) || (a.id < b.id ? -1 : 1))
  const tiles = new Set(seen)
  const lines: SceneLine[] = []
  for (const line of touching) {
    // A line brings its far end along, so that it does not end in nothing.
    const more = 1 + (tiles.has(line.source) ? 0 : 1) + (tiles.has(line.target) ? 0 : 1)
    if (tiles.size + lines.length + more > mostElements) continue
    tiles.add(line.source)
    tiles.add(line.target)
    lines.push(line)
  }
  return { tiles, lines, painted: 0, linesLeftOut: touching.length - lines.length }
}

/** Tiles reached from one along the lines, downstream and upstream, itself included: what stays lit when it is selected. */
export function pathOf(scene: Scene, id: ObjectId): ReadonlySet<ObjectId> {
  const lit = new Set([id])
  for (const direction of ['down', 'up'] as const) {
    const seen = new Set([id])
    const queue = [id]
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const line of scene.lines) {
        const next = direction === 'down' ? (line.source === at ? line.target : null) : line.target === at ? line.source : null
        if (next !== null && !seen.has(next)) {
          seen.add(next)
          lit.add(next)
          // Only along traffic and needs: everything is related to everything through a node or a role.
          if (line.category === 'traffic' || line.category === 'configuration' || line.category === 'storage') queue.push(next)
        }
      }
    }
  }
  return lit
}

const quietCategories: ReadonlySet<EdgeCategory> = new Set<EdgeCategory>(['scheduling', 'rbac', 'identity', 'ownership'])

/**
 * Whether a line is drawn only when one of its ends is selected. Lines to cluster-wide things, of rights and of scheduling join everything to everything; needs that leave their card run
 * through all the others; a guard stands at what it guards, which says it without a line; from afar only traffic is told apart. Where there are no boxes (an object and its
 * neighbours) every line is drawn, and a broken one always is.
 */
export function isQuiet(scene: Scene, line: SceneLine, zoom: number): boolean {
  if (scene.boxes.length === 0 || line.state === 'dangling' || line.state === 'blocked') return false
  if (quietCategories.has(line.category) || (zoom < cardsBelow && line.category !== 'traffic')) return true
  const [from, to] = [scene.tiles.get(line.source)?.node.group ?? '', scene.tiles.get(line.target)?.node.group ?? '']
  if (scene.bands.has(from) !== scene.bands.has(to)) return true
  if (line.category === 'configuration' || line.category === 'storage') return from !== to
  return (line.category === 'policy' || line.category === 'scaling') && from === to
}

/** The S-curve of a line as Cytoscape takes it: ends on the sides that face each other, control points level with the ends. */
export function curveOf(a: Rect, b: Rect): { from: string; to: string; weights: string; distances: string } {
  const right = b.x >= a.x + a.w - 1
  const left = b.x + b.w <= a.x + 1
  const down = b.y >= a.y + a.h
  const s = right ? { x: a.x + a.w, y: a.y + a.h / 2 } : left ? { x: a.x, y: a.y + a.h / 2 } : { x: a.x + a.w / 2, y: down ? a.y + a.h : a.y }
  const t = right ? { x: b.x, y: b.y + b.h / 2 } : left ? { x: b.x + b.w, y: b.y + b.h / 2 } : { x: b.x + b.w / 2, y: down ? b.y : b.y + b.h }
  const reach = right || left ? Math.max(12, Math.abs(t.x - s.x) * 0.4) * (right ? 1 : -1) : Math.max(12, Math.abs(t.y - s.y) * 0.4) * (down ? 1 : -1)
  const c1 = right || left ? { x: s.x + reach, y: s.y } : { x: s.x, y: s.y + reach }
  const c2 = right || left ? { x: t.x - reach, y: t.y } : { x: t.x, y: t.y - reach }
  const v = { x: t.x - s.x, y: t.y - s.y }
  const length = Math.max(1, Math.hypot(v.x, v.y))
  const weight = (p: { x: number; y: number }): number => ((p.x - s.x) * v.x + (p.y - s.y) * v.y) / (length * length)
  const distance = (p: { x: number; y: number }): number => ((p.x - s.x) * v.y - (p.y - s.y) * v.x) / -length
  const round = (n: number): number => Math.round(n * 1000) / 1000
  const end = right ? ['50% 0%', '-50% 0%'] : left ? ['-50% 0%', '50% 0%'] : down ? ['0% 50%', '0% -50%'] : ['0% -50%', '0% 50%']
  return { from: end[0] ?? '', to: end[1] ?? '', weights: `${round(weight(c1))} ${round(weight(c2))}`, distances: `${round(distance(c1))} ${round(distance(c2))}` }
}
