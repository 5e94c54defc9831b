import type { Readable } from 'node:stream'

/** One request on a link; the path is complete. */
export interface LinkRequest {
  method: string
  path: string
  headers: Readonly<Record<string, string | readonly string[]>>
  body: string | undefined
  /** Aborting it cancels the request, or the body that still flows. */
  signal: AbortSignal
}

/** Headers have arrived; the body still flows. */
export interface LinkResponse {
  status: number
  headers: Readonly<Record<string, string>>
  body: Readable
  /** A stream only knows that it was cut; its link knows why. */
  link: Link
}

/** One HTTP/2 session, or one pool of HTTP/1.1 connections. */
export interface Link {
  readonly protocol: 'h2' | 'h1'
  /** How many more requests may start now; 0 when it is going away. */
  readonly room: number
  readonly openStreams: number
  readonly gone: boolean
  /** Why it broke, when it broke. */
  readonly error: Error | null
  send(request: LinkRequest): Promise<LinkResponse>
  /** Takes no new requests, and ends when the open ones have ended. */
  retire(): void
  /** Ends everything now; open requests fail with the error. */
  destroy(error: Error | null): void
}

/** What a link tells its owner. */
export interface LinkObserver {
  /** A byte or a ping answer has arrived. */
  heard(): void
  /** Milliseconds that a ping or an answer took. */
  answered(latency: number): void
  /** A stream has ended: there may be room. */
  room(): void
  /** The link has ended. `cut` says that it was not asked for, or that requests were open. */
  gone(link: Link, cut: boolean): void
}

/** Intervals of health checks, in milliseconds (client-go: ReadIdleTimeout 30 s, PingTimeout 15 s). */
export interface PingIntervals {
  idle: number
  answer: number
}

/** Joins header values that came several times. */
export function plainHeaders(headers: Readonly<Record<string, string | string[] | number | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue
    plain[name] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return plain
}
