import type { KindId } from '../contract/index.ts'
import type { KindStore } from './kindStore.ts'
import type { StoredObject } from './storedObject.ts'
import type { StoredRecord } from './storedRecord.ts'

/** How long objects are read in one go, in milliseconds: lists, watches and windows share the thread. */
const slice = 8

/** What reading references anew came to. */
export interface Rereading {
  /** Objects whose references are others now. */
  changed: number
  /** Objects whose references could not be read, and why; they keep those they had. */
  defects: readonly string[]
}

interface Job {
  records: Iterator<StoredRecord>
  store: KindStore
  only: ((object: StoredObject) => boolean) | undefined
}

/** Reads references of many objects anew, in slices, so that nothing else waits for it. Each slice is one change set. */
export class ReferenceReader {
  readonly #schedule: (task: () => void) => void
  #jobs: Job[] = []
  #waiting: ((done: Rereading) => void)[] = []
  #changed = 0
  #defects: string[] = []
  #running = false
  #closed = false

  constructor(schedule: (task: () => void) => void) {
    this.#schedule = schedule
  }

  /** Reads the objects of these stores, or those of them that `only` is true for. Resolves when all that was asked for is read. */
  read(stores: readonly KindStore[], only?: (object: StoredObject) => boolean): Promise<Rereading> {
    // Who was half way through starts anew: the rules are others by now.
    if (!only) this.#jobs = this.#jobs.filter((job) => !stores.includes(job.store))
    this.#jobs.push(...stores.map((store) => ({ records: store.records(), store, only })))
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#next()
    })
  }

  /** Ends it: whoever waits hears what was read. */
  close(): void {
    this.#closed = true
    this.#finish()
  }

  #next(): void {
    if (this.#running || this.#closed) return
    this.#running = true
    this.#schedule(() => {
      this.#running = false
      if (this.#closed) return
      const until = performance.now() + slice
      while (this.#jobs.length > 0 && performance.now() < until) this.#step()
      if (this.#jobs.length > 0) this.#next()
      else this.#finish()
    })
  }

  #step(): void {
    const job = this.#jobs[0]
    const { value: record, done } = job?.records.next() ?? { done: true, value: undefined }
    if (!job || done === true || job.store.dropped) {
      this.#jobs.shift()
      return
    }
    if (job.only?.(record) === false) return
    const outcome = job.store.rereadReferences(record)
    if (outcome === true) this.#changed++
    else if (outcome !== false) this.#defects.push(outcome)
  }

  #finish(): void {
    const done = { changed: this.#changed, defects: this.#defects }
    const waiting = this.#waiting
    this.#jobs = []
    this.#waiting = []
    this.#changed = 0
    this.#defects = []
    for (const resolve of waiting) resolve(done)
  }
}

/** The stores of these kinds, or all. */
export function storesOf(stores: ReadonlyMap<KindId, KindStore>, kinds: readonly KindId[] | null): readonly KindStore[] {
  if (kinds === null) return [...stores.values()]
  return kinds.map((kind) => stores.get(kind)).filter((store) => store !== undefined)
}
