import { isSoundUtf8 } from '../watch/soundUtf8.ts'
import { goesOn, lineHead, lineSeverity } from './lineSeverity.ts'
import { lineFlag, type LineSink } from './logPage.ts'
import { LogTimeReader } from './logTime.ts'
import { StreamLines } from './streamLines.ts'

/**
 * Takes the bytes of one stream into a ring (or another sink): time, severity, what kind of characters. After a broken connection the server is asked again from
 * the second of the last line on ({@link resumeAt}), and says some lines twice: they are left out by their time, and by how many had just that.
 */
export class LineIntake {
  readonly #sink: LineSink
  readonly #stream: number
  readonly #now: () => number
  readonly #times = new LogTimeReader()
  readonly #lines = new StreamLines((bytes, from, to, cut) => this.#line(bytes, from, to, cut))
  #lastSecond = -1
  #lastNanos = 0
  /** Lines that had just the last time. */
  #atLast = 0
  /** Of these, how many the present answer has said again; null: the answer is past them. */
  #again: number | null = null
  #lastAt = Number.NaN
  #lastSeverity = 0
  /** Lines taken so far. */
  count = 0

  constructor(sink: LineSink, stream: number, now: () => number) {
    this.#sink = sink
    this.#stream = stream
    this.#now = now
  }

  /** Epoch seconds from which to ask on; null when there was no line with a time yet. */
  get resumeAt(): number | null {
    return this.#lastSecond < 0 ? null : this.#lastSecond
  }

  /** A new answer begins. */
  begin(): void {
    this.#again = this.#lastSecond < 0 ? null : 0
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  /** A promise while whoever takes the lines has no room for more. */
  room(): Promise<void> | null {
    return this.#sink.room?.(this.#stream) ?? null
  }

  /** The answer has ended. `whole` false: it broke off, and half a line will be said again. */
  end(whole: boolean): void {
    if (whole) this.#lines.end()
    else this.#lines.forget()
  }

  #line(bytes: Uint8Array, from: number, to: number, cut: boolean): void {
    const time = this.#times.read(bytes, from, to)
    let at = this.#lastAt
    if (time !== null) {
      if (this.#again !== null && this.#saidBefore(time.second, time.nanos)) return
      if (time.second === this.#lastSecond && time.nanos === this.#lastNanos) this.#atLast++
      else {
        this.#lastSecond = time.second
        this.#lastNanos = time.nanos
        this.#atLast = 1
      }
      at = time.at
      from = Math.min(to, from + time.length + 1)
    } else if (Number.isNaN(at)) at = this.#now()
    this.#lastAt = at
    let flags = (time === null ? lineFlag.timeless : 0) | (cut ? lineFlag.cut : 0)
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number
      if (byte >= 0x80) flags |= lineFlag.wide
      else if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) flags |= lineFlag.controls
    }
    if ((flags & lineFlag.wide) !== 0 && !isSoundUtf8(bytes.subarray(from, to))) {
      bytes = Buffer.from(Buffer.from(bytes.subarray(from, to)).toString('utf8'))
      from = 0
      to = bytes.length
    }
    const severity = goesOn(bytes, from, to) ? this.#lastSeverity : lineSeverity(lineHead(bytes, from, to))
    this.#lastSeverity = severity
    this.count++
    this.#sink.add({ at, stream: this.#stream, severity, flags, bytes, from, to, nanos: time?.nanos ?? 0 })
  }

  #saidBefore(second: number, nanos: number): boolean {
    const order = second - this.#lastSecond || nanos - this.#lastNanos
    if (order < 0) return true
    if (order === 0 && this.#again !== null && this.#again < this.#atLast) {
      this.#again++
      return true
    }
    this.#again = null
    return false
  }
}
