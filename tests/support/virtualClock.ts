import type { Clock } from '../../engine/watch/clock.ts'
import { sleepWith } from '../../engine/watch/clock.ts'
import { seededRandom } from './seededRandom.ts'

interface Timer {
  at: number
  /** Null when it was called off. */
  call: (() => void) | null
}

/**
 * Time that passes only when a test says so, and chance that repeats.
 * Between two timers everything that is ready runs to its end, so a run with the same seed is the same run.
 */
export class VirtualClock implements Clock {
  #now: number
  /** Latest first; of equal ones the one that was set last. */
  readonly #timers: Timer[] = []
  readonly random: () => number

  constructor(seed = 1, start = Date.UTC(2026, 0, 1)) {
    this.#now = start
    this.random = seededRandom(seed)
  }

  now(): number {
    return this.#now
  }

  setTimer(ms: number, call: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(ms, 0), call }
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#timers[middle]?.at ?? 0) > timer.at) low = middle + 1
      else high = middle
    }
    this.#timers.splice(low, 0, timer)
    return () => {
      timer.call = null
    }
  }

  sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    return sleepWith((delay, call) => this.setTimer(delay, call), ms, signal)
  }

  /** Timers that are still set: 0 when all that was started has ended. */
  get pending(): number {
    return this.#timers.filter(({ call }) => call !== null).length
  }

  /** Lets `ms` pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.settle()
    for (;;) {
      const next = this.#timers.at(-1)
      if (next === undefined || next.at > until) break
      this.#timers.pop()
      if (next.call === null) continue
      this.#now = next.at
      next.call()
      await this.settle()
    }
    this.#now = until
  }

  /** Lets everything run that waits for no timer. */
  async settle(): Promise<void> {
    // One turn of the event loop empties all promise queues.
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}
