import type { EngineError } from '../contract/index.ts'

/** One request to an API server. Paths are absolute: `/api/v1/pods?limit=1`. */
export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  accept?: string
  contentType?: string
  body?: string
  signal: AbortSignal
  /** Milliseconds until the answer's headers (and, for `request`, its whole body) must be there. */
  deadline: number
  /** `screen` goes before `background` when the token bucket is empty. */
  priority?: 'screen' | 'background'
}

/** A whole answer. `body` is already unzipped. */
export interface ApiResponse {
  status: number
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** An answer whose body is still flowing. Ends, throws {@link ApiFailure} when the link dies, or is cancelled by the request's signal. */
export interface ApiStream {
  status: number
  headers: Readonly<Record<string, string>>
  chunks: AsyncIterable<Uint8Array>
}

/** What is known of the link to an API server. */
export interface LinkStatus {
  protocol: 'h2' | 'h1' | null
  /** Milliseconds of the last answered ping or request. */
  latency: number | null
  /** Epoch milliseconds of the last byte or ping answer. */
  heardAt: number | null
}

/**
 * The one way to an API server: authentication, TLS, proxies, HTTP/2 sessions with pings, HTTP/1.1 fallback, token bucket, Retry-After.
 * Status codes of the server are answers, not failures; a failure is thrown as {@link ApiFailure}.
 */
export interface ApiClient {
  request(request: ApiRequest): Promise<ApiResponse>
  stream(request: ApiRequest): Promise<ApiStream>
  status(): LinkStatus
  /** Called when a ping goes unanswered or all sessions are gone, and when the link is back. Returns the stop function. */
  onLink(listener: (up: boolean, error: EngineError | null) => void): () => void
  /** Ends sessions, timers and pending requests. */
  close(): void
}

/** A request that got no answer: no connection, TLS, proxy, deadline, credential. `error` is safe to show. */
export class ApiFailure extends Error {
  readonly error: EngineError

  constructor(error: EngineError, options?: { cause?: unknown }) {
    super(error.message, options)
    this.name = 'ApiFailure'
    this.error = error
  }
}
