/** A turn that was given; releasing it twice does nothing. */
export interface Slot {
  release(): void
  /** The list is well under way: what waited for its first objects may begin. */
  underway(): void
}

interface Waiting {
  priority: () => number
  again: boolean
  order: number
  give: (slot: Slot) => void
}

/** How many lists may run at once. */
export interface ListLimits {
  /** In all. */
  first: number
  /** A list of what was held before begins only while fewer than this run: a restarted server is not met by all kinds at once. */
  again: number
}

/**
 * At most so many lists run at once, what is needed first goes first. Priorities are asked for when a slot becomes free, so a kind
 * that a person has just opened overtakes those that wait. What a person looks at has a head start: until its first objects are there, nothing
 * of less need begins beside it.
 */
export class ListSlots {
  readonly #screen: number
  readonly #limits: ListLimits
  #running = 0
  #order = 0
  /** Lists with a head start that are not under way yet. */
  #ahead = 0
  readonly #queue: Waiting[] = []

  /** `screen` is the priority from which on a list has a head start. */
  constructor(limits: ListLimits, screen = Infinity) {
    this.#screen = screen
    this.#limits = limits
  }

  /**
   * Waits for a slot; null when the signal was aborted meanwhile. Higher priorities go first, equal ones in order of asking. `again`: the
   * list is not the first of its kind.
   */
  acquire(priority: () => number, signal: AbortSignal, again = false): Promise<Slot | null> {
    if (signal.aborted) return Promise.resolve(null)
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        resolve(null)
      }
      const waiting: Waiting = {
        priority,
        again,
        order: this.#order++,
        give: (slot) => {
          signal.removeEventListener('abort', onAbort)
          resolve(slot)
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#queue.push(waiting)
      this.#serve()
    })
  }

  #serve(): void {
    while (this.#running < this.#limits.first) {
      const next = this.#best(this.#running < this.#limits.again)
      if (next === null) return
      const priority = next.priority()
      if (this.#ahead > 0 && priority < this.#screen) return
      this.#queue.splice(this.#queue.indexOf(next), 1)
      this.#running++
      next.give(this.#slot(priority >= this.#screen))
    }
  }

  /** Who is needed first of those who wait and may begin. */
  #best(again: boolean): Waiting | null {
    let best: Waiting | null = null
    for (const waiting of this.#queue)
      if ((again || !waiting.again) && (best === null || waiting.priority() > best.priority())) best = waiting
    return best
  }

  #slot(first: boolean): Slot {
    let ahead = first
    let released = false
    if (ahead) this.#ahead++
    const underway = (): void => {
      if (!ahead) return
      ahead = false
      this.#ahead--
      this.#serve()
    }
    return {
      underway,
      release: () => {
        if (released) return
        released = true
        this.#running--
        underway()
        this.#serve()
      },
    }
  }
}
