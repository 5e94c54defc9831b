import { createApiClient } from '../cluster/httpApiClient.ts'
import type { ContextEntry } from '../cluster/contextEntry.ts'
import { Credentials } from '../cluster/credentials.ts'
import { discover } from '../cluster/discovery.ts'
import { compareIdentity, mergeIdentity, readIdentity, type ClusterIdentity } from '../cluster/identity.ts'
import type { LoginPath } from '../cluster/loginPath.ts'
import { OpenApi } from '../cluster/openApi.ts'
import type { Registry } from '../cluster/registry.ts'
import { ClusterSession } from '../cluster/session.ts'
import { type EngineError, type ExecConsent, type KindId, type LedgerEntry, noHealth, type Result, err } from '../contract/index.ts'
import type { RightsBook } from '../rights/rightsBook.ts'
import type { PictureCache } from '../snapshots/pictureCache.ts'
import type { SnapshotSource } from '../snapshots/snapshotFormat.ts'
import type { Turns } from '../turns.ts'
import { ClusterPicture } from './clusterPicture.ts'
import { LastPicture } from './lastPicture.ts'
import { LiveRights } from './liveRights.ts'
import { type OpenCluster, type OpenClusterListener, type OpenSummary, type Unread } from './openCluster.ts'
import { PictureKeeper } from './pictureKeeper.ts'
import { ServerTables } from './serverTables.ts'
import { snapshotSourceOf } from './snapshotSource.ts'

/** Milliseconds between two looks at bodies that can be packed, and at facts that change with the clock. */
const tickEvery = 1_000

export interface LiveClusterOptions {
  registry: Registry
  cache: PictureCache
  loginPath: LoginPath
  turns: Turns
  /** Nothing else is open, with which the thread would have to be shared. */
  isAlone: () => boolean
  /** The name under which it is kept: alias or context. */
  title: () => string
  listener: OpenClusterListener
  /** A problem that is no state of the cluster, such as a picture that could not be kept. */
  onProblem: (error: EngineError) => void
}

/** How many were opened so far. */
let opened = 0

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
  /** Clusters that nobody looks at are listed one after the other, in the order in which they were opened: so the first is live early. */
  readonly #order = ++opened
  readonly #keeper: PictureKeeper
  readonly #last: LastPicture
  readonly #rights: LiveRights
  #tickTimer: ReturnType<typeof setInterval> | null = null
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
    this.#last = new LastPicture({
      cluster: context.id,
      cache: options.cache,
      picture: this.picture,
      turns: options.turns,
      urgency: this.#urgency,
      isWanted: (kind) => this.#viewers.has(kind),
      onRead: (kinds) => {
        const entries = kinds.map((kind) => this.ledgerOf(kind))
        this.picture.takeLedger(entries)
        options.listener.ledger(entries)
      },
      onDone: (replaced) => {
        this.#keeper.begin(replaced)
        options.listener.summary()
      },
      title: options.title,
      onProblem: options.onProblem,
    })
    this.#session = new ClusterSession({
      createClient: () => createApiClient(this.#context, this.#credentials, { turn: () => this.#turn() }),
      discover,
      checkIdentity: async (client, signal) => {
        const found = await readIdentity(client, this.#context, signal)
        this.#found = found
        const pinned = options.registry.identity(context.id)
        const other = pinned === null ? null : compareIdentity(pinned, found)
        if (other === null) void options.registry.pinIdentity(context.id, mergeIdentity(pinned, found))
        return other
      },
      sink: (kind) => this.#last.under(store.sink(kind), kind),
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
        for (const kind of gone) this.#last.leave(kind)
        this.picture.serve(kinds, gone)
      },
      onLedger: (entries) => {
        this.picture.takeLedger(entries)
        this.#tables.check()
        options.listener.ledger(entries.map((entry) => this.#last.behind(entry)))
      },
    })
    this.#rights = new LiveRights(() => this.#session.client, options.title)
    this.#tables = new ServerTables({
      picture: this.picture,
      client: () => this.#session.client,
      served: (kind) => this.picture.servedKind(kind),
      ledgerOf: (kind) => this.ledgerOf(kind),
      onProblem: options.onProblem,
    })
    this.picture.onKinds(() => options.listener.kinds(this.picture.kinds()))
    this.#keeper = new PictureKeeper({
      cluster: context.id,
      cache: options.cache,
      store,
      source: () => this.#snapshotSource(),
      // a picture of a cluster that is gone keeps the age of its data
      takenAt: () => this.summary().asOf ?? Date.now(),
      isOurs: () => this.#session.state !== 'other-cluster',
      isSettled: () => this.#session.state === 'live',
      onFailed: (error) => {
        options.onProblem({ code: 'io', message: `The last picture of ${options.title()} could not be kept: ${reasonOf(error)}.` })
      },
      onProblem: options.onProblem,
    })
    store.onChange((changes) => {
      // what is read from the disk is there already
      if (!this.#last.isTaking) this.#keeper.take(changes)
      this.#rights.take(changes)
    })
  }

  /** Looks at the last picture, if one is kept, and connects; resolves when it is known what was there. Its objects are read behind it. */
  async open(): Promise<void> {
    const kept = await this.#last.find()
    if (this.#closing.signal.aborted) return
    if (kept === null) this.#keeper.begin(null)
    else this.#last.show(kept)
    this.#session.open()
    this.#keeper.start()
    this.#tickTimer = setInterval(() => this.picture.store.tick(), tickEvery)
  }

  /** What somebody looks at goes first, then the few words of what is live, then first lists. */
  readonly #urgency = (): number => {
    if (this.#viewers.size > 0) return 2
    return this.#session.state === 'live' ? 1 : -this.#order
  }

  /** Alone it waits for nobody: what waits is held meanwhile, and in a first sync that is a fifth of all memory. */
  #turn(): Promise<void> | null {
    return this.#last.isRead && this.#options.isAlone() ? null : this.#options.turns.wait(this.#urgency)
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
    return this.#rights.book
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
    const fromCache = this.#last.takenAt !== null && !this.ledger().some((entry) => entry.state === 'listed' || entry.state === 'polled')
    const lost = fromCache && !connected && summary.state !== 'connecting'
    return {
      ...summary,
      // a picture of before makes a lost cluster a stale one
      state: lost && summary.state === 'lost' ? 'stale' : summary.state,
      version: summary.version ?? this.#last.version ?? this.#options.registry.lastSeen(this.#context.id).version,
      asOf: fromCache ? this.#last.takenAt : summary.asOf,
      fromCache,
      seenAt: summary.seenAt ?? this.#options.registry.lastSeen(this.#context.id).at,
      consent: this.consent,
    }
  }

  ledger(): readonly LedgerEntry[] {
    const live = this.#session.ledger.entries()
    const named = new Set(live.map((entry) => entry.kind))
    const kept = this.#last.kinds().filter((kind) => !named.has(kind))
    return [...live.map((entry) => this.#last.behind(entry)), ...kept.flatMap((kind) => this.#last.held(kind) ?? [])]
  }

  ledgerOf(kind: KindId): LedgerEntry {
    const live = this.#session.ledger.entry(kind)
    if (live !== undefined) return this.#last.behind(live)
    return this.#last.held(kind) ?? { kind, state: 'waiting', count: 0, since: Date.now(), health: noHealth() }
  }

  unread(kind?: KindId): Unread {
    return this.#last.unread(kind)
  }

  allRead(): Promise<void> {
    return this.#last.rest()
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
    this.#rights.forget()
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
    this.#last.forget()
    for (const kind of this.picture.store.kinds()) this.picture.store.dropKind(kind)
    await this.#keeper.forget()
    this.#session.retry(null)
    return pinned
  }

  #snapshotSource(): SnapshotSource {
    return snapshotSourceOf(this.picture, this.ledger(), {
      cluster: this.#options.title(),
      server: this.#context.server,
      version: this.summary().version,
      clusterUid: this.uid,
      sample: false,
    })
  }

  async close(patience: number = Infinity): Promise<void> {
    if (this.#tickTimer !== null) clearInterval(this.#tickTimer)
    this.#closing.abort()
    // a picture that is not read yet is not written either: what is on disk stays
    this.#last.close()
    await this.#keeper.close(patience)
    this.#tables.close()
    this.#rights.close()
    await this.#session.close()
    this.#credentials.close()
    this.picture.close()
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
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}
