import type { Duplex } from 'node:stream'
import type { EngineError } from '../contract/index.ts'
import type { LinkStatus } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import { connectError } from './connectError.ts'
import type { ConnectTarget } from './connectError.ts'
import type { TlsMaterial } from './credentials.ts'
import { dial, servername } from './dial.ts'
import { Http1Link } from './http1Link.ts'
import { Http2Link } from './http2Link.ts'
import type { Link, LinkObserver, LinkRequest, LinkResponse, PingIntervals } from './link.ts'
import { proxyFor, showProxy } from './proxy.ts'
import type { ProxyEnv } from './proxy.ts'

/** More sessions than this to one server help nobody; further requests wait for a stream to end. */
const sessionLimit = 16

interface PoolOptions {
  pings: PingIntervals
  connectDeadline: number
  env: ProxyEnv
}

/** The links to one API server: one HTTP/2 session, spares past its limit of streams, or a pool of HTTP/1.1 connections. */
export class LinkPool {
  readonly #server: URL
  readonly #proxyUrl: string | null
  readonly #options: PoolOptions
  readonly #listeners = new Set<(up: boolean, error: EngineError | null) => void>()
  readonly #closing = new AbortController()
  #links: Link[] = []
  #dialling: Promise<void> | null = null
  #tls: TlsMaterial | null = null
  #roomWaiters = new Set<() => void>()
  #up: boolean | null = null
  #protocol: 'h2' | 'h1' | null = null
  #latency: number | null = null
  #heardAt: number | null = null

  constructor(server: URL, proxyUrl: string | null, options: PoolOptions) {
    this.#server = server
    this.#proxyUrl = proxyUrl
    this.#options = options
  }

  /** Sends on a link with room for one more request; waits for one when there is none. The signal's reason is thrown when it aborts. */
  async send(tls: TlsMaterial, request: LinkRequest): Promise<LinkResponse> {
    const { signal } = request
    this.#useMaterial(tls)
    for (;;) {
      if (signal.aborted) throw signal.reason
      if (this.#closing.signal.aborted) throw new ApiFailure({ code: 'cancelled', message: 'The connection was closed.' })
      const link = this.#links.find((candidate) => candidate.room > 0)
      // In the same turn as the look for room: many requests that come together must not all see the same room.
      if (link) return link.send(request)
      if (this.#links.length >= sessionLimit) {
        await raced(new Promise<void>((resolve) => this.#roomWaiters.add(resolve)), signal)
      } else {
        this.#dialling ??= this.#dial(tls).finally(() => (this.#dialling = null))
        await raced(this.#dialling, signal)
      }
    }
  }

  /** A connection of its own that speaks HTTP/1.1, outside of the pool: for what takes a whole connection. */
  async dialApart(tls: TlsMaterial, signal: AbortSignal): Promise<Duplex> {
    const proxy = proxyFor(this.#server, this.#proxyUrl, this.#options.env)
    return (await dial(this.#server, proxy, tls, ['http/1.1'], signal)).socket
  }

  /** What is being connected to, for messages; safe to show. */
  target(tls: TlsMaterial | null = this.#tls): ConnectTarget {
    let proxy: string | null = null
    try {
      const url = proxyFor(this.#server, this.#proxyUrl, this.#options.env)
      proxy = url && showProxy(url)
    } catch {
      proxy = null // its own error is told where it is used
    }
    return { server: this.#server.origin, proxy, servername: tls ? servername(this.#server, tls) : this.#server.hostname }
  }

  status(): LinkStatus {
    return {
      protocol: this.#protocol,
      latency: this.#latency === null ? null : Math.round(this.#latency * 10) / 10,
      heardAt: this.#heardAt,
    }
  }

  onLink(listener: (up: boolean, error: EngineError | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#closing.abort(new ApiFailure({ code: 'cancelled', message: 'The connection was closed.' }))
    for (const link of [...this.#links]) link.destroy(null)
    this.#links = []
    this.#wakeAll()
    this.#listeners.clear()
  }

  /** A renewed client certificate needs new links; what flows on the old ones may end there. */
  #useMaterial(tls: TlsMaterial): void {
    if (this.#tls && !sameMaterial(this.#tls, tls)) {
      for (const link of [...this.#links]) link.retire()
    }
    this.#tls = tls
  }

  async #dial(tls: TlsMaterial): Promise<void> {
    const stop = new AbortController()
    const timer = setTimeout(
      () => stop.abort(Object.assign(new Error('connect deadline'), { code: 'ETIMEDOUT' })),
      this.#options.connectDeadline,
    )
    const closing = () => stop.abort(this.#closing.signal.reason)
    this.#closing.signal.addEventListener('abort', closing)
    try {
      const proxy = proxyFor(this.#server, this.#proxyUrl, this.#options.env)
      const first = await dial(this.#server, proxy, tls, ['h2', 'http/1.1'], stop.signal)
      let link: Link
      if (first.protocol === 'h2') {
        link = await Http2Link.open(first.socket, this.#server.host, this.#observer(), this.#options.pings, stop.signal)
      } else {
        const more = async () => {
          const deadline = new AbortController()
          const late = setTimeout(
            () => deadline.abort(Object.assign(new Error('connect deadline'), { code: 'ETIMEDOUT' })),
            this.#options.connectDeadline,
          )
          try {
            return (await dial(this.#server, proxyFor(this.#server, this.#proxyUrl, this.#options.env), tls, ['http/1.1'], deadline.signal))
              .socket
          } finally {
            clearTimeout(late)
          }
        }
        link = new Http1Link(
          first.socket,
          more,
          this.#server.host,
          `${this.#server.pathname.replace(/\/$/, '')}/version`,
          this.#observer(),
          this.#options.pings,
        )
      }
      if (this.#closing.signal.aborted) {
        link.destroy(null)
        return
      }
      if (link.gone) throw link.error ?? Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' })
      this.#links.push(link)
      this.#protocol = link.protocol
      this.#heardAt = Date.now()
      this.#setUp(true, null)
    } catch (error) {
      if (error instanceof ApiFailure) throw error
      const told: EngineError =
        error instanceof TypeError
          ? {
              code: 'bad-input',
              message: error.message,
              where: this.#server.origin,
              todo: 'Correct the proxy address: http://host:port or socks5://host:port.',
            }
          : connectError(error, this.target(tls))
      if (this.#links.every((link) => link.gone)) this.#setUp(false, told)
      throw new ApiFailure(told, { cause: error })
    } finally {
      clearTimeout(timer)
      this.#closing.signal.removeEventListener('abort', closing)
    }
  }

  #observer(): LinkObserver {
    return {
      heard: () => {
        this.#heardAt = Date.now()
      },
      answered: (latency) => {
        this.#latency = latency
      },
      room: () => this.#wakeOne(),
      gone: (link, cut) => {
        const known = this.#links.includes(link)
        this.#links = this.#links.filter((other) => other !== link)
        if (known && cut && this.#links.length === 0 && !this.#closing.signal.aborted) {
          const error = link.error ?? Object.assign(new Error('the server closed the link'), { code: 'ECONNRESET' })
          this.#setUp(false, connectError(error, this.target()))
        }
        this.#wakeAll()
      },
    }
  }

  #setUp(up: boolean, error: EngineError | null): void {
    if (this.#up === up) return
    this.#up = up
    for (const listener of [...this.#listeners]) listener(up, error)
  }

  #wakeOne(): void {
    const [first] = this.#roomWaiters
    if (!first) return
    this.#roomWaiters.delete(first)
    first()
  }

  #wakeAll(): void {
    const waiters = this.#roomWaiters
    this.#roomWaiters = new Set()
    for (const wake of waiters) wake()
  }
}

function sameMaterial(a: TlsMaterial, b: TlsMaterial): boolean {
  return (
    a === b ||
    (a.ca === b.ca &&
      a.cert === b.cert &&
      a.key === b.key &&
      a.servername === b.servername &&
      a.rejectUnauthorized === b.rejectUnauthorized)
  )
}

/** The promise goes on for others when this signal aborts. */
function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason as Error)
    signal.addEventListener('abort', stop)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
