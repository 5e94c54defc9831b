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
  /** Bytes that an answer may have at most, unzipped; for `request`. Without it only what the engine could not hold is refused. */
  largest?: number
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

/** A question that becomes a conversation. */
export interface ApiSocketRequest {
  path: string
  /** Subprotocols, best first. */
  protocols: readonly string[]
  /** Ends the handshake, and later the conversation. */
  signal: AbortSignal
  /** Milliseconds that connecting and the handshake may take. */
  deadline: number
}

/** What is heard of an open socket. Both are called with nothing before the handshake is done. */
export interface ApiSocketHandlers {
  /** The bytes are the handler's own. */
  onMessage(message: Uint8Array): void
  onClose(code: number, reason: string): void
}

/** An open WebSocket. */
export interface ApiSocket {
  /** The subprotocol that the server chose. */
  readonly protocol: string
  send(message: Uint8Array): void
  ping(): void
  /** No more messages are taken from the server until `resume`. */
  pause(): void
  resume(): void
  close(): void
}

/** The server lets the conversation begin, or answers like any request. */
export type ApiSocketAnswer = { type: 'open'; socket: ApiSocket } | { type: 'refused'; answer: ApiResponse }

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
  /** Opens a WebSocket on a connection of its own, with the same credentials, TLS and proxy. */
  socket(request: ApiSocketRequest, handlers: ApiSocketHandlers): Promise<ApiSocketAnswer>
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
