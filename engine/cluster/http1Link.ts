import http from 'node:http'
import type { Socket } from 'node:net'
import { PingTimeout } from './connectError.ts'
import type { Link, LinkObserver, LinkRequest, LinkResponse, PingIntervals } from './link.ts'
import { plainHeaders } from './link.ts'

/** Opens one more connection to the server. */
export type Dial = () => Promise<Socket>

/** A pool of kept-alive HTTP/1.1 connections, for servers and proxies without HTTP/2. Every open watch takes one connection. */
export class Http1Link implements Link {
  readonly protocol = 'h1'
  readonly #agent: http.Agent
  readonly #host: string
  readonly #observer: LinkObserver
  readonly #pings: PingIntervals
  readonly #probePath: string
  readonly #sockets = new Set<Socket>()
  #open = 0
  #retired = false
  #gone = false
  #error: Error | null = null
  #heardAt = performance.now()
  #timer: NodeJS.Timeout | null = null
  #probe: http.ClientRequest | null = null

  /**
   * @param first a connection that is open already, used for the first request
   * @param host value of the Host header
   * @param probePath asked when open streams are silent, in the place of HTTP/2's ping
   */
  constructor(first: Socket | null, dial: Dial, host: string, probePath: string, observer: LinkObserver, pings: PingIntervals) {
    this.#host = host
    this.#observer = observer
    this.#pings = pings
    this.#probePath = probePath
    let parked = first
    this.#agent = new http.Agent({ keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Infinity, maxFreeSockets: 8, scheduling: 'lifo' })
    const connect = (_options: unknown, done: (error: Error | null, socket?: Socket) => void) => {
      const ready = parked && !parked.destroyed ? Promise.resolve(parked) : dial()
      parked = null
      ready.then(
        (socket) => {
          if (this.#gone) socket.destroy()
          this.#sockets.add(socket)
          socket.once('close', () => this.#sockets.delete(socket))
          done(null, socket)
        },
        (reason: unknown) => {
          const error = reason as Error // what dialling rejects with
          // With no connection left and none to be had, the link is gone.
          if (this.#sockets.size === 0) this.destroy(error)
          done(error)
        },
      )
    }
    // Node's types do not name this method; its documentation does (http.Agent, createConnection).
    Object.assign(this.#agent, { createConnection: connect })
    this.#schedule()
  }

  get openStreams(): number {
    return this.#open
  }

  get room(): number {
    return this.#gone || this.#retired ? 0 : Infinity
  }

  get gone(): boolean {
    return this.#gone
  }

  get error(): Error | null {
    return this.#error
  }

  async send(request: LinkRequest): Promise<LinkResponse> {
    try {
      return await this.#send(request)
    } catch (error) {
      // The server may close a kept-alive connection in the moment it is used again: that request was not served.
      if ((error as { stale?: boolean }).stale && request.method === 'GET' && !request.signal.aborted && !this.#gone)
        return this.#send(request)
      throw error
    }
  }

  retire(): void {
    this.#retired = true
    if (this.#open === 0) this.destroy(null)
  }

  destroy(error: Error | null): void {
    if (this.#gone) return
    this.#gone = true
    this.#error = error
    if (this.#timer) clearTimeout(this.#timer)
    this.#probe?.destroy()
    this.#agent.destroy()
    for (const socket of this.#sockets) socket.destroy(error ?? undefined)
    this.#observer.gone(this, error !== null)
  }

  #send(request: LinkRequest): Promise<LinkResponse> {
    return new Promise<LinkResponse>((resolve, reject) => {
      if (request.signal.aborted) return reject(request.signal.reason as Error)
      const started = performance.now()
      const headers = mutable(request.headers)
      headers['host'] = this.#host
      if (request.body !== undefined) headers['content-length'] = String(Buffer.byteLength(request.body))
      const outgoing = http.request({ agent: this.#agent, method: request.method, path: request.path, headers })
      this.#open += 1
      let ended = false
      let answered = false
      const end = () => {
        if (ended) return
        ended = true
        this.#open -= 1
        request.signal.removeEventListener('abort', stop)
        this.#observer.room()
        if (this.#retired && this.#open === 0) this.destroy(null)
      }
      const stop = () => {
        outgoing.destroy()
        reject(request.signal.reason as Error)
      }
      request.signal.addEventListener('abort', stop)
      outgoing.once('response', (incoming) => {
        answered = true
        this.#heard()
        this.#observer.answered(performance.now() - started)
        const push = incoming.push.bind(incoming)
        incoming.push = (chunk: unknown, encoding?: BufferEncoding) => {
          if (chunk !== null) this.#heard()
          return push(chunk, encoding)
        }
        incoming.once('close', end)
        incoming.on('error', () => undefined) // whoever reads the body hears of it; nobody else needs to
        resolve({ status: incoming.statusCode ?? 0, headers: plainHeaders(incoming.headers), body: incoming, link: this })
      })
      outgoing.on('error', (error) => {
        end()
        const stale = outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
        reject(this.#error ?? (stale ? Object.assign(error, { stale }) : error))
      })
      outgoing.once('close', () => {
        if (!answered) end()
      })
      outgoing.end(request.body)
    })
  }

  #heard(): void {
    this.#heardAt = performance.now()
    this.#observer.heard()
  }

  #schedule(): void {
    if (this.#gone) return
    const wait = Math.max(1, this.#heardAt + this.#pings.idle - performance.now())
    this.#timer = setTimeout(() => this.#check(), this.#open > 0 ? wait : this.#pings.idle)
  }

  /** HTTP/1.1 has no ping: a small request on another connection asks whether the server is there. Any answer will do. */
  #check(): void {
    if (this.#gone) return
    if (this.#open === 0 || performance.now() - this.#heardAt < this.#pings.idle - 1) return this.#schedule()
    const started = performance.now()
    const probe = http.request({ agent: this.#agent, method: 'GET', path: this.#probePath, headers: { host: this.#host } })
    this.#probe = probe
    const settle = (answered: boolean) => {
      if (this.#probe !== probe) return
      this.#probe = null
      clearTimeout(timer)
      if (this.#gone) return
      if (answered) {
        this.#observer.answered(performance.now() - started)
        this.#heard()
        this.#schedule()
      } else this.destroy(new PingTimeout(performance.now() - this.#heardAt))
    }
    const timer = setTimeout(() => {
      settle(false)
      probe.destroy()
    }, this.#pings.answer)
    probe.once('response', (incoming) => {
      incoming.resume()
      incoming.once('error', () => undefined) // the answer's head has said enough
      settle(true)
    })
    probe.on('error', () => settle(false))
    probe.end()
  }
}

/** Node's types want lists that may be changed. */
function mutable(headers: LinkRequest['headers']): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]))
}
