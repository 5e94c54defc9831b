import { measures as m } from './measures.ts'
import { append } from './order.ts'
import { whyOf } from './policyLines.ts'
import type { Card, Route, Space } from './scene.ts'

/** How far below its upper edge an edge leaves a card, and enters one. */
const port = 14
/** How far an edge keeps from the cards it passes. */
const clearance = 10

/**
 * Edges between the cards of a namespace, from head to head: past each column of cards between the two it goes through the nearest gap. A
 * function of where the cards stand, so that the same cards always have the same lines, however they came to their places.
 */
export function betweenRoutes(space: Space): Route[] {
  if (space.flows.length === 0) return []
  const cards = new Map(space.cards.map((c) => [c.key, c]))
  const columns = columnsOf(space.cards)
  const out: Route[] = []
  for (const edge of space.flows) {
    const a = cards.get(edge.source)
    const b = cards.get(edge.target)
    if (!a || !b) continue
    const { source, target, flow, broken, optional, inferred, count } = edge
    out.push({
      source,
      target,
      points: path(a, b, columns),
      flow,
      broken,
      optional,
      inferred,
      level: 'between',
      curved: true,
      count,
      ...whyOf(edge),
    })
  }
  return out
}

/** Cards that begin at the same place, from above; columns from the left. */
interface Column {
  x: number
  right: number
  cards: Card[]
}

function columnsOf(cards: readonly Card[]): Column[] {
  const found = new Map<number, Card[]>()
  for (const card of cards) append(found, card.x, card)
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([x, list]) => {
      list.sort((a, b) => a.y - b.y)
      let right = x
      for (const card of list) right = Math.max(right, x + card.w)
      return { x, right, cards: list }
    })
}

function path(a: Card, b: Card, columns: readonly Column[]): [number, number][] {
  const start: [number, number] = [a.x + a.w, a.y + port]
  const end: [number, number] = [b.x, b.y + port]
  // Backwards, or above each other: out on the right, around, in from the left.
  if (end[0] < start[0] + 8)
    return [
      [a.x, a.y + 18],
      [a.x - 16, a.y + 18],
      [b.x + b.w + 16, b.y + 18],
      [b.x + b.w, b.y + 18],
    ]
  const points = [start]
  let y = start[1]
  const span = end[0] - start[0]
  // A wider card beside it in its column would lie over the line: out from between them first.
  const next = columns.find(({ x }) => x >= start[0])
  const out = Math.min(pastNeighbour(a, b, columns), end[0] - 8, next?.x ?? Infinity)
  if (out > start[0]) points.push([out, start[1]])
  for (const column of columns) {
    if (column.x < start[0] || column.x >= end[0]) continue
    // Where a straight way would be at this column.
    const straight = start[1] + ((end[1] - start[1]) * (column.x - start[0])) / span
    const through = gapNear(column.cards, (y + straight) / 2, b)
    if (through === null) continue
    y = through.y
    const right = Math.min(through.right, end[0] - 8)
    if (right > column.x) points.push([column.x, y], [right, y])
  }
  points.push(end)
  return points
}

/** How far the next card in a card's column, on the way to another, reaches to the right; 0 when there is none. */
function pastNeighbour(a: Card, b: Card, columns: readonly Column[]): number {
  const cards = columns.find(({ x }) => x === a.x)?.cards ?? []
  const next = cards[cards.indexOf(a) + (b.y < a.y ? -1 : 1)]
  return next ? next.x + next.w : 0
}

/** The free height of a column that is nearest to a wish; null when nothing stands there. */
function gapNear(cards: readonly Card[], y: number, goal: Card): { y: number; right: number } | null {
  let low = 0
  let high = cards.length
  while (low < high) {
    const middle = (low + high) >> 1
    const card = cards[middle] as Card // in range
    if (card.y + card.h + clearance <= y) low = middle + 1
    else high = middle
  }
  const hit = cards[low]
  if (!hit || hit === goal || y <= hit.y - clearance) return null
  // Up or down, past everything that stands without room for a line.
  let up = low
  while (up > 0 && gap(cards, up - 1) < clearance) up--
  let down = low
  while (down < cards.length - 1 && gap(cards, down) < clearance) down++
  const above = Math.max((cards[up]?.y ?? 0) - clearance, 0)
  const last = cards[down] as Card // in range
  const below = last.y + last.h + clearance
  const right = Math.max(...cards.slice(up, down + 1).map((c) => c.x + c.w))
  return { y: y - above <= below - y && above > m.head ? above : below, right }
}

function gap(cards: readonly Card[], i: number): number {
  const a = cards[i] as Card // in range
  const b = cards[i + 1] as Card // in range
  return b.y - a.y - a.h
}
