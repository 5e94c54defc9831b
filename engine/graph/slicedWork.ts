import type { InPieces } from '../layout/inPieces.ts'

/** The time, and a task for later; from whoever opens a view. */
export interface ViewClock {
  /** Epoch milliseconds. */
  now: () => number
  /** Runs a task after some milliseconds; the returned function prevents it. */
  after: (milliseconds: number, task: () => void) => () => void
}

/** Milliseconds at a stretch: short beside the 50 that a window notices, long beside what it costs to be called again. */
const sliceTime = 12
/** Pictures are drawn at most this share of the time: drawing a large scope must not starve the rest of the engine. */
const share = 0.2

/**
 * Work on pictures, a slice at a time, so that everybody else of the thread gets a turn between two slices; and after each picture a rest. What is
 * small is done in the first slice.
 */
export class SlicedWork {
  readonly #clock: ViewClock
  readonly #onDone: () => void
  #work: InPieces<void> | null = null
  #spent = 0
  #notBefore = 0
  #cancel: (() => void) | null = null
  #failure: { thrown: unknown } | null = null

  /** `onDone`: the work was done in a later slice, or failed (which is thrown where it is asked for next). */
  constructor(clock: ViewClock, onDone: () => void) {
    this.#clock = clock
    this.#onDone = onDone
  }

  /** There is work that is not done. */
  get isBusy(): boolean {
    return this.#work !== null
  }

  /** Whether new work may begin. If not yet, `onDone` is called when it may. */
  isRested(): boolean {
    this.#throwFailure()
    const wait = this.#notBefore - this.#clock.now()
    if (wait <= 0) return true
    this.#cancel ??= this.#clock.after(wait, () => {
      this.#cancel = null
      this.#onDone()
    })
    return false
  }

  /** Begins; true when it is done already. */
  begin(work: InPieces<void>): boolean {
    this.stop()
    this.#work = work
    this.#spent = 0
    const isDone = this.#slice(work)
    this.#throwFailure()
    return isDone
  }

  /** Puts the work down for good. The next may begin at once. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#work = null
    this.#failure = null
    this.#notBefore = 0
  }

  #slice(work: InPieces<void>): boolean {
    const from = this.#clock.now()
    try {
      for (;;) {
        const { done } = work.next()
        const now = this.#clock.now()
        if (done) {
          this.#work = null
          this.#notBefore = now + (this.#spent + now - from) / share
          return true
        }
        if (now - from < sliceTime) continue
        this.#spent += now - from
        break
      }
    } catch (thrown) {
      this.#work = null
      this.#failure = { thrown }
      return true
    }
    this.#cancel = this.#clock.after(0, () => {
      this.#cancel = null
      if (this.#slice(work)) this.#onDone()
    })
    return false
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = null
    if (failure) throw failure.thrown
  }
}
