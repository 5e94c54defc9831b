/** A turn that was given; releasing it twice does nothing. */
export interface Slot {
  release(): void
}

interface Waiting {
  priority: () => number
  order: number
  give: (slot: Slot) => void
}

/**
 * At most so many lists run at once, what is needed first goes first. Priorities are asked for when a slot becomes free, so a kind
 * that a person has just opened overtakes those that wait.
 */
export class ListSlots {
  #free: number
  #order = 0
  readonly #queue: Waiting[] = []

  constructor(limit: number) {
    this.#free = limit
  }

  /** Waits for a slot; null when the signal was aborted meanwhile. Higher priorities go first, equal ones in order of asking. */
  acquire(priority: () => number, signal: AbortSignal): Promise<Slot | null> {
    if (signal.aborted) return Promise.resolve(null)
    return new Promise(resolve => {
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        resolve(null)
      }
      const waiting: Waiting = {
        priority,
        order: this.#order++,
        give: slot => {
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
      const [next] = this.#queue.splice(best, 1)
      this.#free--
      let released = false
      next?.give({
        release: () => {
          if (released) return
          released = true
          this.#free++
          this.#serve()
        },
      })
    }
  }
}
