import type { ObjectId } from '../contract/index.ts'
import { forEachInPieces, type InPieces } from './inPieces.ts'
import type { Role } from './kindRoles.ts'
import { append } from './order.ts'
import type { Flow, Tile, TileEdge } from './scene.ts'
import type { TileLook } from './tileLook.ts'
import type { TileSet } from './tiles.ts'
import { UnionFind } from './unionFind.ts'

/** A Service of this many workloads is shared: it would join what has nothing else in common. */
const wideService = 5

/** Decides in which card or column each tile lives. */
export class Homes {
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
    yield* forEachInPieces(set.edges, (edge) => {
      append(this.#edges, edge.source, edge)
      append(this.#edges, edge.target, edge)
    })
    const byRole = new Map<Role, Tile[]>()
    yield* forEachInPieces(tiles, (tile) => {
      append(byRole, tile.role, tile)
      if (tile.pods || look.roles[tile.kind] === 'workload') this.#placed.add(tile.id)
    })
    const of = (role: Role, deal: (tile: Tile) => void): InPieces<void> => forEachInPieces(byRole.get(role) ?? [], deal)
    yield* of('workload', (tile) => {
      const owner = set.owners.get(tile.id)
      if (owner === undefined || set.tiles.get(owner)?.namespace !== tile.namespace) return
      this.#join.join(tile.id, owner)
      this.#placed.add(tile.id).add(owner)
    })
    yield* of('service', (tile) => {
      this.#seedService(tile)
    })
    const traffic: ReadonlySet<Flow> = new Set(['traffic'])
    const any: ReadonlySet<Flow> = new Set(['traffic', 'need', 'policy'])
    // Entries three times, since a Gateway reaches a workload by a route and a Service.
    for (const role of ['service', 'entry', 'entry', 'entry', 'service'] as const)
      yield* of(role, (tile) => {
        this.#follow(tile, traffic)
      })
    yield* forEachInPieces(tiles, (tile) => {
      if (this.#placed.has(tile.id)) this.#rememberLabel(tile)
    })
    yield* of('workload', (tile) => {
      if (!this.#placed.has(tile.id)) this.#joinByLabel(tile, true)
    })
    for (const role of ['need', 'guard', 'service', 'entry'] as const)
      yield* of(role, (tile) => {
        this.#follow(tile, any)
      })
    yield* forEachInPieces(tiles, (tile) => {
      if (!this.#placed.has(tile.id) && !this.#columns.has(tile.id)) this.#joinByLabel(tile, false)
    })
    yield* of('need', (tile) => {
      this.#foldAccount(tile)
    })
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

/** What a thing says it belongs to. */
export function appLabel(tile: Tile): string | undefined {
  const { labels } = tile
  return labels['app.kubernetes.io/name'] ?? labels['app.kubernetes.io/instance'] ?? labels['app'] ?? labels['k8s-app']
}

function labelKey(tile: Tile): string | null {
  const label = appLabel(tile)
  return label === undefined ? null : `${tile.namespace}\n${label}`
}
