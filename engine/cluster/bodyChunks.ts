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
/** So much of a body waits here; the rest waits in the link's flow control. */
const mostWaiting = 1024 * 1024

/**
 * The chunks of an answer's body; throws when it was cut. What comes in one turn of the event loop is handed on together at its end: a link brings the bodies of many lists
 * in small pieces by turns, and to go from one to the other for each of them costs as much as a fifth of reading them. Node's own iterator cannot be used: it takes
 * an HTTP/2 stream whose last frame has arrived, but is not read yet, for one that broke. Leaving the loop early cancels the body. Before each piece
 * `turn` is asked, which may want it to wait; an end that is no end (cut, cancelled) does not wait.
 */
export async function* bodyChunks(body: Readable, turn: () => Promise<void> | null = () => null): AsyncGenerator<Buffer, void, undefined> {
  let ended = body.readableEnded
  let closed = body.destroyed
  const failures: Error[] = []
  let came: Buffer[] = []
  let waiting = 0
  let soon: NodeJS.Immediate | null = null
  let wake: () => void = () => undefined
  let giveUp: () => void = () => undefined
  const data = (chunk: Buffer) => {
    came.push(chunk)
    waiting += chunk.length
    if (waiting > mostWaiting) body.pause()
    soon ??= setImmediate(() => {
      soon = null
      wake()
    })
  }
  const end = () => {
    ended = true
    wake()
  }
  const error = (reason: Error) => {
    failures.push(reason)
    wake()
    giveUp()
  }
  const close = () => {
    closed = true
    wake()
    giveUp()
  }
  body.on('data', data).on('end', end).on('error', error).on('close', close)
  try {
    for (;;) {
      while (came.length > 0) {
        const chunks = came
        came = []
        for (const chunk of chunks) {
          for (let at = 0; at < chunk.length; at += pieceSize) {
            const mine = turn()
            if (mine !== null && !closed && failures.length === 0)
              await Promise.race([mine, new Promise<void>((resolve) => (giveUp = resolve))])
            yield chunk.length <= pieceSize ? chunk : chunk.subarray(at, at + pieceSize)
          }
          waiting -= chunk.length
        }
        if (body.isPaused() && waiting <= mostWaiting) body.resume()
      }
      if (failures.length > 0) throw new BodyCut({ cause: failures[0] })
      if (ended) break
      if (closed) throw new BodyCut()
      await new Promise<void>((resolve) => (wake = resolve))
    }
    // A stream that is cut together with its session may end as if it were whole.
    const cut = body as Readable & { aborted?: boolean; rstCode?: number }
    if (cut.aborted === true || (cut.rstCode !== undefined && cut.rstCode !== 0)) throw new BodyCut()
  } finally {
    if (soon !== null) clearImmediate(soon)
    body.removeListener('data', data).removeListener('end', end).removeListener('close', close)
    // The error listener stays: an error after the end must not end the process.
    if (!ended) body.destroy()
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
