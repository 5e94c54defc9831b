import { measures as m } from './measures.ts'
import { append, compareNatural, roundUp } from './order.ts'
import type { Band, Tile, TileEdge } from './scene.ts'
import { textWidth } from './textWidth.ts'
import { UnionFind } from './unionFind.ts'

/** Rows of a band whose tiles no lines join. */
const plainRows = 5
const nodeWidth = 152
const itemWidth = 184
const longWidth = 248
const squarePitch = 14
/** Between columns: without lines, with ways down to tiles, and with lines from column to column. */
const gaps = { plain: 8, lines: 20, joined: 44 }
/** How much wider than high a band of joined tiles is. */
const shape = 5
/** More columns than this side by side are not told apart. */
const mostRanks = 3

/** What the tiles of a band do with each other: lines among them, by their columns. */
export interface BandLoad {
  /** The column of each tile that is joined with another one of the band. */
  rank: ReadonlyMap<string, number>
  neighbours: ReadonlyMap<string, readonly string[]>
}

/** How the tiles of a band hang together. */
export function bandLoad(tiles: readonly Tile[], edges: readonly TileEdge[]): BandLoad {
  const own = new Set(tiles.map((t) => t.id))
  const neighbours = new Map<string, string[]>()
  const targets = new Map<string, string[]>()
  const sources = new Map<string, number>()
  for (const { source, target } of edges) {
    if (!own.has(source) || !own.has(target)) continue
    append(neighbours, source, target)
    append(neighbours, target, source)
    append(targets, source, target)
    sources.set(target, (sources.get(target) ?? 0) + 1)
  }
  // Columns by the longest way to a tile; what goes in circles stands where its first place is.
  const rank = new Map<string, number>()
  let open = [...neighbours.keys()].filter((id) => !sources.has(id)).sort(compareNatural)
  for (const id of neighbours.keys()) rank.set(id, 0)
  for (let depth = 0; depth < mostRanks && open.length > 0; depth++) {
    for (const id of open) rank.set(id, depth)
    open = [...new Set(open.flatMap((id) => targets.get(id) ?? []))]
  }
  return { rank, neighbours }
}

/** Gives the tiles of a band their places in it, and the band its size. Without a load they are a plain list in columns. */
export function placeInBand(band: Band, load: BandLoad | null): void {
  for (const tile of band.tiles) tile.w = tile.h = band.squares ? squarePitch - 3 : m.chip
  const n = band.tiles.length
  if (band.squares) {
    const columns = Math.max(10, Math.ceil(n / 10))
    band.tiles.forEach((tile, i) => {
      tile.x = m.pad + (i % columns) * squarePitch
      tile.y = m.head + Math.floor(i / columns) * squarePitch
    })
    sizeBand(band, columns * squarePitch, roundUp(Math.ceil(n / columns) * squarePitch, m.row))
    return
  }
  const gap = load ? gaps.lines : gaps.plain
  const groups = load ? groupsOf(band.tiles, load) : []
  const lone = load ? band.tiles.filter((t) => !load.rank.has(t.id)) : band.tiles
  const width = widthOf(band, load !== null)
  const total = groups.reduce((sum, g) => sum + g.rows * g.columns.length, 0) + lone.length
  const tallest = groups.reduce((most, g) => Math.max(most, g.rows), plainRows)
  const limit = groups.length === 0 ? plainRows : Math.max(tallest, Math.ceil(Math.sqrt((total * (width + gap)) / m.row / shape)))
  let x = 0
  let most = 0
  // Into the first block that has room: the widest groups come first.
  const blocks: { x: number; columns: number; rows: number }[] = []
  for (const group of groups) {
    const columns = group.columns.length
    let block = blocks.find((b) => b.columns >= columns && b.rows + group.rows <= limit)
    if (!block) {
      blocks.push((block = { x, columns, rows: 0 }))
      x += columns * width + (columns - 1) * gaps.joined + gap
    }
    for (const [i, column] of group.columns.entries()) {
      for (const { tile, at } of column) {
        tile.x = m.pad + block.x + i * (width + gaps.joined)
        tile.y = m.head + (block.rows + at) * m.row
      }
    }
    block.rows += group.rows
    most = Math.max(most, block.rows)
  }
  lone.forEach((tile, i) => {
    tile.x = m.pad + x + Math.floor(i / limit) * (width + gap)
    tile.y = m.head + (i % limit) * m.row
  })
  for (const tile of band.tiles) tile.w = width
  most = Math.max(most, Math.min(lone.length, limit))
  sizeBand(band, x + Math.ceil(lone.length / limit) * (width + gap) - gap, most * m.row)
}

/** Names that say where lines lead are worth more room. */
function widthOf(band: Band, isJoined: boolean): number {
  if (band.title.startsWith('Nodes')) return nodeWidth
  const text = band.tiles.reduce((most, t) => Math.max(most, textWidth(t.label, 11.5) + textWidth(t.extra, 10.5)), 0)
  return isJoined && text + 44 > itemWidth ? longWidth : itemWidth
}

function sizeBand(band: Band, w: number, h: number): void {
  band.w = m.pad * 2 + Math.max(140, w)
  band.h = m.head + h + m.pad - 4
}

/** Tiles that lines join: columns from left to right, each tile in its row. */
interface Group {
  columns: { tile: Tile; at: number }[][]
  rows: number
}

function groupsOf(tiles: readonly Tile[], { rank, neighbours }: BandLoad): Group[] {
  const join = new UnionFind()
  for (const [id, others] of neighbours) for (const other of others) join.join(id, other)
  const found = new Map<string, Tile[]>()
  for (const tile of tiles) if (rank.has(tile.id)) append(found, join.find(tile.id), tile)
  return [...found.values()]
    .map((members) => groupOf(members, rank, neighbours))
    .sort((a, b) => b.columns.length - a.columns.length || b.rows - a.rows || compareNatural(firstOf(a), firstOf(b)))
}

function firstOf({ columns }: Group): string {
  return columns[0]?.[0]?.tile.id ?? ''
}

/** Rows follow the neighbours on the left, so that lines run level where they can. */
function groupOf(members: readonly Tile[], rank: BandLoad['rank'], neighbours: BandLoad['neighbours']): Group {
  const ranks = [...new Set(members.map((t) => rank.get(t.id) ?? 0))].sort((a, b) => a - b)
  const placed = new Map<string, number>()
  let rows = 0
  const columns = ranks.map((r) => {
    const wished = members
      .filter((t) => rank.get(t.id) === r)
      .map((tile) => {
        const near = (neighbours.get(tile.id) ?? []).flatMap((id) => placed.get(id) ?? [])
        return { tile, many: near.length > 1, wish: near.length > 0 ? near.reduce((a, b) => a + b, 0) / near.length : Infinity }
      })
      // What belongs to one thing stands beside it; what many share, below.
      .sort(
        (a, b) =>
          Number(a.many) - Number(b.many) ||
          a.wish - b.wish ||
          compareNatural(firstTarget(a.tile, neighbours), firstTarget(b.tile, neighbours)) ||
          compareNatural(a.tile.id, b.tile.id),
      )
    let at = 0
    const column = wished.map(({ tile, wish }, i) => {
      // As near to its wish as leaves rows for those that follow.
      at = wish === Infinity ? at : Math.max(at, Math.min(Math.round(wish), Math.max(at, rows - (wished.length - i))))
      placed.set(tile.id, at)
      return { tile, at: at++ }
    })
    rows = Math.max(rows, at)
    return column
  })
  return { columns, rows }
}

/** What is joined with the same thing stands together. */
function firstTarget(tile: Tile, neighbours: BandLoad['neighbours']): string {
  const ids = neighbours.get(tile.id) ?? []
  let hub = ''
  let most = 0
  for (const id of ids) {
    const count = neighbours.get(id)?.length ?? 0
    if (count > most) [hub, most] = [id, count]
  }
  return hub
}
