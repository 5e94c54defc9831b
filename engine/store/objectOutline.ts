import type { ByteWriter } from './byteWriter.ts'

/**
 * Where, in an object's bytes as they were written, the values stand that change again and again: the resourceVersion and the status. Filled in by who
 * copies the bytes; of equal members the last counts, as it does for JSON.parse.
 */
export class ObjectOutline {
  #versionStart = 0
  #versionEnd = 0
  #statusStart = 0
  #statusEnd = 0
  /** Whether the bytes were looked at; those of Secrets are not. */
  known = false

  reset(): void {
    this.known = false
    this.#versionStart = this.#versionEnd = this.#statusStart = this.#statusEnd = 0
  }

  version(start: number, end: number): void {
    this.#versionStart = start
    this.#versionEnd = end
  }

  status(start: number, end: number): void {
    this.#statusStart = start
    this.#statusEnd = end
  }

  /** Appends everything but those two values. The names of the members stay, so it matters whether they are there. */
  copyRest(bytes: Uint8Array, out: ByteWriter): void {
    const versionFirst = this.#versionStart <= this.#statusStart
    const firstStart = versionFirst ? this.#versionStart : this.#statusStart
    const firstEnd = versionFirst ? this.#versionEnd : this.#statusEnd
    const secondStart = versionFirst ? this.#statusStart : this.#versionStart
    const secondEnd = versionFirst ? this.#statusEnd : this.#versionEnd
    out.append(bytes, 0, firstStart)
    out.append(bytes, firstEnd, secondStart)
    out.append(bytes, secondEnd, bytes.length)
  }
}
