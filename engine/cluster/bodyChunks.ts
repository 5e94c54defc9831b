import type { Readable } from 'node:stream'
import zlib from 'node:zlib'

/** Says that a body ended before it was whole. */
export class BodyCut extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE'

  constructor(options?: { cause?: unknown }) {
    super('the body was cut', options)
    this.name = 'BodyCut'
  }
}

/** A chunk may have megabytes: bytes that are handed on at once, so that who takes them has done so within milliseconds. */
const pieceSize = 64 * 1024
/** So many bytes of a body wait here; the rest waits in the link's flow control. */
const mostHeld = 1024 * 1024

/** What an iterator of chunks may be told and asked. */
export interface BodyOptions {
  /** Asked before each piece: what to wait for first, or null. An end that is no end (cut, cancelled) does not wait. */
  turn?: () => Promise<void> | null
  /** Asked at the end, with what cut the body or null: what is thrown then; null is a good end. */
  verdict?: (error: BodyCut | null) => Error | null
}

interface Waiting {
  resolve: (result: IteratorResult<Buffer, undefined>) => void
  reject: (error: unknown) => void
}

const over: IteratorResult<Buffer, undefined> = { value: undefined, done: true }

/**
 * The chunks of an answer's body; throws when it was cut. What comes in one turn of the event loop is handed on together at its end: a link brings the bodies of many lists
 * in small pieces by turns, and to go from one to the other for each of them costs as much as a fifth of reading them. Node's own iterator cannot be used: it takes
 * an HTTP/2 stream whose last frame has arrived, but is not read yet, for one that broke; and a generator takes several turns of the
 * queue for each chunk, of which there are tens of thousands. Leaving the loop early cancels the body. To be gone through once.
 */
export class BodyChunks implements AsyncIterableIterator<Buffer, undefined> {
  readonly #body: Readable
  readonly #options: BodyOptions
  #came: Buffer[] = []
  /** What is being handed on, apart from what comes meanwhile: what was handed on is let go with the rest of its batch. Which chunk of it, and how far. */
  #batch: Buffer[] = []
  #at = 0
  #offset = 0
  /** Bytes that came and are not handed on yet. */
  #held = 0
  #started = false
  #over = false
  #ended = false
  #closed = false
  #failure: Error | null = null
  #waiting: Waiting | null = null
  #soon: NodeJS.Immediate | null = null
  #giveUp: () => void = () => undefined

  constructor(body: Readable, options: BodyOptions = {}) {
    this.#body = body
    this.#options = options
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#over) return Promise.resolve(over)
    if (!this.#started) this.#start()
    if (this.#at === this.#batch.length) {
      this.#batch = this.#came
      this.#came = []
      this.#at = 0
    }
    if (this.#at < this.#batch.length) {
      const mine = this.#options.turn?.() ?? null
      if (mine !== null && !this.#closed && this.#failure === null) return this.#inTurn(mine)
      return Promise.resolve(this.#piece())
    }
    if (this.#failure !== null) return this.#end(new BodyCut({ cause: this.#failure }))
    if (this.#ended) {
      // A stream that is cut together with its session may end as if it were whole.
      const cut = this.#body as Readable & { aborted?: boolean; rstCode?: number }
      return this.#end(cut.aborted === true || (cut.rstCode !== undefined && cut.rstCode !== 0) ? new BodyCut() : null)
    }
    if (this.#closed) return this.#end(new BodyCut())
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.#stop()
    return Promise.resolve(over)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#came.push(chunk)
    this.#held += chunk.length
    if (this.#held > mostHeld) this.#body.pause()
    if (this.#waiting === null) return
    this.#soon ??= setImmediate(() => {
      this.#soon = null
      this.#wake()
    })
  }
  readonly #onEnd = (): void => {
    this.#ended = true
    this.#wake()
  }
  readonly #onError = (error: Error): void => {
    this.#failure ??= error
    this.#wake()
    this.#giveUp()
  }
  readonly #onClose = (): void => {
    this.#closed = true
    this.#wake()
    this.#giveUp()
  }

  #start(): void {
    this.#started = true
    this.#ended = this.#body.readableEnded
    this.#closed = this.#body.destroyed
    this.#body.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose)
  }

  #wake(): void {
    const waiting = this.#waiting
    if (waiting === null) return
    this.#waiting = null
    this.next().then(waiting.resolve, waiting.reject)
  }

  async #inTurn(mine: Promise<void>): Promise<IteratorResult<Buffer, undefined>> {
    await Promise.race([mine, new Promise<void>((resolve) => (this.#giveUp = resolve))])
    return this.#over ? over : this.#piece()
  }

  #piece(): IteratorResult<Buffer, undefined> {
    const chunk = this.#batch[this.#at] as Buffer // who calls has looked
    const from = this.#offset
    this.#offset += pieceSize
    const value = chunk.length <= pieceSize ? chunk : chunk.subarray(from, this.#offset)
    if (this.#offset < chunk.length) return { value, done: false }
    this.#offset = 0
    this.#held -= chunk.length
    this.#at++
    if (this.#held <= mostHeld && this.#body.isPaused()) this.#body.resume()
    return { value, done: false }
  }

  #end(error: BodyCut | null): Promise<IteratorResult<Buffer, undefined>> {
    this.#stop()
    const thrown = this.#options.verdict === undefined ? error : this.#options.verdict(error)
    return thrown === null ? Promise.resolve(over) : Promise.reject(thrown)
  }

  #stop(): void {
    if (this.#over) return
    this.#over = true
    this.#came = this.#batch = []
    if (this.#soon !== null) clearImmediate(this.#soon)
    this.#body.removeListener('data', this.#onData).removeListener('end', this.#onEnd).removeListener('close', this.#onClose)
    // The error listener stays: an error after the end must not end the process.
    if (!this.#started) this.#body.on('error', this.#onError)
    if (!this.#ended) this.#body.destroy()
  }
}

/** Unzips a body as it flows. A cut body makes a cut result. */
export function unzip(body: Readable): Readable {
  const gunzip = zlib.createGunzip()
  let ended = false
  body.once('end', () => (ended = true))
  body.once('close', () => {
    if (!ended) gunzip.destroy(new BodyCut())
  })
  body.on('error', (error) => gunzip.destroy(error))
  gunzip.on('error', () => body.destroy())
  gunzip.once('close', () => {
    if (!ended) body.destroy()
  })
  return body.pipe(gunzip)
}
