const firstReadings = 4

/** Usage of one object over time, in 12 bytes a reading; the oldest reading goes when there is no room. */
export class UsageHistory {
  #at = new Uint32Array(firstReadings)
  #cpu = new Float32Array(firstReadings)
  #memory = new Float32Array(firstReadings)
  #start = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** Epoch milliseconds of the newest reading; null before the first. */
  get newest(): number | null {
    return this.#count === 0 ? null : (this.#at[this.#slot(this.#count - 1)] ?? 0) * 1000
  }

  /** Takes a reading, and lets go of those beyond `most`; one that is not newer than the newest says nothing new. NaN: not measured. */
  add(at: number, cpu: number, memory: number, most: number): boolean {
    const newest = this.newest
    if (newest !== null && Math.floor(at / 1000) * 1000 <= newest) return false
    const tooMany = Math.max(0, this.#count + 1 - most)
    this.#start = this.#slot(tooMany)
    this.#count -= tooMany
    if (this.#count === this.#at.length) this.#grow(most)
    this.#count++
    const slot = this.#slot(this.#count - 1)
    this.#at[slot] = at / 1000
    this.#cpu[slot] = cpu
    // whole KiB fit a float exactly up to 16 GiB, and are near enough beyond
    this.#memory[slot] = memory / 1024
    return true
  }

  /** Cores (or, with `memory`, bytes) of a reading, 0 the oldest. */
  reading(index: number): { at: number; cpu: number; memory: number } {
    const slot = this.#slot(index)
    return { at: (this.#at[slot] ?? 0) * 1000, cpu: this.#cpu[slot] ?? NaN, memory: (this.#memory[slot] ?? NaN) * 1024 }
  }

  #slot(index: number): number {
    return (this.#start + index) % this.#at.length
  }

  /** More room; the readings lie in order from its start. */
  #grow(most: number): void {
    const room = Math.min(this.#at.length * 2, Math.max(most, this.#count + 1))
    const moved = <T extends Uint32Array | Float32Array>(from: T, to: T): T => {
      to.set(from.subarray(this.#start))
      to.set(from.subarray(0, this.#start), from.length - this.#start)
      return to
    }
    this.#at = moved(this.#at, new Uint32Array(room))
    this.#cpu = moved(this.#cpu, new Float32Array(room))
    this.#memory = moved(this.#memory, new Float32Array(room))
    this.#start = 0
  }
}
