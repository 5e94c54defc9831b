import { chipWidth, measures as m, podGrid, podRoom, rowRoom } from './measures.ts'
import { append, compare, roundUp } from './order.ts'
import type { Card, Tile } from './scene.ts'
import { textWidth } from './textWidth.ts'

const columns = ['entry', 'service', 'workload', 'need'] as const

/** Gives a tile its size: by room for Pods, or by its label in the font's own metrics. */
export function sizeTile(tile: Tile): void {
  if (tile.pods) {
    const room = podRoom(tile.desired, tile.pods.length)
    const { columns: cols, pitch, top } = podGrid(room)
    tile.w = 20 + roundUp(cols * pitch, 156)
    tile.h = roundUp(top + Math.ceil(room / cols) * pitch + 7, m.row) - 4
    return
  }
  if (tile.role === 'guard') {
    tile.w = m.guardWidth
    tile.h = m.guardHeight
    return
  }
  // Measured at 14 px, so that labels still fit when the picture is drawn at two thirds. Health changes no size: it changes too often.
  const text = 40 + textWidth(tile.label, 14) + (tile.extra === '' ? 0 : textWidth(tile.extra, 14) + 8)
  tile.w = tile.role === 'workload' ? m.workloadWidth : chipWidth(text)
  tile.h = m.chip
}

/** Inside a card: columns by role, rows by barycentre, guards docked under what they guard. */
export function layoutCard(card: Card): void {
  for (const tile of card.tiles) sizeTile(tile)
  if (card.loose) {
    layoutLoose(card)
    return
  }
  const cols: Tile[][] = columns.map((role) => card.tiles.filter((t) => t.role === role))
  const guards = card.tiles.filter((t) => t.role === 'guard')
  orderRows(card, cols)
  const byId = new Map(card.tiles.map((t) => [t.id, t]))
  const touching = new Map<string, Tile[]>()
  for (const e of card.edges) {
    const a = byId.get(e.source)
    const b = byId.get(e.target)
    if (!a || !b) continue
    append(touching, a.id, b)
    append(touching, b.id, a)
  }
  const docked = new Map<string, Tile[]>()
  const lone: Tile[] = []
  for (const guard of guards) {
    if (guard.dock !== null && byId.get(guard.dock)) append(docked, guard.dock, guard)
    else lone.push(guard)
  }
  let x: number = m.pad
  let bottom = m.head + m.row
  const done = new Set<string>()
  for (const col of cols) {
    if (col.length === 0) continue
    const width = Math.max(...col.map((t) => t.w))
    let y: number = m.head
    for (const tile of col) {
      if (!tile.pods) tile.w = width
      // Short columns stay level with what they touch on the left.
      const left = (touching.get(tile.id) ?? []).filter((t) => done.has(t.id) && t.role !== 'guard')
      const level =
        left.length > 0 && !tile.pods && col.length <= 3
          ? m.head + Math.round((Math.min(...left.map((t) => t.y)) - m.head) / m.row) * m.row
          : m.head
      tile.x = x
      tile.y = Math.max(y, level)
      y = tile.y + tile.h + 4
      const under = docked.get(tile.id) ?? []
      const perRow = Math.max(1, Math.floor((tile.w + 4) / (m.guardWidth + 4)))
      under.forEach((guard, i) => {
        guard.w = perRow > 1 || tile.w < m.guardWidth + 4 ? m.guardWidth : tile.w
        guard.x = x + (i % perRow) * (m.guardWidth + 4)
        guard.y = tile.y + tile.h + 4 + Math.floor(i / perRow) * (m.guardHeight + 4)
      })
      y += Math.ceil(under.length / perRow) * (m.guardHeight + 4) + (under.length > 0 ? 4 : 0)
    }
    for (const tile of col) done.add(tile.id)
    bottom = Math.max(bottom, y)
    x += width + m.columnGap
  }
  lone.forEach((guard, i) => {
    guard.x = m.pad + i * (m.guardWidth + 4)
    guard.y = bottom
  })
  if (lone.length > 0) bottom += m.guardHeight + 4
  const right = Math.max(x - m.columnGap, m.pad + lone.length * (m.guardWidth + 4) - 4, m.pad + 120)
  card.w = roundUp(right + m.pad, 20)
  card.h = m.head + rowRoom(Math.ceil((bottom - m.head) / m.row), 2) * m.row + m.pad - 4
}

/** What nothing refers to: a plain grid. */
function layoutLoose(card: Card): void {
  const perRow = card.tiles.length > 8 ? 3 : card.tiles.length > 3 ? 2 : 1
  let y: number = m.head
  let inRow = 0
  let rowHeight: number = m.chip
  let width = 0
  for (const tile of card.tiles) {
    if (!tile.pods && tile.role !== 'guard') tile.w = 168
    if (inRow === perRow) {
      y += roundUp(rowHeight + 4, m.row)
      inRow = 0
      rowHeight = m.chip
    }
    tile.x = m.pad + inRow * 184
    tile.y = y
    rowHeight = Math.max(rowHeight, tile.h)
    width = Math.max(width, tile.x + tile.w)
    inRow++
  }
  card.w = roundUp(width + m.pad, 20)
  card.h = m.head + rowRoom(Math.ceil((y + rowHeight + 4 - m.head) / m.row), 1) * m.row + m.pad - 4
}

/** Two barycentre sweeps over the columns, ties by id. */
function orderRows(card: Card, cols: Tile[][]): void {
  const neighbours = new Map<string, string[]>()
  for (const e of card.edges) {
    append(neighbours, e.source, e.target)
    append(neighbours, e.target, e.source)
  }
  const rank = new Map<string, number>()
  const note = (): void => {
    for (const col of cols) col.forEach((t, i) => rank.set(t.id, i / Math.max(1, col.length - 1)))
  }
  note()
  for (const order of [cols, [...cols].reverse()]) {
    for (const col of order) {
      const own = new Set(col.map((t) => t.id))
      const centre = new Map(
        col.map((t) => {
          const places = (neighbours.get(t.id) ?? [])
            .filter((id) => !own.has(id))
            .map((id) => rank.get(id))
            .filter((r) => r !== undefined)
          return [t.id, places.length > 0 ? places.reduce((a, b) => a + b, 0) / places.length : (rank.get(t.id) ?? 0)] as const
        }),
      )
      col.sort((a, b) => (centre.get(a.id) ?? 0) - (centre.get(b.id) ?? 0) || compare(a.id, b.id))
      note()
    }
  }
}
