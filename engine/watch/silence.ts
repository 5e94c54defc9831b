import type { Clock } from './clock.ts'

/** Calls once when nothing was heard for `ms`. Touching it is cheap: the timer is set anew only when it fires. */
export class Silence {
  readonly #clock: Clock
  readonly #ms: number
  readonly #onSilence: () => void
  #heardAt: number
  #cancel: (() => void) | null

  constructor(clock: Clock, ms: number, onSilence: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#onSilence = onSilence
    this.#heardAt = clock.now()
    this.#cancel = clock.setTimer(ms, () => {
      this.#check()
    })
  }

  touch(): void {
    this.#heardAt = this.#clock.now()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #check(): void {
    if (this.#cancel === null) return
    const left = this.#heardAt + this.#ms - this.#clock.now()
    if (left <= 0) {
      this.#cancel = null
      this.#onSilence()
    } else {
      this.#cancel = this.#clock.setTimer(left, () => {
        this.#check()
      })
    }
  }
}
