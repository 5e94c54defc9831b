import type { Clock } from '../watch/clock.ts'
import { isAborted, linkedAbort } from '../watch/linkedAbort.ts'
import type { ApiClient } from './apiClient.ts'
import type { Discovery } from './discovery.ts'

/** Discovery is read again so often, in case something was added without a CRD or APIService being seen. */
const every = 300_000
/** The server's own discovery lags behind a new CRD: usually by less than the first, on a busy server by more. */
const lags = [1_200, 6_000]
/** After a discovery that failed. */
const retryAfter = 30_000

/** What reading discovery again needs of a session. */
export interface RediscoveryOptions {
  clock: Clock
  discover: (client: ApiClient, signal: AbortSignal) => Promise<Discovery>
  /** Resolves to true when requests make sense, to false when they never will again on this connection. */
  ready: (signal: AbortSignal) => Promise<boolean>
  onFound: (found: Discovery) => void
  onFailed: () => void
}

/** When discovery is read again on a connection: from time to time, some moments after a kind was made or unmade, and when asked to. */
export class Rediscovery {
  readonly #o: RediscoveryOptions
  /** By delay: planned looks. */
  readonly #planned = new Map<number, () => void>()
  #due = false
  #wake: (() => void) | null = null
  #closed = false

  constructor(options: RediscoveryOptions) {
    this.#o = options
  }

  /** Reads until the signal ends it. What is known stays when a discovery fails. */
  async run(client: ApiClient, signal: AbortSignal): Promise<void> {
    const { clock } = this.#o
    while (!isAborted(signal)) {
      const abort = linkedAbort(signal)
      this.#wake = () => {
        abort.abort()
      }
      if (!this.#due) await clock.sleep(every * (0.9 + 0.2 * clock.random()), abort.signal)
      this.#due = false
      this.#wake = null
      abort.unlink()
      if (isAborted(signal)) return
      if (!(await this.#o.ready(signal))) return
      try {
        this.#o.onFound(await this.#o.discover(client, signal))
      } catch {
        if (isAborted(signal)) return
        // if the link is gone, who watches it says so; if discovery alone fails, it is asked again
        this.#o.onFailed()
        this.#after(retryAfter)
      }
    }
  }

  /** A kind was made or unmade: the server's discovery says so in a moment. */
  soon(): void {
    this.#after(...lags)
  }

  now(): void {
    this.#wake?.()
  }

  /** Forgets what was planned. */
  forget(): void {
    for (const cancel of this.#planned.values()) cancel()
    this.#planned.clear()
  }

  /** Nothing is planned any more. */
  close(): void {
    this.#closed = true
    this.forget()
  }

  #after(...delays: readonly number[]): void {
    for (const delay of delays) {
      if (this.#planned.has(delay) || this.#closed) continue
      this.#planned.set(
        delay,
        this.#o.clock.setTimer(delay, () => {
          this.#planned.delete(delay)
          this.#due = true
          this.#wake?.()
        }),
      )
    }
  }
}
