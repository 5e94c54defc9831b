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

/**
 * The chunks of an answer's body; throws when it was cut. Node's own iterator cannot be used: it takes an HTTP/2 stream whose last
 * frame has arrived, but is not read yet, for one that broke. Leaving the loop early cancels the body.
 */
export async function* bodyChunks(body: Readable): AsyncGenerator<Buffer, void, undefined> {
  let ended = body.readableEnded
  let closed = body.destroyed
  const failures: Error[] = []
  let wake: () => void = () => undefined
  const readable = () => wake()
  const end = () => {
    ended = true
    wake()
  }
  const error = (reason: Error) => {
    failures.push(reason)
    wake()
  }
  const close = () => {
    closed = true
    wake()
  }
  body.on('readable', readable).on('end', end).on('error', error).on('close', close)
  try {
    for (;;) {
      const chunk = body.read() as Buffer | null
      if (chunk !== null) {
        yield chunk
        continue
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
    body.removeListener('readable', readable).removeListener('end', end).removeListener('close', close)
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
