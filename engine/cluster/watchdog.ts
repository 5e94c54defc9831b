import { setMaxListeners } from 'node:events'
import type { EngineError } from '../contract/index.ts'
import type { ApiRequest } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import type { ConnectTarget } from './connectError.ts'

/** What is being asked for, for messages. */
export function place(request: Pick<ApiRequest, 'method' | 'path'>): string {
  return `${request.method ?? 'GET'} ${request.path}`
}

/** Deadline and cancellation of one request in one signal. The clock starts when the request may be sent. */
export class Watchdog {
  readonly #controller = new AbortController()
  readonly #request: Pick<ApiRequest, 'method' | 'path' | 'signal' | 'deadline'>
  readonly #closing: AbortSignal
  readonly #target: ConnectTarget
  #timer: NodeJS.Timeout | null = null
  #startedAt: number | null = null
  #failure: ApiFailure | null = null
  readonly #cancel = () => this.#abort({ code: 'cancelled', message: 'The request was cancelled.', where: place(this.#request) })

  constructor(request: Pick<ApiRequest, 'method' | 'path' | 'signal' | 'deadline'>, closing: AbortSignal, target: ConnectTarget) {
    this.#request = request
    this.#closing = closing
    this.#target = target
    // Many requests share a signal; older runtimes take eleven listeners for a leak.
    setMaxListeners(0, request.signal, closing)
    request.signal.addEventListener('abort', this.#cancel)
    closing.addEventListener('abort', this.#cancel)
    if (request.signal.aborted || closing.aborted) this.#cancel()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Same signal, before the clock runs: credentials have a deadline of their own. */
  get cancelled(): AbortSignal {
    return this.#controller.signal
  }

  start(): void {
    if (this.#startedAt !== null || this.#failure) return
    this.#startedAt = performance.now()
    this.#timer = setTimeout(
      () =>
        this.#abort({
          code: 'timeout',
          message: `${this.#target.server} did not answer within ${this.#request.deadline / 1000} s.`,
          where: place(this.#request),
          todo: 'Check the network and the load of the API server; it is tried again.',
        }),
      this.#request.deadline,
    )
  }

  /** Milliseconds until the deadline. */
  left(): number {
    return this.#startedAt === null ? this.#request.deadline : this.#request.deadline - (performance.now() - this.#startedAt)
  }

  headersArrived(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  failure(): ApiFailure {
    return this.#failure ?? new ApiFailure({ code: 'cancelled', message: 'The request was cancelled.', where: place(this.#request) })
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        reject(this.failure())
      }
      const timer = setTimeout(() => {
        this.signal.removeEventListener('abort', stop)
        resolve()
      }, milliseconds)
      this.signal.addEventListener('abort', stop)
      if (this.signal.aborted) stop()
    })
  }

  end(): void {
    this.headersArrived()
    this.#request.signal.removeEventListener('abort', this.#cancel)
    this.#closing.removeEventListener('abort', this.#cancel)
  }

  #abort(error: EngineError): void {
    if (this.#failure) return
    this.#failure = new ApiFailure(error)
    this.headersArrived()
    this.#controller.abort(this.#failure)
  }
}
