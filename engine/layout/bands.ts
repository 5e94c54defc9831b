import { groupOf, kindName } from '../contract/index.ts'
import { bandLoad, placeInBand } from './bandTable.ts'
import { shortKind } from './kindRoles.ts'
import { append, compare, compareNatural } from './order.ts'
import type { Band, Tile, TileEdge } from './scene.ts'
import type { TileLook } from './tileLook.ts'
import { isDefault, plural, type TileSet } from './tiles.ts'

/** More nodes of a zone than this are squares. */
const namedNodes = 15
/** From this many equal defaults of Kubernetes on, one chip stands for them. */
const stackFrom = 4

const zoneLabel = 'topology.kubernetes.io/zone'

/**
 * Bands of cluster-scoped things: nodes by zone, storage, roles, the rest. What is stacked goes into the first of its kind: more of one kind than the look
 * names, and (where lines lead to bands) equal defaults of Kubernetes. `edges` lead to cluster-wide things; returned are those between what is drawn.
 */
export function makeBands(
  { cluster, tiles: drawn, tileOf }: Pick<TileSet, 'cluster' | 'tiles' | 'tileOf'>,
  edges: readonly TileEdge[],
  foldInto: (from: Tile, into: Tile) => void,
  look: TileLook,
): { bands: Band[]; edges: TileEdge[] } {
  if (look.bandLines) stackDefaults(cluster, edges, drawn, foldInto)
  const touched = new Set(look.bandLines ? merged(edges, tileOf, drawn).flatMap((e) => [e.source, e.target]) : [])
  const groups = new Map<string, Tile[]>()
  const total = new Map<string, number>()
  for (const tile of [...cluster].sort((a, b) => compareNatural(a.id, b.id))) {
    const title = bandOf(tile)
    total.set(title, (total.get(title) ?? 0) + 1)
    if (drawn.has(tile.id)) append(groups, title, tile)
  }
  const titles = [...groups.keys()].sort((a, b) => bandRank(a) - bandRank(b) || compare(a, b))
  const named = titles.map((title): [string, Tile[]] => {
    const tiles = groups.get(title) ?? []
    return [title, isNodes(title) ? tiles : stackKinds(tiles, touched, foldInto, look.namedItems)]
  })
  const between = merged(edges, tileOf, drawn)
  const bands = named.map(([title, tiles]): Band => {
    const squares = isNodes(title) && tiles.length > namedNodes
    const band: Band = { title, tiles, total: total.get(title) ?? 0, squares, scale: 1, x: 0, y: 0, w: 0, h: 0 }
    placeInBand(band, look.bandLines ? bandLoad(tiles, between) : null)
    return band
  })
  return { bands, edges: between }
}

function isNodes(title: string): boolean {
  return title.startsWith('Nodes')
}

function bandOf(tile: Tile): string {
  if (tile.kind === 'core/Node') return `Nodes · ${tile.labels[zoneLabel] ?? 'no zone'}`
  if (groupOf(tile.kind) === 'storage.k8s.io' || storage.has(tile.kind)) return 'Storage'
  if (groupOf(tile.kind) === 'rbac.authorization.k8s.io') return 'Access'
  if (tile.kind.endsWith('Class') || classes.has(tile.kind)) return 'Classes'
  if (tile.kind.startsWith('pseudo/')) return tile.kind.endsWith('Set') ? 'Sets' : outside.has(tile.kind) ? 'Outside' : 'Notions'
  return 'Cluster'
}

const outside: ReadonlySet<string> = new Set(['pseudo/Host', 'pseudo/Address', 'pseudo/AddressRange', 'pseudo/Internet'])
const storage: ReadonlySet<string> = new Set([
  'core/PersistentVolume',
  'pseudo/Volume',
  'pseudo/HostPath',
  'pseudo/NfsExport',
  'pseudo/Device',
])
/** Who serves a class stands beside it. */
const classes: ReadonlySet<string> = new Set(['pseudo/Controller', 'pseudo/LoadBalancerClass', 'pseudo/Scheduler'])

function bandRank(title: string): number {
  return ['Nodes', 'Storage', 'Classes', 'Access', 'Cluster', 'Sets', 'Notions', 'Outside'].findIndex((start) => title.startsWith(start))
}

/** Defaults that an API server makes by itself and that are tied to the same sorts of things: half a hundred controllers with a role each are one sentence. */
function stackDefaults(
  cluster: readonly Tile[],
  edges: readonly TileEdge[],
  tiles: ReadonlyMap<string, Tile>,
  foldInto: (from: Tile, into: Tile) => void,
): void {
  const sorts = new Map<string, Set<string>>()
  for (const { source, target, flow } of edges) {
    for (const [id, other, way] of [
      [source, target, '>'],
      [target, source, '<'],
    ] as const) {
      const end = tiles.get(other)
      if (!end) continue
      const known = sorts.get(id) ?? new Set()
      const sort = isDefault(end) || end.namespace !== '' ? `${end.kind} ${end.namespace}` : end.id
      sorts.set(id, known.add(`${way}${flow} ${sort} ${end.ghost ?? ''}`))
    }
  }
  const equal = new Map<string, Tile[]>()
  for (const tile of [...cluster].sort((a, b) => compareNatural(a.id, b.id)))
    if (isDefault(tile)) append(equal, [tile.kind, ...[...(sorts.get(tile.id) ?? [])].sort(compare)].join('\n'), tile)
  for (const [first, ...rest] of equal.values()) {
    if (!first || rest.length + 1 < stackFrom) continue
    nameStack(first, rest.length + 1)
    first.extra = 'defaults'
    for (const tile of rest) foldInto(tile, first)
  }
}

function nameStack(tile: Tile, count: number): void {
  tile.stack = count
  tile.label = plural(count, kindName(tile.kind))
  tile.extra = ''
}

/** More of one kind than are named become one chip: those that no line leads to, and the rest, when they are still too many. */
function stackKinds(
  tiles: readonly Tile[],
  touched: ReadonlySet<string>,
  foldInto: (from: Tile, into: Tile) => void,
  namedItems: number,
): Tile[] {
  const byKind = new Map<string, Tile[]>()
  for (const tile of tiles) append(byKind, `${tile.kind} ${tile.ghost ?? ''}`, tile)
  const stack = (list: readonly Tile[]): Tile[] => {
    const [first, ...rest] = list
    if (!first) return []
    nameStack(
      first,
      list.reduce((sum, tile) => sum + Math.max(1, tile.stack), 0),
    )
    for (const tile of rest) foldInto(tile, first)
    return [first]
  }
  return [...byKind]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, list]) => {
      for (const tile of list) {
        if (tile.stack > 1) continue
        tile.label = tile.name
        tile.extra = shortKind(tile.kind)
      }
      if (list.length <= namedItems) return list
      const [joined, lone] = [list.filter((t) => touched.has(t.id)), list.filter((t) => !touched.has(t.id))]
      const kept = joined.length > namedItems ? stack(joined) : joined
      return [...kept, ...stack(lone)]
    })
}

/** Edges between what is drawn, one per pair and flow, sorted. */
function merged(edges: readonly TileEdge[], tileOf: ReadonlyMap<string, string>, tiles: ReadonlyMap<string, Tile>): TileEdge[] {
  const found = new Map<string, TileEdge>()
  for (const edge of edges) {
    const [source, target] = [standsFor(edge.source, tileOf), standsFor(edge.target, tileOf)]
    if (source === target || !tiles.has(source) || !tiles.has(target)) continue
    const key = `${source}\n${target}\n${edge.flow}`
    const before = found.get(key)
    if (before) {
      before.count += edge.count
      before.broken ||= edge.broken
      before.optional &&= edge.optional
      before.inferred &&= edge.inferred
    } else found.set(key, { ...edge, source, target })
  }
  return [...found.values()].sort((a, b) => compare(a.source, b.source) || compare(a.target, b.target) || compare(a.flow, b.flow))
}

/** What stands for a tile, which may stand in something else itself. */
function standsFor(id: string, tileOf: ReadonlyMap<string, string>): string {
  let at = id
  for (let deep = 0; deep < 4; deep++) {
    const into = tileOf.get(at) ?? at
    if (into === at) return at
    at = into
  }
  return at
}
