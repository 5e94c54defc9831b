import type { EngineError, HealthCounts, KindId, LedgerEntry, LedgerState } from '../contract/index.ts'
import type { Clock } from './clock.ts'

/** What a reflector knows of its kind; the store adds count and health. */
export interface KindStanding {
  state: Exclude<LedgerState, 'offline'>
  error?: EngineError | undefined
  retryAt?: number | undefined
  mode?: string | undefined
  expected?: number | undefined
  namespaces?: readonly string[] | undefined
}

/** Count and health of a kind, from whoever holds the objects. */
export type Tally = (kind: KindId) => { count: number; health: HealthCounts }

interface Line {
  standing: KindStanding
  since: number
  heardAt: number | null
  skipped: number
  skippedWhy: string | null
}

/** A window shows some twenty entries; more often than this nobody can read. */
const squashMs = 100

/** States that turn stale when the link is gone. */
const complete = new Set<LedgerState>(['listed', 'polled', 'partial'])

/** One entry per kind, always all of them: what is not shown is counted here. Changes are told together, at most every 100 ms. */
export class Ledger {
  readonly #clock: Clock
  readonly #tally: Tally
  readonly #onChange: (entries: readonly LedgerEntry[]) => void
  readonly #lines = new Map<KindId, Line>()
  readonly #dirty = new Set<KindId>()
  readonly #settling = new Set<() => void>()
  #timer: (() => void) | null = null
  /** Since when the link is gone. */
  #lostSince: number | null = null
  #lostWhy: EngineError | null = null
  #retryAt: number | null = null

  constructor(clock: Clock, tally: Tally, onChange: (entries: readonly LedgerEntry[]) => void) {
    this.#clock = clock
    this.#tally = tally
    this.#onChange = onChange
  }

  /** Adds a kind that is known and not asked for yet. */
  add(kind: KindId): void {
    if (this.#lines.has(kind)) return
    this.#lines.set(kind, { standing: { state: 'waiting' }, since: this.#clock.now(), heardAt: null, skipped: 0, skippedWhy: null })
    this.#mark(kind)
  }

  /** Forgets a kind that is not served any more. */
  drop(kind: KindId): void {
    this.#lines.delete(kind)
    this.#dirty.delete(kind)
    for (const check of [...this.#settling]) check()
  }

  set(kind: KindId, standing: KindStanding): void {
    const line = this.#lines.get(kind)
    if (line === undefined) return
    if (line.standing.state !== standing.state) line.since = this.#clock.now()
    line.standing = standing
    this.#mark(kind)
    for (const check of [...this.#settling]) check()
  }

  /** The server has spoken of this kind, so its count may be another. */
  heard(kind: KindId): void {
    const line = this.#lines.get(kind)
    if (line === undefined) return
    line.heardAt = this.#clock.now()
    this.#mark(kind)
  }

  /** So many objects could not be read since the last sound list; 0 after one. */
  skip(kind: KindId, total: number, why: string | null): void {
    const line = this.#lines.get(kind)
    if (line === undefined || (line.skipped === total && line.skippedWhy === why)) return
    line.skipped = total
    line.skippedWhy = why
    this.#mark(kind)
  }

  /** The link is gone: what was complete is stale, and stays on screen. */
  linkLost(error: EngineError, retryAt: number | null): void {
    this.#lostSince ??= this.#clock.now()
    this.#lostWhy = error
    this.#retryAt = retryAt
    this.#markAll()
  }

  linkBack(): void {
    if (this.#lostSince === null) return
    this.#lostSince = null
    this.#lostWhy = null
    this.#retryAt = null
    this.#markAll()
  }

  entry(kind: KindId): LedgerEntry | undefined {
    const line = this.#lines.get(kind)
    return line === undefined ? undefined : this.#entryOf(kind, line)
  }

  entries(): LedgerEntry[] {
    return [...this.#lines].map(([kind, line]) => this.#entryOf(kind, line))
  }

  standing(kind: KindId): KindStanding | undefined {
    return this.#lines.get(kind)?.standing
  }

  /** Resolves when the first list of a kind has come to an end, good or bad, or the signal is aborted. */
  settled(kind: KindId, signal: AbortSignal): Promise<void> {
    if (this.#isSettled(kind) || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done)
        this.#settling.delete(check)
        resolve()
      }
      const check = (): void => {
        if (this.#isSettled(kind)) done()
      }
      this.#settling.add(check)
      signal.addEventListener('abort', done, { once: true })
    })
  }

  #isSettled(kind: KindId): boolean {
    const state = this.#lines.get(kind)?.standing.state
    return state !== 'waiting' && state !== 'loading'
  }

  /** Tells what has changed now, not later. */
  flush(): void {
    this.#timer?.()
    this.#timer = null
    const changed = [...this.#dirty]
    this.#dirty.clear()
    const entries = changed.map((kind) => this.entry(kind)).filter((entry) => entry !== undefined)
    if (entries.length > 0) this.#onChange(entries)
  }

  /** Stops the timer; what has not been told is told. */
  close(): void {
    this.flush()
  }

  #entryOf(kind: KindId, line: Line): LedgerEntry {
    const { standing } = line
    const lost = this.#lostSince !== null && complete.has(standing.state)
    const { count, health } = this.#tally(kind)
    const entry: LedgerEntry = {
      kind,
      state: lost ? 'stale' : standing.state,
      count,
      since: lost ? Math.max(line.since, this.#lostSince ?? 0) : line.since,
      health,
    }
    const error = lost ? this.#lostWhy : standing.error
    const retryAt = lost ? this.#retryAt : standing.retryAt
    if (error) entry.error = error
    if (retryAt !== undefined && retryAt !== null) entry.retryAt = retryAt
    if (line.heardAt !== null) entry.heardAt = line.heardAt
    if (standing.mode !== undefined) entry.mode = standing.mode
    if (standing.expected !== undefined) entry.expected = standing.expected
    if (standing.namespaces !== undefined) entry.namespaces = standing.namespaces
    if (line.skipped > 0) {
      entry.skipped = line.skipped
      entry.error ??= {
        code: 'server-error',
        message: `${String(line.skipped)} of the objects could not be read: ${line.skippedWhy ?? 'their bytes are broken'}.`,
        todo: 'The kind is listed again.',
      }
    }
    return entry
  }

  #mark(kind: KindId): void {
    this.#dirty.add(kind)
    this.#timer ??= this.#clock.setTimer(squashMs, () => {
      this.flush()
    })
  }

  #markAll(): void {
    for (const kind of this.#lines.keys()) this.#mark(kind)
  }
}
