/** A body that a test writes while somebody reads it. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = []
  #ended = false
  #failure: Error | null = null
  #wake: (() => void) | null = null

  get isOver(): boolean {
    return this.#ended || this.#failure !== null
  }

  push(chunk: Uint8Array): void {
    if (this.isOver) return
    this.#chunks.push(chunk)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The reader gets what was pushed before, then this error. */
  fail(error: Error): void {
    if (this.isOver) return
    this.#failure = error
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) {
        yield chunk
        continue
      }
      if (this.#failure !== null) throw this.#failure
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }
}
