import { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { KindSink } from './kindSink.ts'
import { isSoundUtf8 } from './soundUtf8.ts'
import { parseWatchEvent } from './watchEvent.ts'

/** An object that could not be read is fetched again by listing; ever more seldom when that does not help. */
const repairSteps = { initial: 2_000, factor: 3, jitter: 1, cap: 600_000, resetAfter: 1_800_000 }

/**
 * The door of the sink. Counts what could not be taken, because then what is held may be wrong, and says when the kind should be
 * listed again to make it right.
 */
export class Intake {
  readonly #sink: KindSink
  readonly #namespace: string | null
  readonly #clock: Clock
  readonly #onSkipped: (total: number, why: string | null) => void
  readonly #repairs: Backoff
  #skipped = 0
  #why: string | null = null
  #before: { skipped: number; why: string | null } | null = null
  /** Epoch milliseconds at which the kind should be listed again; null while nothing was lost. */
  repairAt: number | null = null

  constructor(sink: KindSink, namespace: string | null, clock: Clock, onSkipped: (total: number, why: string | null) => void) {
    this.#sink = sink
    this.#namespace = namespace
    this.#clock = clock
    this.#onSkipped = onSkipped
    this.#repairs = new Backoff(clock, repairSteps)
  }

  get why(): string {
    return this.#why ?? 'their bytes are broken'
  }

  begin(rewound: boolean): void {
    this.#before = { skipped: this.#skipped, why: this.#why }
    this.#skipped = 0
    this.#why = null
    this.#sink.begin(rewound ? { namespace: this.#namespace, rewound } : { namespace: this.#namespace })
  }

  commit(): void {
    this.#before = null
    this.#sink.commit()
    this.repairAt = null
    if (this.#skipped > 0) this.#planRepair()
    else this.#repairs.reset()
    this.#onSkipped(this.#skipped, this.#why)
  }

  abandon(): void {
    if (this.#before === null) return
    this.#skipped = this.#before.skipped
    this.#why = this.#before.why
    this.#before = null
    this.#sink.abandon()
  }

  /** One item of a list. */
  item(json: Uint8Array): void {
    const reason = this.#apply('ADDED', json)
    if (reason !== null) this.lost(reason)
  }

  /** One event of a watch; answers its resourceVersion when it was taken. */
  event(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Uint8Array, line: Uint8Array): string | null {
    let reason = this.#apply(type, object)
    if (reason !== null && isSoundUtf8(line)) {
      // The quick cut may have been wrong about an unusual line; the slow way decides.
      const again = parseWatchEvent(line)
      if (again.type === 'garbage') ({ reason } = again)
      else if (again.type !== 'BOOKMARK' && again.type !== 'ERROR') reason = this.#apply(again.type, again.object)
    }
    if (reason === null) return this.#sink.lastResourceVersion()
    this.lost(reason)
    return null
  }

  /** Something of this kind was said that could not be understood. */
  lost(reason: string): void {
    this.#skipped++
    this.#why ??= reason
    if (this.#before !== null) return // told and repaired after the list
    this.#onSkipped(this.#skipped, this.#why)
    if (this.repairAt === null) this.#planRepair()
  }

  #apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Uint8Array): string | null {
    if (!isSoundUtf8(object)) return 'its bytes are not UTF-8'
    try {
      return type === 'DELETED' ? this.#sink.remove(object) : this.#sink.upsert(object)
    } catch (thrown) {
      // A defect in reading one object must not end the whole kind.
      return `reading it failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`
    }
  }

  #planRepair(): void {
    this.repairAt = this.#clock.now() + this.#repairs.next()
  }
}
