import type { ApiClient } from '../cluster/apiClient.ts'
import { createApiClient } from '../cluster/httpApiClient.ts'
import type { ContextEntry } from '../cluster/contextEntry.ts'
import { Credentials } from '../cluster/credentials.ts'
import { discover } from '../cluster/discovery.ts'
import { compareIdentity, mergeIdentity, readIdentity, type ClusterIdentity } from '../cluster/identity.ts'
import type { LoginPath } from '../cluster/loginPath.ts'
import { OpenApi } from '../cluster/openApi.ts'
import type { Registry } from '../cluster/registry.ts'
import { ClusterSession } from '../cluster/session.ts'
import { type EngineError, type ExecConsent, type KindId, type LedgerEntry, noHealth, type Result, err, ok } from '../contract/index.ts'
import { RightsBook } from '../rights/rightsBook.ts'
import type { PictureCache } from '../snapshots/pictureCache.ts'
import { SnapshotUnreadable } from '../snapshots/readSnapshot.ts'
import type { ChangeSet } from '../store/storedObject.ts'
import { systemClock } from '../watch/clock.ts'
import { ClusterPicture } from './clusterPicture.ts'
import type { OpenCluster, OpenClusterListener, OpenSummary } from './openCluster.ts'
import { ServerTables } from './serverTables.ts'
import { fillFromSnapshot, offlineEntries } from './snapshotCluster.ts'
import { snapshotSourceOf } from './snapshotSource.ts'

/** Milliseconds between two writings of the last picture, while something changes. */
const keepEvery = 60_000
/** Milliseconds between two looks at bodies that can be packed, and at facts that change with the clock. */
const tickEvery = 1_000

export interface LiveClusterOptions {
  registry: Registry
  cache: PictureCache
  loginPath: LoginPath
  /** The name under which it is kept: alias or context. */
  title: () => string
  listener: OpenClusterListener
  /** A problem that is no state of the cluster, such as a picture that could not be kept. */
  onProblem: (error: EngineError) => void
}

/** A context that is open: a session fills the picture; the last picture of before stands in until it does. */
export class LiveCluster implements OpenCluster {
  readonly picture: ClusterPicture
  /** The server's description of its fields, as far as somebody asked for it. */
  readonly openApi = new OpenApi()
  readonly #options: LiveClusterOptions
  readonly #session: ClusterSession
  readonly #tables: ServerTables
  /** How many look at a kind: the last one that leaves ends its list. */
  readonly #viewers = new Map<KindId, number>()
  #context: ContextEntry
  #credentials: Credentials
  #found: ClusterIdentity | null = null
  #cachedAt: number | null = null
  #cachedEntries: ReadonlyMap<KindId, LedgerEntry> = new Map()
  #cachedVersion: string | null = null
  #rights: { client: ApiClient; book: RightsBook } | null = null
  #keepTimer: ReturnType<typeof setInterval> | null = null
  #tickTimer: ReturnType<typeof setInterval> | null = null
  #changedSinceKept = false
  #keeping: Promise<void> = Promise.resolve()
  readonly #closing = new AbortController()
  /** Namespaces that a person has taken away: their objects, still held, must not bring them back. */
  readonly #forgotten = new Set<string>()

  constructor(context: ContextEntry, options: LiveClusterOptions) {
    this.#context = context
    this.#options = options
    const namespaceNow = () => this.#context.namespace
    this.picture = new ClusterPicture(() => Date.now())
    this.#credentials = this.#makeCredentials()
    const store = this.picture.store
    this.#session = new ClusterSession({
      createClient: () => createApiClient(this.#context, this.#credentials),
      discover,
      checkIdentity: async (client, signal) => {
        const found = await readIdentity(client, this.#context, signal)
        this.#found = found
        const pinned = options.registry.identity(context.id)
        const other = pinned === null ? null : compareIdentity(pinned, found)
        if (other === null) void options.registry.pinIdentity(context.id, mergeIdentity(pinned, found))
        return other
      },
      sink: (kind) => store.sink(kind),
      tally: (kind) => ({ count: store.count(kind), health: store.healthCounts(kind) }),
      namespaces: () =>
        store
          .namespaces()
          .concat(this.#named())
          .filter((name) => !this.#forgotten.has(name)),
      get contextNamespace() {
        return namespaceNow()
      },
      onState: (summary) => {
        if (summary.state === 'live' && summary.seenAt !== null) void this.#seen(summary.seenAt, summary.version)
        options.listener.summary()
      },
      onKinds: (kinds, gone) => {
        this.picture.serve(kinds, gone)
      },
      onLedger: (entries) => {
        this.picture.takeLedger(entries)
        this.#tables.check()
        options.listener.ledger(entries)
      },
    })
    this.#tables = new ServerTables({
      picture: this.picture,
      client: () => this.#session.client,
      served: (kind) => this.picture.servedKind(kind),
      ledgerOf: (kind) => this.ledgerOf(kind),
      onProblem: options.onProblem,
    })
    this.picture.onKinds(() => options.listener.kinds(this.picture.kinds()))
    store.onChange((changes) => {
      this.#changedSinceKept = true
      if (this.#rights !== null && changesRights(changes)) this.#rights.book.forget()
    })
  }

  /** Shows the last picture, if one is kept, and connects. */
  async open(): Promise<void> {
    try {
      await this.#showKept()
    } catch (error) {
      // the cluster itself says what it holds: it is connected to all the same
      this.#options.onProblem({
        code: 'io',
        message: `The last picture of ${this.#options.title()} could not be read: ${reasonOf(error)}.`,
        todo: 'It is made anew once the cluster is connected.',
      })
    }
    // what was read is on the disk already
    this.picture.store.flush()
    this.#changedSinceKept = false
    if (this.#closing.signal.aborted) return
    this.#session.open()
    this.#keepTimer = setInterval(() => void this.keep(), keepEvery)
    this.#tickTimer = setInterval(() => this.picture.store.tick(), tickEvery)
  }

  async #showKept(): Promise<void> {
    const kept = await this.#options.cache.load(this.#context.id)
    if (kept === null) return
    try {
      await fillFromSnapshot(this.picture, kept)
      this.#cachedAt = kept.info.takenAt
      this.#cachedVersion = kept.meta.version
      const entries = offlineEntries(kept, this.picture).map((entry): LedgerEntry =>
        entry.state === 'offline' ? { ...entry, state: 'stale', since: kept.info.takenAt } : entry,
      )
      this.#cachedEntries = new Map(entries.map((entry) => [entry.kind, entry]))
      this.picture.takeLedger(entries)
    } finally {
      kept.close()
    }
  }

  /** What it is connected by. Holds credentials: for who opens another way to it. */
  get context(): ContextEntry {
    return this.#context
  }

  get uid(): string | null {
    return this.#found?.uid ?? this.#options.registry.identity(this.#context.id)?.uid ?? null
  }

  get consent(): ExecConsent | null {
    return this.#credentials.pendingConsent
  }

  /** For single questions (`reveal`, access reviews): its client, while connected. */
  get session(): ClusterSession {
    return this.#session
  }

  /** What its person may do there; an error while there is no connection. */
  get rights(): Result<RightsBook> {
    const { client } = this.#session
    if (client === null)
      return err({
        code: 'unreachable',
        message: `${this.#options.title()} is not connected: what you may do there cannot be asked.`,
        todo: 'It is asked again once the cluster answers.',
      })
    if (this.#rights?.client !== client) {
      this.#rights?.book.close()
      this.#rights = { client, book: new RightsBook({ client, clock: systemClock }) }
    }
    return ok(this.#rights.book)
  }

  /** Those that are seen; where the cluster does not list them also those that may be read, empty or not, and those that a person named. */
  namespaces(): readonly string[] {
    const seen = this.picture.store.namespaces()
    const { ledger } = this.#session
    if (ledger.standing('core/Namespace')?.state === 'listed') return seen
    const readable = ledger.entries().flatMap((entry) => entry.namespaces ?? [])
    return [...new Set([...seen, ...readable, ...this.#named()])].sort()
  }

  /** A person named other namespaces than before: they are read now, and what was taken away is read no more. */
  useNamespaces(before: readonly string[]): void {
    const named = this.#named()
    for (const name of before) this.#forgotten.add(name)
    for (const name of named) this.#forgotten.delete(name)
    this.#session.retry(null)
  }

  #named(): readonly string[] {
    return this.#options.registry.settings(this.#context.id).namespaces
  }

  summary(): OpenSummary {
    const summary = this.#session.summary
    const connected = summary.state === 'live' || summary.state === 'syncing' || summary.state === 'forbidden'
    const fromCache = this.#cachedAt !== null && !this.ledger().some((entry) => entry.state === 'listed' || entry.state === 'polled')
    const lost = fromCache && !connected && summary.state !== 'connecting'
    return {
      ...summary,
      // a picture of before makes a lost cluster a stale one
      state: lost && summary.state === 'lost' ? 'stale' : summary.state,
      version: summary.version ?? this.#cachedVersion ?? this.#options.registry.lastSeen(this.#context.id).version,
      asOf: fromCache ? this.#cachedAt : summary.asOf,
      fromCache,
      seenAt: summary.seenAt ?? this.#options.registry.lastSeen(this.#context.id).at,
      consent: this.consent,
    }
  }

  ledger(): readonly LedgerEntry[] {
    const live = this.#session.ledger.entries()
    const named = new Set(live.map((entry) => entry.kind))
    return [
      ...live.map((entry) => this.#behind(entry)),
      ...[...this.#cachedEntries.values()].filter((entry) => !named.has(entry.kind) && this.picture.kindInfo(entry.kind) !== undefined),
    ]
  }

  ledgerOf(kind: KindId): LedgerEntry {
    const live = this.#session.ledger.entry(kind)
    if (live !== undefined) return this.#behind(live)
    return this.#cachedEntries.get(kind) ?? { kind, state: 'waiting', count: 0, since: Date.now(), health: noHealth() }
  }

  want(kind: KindId): () => void {
    const viewers = this.#viewers.get(kind) ?? 0
    this.#viewers.set(kind, viewers + 1)
    if (viewers === 0) this.#session.want(kind)
    const stop = this.#tables.want(kind)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      stop()
      const left = (this.#viewers.get(kind) ?? 1) - 1
      if (left > 0) {
        this.#viewers.set(kind, left)
        return
      }
      this.#viewers.delete(kind)
      this.#session.unwant(kind)
    }
  }

  retry(kind: KindId | null): EngineError | null {
    this.#credentials.forget()
    this.#rights?.book.forget()
    this.#session.retry(kind)
    return null
  }

  /** The kubeconfig changed under an open cluster: the next connection uses it, and it is made now. */
  useContext(context: ContextEntry): void {
    this.#context = context
    this.#credentials.close()
    this.#credentials = this.#makeCredentials()
    this.#session.reconnect()
  }

  async answerConsent(allow: boolean): Promise<Result<null>> {
    const consent = this.#credentials.pendingConsent
    const hash = this.#credentials.consentHash
    if (consent === null || hash === null) return err({ code: 'not-found', message: 'No program waits for a consent here.' })
    const recorded = await this.#options.registry.recordConsent(hash, consent, allow)
    if (!recorded.ok) return recorded
    this.#credentials.forget()
    this.#session.retry(null)
    return recorded
  }

  /** A person says that the cluster found under this name is the right one from now on. */
  async acceptIdentity(): Promise<Result<null>> {
    if (this.#found === null) return err({ code: 'not-found', message: 'No other identity was found here.' })
    const pinned = await this.#options.registry.pinIdentity(this.#context.id, this.#found)
    if (!pinned.ok) return pinned
    // the objects held are of the other cluster
    for (const kind of this.picture.store.kinds()) this.picture.store.dropKind(kind)
    this.#cachedAt = null
    this.#cachedEntries = new Map()
    // a writing that began before would bring the other cluster's picture back
    await this.#keeping
    await this.#options.cache.drop(this.#context.id)
    this.#session.retry(null)
    return pinned
  }

  /** Writes the last picture, when something changed since. */
  keep(): Promise<void> {
    if (!this.#changedSinceKept || this.picture.store.count() === 0 || this.#session.summary.state === 'other-cluster') return this.#keeping
    this.#changedSinceKept = false
    this.#keeping = this.#keeping.then(async () => {
      try {
        // a picture of a cluster that is gone keeps the age of its data
        const problem = await this.#options.cache.save(
          this.#context.id,
          this.snapshotSource(),
          this.summary().asOf ?? Date.now(),
          this.#closing.signal,
        )
        if (problem !== null) this.#options.onProblem(problem)
      } catch (error) {
        if (this.#closing.signal.aborted) return
        this.#options.onProblem({
          code: 'io',
          message: `The last picture of ${this.#options.title()} could not be kept: ${reasonOf(error)}.`,
        })
      }
    })
    return this.#keeping
  }

  snapshotSource(): ReturnType<typeof snapshotSourceOf> {
    return snapshotSourceOf(this.picture, this.ledger(), {
      cluster: this.#options.title(),
      server: this.#context.server,
      version: this.summary().version,
      clusterUid: this.uid,
      sample: false,
    })
  }

  async close(): Promise<void> {
    if (this.#keepTimer !== null) clearInterval(this.#keepTimer)
    if (this.#tickTimer !== null) clearInterval(this.#tickTimer)
    await this.keep()
    this.#closing.abort()
    this.#tables.close()
    this.#rights?.book.close()
    await this.#session.close()
    this.#credentials.close()
    this.picture.close()
  }

  /** A kind that is listed anew still shows the objects of the last picture, and says so. */
  #behind(entry: LedgerEntry): LedgerEntry {
    const cached = this.#cachedEntries.get(entry.kind)
    if (cached === undefined || (entry.state !== 'waiting' && entry.state !== 'loading') || entry.count === 0) return entry
    return { ...entry, state: entry.state === 'loading' ? 'loading' : 'stale', since: cached.since }
  }

  #makeCredentials(): Credentials {
    return new Credentials(this.#context, { consents: this.#options.registry, loginPath: this.#options.loginPath })
  }

  #lastSeenWritten = 0

  /** Not more often than once a minute: it is a line in the list of clusters. */
  async #seen(at: number, version: string | null): Promise<void> {
    if (at - this.#lastSeenWritten < 60_000) return
    this.#lastSeenWritten = at
    const written = await this.#options.registry.recordSeen(this.#context.id, at, version)
    if (!written.ok) this.#options.onProblem(written.error)
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof SnapshotUnreadable ? error.error.message : 'unknown error')
}

/** Roles or bindings changed: what was answered of rights may hold no more. */
function changesRights({ added, removed, updated }: ChangeSet): boolean {
  const isRight = ({ kind }: { kind: KindId }): boolean => kind.startsWith('rbac.authorization.k8s.io/')
  return added.some(isRight) || removed.some(isRight) || updated.some(({ after }) => isRight(after))
}
