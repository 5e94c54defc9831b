import { layoutCard, sizeTile } from './cardLayout.ts'
import { cardRoutes } from './cardRoutes.ts'
import { layerBlock } from './layers.ts'
import { measures as m, slotSizes, spaceHead } from './measures.ts'
import { append, compareNatural, roundUp } from './order.ts'
import type { Card, Route, Space } from './scene.ts'
import { bestWidth, pack, type Item } from './shelves.ts'
import { UnionFind } from './unionFind.ts'

/** Shapes of a namespace's box that read well. */
const widestShape = 2.6
const tallestShape = 0.9
/** What the strip of cluster-wide things takes below a namespace that is alone. */
const stripHeight = 200

/**
 * Lays out one namespace: joined cards in layers, the rest on shelves, shared things at the sides. Returns its routes, relative to it.
 * Alone in the picture its box is as large as what is in it; among others it has the size of a step, so that it rarely changes.
 */
export function layoutSpace(space: Space, alone = false): Route[] {
  for (const card of space.cards) layoutCard(card)
  for (const tile of [...space.left, ...space.right, ...space.guards]) sizeTile(tile)
  const between: Route[] = []
  const items = cardItems(space, between)
  const left = space.left.length > 0 ? m.sideColumn - 24 : 0
  const right = space.right.length > 0 ? m.sideColumn : 0
  const ox = m.spacePad + left
  const oy = spaceHead(space.cards.length) + (space.guards.length > 0 ? m.row : 0) + 4
  const side = Math.max(space.left.length, space.right.length) * m.row + (left + right > 0 ? 24 : 0)
  const frame: [number, number] = [ox + right + m.spacePad, oy + m.spacePad]
  const shifted = items.map((item): Item => ({
    w: item.w,
    h: item.h,
    put(x, y) {
      item.put(x + ox, y + oy)
    },
  }))
  const inner = chooseSlot(space, items, frame, side, alone)
  if (shifted.length > 0) pack(shifted, m.cardGap, inner, true)
  placeSides(space, oy)
  const routes = between
  for (const card of space.cards) {
    routes.push(...cardRoutes(card))
    for (const tile of card.tiles) {
      tile.x += card.x
      tile.y += card.y
    }
  }
  return routes
}

function cardItems(space: Space, routes: Route[]): Item[] {
  const join = new UnionFind()
  for (const edge of space.flows) join.join(edge.source, edge.target)
  const groups = new Map<string, Card[]>()
  for (const card of space.cards) append(groups, join.find(card.key), card)
  const blocks = [...groups.values()].filter((g) => g.length > 1)
  const single = [...groups.values()].filter((g) => g.length === 1).flat()
  single.sort((a, b) => Number(a.loose) - Number(b.loose) || compareNatural(a.title, b.title) || compareNatural(a.key, b.key))
  return [
    ...blocks.map((cards) => layerBlock(cards, space.flows, routes)),
    ...single.map((card): Item => ({
      w: card.w,
      h: card.h,
      put(x, y) {
        card.x = x
        card.y = y
      },
    })),
  ]
}

/** The smallest box of the ladder that holds everything, preferring shapes that read well. Sets the box; returns the width for the shelves. */
function chooseSlot(space: Space, items: readonly Item[], frame: [number, number], side: number, alone: boolean): number {
  const guards = space.guards.length * (m.guardWidth + 4) + m.spacePad * 2
  if (items.length === 0) {
    space.w = roundUp(Math.max(200, guards, frame[0]), 20)
    space.h = roundUp(Math.max(frame[1] + side, 60), 20)
    return 0
  }
  let score = Infinity
  let inner = 0
  for (const slot of slotSizes) {
    const width = slot - frame[0]
    if (width <= 0 || guards > slot) continue
    const [w, h] = pack(items, m.cardGap, width, false)
    if (w > width) continue
    const needed = Math.max(h, side) + frame[1]
    const height = slotSizes.find((s) => s >= needed) ?? roundUp(needed, 400)
    if (alone) {
      const tight: [number, number] = [roundUp(Math.max(w + frame[0], guards), 20), roundUp(needed, 20)]
      // Below it lies the strip of cluster-wide things.
      const reach = Math.max(tight[0], (tight[1] + stripHeight) * m.aspect)
      if (reach >= score) continue
      score = reach
      inner = width
      ;[space.w, space.h] = tight
      continue
    }
    const shape = slot / height
    const worth = slot * height * (shape < tallestShape ? 1.6 - shape / 1.5 : shape > widestShape ? shape / widestShape : 1)
    if (worth < score) {
      score = worth
      inner = width
      space.w = slot
      space.h = height
    }
  }
  if (inner > 0) return inner
  // Wider than the ladder: a box of its own size.
  const width = bestWidth(items, m.cardGap)
  const [w, h] = pack(items, m.cardGap, width, false)
  space.w = roundUp(Math.max(w + frame[0], guards), 400)
  space.h = roundUp(Math.max(h, side) + frame[1], 400)
  return width
}

function placeSides(space: Space, oy: number): void {
  space.left.forEach((tile, i) => {
    tile.w = m.sideColumn - 60
    tile.x = m.spacePad
    tile.y = oy + 20 + i * m.row
  })
  space.right.forEach((tile, i) => {
    tile.w = m.workloadWidth
    tile.x = space.w - m.spacePad - m.workloadWidth
    tile.y = oy + 20 + i * m.row
  })
  space.guards.forEach((tile, i) => {
    tile.x = m.spacePad + i * (m.guardWidth + 4)
    tile.y = spaceHead(space.cards.length)
  })
}
