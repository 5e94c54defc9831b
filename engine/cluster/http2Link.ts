import http2 from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { PingTimeout } from './connectError.ts'
import type { Link, LinkObserver, LinkRequest, LinkResponse, PingIntervals } from './link.ts'
import { plainHeaders } from './link.ts'

/** Flow control of one stream: with Node's 64 KB a WatchList over a slow link waits for the far side after each 64 KB. */
const streamWindow = 4 * 1024 * 1024
/** Flow control of the whole session: what unread bodies of all streams may hold together. */
const sessionWindow = 32 * 1024 * 1024
/** Used when the server names no limit of streams. */
const defaultStreams = 250

/** One HTTP/2 session: streams, own pings, GOAWAY. */
export class Http2Link implements Link {
  readonly protocol = 'h2'
  readonly #session: ClientHttp2Session
  readonly #socket: TLSSocket
  readonly #authority: string
  readonly #observer: LinkObserver
  readonly #pings: PingIntervals
  #open = 0
  #closed: () => void = () => undefined
  #retired = false
  #gone = false
  #asked = false
  #error: Error | null = null
  #heardAt = performance.now()
  #idleTimer: NodeJS.Timeout | null = null
  #answerTimer: NodeJS.Timeout | null = null

  /** Starts a session on a connected TLS socket and waits for the server's SETTINGS, which name the limit of streams. */
  static async open(
    socket: TLSSocket,
    authority: string,
    observer: LinkObserver,
    pings: PingIntervals,
    signal: AbortSignal,
  ): Promise<Http2Link> {
    const session = http2.connect(`https://${authority}`, {
      createConnection: () => socket,
      // Node ends a session that holds more than 10 MB; ours may hold as much as its windows let through.
      maxSessionMemory: 512,
      settings: { enablePush: false, initialWindowSize: streamWindow },
    })
    const link = new Http2Link(session, socket, authority, observer, pings)
    // The session does not hear of an alert that refuses the client certificate after the handshake (TLS 1.3).
    socket.on('error', (error) => link.destroy(error))
    await new Promise<void>((resolve, reject) => {
      const finish = (error: Error | null) => {
        session.removeListener('remoteSettings', ready)
        link.#closed = () => undefined
        signal.removeEventListener('abort', stop)
        if (!error) {
          resolve()
          return
        }
        link.destroy(error)
        reject(error)
      }
      const ready = () => finish(null)
      const closed = () => finish(link.#error ?? Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }))
      const stop = () => finish(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      session.once('remoteSettings', ready)
      link.#closed = closed
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
    })
    session.setLocalWindowSize(sessionWindow)
    return link
  }

  constructor(session: ClientHttp2Session, socket: TLSSocket, authority: string, observer: LinkObserver, pings: PingIntervals) {
    this.#session = session
    this.#socket = socket
    this.#authority = authority
    this.#observer = observer
    this.#pings = pings
    session.on('error', (error) => {
      this.#error ??= error
    })
    session.on('goaway', () => {
      this.#retired = true
    })
    session.on('close', () => this.#ended())
    // All streams of a session that waits for requests count: more than the default 10 listeners is no leak here.
    session.setMaxListeners(0)
    this.#schedulePing()
  }

  get openStreams(): number {
    return this.#open
  }

  get room(): number {
    if (this.#gone || this.#retired || this.#session.closed || this.#session.destroyed) return 0
    const limit = this.#session.remoteSettings.maxConcurrentStreams ?? defaultStreams
    return Math.max(0, Math.min(limit, defaultStreams) - this.#open)
  }

  get gone(): boolean {
    return this.#gone
  }

  get error(): Error | null {
    return this.#error
  }

  send(request: LinkRequest): Promise<LinkResponse> {
    return new Promise<LinkResponse>((resolve, reject) => {
      if (request.signal.aborted) return reject(request.signal.reason as Error)
      const started = performance.now()
      const stream: ClientHttp2Stream = this.#session.request(
        { ':method': request.method, ':scheme': 'https', ':authority': this.#authority, ':path': request.path, ...request.headers },
        { endStream: request.body === undefined },
      )
      this.#open += 1
      const stop = () => stream.close(http2.constants.NGHTTP2_CANCEL)
      request.signal.addEventListener('abort', stop)
      let streamError: Error | null = null
      stream.on('error', (error) => {
        streamError = error
      })
      stream.once('response', (headers: IncomingHttpHeaders & IncomingHttpStatusHeader) => {
        this.#heard()
        this.#observer.answered(performance.now() - started)
        resolve({ status: headers[':status'] ?? 0, headers: plainHeaders(headers), body: stream, link: this })
      })
      stream.once('close', () => {
        this.#open -= 1
        request.signal.removeEventListener('abort', stop)
        // Without effect when the answer has come.
        reject(
          request.signal.aborted
            ? (request.signal.reason as Error)
            : (this.#error ??
                streamError ??
                Object.assign(new Error('stream closed'), { code: 'ERR_HTTP2_STREAM_CLOSED', rst: stream.rstCode })),
        )
        this.#observer.room()
      })
      this.#countBytes(stream)
      // Node throws away the body of a stream that ends before anybody has begun to read; 'response' may come after the end.
      stream.read(0)
      if (request.body !== undefined) stream.end(request.body)
    })
  }

  retire(): void {
    this.#retired = true
    this.#asked = true
    if (!this.#session.closed) this.#session.close()
  }

  destroy(error: Error | null): void {
    this.#asked = error === null
    this.#error ??= error
    if (!this.#session.destroyed) this.#session.destroy(error ?? undefined)
    // After a TLS alert neither the socket nor the session says that it is closed.
    this.#socket.destroy()
    setImmediate(() => this.#ended())
  }

  /** Sees every chunk without making the stream flow. */
  #countBytes(stream: ClientHttp2Stream): void {
    const push = stream.push.bind(stream)
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk !== null) this.#heard()
      return push(chunk, encoding)
    }
  }

  #heard(): void {
    this.#heardAt = performance.now()
    this.#observer.heard()
  }

  #schedulePing(): void {
    if (this.#gone) return
    const wait = Math.max(1, this.#heardAt + this.#pings.idle - performance.now())
    this.#idleTimer = setTimeout(() => this.#pingIfIdle(), wait)
  }

  #pingIfIdle(): void {
    if (this.#gone || this.#session.destroyed) return
    if (performance.now() - this.#heardAt < this.#pings.idle - 1) return this.#schedulePing()
    this.#answerTimer = setTimeout(() => {
      this.destroy(new PingTimeout(performance.now() - this.#heardAt))
    }, this.#pings.answer)
    try {
      this.#session.ping((error, duration) => {
        if (this.#answerTimer) clearTimeout(this.#answerTimer)
        if (error) return
        this.#observer.answered(duration)
        this.#heard()
        this.#schedulePing()
      })
    } catch (error) {
      clearTimeout(this.#answerTimer)
      this.destroy(error as Error)
    }
  }

  #ended(): void {
    if (this.#gone) return
    this.#gone = true
    if (this.#idleTimer) clearTimeout(this.#idleTimer)
    if (this.#answerTimer) clearTimeout(this.#answerTimer)
    this.#closed()
    this.#observer.gone(this, !this.#asked && (this.#error !== null || this.#open > 0 || !this.#retired))
  }
}
