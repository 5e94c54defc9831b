/** No honest object comes near this: etcd takes 1.5 MB, API servers 3 MB of a request. */
export const longestLine = 32 * 1024 * 1024

const newline = 0x0a
const carriageReturn = 0x0d

/** Where the lines go. The bytes are valid only during the call. */
export interface LineTarget {
  line(bytes: Uint8Array): void
  /** A line that was longer than the cap was left out; `size` is at least its length so far. */
  oversize(size: number): void
}

/** What is kept of a line between two chunks lies in buffers that are used again: at thousands of lines a second fresh ones keep the garbage collector busy. */
const bufferSize = 64 * 1024
const spareBuffers: Uint8Array[] = []
/** So many unfinished lines at a time are common; more are given to the garbage collector. */
const mostSpare = 8

/**
 * Cuts a byte stream into lines, wherever its chunks end. Works on bytes, so that a character split over two chunks stays whole.
 * Empty lines are left out. What has no newline at the end of the stream is an unfinished line and is never told.
 */
export class LineSplitter {
  readonly #target: LineTarget
  readonly #limit: number
  /** The beginning of a line that has not ended yet. */
  #buffer: Uint8Array | null = null
  #held = 0
  #skipping = false

  constructor(target: LineTarget, limit = longestLine) {
    this.#target = target
    this.#limit = limit
  }

  /** Bytes of the line that has not ended yet. */
  get pending(): number {
    return this.#held
  }

  push(chunk: Uint8Array): void {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(newline, start)
      if (end === -1) break
      this.#finish(chunk.subarray(start, end))
      start = end + 1
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start))
  }

  #hold(part: Uint8Array): void {
    if (this.#held + part.length > this.#limit) {
      this.#giveBack()
      this.#skipping = true
    }
    // A copy, since whoever gave the chunk may use its memory again.
    if (!this.#skipping) this.#append(part)
    this.#held += part.length
  }

  #finish(tail: Uint8Array): void {
    const size = this.#held + tail.length
    if (this.#skipping || size > this.#limit) {
      this.#giveBack()
      this.#held = 0
      this.#skipping = false
      this.#target.oversize(size)
      return
    }
    if (this.#buffer === null) {
      this.#tell(tail)
      return
    }
    const buffer = this.#append(tail)
    this.#held = 0
    this.#buffer = null
    try {
      this.#tell(buffer.subarray(0, size))
    } finally {
      keepForReuse(buffer)
    }
  }

  #tell(bytes: Uint8Array): void {
    const line = bytes[bytes.length - 1] === carriageReturn ? bytes.subarray(0, bytes.length - 1) : bytes
    if (line.length > 0) this.#target.line(line)
  }

  /** Puts bytes behind those held; answers the buffer in which they all are. */
  #append(part: Uint8Array): Uint8Array {
    const size = this.#held + part.length
    let buffer = this.#buffer ?? spareBuffers.pop() ?? new Uint8Array(Math.max(bufferSize, part.length))
    if (size > buffer.length) {
      const larger = new Uint8Array(Math.max(size, buffer.length * 2))
      larger.set(buffer.subarray(0, this.#held))
      keepForReuse(buffer)
      buffer = larger
    }
    buffer.set(part, this.#held)
    this.#buffer = buffer
    return buffer
  }

  #giveBack(): void {
    if (this.#buffer !== null) keepForReuse(this.#buffer)
    this.#buffer = null
  }
}

function keepForReuse(buffer: Uint8Array): void {
  if (buffer.length === bufferSize && spareBuffers.length < mostSpare) spareBuffers.push(buffer)
}
