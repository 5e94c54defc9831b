import { frameMark, frameVersion } from './frameWriter.ts'

/** The bytes are not a frame. `offset` is where reading stopped. */
export class BadFrame extends Error {
  readonly offset: number

  constructor(what: string, offset: number) {
    super(`bad frame at byte ${offset}: ${what}`)
    this.name = 'BadFrame'
    this.offset = offset
  }
}

// a frame made by our own writer is always valid UTF-8; a byte order mark in a cluster's text is text
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads what `FrameWriter` wrote. Every read is checked against the end, every length against what is left, so garbage ends in {@link BadFrame}. */
export class FrameReader {
  readonly type: number
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #strings: string[] = []
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (this.byte() !== frameMark) this.fail('not a frame')
    const version = this.byte()
    if (version !== frameVersion) this.fail(`format version ${version} is not known`)
    this.type = this.byte()
    this.#readStrings()
  }

  byte(): number {
    const value = this.#bytes[this.#offset]
    if (value === undefined) this.fail('cut off')
    this.#offset++
    return value
  }

  count(): number {
    let value = 0
    let factor = 1
    for (let i = 0; i < 8; i++) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break
        return value
      }
      factor *= 0x80
    }
    return this.fail('a number is too long')
  }

  number(): number {
    const value = this.count()
    if (value === 0) return this.#float()
    return unzigzag(value - 1)
  }

  /** What `FrameWriter.tenths` wrote. */
  tenths(): number {
    const value = this.count()
    return value === 0 ? this.#float() : unzigzag(value - 1) / 10
  }

  boolean(): boolean {
    return this.choice([false, true], 'boolean')
  }

  string(): string {
    const text = this.#strings[this.count()]
    if (text === undefined) this.fail('no such string')
    return text
  }

  /** One of a fixed list of words, by its place. */
  choice<T>(choices: readonly T[], what: string): T {
    const place = this.byte()
    if (place >= choices.length) this.fail(`no such ${what}: ${place}`)
    return choices[place] as T
  }

  list<T>(read: () => T): T[] {
    // an item takes at least one byte, so a longer list cannot be meant and must not be reserved
    const length = this.#countOfAtMost(this.#bytes.length - this.#offset)
    const items = new Array<T>(length)
    for (let i = 0; i < length; i++) items[i] = read()
    return items
  }

  optional<T>(read: () => T): T | null {
    return this.boolean() ? read() : null
  }

  /** To be called at the end: bytes left over mean that writer and reader disagree. */
  end(): void {
    if (this.#offset !== this.#bytes.length) this.fail(`${this.#bytes.length - this.#offset} bytes too many`)
  }

  fail(what: string): never {
    throw new BadFrame(what, this.#offset)
  }

  #countOfAtMost(most: number): number {
    const value = this.count()
    if (value > most) this.fail(`a length of ${value} does not fit`)
    return value
  }

  #float(): number {
    if (this.#offset + 8 > this.#bytes.length) this.fail('cut off')
    const float = this.#view.getFloat64(this.#offset, true)
    this.#offset += 8
    return float
  }

  #readStrings(): void {
    const lengths = this.list(() => this.count())
    const size = this.#countOfAtMost(this.#bytes.length - this.#offset)
    let text: string
    try {
      text = decoder.decode(this.#bytes.subarray(this.#offset, this.#offset + size))
    } catch {
      this.fail('the string table is not UTF-8')
    }
    this.#offset += size
    let start = 0
    for (const length of lengths) {
      if (start + length > text.length) this.fail('the string table is too short')
      this.#strings.push(text.slice(start, start + length))
      start += length
    }
    if (start !== text.length) this.fail('the string table is too long')
  }
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
