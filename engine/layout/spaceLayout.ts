import { betweenRoutes } from './betweenRoutes.ts'
import { layoutCard, sizeTile } from './cardLayout.ts'
import { cardRoutes } from './cardRoutes.ts'
import { layerBlock } from './layers.ts'
import { measures as m, slotSizes, spaceHead } from './measures.ts'
import { append, compareNatural, roundUp } from './order.ts'
import { roomOf, type CardPlan, type SpacePlan } from './plan.ts'
import { spaceSides, type Box, type Card, type Route, type Space, type SpaceSide } from './scene.ts'
import { bestWidth, pack, type Item } from './shelves.ts'
import { freePlace, settle, type Claim, type Slot } from './slots.ts'
import { UnionFind } from './unionFind.ts'

/** Shapes of a namespace's box that read well. */
const widestShape = 2.6
const tallestShape = 0.9
/** What the strip of cluster-wide things takes below a namespace that is alone. */
const stripHeight = 200
/** A namespace of this many cards keeps room for one more of them. */
const roomFrom = 4

/** How a namespace is laid out in its slot, the best way first. */
const ways: readonly { held: boolean; stay: boolean }[] = [
  { held: false, stay: true },
  { held: true, stay: true },
  { held: true, stay: false },
]

/**
 * Lays out one namespace afresh: joined cards in layers, the rest on shelves, shared things at the sides, room for one more card at the end.
 * Alone in the picture its box is as large as what is in it; among others it has the size of a step, so that it rarely changes.
 */
export function layoutSpace(space: Space, alone = false, roomy = true): void {
  for (const card of space.cards) layoutCard(card)
  packSpace(space, alone, roomy)
}

/** As {@link layoutSpace}, for cards that are laid out already; within a box that is given, when it fits. Says whether it did. */
function packSpace(space: Space, alone: boolean, roomy: boolean, within?: { w: number; h: number }): boolean {
  for (const side of spaceSides) for (const tile of space[side]) sizeTile(tile)
  const items = cardItems(space)
  const left = space.left.length > 0 ? m.sideColumn - 24 : 0
  const right = space.right.length > 0 ? m.sideColumn : 0
  space.head = spaceHead(space.cards.length)
  const ox = m.spacePad + left
  const oy = space.head + (space.guards.length > 0 ? m.row : 0) + 4
  const side = Math.max(space.left.length, space.right.length) * m.row + (left + right > 0 ? 24 : 0)
  const frame: [number, number] = [ox + right + m.spacePad, oy + m.spacePad]
  const placeSides = (): void => {
    space.sides = new Map()
    const put = (name: SpaceSide, x: number, y: number): void => {
      if (space[name].length > 0) placeSide(space, name, { x, y, ...sideSize(space, name) })
    }
    put('left', m.spacePad, oy)
    put('right', space.w - m.spacePad - m.workloadWidth, oy)
    put('guards', m.spacePad, space.head)
  }
  if (within) {
    const inner = within.w - frame[0]
    const [w, h] = inner > 0 ? pack(items, m.cardGap, inner, false) : [Infinity, 0]
    if (w > inner || Math.max(h, side) + frame[1] > within.h || guardsWidth(space) > within.w) return false
    ;[space.w, space.h] = [within.w, within.h]
    pack(items, m.cardGap, inner, true, [ox, oy])
    placeSides()
    return true
  }
  const settleOn = (all: readonly Item[]): void => {
    const inner = chooseSlot(space, all, frame, side, alone)
    if (all.length > 0) pack(all, m.cardGap, inner, true, [ox, oy])
    placeSides()
  }
  settleOn(items)
  const spare = alone || !roomy ? null : spareItem(space.cards)
  // Layers and shelves leave holes: only where there is none that would do, the box is made for one card more.
  if (spare && !freePlace(spare, [...space.cards, ...space.sides.values()], roomOf(space), m.cardGap)) settleOn([...items, spare])
  return true
}

/** The routes of a namespace whose cards have their places, relative to it; then its tiles are put into their cards. */
export function spaceRoutes(space: Space): Route[] {
  const routes = betweenRoutes(space)
  for (const card of space.cards) {
    routes.push(...cardRoutes(card))
    for (const tile of card.tiles) {
      tile.x += card.x
      tile.y += card.y
    }
  }
  return routes
}

/**
 * Lays out a namespace in the slot it has: every card keeps its place, what is new takes a free one. `sizes` are the sizes the slot may have, the
 * present one first. When even the largest has no free place, its cards are packed anew in it. False when that does not fit either.
 */
export function settleSpace(space: Space, plan: SpacePlan, sizes: readonly { w: number; h: number }[]): boolean {
  const plans = matchCards(space.cards, plan)
  space.head = plan.head
  for (const card of space.cards) card.pinned = plans.get(card)?.pinned === true
  for (const side of spaceSides) for (const tile of space[side]) sizeTile(tile)
  for (const { side, tiles } of plan.sides) keepOrder(space, side, tiles)
  // Rather than that a card leaves its place, its Pods stand closer together.
  for (const { held, stay } of ways) {
    for (const card of space.cards) layoutCard(card, plans.get(card), held)
    if (settleInto(space, plan, plans, sizes, stay)) return true
  }
  if (space.cards.some((c) => c.pinned)) return false
  for (const card of space.cards) layoutCard(card, plans.get(card))
  return sizes.some((size) => packSpace(space, false, true, size))
}

function settleInto(
  space: Space,
  plan: SpacePlan,
  plans: ReadonlyMap<Card, CardPlan>,
  sizes: readonly { w: number; h: number }[],
  stay: boolean,
): boolean {
  const sidePlans = new Map(plan.sides.map((s) => [s.side, s]))
  const claims = new Map<Claim, Card | SpaceSide>()
  const claimOf = new Map<string, Claim>()
  const add = (size: { w: number; h: number }, slot: Slot | undefined, what: Card | SpaceSide): void => {
    const wish = typeof what === 'string' || slot ? null : (placed: ReadonlyMap<Claim, Slot>) => beside(what, space, claimOf, placed)
    const claim: Claim = { w: size.w, h: size.h, slot: slot ? { x: slot.x, y: slot.y, w: slot.w, h: slot.h } : null, wish }
    claims.set(claim, what)
    if (typeof what !== 'string') claimOf.set(what.key, claim)
  }
  // A person's places first: nothing takes them.
  for (const card of space.cards) if (card.pinned) add(card, plans.get(card), card)
  for (const name of spaceSides) if (space[name].length > 0) add(sideSize(space, name), sidePlans.get(name), name)
  for (const card of space.cards) if (!card.pinned) add(card, plans.get(card), card)
  for (const size of sizes) {
    const placed = settle([...claims.keys()], roomOf({ ...size, head: space.head }), m.cardGap, stay)
    if (!placed) continue
    ;[space.w, space.h] = [size.w, size.h]
    space.sides = new Map()
    for (const [claim, what] of claims) {
      const box = placed.get(claim) as Slot // settle places all or none
      if (typeof what === 'string') placeSide(space, what, box)
      else Object.assign(what, box)
    }
    return true
  }
  return false
}

/** A card's place in the plan: by its key, else that of the card which holds most of its tiles. */
function matchCards(cards: readonly Card[], plan: SpacePlan): Map<Card, CardPlan> {
  const byKey = new Map(plan.cards.map((c) => [c.key, c]))
  const found = new Map<Card, CardPlan>()
  const free = new Set(plan.cards)
  for (const card of cards) {
    const own = byKey.get(card.key)
    if (!own) continue
    found.set(card, own)
    free.delete(own)
  }
  if (free.size === 0 || found.size === cards.length) return found
  const byTile = new Map([...free].flatMap((c) => c.tiles.map(([id]) => [id, c] as const)))
  for (const card of cards) {
    if (found.has(card)) continue
    const votes = new Map<CardPlan, number>()
    for (const tile of card.tiles) {
      const former = byTile.get(tile.id)
      if (former && free.has(former)) votes.set(former, (votes.get(former) ?? 0) + 1)
    }
    let best: CardPlan | undefined
    for (const [former, count] of votes) if (!best || count > (votes.get(best) ?? 0)) best = former
    if (!best || card.loose !== best.key.endsWith('/~')) continue
    found.set(card, best)
    free.delete(best)
  }
  return found
}

/** Right of who calls it, else left of what it calls; level with them. */
function beside(
  card: Card,
  space: Space,
  claimOf: ReadonlyMap<string, Claim>,
  placed: ReadonlyMap<Claim, Slot>,
): { x: number; y: number } | null {
  const boxOf = (key: string): Slot | undefined => {
    const claim = claimOf.get(key)
    return claim && placed.get(claim)
  }
  const callers = space.flows.filter((e) => e.target === card.key).map((e) => boxOf(e.source))
  const called = space.flows.filter((e) => e.source === card.key).map((e) => boxOf(e.target))
  const known = (list: readonly (Slot | undefined)[]): Slot[] => list.filter((b) => b !== undefined)
  const [from, to] = [known(callers), known(called)]
  const level = (list: readonly Slot[]): number => roundUp(list.reduce((sum, b) => sum + b.y, 0) / list.length, 4)
  if (from.length > 0) return { x: Math.max(...from.map((b) => b.x + b.w)) + m.layerGap, y: level(from) }
  if (to.length > 0) return { x: Math.min(...to.map((b) => b.x)) - m.layerGap - card.w, y: level(to) }
  return null
}

function keepOrder(space: Space, side: SpaceSide, ids: readonly string[]): void {
  const order = new Map(ids.map((id, i) => [id, i]))
  space[side] = space[side]
    .map((tile, i) => ({ tile, at: order.get(tile.id) ?? ids.length + i }))
    .sort((a, b) => a.at - b.at)
    .map(({ tile }) => tile)
}

function cardItems(space: Space): Item[] {
  const join = new UnionFind()
  for (const edge of space.flows) join.join(edge.source, edge.target)
  const groups = new Map<string, Card[]>()
  for (const card of space.cards) append(groups, join.find(card.key), card)
  const blocks = [...groups.values()].filter((g) => g.length > 1)
  const single = [...groups.values()].filter((g) => g.length === 1).flat()
  single.sort((a, b) => Number(a.loose) - Number(b.loose) || compareNatural(a.title, b.title) || compareNatural(a.key, b.key))
  return [
    ...blocks.map((cards) => layerBlock(cards, space.flows)),
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

/** Room for one more card, as large as most are. */
function spareItem(cards: readonly Card[]): Item | null {
  const bound = cards.filter((c) => !c.loose)
  if (bound.length < roomFrom) return null
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  return { w: middle(bound.map((c) => c.w)), h: middle(bound.map((c) => c.h)), put: () => undefined }
}

/** The smallest box of the ladder that holds everything, preferring shapes that read well. Sets the box; returns the width for the shelves. */
function chooseSlot(space: Space, items: readonly Item[], frame: [number, number], side: number, alone: boolean): number {
  const guards = guardsWidth(space)
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

function guardsWidth(space: Space): number {
  return space.guards.length * (m.guardWidth + 4) + m.spacePad * 2
}

/** Room for a caption above the columns of what is shared. */
const caption = 20

function sideSize(space: Space, side: SpaceSide): { w: number; h: number } {
  const n = space[side].length
  if (side === 'guards') return { w: n * (m.guardWidth + 4) - 4, h: m.guardHeight }
  return { w: side === 'left' ? m.sideColumn - 60 : m.workloadWidth, h: caption + n * m.row - 4 }
}

function placeSide(space: Space, side: SpaceSide, box: Box): void {
  space.sides.set(side, box)
  space[side].forEach((tile, i) => {
    if (side !== 'guards') tile.w = side === 'left' ? m.sideColumn - 60 : m.workloadWidth
    tile.x = side === 'guards' ? box.x + i * (m.guardWidth + 4) : box.x
    tile.y = side === 'guards' ? box.y : box.y + caption + i * m.row
  })
}
