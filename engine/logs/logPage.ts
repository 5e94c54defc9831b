/** Most lines of a page; a page is filtered, dropped and searched as a whole. */
export const pageLines = 4_096
/** A page takes no more lines once it holds so many bytes. */
export const pageBytes = 512 * 1024
const firstBytes = 32 * 1024

/** What is noted of a line beside its text. */
export const lineFlag = {
  /** Holds control characters: escape codes, carriage returns. */
  controls: 1,
  /** Holds characters beyond ASCII. */
  wide: 2,
  /** The server said no time. */
  timeless: 4,
  /** A note of the app itself. */
  note: 8,
  /** Was longer than what is kept. */
  cut: 16,
  /** The filter shows it. */
  shown: 128,
} as const

/** A line on its way into a page. `from` and `to` are its place in `bytes`, which may be used again afterwards. */
export interface NewLine {
  /** Epoch milliseconds, with a fraction. */
  at: number
  key: number
  /** Number of its stream, -1 for a note. */
  stream: number
  severity: number
  flags: number
  bytes: Uint8Array
  from: number
  to: number
  /** Nanoseconds of its second: `at` holds no more than microseconds. Not kept in pages. */
  nanos?: number
}

/** Where lines go as they come. */
export interface LineSink {
  add(line: Omit<NewLine, 'key'>): void
  /** A promise while there is no room for more of a stream: its answer is read on when it resolves. */
  room?(stream: number): Promise<void> | null
}

/** Up to 4,096 lines in the order of their times, as columns and one run of bytes: 24 bytes and its text per line, no objects. */
export class LogPage {
  readonly at = new Float64Array(pageLines)
  readonly key = new Uint32Array(pageLines)
  readonly stream = new Int16Array(pageLines)
  readonly severity = new Uint8Array(pageLines)
  readonly flags = new Uint8Array(pageLines)
  readonly #start = new Uint32Array(pageLines)
  readonly #length = new Uint32Array(pageLines)
  #bytes = new Uint8Array(firstBytes)
  #used = 0
  count = 0
  /** The filter has looked at it; until then none of its lines is shown. */
  judged = false
  /** Lines that the filter shows. */
  shown = 0

  /** The bytes of all lines, in no particular order. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  get used(): number {
    return this.#used
  }

  get isFull(): boolean {
    return this.count === pageLines || this.#used >= pageBytes
  }

  start(line: number): number {
    return this.#start[line] as number
  }

  end(line: number): number {
    return (this.#start[line] as number) + (this.#length[line] as number)
  }

  text(line: number): Uint8Array {
    return this.#bytes.subarray(this.start(line), this.end(line))
  }

  /** The bytes of its lines stand in the order of the lines: none came late. */
  get inByteOrder(): boolean {
    for (let line = 1; line < this.count; line++) if (this.start(line) < this.start(line - 1)) return false
    return true
  }

  /** Place behind all lines that are not later. */
  placeOf(at: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.at[middle] as number) <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Puts a line before the one at `place`; the page must not be full. */
  insert(place: number, line: NewLine): void {
    const length = line.to - line.from
    this.#reserve(length)
    this.#bytes.set(line.bytes.subarray(line.from, line.to), this.#used)
    if (place < this.count)
      for (const column of [this.at, this.key, this.stream, this.severity, this.flags, this.#start, this.#length])
        column.copyWithin(place + 1, place, this.count)
    this.at[place] = line.at
    this.key[place] = line.key
    this.stream[place] = line.stream
    this.severity[place] = line.severity
    this.flags[place] = line.flags
    this.#start[place] = this.#used
    this.#length[place] = length
    this.#used += length
    this.count++
    if ((line.flags & lineFlag.shown) !== 0) this.shown++
  }

  /** Its later half, as a page of its own. */
  split(): LogPage {
    const later = new LogPage()
    later.judged = this.judged
    const middle = this.count >> 1
    const earlier = new LogPage()
    for (let i = 0; i < this.count; i++) (i < middle ? earlier : later).insert(i < middle ? i : i - middle, this.lineAt(i))
    for (const name of ['at', 'key', 'stream', 'severity', 'flags'] as const) this[name].set(earlier[name])
    this.#start.set(earlier.#start)
    this.#length.set(earlier.#length)
    this.#bytes = earlier.#bytes
    this.#used = earlier.#used
    this.count = earlier.count
    this.shown = earlier.shown
    return later
  }

  lineAt(i: number): NewLine {
    return {
      at: this.at[i] as number,
      key: this.key[i] as number,
      stream: this.stream[i] as number,
      severity: this.severity[i] as number,
      flags: this.flags[i] as number,
      bytes: this.#bytes,
      from: this.start(i),
      to: this.end(i),
    }
  }

  /** Gives back what was reserved for more lines. */
  seal(): void {
    if (this.#bytes.length - this.#used > this.#used >> 3) this.#bytes = this.#bytes.slice(0, this.#used)
  }

  #reserve(more: number): void {
    const needed = this.#used + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, Math.min(this.#bytes.length * 2, pageBytes)))
    grown.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = grown
  }
}
