import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { type CacheVault, noVault } from '../../engine/cacheVault.ts'
import type {
  CachePolicy,
  ClusterSummary,
  ClusterView,
  EngineError,
  EngineEvent,
  ExportedFile,
  FilterOffer,
  GraphEdge,
  GraphFrame,
  GraphNode,
  GraphScope,
  KindId,
  KindInfo,
  LedgerEntry,
  Result,
  Row,
  RowsFrame,
  RowsQuery,
  WireMessage,
} from '../../engine/contract/index.ts'
import { drawingFiles } from '../../engine/cli/drawingFiles.ts'
import type { LiveSettings } from '../../engine/liveSettings.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { OpenCluster } from '../../engine/workspace/openCluster.ts'
import { type EngineClient, PortClient } from '../../renderer/engine/client.ts'

/** SQLite's WebAssembly file. */
export const sqlWasm: string = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')

/** Milliseconds that anything may take before a test gives it up. */
const patience = 20_000

/** What a test engine is made with. */
export interface TestEngineOptions {
  /** A kubeconfig file or folder; absent: none at all. */
  kubeconfig?: string
  /** Folder of the app's own files; without it a fresh one, removed at the end. */
  userData?: string
  vault?: CacheVault
  settings?: LiveSettings
  env?: Readonly<Record<string, string | undefined>>
}

/** A whole engine as the app composes it, with the window's side of a port. Everything a test knows of it came through that port. */
export class TestWindow {
  readonly engine: Engine
  readonly client: EngineClient
  /** Problems that no question asked for. */
  readonly problems: EngineError[]
  /** The last state of each cluster that was told. */
  readonly summaries: Map<string, ClusterSummary> = new Map()
  /** The states each cluster went through. */
  readonly states: Map<string, string[]> = new Map()
  /** Everything that came through the port, as text: for looking for what must not be there. */
  readonly heard: string[] = []
  readonly #ledgers = new Map<string, Map<KindId, LedgerEntry>>()
  readonly #kinds = new Map<string, readonly KindInfo[]>()
  readonly #namespaces = new Map<string, readonly string[]>()
  readonly #ownFolder: string | null

  constructor(engine: Engine, problems: EngineError[], ownFolder: string | null) {
    this.engine = engine
    this.problems = problems
    this.#ownFolder = ownFolder
    const { port1, port2 } = new MessageChannel()
    engine.serve(port1)
    port2.on('message', (message: WireMessage) => {
      // no await in between: the client reads the same message, from bytes that are not moved
      this.heard.push(message.c === 'frame' ? Buffer.from(message.b).toString('latin1') : JSON.stringify(message))
    })
    // Node's port has the methods of the page's
    this.client = new PortClient(() => Promise.resolve(port2 as unknown as MessagePort))
    this.client.onEvent((event) => this.#hear(event))
  }

  /** Starts an engine and connects a window. */
  static async open(options: TestEngineOptions = {}): Promise<TestWindow> {
    const problems: EngineError[] = []
    const userData = options.userData ?? mkdtempSync(path.join(tmpdir(), 'kubilitics-window-'))
    const engine = await createEngine({
      userData,
      appVersion: '0.0.0',
      sqlWasm,
      layoutWorker: '',
      drawing: drawingFiles,
      sampleSnapshot: '',
      snapshot: null,
      home: userData,
      kubeconfig: options.kubeconfig ?? path.join(userData, 'no-kubeconfig'),
      vault: options.vault ?? noVault,
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      env: options.env ?? { PATH: process.env['PATH'] },
      onProblem: (error) => problems.push(error),
    })
    return new TestWindow(engine, problems, options.userData === undefined ? userData : null)
  }

  /** Ends window and engine, as quitting the app does. */
  async stop(): Promise<void> {
    this.client.close()
    await this.engine.stop()
    if (this.#ownFolder !== null) rmSync(this.#ownFolder, { recursive: true, force: true })
  }

  /** All clusters and snapshots that are listed. */
  async clusters(): Promise<readonly ClusterSummary[]> {
    return must(await this.client.api.hello()).clusters
  }

  /** Opens a context or snapshot by its name (or id). */
  async cluster(name: string): Promise<TestCluster> {
    const found = (await this.clusters()).find((each) => each.name === name || each.id === name)
    if (found === undefined) throw new Error(`no cluster ${name}`)
    const view = must(await this.client.api.openCluster(found.id))
    this.#hear({ type: 'cluster', cluster: view.summary })
    this.#hear({ type: 'kinds', cluster: found.id, kinds: view.kinds })
    this.#hear({ type: 'ledger', cluster: found.id, entries: view.ledger })
    this.#hear({ type: 'namespaces', cluster: found.id, namespaces: view.namespaces })
    return new TestCluster(this, found.id, view)
  }

  /** The only cluster there is (of several the first), once it is live. */
  async liveCluster(): Promise<TestCluster> {
    const [first] = await this.clusters()
    const cluster = await this.cluster(first?.id ?? '')
    await cluster.is('live', 90_000)
    return cluster
  }

  ledgerOf(cluster: string): ReadonlyMap<KindId, LedgerEntry> {
    return this.#ledgers.get(cluster) ?? new Map<KindId, LedgerEntry>()
  }

  kindsOf(cluster: string): readonly KindInfo[] {
    return this.#kinds.get(cluster) ?? []
  }

  namespacesOf(cluster: string): readonly string[] {
    return this.#namespaces.get(cluster) ?? []
  }

  #hear(event: EngineEvent): void {
    if (event.type === 'clusters') for (const cluster of event.clusters) this.#take(cluster)
    if (event.type === 'cluster') this.#take(event.cluster)
    if (event.type === 'kinds') {
      this.#kinds.set(event.cluster, event.kinds)
      // as the window does: the ledger of a kind that is gone goes with it
      const ledger = this.#ledgers.get(event.cluster)
      const served = new Set(event.kinds.map((kind) => kind.id))
      for (const kind of [...(ledger?.keys() ?? [])]) if (!served.has(kind)) ledger?.delete(kind)
    }
    if (event.type === 'namespaces') this.#namespaces.set(event.cluster, event.namespaces)
    if (event.type === 'ledger') {
      const ledger = this.#ledgers.get(event.cluster) ?? new Map<KindId, LedgerEntry>()
      for (const entry of event.entries) ledger.set(entry.kind, entry)
      this.#ledgers.set(event.cluster, ledger)
    }
  }

  #take(summary: ClusterSummary): void {
    this.summaries.set(summary.id, summary)
    const states = this.states.get(summary.id) ?? []
    if (states[states.length - 1] !== summary.state) states.push(summary.state)
    this.states.set(summary.id, states)
  }
}

/** One open cluster, as a window sees it. */
export class TestCluster {
  readonly window: TestWindow
  readonly id: string
  /** What the answer to opening it said. */
  readonly view: ClusterView

  constructor(window: TestWindow, id: string, view: ClusterView) {
    this.window = window
    this.id = id
    this.view = view
  }

  get summary(): ClusterSummary {
    return this.window.summaries.get(this.id) ?? this.view.summary
  }

  get state(): string {
    return this.summary.state
  }

  get kinds(): readonly KindInfo[] {
    return this.window.kindsOf(this.id)
  }

  get namespaces(): readonly string[] {
    return this.window.namespacesOf(this.id)
  }

  /** All entries, or those in one state. */
  ledger(state?: LedgerEntry['state']): LedgerEntry[] {
    return [...this.window.ledgerOf(this.id).values()].filter((entry) => state === undefined || entry.state === state)
  }

  entry(kind: KindId): LedgerEntry | undefined {
    return this.window.ledgerOf(this.id).get(kind)
  }

  /** What the engine holds, for comparing with the server; a window never sees it. */
  get inside(): OpenCluster {
    const open = this.window.engine.workspace.get(this.id)
    if (open === undefined) throw new Error('the cluster is not open')
    return open
  }

  /** Waits until the cluster is in a state. */
  async is(state: ClusterSummary['state'], within: number = patience): Promise<ClusterSummary> {
    await until(
      () => this.state === state,
      () => `${this.id} is ${this.state} and not ${state}: ${JSON.stringify(this.summary.error)}`,
      within,
    )
    return this.summary
  }

  /** Opens a table. */
  async rows(kind: KindId, part: Partial<Omit<RowsQuery, 'cluster' | 'kind'>> = {}, count = 200): Promise<TestTable> {
    const query: RowsQuery = { cluster: this.id, kind, namespaces: null, filter: '', sort: null, problemsOnly: false, ...part }
    const subscription = must(await this.window.client.api.openRows(query, 0, count))
    return new TestTable(this, subscription, query)
  }

  /** Opens a graph. */
  async graph(scope: GraphScope = { type: 'cluster' }): Promise<TestGraph> {
    const subscription = must(await this.window.client.api.openGraph({ cluster: this.id, scope, categories: null }))
    return new TestGraph(this, subscription)
  }
}

/** An open table: keeps the rows that the frames bring, as the window does. */
export class TestTable {
  readonly frames: RowsFrame[] = []
  readonly #cluster: TestCluster
  readonly #subscription: number
  readonly #rows = new Map<number, Row>()
  #query: RowsQuery

  constructor(cluster: TestCluster, subscription: number, query: RowsQuery) {
    this.#cluster = cluster
    this.#subscription = subscription
    this.#query = query
    cluster.window.client.onFrame(subscription, (frame) => {
      if (frame.type === 'rows') this.#take(frame.frame)
    })
  }

  /** The newest frame. */
  get last(): RowsFrame {
    const frame = this.frames[this.frames.length - 1]
    if (frame === undefined) throw new Error('no frame has come yet')
    return frame
  }

  /** The rows of the window, in order. */
  get rows(): Row[] {
    return this.last.slots.map((key) => {
      const row = this.#rows.get(key)
      if (row === undefined) throw new Error(`the frame names row ${key} and never brought it`)
      return row
    })
  }

  get names(): string[] {
    return this.frames.length === 0 ? [] : this.rows.map((row) => row.name)
  }

  get ids(): string[] {
    return this.rows.map((row) => row.id)
  }

  /** Cells of a row by column title. */
  cells(name: string): Record<string, unknown> {
    const row = this.rows.find((each) => each.name === name)
    const columns = this.#cluster.kinds.find((kind) => kind.id === this.#query.kind)?.columns ?? []
    return Object.fromEntries(columns.map((column, at) => [column.title, row?.cells[at]]))
  }

  /** Changes the query. A frame follows only when it shows something else: say with {@link shows} what is expected. */
  async change(part: Partial<RowsQuery>): Promise<void> {
    this.#query = { ...this.#query, ...part }
    must(await this.#cluster.window.client.api.changeRows(this.#subscription, this.#query))
  }

  async move(start: number, count: number): Promise<void> {
    must(await this.#cluster.window.client.api.moveRows(this.#subscription, start, count))
    await until(
      () => this.last.start === start,
      () => `the table stands at ${this.last.start}, not ${start}`,
    )
  }

  /** Waits until the table shows what a test wants to see. */
  async shows(wanted: (table: TestTable) => boolean, within: number = patience): Promise<this> {
    await until(
      () => this.frames.length > 0 && wanted(this),
      () =>
        this.frames.length === 0
          ? 'no frame came'
          : `the table shows ${this.last.total} rows, ${this.names.slice(0, 10).join(', ')}; its kind is ${JSON.stringify(this.last.ledger)}`,
      within,
    )
    return this
  }

  /** From a merged list back to one of the first cluster. */
  async alone(): Promise<void> {
    const { beside: _beside, ...query } = this.#query
    this.#query = query
    must(await this.#cluster.window.client.api.changeRows(this.#subscription, query))
  }

  async rowIds(): Promise<readonly string[]> {
    return must(await this.#cluster.window.client.api.rowIds(this.#subscription, 0, 1000))
  }

  async slot(id: string): Promise<number> {
    return must(await this.#cluster.window.client.api.findRow(this.#subscription, id))
  }

  async offers(text: string): Promise<readonly FilterOffer[]> {
    return must(await this.#cluster.window.client.api.offerTerms(this.#subscription, text))
  }

  write(file: string, columns: readonly string[], only: readonly string[] | null): Promise<Result<ExportedFile>> {
    return this.#cluster.window.client.api.exportRows(this.#subscription, file, columns, only)
  }

  async close(): Promise<void> {
    must(await this.#cluster.window.client.api.closeSubscription(this.#subscription))
  }

  #take(frame: RowsFrame): void {
    this.frames.push(frame)
    for (const row of frame.rows) this.#rows.set(row.key, row)
    const kept = new Set(frame.slots)
    for (const key of [...this.#rows.keys()]) if (!kept.has(key)) this.#rows.delete(key)
  }
}

/** An open graph: keeps nodes and edges as the frames change them. */
export class TestGraph {
  readonly frames: GraphFrame[] = []
  readonly nodes: Map<string, GraphNode> = new Map()
  readonly edges: Map<string, GraphEdge> = new Map()

  readonly subscription: number

  constructor(cluster: TestCluster, subscription: number) {
    this.subscription = subscription
    cluster.window.client.onFrame(subscription, (frame) => {
      if (frame.type === 'graph') this.#take(frame.frame)
    })
  }

  async shows(wanted: (graph: TestGraph) => boolean, within: number = patience): Promise<this> {
    await until(
      () => this.frames.length > 0 && wanted(this),
      () => `the graph shows ${this.nodes.size} nodes, ${this.edges.size} edges`,
      within,
    )
    return this
  }

  #take(frame: GraphFrame): void {
    this.frames.push(frame)
    if (frame.full) {
      this.nodes.clear()
      this.edges.clear()
    }
    for (const id of frame.removedNodes) this.nodes.delete(id)
    for (const id of frame.removedEdges) this.edges.delete(id)
    for (const node of frame.nodes) this.nodes.set(node.id, node)
    for (const edge of frame.edges) this.edges.set(edge.id, edge)
  }
}

/** The value of an answer; a refused question fails the test. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message} ${result.error.where ?? ''}`)
  return result.value
}

/** Waits for something to become true; `what` says what is the case instead. */
export async function until(condition: () => boolean, what: () => string, within: number = patience): Promise<void> {
  const deadline = performance.now() + within
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${within / 1000} s: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Asks again until the answer is the one that is wanted; gives the last one. For questions to something that lives. */
export async function asked<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, within: number = patience): Promise<T> {
  const deadline = performance.now() + within
  for (;;) {
    const answer = await ask()
    if (wanted(answer) || performance.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** A vault with a key, as a desktop with a secret store has it. */
export function keyVault(key: Uint8Array = new Uint8Array(32).fill(7)): CacheVault {
  const policy: CachePolicy = { mode: 'encrypted', backend: 'test' }
  return { policy: () => policy, key: () => key, onChange: () => () => undefined, allowWeak: () => Promise.resolve(policy) }
}
