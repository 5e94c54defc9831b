/** Something long that is done piece by piece. */
export interface PiecewiseWork {
  /** Whether somebody waits for it: it is done before what nobody looks at. */
  isUrgent: () => boolean
  /** Does a piece, of a few milliseconds; false: that was the last. Must not throw. */
  piece: () => boolean
}

/**
 * The turns of the engine's thread, shared by all open clusters: one piece of work in each, however many clusters have some, so that a turn stays short and
 * whatever else comes is heard in between. What is urgent goes first; among equals each has its turn.
 */
export class Turns {
  readonly #works: PiecewiseWork[] = []
  #isScheduled = false

  /** Does a work from the next turn on; the returned function gives it up. */
  add(work: PiecewiseWork): () => void {
    this.#works.push(work)
    this.#schedule()
    return () => {
      const at = this.#works.indexOf(work)
      if (at >= 0) this.#works.splice(at, 1)
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#works.length === 0) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#turn()
      this.#schedule()
    })
  }

  #turn(): void {
    const work = this.#works.find((each) => each.isUrgent()) ?? this.#works[0]
    if (work === undefined) return
    const isMore = work.piece()
    const at = this.#works.indexOf(work)
    if (at < 0) return
    this.#works.splice(at, 1)
    if (isMore) this.#works.push(work)
  }
}
