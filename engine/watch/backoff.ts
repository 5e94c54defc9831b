import type { Clock } from './clock.ts'

/** How the pauses between attempts grow; milliseconds. */
export interface BackoffSteps {
  initial: number
  factor: number
  /** A share of the pause, at random, is added to it. */
  jitter: number
  /** The longest pause, before jitter. */
  cap: number
  /** So long without a failure, and it begins anew. */
  resetAfter: number
}

/** client-go's figures for reflectors (tools/cache/reflector.go): 0.8-1.6 s at first, 30-60 s at last. */
export const reflectorSteps: BackoffSteps = { initial: 800, factor: 2, jitter: 1, cap: 30_000, resetAfter: 120_000 }

/** Growing pauses between attempts, with jitter, so that many clients of one server do not come back at the same moment. */
export class Backoff {
  readonly #clock: Clock
  readonly #steps: BackoffSteps
  #step: number
  #last = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, steps: BackoffSteps = reflectorSteps) {
    this.#clock = clock
    this.#steps = steps
    this.#step = steps.initial
  }

  /** Milliseconds to wait now. */
  next(): number {
    const now = this.#clock.now()
    if (now - this.#last > this.#steps.resetAfter) this.#step = this.#steps.initial
    this.#last = now
    const pause = this.#step * (1 + this.#steps.jitter * this.#clock.random())
    this.#step = Math.min(this.#step * this.#steps.factor, this.#steps.cap)
    return pause
  }

  /** Begins anew: what failed works again. */
  reset(): void {
    this.#step = this.#steps.initial
    this.#last = Number.NEGATIVE_INFINITY
  }
}
