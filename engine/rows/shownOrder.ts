import type { ListOrder, PageOfKeys } from './listOrder.ts'

/** Rows around the window whose order is held with it, at each end: so far one scrolls before the order is that of now. */
const heldAround = 200

/** How often the rows in sight may change places by themselves. */
export interface OrderPace {
  /** Milliseconds between two orders. */
  ms: number
  /** Runs a task after so many milliseconds; the returned function takes it back. */
  after: (ms: number, task: () => void) => () => void
}

/** The rows of a window, and in which order. */
export interface ShownPage extends PageOfKeys {
  /** While somebody holds the order: how many rows would stand elsewhere by that of now. */
  held: number | null
  /** Rows that are gone, and keep their slots. */
  gone: readonly number[]
}

/**
 * In which order a window shows its rows: that of now, that of when somebody began to point at them (`hold`), or, between two that follow each other
 * at once, for a moment that of before. `isThere` says whether a row still is; `onPace` is called when a moment is over. Without a pace each order is shown.
 */
export class ShownOrder {
  readonly #order: ListOrder
  readonly #isThere: (key: number) => boolean
  readonly #onPace: () => void
  readonly #pace: OrderPace | null
  #holding = false
  #held: (PageOfKeys & { start: number }) | null = null
  #shown: (PageOfKeys & { start: number }) | null = null
  /** Somebody asked for other rows: those are shown at once. */
  #asked = true
  /** The rows that are shown do not stand in the order of now. */
  #waits = false
  #orderedAt = -Infinity
  #takeBack: (() => void) | null = null

  constructor(order: ListOrder, isThere: (key: number) => boolean, onPace: () => void, pace: OrderPace | null) {
    this.#order = order
    this.#isThere = isThere
    this.#onPace = onPace
    this.#pace = pace
  }

  /** Other rows are asked for. */
  ask(): void {
    this.#asked = true
  }

  /** Another query: nothing of before is held. */
  forget(): void {
    this.#held = null
    this.#asked = true
  }

  /** Rows stay where they are from now on; false: they stand where they belong. Says whether that is news. */
  hold(on: boolean): boolean {
    if (this.#holding === on) return false
    this.#holding = on
    // what is on screen is what is held, whatever has changed since
    this.#held = on ? this.#shown : null
    this.#asked = true
    return true
  }

  /** Slot of a row, where it is another than by the order of now; null: not among those. */
  slotOf(key: number): number | null {
    const shown = this.#held ?? (this.#waits ? this.#shown : null)
    const at = shown?.keys.indexOf(key) ?? -1
    return shown === null || at < 0 ? null : shown.start + at
  }

  /** The rows from `start` on; null when they are still being sorted. */
  page(start: number, count: number): ShownPage | null {
    const page = this.#holding ? this.#heldPage(start, count) : this.#pacedPage(start, count)
    if (page !== null) this.#shown = { start, keys: page.keys, matching: page.matching }
    return page
  }

  close(): void {
    this.#takeBack?.()
    this.#held = null
  }

  #heldPage(start: number, count: number): ShownPage | null {
    const end = start + count
    let held = this.#held
    const isInside =
      held !== null && held.start <= start && (held.start + held.keys.length >= end || held.matching <= held.start + held.keys.length)
    if (held === null || !isInside) {
      const from = Math.max(0, start - heldAround)
      const page = this.#order.page(from, end + heldAround - from)
      if (page === null) return null
      this.#held = held = { start: from, ...page }
    }
    const live = this.#order.page(start, count)
    if (live === null) return null
    const keys = held.keys.slice(start - held.start, end - held.start)
    let waiting = 0
    for (let slot = 0; slot < Math.max(keys.length, live.keys.length); slot++) if (keys[slot] !== live.keys[slot]) waiting++
    return { keys, matching: held.matching, held: waiting, gone: keys.filter((key) => !this.#isThere(key)) }
  }

  #pacedPage(start: number, count: number): ShownPage | null {
    const live = this.#order.page(start, count)
    if (live === null) return null
    const shown = this.#shown
    const now = performance.now()
    const isSame = shown !== null && shown.keys.length === live.keys.length && shown.keys.every((key, slot) => key === live.keys[slot])
    const wait = this.#pace === null ? 0 : this.#orderedAt + this.#pace.ms - now
    this.#waits =
      !isSame &&
      !this.#asked &&
      wait > 0 &&
      shown !== null &&
      shown.start === start &&
      shown.keys.length === live.keys.length &&
      shown.keys.every(this.#isThere)
    this.#asked = false
    if (this.#waits) {
      this.#takeBack ??=
        this.#pace?.after(wait, () => {
          this.#takeBack = null
          this.#onPace()
        }) ?? null
      return { keys: shown?.keys ?? [], matching: live.matching, held: null, gone: [] }
    }
    if (!isSame) this.#orderedAt = now
    return { ...live, held: null, gone: [] }
  }
}
