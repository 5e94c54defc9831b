import type { EngineError } from '../contract/index.ts'
import { Backoff } from '../watch/backoff.ts'
import type { Clock } from '../watch/clock.ts'
import { isAborted, linkedAbort } from '../watch/linkedAbort.ts'
import type { ApiClient } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import { statusError } from './statusError.ts'

/** What a look at the API server gave. */
type Answer = { is: 'up' } | { is: 'down'; error: EngineError } | { is: 'unauthorized'; error: EngineError }

export interface LinkWatchOptions {
  client: ApiClient
  clock: Clock
  /** Called with each failed attempt; `retryAt` is the next one. */
  onDown: (error: EngineError, retryAt: number) => void
  /** The server answers again. Awaited before the next look; what it throws counts as down. */
  onUp: (signal: AbortSignal) => Promise<void>
  onUnauthorized: (error: EngineError) => void
}

/** Silence of so long, and the server is asked for a word: with the deadline below, 18 s until a dead link is called stale. */
const quiet = 10_000
const deadline = 8_000
/** While the link is gone, attempts give up sooner, so that one that hangs does not hide that the link is back; on slow links less soon. */
const downDeadline = 2_500
/** Proxy, TCP, TLS and the request are so many round trips, with some left over. */
const roundTrips = 10
/** A link that broke a moment ago is most likely soon back; later the server is left in peace. */
const soon = { initial: 800, factor: 1.6, jitter: 0.5, cap: 1_500, resetAfter: 120_000 }
const later = { initial: 10_000, factor: 1.5, jitter: 0.5, cap: 30_000, resetAfter: Number.POSITIVE_INFINITY }
const soonFor = 300_000

/** Answers of a load balancer whose API server is away. */
const absent = new Set([502, 503, 504])

/**
 * Notices within seconds that an API server is gone, whatever way it went (refused, reset, silent), and that it is back. It asks only
 * when nothing else was heard.
 */
export class LinkWatch {
  readonly #o: LinkWatchOptions
  #suspected = false
  #down = false
  #wake: (() => void) | null = null

  constructor(options: LinkWatchOptions) {
    this.#o = options
  }

  /** Something failed: look now instead of at the next time. While the link is known to be gone this changes nothing. */
  suspect(): void {
    if (this.#suspected) return
    this.#suspected = true
    if (!this.#down) this.#wake?.()
  }

  /** A person does not want to wait for the next attempt. */
  retry(): void {
    this.#suspected = true
    this.#wake?.()
  }

  /** Runs until the signal is aborted or the credential is refused. */
  async run(signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#o
    const soonBackoff = new Backoff(clock, soon)
    const laterBackoff = new Backoff(clock, later)
    const stop = client.onLink((up) => {
      if (!up) this.suspect()
    })
    let downSince = 0
    let askedAt = clock.now() // a connection has just been made
    try {
      while (!isAborted(signal)) {
        if (!this.#down) {
          const wait = Math.max(client.status().heardAt ?? 0, askedAt) + quiet - clock.now()
          if (wait > 0 && !this.#suspected) {
            await this.#sleep(Math.min(wait, quiet), signal)
            continue
          }
        }
        this.#suspected = false
        askedAt = clock.now()
        let answer = await this.#ask(signal)
        if (isAborted(signal)) return
        if (answer.is === 'up' && this.#down) {
          try {
            await this.#o.onUp(signal)
            this.#down = false
            soonBackoff.reset()
            laterBackoff.reset()
          } catch (thrown) {
            answer = { is: 'down', error: errorOf(thrown) }
          }
          if (isAborted(signal)) return
        }
        if (answer.is === 'unauthorized') {
          this.#o.onUnauthorized(answer.error)
          return
        }
        if (answer.is === 'down') {
          if (!this.#down) downSince = clock.now()
          this.#down = true
          const pause = (clock.now() - downSince < soonFor ? soonBackoff : laterBackoff).next()
          this.#o.onDown(answer.error, clock.now() + pause)
          await this.#sleep(pause, signal)
        }
      }
    } finally {
      stop()
    }
  }

  async #ask(signal: AbortSignal): Promise<Answer> {
    try {
      const { client } = this.#o
      const patience = this.#down ? Math.min(Math.max(downDeadline, (client.status().latency ?? 0) * roundTrips), deadline) : deadline
      const answer = await client.request({ path: '/version', signal, deadline: patience, priority: 'screen' })
      if (answer.status === 401) return { is: 'unauthorized', error: statusError(answer, { path: '/version' }) }
      if (absent.has(answer.status)) return { is: 'down', error: statusError(answer, { path: '/version' }) }
      return { is: 'up' }
    } catch (thrown) {
      const error = errorOf(thrown)
      return error.code === 'unauthorized' || error.code === 'needs-consent' ? { is: 'unauthorized', error } : { is: 'down', error }
    }
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const abort = linkedAbort(signal)
    this.#wake = () => {
      abort.abort()
    }
    await this.#o.clock.sleep(ms, abort.signal)
    this.#wake = null
    abort.unlink()
  }
}

/** What was thrown, in words that may be shown. */
export function errorOf(thrown: unknown): EngineError {
  if (thrown instanceof ApiFailure) return thrown.error
  return {
    code: 'internal',
    message: `An unexpected failure: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    todo: 'It is tried again; please report it.',
  }
}
