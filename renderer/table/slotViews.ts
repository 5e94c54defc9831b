/** Something drawn, and the slot that it shows. `id` stays with what is drawn. */
export interface SlotView {
  id: number
  index: number
}

/**
 * Which drawn view shows which slot of a list. What is in a slot keeps its view when it moves to another; views whose content left the window are
 * given to what came. So scrolling makes nothing new, and a row put in at the top redraws one row instead of all.
 */
export class SlotViews {
  #byKey = new Map<PropertyKey, number>()
  #next = 0

  /** The views for slots `from` to `end` (exclusive), in the order of the slots. Without a key the slot itself is what is in it. */
  place(from: number, end: number, keyOf: ((index: number) => PropertyKey | null) | null): SlotView[] {
    const before = this.#byKey
    const now = new Map<PropertyKey, number>()
    const views: SlotView[] = []
    const newcomers: { view: SlotView; key: PropertyKey }[] = []
    for (let index = from; index < end; index++) {
      const key = keyOf?.(index) ?? `slot ${index}`
      const id = before.get(key)
      const view = { id: id ?? -1, index }
      views.push(view)
      if (id === undefined || now.has(key)) newcomers.push({ view, key })
      else now.set(key, id)
    }
    const used = new Set(now.values())
    const free = [...before.values()].filter((id) => !used.has(id))
    for (const { view, key } of newcomers) {
      view.id = free.shift() ?? this.#next++
      // two slots of one key would be one view twice
      if (!now.has(key)) now.set(key, view.id)
      else now.set(`slot ${view.index} again`, view.id)
    }
    this.#byKey = now
    return views
  }
}

/** Pixels above each slot, and behind the last. */
export function offsetsOf(sizes: readonly number[]): Float64Array {
  const offsets = new Float64Array(sizes.length + 1)
  sizes.forEach((size, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + size
  })
  return offsets
}

/** The slots of which something is seen, `end` exclusive. `at` is their common height, or where each begins. */
export function slotsBetween(top: number, height: number, count: number, at: number | Float64Array): { first: number; end: number } {
  if (count === 0 || height <= 0) return { first: 0, end: 0 }
  if (typeof at === 'number') {
    const first = Math.max(0, Math.min(Math.floor(top / at), count - 1))
    return { first, end: Math.max(first + 1, Math.min(Math.ceil((top + height) / at), count)) }
  }
  const first = Math.min(lastAtMost(at, top), count - 1)
  let end = first + 1
  while (end < count && (at[end] ?? 0) < top + height) end++
  return { first, end }
}

/** Index of the last offset that is at most `top`. */
function lastAtMost(offsets: Float64Array, top: number): number {
  let low = 0
  let high = offsets.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= top) low = middle
    else high = middle - 1
  }
  return low
}
