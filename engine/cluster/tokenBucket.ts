import { ApiFailure } from './apiClient.ts'

interface Waiter {
  grant: () => void
  fail: (error: Error) => void
}

/**
 * Keeps requests to one cluster at a rate that a shared API server bears: 50 a second, 100 at once (client-go's default is 5 and 10,
 * k9s uses 50). What the screen needs goes first.
 */
export class TokenBucket {
  readonly #rate: number
  readonly #burst: number
  readonly #queues: Record<'screen' | 'background', Set<Waiter>> = { screen: new Set(), background: new Set() }
  #tokens: number
  #filledAt: number
  #timer: NodeJS.Timeout | null = null
  #closed = false

  /** @param rate tokens a second @param burst tokens at most */
  constructor(rate = 50, burst = 100) {
    this.#rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#filledAt = performance.now()
  }

  /** Requests that wait for a token. */
  get waiting(): number {
    return this.#queues.screen.size + this.#queues.background.size
  }

  /** Waits for a token; rejects with an {@link ApiFailure} when the signal says so, or the bucket is closed. */
  take(priority: 'screen' | 'background', signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted) return Promise.reject(cancelled())
    this.#fill()
    if (this.waiting === 0 && this.#tokens >= 1) {
      this.#tokens -= 1
      return Promise.resolve()
    }
    return new Promise<void>((resolve, reject) => {
      const queue = this.#queues[priority]
      const stop = () => waiter.fail(cancelled())
      const waiter: Waiter = {
        grant: () => {
          queue.delete(waiter)
          signal.removeEventListener('abort', stop)
          resolve()
        },
        fail: (error) => {
          queue.delete(waiter)
          signal.removeEventListener('abort', stop)
          reject(error)
        },
      }
      signal.addEventListener('abort', stop)
      queue.add(waiter)
      this.#schedule()
    })
  }

  /** Rejects all who wait. */
  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const queue of Object.values(this.#queues)) for (const waiter of [...queue]) waiter.fail(cancelled())
  }

  #fill(): void {
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate)
    this.#filledAt = now
  }

  #schedule(): void {
    if (this.#timer || this.#closed) return
    const wait = Math.max(1, ((1 - this.#tokens) / this.#rate) * 1000)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#fill()
      for (const queue of [this.#queues.screen, this.#queues.background]) {
        for (const waiter of queue) {
          if (this.#tokens < 1) break
          this.#tokens -= 1
          waiter.grant()
        }
      }
      if (this.waiting > 0) this.#schedule()
    }, wait)
  }
}

function cancelled(): ApiFailure {
  return new ApiFailure({ code: 'cancelled', message: 'The request was cancelled before it was sent.' })
}
