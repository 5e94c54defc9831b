/** A place: corner and size, in layout units. */
export interface Slot {
  x: number
  y: number
  w: number
  h: number
}

/** Whether two boxes come closer than a gap. */
function collide(a: Slot, b: Slot, gap: number): boolean {
  return a.x < b.x + b.w + gap && a.x + a.w + gap > b.x && a.y < b.y + b.h + gap && a.y + a.h + gap > b.y
}

/** Whether a box comes near to none of the others. */
function isFree(box: Slot, others: Iterable<Slot>, gap: number): boolean {
  for (const other of others) if (collide(box, other, gap)) return false
  return true
}

/** Whether a box may become larger: it comes near to nobody that it was not near to before. */
export function canGrow(box: Slot, grown: Slot, others: Iterable<Slot>, gap: number): boolean {
  for (const other of others) if (other !== box && collide(grown, other, collide(box, other, gap) ? 0 : gap)) return false
  return true
}

/** Whether a box lies in an area. */
function isInside(box: Slot, area: Slot): boolean {
  return box.x >= area.x && box.y >= area.y && box.x + box.w <= area.x + area.w && box.y + box.h <= area.y + area.h
}

/**
 * A free place for a box of this size in an area: nearest to a wish, or the highest, then leftmost. Null when there is none.
 * Candidates stand at the edges of what is there: cost is in edges times boxes.
 */
export function freePlace(
  size: { w: number; h: number },
  taken: readonly Slot[],
  area: Slot,
  gap: number,
  wish: { x: number; y: number } | null = null,
): { x: number; y: number } | null {
  const { w, h } = size
  const lastX = area.x + area.w - w
  const lastY = area.y + area.h - h
  if (lastX < area.x || lastY < area.y) return null
  const sorted = [...taken].sort((a, b) => a.y - b.y || a.x - b.x)
  const xs = new Set<number>([area.x])
  if (wish) xs.add(Math.min(Math.max(wish.x, area.x), lastX))
  for (const box of taken) for (const x of [box.x, box.x + box.w + gap, box.x - gap - w]) if (x >= area.x && x <= lastX) xs.add(x)
  let best: { x: number; y: number } | null = null
  let least = Infinity
  const offer = (x: number, from: number, to: number): void => {
    if (to < from) return
    const y = wish ? Math.min(Math.max(wish.y, from), to) : from
    const score = wish ? Math.abs(x - wish.x) + Math.abs(y - wish.y) : y
    if (score > least || (score === least && best && (best.y < y || (best.y === y && best.x <= x)))) return
    least = score
    best = { x, y }
  }
  for (const x of xs) {
    let from = area.y
    for (const box of sorted) {
      if (box.x >= x + w + gap || box.x + box.w + gap <= x) continue
      offer(x, from, Math.min(lastY, box.y - gap - h))
      from = Math.max(from, box.y + box.h + gap)
      if (from > lastY) break
    }
    offer(x, from, lastY)
  }
  return best
}

/** Something that needs a place. */
export interface Claim {
  w: number
  h: number
  /** Where it stood; null for what is new. */
  slot: Slot | null
  /** Where it would like to be when it has no place: asked for when those that have one are placed. */
  wish: ((placed: ReadonlyMap<Claim, Slot>) => { x: number; y: number } | null) | null
}

/**
 * Gives claims their places in an area. What has a slot keeps it, grows in it, or grows into free room; what no longer fits, and what is new,
 * goes to the nearest free place. Nobody else moves. Null when something finds no place,
 * or, told to `stay`, when something that has a slot would have to leave it.
 */
export function settle(claims: readonly Claim[], area: Slot, gap: number, stay: boolean): Map<Claim, Slot> | null {
  const placed = new Map<Claim, Slot>()
  const taken = new Set<Slot>()
  const homeless: Claim[] = []
  for (const claim of claims) {
    const { slot } = claim
    if (!slot || !isInside(slot, area) || !isFree(slot, taken, 0)) {
      homeless.push(claim)
      continue
    }
    const box = { ...slot }
    placed.set(claim, box)
    taken.add(box)
  }
  for (const [claim, box] of [...placed]) {
    if (claim.w <= box.w && claim.h <= box.h) continue
    const grown = { ...box, w: Math.max(box.w, claim.w), h: Math.max(box.h, claim.h) }
    if (isInside(grown, area) && canGrow(box, grown, taken, gap)) {
      taken.delete(box)
      taken.add(grown)
      placed.set(claim, grown)
    } else {
      taken.delete(box)
      placed.delete(claim)
      homeless.push(claim)
    }
  }
  if (stay && homeless.some((c) => c.slot)) return null
  for (const claim of homeless) {
    const wish = claim.slot ?? claim.wish?.(placed) ?? null
    const place = freePlace(claim, [...taken], area, gap, wish)
    if (!place) return null
    const box = { ...place, w: claim.w, h: claim.h }
    placed.set(claim, box)
    taken.add(box)
  }
  return placed
}
