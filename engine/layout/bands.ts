import { groupOf, kindName } from '../contract/index.ts'
import { measures as m } from './measures.ts'
import { append, compare, compareNatural, roundUp } from './order.ts'
import type { Band, Tile } from './scene.ts'
import { shortKind } from './kindRoles.ts'

/** More nodes of a zone than this are squares. */
const namedNodes = 15
const rows = 5
const nodeWidth = 152
const itemWidth = 184
const squarePitch = 14

const zoneLabel = 'topology.kubernetes.io/zone'

/** Bands of cluster-scoped things: nodes by zone, storage, roles, the rest. What is stacked (more than `namedItems` of one kind) goes into the first of its kind. */
export function makeBands(cluster: readonly Tile[], foldInto: (from: Tile, into: Tile) => void, namedItems: number): Band[] {
  const groups = new Map<string, Tile[]>()
  for (const tile of [...cluster].sort((a, b) => compareNatural(a.id, b.id))) append(groups, bandOf(tile), tile)
  const titles = [...groups.keys()].sort((a, b) => bandRank(a) - bandRank(b) || compare(a, b))
  return titles.map((title) => {
    const tiles = groups.get(title) ?? []
    const nodes = title.startsWith('Nodes')
    const drawn = nodes ? tiles : stackKinds(tiles, foldInto, namedItems)
    const band: Band = {
      title,
      tiles: drawn,
      total: tiles.length,
      squares: nodes && drawn.length > namedNodes,
      scale: 1,
      x: 0,
      y: 0,
      w: 0,
      h: 0,
    }
    placeInBand(band)
    return band
  })
}

function bandOf(tile: Tile): string {
  if (tile.kind === 'core/Node') return `Nodes · ${tile.labels[zoneLabel] ?? 'no zone'}`
  if (groupOf(tile.kind) === 'storage.k8s.io' || tile.kind === 'core/PersistentVolume') return 'Storage'
  if (groupOf(tile.kind) === 'rbac.authorization.k8s.io') return 'Access'
  if (tile.kind.endsWith('Class')) return 'Classes'
  if (tile.kind.startsWith('pseudo/')) return tile.kind.endsWith('Set') ? 'Sets' : outside.has(tile.kind) ? 'Outside' : 'Notions'
  return 'Cluster'
}

const outside: ReadonlySet<string> = new Set(['pseudo/Host', 'pseudo/Address', 'pseudo/AddressRange', 'pseudo/Internet'])

function bandRank(title: string): number {
  return ['Nodes', 'Storage', 'Classes', 'Access', 'Cluster', 'Sets', 'Notions', 'Outside'].findIndex((start) => title.startsWith(start))
}

function stackKinds(tiles: readonly Tile[], foldInto: (from: Tile, into: Tile) => void, namedItems: number): Tile[] {
  const byKind = new Map<string, Tile[]>()
  for (const tile of tiles) append(byKind, `${tile.kind} ${tile.ghost ?? ''}`, tile)
  return [...byKind]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, list]) => {
      const [first, ...rest] = list
      if (!first || list.length <= namedItems) {
        for (const tile of list) {
          tile.label = tile.name
          tile.extra = shortKind(tile.kind)
        }
        return list
      }
      first.stack = list.length
      first.label = `${list.length} ${kindName(first.kind)}s`
      first.extra = ''
      for (const tile of rest) foldInto(tile, first)
      return [first]
    })
}

function placeInBand(band: Band): void {
  const n = band.tiles.length
  const [cell, gap] = band.squares ? [squarePitch, 0] : [band.title.startsWith('Nodes') ? nodeWidth : itemWidth, 8]
  const columns = band.squares ? Math.max(10, Math.ceil(n / 10)) : Math.max(1, Math.ceil(n / rows))
  band.tiles.forEach((tile, i) => {
    const [column, row] = band.squares ? [i % columns, Math.floor(i / columns)] : [Math.floor(i / rows), i % rows]
    tile.w = band.squares ? squarePitch - 3 : cell
    tile.h = band.squares ? squarePitch - 3 : m.chip
    tile.x = m.pad + column * (cell + gap)
    tile.y = m.head + row * (band.squares ? squarePitch : m.row)
  })
  band.w = m.pad * 2 + Math.max(140, columns * (cell + gap) - gap)
  band.h = m.head + (band.squares ? roundUp(Math.ceil(n / columns) * squarePitch, m.row) : Math.min(n, rows) * m.row) + m.pad - 4
}
