/** Milliseconds without output after which what was on its way has come. */
const quiet = 150
/** Milliseconds after which a program that goes on regardless is shown again. */
const mostPatience = 3_000
/** What is kept of it, so that the prompt after it has something before it; UTF-16 units. */
const keptTail = 4_000

/**
 * Output that was on its way when somebody pressed Ctrl-C. A terminal of one's own flushes what it has not drawn yet at that moment; over a network there
 * are megabytes of it in between, and drawing them all first makes an interrupt look as if nobody heard it. So they are read and left out, but for their
 * last lines, and how much was left out is said.
 */
export class SkippedOutput {
  #tail = ''
  #left = 0
  #calm: ReturnType<typeof setTimeout>
  readonly #patience: ReturnType<typeof setTimeout>

  /** `onEnd`: nothing more comes of it, or the program goes on regardless; what is to be drawn. */
  constructor(onEnd: () => void) {
    this.#calm = setTimeout(onEnd, quiet)
    this.#patience = setTimeout(onEnd, mostPatience)
  }

  /** More of what was on its way. */
  take(text: string): void {
    this.#calm.refresh()
    this.#tail += text
    if (this.#tail.length > 16 * keptTail) this.#cut()
  }

  /** Ends it, and gives what is left to draw. */
  end(): string {
    clearTimeout(this.#calm)
    clearTimeout(this.#patience)
    this.#cut()
    return this.#left === 0
      ? this.#tail
      : `\r\n[${this.#left.toLocaleString('en')} characters before the interrupt left out]\r\n${this.#tail}`
  }

  /** Only whole lines are kept, so that none of them begins in the middle of an escape code. */
  #cut(): void {
    if (this.#tail.length <= keptTail) return
    const from = this.#tail.indexOf('\n', this.#tail.length - keptTail) + 1
    const at = from === 0 ? this.#tail.length : from
    this.#left += at
    this.#tail = this.#tail.slice(at)
  }
}
