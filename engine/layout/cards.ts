import type { GraphEdge, GraphNode, ObjectId } from '../contract/index.ts'
import { finishCard } from './cardContents.ts'
import { Homes } from './homes.ts'
import { forEachInPieces, type InPieces } from './inPieces.ts'
import { isThing } from './kindRoles.ts'
import { append, compare, compareNatural } from './order.ts'
import { policyBudget, policyLines, type PolicyFlow } from './policyLines.ts'
import type { Card, Space, TileEdge } from './scene.ts'
import { blames, blameTile, spaceHealth } from './sceneHealth.ts'
import { plainLook, type TileLook } from './tileLook.ts'
import { nameTile } from './tileNames.ts'
import { isDefault, makeTiles, type IsPlumbing, type TileSet } from './tiles.ts'

/** Boxes and what is in them, without positions. */
export interface Boxes {
  set: TileSet
  spaces: Space[]
  /** Edges between namespaces, by their names. */
  cross: TileEdge[]
  /** Edges from, to and between cluster-wide things, by tiles. */
  wide: TileEdge[]
}

/**
 * Puts every tile into the smallest box that holds everything it touches: a card, else a column of its namespace. Only traffic unites
 * workloads; needs follow.
 */
export function* makeBoxes(
  nodes: readonly GraphNode[],
  graphEdges: readonly GraphEdge[],
  isPlumbing: IsPlumbing,
  look: TileLook = plainLook,
  policies: readonly PolicyFlow[] = [],
): InPieces<Boxes> {
  const set = yield* makeTiles(nodes, graphEdges, isPlumbing, look)
  const spaces = new Map<string, Space>()
  const space = (name: string): Space => {
    let found = spaces.get(name)
    if (!found) {
      found = {
        name,
        cards: [],
        left: [],
        right: [],
        guards: [],
        flows: [],
        counts: new Map(),
        health: 'healthy',
        head: 0,
        pinned: false,
        sides: new Map(),
        x: 0,
        y: 0,
        w: 0,
        h: 0,
      }
      spaces.set(name, found)
    }
    return found
  }
  for (const name of set.namespaces) space(name)
  yield* forEachInPieces(nodes, (node) => {
    if (node.namespace === '' || !isThing(node)) return
    const { counts } = space(node.namespace)
    counts.set(node.kind, (counts.get(node.kind) ?? 0) + 1)
  })
  yield* forEachInPieces(set.edges, (edge) => {
    bringHome(set, edge)
  })
  const tiles = [...set.tiles.values()].filter((tile) => tile.namespace !== '').sort((a, b) => compare(a.id, b.id))
  yield
  const homes = new Homes(set)
  yield* homes.find(tiles, look)
  const reach = look.bandLines ? reachOf(set) : new Map<ObjectId, string>()
  const tied = reach.size > 0 ? tiedInside(set) : new Set<ObjectId>()
  const cards = new Map<string, Card>()
  const cardOf = new Map<ObjectId, Card>()
  yield* forEachInPieces(tiles, (tile) => {
    if (!set.tiles.has(tile.id)) return
    const home = space(tile.namespace)
    const column = homes.column(tile.id)
    if (column) {
      home[column].push(tile)
      return
    }
    const loose = !homes.isPlaced(tile.id)
    // What only cluster-wide things hold is not unattached.
    const bound = loose && reach.has(tile.id) && !tied.has(tile.id)
    const key = bound ? `${tile.namespace}/^` : loose ? `${tile.namespace}/~` : homes.card(tile.id)
    let card = cards.get(key)
    if (!card) {
      card = {
        key,
        namespace: tile.namespace,
        title: bound ? 'Bound cluster-wide' : '',
        tiles: [],
        edges: [],
        health: 'healthy',
        loose: loose && !bound,
        shared: 0,
        pinned: false,
        x: 0,
        y: 0,
        w: 0,
        h: 0,
      }
      cards.set(key, card)
      home.cards.push(card)
    }
    card.tiles.push(tile)
    cardOf.set(tile.id, card)
  })
  const { cross, wide } = yield* sortEdges(set, space, cardOf)
  for (const card of cards.values()) {
    finishCard(set, card, reach)
    yield
  }
  cross.push(...policyLines(policies, set, spaces, cardOf))
  yield
  for (const each of spaces.values()) {
    finishSpace(each)
    yield
  }
  return { set, spaces: [...spaces.values()].sort((a, b) => compare(a.name, b.name)), cross: joined(cross), wide }
}

/** A ghost of a foreign namespace stands with who names it, so that no foreign box changes. */
function bringHome(set: TileSet, edge: TileEdge): void {
  const ghost = set.tiles.get(edge.target)
  const by = set.tiles.get(edge.source)
  if (!ghost?.ghost || !by || by.namespace === '' || ghost.namespace === '' || ghost.namespace === by.namespace) return
  ghost.label = `${ghost.namespace}/${ghost.name}`
  ghost.namespace = by.namespace
}

/** Tiles that something of their own namespace holds, be it as unattached as they are. */
function tiedInside(set: TileSet): Set<ObjectId> {
  const tied = new Set<ObjectId>()
  for (const { source, target } of set.edges) {
    const [a, b] = [set.tiles.get(source), set.tiles.get(target)]
    if (a && b && a.namespace !== '' && a.namespace === b.namespace) tied.add(source).add(target)
  }
  return tied
}

/** What each tile of a namespace has to do with cluster-wide things, as a text: equal texts, equal ties. */
function reachOf(set: TileSet): Map<ObjectId, string> {
  const found = new Map<ObjectId, string[]>()
  for (const { source, target, flow } of set.edges) {
    const [a, b] = [set.tiles.get(source), set.tiles.get(target)]
    if (!a || !b || (a.namespace === '') === (b.namespace === '')) continue
    const [own, wide] = a.namespace === '' ? [b, a] : [a, b]
    append(found, own.id, `${flow} ${isDefault(wide) ? wide.kind : wide.id}`)
  }
  return new Map([...found].map(([id, ties]) => [id, [...new Set(ties)].sort(compare).join('\n')]))
}

/** Gives every edge to the box that holds both ends. Returns those between namespaces, and those with an end that is in none. */
function* sortEdges(
  set: TileSet,
  space: (name: string) => Space,
  cardOf: ReadonlyMap<ObjectId, Card>,
): InPieces<{ cross: TileEdge[]; wide: TileEdge[] }> {
  const cross = new Map<string, TileEdge>()
  const wide: TileEdge[] = []
  yield* forEachInPieces(set.edges, (edge) => {
    const source = set.tiles.get(edge.source)
    const target = set.tiles.get(edge.target)
    if (!source || !target) return
    if (edge.flow === 'need') target.users++
    if (edge.broken && !source.ghost) blameTile(source, edge.refused === true ? blames.refused : blames.missing)
    if (source.namespace === '' || target.namespace === '') {
      wide.push(edge)
      return
    }
    if (source.namespace !== target.namespace) {
      merge(cross, { ...edge, source: source.namespace, target: target.namespace })
      return
    }
    const a = cardOf.get(source.id)
    const b = cardOf.get(target.id)
    if (a && a === b) a.edges.push(edge)
    else if (a && b) space(source.namespace).flows.push({ ...edge, source: a.key, target: b.key })
    else {
      const card = a ?? b
      if (card && target.ghost !== 'optional') card.shared++
    }
  })
  return { cross: [...cross.values()], wide }
}

/** One trunk per pair and flow, sorted. */
function joined(edges: readonly TileEdge[]): TileEdge[] {
  const found = new Map<string, TileEdge>()
  for (const edge of edges) merge(found, edge)
  return [...found.values()].sort((a, b) => compare(a.source, b.source) || compare(a.target, b.target) || compare(a.flow, b.flow))
}

function merge(into: Map<string, TileEdge>, edge: TileEdge): void {
  const key = `${edge.source}\n${edge.target}\n${edge.flow}`
  const before = into.get(key)
  if (before) {
    before.count += edge.count
    before.broken ||= edge.broken
    if (edge.reasons) before.reasons = [...(before.reasons ?? []), ...edge.reasons]
    if (edge.both) before.both = true
  } else into.set(key, { ...edge })
}

function finishSpace(space: Space): void {
  for (const tile of [...space.left, ...space.right, ...space.guards]) nameTile(tile, undefined)
  space.health = spaceHealth(space)
  const merged = new Map<string, TileEdge>()
  for (const edge of space.flows) merge(merged, edge)
  const all = [...merged.values()]
  const policies = all.filter((e) => e.flow === 'policy')
  const drawn = policies.length <= policyBudget * space.cards.length ? all : all.filter((e) => e.flow !== 'policy')
  if (drawn.length < all.length) space.linesLeftOut = (space.linesLeftOut ?? 0) + all.length - drawn.length
  space.flows = drawn.sort((a, b) => compare(a.source, b.source) || compare(a.target, b.target) || compare(a.flow, b.flow))
  space.cards.sort((a, b) => Number(a.loose) - Number(b.loose) || compareNatural(a.title, b.title) || compare(a.key, b.key))
}
