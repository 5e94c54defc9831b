import { kindName, worseHealth, type GraphEdge, type GraphNode, type ObjectId } from '../contract/index.ts'
import { isThing, roleOf, shortKind, type Role } from './kindRoles.ts'
import { forEachInPieces, type InPieces } from './inPieces.ts'
import { append, compare, compareNatural } from './order.ts'
import { policyBudget, policyLines, type PolicyFlow } from './policyLines.ts'
import type { Card, Flow, Space, Tile, TileEdge } from './scene.ts'
import { blames, blameTile, cardHealth, spaceHealth } from './sceneHealth.ts'
import { plainLook, type TileLook } from './tileLook.ts'
import { isDefault, makeTiles, plural, type IsPlumbing, type TileSet } from './tiles.ts'
import { UnionFind } from './unionFind.ts'

/** A Service of this many workloads is shared: it would join what has nothing else in common. */
const wideService = 5
/** From this many equal things on, one chip stands for them. */
const stackFrom = 4
const looseStackFrom = 3

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
  bringGhostsHome(set)
  const tiles = [...set.tiles.values()].filter((tile) => tile.namespace !== '').sort((a, b) => compare(a.id, b.id))
  yield
  const homes = new Homes(set)
  yield* homes.find(tiles, look)
  const reach = look.bandLines ? reachOf(set) : new Map<ObjectId, string>()
  const tied = reach.size > 0 ? tiedInside(set) : new Set<ObjectId>()
  const cards = new Map<string, Card>()
  const cardOf = new Map<ObjectId, Card>()
  for (const tile of tiles) {
    if (!set.tiles.has(tile.id)) continue
    const home = space(tile.namespace)
    const column = homes.column(tile.id)
    if (column) {
      home[column].push(tile)
      continue
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
  }
  yield
  const { cross, wide } = sortEdges(set, space, cardOf)
  for (const card of cards.values()) {
    finishCard(set, card, reach)
    yield
  }
  cross.push(...policyLines(policies, set, spaces, cardOf))
  yield
  for (const each of spaces.values()) finishSpace(each)
  return { set, spaces: [...spaces.values()].sort((a, b) => compare(a.name, b.name)), cross: joined(cross), wide }
}

/** A ghost of a foreign namespace stands with who names it, so that no foreign box changes. */
function bringGhostsHome(set: TileSet): void {
  for (const edge of set.edges) {
    const ghost = set.tiles.get(edge.target)
    const by = set.tiles.get(edge.source)
    if (!ghost?.ghost || !by || by.namespace === '' || ghost.namespace === '' || ghost.namespace === by.namespace) continue
    ghost.label = `${ghost.namespace}/${ghost.name}`
    ghost.namespace = by.namespace
  }
}

/** Decides in which card or column each tile lives. */
class Homes {
  readonly #set: TileSet
  readonly #join = new UnionFind()
  readonly #placed = new Set<ObjectId>()
  readonly #columns = new Map<ObjectId, 'left' | 'right' | 'guards'>()
  readonly #edges = new Map<ObjectId, TileEdge[]>()
  readonly #byLabel = new Map<string, ObjectId>()

  constructor(set: TileSet) {
    this.#set = set
  }

  *find(tiles: readonly Tile[], look: TileLook): InPieces<void> {
    const set = this.#set
    for (const edge of set.edges) for (const id of [edge.source, edge.target]) append(this.#edges, id, edge)
    yield
    const of = (role: Role): Tile[] => tiles.filter((t) => t.role === role)
    for (const tile of tiles) if (tile.pods || look.roles[tile.kind] === 'workload') this.#placed.add(tile.id)
    for (const tile of of('workload')) {
      const owner = set.owners.get(tile.id)
      if (owner === undefined || set.tiles.get(owner)?.namespace !== tile.namespace) continue
      this.#join.join(tile.id, owner)
      this.#placed.add(tile.id).add(owner)
    }
    for (const tile of of('service')) this.#seedService(tile)
    yield
    const traffic: ReadonlySet<Flow> = new Set(['traffic'])
    const any: ReadonlySet<Flow> = new Set(['traffic', 'need', 'policy'])
    // Entries three times, since a Gateway reaches a workload by a route and a Service.
    for (const role of ['service', 'entry', 'entry', 'entry', 'service'] as const) for (const tile of of(role)) this.#follow(tile, traffic)
    yield
    for (const tile of tiles) if (this.#placed.has(tile.id)) this.#rememberLabel(tile)
    for (const tile of of('workload')) if (!this.#placed.has(tile.id)) this.#joinByLabel(tile, true)
    yield
    for (const role of ['need', 'guard', 'service', 'entry'] as const) for (const tile of of(role)) this.#follow(tile, any)
    yield
    for (const tile of tiles) if (!this.#placed.has(tile.id) && !this.#columns.has(tile.id)) this.#joinByLabel(tile, false)
    for (const tile of of('need')) this.#foldAccount(tile)
  }

  column(id: ObjectId): 'left' | 'right' | 'guards' | undefined {
    return this.#columns.get(id)
  }

  isPlaced(id: ObjectId): boolean {
    return this.#placed.has(id)
  }

  card(id: ObjectId): string {
    return this.#join.find(id)
  }

  #neighbours(tile: Tile, wanted: ReadonlySet<Flow>): { edge: TileEdge; other: Tile }[] {
    const out: { edge: TileEdge; other: Tile }[] = []
    for (const edge of this.#edges.get(tile.id) ?? []) {
      const other = this.#set.tiles.get(edge.source === tile.id ? edge.target : edge.source)
      if (other && wanted.has(edge.flow) && other.namespace === tile.namespace) out.push({ edge, other })
    }
    return out
  }

  #seedService(tile: Tile): void {
    if (tile.ghost) return
    const workloads = this.#neighbours(tile, new Set(['traffic'])).filter(({ other }) => other.role === 'workload')
    if (workloads.length === 0) return
    if (workloads.length >= wideService) this.#columns.set(tile.id, 'left')
    else {
      for (const { other } of workloads) this.#join.join(tile.id, other.id)
      this.#placed.add(tile.id)
    }
  }

  /** Joins the card that holds everything it touches; a column of the namespace, when there are several. */
  #follow(tile: Tile, wanted: ReadonlySet<Flow>): void {
    if (this.#placed.has(tile.id) || this.#columns.has(tile.id)) return
    const roots = new Set<string>()
    for (const { edge, other } of this.#neighbours(tile, wanted)) {
      if (edge.flow === 'policy' && edge.target === tile.id) continue
      if (this.#placed.has(other.id)) roots.add(this.#join.find(other.id))
      else if (this.#columns.has(other.id)) roots.add('')
    }
    const [only] = roots
    if (roots.size === 1 && only !== undefined && only !== '') {
      this.#join.join(tile.id, only)
      this.#placed.add(tile.id)
    } else if (roots.size > 0) this.#columns.set(tile.id, tile.role === 'need' ? 'right' : tile.role === 'guard' ? 'guards' : 'left')
  }

  #rememberLabel(tile: Tile): void {
    const key = labelKey(tile)
    if (key !== null && !this.#byLabel.has(key)) this.#byLabel.set(key, tile.id)
  }

  #joinByLabel(tile: Tile, found: boolean): void {
    const key = labelKey(tile)
    if (key === null) return
    const first = this.#byLabel.get(key)
    if (first !== undefined) this.#join.join(tile.id, first)
    else if (found) this.#byLabel.set(key, tile.id)
    else return
    this.#placed.add(tile.id)
  }

  /** An identity without rights and with one user says nothing of its own. */
  #foldAccount(tile: Tile): void {
    if (tile.kind !== 'core/ServiceAccount' || tile.ghost || tile.roles > 0 || !this.#placed.has(tile.id)) return
    const users = (this.#edges.get(tile.id) ?? []).filter((e) => e.flow === 'need')
    const user = users.length === 1 ? this.#set.tiles.get(users[0]?.source ?? '') : undefined
    if (!user?.pods) return
    user.members.push(...tile.members)
    this.#set.tiles.delete(tile.id)
    this.#set.tileOf.set(tile.id, user.id)
  }
}

function appLabel(tile: Tile): string | undefined {
  const { labels } = tile
  return labels['app.kubernetes.io/name'] ?? labels['app.kubernetes.io/instance'] ?? labels['app'] ?? labels['k8s-app']
}

function labelKey(tile: Tile): string | null {
  const label = appLabel(tile)
  return label === undefined ? null : `${tile.namespace}\n${label}`
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
function sortEdges(
  set: TileSet,
  space: (name: string) => Space,
  cardOf: ReadonlyMap<ObjectId, Card>,
): { cross: TileEdge[]; wide: TileEdge[] } {
  const cross = new Map<string, TileEdge>()
  const wide: TileEdge[] = []
  for (const edge of set.edges) {
    const source = set.tiles.get(edge.source)
    const target = set.tiles.get(edge.target)
    if (!source || !target) continue
    if (edge.flow === 'need') target.users++
    if (edge.broken && !source.ghost) blameTile(source, edge.refused === true ? blames.refused : blames.missing)
    if (source.namespace === '' || target.namespace === '') {
      wide.push(edge)
      continue
    }
    if (source.namespace !== target.namespace) {
      merge(cross, { ...edge, source: source.namespace, target: target.namespace })
      continue
    }
    const a = cardOf.get(source.id)
    const b = cardOf.get(target.id)
    if (a && a === b) a.edges.push(edge)
    else if (a && b) space(source.namespace).flows.push({ ...edge, source: a.key, target: b.key })
    else {
      const card = a ?? b
      if (card && target.ghost !== 'optional') card.shared++
    }
  }
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

function finishCard(set: TileSet, card: Card, reach: ReadonlyMap<ObjectId, string>): void {
  stackEqual(set, card, reach)
  const workloads = card.tiles.filter((t) => t.pods)
  const lead =
    workloads[0] ?? card.tiles.find((t) => t.role === 'workload') ?? card.tiles.find((t) => t.role === 'service') ?? card.tiles[0]
  if (!lead) return
  card.title = card.loose
    ? 'Unattached'
    : card.title !== ''
      ? card.title
      : workloads.length > 1
        ? commonStart(workloads.map((w) => w.name)) || `${lead.name} +${workloads.length - 1}`
        : workloads.length === 1
          ? lead.name
          : (appLabel(lead) ?? lead.name)
  for (const tile of card.tiles) nameTile(tile, card)
  card.health = cardHealth(card)
  for (const tile of card.tiles) {
    if (tile.role !== 'guard') continue
    const guarded = card.edges.find(
      (e) => e.source === tile.id && e.flow === 'policy' && card.tiles.some((t) => t.id === e.target && t.stack === 0),
    )
    tile.dock = guarded?.target ?? workloads[0]?.id ?? lead.id
  }
  card.tiles.sort((a, b) => compare(a.id, b.id))
}

/** Things of one kind with the same neighbours become one chip with a number. */
function stackEqual(set: TileSet, card: Card, reach: ReadonlyMap<ObjectId, string>): void {
  const touch = new Map<ObjectId, string>()
  for (const e of card.edges) {
    touch.set(e.source, `${touch.get(e.source) ?? ''}>${e.target}${e.flow}`)
    touch.set(e.target, `${touch.get(e.target) ?? ''}<${e.source}${e.flow}`)
  }
  const equal = new Map<string, Tile[]>()
  for (const tile of card.tiles) {
    if (tile.pods || tile.ghost === 'missing') continue
    append(
      equal,
      `${tile.kind} ${tile.ghost ?? ''} ${tile.blamed} ${card.loose ? '' : (touch.get(tile.id) ?? '')} ${reach.get(tile.id) ?? ''}`,
      tile,
    )
  }
  const gone = new Set<ObjectId>()
  for (const [first, ...rest] of equal.values()) {
    if (!first || rest.length + 1 < (card.loose ? looseStackFrom : stackFrom)) continue
    first.stack = rest.length + 1
    for (const tile of rest) {
      gone.add(tile.id)
      first.members.push(...tile.members)
      first.health = worseHealth(first.health, tile.health)
      if (tile.blamed !== '') blameTile(first, tile.blamed)
      first.roles += tile.roles
      set.tiles.delete(tile.id)
      for (const id of [tile.id, ...tile.members]) set.tileOf.set(id, first.id)
    }
  }
  card.tiles = card.tiles.filter((t) => !gone.has(t.id))
  card.edges = card.edges.filter((e) => !gone.has(e.source) && !gone.has(e.target))
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

/** `shop-api`, `shop-worker`: `shop`; whole words only, empty when too short to be a name. */
function commonStart(names: readonly string[]): string {
  let start = names[0] ?? ''
  for (const name of names) while (!name.startsWith(start)) start = start.slice(0, -1)
  if (!names.every((n) => n === start || n[start.length] === '-')) start = start.replace(/-?[^-]*$/, '')
  start = start.replace(/-$/, '')
  return start.length > 2 ? start : ''
}

/** What a tile says: only what its box does not say already. */
function nameTile(tile: Tile, card: Card | undefined): void {
  const shortened = (start: string): string =>
    tile.name !== start && tile.name.length > 14 && tile.name.startsWith(`${start}-`) ? `…${tile.name.slice(start.length)}` : ''
  const name = (card && !card.loose && shortened(card.title)) || shortened(tile.namespace) || tile.name
  const same = card !== undefined && !card.loose && tile.name === card.title
  if (tile.stack > 1) {
    tile.label = tile.ghost ? `${tile.stack} optional, absent` : plural(tile.stack, kindName(tile.kind))
    tile.extra = ''
    return
  }
  if (tile.ghost) {
    if (tile.label === tile.name) tile.label = name
    tile.extra = { missing: 'missing', optional: 'absent', forbidden: 'forbidden', unknown: 'not listed' }[tile.ghost]
    return
  }
  if (tile.pods) {
    tile.label = tile.name
    return
  }
  if (roleOf(tile.kind) === 'guard') {
    tile.label = shortKind(tile.kind) + (tile.extra === '' ? '' : ` ${tile.extra}`)
    tile.extra = ''
    return
  }
  if (tile.kind === 'core/ServiceAccount' && tile.roles > 0) tile.extra = tile.roles === 1 ? '1 role' : `${tile.roles} roles`
  if (tile.users > 1) tile.extra = `×${tile.users}`
  tile.label = name
  // In the card of its own name a Service is its port, a ServiceAccount its roles, anything else its kind.
  if (!same) return
  if (tile.extra !== '' && (tile.kind === 'core/Service' || tile.kind === 'core/ServiceAccount')) {
    tile.label = tile.extra
    tile.extra = ''
  } else if (tile.kind !== 'core/Service') tile.label = kindName(tile.kind)
}
