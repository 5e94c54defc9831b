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

/**
 * Cuts a byte stream into lines, wherever its chunks end. Works on bytes, so that a character split over two chunks stays whole.
 * Empty lines are left out. What has no newline at the end of the stream is an unfinished line and is never told.
 */
export class LineSplitter {
  readonly #target: LineTarget
  readonly #limit: number
  #parts: Uint8Array[] = []
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
    this.#held += part.length
    if (this.#held > this.#limit) {
      this.#parts = []
      this.#skipping = true
    }
    // A copy (slice of a Buffer would be none), since whoever gave the chunk may use its memory again.
    if (!this.#skipping) this.#parts.push(new Uint8Array(part))
  }

  #finish(tail: Uint8Array): void {
    const size = this.#held + tail.length
    if (this.#skipping || size > this.#limit) {
      this.#reset()
      this.#target.oversize(size)
      return
    }
    let line = tail
    if (this.#parts.length > 0) {
      line = new Uint8Array(size)
      let at = 0
      for (const part of this.#parts) {
        line.set(part, at)
        at += part.length
      }
      line.set(tail, at)
    }
    this.#reset()
    if (line[line.length - 1] === carriageReturn) line = line.subarray(0, line.length - 1)
    if (line.length > 0) this.#target.line(line)
  }

  #reset(): void {
    this.#parts = []
    this.#held = 0
    this.#skipping = false
  }
}
