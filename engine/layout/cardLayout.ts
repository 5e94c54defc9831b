import { chipWidth, measures as m, podRoom, podTileSize, rowRoom } from './measures.ts'
import { append, compare, roundUp } from './order.ts'
import type { CardPlan } from './plan.ts'
import type { Card, Tile } from './scene.ts'
import { textWidth } from './textWidth.ts'

const columns = ['entry', 'service', 'workload', 'need'] as const

/** Gives a tile its size: by room for Pods, or by its label in the font's own metrics. `held`: what makes Pods keeps this size, however many they are. */
export function sizeTile(tile: Tile, held?: { w: number; h: number }): void {
  if (tile.pods) {
    const { w, h } = held ?? podTileSize(podRoom(tile.desired, tile.pods.length))
    tile.w = w
    tile.h = h
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

/** A tile with what is docked under it. */
interface Stack {
  tile: Tile
  guards: readonly Tile[]
  perRow: number
  h: number
}

/**
 * Inside a card: columns by role, rows by barycentre, guards docked under what they guard. With a plan every tile keeps its place and the card at
 * least its size; what is new takes the first free row of its column. `held`: there is no room around the card, so that tiles of Pods keep their sizes too.
 */
export function layoutCard(card: Card, plan?: CardPlan, held = false): void {
  const places = new Map(plan?.tiles.map(([id, x, y, w, h]) => [id, { x, y, w, h }]))
  for (const tile of card.tiles) sizeTile(tile, held ? places.get(tile.id) : undefined)
  if (card.loose) layoutLoose(card, places)
  else layoutColumns(card, places)
  card.w = Math.max(card.w, plan?.w ?? 0)
  card.h = Math.max(card.h, plan?.h ?? 0)
}

type Places = ReadonlyMap<string, { x: number; y: number; w: number; h: number }>

function layoutColumns(card: Card, places: Places): void {
  const cols: Tile[][] = columns.map((role) => card.tiles.filter((t) => t.role === role))
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
  for (const guard of card.tiles) {
    if (guard.role !== 'guard') continue
    if (guard.dock !== null && byId.get(guard.dock)) append(docked, guard.dock, guard)
    else lone.push(guard)
  }
  let x: number = m.pad
  let bottom = m.head + m.row
  const done = new Set<string>()
  for (const col of cols) {
    if (col.length === 0) continue
    const kept = col.map((t) => places.get(t.id)).filter((p) => p !== undefined)
    const width = Math.max(...col.map((t) => t.w), ...kept.map((p) => p.w))
    x = Math.max(x, ...kept.map((p) => p.x))
    const stacks = col.map((tile): Stack => {
      tile.x = x
      if (!tile.pods) tile.w = width
      const guards = docked.get(tile.id) ?? []
      const perRow = Math.max(1, Math.floor((tile.w + 4) / (m.guardWidth + 4)))
      return { tile, guards, perRow, h: tile.h + 4 + Math.ceil(guards.length / perRow) * (m.guardHeight + 4) + (guards.length > 0 ? 4 : 0) }
    })
    const fresh = kept.length === 0
    const known = stacks.filter((s) => places.has(s.tile.id)).sort((a, b) => plannedY(a, places) - plannedY(b, places))
    let y: number = m.head
    for (const stack of fresh ? stacks : known) {
      // Short columns stay level with what they touch on the left.
      const left = (touching.get(stack.tile.id) ?? []).filter((t) => done.has(t.id) && t.role !== 'guard')
      const level =
        left.length > 0 && !stack.tile.pods && col.length <= 3
          ? m.head + Math.round((Math.min(...left.map((t) => t.y)) - m.head) / m.row) * m.row
          : m.head
      stack.tile.y = Math.max(y, fresh ? level : plannedY(stack, places))
      y = stack.tile.y + stack.h
    }
    if (!fresh) for (const stack of stacks) if (!places.has(stack.tile.id)) takeRow(stack, known)
    for (const stack of stacks) {
      placeGuards(stack)
      bottom = Math.max(bottom, stack.tile.y + stack.h)
      done.add(stack.tile.id)
    }
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

function plannedY(stack: Stack, places: Places): number {
  return places.get(stack.tile.id)?.y ?? m.head
}

/** Puts what is new into the first free rows of a column; `column` is from above, and stays so. */
function takeRow(stack: Stack, column: Stack[]): void {
  let y: number = m.head
  let at = 0
  for (; at < column.length; at++) {
    const next = column[at] as Stack // at is in range
    if (y + stack.h <= next.tile.y) break
    y = roundUp(next.tile.y + next.h - m.head, 4) + m.head
  }
  stack.tile.y = y
  column.splice(at, 0, stack)
}

function placeGuards({ tile, guards, perRow }: Stack): void {
  guards.forEach((guard, i) => {
    guard.w = perRow > 1 || tile.w < m.guardWidth + 4 ? m.guardWidth : tile.w
    guard.x = tile.x + (i % perRow) * (m.guardWidth + 4)
    guard.y = tile.y + tile.h + 4 + Math.floor(i / perRow) * (m.guardHeight + 4)
  })
}

const looseWidth = 168
const loosePitch = 184

/** What nothing refers to: a plain grid. Its tiles are chips, all of one height. */
function layoutLoose(card: Card, places: Places): void {
  const kept = card.tiles.map((t) => places.get(t.id)).filter((p) => p !== undefined)
  const fresh = card.tiles.length > 8 ? 3 : card.tiles.length > 3 ? 2 : 1
  const perRow = kept.length === 0 ? fresh : Math.max(...kept.map((p) => cell(p).column + 1))
  const taken = new Set<number>()
  const put = (tile: Tile, at: number): void => {
    tile.w = looseWidth
    tile.x = m.pad + (at % perRow) * loosePitch
    tile.y = m.head + Math.floor(at / perRow) * m.row
    taken.add(at)
  }
  const rest: Tile[] = []
  for (const tile of card.tiles) {
    const place = places.get(tile.id)
    const at = place ? cell(place).row * perRow + cell(place).column : -1
    if (at < 0 || taken.has(at)) rest.push(tile)
    else put(tile, at)
  }
  let next = 0
  for (const tile of rest) {
    while (taken.has(next)) next++
    put(tile, next)
  }
  const rows = Math.floor(Math.max(0, ...taken) / perRow) + 1
  card.w = roundUp(m.pad + (Math.min(perRow, Math.max(1, card.tiles.length)) - 1) * loosePitch + looseWidth + m.pad, 20)
  card.h = m.head + rowRoom(rows, 1) * m.row + m.pad - 4
}

function cell({ x, y }: { x: number; y: number }): { column: number; row: number } {
  return { column: Math.max(0, Math.round((x - m.pad) / loosePitch)), row: Math.max(0, Math.round((y - m.head) / m.row)) }
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
