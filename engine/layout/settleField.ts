import { bandScale } from './field.ts'
import type { InPieces } from './inPieces.ts'
import { measures as m, slotSizes } from './measures.ts'
import { compare, roundUp } from './order.ts'
import type { Plan, SpacePlan } from './plan.ts'
import type { Band, Box, Space } from './scene.ts'
import { canGrow, freePlace, type Slot } from './slots.ts'
import { layoutSpace, settleSpace } from './spaceLayout.ts'

/** How many steps of the ladder a slot may grow at once, to each side. */
const growSteps = 4
/** Bands stand this near to each other. */
const bandGap = 16

/**
 * Lays namespaces and bands out in the slots of a plan. What no longer fits grows into free room; what cannot, and what is new, goes to a free place or to the
 * end of the field. Nobody else moves. Sets boxes of namespaces and bands (bands in their own measure, as {@link layoutField}); returns width and height.
 */
export function* settleField(spaces: readonly Space[], bands: readonly Band[], plan: Plan): InPieces<[number, number]> {
  const planned = new Map(plan.spaces.map((s) => [s.name, s]))
  const slots = new Map<Space | Band, Slot>()
  const homeless: Space[] = []
  // A person's places first.
  const ordered = [...spaces].sort((a, b) => Number(isPinned(planned, b)) - Number(isPinned(planned, a)) || compare(a.name, b.name))
  for (const space of ordered) {
    const own = planned.get(space.name)
    if (own && isClear(own, slots.values())) slots.set(space, slotOf(own))
    else homeless.push(space)
  }
  const newBands: Band[] = []
  const bandPlans = new Map(plan.bands.map((b) => [b.title, b]))
  for (const band of bands) {
    const own = bandPlans.get(band.title)
    if (!own || !isClear(own, slots.values())) {
      newBands.push(band)
      continue
    }
    band.scale = own.scale
    slots.set(band, slotOf(own))
  }
  for (const space of ordered) {
    const own = planned.get(space.name)
    const slot = slots.get(space)
    if (!own || !slot) continue
    space.pinned = own.pinned === true
    if (settleSpace(space, own, sizesFor(slot, slots.values()))) slots.set(space, { ...slot, w: space.w, h: space.h })
    else {
      slots.delete(space)
      homeless.push(space)
    }
    yield
  }
  for (const band of bands) {
    const slot = slots.get(band)
    if (!slot) continue
    const grown = { ...slot, w: Math.max(slot.w, band.w * band.scale), h: Math.max(slot.h, band.h * band.scale) }
    if (canGrow(slot, grown, slots.values(), bandGap)) slots.set(band, grown)
    else {
      slots.delete(band)
      newBands.push(band)
    }
  }
  for (const space of homeless) {
    const own = planned.get(space.name)
    layoutSpace(space, false)
    yield
    slots.set(space, { ...placeFor(space, [...slots.values()], own ?? null), w: space.w, h: space.h })
  }
  const scale = plan.bands[0]?.scale ?? bandScale(spaces.reduce((sum, s) => sum + s.w * s.h, 0))
  for (const band of newBands) {
    band.scale = scale
    const size = { w: band.w * scale, h: band.h * scale }
    slots.set(band, { ...placeFor(size, [...slots.values()], bandPlans.get(band.title) ?? null, true), ...size })
  }
  let width = 0
  let height = 0
  for (const [what, slot] of slots) {
    what.x = slot.x
    what.y = slot.y
    const scaled = 'scale' in what ? what.scale : 1
    what.w = slot.w / scaled
    what.h = slot.h / scaled
    width = Math.max(width, slot.x + slot.w)
    height = Math.max(height, slot.y + slot.h)
  }
  return [width + m.spaceGap, height + m.spaceGap]
}

function isPinned(planned: ReadonlyMap<string, SpacePlan>, space: Space): boolean {
  return planned.get(space.name)?.pinned === true
}

function slotOf({ x, y, w, h }: Box): Slot {
  return { x, y, w, h }
}

/** A plan from a file may hold anything: two slots in one place are not two slots. */
function isClear(slot: Slot, taken: Iterable<Slot>): boolean {
  for (const other of taken) {
    if (slot.x < other.x + other.w && other.x < slot.x + slot.w && slot.y < other.y + other.h && other.y < slot.y + slot.h) return false
  }
  return true
}

/** The sizes a slot may have: its own, then steps of the ladder into free room, the smallest first. */
function sizesFor(slot: Slot, others: Iterable<Slot>): { w: number; h: number }[] {
  const near = [...others]
  const widths = [slot.w, ...nextSizes(slot.w)]
  const heights = [slot.h, ...nextSizes(slot.h)]
  const found: { w: number; h: number }[] = []
  const self = near.find((o) => o.x === slot.x && o.y === slot.y && o.w === slot.w && o.h === slot.h) ?? slot
  for (const w of widths) for (const h of heights) if (canGrow(self, { ...slot, w, h }, near, m.spaceGap)) found.push({ w, h })
  return found.sort((a, b) => a.w * a.h - b.w * b.h || a.w - b.w)
}

function nextSizes(size: number): number[] {
  const next = slotSizes.filter((s) => s > size).slice(0, growSteps)
  return next.length > 0 ? next : Array.from({ length: growSteps }, (_, i) => roundUp(size + 1, 400) + i * 400)
}

/** The nearest free place to where it was, inside of the field; else at that end of the field which leaves the picture larger. */
function placeFor(
  size: { w: number; h: number },
  taken: readonly Slot[],
  wish: { x: number; y: number } | null,
  below = false,
): { x: number; y: number } {
  const gap = m.spaceGap
  let [right, bottom] = [0, 0]
  for (const slot of taken) {
    right = Math.max(right, slot.x + slot.w)
    bottom = Math.max(bottom, slot.y + slot.h)
  }
  const inside = freePlace(size, taken, { x: gap, y: gap, w: right - gap, h: bottom - gap }, gap, wish)
  if (inside) return inside
  const wide = Math.max(right + gap + size.w, Math.max(bottom, size.h) * m.aspect)
  const tall = Math.max(Math.max(right, size.w), (bottom + gap + size.h) * m.aspect)
  const area =
    !below && wide < tall
      ? { x: right + gap, y: gap, w: size.w, h: Math.max(bottom, size.h) }
      : { x: gap, y: bottom + gap, w: Math.max(right, size.w), h: size.h }
  return freePlace(size, taken, area, gap, wish) ?? { x: gap, y: bottom + gap }
}
