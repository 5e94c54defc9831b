import type { EngineError, ObjectId } from '../contract/index.ts'
import { measures as m } from './measures.ts'
import { compare } from './order.ts'
import { spaceSides, type Band, type Box, type Card, type Scene, type Space, type SpaceSide } from './scene.ts'
import { freePlace, type Slot } from './slots.ts'

/** Names the layout's algorithm: equal objects, equal plan and equal seed are equal positions. */
export const layoutSeed = 'architecture-2'

const version = 1

/** A place that is kept, in layout units. */
export interface PlannedSlot extends Slot {
  /** A person put it here. */
  pinned?: true
}

/** A card's slot, relative to its namespace, and the places of its tiles in it: id, x, y, width, height. */
export interface CardPlan extends PlannedSlot {
  key: string
  tiles: readonly (readonly [ObjectId, number, number, number, number])[]
}

/** What several cards of a namespace share: its slot, relative to the namespace, and its tiles from above. */
export interface SidePlan extends Slot {
  side: SpaceSide
  tiles: readonly ObjectId[]
}

/** A namespace's slot and what is in it. */
export interface SpacePlan extends PlannedSlot {
  name: string
  head: number
  cards: readonly CardPlan[]
  sides: readonly SidePlan[]
}

/** The slot of a band of cluster-wide things. */
export interface BandPlan extends Slot {
  title: string
  scale: number
}

/**
 * The slots of a picture on screen. With it a change moves nothing outside of its own slot; without it the picture is that of the objects alone.
 * Plain data, sorted: it is kept as JSON.
 */
export interface Plan {
  version: typeof version
  layoutSeed: string
  spaces: readonly SpacePlan[]
  bands: readonly BandPlan[]
}

/** The plan of a scene. Pins of what is not there at the moment are kept from the plan before. */
export function planOf(scene: Scene, before?: Plan): Plan {
  const spaces = scene.spaces.map((space) =>
    spacePlan(
      space,
      before?.spaces.find((s) => s.name === space.name),
    ),
  )
  const there = new Set(scene.spaces.map((s) => s.name))
  for (const gone of before?.spaces ?? []) if (gone.pinned && !there.has(gone.name)) spaces.push(gone)
  return {
    version,
    layoutSeed,
    spaces: spaces.sort((a, b) => compare(a.name, b.name)),
    bands: scene.bands.map(bandPlan).sort((a, b) => compare(a.title, b.title)),
  }
}

function spacePlan(space: Space, before: SpacePlan | undefined): SpacePlan {
  const cards = space.cards.map((card) => cardPlan(card, space))
  const there = new Set(space.cards.map((c) => c.key))
  for (const gone of before?.cards ?? []) if (gone.pinned && !there.has(gone.key)) cards.push(gone)
  return {
    name: space.name,
    ...slotOf(space),
    ...(space.pinned ? { pinned: true } : {}),
    head: space.head,
    cards: cards.sort((a, b) => compare(a.key, b.key)),
    sides: spaceSides.flatMap((side) => {
      const box = space.sides.get(side)
      return box ? [{ side, ...slotOf(box, space), tiles: space[side].map((t) => t.id) }] : []
    }),
  }
}

function cardPlan(card: Card, space: Space): CardPlan {
  return {
    key: card.key,
    ...slotOf(card, space),
    ...(card.pinned ? { pinned: true } : {}),
    tiles: card.tiles.map((t) => [t.id, t.x - card.x, t.y - card.y, t.w, t.h] as const).sort((a, b) => compare(a[0], b[0])),
  }
}

function bandPlan(band: Band): BandPlan {
  return { title: band.title, ...slotOf(band), scale: band.scale }
}

function slotOf(box: Box, from: { x: number; y: number } = { x: 0, y: 0 }): Slot {
  return { x: box.x - from.x, y: box.y - from.y, w: box.w, h: box.h }
}

/** A person moved a namespace: the plan with it at the nearest free place, pinned. The same plan when it knows no such namespace. */
export function pinSpace(plan: Plan, name: string, at: { x: number; y: number }): Plan {
  const space = plan.spaces.find((s) => s.name === name)
  if (!space) return plan
  const others = [...plan.spaces.filter((s) => s !== space), ...plan.bands]
  const reach = {
    x: m.spaceGap,
    y: m.spaceGap,
    w: Math.max(at.x, right(others)) + space.w * 2,
    h: Math.max(at.y, bottom(others)) + space.h * 2,
  }
  const place = freePlace(space, others, reach, m.spaceGap, grid(at)) ?? space
  const moved: SpacePlan = { ...space, ...place, pinned: true }
  return { ...plan, spaces: plan.spaces.map((s) => (s === space ? moved : s)) }
}

/** A person moved a card inside its namespace; `at` is relative to the namespace. As {@link pinSpace}. */
export function pinCard(plan: Plan, name: string, key: string, at: { x: number; y: number }): Plan {
  const space = plan.spaces.find((s) => s.name === name)
  const card = space?.cards.find((c) => c.key === key)
  if (!space || !card) return plan
  const others = [...space.cards.filter((c) => c !== card), ...space.sides]
  const place = freePlace(card, others, roomOf(space), m.cardGap, grid(at)) ?? card
  const moved: CardPlan = { ...card, ...place, pinned: true }
  const changed: SpacePlan = { ...space, cards: space.cards.map((c) => (c === card ? moved : c)) }
  return { ...plan, spaces: plan.spaces.map((s) => (s === space ? changed : s)) }
}

/** A person lets a box go again: it keeps its place, until something needs it. The same plan when nothing was pinned. */
export function unpin(plan: Plan, name: string, key: string | null): Plan {
  const free = <T extends PlannedSlot>({ pinned: _pinned, ...box }: T): Omit<T, 'pinned'> => box
  const spaces = plan.spaces.map((space): SpacePlan => {
    if (space.name !== name) return space
    if (key === null) return free(space)
    return { ...space, cards: space.cards.map((card): CardPlan => (card.key === key ? free(card) : card)) }
  })
  return { ...plan, spaces }
}

/** Where in a namespace's box cards may stand. */
export function roomOf(space: { w: number; h: number; head: number }): Slot {
  return { x: m.spacePad, y: space.head, w: space.w - 2 * m.spacePad, h: space.h - space.head - m.spacePad }
}

function right(boxes: readonly Slot[]): number {
  return Math.max(0, ...boxes.map((b) => b.x + b.w))
}

function bottom(boxes: readonly Slot[]): number {
  return Math.max(0, ...boxes.map((b) => b.y + b.h))
}

function grid({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: Math.round(x / 4) * 4, y: Math.round(y / 4) * 4 }
}

/** Reads a plan from a file: nothing of it is believed. A plan of another algorithm is none: null, and the picture is drawn anew. */
export function readPlan(value: unknown): Plan | null | EngineError {
  try {
    const plan = record(value, 'the plan')
    if (plan['version'] !== version || plan['layoutSeed'] !== layoutSeed) return null
    return {
      version,
      layoutSeed,
      spaces: list(plan['spaces'], 'spaces').map(readSpace),
      bands: list(plan['bands'], 'bands').map((band, i) => {
        const where = `bands[${i}]`
        const fields = record(band, where)
        return {
          title: text(fields['title'], `${where}.title`),
          ...slot(fields, where),
          scale: length(fields['scale'], `${where}.scale`, 1),
        }
      }),
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return {
      code: 'bad-input',
      message: `The saved places of the picture cannot be read: ${error.message}`,
      where: 'plan',
      todo: 'Use “Tidy” to draw the picture anew; that writes new places.',
    }
  }
}

class Unreadable extends Error {}

function readSpace(value: unknown, i: number): SpacePlan {
  const where = `spaces[${i}]`
  const fields = record(value, where)
  return {
    name: text(fields['name'], `${where}.name`),
    ...slot(fields, where),
    ...(fields['pinned'] === true ? { pinned: true } : {}),
    head: length(fields['head'], `${where}.head`, 0),
    cards: list(fields['cards'], `${where}.cards`).map((card, k) => readCard(card, `${where}.cards[${k}]`)),
    sides: list(fields['sides'], `${where}.sides`).map((each, k): SidePlan => {
      const at = `${where}.sides[${k}]`
      const own = record(each, at)
      const side = spaceSides.find((s) => s === own['side'])
      if (!side) throw new Unreadable(`${at}.side is none of ${spaceSides.join(', ')}`)
      return { side, ...slot(own, at), tiles: list(own['tiles'], `${at}.tiles`).map((id) => text(id, `${at}.tiles`)) }
    }),
  }
}

function readCard(value: unknown, where: string): CardPlan {
  const fields = record(value, where)
  return {
    key: text(fields['key'], `${where}.key`),
    ...slot(fields, where),
    ...(fields['pinned'] === true ? { pinned: true } : {}),
    tiles: list(fields['tiles'], `${where}.tiles`).map((tile) => {
      const [id, x, y, w, h] = list(tile, `${where}.tiles`)
      return [text(id, `${where}.tiles`), length(x, where, 0), length(y, where, 0), length(w, where, 1), length(h, where, 1)] as const
    }),
  }
}

function slot(fields: Readonly<Record<string, unknown>>, where: string): Slot {
  return {
    x: length(fields['x'], `${where}.x`, 0),
    y: length(fields['y'], `${where}.y`, 0),
    w: length(fields['w'], `${where}.w`, 1),
    h: length(fields['h'], `${where}.h`, 1),
  }
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(`${where} is not an object`)
  return value as Record<string, unknown>
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unreadable(`${where} is not a list`)
  return value
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new Unreadable(`${where} is not a text`)
  return value
}

/** No field of a real picture is longer than this. */
const longest = 10_000_000

function length(value: unknown, where: string, least: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= longest))
    throw new Unreadable(`${where} is not a number from ${least} to ${longest}`)
  return value
}
