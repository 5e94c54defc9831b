/** Longest line that is kept, in bytes, with the time before it; what is longer is cut. */
export const longestLogLine = 256 * 1024

const newline = 0x0a
const carriageReturn = 0x0d

/** Where lines go. The bytes are valid only during the call. */
export type TakeLine = (bytes: Uint8Array, from: number, to: number, cut: boolean) => void

/**
 * Cuts the bytes of a log into lines, wherever chunks end. Unlike a watch's, a log's lines may be of any length (they are cut), and what stands
 * behind the last newline is a line as well: a program may end in the middle of one.
 */
export class StreamLines {
  readonly #take: TakeLine
  #held = new Uint8Array(4_096)
  #length = 0
  #cut = false

  constructor(take: TakeLine) {
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(newline, from)
      if (end === -1) break
      if (this.#length === 0 && !this.#cut && end - from <= longestLogLine) this.#tell(chunk, from, end, false)
      else {
        this.#hold(chunk, from, end)
        this.end()
      }
      from = end + 1
    }
    if (from < chunk.length) this.#hold(chunk, from, chunk.length)
  }

  /** The stream has ended: what is left is a line. */
  end(): void {
    if (this.#length === 0) return
    const length = this.#length
    const cut = this.#cut
    this.#length = 0
    this.#cut = false
    this.#tell(this.#held, 0, length, cut)
  }

  /** The stream broke off: what is left of a line is not told. */
  forget(): void {
    this.#length = 0
    this.#cut = false
  }

  #tell(bytes: Uint8Array, from: number, to: number, cut: boolean): void {
    this.#take(bytes, from, to > from && bytes[to - 1] === carriageReturn ? to - 1 : to, cut)
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    const room = longestLogLine - this.#length
    if (to - from > room) this.#cut = true
    const end = Math.min(to, from + room)
    const needed = this.#length + end - from
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.min(longestLogLine, Math.max(needed, this.#held.length * 2)))
      grown.set(this.#held.subarray(0, this.#length))
      this.#held = grown
    }
    this.#held.set(chunk.subarray(from, end), this.#length)
    this.#length = needed
  }
}
