/** Readings kept of one object: half an hour at one every half minute. */
const mostReadings = 60
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

  /** Takes a reading; one that is not newer than the newest says nothing new. NaN: not measured. */
  add(at: number, cpu: number, memory: number): boolean {
    const newest = this.newest
    if (newest !== null && Math.floor(at / 1000) * 1000 <= newest) return false
    if (this.#count === this.#at.length && this.#count < mostReadings) this.#grow()
    if (this.#count === mostReadings) this.#start = (this.#start + 1) % mostReadings
    else this.#count++
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

  /** Before the first reading is dropped the readings lie in order from the start. */
  #grow(): void {
    const room = Math.min(this.#at.length * 2, mostReadings)
    const at = new Uint32Array(room)
    const cpu = new Float32Array(room)
    const memory = new Float32Array(room)
    at.set(this.#at)
    cpu.set(this.#cpu)
    memory.set(this.#memory)
    this.#at = at
    this.#cpu = cpu
    this.#memory = memory
  }
}
