import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { gzipSync } from 'node:zlib'
import type { FaultAction } from './faults.ts'
import type { StatusAnswer } from './status.ts'

export type AnyRequest = IncomingMessage | Http2ServerRequest
export type AnyResponse = ServerResponse | Http2ServerResponse

/** A real server compresses only when the first write is larger than this. */
const gzipThreshold = 128 * 1024

/** One answer, with whatever a fault does to its bytes. */
export class Answer {
  readonly #request: AnyRequest
  readonly #response: AnyResponse
  readonly #fault: FaultAction | null
  #sent = 0
  #dead = false
  /** Pieces of a dripping answer that have not left yet. */
  readonly #drops: Buffer[] = []
  /** The drop that is not full yet, and how many bytes are in it. */
  #drop: Buffer[] = []
  #filled = 0
  #dripping: NodeJS.Timeout | null = null
  #endAfterDrops = false

  constructor(request: AnyRequest, response: AnyResponse, fault: FaultAction | null) {
    this.#request = request
    this.#response = response
    this.#fault = fault
    response.on('error', () => {
      this.#dead = true
    })
  }

  get dead(): boolean {
    return this.#dead || this.#response.writableEnded || this.#response.destroyed
  }

  onClose(fn: () => void): void {
    this.#response.on('close', fn)
  }

  status(answer: StatusAnswer): void {
    this.json(answer.code, answer.body, answer.headers)
  }

  json(code: number, body: unknown, headers: Record<string, string> = {}): void {
    this.whole(code, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
  }

  whole(code: number, content: string | Buffer, headers: Record<string, string>): void {
    let body = typeof content === 'string' ? Buffer.from(content) : content
    if (this.zips(body.length)) {
      body = gzipSync(body, { level: 1 })
      headers = { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' }
    }
    this.head(code, headers)
    this.bytes(body)
    this.end()
  }

  head(code: number, headers: Record<string, string>): void {
    const response = this.#response as ServerResponse
    response.writeHead(code, { 'audit-id': '00000000-0000-4000-8000-0000000000aa', 'cache-control': 'no-cache, private', ...headers })
  }

  /** Writes bytes; false when the answer is over (cut by a fault, or the client went). */
  bytes(data: Buffer | string): boolean {
    if (this.dead) return false
    let chunk = typeof data === 'string' ? Buffer.from(data) : data
    const fault = this.#fault
    if (fault?.type === 'cut') {
      const left = fault.after - this.#sent
      if (chunk.length >= left) {
        if (left > 0) this.#write(chunk.subarray(0, left))
        this.#dead = true
        if (fault.how === 'end') (this.#response as ServerResponse).end()
        // the bytes before the cut must leave first, or the cut would be a plain reset
        if (fault.how === 'reset') setTimeout(() => this.reset(), 5)
        return false
      }
    }
    if (fault?.type === 'drip') {
      // drops are full, whatever the pieces that are written
      while (chunk.length > 0) {
        const part = chunk.subarray(0, fault.chunk - this.#filled)
        chunk = chunk.subarray(part.length)
        this.#drop.push(part)
        this.#filled += part.length
        if (this.#filled === fault.chunk) this.#drops.push(this.#lastDrop())
      }
      this.#drip(fault.ms)
      return true
    }
    this.#write(chunk)
    return true
  }

  /** False while the client has not taken what was written. */
  get taken(): boolean {
    return !(this.#response as ServerResponse).writableNeedDrain
  }

  /** Calls back when the client has taken what was written. */
  whenTaken(fn: () => void): void {
    if (!this.dead) this.#response.once('drain', fn)
  }

  /** Whether the client takes an answer of this length zipped. */
  zips(length: number): boolean {
    return length > gzipThreshold && String(this.#request.headers['accept-encoding'] ?? '').includes('gzip')
  }

  /**
   * Writes many pieces as the client takes them, some 64 KB together, from where they are held: joined anew for every client they would cost
   * more than all else that the server does. `done` is not called when the answer is over before.
   */
  flow(pieces: Iterator<Buffer>, done: () => void): void {
    const response = this.#response as ServerResponse
    for (;;) {
      response.cork()
      let size = 0
      let next = pieces.next()
      for (; next.done !== true; next = pieces.next()) {
        if (!this.bytes(next.value)) break
        size += next.value.length
        if (size > 65_536) break
      }
      response.uncork()
      if (this.dead) return
      if (next.done === true) {
        done()
        return
      }
      if (!this.taken) {
        this.whenTaken(() => {
          this.flow(pieces, done)
        })
        return
      }
    }
  }

  end(): void {
    if (this.dead) return
    if (this.#dripping !== null) this.#endAfterDrops = true
    else this.#response.end()
  }

  /** Lets the next piece go, and looks again after a while. */
  #drip(ms: number): void {
    if (this.#dripping !== null) return
    const next = this.#drops.shift() ?? (this.#filled > 0 ? this.#lastDrop() : undefined)
    if (next === undefined || this.dead) {
      if (this.#endAfterDrops && !this.dead) this.#response.end()
      return
    }
    this.#write(next)
    this.#dripping = setTimeout(() => {
      this.#dripping = null
      this.#drip(ms)
    }, ms)
  }

  #lastDrop(): Buffer {
    const drop = Buffer.concat(this.#drop)
    this.#drop = []
    this.#filled = 0
    return drop
  }

  /** Kills this stream (h2) or connection (h1). */
  reset(): void {
    this.#dead = true
    if ('stream' in this.#response) this.#response.stream.close(2)
    else this.#response.socket?.resetAndDestroy()
  }

  #write(chunk: Buffer): void {
    this.#sent += chunk.length
    ;(this.#response as ServerResponse).write(chunk)
  }
}
