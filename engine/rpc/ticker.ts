/** Milliseconds between two ticks of a window that is seen: one picture of a 60 Hz screen. */
const visibleTick = 16
/** Of a window that is hidden: enough for a badge in the dock. */
const hiddenTick = 250

/** Ticks only when asked to, and at most as often as the window can use. */
export class Ticker {
  readonly #onTick: () => void
  #interval = visibleTick
  #last = -Infinity
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(onTick: () => void) {
    this.#onTick = onTick
  }

  /** One tick, as soon as the interval allows. */
  request(): void {
    if (this.#timer !== null || this.#stopped) return
    const wait = Math.max(0, this.#last + this.#interval - performance.now())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#last = performance.now()
      this.#onTick()
    }, wait)
  }

  setVisible(visible: boolean): void {
    this.#interval = visible ? visibleTick : hiddenTick
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.request()
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
