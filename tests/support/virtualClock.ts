import type { Clock } from '../../engine/watch/clock.ts'
import { sleepWith } from '../../engine/watch/clock.ts'
import { seededRandom } from './seededRandom.ts'

interface Timer {
  at: number
  order: number
  call: () => void
}

/**
 * Time that passes only when a test says so, and chance that repeats.
 * Between two timers everything that is ready runs to its end, so a run with the same seed is the same run.
 */
export class VirtualClock implements Clock {
  #now: number
  #order = 0
  readonly #timers = new Set<Timer>()
  readonly random: () => number

  constructor(seed = 1, start = Date.UTC(2026, 0, 1)) {
    this.#now = start
    this.random = seededRandom(seed)
  }

  now(): number {
    return this.#now
  }

  setTimer(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + Math.max(ms, 0), order: this.#order++, call }
    this.#timers.add(timer)
    return () => { this.#timers.delete(timer) }
  }

  sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    return sleepWith((delay, call) => this.setTimer(delay, call), ms, signal)
  }

  /** Timers that are still set: 0 when all that was started has ended. */
  get pending(): number {
    return this.#timers.size
  }

  /** Lets `ms` pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.settle()
    for (;;) {
      const next = this.#next()
      if (next === null || next.at > until) break
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.call()
      await this.settle()
    }
    this.#now = until
  }

  /** Lets everything run that waits for no timer. */
  async settle(): Promise<void> {
    // One turn of the event loop empties all promise queues.
    await new Promise<void>(resolve => { setImmediate(resolve) })
  }

  #next(): Timer | null {
    let best: Timer | null = null
    for (const timer of this.#timers) {
      if (best === null || timer.at < best.at || (timer.at === best.at && timer.order < best.order)) best = timer
    }
    return best
  }
}
