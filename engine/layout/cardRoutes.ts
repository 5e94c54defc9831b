import { whyOf } from './policyLines.ts'
import type { Card, Route, Tile } from './scene.ts'

/** Edges inside a card, relative to the namespace: a curve to the next column, else a lane at the card's foot. Called before tiles are moved. */
export function cardRoutes(card: Card): Route[] {
  const byId = new Map(card.tiles.map((t) => [t.id, t]))
  const out: Route[] = []
  let beside = 0
  let lanes = 0
  for (const edge of card.edges) {
    const a = byId.get(edge.source)
    const b = byId.get(edge.target)
    // A docked guard touches what it guards.
    if (!a || !b || (edge.flow === 'policy' && (a.dock === b.id || b.dock === a.id))) continue
    const [left, right] = a.x <= b.x ? [a, b] : [b, a]
    const y1 = anchor(left)
    const y2 = anchor(right)
    const x1 = left.x + left.w
    const x2 = right.x
    let points: [number, number][]
    if (a.role === 'guard' || b.role === 'guard') {
      points = [
        [a.x + a.w / 2, a.y > b.y ? a.y : a.y + a.h],
        [b.x + Math.min(b.w / 2, 30), a.y > b.y ? b.y + b.h : b.y],
      ]
    } else if (a.x === b.x) {
      const reach = x1 + 10 + (beside++ % 6) * 4
      points = [
        [x1, y1 + 6],
        [reach, y1 + 6],
        [reach, y2 - 6],
        [x1, y2 - 6],
      ]
    } else if (isFree(card, left, right))
      points = [
        [x1, y1],
        [x2, y2],
      ]
    else {
      const lane = lanes++
      const foot = card.h - 6 - (lane % 2) * 3
      const bend = 10 + (lane % 3) * 4
      points = [
        [x1, y1],
        [x1 + bend, y1],
        [x1 + bend, foot],
        [x2 - bend, foot],
        [x2 - bend, y2],
        [x2, y2],
      ]
    }
    if (a !== left && a.role !== 'guard' && b.role !== 'guard') points.reverse()
    out.push({
      source: a.id,
      target: b.id,
      points: points.map(([x, y]) => [card.x + x, card.y + y]),
      flow: edge.flow,
      broken: edge.broken,
      optional: edge.optional,
      inferred: edge.inferred,
      level: 'card',
      curved: points.length === 2,
      count: edge.count,
      ...whyOf(edge),
    })
  }
  return out
}

function anchor(tile: Tile): number {
  return tile.y + (tile.pods ? 18 : tile.h / 2)
}

function isFree(card: Card, left: Tile, right: Tile): boolean {
  const top = Math.min(left.y, right.y)
  const bottom = Math.max(left.y, right.y) + 24
  return !card.tiles.some(
    (t) => t !== left && t !== right && t.x >= left.x + left.w && t.x + t.w <= right.x && t.y < bottom && t.y + t.h > top,
  )
}
