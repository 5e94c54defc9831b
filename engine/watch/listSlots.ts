/** A turn that was given; releasing it twice does nothing. */
export interface Slot {
  release(): void
  /** The list is well under way: what waited for its first objects may begin. */
  underway(): void
}

interface Waiting {
  priority: () => number
  order: number
  give: (slot: Slot) => void
}

/**
 * At most so many lists run at once, what is needed first goes first. Priorities are asked for when a slot becomes free, so a kind
 * that a person has just opened overtakes those that wait. What a person looks at has a head start: until its first objects are there, nothing
 * of less need begins beside it.
 */
export class ListSlots {
  readonly #screen: number
  #free: number
  #order = 0
  /** Lists with a head start that are not under way yet. */
  #ahead = 0
  readonly #queue: Waiting[] = []

  /** `screen` is the priority from which on a list has a head start. */
  constructor(limit: number, screen = Infinity) {
    this.#screen = screen
    this.#free = limit
  }

  /** Waits for a slot; null when the signal was aborted meanwhile. Higher priorities go first, equal ones in order of asking. */
  acquire(priority: () => number, signal: AbortSignal): Promise<Slot | null> {
    if (signal.aborted) return Promise.resolve(null)
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        resolve(null)
      }
      const waiting: Waiting = {
        priority,
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
    while (this.#free > 0 && this.#queue.length > 0) {
      let best = 0
      this.#queue.forEach((waiting, i) => {
        const leader = this.#queue[best]
        if (leader !== undefined && waiting.priority() > leader.priority()) best = i
      })
      const priority = this.#queue[best]?.priority() ?? 0
      if (this.#ahead > 0 && priority < this.#screen) return
      const [next] = this.#queue.splice(best, 1)
      this.#free--
      next?.give(this.#slot(priority >= this.#screen))
    }
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
        this.#free++
        underway()
        this.#serve()
      },
    }
  }
}
