/** Milliseconds of a turn after which who wants to go on waits for the next. */
const turnTime = 8
/** Milliseconds after which who waits goes first, however urgent others are: nothing that flows may seem to hang. */
const longestWait = 5_000

/** Something long that is done piece by piece. */
export interface PiecewiseWork {
  /** Higher goes first; asked in each turn, since what is looked at changes. */
  urgency: () => number
  /** Does a piece, of a few milliseconds; false: that was the last. Must not throw. */
  piece: () => boolean
}

interface Waiting {
  urgency: () => number
  since: number
  /** True: it waits for the next piece. */
  go: () => boolean
}

/**
 * The turns of the engine's thread, shared by all open clusters, so that a turn stays short however much there is to do, and whatever else comes is heard in between.
 * What is most urgent goes first; of equals who has waited longest.
 */
export class Turns {
  readonly #waiting: Waiting[] = []
  #isScheduled = false
  /** When somebody went on first in the present turn; null: nobody has. */
  #begunAt: number | null = null

  /** Does a work, a piece in each turn; the returned function gives it up. */
  add({ urgency, piece }: PiecewiseWork): () => void {
    return this.#add({ urgency, since: performance.now(), go: piece })
  }

  /** Null: go on at once, this turn is young. Else resolves when it is one's turn. */
  wait(urgency: () => number): Promise<void> | null {
    if (this.#waiting.length === 0 && this.#isYoung()) return null
    return new Promise((resolve) => {
      this.#add({
        urgency,
        since: performance.now(),
        go: () => {
          resolve()
          return false
        },
      })
    })
  }

  #isYoung(): boolean {
    const now = performance.now()
    if (this.#begunAt === null) {
      this.#begunAt = now
      setImmediate(() => (this.#begunAt = null))
    }
    return now - this.#begunAt < turnTime
  }

  #add(waiting: Waiting): () => void {
    this.#waiting.push(waiting)
    this.#schedule()
    return () => {
      const at = this.#waiting.indexOf(waiting)
      if (at >= 0) this.#waiting.splice(at, 1)
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#turn()
      this.#schedule()
    })
  }

  #turn(): void {
    const next = this.#next()
    if (next === null) return
    // who goes on by itself after its wait has the rest of this turn
    this.#begunAt = null
    const isMore = next.go()
    const at = this.#waiting.indexOf(next)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    if (!isMore) return
    next.since = performance.now()
    this.#waiting.push(next)
  }

  #next(): Waiting | null {
    const first = this.#waiting[0]
    if (first === undefined) return null
    if (performance.now() - first.since > longestWait) return first
    let best = first
    let most = first.urgency()
    for (const waiting of this.#waiting) {
      const urgency = waiting.urgency()
      if (urgency > most) [best, most] = [waiting, urgency]
    }
    return best
  }
}
