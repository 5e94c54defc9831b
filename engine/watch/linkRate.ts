/** Bytes of one kind are judged once so many have come: fewer say nothing about the link. */
const sample = 256 * 1024
/** Bytes per second of one stream under which compressed lists are worth more than a WatchList (which servers never compress). */
const slowBelow = 500_000

/**
 * Whether the link to a cluster is slow. Only the time spent waiting for bytes is counted, so that a busy machine is not taken for a
 * slow link.
 */
export class LinkRate {
  #bytes = 0
  #waited = 0
  #slow = false

  add(bytes: number, waitedMs: number): void {
    this.#bytes += bytes
    this.#waited += waitedMs
    if (this.#bytes < sample) return
    this.#slow = this.#waited > 0 && (this.#bytes / this.#waited) * 1000 < slowBelow
    this.#bytes = 0
    this.#waited = 0
  }

  isSlow(): boolean {
    return this.#slow
  }
}
