import type { ClusterState, EngineError, KindId } from '../contract/index.ts'
import { Backoff } from '../watch/backoff.ts'
import type { Clock } from '../watch/clock.ts'
import { systemClock } from '../watch/clock.ts'
import { Ledger } from '../watch/ledger.ts'
import { isAborted, linkedAbort } from '../watch/linkedAbort.ts'
import { screenPriority } from '../watch/reflector.ts'
import type { WatchPool } from '../watch/watchPool.ts'
import type { ApiClient } from './apiClient.ts'
import type { Discovery } from './discovery.ts'
import { HistoryWatch } from './historyWatch.ts'
import { LinkWatch, errorOf } from './linkWatch.ts'
import type { ReadableNamespaces } from './readableNamespaces.ts'
import { Rediscovery } from './rediscovery.ts'
import type { ServedKind } from './servedKind.ts'
import { ServedKinds } from './servedKinds.ts'
import type { ClusterSessionOptions, SessionSummary } from './sessionOptions.ts'
import { SessionPool } from './sessionPool.ts'
import { restingStates, SessionStanding, stateFor } from './sessionStanding.ts'

/**
 * One open cluster: connects, finds out what is served, keeps all of it up to date, and says in one word where it stands. What was
 * heard last stays when the link is gone; nothing runs any more after `close`.
 */
export class ClusterSession {
  readonly ledger: Ledger
  readonly #o: ClusterSessionOptions
  readonly #clock: Clock
  readonly #abort = new AbortController()
  readonly #backoff: Backoff
  #running: Promise<void> = Promise.resolve()
  #client: ApiClient | null = null
  #pool: WatchPool | null = null
  #link: LinkWatch | null = null
  #history: HistoryWatch | null = null
  #rights: ReadableNamespaces | null = null
  readonly #served: ServedKinds
  readonly #rediscovery: Rediscovery
  readonly #standing: SessionStanding
  #version: string | null = null
  #seenAt: number | null = null
  #linkDown = false
  #wake: (() => void) | null = null
  /** Ends the present connection; the reason decides what comes next. */
  #disconnect: ((why: { state: ClusterState; error: EngineError } | null) => void) | null = null
  /** Ends an attempt that has not become a connection yet. */
  #giveUpAttempt: (() => void) | null = null
  /** The present connection was made with what holds no more. */
  #outdated = false

  constructor(options: ClusterSessionOptions) {
    this.#o = options
    this.#clock = options.clock ?? systemClock
    this.#backoff = new Backoff(this.#clock)
    this.ledger = new Ledger(this.#clock, options.tally, (entries) => {
      options.onLedger(entries)
      this.#reckon()
      this.#emit()
    })
    this.#standing = new SessionStanding(this.#clock, this.ledger, options.contextNamespace, () => {
      this.#emit()
    })
    this.#served = new ServedKinds(this.ledger, options.onKinds)
    this.#rediscovery = new Rediscovery({
      clock: this.#clock,
      discover: options.discover,
      ready: (signal) => this.#pool?.gate.wait(signal) ?? Promise.resolve(false),
      onFound: (found) => {
        this.#learn(found)
      },
      onFailed: () => {
        this.#link?.suspect()
      },
    })
  }

  /** Connects and stays connected until closed. Returns at once. */
  open(): void {
    if (this.#standing.state !== 'closed' || isAborted(this.#abort.signal)) return
    this.#standing.set('connecting')
    this.#running = this.#run(this.#abort.signal)
  }

  /** Resolves when nothing of this session runs any more: no request, no timer, no connection. */
  async close(): Promise<void> {
    this.#abort.abort()
    this.#rediscovery.close()
    this.#disconnect?.(null)
    this.#wake?.()
    await this.#running
    this.ledger.close()
    this.#standing.set('closed')
  }

  /** Tries again now: the whole cluster, or one kind. */
  retry(kind: KindId | null): void {
    this.#rights?.forget()
    if (kind !== null) {
      this.#pool?.retry(kind)
      return
    }
    this.#backoff.reset()
    this.#wake?.()
    this.#link?.retry()
    this.#pool?.retry(null)
    this.#rediscovery.now()
  }

  /** What leads to the server has changed (address, credentials): the present connection, or the attempt at one, ends, and a new one is made now. */
  reconnect(): void {
    this.#outdated = true
    this.#backoff.reset()
    this.#disconnect?.(null)
    this.#giveUpAttempt?.()
    this.#wake?.()
  }

  /** Somebody looks at this kind: it is listed before others, and polled if it cannot be watched. */
  want(kind: KindId, priority = screenPriority): void {
    this.#served.want(kind, priority)
    this.#pool?.want(kind, priority)
  }

  unwant(kind: KindId): void {
    this.#served.unwant(kind)
    this.#pool?.unwant(kind)
  }

  /** The way to the API server, while connected. */
  get client(): ApiClient | null {
    return this.#client
  }

  get kinds(): readonly ServedKind[] {
    return this.#served.all
  }

  /** Groups that discovery could not read; they are shown beside the kinds. */
  get discoveryFailures(): Discovery['failures'] {
    return this.#served.failures
  }

  get state(): ClusterState {
    return this.#standing.state
  }

  get summary(): SessionSummary {
    const status = this.#client?.status()
    const seenAt = this.#heardAt()
    const live = this.#standing.state === 'live' || this.#standing.state === 'syncing' || this.#standing.state === 'forbidden'
    const entries = this.ledger.entries()
    return {
      state: this.#standing.state,
      since: this.#standing.since,
      version: this.#version,
      error: this.#standing.error,
      retryAt: this.#standing.retryAt,
      asOf: live || entries.every((entry) => entry.count === 0) ? null : seenAt,
      seenAt,
      kinds: entries.length,
      kindsListed: entries.filter(({ state }) => state === 'listed' || state === 'polled' || state === 'partial').length,
      protocol: status?.protocol ?? null,
      latency: status?.latency ?? null,
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!isAborted(signal)) {
      let why: { state: ClusterState; error: EngineError } | null
      this.#outdated = false
      try {
        why = await this.#connection(signal)
      } catch (thrown) {
        const error = errorOf(thrown)
        why = { state: stateFor(error), error }
      }
      await this.#hangUp()
      if (isAborted(signal)) return
      if (why === null || this.#isOutdated()) {
        // the objects are those of the connection before, until the new one has listed them
        this.#standing.set(this.#standing.hasPicture ? 'stale' : 'connecting')
        continue
      }
      const { error } = why
      const state = why.state === 'lost' && this.#standing.hasPicture ? 'stale' : why.state
      const pause = restingStates.has(state) ? null : this.#backoff.next()
      const retryAt = pause === null ? null : this.#clock.now() + pause
      this.ledger.linkLost(error, retryAt)
      this.#standing.set(state, error, retryAt)
      const abort = linkedAbort(signal)
      this.#wake = () => {
        abort.abort()
      }
      if (pause === null)
        await new Promise<void>((resolve) => {
          abort.signal.addEventListener(
            'abort',
            () => {
              resolve()
            },
            { once: true },
          )
        })
      else await this.#clock.sleep(pause, abort.signal)
      this.#wake = null
      abort.unlink()
      if (isAborted(signal) || this.#standing.hasPicture) continue
      // one that could not be reached stays so until it answers: no screen flickers at each attempt
      if (this.#standing.state === 'lost') this.#standing.set('lost', this.#standing.error, this.#clock.now())
      else this.#standing.set('connecting')
    }
  }

  /** One connection, from the first request until it is of no use any more; says what it ended of. */
  async #connection(signal: AbortSignal): Promise<{ state: ClusterState; error: EngineError } | null> {
    const abort = linkedAbort(signal)
    this.#giveUpAttempt = () => {
      abort.abort()
    }
    try {
      const client = await this.#o.createClient()
      this.#client = client
      const [identity, found] = await Promise.all([this.#o.checkIdentity(client, abort.signal), this.#o.discover(client, abort.signal)])
      if (isAborted(abort.signal)) return null
      this.#giveUpAttempt = null
      if (identity !== null) return { state: 'other-cluster', error: identity }
      this.#linkDown = false
      this.ledger.linkBack()
      const ended = new Promise<{ state: ClusterState; error: EngineError } | null>((resolve) => {
        this.#disconnect = resolve
      })
      this.#startPool(client)
      this.#learn(found)
      this.#standing.set('syncing')
      this.#backoff.reset()
      this.#reckon()
      const link = new LinkWatch({
        client,
        clock: this.#clock,
        onDown: (error, retryAt) => {
          this.#linkLost(error, retryAt)
        },
        onUp: async (linkSignal) => {
          const other = await this.#o.checkIdentity(client, linkSignal)
          if (other !== null) this.#disconnect?.({ state: 'other-cluster', error: other })
          else this.#linkBack()
        },
        onUnauthorized: (error) => {
          this.#disconnect?.({ state: 'signed-out', error })
        },
      })
      this.#link = link
      const history = new HistoryWatch({
        client,
        clock: this.#clock,
        newest: () => this.#pool?.newestHeard() ?? null,
        onRewound: () => {
          this.#pool?.rewind()
        },
      })
      this.#history = history
      const work = Promise.all([link.run(abort.signal), history.run(abort.signal), this.#rediscovery.run(client, abort.signal)])
      const why = await ended
      abort.abort()
      await work
      return why
    } finally {
      abort.abort()
      abort.unlink()
      this.#disconnect = null
      this.#giveUpAttempt = null
      this.#link = null
      this.#history = null
    }
  }

  /** In a method, because it changes while a connection is awaited. */
  #isOutdated(): boolean {
    return this.#outdated
  }

  async #hangUp(): Promise<void> {
    this.#rediscovery.forget()
    this.#standing.hangUp()
    const pool = this.#pool
    const client = this.#client
    this.#seenAt = this.#heardAt()
    this.#pool = null
    this.#rights = null
    this.#client = null
    // First the client: requests that hang end at once, and the pool with them.
    client?.close()
    await pool?.close()
  }

  #startPool(client: ApiClient): void {
    const { watches, rights } = new SessionPool({
      client,
      clock: this.#clock,
      ledger: this.ledger,
      session: this.#o,
      onKindsDoubted: () => {
        this.#rediscovery.soon()
      },
      onLinkDoubted: () => {
        this.#link?.suspect()
      },
    })
    this.#pool = watches
    this.#rights = rights
  }

  #learn(found: Discovery): void {
    if (this.#pool === null) return
    if (found.version !== '') this.#version = found.version
    this.#served.learn(found, this.#pool)
  }

  #linkLost(error: EngineError, retryAt: number): void {
    this.#linkDown = true
    this.#pool?.linkLost()
    this.ledger.linkLost(error, retryAt)
    this.#standing.set(this.#standing.hasPicture ? 'stale' : 'lost', error, retryAt)
  }

  #linkBack(): void {
    this.#linkDown = false
    this.ledger.linkBack()
    // before anything is heard from the server as it is now
    this.#history?.suspect()
    this.#pool?.linkBack()
    this.#standing.catchUp(() => {
      this.#reckon()
    })
    this.#reckon()
  }

  /** What the ledger says of the cluster as a whole. */
  #reckon(): void {
    const pool = this.#pool
    if (pool === null || this.#linkDown || isAborted(this.#abort.signal) || this.#standing.rests) return
    this.#standing.reckon(pool.active())
  }

  #heardAt(): number | null {
    return this.#client?.status().heardAt ?? this.#seenAt
  }

  #emit(): void {
    this.#o.onState(this.summary)
  }
}
