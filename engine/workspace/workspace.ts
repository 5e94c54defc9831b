import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
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
import { EventKeeper } from '../events/eventKeeper.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { kindFor } from '../kinds/index.ts'
import type { LiveSettings } from '../liveSettings.ts'
import { OverviewBook } from '../overview/overviewBook.ts'
import { readOwnRules } from '../relations/ownRules.ts'
import type { PictureCache } from '../snapshots/pictureCache.ts'
import { SnapshotUnreadable, type OpenedSnapshot } from '../snapshots/readSnapshot.ts'
import { readSnapshotFile } from '../snapshots/snapshotFile.ts'
import { snapshotBytes } from '../snapshots/writeSnapshot.ts'
import { Turns } from '../turns.ts'
import { ClusterMetrics } from './clusterMetrics.ts'
import { LiveCluster } from './liveCluster.ts'
import type { OpenCluster, OpenClusterListener } from './openCluster.ts'
import type { OwnRulesFiles } from './ownRulesFiles.ts'
import type { ClusterPicture } from './clusterPicture.ts'
import { SnapshotCluster } from './snapshotCluster.ts'
import { snapshotSourceOf } from './snapshotSource.ts'
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

/** A snapshot file that is listed beside the contexts. */
interface SnapshotEntry {
  id: ClusterId
  info: SnapshotInfo
}

/** The clusters and snapshots a person works with: what is there, what is open, and what is told of them. */
export class Workspace {
  readonly #o: WorkspaceOptions
  readonly #open = new Map<ClusterId, OpenCluster>()
  readonly #opening = new Map<ClusterId, Promise<Result<OpenCluster>>>()
  /** Closings that are under way: the same cluster is opened again only after, when its last picture is written. */
  readonly #closing = new Map<ClusterId, Promise<void>>()
  /** Who has a cluster open; it is closed when nobody has any more. */
  readonly #holders = new Map<ClusterId, Set<object>>()
  readonly #snapshots = new Map<ClusterId, SnapshotEntry>()
  readonly #metrics = new Map<ClusterId, ClusterMetrics>()
  readonly #events = new Map<ClusterId, EventKeeper>()
  readonly #overviews = new Map<ClusterId, OverviewBook>()
  readonly #namespaces = new Map<ClusterId, string>()
  readonly #turns = new Turns()
  readonly #stops: (() => void)[] = []
  #contexts = new Map<ClusterId, ContextEntry>()
  #progress = 0
  /** The snapshot that a person named at the start. */
  #named: ClusterId | null = null
  #stopped = false

  constructor(options: WorkspaceOptions) {
    this.#o = options
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
      const sample = await this.#listSnapshot(this.#o.sampleSnapshot)
      if (!sample.ok && sample.error.code !== 'not-found') this.#o.onProblem(sample.error)
    }
    this.#giveHues()
  }

  /** What is listed has colours by which it is told apart. They hold at once; that they could not be written is a problem, and keeps nobody waiting. */
  #giveHues(): void {
    void this.#o.registry.giveHues([...this.#contexts.keys(), ...this.#snapshots.keys()]).then((given) => {
      if (!given.ok) this.#o.onProblem(given.error)
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const stop of this.#stops) stop()
    await Promise.allSettled(this.#opening.values())
    await Promise.all([...this.#closing.values(), ...[...this.#open.keys()].map((id) => this.close(id, null, lastWrites))])
    await this.#o.registry.flush()
  }

  summaries(): ClusterSummary[] {
    const contexts = [...this.#contexts.values()].map((context) => this.#summaryOf(context.id))
    const snapshots = [...this.#snapshots.keys()].map((id) => this.#summaryOf(id))
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
    return [...this.#snapshots.values()].find(({ info }) => info.sample)?.id ?? null
  }

  /** An open cluster; undefined when it is not open. */
  get(id: ClusterId): OpenCluster | undefined {
    return this.#open.get(id)
  }

  /** Usage and graphs of an open cluster; undefined when it is not open. */
  metrics(id: ClusterId): ClusterMetrics | undefined {
    const cluster = this.#open.get(id)
    if (cluster === undefined) return undefined
    let metrics = this.#metrics.get(id)
    if (metrics === undefined)
      this.#metrics.set(
        id,
        (metrics = new ClusterMetrics(cluster, {
          settings: this.#o.settings,
          prometheus: () => this.#o.registry.settings(id).prometheus,
        })),
      )
    return metrics
  }

  /** The kept events of an open cluster; undefined when it is not open. */
  events(id: ClusterId): EventKeeper | undefined {
    return this.#events.get(id)
  }

  /** An open cluster at a glance; undefined when it is not open. */
  overview(id: ClusterId): OverviewBook | undefined {
    return this.#overviews.get(id)
  }

  /** What only this app holds of events is forgotten, in all open clusters. */
  async forgetKeptEvents(): Promise<void> {
    await Promise.all([...this.#events.values()].map((events) => events.forgetKept()))
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
    if (accepted.ok) await this.#events.get(id)?.drop()
    return accepted
  }

  /** Opens a context or snapshot for somebody (a window); one that is open already is given as it is. */
  async open(id: ClusterId, holder: object = this): Promise<Result<OpenCluster>> {
    await this.#closing.get(id)
    if (this.#stopped) return err({ code: 'cancelled', message: 'The engine is stopping.' })
    const opened = this.#open.get(id)
    let opening = this.#opening.get(id)
    if (opening === undefined && opened === undefined) {
      opening = this.#openNow(id).finally(() => this.#opening.delete(id))
      this.#opening.set(id, opening)
    }
    // a live cluster counts as open before its last picture is read: who asks meanwhile waits for that as well
    const result = opening === undefined ? ok(opened as OpenCluster) : await opening
    if (result.ok && this.#open.get(id) === result.value) this.#holdersOf(id).add(holder)
    return result
  }

  /** Somebody needs a cluster no more; without a `holder` it is closed whoever has it open. `patience`: see `OpenCluster.close`. */
  async close(id: ClusterId, holder: object | null = null, patience?: number): Promise<void> {
    // an opening that failed has been told to those who asked for it
    await Promise.allSettled([this.#opening.get(id)])
    const holders = this.#holders.get(id)
    if (holder !== null) holders?.delete(holder)
    const cluster = this.#open.get(id)
    if (cluster === undefined || (holder !== null && holders !== undefined && holders.size > 0)) return this.#closing.get(id)
    this.#open.delete(id)
    this.#overviews.get(id)?.close()
    this.#overviews.delete(id)
    this.#metrics.get(id)?.close()
    this.#metrics.delete(id)
    const events = this.#events.get(id)
    this.#events.delete(id)
    this.#holders.delete(id)
    this.#namespaces.delete(id)
    const closing = Promise.all([events?.close(), cluster.close(patience)])
      .then(() => undefined)
      .finally(() => this.#closing.delete(id))
    this.#closing.set(id, closing)
    await closing
    this.#tell(id)
    // its context was taken out of its file while it was open
    if (this.#contexts.has(id) && !this.#o.kubeconfigs.contexts().some((context) => context.id === id)) {
      this.#contexts.delete(id)
      this.#tellAll()
    }
  }

  /** Somebody is gone: what only they had open is closed. */
  async release(holder: object): Promise<void> {
    const held = [...this.#holders].filter(([, holders]) => holders.has(holder)).map(([id]) => id)
    await Promise.all(held.map((id) => this.close(id, holder)))
  }

  async addSource(source: string): Promise<Result<null>> {
    try {
      await stat(source)
    } catch {
      return err({
        code: 'not-found',
        message: 'There is no such file or folder.',
        where: source,
        todo: 'Choose a kubeconfig file, or a folder with kubeconfig files.',
      })
    }
    return this.#changeSources(() => this.#o.registry.addSource(source))
  }

  async pasteSource(text: string): Promise<Result<null>> {
    return this.#changeSources(async () => {
      const pasted = await this.#o.registry.pasteSource(text)
      return pasted.ok ? ok(null) : pasted
    })
  }

  removeSource(source: string): Promise<Result<null>> {
    return this.#changeSources(() => this.#o.registry.removeSource(source))
  }

  async configure(id: ClusterId, settings: ClusterSettings): Promise<Result<null>> {
    if (this.#summaryOf(id) === null) return err(noCluster(id))
    const before = this.#o.registry.settings(id).namespaces
    const done = await this.#o.registry.configure(id, settings)
    this.#tell(id)
    if (settings.prometheus !== undefined) this.#metrics.get(id)?.lookAnew()
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
    const listed = await this.#listSnapshot(path.resolve(file))
    if (!listed.ok) return listed
    if (first) this.#named = listed.value.id
    this.#giveHues()
    this.#tellAll()
    return ok(listed.value.id)
  }

  async snapshotInfo(file: string): Promise<Result<SnapshotInfo>> {
    const read = await this.#readSnapshot(path.resolve(file))
    if (!read.ok) return read
    read.value.close()
    return ok(read.value.info)
  }

  /** Writes the picture of an open cluster to a file. */
  async saveSnapshot(id: ClusterId, file: string, signal: AbortSignal = AbortSignal.timeout(saveDeadline)): Promise<Result<SnapshotInfo>> {
    await this.#open.get(id)?.allRead()
    const cluster = this.#open.get(id)
    const summary = this.#summaryOf(id)
    if (cluster === undefined || summary === null) return err(notOpen(id))
    const progress = { id: ++this.#progress, title: 'Saving snapshot', cluster: id }
    const source = snapshotSourceOf(cluster.picture, cluster.ledger(), {
      cluster: summary.alias ?? summary.name,
      server: summary.server,
      version: summary.version,
      clusterUid: cluster.uid,
      sample: false,
    })
    // a snapshot of a snapshot, or of a cluster that is gone, keeps the age of its data
    const takenAt = summary.asOf ?? Date.now()
    try {
      const bytes = await snapshotBytes(this.#o.sqlWasm, source, takenAt, {
        signal,
        onProgress: (done, total) => this.#o.onEvent({ type: 'progress', progress: { ...progress, done, total } }),
      })
      await writeAtomically(path.resolve(file), bytes)
    } catch (error) {
      return err({
        code: 'io',
        message: `The snapshot could not be written (${(error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : 'unknown error')}).`,
        where: file,
        todo: 'Choose another folder, or free some disk space.',
      })
    } finally {
      // also when it failed, or when objects went away meanwhile: no bar stays half full
      this.#o.onEvent({ type: 'progress', progress: { ...progress, done: 1, total: 1 } })
    }
    return this.snapshotInfo(file)
  }

  #holdersOf(id: ClusterId): Set<object> {
    const holders = this.#holders.get(id) ?? new Set()
    this.#holders.set(id, holders)
    return holders
  }

  async #openNow(id: ClusterId): Promise<Result<OpenCluster>> {
    const snapshot = this.#snapshots.get(id)
    if (snapshot !== undefined) {
      const read = await this.#readSnapshot(snapshot.info.file)
      if (!read.ok) return read
      try {
        const cluster = await SnapshotCluster.open(read.value)
        await this.#takeOwnRules(id, cluster.picture)
        this.#open.set(id, cluster)
        this.#keepBooks(id, cluster, snapshot.info.takenAt)
        this.#tell(id)
        return ok(cluster)
      } catch (error) {
        if (error instanceof SnapshotUnreadable) return err(error.error)
        return err({
          code: 'bad-input',
          message: `The snapshot is damaged: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown reason'}.`,
          where: snapshot.info.file,
          todo: 'Use another copy of the file.',
        })
      } finally {
        read.value.close()
      }
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
    this.#open.set(id, cluster)
    const events = this.#keepBooks(id, cluster, null)
    await this.#takeOwnRules(id, cluster.picture)
    // what was kept of events comes when it is read: nobody waits for it to see the cluster
    void events.load()
    await cluster.open()
    return ok(cluster)
  }

  /** What is noted of a cluster from the moment it is open. `takenAt`: when a snapshot was taken. */
  #keepBooks(id: ClusterId, cluster: OpenCluster, takenAt: number | null): EventKeeper {
    const { store } = cluster.picture
    const now = (): number => takenAt ?? Date.now()
    const events = new EventKeeper({
      cluster: id,
      store,
      columns: kindFor('core/Event')?.columns ?? [],
      now,
      onProblem: this.#o.onProblem,
      ...(takenAt === null ? { kept: { folder: this.#o.eventsFolder, vault: this.#o.vault, settings: this.#o.settings } } : {}),
    })
    this.#events.set(id, events)
    const metrics = this.metrics(id)
    if (metrics === undefined) throw new Error('a cluster is noted once it counts as open')
    this.#overviews.set(
      id,
      new OverviewBook({
        store,
        events,
        usage: metrics.book,
        version: () => cluster.summary().version,
        ledgerOf: (kind) => (cluster.picture.kindInfo(kind) === undefined ? undefined : cluster.ledgerOf(kind)),
        nodeVersion: kindFor('core/Node')?.columns.findIndex((column) => column.id === 'version') ?? -1,
        now,
      }),
    )
    return events
  }

  /** A person's own rules of a cluster: what they wrote, and what is wrong with it. */
  async ownRules(id: ClusterId): Promise<Result<OwnRulesText>> {
    if (this.#summaryOf(id) === null) return err(noCluster(id))
    const text = await this.#o.ownRules.read(id)
    if (!text.ok) return text
    const read = readOwnRules(text.value, 'rules')
    return ok({ text: text.value, rules: read.ok ? read.value.entries : 0, problem: read.ok ? null : read.error })
  }

  /** Keeps a person's own rules of a cluster, and reads them out of what is open; text that cannot be used is refused as a whole. Gives their number. */
  async saveOwnRules(id: ClusterId, text: string): Promise<Result<number>> {
    if (this.#summaryOf(id) === null) return err(noCluster(id))
    const read = readOwnRules(text, 'rules')
    if (!read.ok) return read
    const written = await this.#o.ownRules.write(id, text)
    if (!written.ok) return written
    this.#open.get(id)?.picture.book.setOwn(read.value.rules)
    return ok(read.value.entries)
  }

  /** Rules that cannot be used are told, and keep nobody from the cluster. */
  async #takeOwnRules(id: ClusterId, picture: ClusterPicture): Promise<void> {
    const text = await this.#o.ownRules.read(id)
    const read = text.ok ? readOwnRules(text.value, this.#o.ownRules.fileOf(id)) : text
    if (read.ok) picture.book.setOwn(read.value.rules)
    else this.#o.onProblem(read.error)
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
    for (const [id, cluster] of this.#open) {
      if (!(cluster instanceof LiveCluster)) continue
      const now = this.#contexts.get(id)
      // an open cluster whose context vanished from its file stays open, and listed, until it is closed
      if (now === undefined) this.#contexts.set(id, before.get(id) as ContextEntry)
      else if (sayings(now) !== sayings(before.get(id))) cluster.useContext(now)
    }
  }

  async #changeSources(change: () => Promise<Result<null>>): Promise<Result<null>> {
    const done = await change()
    if (!done.ok) return done
    await this.#o.kubeconfigs.setExtra(this.#o.registry.sources())
    return done
  }

  async #listSnapshot(file: string): Promise<Result<SnapshotEntry>> {
    const read = await this.#readSnapshot(file)
    if (!read.ok) return read
    read.value.close()
    const id = `snap-${createHash('sha256').update(file).digest('hex').slice(0, 12)}`
    const entry = { id, info: read.value.info }
    this.#snapshots.set(id, entry)
    return ok(entry)
  }

  async #readSnapshot(file: string): Promise<Result<OpenedSnapshot>> {
    try {
      return ok(await readSnapshotFile(this.#o.sqlWasm, file))
    } catch (error) {
      if (error instanceof SnapshotUnreadable) return err(error.error)
      throw error
    }
  }

  #lookAtNamespaces(): void {
    for (const [id, cluster] of this.#open) {
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
