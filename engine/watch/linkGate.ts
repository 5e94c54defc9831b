/**
 * Open while the API server can be reached. While it is shut nobody but the session tries, so that a dead cluster costs one attempt
 * at a time and not one per kind.
 */
export class LinkGate {
  #open = true
  readonly #waiting = new Set<() => void>()

  get isOpen(): boolean {
    return this.#open
  }

  open(): void {
    this.#open = true
    for (const go of [...this.#waiting]) go()
  }

  shut(): void {
    this.#open = false
  }

  /** Resolves true when the gate is open, false when the signal was aborted before. */
  wait(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false)
    if (this.#open) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#waiting.delete(settle)
        signal.removeEventListener('abort', settle)
        resolve(!signal.aborted)
      }
      this.#waiting.add(settle)
      signal.addEventListener('abort', settle, { once: true })
    })
  }
}
