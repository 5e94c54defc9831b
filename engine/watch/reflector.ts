import type { EngineError, KindId } from '../contract/index.ts'
import type { ApiClient } from '../cluster/apiClient.ts'
import type { ServedKind } from '../cluster/servedKind.ts'
import { collectionPath } from '../cluster/servedKind.ts'
import { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import { Intake } from './intake.ts'
import { KindLister } from './kindLister.ts'
import type { KindSink } from './kindSink.ts'
import { KindWatcher } from './kindWatcher.ts'
import type { LinkGate } from './linkGate.ts'
import type { LinkRate } from './linkRate.ts'
import { isAborted, linkedAbort } from './linkedAbort.ts'
import type { ListSlots } from './listSlots.ts'
import { Position } from './position.ts'
import type { Asked, Trouble, TroubleKind } from './trouble.ts'
import { asTrouble, brokenTrouble, rewoundTrouble } from './trouble.ts'
import type { WatchRun } from './watchRun.ts'

/** How a reflector keeps up to date. */
export type ReflectorMode = 'watchlist' | 'list+watch' | 'paged+watch' | 'poll'

/** Where a reflector stands. */
export interface ReflectorState {
  state: 'waiting' | 'loading' | 'listed' | 'polled' | 'stale' | 'failed'
  mode: ReflectorMode
  error?: EngineError
  /** Epoch milliseconds of the next attempt. */
  retryAt?: number
  /** While loading: the server's estimate of the whole. */
  expected?: number
}

/** Why a reflector gave up; everything else it deals with itself. */
export type ReflectorEnd = { reason: 'stopped' } | { reason: 'forbidden' | 'gone' | 'unauthorized'; error: EngineError }

export interface ReflectorReport {
  state(state: ReflectorState): void
  /** Bytes of this kind came. */
  heard(): void
  /** Objects that could not be read since the last sound list. */
  skipped(total: number, why: string | null): void
  /** An attempt failed; told of every one, so that the session can look at the link. */
  trouble(trouble: Trouble): void
}

export interface ReflectorOptions {
  client: ApiClient
  clock: Clock
  kind: ServedKind
  /** Null for the whole cluster. */
  namespace: string | null
  sink: KindSink
  slots: ListSlots
  gate: LinkGate
  rate: LinkRate
  priority: () => number
  report: ReflectorReport
}

/** What a person is looking at; such requests go before others. */
export const screenPriority = 1000

/** client-go: shorter than this and without an event, a watch counts as failed. */
const shortWatch = 1_000
const shortWatchesBeforeRelist = 3
/** Server errors keep the position for so long, then the kind is listed again. */
const serverTroubleBeforeRelist = 60_000
const pollEvery = 30_000
/** While polling: how often the right to watch is asked for again. */
const watchAgainAfter = 300_000
/** A longer pause than this is not a quick retry: what is shown is called stale. */
const quickRetry = 5_000

const givingUp: Partial<Record<TroubleKind, 'forbidden' | 'gone' | 'unauthorized'>> = {
  forbidden: 'forbidden',
  gone: 'gone',
  unauthorized: 'unauthorized',
}

/** After these nothing is known of what happened meanwhile until the next list is complete. */
const blinding = new Set<TroubleKind>(['link', 'expired', 'too-large'])

/**
 * Keeps the objects of one kind (in one namespace, or in all) the same as the API server's: client-go's semantics
 * (tools/cache/reflector.go), with an overlap between one watch and the next, and with a new list whenever an event was lost.
 */
export class Reflector {
  readonly #o: ReflectorOptions
  readonly #path: string
  readonly #backoff: Backoff
  readonly #position = new Position()
  readonly #intake: Intake
  readonly #watcher: KindWatcher
  readonly #lister: KindLister

  #synced = false
  /** What is held was complete once, though perhaps long ago. */
  #everSynced = false
  #mode: ReflectorMode = 'list+watch'
  #mayNotWatchUntil = 0
  /** Why it may not; null for a kind that nobody can watch. */
  #watchRefused: EngineError | null = null
  #watchRefusals = 0
  #failedBefore = false
  #rewound = false
  #state: ReflectorState | null = null
  #wake: (() => void) | null = null

  constructor(options: ReflectorOptions) {
    this.#o = options
    const { client, clock, kind, namespace, report, sink, rate } = options
    this.#path = namespace === null ? collectionPath(kind) : collectionPath(kind, namespace)
    this.#backoff = new Backoff(clock)
    this.#intake = new Intake(sink, namespace, clock, (total, why) => {
      report.skipped(total, why)
    })
    const common = {
      client,
      clock,
      path: this.#path,
      asked: (verb: 'list' | 'watch') => this.#asked(verb),
      position: this.#position,
      intake: this.#intake,
      screen: () => options.priority() >= screenPriority,
      heard: () => {
        report.heard()
      },
    }
    this.#watcher = new KindWatcher(common)
    this.#lister = new KindLister({
      ...common,
      rate,
      openWatch: this.#watcher.openWith,
      expected: (count) => {
        if (this.#state?.state === 'loading') this.#say({ state: 'loading', mode: this.#mode, expected: count })
      },
      complete: (mode) => {
        this.#synced = true
        this.#everSynced = true
        this.#mode = mode
        if (this.#mayWatch()) this.#sayListed()
      },
    })
    if (!kind.verbs.includes('watch')) this.#mayNotWatchUntil = Number.POSITIVE_INFINITY
  }

  get kind(): KindId {
    return this.#o.kind.id
  }

  /** The next attempt begins now instead of at its time. */
  kick(): void {
    this.#backoff.reset()
    this.#wake?.()
  }

  /** The newest version heard of, and the collection it is of; null before the first complete list. */
  get heardOf(): { path: string; version: string } | null {
    return this.#everSynced ? { path: this.#path, version: this.#position.version } : null
  }

  /** The server went back in time: what is held is listed anew, and older versions are taken then. */
  rewind(): void {
    this.#rewound = true
    this.#watcher.look()
    this.kick()
  }

  /** Runs until stopped, or until it is of no use to go on. May be run again after that. */
  async run(signal: AbortSignal): Promise<ReflectorEnd> {
    for (;;) {
      if (!(await this.#o.gate.wait(signal))) return { reason: 'stopped' }
      let trouble: Trouble | null
      try {
        trouble = await this.#cycle(signal)
      } catch (thrown) {
        trouble = asTrouble(thrown, this.#asked('list'))
      }
      if (isAborted(signal)) return { reason: 'stopped' }
      if (trouble === null) continue
      const reason = givingUp[trouble.kind]
      if (reason !== undefined) {
        if (reason === 'gone') this.#forget()
        this.#state = null // whoever runs this says now where it stands
        this.#o.report.trouble(trouble)
        return { reason, error: trouble.error }
      }
      await this.#pause(trouble, signal)
    }
  }

  /** Lists if need be, then watches or polls. Ends when it should begin anew: after a pause for the trouble, or at once. */
  async #cycle(signal: AbortSignal): Promise<Trouble | null> {
    const run = this.#synced ? null : await this.#sync(signal)
    if (isAborted(signal)) {
      run?.stop()
      return null
    }
    return this.#mayWatch() || run !== null ? this.#follow(run, signal) : this.#poll(signal)
  }

  async #sync(signal: AbortSignal): Promise<WatchRun | null> {
    const { slots, priority } = this.#o
    const unseen = !this.#everSynced && this.#state?.state !== 'failed'
    if (unseen) this.#say({ state: 'waiting', mode: this.#mode })
    const slot = await slots.acquire(priority, signal, !unseen)
    if (slot === null) return null
    try {
      if (unseen) this.#say({ state: 'loading', mode: this.#mode })
      const { mode, run } = await this.#lister.list(this.#mayWatch(), signal, slot)
      this.#mode = mode
      return run
    } finally {
      slot.release()
    }
  }

  async #follow(first: WatchRun | null, signal: AbortSignal): Promise<Trouble | null> {
    const { clock } = this.#o
    let run = first
    let shortRuns = 0
    let serverTroubleSince: number | null = null
    for (;;) {
      let trouble: Trouble | null = null
      if (this.#rewound) {
        run?.stop()
        this.#rewound = false
        this.#position.lose('too-large')
        return this.#relist(rewoundTrouble(this.#asked('watch')))
      }
      if (run === null) {
        if (!(await this.#o.gate.wait(signal))) return null
        try {
          run = await this.#watcher.open(signal)
          this.#watchRefusals = 0
        } catch (thrown) {
          trouble = asTrouble(thrown, this.#asked('watch'))
        }
      }
      if (run !== null) {
        const { repairAt } = this.#intake
        if (repairAt !== null && clock.now() >= repairAt) {
          run.stop()
          this.#synced = false
          return null
        }
        if (this.#state?.state !== 'listed' || this.#failedBefore) this.#sayListed()
        const outcome = await this.#watcher.outcome(run, repairAt)
        if (isAborted(signal)) {
          run.stop()
          return null
        }
        if (outcome === 'look') continue
        if (outcome === 'renew') {
          run = await this.#renew(run, signal)
          continue
        }
        run = null
        ;({ trouble } = outcome)
        if (outcome.lines > 0 || (trouble === null && outcome.lasted >= shortWatch)) {
          shortRuns = 0
          if (outcome.lines > 0) serverTroubleSince = null
        } else if (trouble === null) {
          trouble = brokenTrouble('The watch was closed at once, without an event.', this.#asked('watch'))
          if (++shortRuns >= shortWatchesBeforeRelist) return this.#relist(trouble)
        }
      }
      if (trouble === null) continue // closed in good order: on from the last version
      if (isAborted(signal)) return null
      const { kind } = trouble
      if (kind === 'server') {
        serverTroubleSince ??= clock.now()
        if (clock.now() - serverTroubleSince >= serverTroubleBeforeRelist) return this.#relist(trouble)
      } else if (kind === 'expired') {
        return this.#relist(trouble)
      } else if (kind === 'too-large' || kind === 'refused') {
        // Our version is from the server's future, or is none at all to it. A server that refuses twice does not let this kind be watched.
        this.#position.lose(kind)
        if (kind === 'too-large' || ++this.#watchRefusals < 2) return this.#relist(trouble)
        return this.#pollInstead(trouble, signal)
      } else if (kind === 'forbidden') {
        return this.#pollInstead(trouble, signal)
      } else if (givingUp[kind] !== undefined) {
        return trouble
      }
      await this.#pause(trouble, signal)
    }
  }

  async #renew(run: WatchRun, signal: AbortSignal): Promise<WatchRun> {
    try {
      return await this.#watcher.renew(run, signal)
    } catch (thrown) {
      if (!isAborted(signal)) this.#o.report.trouble(asTrouble(thrown, this.#asked('watch')))
      return run
    }
  }

  #relist(trouble: Trouble): Trouble {
    this.#synced = false
    return trouble
  }

  #pollInstead(why: Trouble, signal: AbortSignal): Promise<null> {
    this.#watchRefused = why.error
    this.#mayNotWatchUntil = Math.max(this.#mayNotWatchUntil, this.#o.clock.now() + watchAgainAfter)
    return this.#poll(signal)
  }

  /** For what may be listed and not watched. Ends when a list fails (by throwing), or when the right to watch is to be tried again. */
  async #poll(signal: AbortSignal): Promise<null> {
    const { clock } = this.#o
    for (;;) {
      const pause = pollEvery * (1 + 0.3 * clock.random())
      this.#failedBefore = false
      const why = this.#watchRefused
      this.#say({ state: 'polled', mode: 'poll', retryAt: clock.now() + pause, ...(why === null ? {} : { error: why }) })
      if (!(await this.#sleep(pause, signal))) return null
      if (!(await this.#o.gate.wait(signal))) return null
      this.#synced = false
      if (this.#mayWatch()) return null
      await this.#sync(signal)
      if (isAborted(signal)) return null
    }
  }

  #mayWatch(): boolean {
    return this.#o.clock.now() >= this.#mayNotWatchUntil
  }

  /** Waits before the next attempt, and says so. */
  async #pause(trouble: Trouble, signal: AbortSignal): Promise<void> {
    const { clock } = this.#o
    // What a server asks for is never cut short, and not everybody comes back at the same moment.
    const pause =
      trouble.retryAfter === null || trouble.retryAfter <= 0 ? this.#backoff.next() : trouble.retryAfter * (1 + 0.2 * clock.random())
    const retryAt = clock.now() + pause
    const { error } = trouble
    if (!this.#everSynced) this.#say({ state: 'failed', mode: this.#mode, error, retryAt })
    // What was complete is shown as live through one quick retry, so that nothing flickers; only when that fails too it is stale.
    else if (this.#failedBefore || blinding.has(trouble.kind) || pause > quickRetry)
      this.#say({ state: 'stale', mode: this.#mode, error, retryAt })
    this.#failedBefore = true
    this.#o.report.trouble(trouble)
    await this.#sleep(pause, signal)
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    const abort = linkedAbort(signal)
    this.#wake = () => {
      abort.abort()
    }
    await this.#o.clock.sleep(ms, abort.signal)
    this.#wake = null
    abort.unlink()
    return !isAborted(signal)
  }

  #sayListed(): void {
    this.#failedBefore = false
    this.#say({ state: 'listed', mode: this.#mode })
  }

  #say(state: ReflectorState): void {
    this.#state = state
    this.#o.report.state(state)
  }

  #forget(): void {
    this.#position.forget()
    this.#synced = false
    this.#everSynced = false
  }

  #asked(verb: 'list' | 'watch'): Asked {
    return { path: verb === 'watch' ? `${this.#path}?watch=true` : this.#path }
  }
}
