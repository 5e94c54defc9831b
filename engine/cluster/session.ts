import type { ClusterState, ClusterSummary, EngineError, KindId, LedgerEntry } from '../contract/index.ts'
import { Backoff } from '../watch/backoff.ts'
import type { Clock } from '../watch/clock.ts'
import { systemClock } from '../watch/clock.ts'
import type { KindSink } from '../watch/kindSink.ts'
import type { Tally } from '../watch/ledger.ts'
import { Ledger } from '../watch/ledger.ts'
import { isAborted, linkedAbort } from '../watch/linkedAbort.ts'
import { noticingSink } from '../watch/noticingSink.ts'
import { screenPriority } from '../watch/reflector.ts'
import { watchPriority } from '../watch/watchOrder.ts'
import { WatchPool } from '../watch/watchPool.ts'
import type { ApiClient } from './apiClient.ts'
import type { Discovery } from './discovery.ts'
import { HistoryWatch } from './historyWatch.ts'
import { LinkWatch, errorOf } from './linkWatch.ts'
import { ReadableNamespaces } from './readableNamespaces.ts'
import type { ServedKind } from './servedKind.ts'

/** The part of a {@link ClusterSummary} that a session knows. */
export type SessionSummary = Pick<
  ClusterSummary,
  'state' | 'since' | 'version' | 'error' | 'retryAt' | 'asOf' | 'seenAt' | 'kinds' | 'kindsListed' | 'protocol' | 'latency'
>

export interface ClusterSessionOptions {
  /** Builds the way to the API server; called anew for each connection, so that it can use a changed kubeconfig. May throw ApiFailure. */
  createClient: () => ApiClient | Promise<ApiClient>
  /** `discover` of discovery.ts. */
  discover: (client: ApiClient, signal: AbortSignal) => Promise<Discovery>
  /** Null when this is the cluster that it should be; else why it is another. May throw ApiFailure. Pins what it finds. */
  checkIdentity: (client: ApiClient, signal: AbortSignal) => Promise<EngineError | null>
  /** A new way into the store for one kind; each call gives a new one. */
  sink: (kind: KindId) => KindSink
  /** Count and health of what the store holds of a kind. */
  tally: Tally
  /** Names of the namespaces that the store knows. */
  namespaces: () => readonly string[]
  /** The context's own namespace, where a user without cluster-wide rights most likely may read. */
  contextNamespace: string | null
  /** Told at every change of state, and at most ten times a second while counts change. */
  onState: (summary: SessionSummary) => void
  /** All kinds that are served now. Those in `gone` are not any more: their objects should be dropped. */
  onKinds: (kinds: readonly ServedKind[], gone: readonly KindId[]) => void
  /** Only the entries that changed. */
  onLedger: (entries: readonly LedgerEntry[]) => void
  clock?: Clock
}

/** Discovery is read again so often, in case something was added without a CRD or APIService being seen. */
const rediscoverEvery = 300_000
/** The server's own discovery lags behind a new CRD: usually by less than the first, on a busy server by more. */
const rediscoverLags = [1_200, 6_000]
/** After a discovery that failed. */
const rediscoverRetry = 30_000
/** After a broken link a cluster is "syncing" until its kinds are up to date again; a kind that cannot be is not waited for longer. */
const catchUpWithin = 15_000
/** How long a namespace fallback waits for the list of namespaces. */
const namespacesWait = 30_000

/** Objects of these kinds make and unmake kinds. */
const makersOfKinds = new Set<KindId>(['apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService'])

/** States that no waiting gets out of: a person must do something. */
const resting = new Set<ClusterState>(['signed-out', 'other-cluster'])

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
  #kinds: readonly ServedKind[] = []
  #discoveryFailures: Discovery['failures'] = []
  readonly #wanted = new Map<KindId, number>()
  #state: ClusterState = 'closed'
  #since: number
  #error: EngineError | null = null
  #retryAt: number | null = null
  #version: string | null = null
  #seenAt: number | null = null
  #linkDown = false
  /** Once all first lists are through, a new kind does not make the cluster "syncing" again. */
  #wasLive = false
  /** Epoch milliseconds until which kinds that are still stale after a broken link are waited for. */
  #catchUpUntil = 0
  #catchUpTimer: (() => void) | null = null
  #wake: (() => void) | null = null
  /** Ends the present connection; the reason decides what comes next. */
  #disconnect: ((why: { state: ClusterState; error: EngineError } | null) => void) | null = null
  /** Ends an attempt that has not become a connection yet. */
  #giveUpAttempt: (() => void) | null = null
  /** The present connection was made with what holds no more. */
  #outdated = false
  /** By delay: planned looks at discovery. */
  readonly #rediscoverTimers = new Map<number, () => void>()
  #rediscoverDue = false
  #rediscover: (() => void) | null = null

  constructor(options: ClusterSessionOptions) {
    this.#o = options
    this.#clock = options.clock ?? systemClock
    this.#since = this.#clock.now()
    this.#backoff = new Backoff(this.#clock)
    this.ledger = new Ledger(this.#clock, options.tally, (entries) => {
      options.onLedger(entries)
      this.#reckon()
      this.#emit()
    })
  }

  /** Connects and stays connected until closed. Returns at once. */
  open(): void {
    if (this.#state !== 'closed' || isAborted(this.#abort.signal)) return
    this.#set('connecting', null, null)
    this.#running = this.#run(this.#abort.signal)
  }

  /** Resolves when nothing of this session runs any more: no request, no timer, no connection. */
  async close(): Promise<void> {
    this.#abort.abort()
    this.#disconnect?.(null)
    this.#wake?.()
    await this.#running
    this.ledger.close()
    this.#set('closed', null, null)
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
    this.#rediscover?.()
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
    this.#wanted.set(kind, priority)
    this.#pool?.want(kind, priority)
  }

  unwant(kind: KindId): void {
    this.#wanted.delete(kind)
    this.#pool?.unwant(kind)
  }

  /** The way to the API server, while connected. */
  get client(): ApiClient | null {
    return this.#client
  }

  get kinds(): readonly ServedKind[] {
    return this.#kinds
  }

  /** Groups that discovery could not read; they are shown beside the kinds. */
  get discoveryFailures(): Discovery['failures'] {
    return this.#discoveryFailures
  }

  get summary(): SessionSummary {
    const status = this.#client?.status()
    const seenAt = this.#heardAt()
    const live = this.#state === 'live' || this.#state === 'syncing' || this.#state === 'forbidden'
    const entries = this.ledger.entries()
    return {
      state: this.#state,
      since: this.#since,
      version: this.#version,
      error: this.#error,
      retryAt: this.#retryAt,
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
        this.#set(this.#hasPicture() ? 'stale' : 'connecting', null, null)
        continue
      }
      const { error } = why
      const state = why.state === 'lost' && this.#hasPicture() ? 'stale' : why.state
      const pause = resting.has(state) ? null : this.#backoff.next()
      const retryAt = pause === null ? null : this.#clock.now() + pause
      this.ledger.linkLost(error, retryAt)
      this.#set(state, error, retryAt)
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
      if (isAborted(signal) || this.#hasPicture()) continue
      // one that could not be reached stays so until it answers: no screen flickers at each attempt
      if (this.#state === 'lost') this.#set('lost', this.#error, this.#clock.now())
      else this.#set('connecting', null, null)
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
      this.#set('syncing', null, null)
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
      const work = Promise.all([link.run(abort.signal), history.run(abort.signal), this.#keepDiscovering(client, abort.signal)])
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
    for (const cancel of this.#rediscoverTimers.values()) cancel()
    this.#rediscoverTimers.clear()
    this.#catchUpTimer?.()
    this.#catchUpTimer = null
    this.#catchUpUntil = 0
    this.#wasLive = false
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
    const rights = new ReadableNamespaces({
      client,
      clock: this.#clock,
      known: () => [...this.#o.namespaces(), ...(this.#o.contextNamespace === null ? ['default'] : [this.#o.contextNamespace, 'default'])],
    })
    this.#rights = rights
    const pool = new WatchPool({
      client,
      clock: this.#clock,
      ledger: this.ledger,
      sink: (kind) => this.#sinkOf(kind.id),
      namespaces: async (kind, signal) => {
        await this.#namespacesListed(signal)
        return rights.for(kind, signal)
      },
      onGone: () => {
        this.#rediscoverAfter(...rediscoverLags)
      },
      // One extension API server may refuse what the cluster accepts: the cluster itself is asked.
      onUnauthorized: () => {
        this.#link?.suspect()
      },
      onTrouble: (trouble) => {
        if (trouble.kind === 'link' || trouble.kind === 'hang' || trouble.kind === 'unauthorized') this.#link?.suspect()
      },
    })
    this.#pool = pool
  }

  #sinkOf(kind: KindId): KindSink {
    const sink = this.#o.sink(kind)
    if (makersOfKinds.has(kind))
      return noticingSink(sink, () => {
        this.#rediscoverAfter(...rediscoverLags)
      })
    if (kind === 'core/Namespace')
      return noticingSink(sink, () => {
        this.#pool?.namespacesChanged()
      })
    return sink
  }

  async #namespacesListed(signal: AbortSignal): Promise<void> {
    const abort = linkedAbort(signal)
    const cancel = this.#clock.setTimer(namespacesWait, () => {
      abort.abort()
    })
    await this.ledger.settled('core/Namespace', abort.signal)
    cancel()
    abort.unlink()
  }

  /** Takes what discovery found: new kinds are watched, vanished ones dropped; a group that did not answer keeps its kinds. */
  #learn(found: Discovery): void {
    const pool = this.#pool
    if (pool === null) return
    if (found.version !== '') this.#version = found.version
    const failed = new Set(found.failures.map(({ group }) => group))
    const served = new Map(found.kinds.map((kind) => [kind.id, kind]))
    for (const kind of this.#kinds) if (!served.has(kind.id) && failed.has(kind.group)) served.set(kind.id, kind)
    const gone = this.#kinds.filter((kind) => !served.has(kind.id)).map(({ id }) => id)
    for (const kind of this.#kinds) {
      const now = served.get(kind.id)
      // Another version, scope or resource name: watched anew, the objects stay.
      if (
        now === undefined ||
        now.version !== kind.version ||
        now.resource !== kind.resource ||
        now.namespaced !== kind.namespaced ||
        now.verbs.includes('watch') !== kind.verbs.includes('watch')
      )
        pool.drop(kind.id)
    }
    for (const id of gone) this.ledger.drop(id)
    const before = this.#kinds
    this.#kinds = [...served.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    this.#discoveryFailures = found.failures
    // Told before the first object of a new kind comes.
    if (gone.length > 0 || !sameKinds(before, this.#kinds)) this.#o.onKinds(this.#kinds, gone)
    // What is needed first is added first: the first to come get the slots for first lists.
    const need = (kind: ServedKind): number => this.#wanted.get(kind.id) ?? watchPriority(kind)
    for (const kind of [...this.#kinds].sort((a, b) => need(b) - need(a))) pool.add(kind, watchPriority(kind))
    for (const [kind, priority] of this.#wanted) pool.want(kind, priority)
    // A kind that said 404 and is served all the same is tried again.
    for (const kind of this.#kinds) if (this.ledger.standing(kind.id)?.error?.code === 'not-found') pool.retry(kind.id)
  }

  async #keepDiscovering(client: ApiClient, signal: AbortSignal): Promise<void> {
    while (!isAborted(signal)) {
      const abort = linkedAbort(signal)
      this.#rediscover = () => {
        abort.abort()
      }
      if (!this.#rediscoverDue) await this.#clock.sleep(rediscoverEvery * (0.9 + 0.2 * this.#clock.random()), abort.signal)
      this.#rediscoverDue = false
      this.#rediscover = null
      abort.unlink()
      if (isAborted(signal)) return
      if (!(await (this.#pool?.gate.wait(signal) ?? Promise.resolve(false)))) return
      try {
        this.#learn(await this.#o.discover(client, signal))
      } catch {
        // What is known stays. If the link is gone, LinkWatch says so; if discovery alone fails, it is asked again.
        if (isAborted(signal)) return
        this.#link?.suspect()
        this.#rediscoverAfter(rediscoverRetry)
      }
    }
  }

  #rediscoverAfter(...delays: readonly number[]): void {
    for (const delay of delays) {
      if (this.#rediscoverTimers.has(delay) || isAborted(this.#abort.signal)) continue
      this.#rediscoverTimers.set(
        delay,
        this.#clock.setTimer(delay, () => {
          this.#rediscoverTimers.delete(delay)
          this.#rediscoverDue = true
          this.#rediscover?.()
        }),
      )
    }
  }

  #linkLost(error: EngineError, retryAt: number): void {
    this.#linkDown = true
    this.#pool?.linkLost()
    this.ledger.linkLost(error, retryAt)
    this.#set(this.#hasPicture() ? 'stale' : 'lost', error, retryAt)
  }

  #linkBack(): void {
    this.#linkDown = false
    this.ledger.linkBack()
    // before anything is heard from the server as it is now
    this.#history?.suspect()
    this.#pool?.linkBack()
    this.#catchUpUntil = this.#clock.now() + catchUpWithin
    this.#catchUpTimer?.()
    this.#catchUpTimer = this.#clock.setTimer(catchUpWithin, () => {
      this.#reckon()
    })
    this.#reckon()
  }

  #hasPicture(): boolean {
    return this.ledger.entries().some(({ count }) => count > 0)
  }

  /** What the ledger says of the cluster as a whole. */
  #reckon(): void {
    const pool = this.#pool
    if (pool === null || this.#linkDown || isAborted(this.#abort.signal) || resting.has(this.#state)) return
    const states = pool.active().map((kind) => this.ledger.standing(kind)?.state)
    const open = states.some((state) => state === undefined || state === 'waiting' || state === 'loading')
    const behind = this.#clock.now() < this.#catchUpUntil && states.includes('stale')
    if ((!this.#wasLive && open) || behind) {
      this.#set('syncing', null, null)
    } else if (states.length > 0 && states.every((state) => state === 'forbidden')) {
      this.#set('forbidden', nothingAllowed(this.#o.contextNamespace), null)
    } else {
      this.#wasLive = true
      this.#set('live', null, null)
    }
  }

  #heardAt(): number | null {
    return this.#client?.status().heardAt ?? this.#seenAt
  }

  #set(state: ClusterState, error: EngineError | null, retryAt: number | null): void {
    if (this.#state === state && this.#error === error && this.#retryAt === retryAt) return
    if (this.#state !== state) this.#since = this.#clock.now()
    this.#state = state
    this.#error = error
    this.#retryAt = retryAt
    this.#emit()
  }

  #emit(): void {
    this.#o.onState(this.summary)
  }
}

function stateFor(error: EngineError): ClusterState {
  switch (error.code) {
    case 'unauthorized':
    case 'needs-consent':
      return 'signed-out'
    case 'forbidden':
      return 'forbidden'
    default:
      return 'lost'
  }
}

function nothingAllowed(namespace: string | null): EngineError {
  return {
    code: 'forbidden',
    message: 'Signed in, but no kind may be listed: neither in the whole cluster nor in a namespace that is known of.',
    todo: `Ask for a role binding (the "view" role is enough), or set the context's namespace to one that may be read${namespace === null ? '' : ` (it is ${namespace} now)`}.`,
  }
}

function sameKinds(a: readonly ServedKind[], b: readonly ServedKind[]): boolean {
  return a.length === b.length && a.every((kind, i) => JSON.stringify(kind) === JSON.stringify(b[i]))
}
