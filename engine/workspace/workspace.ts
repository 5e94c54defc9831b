import path from 'node:path'
import type { CacheVault } from '../cacheVault.ts'
import type { ContextEntry } from '../cluster/contextEntry.ts'
import type { Kubeconfigs } from '../cluster/kubeconfigs.ts'
import type { LoginPath } from '../cluster/loginPath.ts'
import type { Registry } from '../cluster/registry.ts'
import {
  type ClusterId,
  type ClusterSettings,
  type ClusterSummary,
  type EngineError,
  type EngineEvent,
  err,
  type KeptConsent,
  type KubeconfigSource,
  ok,
  type OwnRulesText,
  type Result,
  type SnapshotInfo,
  visibleName,
} from '../contract/index.ts'
import type { EventKeeper } from '../events/eventKeeper.ts'
import type { LiveSettings } from '../liveSettings.ts'
import type { OverviewBook } from '../overview/overviewBook.ts'
import type { PictureCache } from '../snapshots/pictureCache.ts'
import { Turns } from '../turns.ts'
import { AddedSources } from './addedSources.ts'
import { ClusterBooks } from './clusterBooks.ts'
import type { ClusterMetrics } from './clusterMetrics.ts'
import { LiveCluster } from './liveCluster.ts'
import type { OpenCluster, OpenClusterListener } from './openCluster.ts'
import { OpenClusters } from './openClusters.ts'
import type { OwnRulesFiles } from './ownRulesFiles.ts'
import type { ClusterPicture } from './clusterPicture.ts'
import { SnapshotFiles } from './snapshotFiles.ts'
import { contextSummary, snapshotSummary } from './summaries.ts'

/** Milliseconds between two looks at the namespaces of open clusters. */
const namespacesEvery = 500
/** Milliseconds that last pictures may take when the app ends. Less than what the host gives the whole engine, so that it ends orderly, and leaves no file half. */
const lastWrites = 2_500
/** Milliseconds that writing a snapshot may take; a window waits no longer either. */
const saveDeadline = 300_000

export interface WorkspaceOptions {
  registry: Registry
  kubeconfigs: Kubeconfigs
  /** A person named the kubeconfig at the start: its current context is what they want to see. */
  kubeconfigNamed: boolean
  cache: PictureCache
  ownRules: OwnRulesFiles
  /** Where events are kept beyond what servers keep. */
  eventsFolder: string
  settings: LiveSettings
  vault: CacheVault
  loginPath: LoginPath
  /** Path of SQLite's WebAssembly file. */
  sqlWasm: string
  /** The bundled sample; not listed when the file is missing. */
  sampleSnapshot: string | null
  onEvent: (event: EngineEvent) => void
  onProblem: (error: EngineError) => void
}

/** The clusters and snapshots a person works with: what is there, what is open, and what is told of them. */
export class Workspace {
  readonly #o: WorkspaceOptions
  readonly #open: OpenClusters
  readonly #added: AddedSources
  readonly #snapshots: SnapshotFiles
  readonly #books = new Map<ClusterId, ClusterBooks>()
  readonly #namespaces = new Map<ClusterId, string>()
  readonly #turns = new Turns()
  readonly #stops: (() => void)[] = []
  #contexts = new Map<ClusterId, ContextEntry>()
  /** The snapshot that a person named at the start. */
  #named: ClusterId | null = null

  constructor(options: WorkspaceOptions) {
    this.#o = options
    this.#snapshots = new SnapshotFiles(options.sqlWasm, options.onEvent)
    this.#added = new AddedSources(options.registry, options.kubeconfigs)
    this.#open = new OpenClusters({
      openNow: (id) => this.#openNow(id),
      onClosing: (id) => this.#closeBooks(id),
      onClosed: (id) => this.#closed(id),
    })
  }

  /** Reads contexts and the sample; tells of changes from then on. */
  async start(): Promise<void> {
    this.#takeContexts()
    this.#stops.push(
      this.#o.kubeconfigs.onChange(() => {
        this.#takeContexts()
        this.#giveHues()
        this.#tellAll()
      }),
      this.#o.vault.onChange(() => this.#o.onEvent({ type: 'cache-policy', policy: this.#o.vault.policy() })),
    )
    const timer = setInterval(() => this.#lookAtNamespaces(), namespacesEvery)
    this.#stops.push(() => clearInterval(timer))
    if (this.#o.sampleSnapshot !== null) {
      const sample = await this.#snapshots.list(this.#o.sampleSnapshot)
      if (!sample.ok && sample.error.code !== 'not-found') this.#o.onProblem(sample.error)
    }
    this.#giveHues()
  }

  /** What is listed has colours by which it is told apart. They hold at once; that they could not be written is a problem, and keeps nobody waiting. */
  #giveHues(): void {
    void this.#o.registry.giveHues([...this.#contexts.keys(), ...this.#snapshots.all().map(({ id }) => id)]).then((given) => {
      if (!given.ok) this.#o.onProblem(given.error)
    })
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop()
    await this.#open.stop(lastWrites)
    await this.#o.registry.flush()
  }

  summaries(): ClusterSummary[] {
    const contexts = [...this.#contexts.values()].map((context) => this.#summaryOf(context.id))
    const snapshots = this.#snapshots.all().map(({ id }) => this.#summaryOf(id))
    return [...contexts, ...snapshots].filter((summary) => summary !== null)
  }

  summary(id: ClusterId): ClusterSummary | null {
    return this.#summaryOf(id)
  }

  sources(): readonly KubeconfigSource[] {
    return this.#o.kubeconfigs.sources()
  }

  /** What a window shows first; see `Hello.opensWith`. */
  opensWith(): ClusterId | null {
    if (this.#named !== null) return this.#named
    const contexts = [...this.#contexts.values()]
    const wanted = this.#o.kubeconfigNamed ? contexts.find(({ name }) => name === this.#o.kubeconfigs.currentContext()) : undefined
    if (wanted !== undefined) return wanted.id
    if (contexts.length > 0) return contexts.length === 1 ? (contexts[0]?.id ?? null) : null
    // a kubeconfig that cannot be read is told in the list of clusters: the sample must not hide it
    if (this.sources().some(({ errors }) => errors.length > 0)) return null
    return this.#snapshots.all().find(({ info }) => info.sample)?.id ?? null
  }

  /** An open cluster; undefined when it is not open. */
  get(id: ClusterId): OpenCluster | undefined {
    return this.#open.get(id)
  }

  /** Usage and graphs of an open cluster; undefined when it is not open. */
  metrics(id: ClusterId): ClusterMetrics | undefined {
    return this.#books.get(id)?.metrics
  }

  /** The kept events of an open cluster; undefined when it is not open. */
  events(id: ClusterId): EventKeeper | undefined {
    return this.#books.get(id)?.events
  }

  /** An open cluster at a glance; undefined when it is not open. */
  overview(id: ClusterId): OverviewBook | undefined {
    return this.#books.get(id)?.overview
  }

  /** What only this app holds of events is forgotten, in all open clusters. */
  async forgetKeptEvents(): Promise<void> {
    await Promise.all([...this.#books.values()].map(({ events }) => events.forgetKept()))
  }

  /** What a person answered to programs of kubeconfigs. */
  consents(): readonly KeptConsent[] {
    return this.#o.registry.consents()
  }

  forgetConsent(hash: string): Promise<Result<null>> {
    return this.#o.registry.forgetConsent(hash)
  }

  /** A person says that the cluster found under this name is the right one from now on: what was kept is another's. */
  async acceptIdentity(id: ClusterId): Promise<Result<null>> {
    const live = this.live(id)
    if (!live.ok) return live
    const accepted = await live.value.acceptIdentity()
    if (accepted.ok) await this.events(id)?.drop()
    return accepted
  }

  /** Opens a context or snapshot for somebody (a window); one that is open already is given as it is. */
  open(id: ClusterId, holder: object = this): Promise<Result<OpenCluster>> {
    return this.#open.open(id, holder)
  }

  /** Somebody needs a cluster no more; without a `holder` it is closed whoever has it open. `patience`: see `OpenCluster.close`. */
  close(id: ClusterId, holder: object | null = null, patience?: number): Promise<void> {
    return this.#open.close(id, holder, patience)
  }

  /** Somebody is gone: what only they had open is closed. */
  release(holder: object): Promise<void> {
    return this.#open.release(holder)
  }

  addSource(source: string): Promise<Result<null>> {
    return this.#added.add(source)
  }

  pasteSource(text: string): Promise<Result<null>> {
    return this.#added.paste(text)
  }

  removeSource(source: string): Promise<Result<null>> {
    return this.#added.remove(source)
  }

  async configure(id: ClusterId, settings: ClusterSettings): Promise<Result<null>> {
    if (this.#summaryOf(id) === null) return err(noCluster(id))
    const before = this.#o.registry.settings(id).namespaces
    const done = await this.#o.registry.configure(id, settings)
    this.#tell(id)
    if (settings.prometheus !== undefined) this.metrics(id)?.lookAnew()
    const cluster = this.#open.get(id)
    if (done.ok && settings.namespaces !== undefined && cluster instanceof LiveCluster) cluster.useNamespaces(before)
    return done
  }

  live(id: ClusterId): Result<LiveCluster> {
    const cluster = this.#open.get(id)
    if (cluster === undefined) return err(notOpen(id))
    if (!(cluster instanceof LiveCluster))
      return err({ code: 'offline', message: 'A snapshot never connects.', todo: 'Open the cluster itself.' })
    return ok(cluster)
  }

  /** Lists a snapshot file beside the clusters; `first`: windows show it first. */
  async addSnapshot(file: string, first = false): Promise<Result<ClusterId>> {
    const listed = await this.#snapshots.list(path.resolve(file))
    if (!listed.ok) return listed
    if (first) this.#named = listed.value.id
    this.#giveHues()
    this.#tellAll()
    return ok(listed.value.id)
  }

  snapshotInfo(file: string): Promise<Result<SnapshotInfo>> {
    return this.#snapshots.info(path.resolve(file))
  }

  /** Writes the picture of an open cluster to a file. */
  async saveSnapshot(id: ClusterId, file: string, signal: AbortSignal = AbortSignal.timeout(saveDeadline)): Promise<Result<SnapshotInfo>> {
    await this.#open.get(id)?.allRead()
    const cluster = this.#open.get(id)
    const summary = this.#summaryOf(id)
    if (cluster === undefined || summary === null) return err(notOpen(id))
    return this.#snapshots.save(cluster, summary, file, signal)
  }

  #closeBooks(id: ClusterId): Promise<void> {
    const books = this.#books.get(id)
    this.#books.delete(id)
    this.#namespaces.delete(id)
    return books?.close() ?? Promise.resolve()
  }

  #closed(id: ClusterId): void {
    this.#tell(id)
    // its context was taken out of its file while it was open
    if (this.#contexts.has(id) && !this.#o.kubeconfigs.contexts().some((context) => context.id === id)) {
      this.#contexts.delete(id)
      this.#tellAll()
    }
  }

  async #openNow(id: ClusterId): Promise<Result<OpenCluster>> {
    const snapshot = this.#snapshots.get(id)
    if (snapshot !== undefined) {
      const opened = await this.#snapshots.open(snapshot)
      if (!opened.ok) return opened
      const cluster = opened.value
      await this.#takeOwnRules(id, cluster.picture)
      this.#open.add(id, cluster)
      this.#keepBooks(id, cluster, snapshot.info.takenAt)
      this.#tell(id)
      return ok(cluster)
    }
    const context = this.#contexts.get(id)
    if (context === undefined) return err(noCluster(id))
    const cluster = new LiveCluster(context, {
      registry: this.#o.registry,
      cache: this.#o.cache,
      loginPath: this.#o.loginPath,
      turns: this.#turns,
      isAlone: () => this.#open.size <= 1,
      listener: this.#listener(id),
      onProblem: this.#o.onProblem,
      title: () => this.#o.registry.settings(id).alias ?? visibleName(this.#contexts.get(id)?.name ?? context.name),
    })
    this.#open.add(id, cluster)
    const { events } = this.#keepBooks(id, cluster, null)
    await this.#takeOwnRules(id, cluster.picture)
    // what was kept of events comes when it is read: nobody waits for it to see the cluster
    void events.load()
    await cluster.open()
    return ok(cluster)
  }

  /** `takenAt`: when a snapshot was taken. */
  #keepBooks(id: ClusterId, cluster: OpenCluster, takenAt: number | null): ClusterBooks {
    const books = new ClusterBooks(id, cluster, takenAt, { ...this.#o, prometheus: () => this.#o.registry.settings(id).prometheus })
    this.#books.set(id, books)
    return books
  }

  /** A person's own rules of a cluster: what they wrote, and what is wrong with it. */
  async ownRules(id: ClusterId): Promise<Result<OwnRulesText>> {
    return this.#summaryOf(id) === null ? err(noCluster(id)) : this.#o.ownRules.written(id)
  }

  /** Keeps a person's own rules of a cluster, and reads them out of what is open. Gives their number. */
  async saveOwnRules(id: ClusterId, text: string): Promise<Result<number>> {
    return this.#summaryOf(id) === null ? err(noCluster(id)) : this.#o.ownRules.save(id, text, this.#open.get(id)?.picture.book)
  }

  /** Rules that cannot be used are told, and keep nobody from the cluster. */
  async #takeOwnRules(id: ClusterId, picture: ClusterPicture): Promise<void> {
    const problem = await this.#o.ownRules.take(id, picture.book)
    if (problem !== null) this.#o.onProblem(problem)
  }

  #listener(id: ClusterId): OpenClusterListener {
    return {
      summary: () => this.#tell(id),
      kinds: (kinds) => this.#o.onEvent({ type: 'kinds', cluster: id, kinds }),
      ledger: (entries) => this.#o.onEvent({ type: 'ledger', cluster: id, entries }),
    }
  }

  #summaryOf(id: ClusterId): ClusterSummary | null {
    const open = this.#open.get(id) ?? null
    const settings = this.#o.registry.settings(id)
    const context = this.#contexts.get(id)
    if (context !== undefined) return contextSummary(context, settings, this.#o.registry.lastSeen(id), open)
    const snapshot = this.#snapshots.get(id)
    return snapshot === undefined ? null : snapshotSummary(id, snapshot.info, settings, open)
  }

  #takeContexts(): void {
    const before = this.#contexts
    this.#contexts = new Map(this.#o.kubeconfigs.contexts().map((context) => [context.id, context]))
    for (const [id, cluster] of this.#open.entries()) {
      if (!(cluster instanceof LiveCluster)) continue
      const now = this.#contexts.get(id)
      // an open cluster whose context vanished from its file stays open, and listed, until it is closed
      if (now === undefined) this.#contexts.set(id, before.get(id) as ContextEntry)
      else if (sayings(now) !== sayings(before.get(id))) cluster.useContext(now)
    }
  }

  #lookAtNamespaces(): void {
    for (const [id, cluster] of this.#open.entries()) {
      const names = cluster.namespaces()
      const print = names.join('\n')
      if (this.#namespaces.get(id) === print) continue
      this.#namespaces.set(id, print)
      this.#o.onEvent({ type: 'namespaces', cluster: id, namespaces: names })
    }
  }

  #tell(id: ClusterId): void {
    const summary = this.#summaryOf(id)
    if (summary !== null) this.#o.onEvent({ type: 'cluster', cluster: summary })
  }

  #tellAll(): void {
    this.#o.onEvent({ type: 'clusters', clusters: this.summaries(), sources: this.sources() })
  }
}

/** What of a context makes a new connection necessary when it changes. */
function sayings(context: ContextEntry | undefined): string {
  return context === undefined ? '' : JSON.stringify([context.raw, context.namespace, context.blocking?.message])
}

function noCluster(id: ClusterId): EngineError {
  return { code: 'not-found', message: 'There is no such cluster.', where: id, todo: 'It may have been removed from its kubeconfig.' }
}

/** The error for questions about a cluster that is not open. */
export function notOpen(id: ClusterId): EngineError {
  return { code: 'not-found', message: 'This cluster is not open.', where: id, todo: 'Open it first.' }
}
