/** First two bytes of every frame: a mark and the version of the format. */
export const frameMark = 0x4b
export const frameVersion = 1

/**
 * Integers up to this size travel as varints, everything else (fractions, NaN, -0, huge numbers) as a float of eight bytes.
 * 2^51, so that the zigzag form and the escape still fit exactly into a JavaScript number.
 */
const largestVarint = 2 ** 51

const encoder = new TextEncoder()

/**
 * Writes the body of a frame. Every string goes into a table and is named by its number, since namespaces, levels and reasons repeat in every row.
 * Layout of the finished frame: mark, version, type, string table (count, UTF-16 lengths, byte length, UTF-8 bytes of all strings in one), body.
 */
export class FrameWriter {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0
  readonly #numbers = new Map<string, number>()
  readonly #strings: string[] = []

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** A whole number from 0 to 2^53. */
  count(value: number): void {
    this.#reserve(8)
    while (value >= 0x80) {
      this.#bytes[this.#length++] = (value % 0x80) | 0x80
      value = Math.floor(value / 0x80)
    }
    this.#bytes[this.#length++] = value
  }

  /** Any number. */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < largestVarint && !Object.is(value, -0)) {
      this.count(1 + (value < 0 ? -2 * value - 1 : 2 * value))
      return
    }
    this.byte(0)
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  /** Any number, short when it has at most one decimal, as lengths of a picture have. */
  tenths(value: number): void {
    const tenths = Math.round(value * 10)
    if (tenths / 10 === value && !Object.is(value, -0) && Math.abs(tenths) < largestVarint) this.number(tenths)
    else {
      this.byte(0)
      this.#reserve(8)
      this.#view.setFloat64(this.#length, value, true)
      this.#length += 8
    }
  }

  boolean(value: boolean): void {
    this.byte(value ? 1 : 0)
  }

  string(value: string): void {
    let number = this.#numbers.get(value)
    if (number === undefined) {
      number = this.#strings.length
      this.#numbers.set(value, number)
      this.#strings.push(value)
    }
    this.count(number)
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.count(items.length)
    for (const item of items) write(item)
  }

  /** Null and undefined are one thing on the wire. */
  optional<T>(value: T | null | undefined, write: (value: T) => void): void {
    if (value === null || value === undefined) {
      this.byte(0)
      return
    }
    this.byte(1)
    write(value)
  }

  /** The finished frame, in a buffer of its own (so that it can be transferred). */
  finish(type: number): Uint8Array<ArrayBuffer> {
    const head = new FrameWriter()
    head.byte(frameMark)
    head.byte(frameVersion)
    head.byte(type)
    head.list(this.#strings, (text) => head.count(text.length))
    const text = encoder.encode(this.#strings.join(''))
    head.count(text.length)
    const frame = new Uint8Array(head.#length + text.length + this.#length)
    frame.set(head.#bytes.subarray(0, head.#length))
    frame.set(text, head.#length)
    frame.set(this.#bytes.subarray(0, this.#length), head.#length + text.length)
    return frame
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}
