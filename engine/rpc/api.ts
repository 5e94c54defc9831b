import type {
  ClusterId,
  DrawingFiles,
  EngineApi,
  EngineError,
  EngineEvent,
  GraphQuery,
  Hello,
  ObjectId,
  Result,
  RowsQuery,
} from '../contract/index.ts'
import { err, ok } from '../contract/index.ts'
import type { CacheVault } from '../cacheVault.ts'
import { applicationsOf } from '../graph/applications.ts'
import type { GraphView } from '../graph/graphView.ts'
import type { PlanKeeper } from '../graph/planKeeper.ts'
import { checkGraphQuery } from '../graph/scope.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import { readLogPod } from '../logs/containerStanding.ts'
import { readOwnRules } from '../relations/ownRules.ts'
import type { AuditFile } from '../workspace/auditFile.ts'
import { fieldDocs } from '../workspace/fieldDocs.ts'
import type { KeptFiles } from '../workspace/keptFiles.ts'
import { LiveCluster } from '../workspace/liveCluster.ts'
import { liveYaml, revealKey } from '../workspace/liveQuestions.ts'
import type { RightsBook } from '../rights/rightsBook.ts'
import type { LocalShells } from '../terminals/localShells.ts'
import { objectDetail, objectsYaml, objectYaml } from '../workspace/objectDetail.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import { notOpen, type Workspace } from '../workspace/workspace.ts'
import { GraphExports } from './graphExports.ts'
import { GraphSubscription } from './graphSubscription.ts'
import { LogsSubscription } from './logsSubscription.ts'
import { OpenQuestions } from './openQuestions.ts'
import { PacedWatch } from './pacedWatch.ts'
import { RowsSubscription } from './rowsSubscription.ts'
import { WindowMetrics } from './windowMetrics.ts'
import { TerminalSubscription } from './terminalSubscription.ts'
import type { WindowHandle } from './windowHandle.ts'

/** What answers a window is given by the engine. */
export interface ApiParts {
  workspace: Workspace
  /** Where it is written that a value of a Secret was revealed. */
  audit: AuditFile
  layout: LayoutThread
  /** Where the places of graphs are kept. */
  places: PlanKeeper
  drawing: DrawingFiles
  localShells: LocalShells
  vault: CacheVault
  appVersion: string
  startedAt: number
  /** Of the start: see `Hello.problems`. */
  problems: readonly EngineError[]
  /** Last pictures and kept events on disk. */
  keptFiles: KeptFiles
  /** Something failed that no question can answer for. */
  onDefect: (thrown: unknown, doing: string) => void
}

/** Milliseconds that clusters stay open which only a closed window had open. */
const keptAfterClose = 30_000

/** Milliseconds between two words that there are new events, or that an overview changed. */
const eventsPace = 300
const overviewPace = 1_000
/** Least milliseconds between two `problems` events: working out what is wrong costs more than a table. */
const problemsPace = 2_000

/** The answers to one window: each method finds a part, asks it, and wraps the answer. Arguments were checked at the gate. */
export class WindowApi implements EngineApi {
  readonly #parts: ApiParts
  readonly #window: WindowHandle
  readonly #rows = new Map<number, RowsSubscription>()
  readonly #graphs = new Map<number, GraphSubscription>()
  readonly #logs = new Map<number, LogsSubscription>()
  readonly #terminals = new Map<number, TerminalSubscription>()
  readonly #exports: GraphExports
  readonly #metrics: WindowMetrics
  readonly #problems: PacedWatch
  readonly #events: PacedWatch
  readonly #overviews: PacedWatch
  readonly #questions = new OpenQuestions()

  constructor(parts: ApiParts, window: WindowHandle) {
    this.#parts = parts
    this.#window = window
    this.#exports = new GraphExports(parts.drawing)
    this.#metrics = new WindowMetrics(parts.workspace, window)
    this.#problems = new PacedWatch(window, 'problems', problemsPace)
    this.#events = new PacedWatch(window, 'events', eventsPace)
    this.#overviews = new PacedWatch(window, 'overview', overviewPace)
    window.onClose(() => {
      this.#exports.close()
      this.#metrics.close()
      this.#problems.close()
      this.#events.close()
      this.#overviews.close()
      for (const each of [...this.#rows.values(), ...this.#graphs.values(), ...this.#logs.values(), ...this.#terminals.values()])
        each.close()
      this.#questions.close()
      // a page that is loaded anew opens the same clusters again: they go on meanwhile
      setTimeout(() => {
        parts.workspace.release(this).catch((thrown: unknown) => parts.onDefect(thrown, 'closing the clusters of a window'))
      }, keptAfterClose).unref()
    })
  }

  /** Events that also concern open tables and graphs: a list is complete now, and what was unknown before may be missing. */
  hear(event: EngineEvent): void {
    if (event.type === 'ledger') {
      const cluster = this.#parts.workspace.get(event.cluster)
      if (cluster !== undefined) for (const rows of this.#rows.values()) rows.hear(cluster, event.entries)
      if (cluster !== undefined && event.entries.some((entry) => entry.state !== 'loading'))
        for (const graph of this.#graphs.values()) graph.refresh(cluster)
    }
    if (event.type === 'cluster') for (const logs of this.#logs.values()) if (logs.reads(event.cluster.id)) logs.hear(event.cluster)
    this.#window.sendEvent(event)
  }

  hello(): Promise<Result<Hello>> {
    const { workspace, vault, appVersion, startedAt } = this.#parts
    return answer(
      ok({
        version: appVersion,
        startedAt,
        clusters: workspace.summaries(),
        sources: workspace.sources(),
        cachePolicy: vault.policy(),
        opensWith: workspace.opensWith(),
        problems: this.#parts.problems,
      }),
    )
  }

  addSource: EngineApi['addSource'] = (path) => this.#parts.workspace.addSource(path)
  pasteSource: EngineApi['pasteSource'] = (text) => this.#parts.workspace.pasteSource(text)
  removeSource: EngineApi['removeSource'] = (path) => this.#parts.workspace.removeSource(path)
  configureCluster: EngineApi['configureCluster'] = (cluster, settings) => this.#parts.workspace.configure(cluster, settings)

  openCluster: EngineApi['openCluster'] = async (id) => {
    const { workspace } = this.#parts
    const opened = await workspace.open(id, this)
    const summary = workspace.summary(id)
    if (!opened.ok) return opened
    if (summary === null) return err(notOpen(id))
    const { picture } = opened.value
    return ok({ summary, kinds: picture.kinds(), ledger: opened.value.ledger(), namespaces: opened.value.namespaces() })
  }

  closeCluster: EngineApi['closeCluster'] = async (id) => {
    await this.#parts.workspace.close(id, this)
    return ok(null)
  }

  retry: EngineApi['retry'] = (id, kind) => {
    const error = this.#parts.workspace.get(id)?.retry(kind)
    return answer(error === undefined ? err(notOpen(id)) : error === null ? ok(null) : err(error))
  }

  answerConsent: EngineApi['answerConsent'] = async (id, allow) => {
    const live = this.#parts.workspace.live(id)
    return live.ok ? live.value.answerConsent(allow) : live
  }

  acceptIdentity: EngineApi['acceptIdentity'] = (id) => this.#parts.workspace.acceptIdentity(id)

  openRows: EngineApi['openRows'] = (query, start, count) => {
    const cluster = this.#find(query)
    if (!cluster.ok) return answer(cluster)
    const rows = new RowsSubscription(
      this.#window,
      (next) => this.#find(next),
      (id) => this.#parts.workspace.metrics(id),
      cluster.value,
      query,
      start,
      count,
    )
    this.#rows.set(rows.subscription, rows)
    return answer(ok(rows.subscription))
  }

  changeRows: EngineApi['changeRows'] = (subscription, query) =>
    answer(this.#rows.get(subscription)?.change(query) ?? err(noSubscription(subscription)))

  moveRows: EngineApi['moveRows'] = (subscription, start, count) => {
    const rows = this.#rows.get(subscription)
    rows?.move(start, count)
    return answer(rows === undefined ? err(noSubscription(subscription)) : ok(null))
  }

  rowIds: EngineApi['rowIds'] = async (subscription, start, count) =>
    this.#rows.get(subscription)?.ids(start, count) ?? err(noSubscription(subscription))
  exportRows: EngineApi['exportRows'] = async (subscription, path, columns, only) =>
    this.#rows.get(subscription)?.write(path, columns, only) ?? err(noSubscription(subscription))
  offerTerms: EngineApi['offerTerms'] = (subscription, text) =>
    answer(this.#rows.get(subscription)?.offers(text) ?? err(noSubscription(subscription)))
  objectsYaml: EngineApi['objectsYaml'] = async (id, objects) => {
    const open = this.#parts.workspace.get(id)
    return open === undefined ? err(notOpen(id)) : ok(await objectsYaml(open, objects))
  }

  openGraph: EngineApi['openGraph'] = (query) => {
    const bad = checkGraphQuery(query)
    const cluster = this.#find(query)
    if (bad !== null || !cluster.ok) return answer(bad !== null ? err(bad) : (cluster as Result<never>))
    const graph = new GraphSubscription(
      this.#window,
      (next) => this.#find(next),
      this.#parts.layout,
      this.#parts.places,
      cluster.value,
      query,
    )
    this.#graphs.set(graph.subscription, graph)
    return answer(ok(graph.subscription))
  }

  changeGraph: EngineApi['changeGraph'] = (subscription, query) => {
    const bad = checkGraphQuery(query)
    return answer(bad !== null ? err(bad) : (this.#graphs.get(subscription)?.change(query) ?? err(noSubscription(subscription))))
  }

  tidyGraph: EngineApi['tidyGraph'] = (subscription) => this.#graph(subscription, (view) => view.tidy())
  pinGraph: EngineApi['pinGraph'] = (subscription, box, at) => this.#graph(subscription, (view) => view.pin(box, at))
  graphMembers: EngineApi['graphMembers'] = (subscription, tile, start, count) =>
    this.#graph(subscription, (view) => view.members(tile, start, count))
  graphEdges: EngineApi['graphEdges'] = (subscription, edges) => this.#graph(subscription, (view) => ok(view.edges(edges)))
  graphEdgesOf: EngineApi['graphEdgesOf'] = (subscription, tile) => this.#graph(subscription, (view) => ok(view.edgesOf(tile)))
  graphTile: EngineApi['graphTile'] = (subscription, id) => this.#graph(subscription, (view) => ok(view.tileOf(id)))
  applications: EngineApi['applications'] = (id) => this.#ask(id, (open) => ok(applicationsOf(open.picture.graph, open.picture.store)))

  askGraph: EngineApi['askGraph'] = async (id, question) => {
    const open = this.#parts.workspace.get(id)
    return open === undefined ? err(notOpen(id)) : this.#questions.ask(id, open, question)
  }

  cancelQuestions: EngineApi['cancelQuestions'] = (id) => {
    this.#questions.cancel(id)
    return answer(ok(null))
  }

  exportGraph: EngineApi['exportGraph'] = async (subscription, path, options) => {
    const graph = this.#graphs.get(subscription)
    if (graph === undefined) return err(noSubscription(subscription))
    const source = graph.exportSource((id) => {
      const summary = this.#parts.workspace.summary(id)
      return summary?.alias ?? summary?.name ?? id
    })
    if (source === null)
      return err({ code: 'not-found', message: 'The graph is still being drawn.', todo: 'Export it when it is on the screen.' })
    return this.#exports.run(subscription, source, path, options)
  }

  cancelExport: EngineApi['cancelExport'] = (subscription) =>
    answer(
      this.#exports.cancel(subscription) || this.#rows.get(subscription)?.cancelWrite() === true
        ? ok(null)
        : err({ code: 'not-found', message: 'Nothing is being exported.' }),
    )

  closeSubscription: EngineApi['closeSubscription'] = (subscription) => {
    const open =
      this.#rows.get(subscription) ?? this.#graphs.get(subscription) ?? this.#logs.get(subscription) ?? this.#terminals.get(subscription)
    open?.close()
    this.#rows.delete(subscription)
    this.#graphs.delete(subscription)
    this.#logs.delete(subscription)
    this.#terminals.delete(subscription)
    return answer(open === undefined ? err(noSubscription(subscription)) : ok(null))
  }

  terminalContainers: EngineApi['terminalContainers'] = (id, pod) =>
    this.#ask(id, (open) => {
      const body = open.picture.store.body(pod)
      if (body === undefined) return err({ code: 'not-found', message: 'There is no such Pod.', where: pod })
      return ok(
        readLogPod(pod, body).containers.map(({ name, kind, standing }) => ({
          name,
          kind,
          running: standing.phase === 'running',
          reason: standing.reason,
        })),
      )
    })

  openTerminal: EngineApi['openTerminal'] = (target, columns, rows, confirmed) => {
    const live = this.#reachable(target.cluster, confirmed)
    if (!live.ok) return answer(live)
    const { session } = live.value
    const terminal = new TerminalSubscription(this.#window, target, () => session.client, columns, rows)
    this.#terminals.set(terminal.subscription, terminal)
    return answer(ok(terminal.subscription))
  }

  writeTerminal: EngineApi['writeTerminal'] = (subscription, text) => this.#terminal(subscription, (terminal) => terminal.write(text))
  resizeTerminal: EngineApi['resizeTerminal'] = (subscription, columns, rows) =>
    this.#terminal(subscription, (terminal) => terminal.resize(columns, rows))
  reconnectTerminal: EngineApi['reconnectTerminal'] = (subscription) => this.#terminal(subscription, (terminal) => terminal.reconnect())
  openLocalShell: EngineApi['openLocalShell'] = (id, confirmed) => {
    const live = this.#reachable(id, confirmed)
    return live.ok ? this.#parts.localShells.open(live.value.context) : answer(live)
  }

  openLogs: EngineApi['openLogs'] = (query, filter, count) => {
    const { workspace } = this.#parts
    const opened = LogsSubscription.open(
      this.#window,
      {
        cluster: (id) => {
          const live = workspace.live(id)
          if (!live.ok) return live
          const { picture, session } = live.value
          return ok({ store: picture.store, client: () => session.client })
        },
        titleOf: (id) => workspace.summary(id)?.alias ?? workspace.summary(id)?.name ?? id,
        onProgress: (progress) => this.#window.sendEvent({ type: 'progress', progress }),
        onDefect: (thrown) => this.#parts.onDefect(thrown, 'reading logs'),
      },
      query,
      filter,
      count,
    )
    if (!opened.ok) return answer(opened)
    this.#logs.set(opened.value.subscription, opened.value)
    return answer(ok(opened.value.subscription))
  }

  filterLogs: EngineApi['filterLogs'] = (subscription, filter) => this.#log(subscription, (log) => log.filter(filter))
  moveLogs: EngineApi['moveLogs'] = (subscription, slot, count) => this.#log(subscription, (log) => log.move(slot, count))
  findLogTime: EngineApi['findLogTime'] = (subscription, at) => this.#log(subscription, (log) => ok(log.findTime(at)))
  logLine: EngineApi['logLine'] = (subscription, key) => this.#log(subscription, (log) => log.line(key))
  retryLogs: EngineApi['retryLogs'] = (subscription) => this.#log(subscription, (log) => log.retry())
  saveLogs: EngineApi['saveLogs'] = (subscription, path, options) => {
    const log = this.#logs.get(subscription)
    return log === undefined ? answer(err(noSubscription(subscription))) : log.save(path, options)
  }
  cancelSaveLogs: EngineApi['cancelSaveLogs'] = (subscription) =>
    this.#log(subscription, (log) => (log.cancelSave() ? ok(null) : err({ code: 'not-found', message: 'Nothing is being saved.' })))

  setVisible: EngineApi['setVisible'] = (visible) => {
    this.#window.frames.setVisible(visible)
    return answer(ok(null))
  }

  getObject: EngineApi['getObject'] = (id, object) =>
    this.#ask(id, (open) => {
      const detail = objectDetail(id, open, object)
      const kept = detail.ok ? this.#parts.workspace.events(id)?.forgottenAbout(object, detail.value.createdAt) : undefined
      if (!detail.ok || kept === undefined || kept.length === 0) return detail
      const events = [...detail.value.events, ...kept].sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))
      return ok({ ...detail.value, events })
    })
  getYaml: EngineApi['getYaml'] = (id, object) => this.#ask(id, (open) => objectYaml(open, object))
  findRow: EngineApi['findRow'] = (subscription, object) => {
    const slot = this.#rows.get(subscription)?.slotOf(object)
    return answer(slot === undefined ? err(noSubscription(subscription)) : ok(slot))
  }
  search: EngineApi['search'] = (id, words, limit) =>
    this.#ask(id, (open): Result<readonly ObjectId[]> => ok(open.picture.store.search(words, limit)))

  findOfKind: EngineApi['findOfKind'] = (id, kind, words, limit) =>
    this.#ask(id, (open): Result<readonly ObjectId[]> => ok(open.picture.store.searchKind(kind, words, limit)))

  getLiveYaml: EngineApi['getLiveYaml'] = async (id, object) => {
    const live = this.#parts.workspace.live(id)
    return live.ok ? liveYaml(live.value, object) : live
  }

  fieldDocs: EngineApi['fieldDocs'] = async (id, kind, path) => {
    const open = this.#parts.workspace.get(id)
    if (open === undefined) return err(notOpen(id))
    const client = open instanceof LiveCluster ? open.session.client : null
    return fieldDocs(open.picture, open instanceof LiveCluster && client !== null ? { client, openApi: open.openApi } : null, kind, path)
  }

  revealKey: EngineApi['revealKey'] = async (id, object, key) => {
    const { workspace, audit } = this.#parts
    const live = workspace.live(id)
    const summary = workspace.summary(id)
    if (!live.ok || summary === null) return live.ok ? err(notOpen(id)) : live
    return revealKey(live.value, summary, audit, object, key)
  }

  problems: EngineApi['problems'] = async (id, namespaces) => {
    const open = this.#parts.workspace.get(id)
    return open === undefined ? err(notOpen(id)) : this.#questions.problems(id, open, namespaces)
  }
  watchProblems: EngineApi['watchProblems'] = (id) =>
    this.#ask(id, (open) => {
      this.#problems.watch(id, open, (tell) => open.picture.graph.onDelta(tell))
      return ok(null)
    })
  unwatchProblems: EngineApi['unwatchProblems'] = (id) => {
    this.#problems.unwatch(id)
    return answer(ok(null))
  }

  events: EngineApi['events'] = (id, query, start, count) => {
    const keeper = this.#parts.workspace.events(id)
    return answer(keeper === undefined ? err(notOpen(id)) : ok(keeper.page(query, start, count)))
  }
  watchEvents: EngineApi['watchEvents'] = (id) => {
    const keeper = this.#parts.workspace.events(id)
    if (keeper === undefined) return answer(err(notOpen(id)))
    this.#events.watch(id, keeper, (tell) => keeper.onChange(tell))
    return answer(ok(null))
  }
  unwatchEvents: EngineApi['unwatchEvents'] = (id) => {
    this.#events.unwatch(id)
    return answer(ok(null))
  }

  overview: EngineApi['overview'] = (id) => {
    const book = this.#parts.workspace.overview(id)
    return answer(book === undefined ? err(notOpen(id)) : ok(book.overview()))
  }
  watchOverview: EngineApi['watchOverview'] = (id) => {
    const book = this.#parts.workspace.overview(id)
    if (book === undefined) return answer(err(notOpen(id)))
    this.#overviews.watch(id, book, (tell) => {
      const ends = [book.watch(), book.onChange(tell)]
      return () => {
        for (const end of ends) end()
      }
    })
    return answer(ok(null))
  }
  unwatchOverview: EngineApi['unwatchOverview'] = (id) => {
    this.#overviews.unwatch(id)
    return answer(ok(null))
  }

  watchUsage: EngineApi['watchUsage'] = (id) => this.#metrics.watchUsage(id)
  unwatchUsage: EngineApi['unwatchUsage'] = (id) => this.#metrics.unwatchUsage(id)
  usage: EngineApi['usage'] = (id, object) => this.#metrics.usage(id, object)
  findPrometheus: EngineApi['findPrometheus'] = (id) => this.#metrics.findPrometheus(id)
  queryRange: EngineApi['queryRange'] = (id, object, question, from, to) => this.#metrics.queryRange(id, object, question, from, to)

  askRights: EngineApi['askRights'] = (id, asks) => this.#rights(id, (book) => book.ask(asks))
  reviewRights: EngineApi['reviewRights'] = (id, namespace) => this.#rights(id, (book) => book.review(namespace))

  saveSnapshot: EngineApi['saveSnapshot'] = (id, path) => this.#parts.workspace.saveSnapshot(id, path)
  openSnapshot: EngineApi['openSnapshot'] = (path) => this.#parts.workspace.addSnapshot(path)
  snapshotInfo: EngineApi['snapshotInfo'] = (path) => this.#parts.workspace.snapshotInfo(path)

  readRules: EngineApi['readRules'] = (id) => this.#parts.workspace.ownRules(id)
  saveRules: EngineApi['saveRules'] = (id, text) => this.#parts.workspace.saveOwnRules(id, text)
  checkRules: EngineApi['checkRules'] = (text) => {
    const read = readOwnRules(text, 'rules')
    return answer(read.ok ? ok(read.value.entries) : read)
  }

  consents: EngineApi['consents'] = () => answer(ok(this.#parts.workspace.consents()))
  forgetConsent: EngineApi['forgetConsent'] = (id) => this.#parts.workspace.forgetConsent(id)
  keptOnDisk: EngineApi['keptOnDisk'] = () => this.#parts.keptFiles.onDisk()
  clearCache: EngineApi['clearCache'] = () => this.#parts.keptFiles.clear()

  setCachePolicy: EngineApi['setCachePolicy'] = async (allowWeak) => {
    const policy = await this.#parts.vault.allowWeak(allowWeak)
    const cleared = policy.mode === 'off' || policy.mode === 'ask' ? await this.#parts.keptFiles.clear() : ok(null)
    return cleared.ok ? ok(policy) : cleared
  }

  #find(query: RowsQuery | GraphQuery): Result<OpenCluster> {
    const cluster = this.#parts.workspace.get(query.cluster)
    return cluster === undefined ? err(notOpen(query.cluster)) : ok(cluster)
  }

  async #rights<T>(id: string, question: (book: RightsBook) => Promise<T>): Promise<Result<T>> {
    const live = this.#parts.workspace.live(id)
    if (!live.ok) return live
    const book = live.value.rights
    return book.ok ? ok(await question(book.value)) : book
  }

  #graph<T>(subscription: number, question: (view: GraphView) => Result<T>): Promise<Result<T>> {
    const graph = this.#graphs.get(subscription)
    return answer(graph === undefined ? err(noSubscription(subscription)) : question(graph.view))
  }

  /** A live cluster that a shell may be opened in: one that is protected wants a person's word. */
  #reachable(id: ClusterId, confirmed: boolean): Result<LiveCluster> {
    const live = this.#parts.workspace.live(id)
    if (live.ok && this.#parts.workspace.summary(id)?.protected === true && !confirmed)
      return err({ code: 'bad-input', message: 'This cluster is protected: a shell in it wants a confirmation.', where: id })
    return live
  }

  #terminal(subscription: number, does: (terminal: TerminalSubscription) => Result<null>): Promise<Result<null>> {
    const terminal = this.#terminals.get(subscription)
    return answer(terminal === undefined ? err(noSubscription(subscription)) : does(terminal))
  }

  #log<T>(subscription: number, question: (log: LogsSubscription) => Result<T>): Promise<Result<T>> {
    const log = this.#logs.get(subscription)
    return answer(log === undefined ? err(noSubscription(subscription)) : question(log))
  }

  #ask<T>(id: string, question: (open: OpenCluster) => Result<T>): Promise<Result<T>> {
    const open = this.#parts.workspace.get(id)
    return answer(open === undefined ? err(notOpen(id)) : question(open))
  }
}

function answer<T>(result: Result<T>): Promise<Result<T>> {
  return Promise.resolve(result)
}

function noSubscription(subscription: number): { code: 'not-found'; message: string } {
  return { code: 'not-found', message: `There is no open table, graph or log with the number ${subscription}.` }
}
