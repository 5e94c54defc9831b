/** Beyond this the buffer is let go after use, so that one huge object does not cost its size for ever. */
const keepCapacity = 1 << 20

/** A buffer that is written from the start again and again: what is left of one object's bytes after cutting. */
export class ByteWriter {
  length = 0
  #buffer = Buffer.allocUnsafeSlow(64 << 10)

  /** Starts anew. */
  reset(): void {
    this.length = 0
    if (this.#buffer.length > keepCapacity) this.#buffer = Buffer.allocUnsafeSlow(64 << 10)
  }

  /** Appends `source[start..end)`. */
  append(source: Uint8Array, start: number, end: number): void {
    const size = end - start
    if (size <= 0) return
    this.#reserve(size)
    this.#buffer.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.length)
    this.length += size
  }

  /** Appends text of ASCII characters. */
  appendAscii(text: string): void {
    this.#reserve(text.length)
    this.length += this.#buffer.write(text, this.length, 'latin1')
  }

  /** What was written, or a part of it, as text. */
  text(start = 0, end = this.length): string {
    return this.#buffer.toString('utf8', start, end)
  }

  /** What was written; valid until the next {@link reset} or append. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length)
  }

  #reserve(size: number): void {
    const needed = this.length + size
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.length)
    this.#buffer = larger
  }
}
