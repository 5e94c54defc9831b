import type { BrotliCompress, BrotliDecompress } from 'node:zlib'
import { brotliCompressSync, brotliDecompressSync, constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib'

/** Bytes of one slab of bodies: long enough to compress well, short enough that opening one object costs about a millisecond. */
export const slabSize = 256 << 10

/**
 * Brotli at quality 1, whose window holds a whole slab: on pods 5 us and 316 bytes each, where zlib's level 3 takes 12 us and 469 bytes,
 * since it sees five pods at a time. Unpacking is twice as quick, too.
 */
const packing = {
  chunkSize: 64 << 10,
  params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18, [constants.BROTLI_PARAM_SIZE_HINT]: slabSize },
}
const unpacking = { chunkSize: 64 << 10 }

/**
 * How many slabs are handed to the runtime's threads at once, which work at four of them: the engine's thread hears of what is done, and can send the
 * next, only between two turns, and in a storm of changes a turn fills several slabs.
 */
const parallel = 16

/** Beyond this many waiting slabs the next is packed on the spot, so that a fast first sync cannot outrun the packing and grow the peak. */
const longestQueue = 4

/** Unpacked slabs that are kept for the next look, most recently used last. */
const keptOpen = 4

/** Empty slab buffers kept for reuse, as many as may be on their way at once: new ones would only be freed by a full garbage collection. */
const keptEmpty = longestQueue + parallel + 2

interface Job {
  run: (done: () => void) => void
  runNow: () => void
}

/** Compresses full slabs beside the engine's thread, and opens them when somebody looks. One per cluster, shared by the bodies of all kinds. */
export class SlabPacker {
  readonly #queue: Job[] = []
  readonly #open = new Map<object, Uint8Array>()
  readonly #empty: Uint8Array[] = []
  #running = 0
  #closed = false
  #idle: (() => void)[] = []

  /** Calls back with a compressed copy, soon, and exactly once unless the packer is closed. `bytes` must not change meanwhile. */
  pack(bytes: Uint8Array, done: (packed: Uint8Array) => void): void {
    this.#add({
      run: (next) => {
        let parts: Uint8Array[] = []
        runThrough(
          createBrotliCompress(packing),
          bytes,
          (part) => parts.push(part),
          () => {
            const only = parts[0]
            const packed = exactCopy(parts.length === 1 && only !== undefined ? only : Buffer.concat(parts))
            parts = [] // the listeners live on with the compressor
            if (!this.#closed) done(packed)
            next()
          },
        )
      },
      runNow: () => {
        done(exactCopy(brotliCompressSync(bytes, packing)))
      },
    })
  }

  /** Calls back with the bytes as they were, of which there are `size`; they are valid only during the call. */
  unpack(packed: Uint8Array, size: number, done: (bytes: Uint8Array) => void): void {
    this.#add({
      run: (next) => {
        const bytes = size <= slabSize ? this.takeEmpty() : new Uint8Array(size)
        let at = 0
        runThrough(
          createBrotliDecompress(unpacking),
          packed,
          (part) => {
            bytes.set(part, at)
            at += part.length
          },
          () => {
            if (!this.#closed) done(bytes.subarray(0, at))
            this.giveEmpty(bytes)
            next()
          },
        )
      },
      runNow: () => {
        done(brotliDecompressSync(packed, unpacking))
      },
    })
  }

  /** The bytes of a slab at once, from the few kept open if it is there. `owner` is the slab they belong to. */
  open(owner: object, packed: Uint8Array): Uint8Array {
    const held = this.#open.get(owner)
    const bytes = held ?? brotliDecompressSync(packed, unpacking)
    this.#open.delete(owner)
    this.#open.set(owner, bytes)
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= keptOpen) break
      this.#open.delete(oldest)
    }
    return bytes
  }

  /** The slab is gone: forget what is kept open of it. */
  forget(owner: object): void {
    this.#open.delete(owner)
  }

  /** An empty buffer of {@link slabSize}. */
  takeEmpty(): Uint8Array {
    return this.#empty.pop() ?? new Uint8Array(slabSize)
  }

  /** Gives a buffer back that nobody looks at any more. */
  giveEmpty(bytes: Uint8Array): void {
    if (bytes.length === slabSize && this.#empty.length < keptEmpty) this.#empty.push(bytes)
  }

  /** Resolves when nothing is being packed; at once after {@link close}. */
  async idle(): Promise<void> {
    if (this.#closed || (this.#running === 0 && this.#queue.length === 0)) return
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve)
    })
  }

  /** Bytes held beside the slabs themselves: buffers for reuse and slabs kept open. */
  get heldBytes(): number {
    let held = this.#empty.length * slabSize
    for (const bytes of this.#open.values()) held += bytes.length
    return held
  }

  /** Lets go of spare buffers and opened slabs. */
  trim(): void {
    this.#empty.length = 0
    this.#open.clear()
  }

  /** Nothing is called back after this. */
  close(): void {
    this.#closed = true
    this.#queue.length = 0
    this.trim()
    this.#tellIdle()
  }

  #add(job: Job): void {
    if (this.#closed) return
    this.#queue.push(job)
    this.#pump()
    if (this.#queue.length > longestQueue) this.#queue.shift()?.runNow()
  }

  #pump(): void {
    while (this.#running < parallel) {
      const job = this.#queue.shift()
      if (job === undefined) break
      this.#running++
      job.run(() => {
        this.#running--
        this.#pump()
        if (this.#running === 0 && this.#queue.length === 0) this.#tellIdle()
      })
    }
  }

  #tellIdle(): void {
    const waiting = this.#idle
    this.#idle = []
    for (const resolve of waiting) resolve()
  }
}

/** The library's answer may be a slice of a larger buffer, which would be kept alive with it. */
function exactCopy(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : Uint8Array.prototype.slice.call(bytes)
}

/**
 * Sends bytes through a (de)compressor, beside the engine's thread. The runtime holds a used one, and its last buffer, until the next full garbage
 * collection, and a hundred slabs a second would bring on three of those a second. So the buffer is taken from it: no document names it,
 * and where it has another name nothing is lost but this.
 */
function runThrough(coder: BrotliCompress | BrotliDecompress, bytes: Uint8Array, take: (part: Uint8Array) => void, end: () => void): void {
  coder.on('data', take)
  coder.once('error', (error) => {
    throw new Error('a slab of bodies could not be packed or unpacked', { cause: error })
  })
  coder.once('end', () => {
    ;(coder as { _outBuffer?: Uint8Array | null })._outBuffer = null
    end()
  })
  coder.end(bytes)
}
