import type { ClusterId, ClusterSummary, EngineApi, EngineEvent, Hello, RowsQuery } from '../../../engine/contract/index.ts'
import { err, ok, parseObjectId } from '../../../engine/contract/index.ts'
import type { Connection, EngineClient, EngineFrame } from '../../../renderer/engine/client.ts'
import { T0 } from './demoClock.ts'
import { cluster, demoClusters } from './demoClusters.ts'
import { demoDetail } from './demoDetail.ts'
import { demoGraph } from './demoGraph.ts'
import { demoKinds, demoLedger } from './demoKinds.ts'
import { demoRow, demoFrame } from './demoRows.ts'

/** The demonstration has no measurements, and says so. */
const unmeasured = err({ code: 'not-found', message: 'This cluster does not serve metrics.k8s.io, so usage is not known.' })

/** An engine client without an engine: believable, made-up answers for looking at the window, and for tests of the stores. Never part of the app. `say` and `connect` let a test play the engine's part. */
export class DemoClient implements EngineClient {
  readonly calls: { method: string; args: readonly unknown[] }[] = []
  api: EngineApi
  total = 1284
  clusters: readonly ClusterSummary[] = demoClusters
  startedAt = T0
  private events = new Set<(event: EngineEvent) => void>()
  private connections = new Set<(connection: Connection) => void>()
  private frames = new Map<number, (frame: EngineFrame) => void>()
  private tables = new Map<number, { query: RowsQuery; start: number; count: number; revision: number }>()
  private next = 1
  private connection: Connection = { state: 'connected' }

  constructor() {
    const none = <T>(value: T): Promise<{ ok: true; value: T }> => Promise.resolve({ ok: true, value })
    const get = (id: ClusterId): ClusterSummary => this.clusters.find((one) => one.id === id) ?? cluster(id, id)
    const api: EngineApi = {
      hello: () =>
        none<Hello>({
          version: '0.1.0',
          startedAt: this.startedAt,
          clusters: this.clusters,
          sources: [
            { path: '~/.kube/config', kind: 'default', contexts: 9, errors: [] },
            { path: '~/.kube/payments.yaml', kind: 'file', contexts: 1, errors: [] },
            { path: '~/customers', kind: 'folder', contexts: 2, errors: [] },
            {
              path: '~/.kube/old-lab.yaml',
              kind: 'file',
              contexts: 0,
              errors: [{ code: 'bad-input', message: 'not YAML', where: 'line 14', todo: 'Correct the file; it is watched.' }],
            },
          ],
          cachePolicy: { mode: 'encrypted', backend: 'gnome_libsecret' },
          opensWith: null,
          problems: [],
        }),
      addSource: () => none(null),
      pasteSource: (text) =>
        Promise.resolve(
          text.includes('clusters')
            ? ok(null)
            : err({ code: 'bad-input', message: 'This is not a kubeconfig: it has no contexts.', todo: 'Paste the whole file.' }),
        ),
      removeSource: () => none(null),
      configureCluster: () => none(null),
      openCluster: (id) =>
        none({ summary: get(id), kinds: demoKinds, ledger: demoLedger(), namespaces: ['catalog', 'default', 'kube-system', 'shop'] }),
      closeCluster: () => none(null),
      retry: () => none(null),
      answerConsent: () => none(null),
      acceptIdentity: () => none(null),
      openRows: (query, start, count) => {
        const id = this.next++
        this.tables.set(id, { query, start, count, revision: 0 })
        this.send(id)
        return none(id)
      },
      changeRows: (id, query) => {
        const table = this.tables.get(id)
        if (table) {
          table.query = query
          this.send(id)
        }
        return none(null)
      },
      moveRows: (id, start, count) => {
        const table = this.tables.get(id)
        if (table) {
          table.start = start
          table.count = count
          this.send(id)
        }
        return none(null)
      },
      openGraph: () => {
        const id = this.next++
        setTimeout(() => this.frames.get(id)?.({ type: 'graph', frame: demoGraph(id) }), 20)
        return none(id)
      },
      changeGraph: () => none(null),
      tidyGraph: () => none(null),
      pinGraph: () => none(null),
      exportGraph: (_subscription, path) => none({ path, bytes: 0 }),
      cancelExport: () => none(null),
      askGraph: (_id, question) => none({ question, summary: 'Nothing was found.', findings: [], more: 0, limits: [] }),
      cancelQuestions: () => none(null),
      terminalContainers: () =>
        none([{ name: 'app', kind: 'main' as const, running: true, reason: '', stdin: true, stdinOnce: false, tty: true }]),
      openTerminal: () => none(this.next++),
      writeTerminal: () => none(null),
      resizeTerminal: () => none(null),
      reconnectTerminal: () => none(null),
      detachTerminal: () => none(null),
      holdTerminal: () => none(null),
      openLocalShell: () => none({ program: 'xterm', kubeconfig: '' }),
      openLogs: () => none(this.next++),
      filterLogs: () => none(null),
      moveLogs: () => none(null),
      findLogTime: () => none(0),
      logColumns: () => none(null),
      findLogLine: () => none(null),
      logText: () => none(''),
      logLine: () => none({ at: null, stream: 0, severity: 'none', text: '', fields: [], format: 'text' }),
      retryLogs: () => none(null),
      saveLogs: (_subscription, path) => none({ path, lines: 0, bytes: 0 }),
      cancelSaveLogs: () => none(null),
      readRules: () => none({ text: '', rules: 0, problem: null }),
      checkRules: () => none(0),
      saveRules: () => none(0),
      graphMembers: () => none({ total: 0, nodes: [] }),
      graphEdges: () => none([]),
      graphEdgesOf: () => none([]),
      graphTile: () => none(null),
      applications: () => none([]),
      closeSubscription: (id) => {
        this.tables.delete(id)
        this.frames.delete(id)
        return none(null)
      },
      setVisible: () => none(null),
      getObject: (id, object) => none(demoDetail(id, object)),
      getYaml: (_id, object) =>
        none(
          `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${parseObjectId(object)?.name ?? ''}\n  namespace: shop\n  labels:\n    app: checkout\nspec:\n  containers:\n    - name: checkout\n      image: registry.acme.io/shop/checkout:2.14.2\n      ports:\n        - containerPort: 8080\n      env:\n        - name: PAYMENT_URL\n          valueFrom:\n            configMapKeyRef:\n              name: checkout-config\n              key: payment.url\n  restartPolicy: Always\nstatus:\n  phase: Running\n`,
        ),
      findRow: () => none(-1),
      findOfKind: () => none([]),
      rowIds: () => none([]),
      objectsYaml: () => none(''),
      missingObjects: () => none([]),
      exportRows: (_subscription, path) => none({ path, bytes: 0 }),
      offerTerms: () => none([]),
      holdRows: () => none(null),
      getLiveYaml: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      fieldDocs: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      revealKey: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      rolloutHistory: () =>
        none({
          revisions: [5, 4].map((revision) => ({
            revision,
            id: `apps/ReplicaSet/shop/checkout-${revision}`,
            name: `checkout-${revision}`,
            createdAt: Date.now() - (6 - revision) * 86_400_000,
            changeCause: revision === 5 ? 'image 2.14.2' : '',
            images: [`registry.acme.io/shop/checkout:2.14.${revision - 3}`],
            desired: revision === 5 ? 3 : 0,
            ready: revision === 5 ? 2 : 0,
            current: revision === 5,
            formerly: revision === 5 ? [2] : [],
          })),
          limit: 10,
          lack: null,
        }),
      compareRevisions: (_id, _object, from, to) =>
        none({
          from: {
            title: `revision ${from ?? 4}`,
            text: 'spec:\n  containers:\n    - name: checkout\n      image: registry.acme.io/shop/checkout:2.14.1\n',
          },
          to: {
            title: `revision ${to ?? 5}`,
            text: 'spec:\n  containers:\n    - name: checkout\n      image: registry.acme.io/shop/checkout:2.14.2\n',
          },
          leftOut: ['pod-template-hash'],
        }),
      compareApplied: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      compareObjects: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      events: (_id, _query, start) =>
        none({
          start,
          lines: [],
          matching: 0,
          all: 0,
          namespaces: [],
          kinds: [],
          reasons: [],
          kept: {
            keeps: true,
            bytes: 0,
            mostBytes: null,
            days: 7,
            held: 0,
            most: 50_000,
            dropped: 0,
            since: null,
            onDisk: false,
            why: null,
          },
        }),
      watchEvents: () => none(null),
      unwatchEvents: () => none(null),
      consents: () => none([]),
      forgetConsent: () => none(null),
      keptOnDisk: () => none({ pictures: 0, eventFiles: 0, bytes: 0 }),
      clearCache: () => none(null),
      overview: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      watchOverview: () => none(null),
      unwatchOverview: () => none(null),
      problems: () => none({ problems: [], more: 0, symptoms: 0, limits: [] }),
      watchProblems: () => none(null),
      unwatchProblems: () => none(null),
      askRights: (_id, asks) => none(asks.map(() => ({ allowed: true, reason: 'A demonstration allows everything.' }))),
      reviewRights: (_id, namespace) => none({ who: null, namespace, rules: [], incomplete: true, trouble: '' }),
      watchUsage: () => none(null),
      unwatchUsage: () => none(null),
      usage: () => Promise.resolve(unmeasured),
      findPrometheus: () => Promise.resolve(unmeasured),
      queryRange: () => Promise.resolve(unmeasured),
      search: (_id, words) =>
        none(
          Array.from({ length: 40 }, (_, index) => demoRow(index))
            .filter((row) => row.name.includes(words))
            .map((row) => row.id),
        ),
      saveSnapshot: (_id, path) =>
        none({
          file: path,
          formatVersion: 1,
          cluster: 'prod-eu',
          server: '',
          version: null,
          takenAt: T0,
          objects: 48_211,
          bytes: 9_000_000,
          sample: false,
          ledger: [],
        }),
      openSnapshot: () => none('snap-eu'),
      snapshotInfo: () => Promise.resolve(err({ code: 'not-found', message: 'no such file' })),
      setCachePolicy: () => none({ mode: 'off', backend: 'basic_text' }),
    }
    this.api = new Proxy(api, {
      get:
        (target, name: keyof EngineApi) =>
        (...args: unknown[]) => {
          // as on the way to the engine: what is not plain cannot be sent
          const sent = structuredClone(args)
          this.calls.push({ method: name, args: sent })
          return (target[name] as (...all: unknown[]) => unknown)(...sent)
        },
    })
  }

  private send(id: number): void {
    setTimeout(() => {
      const table = this.tables.get(id)
      if (table)
        this.frames.get(id)?.({ type: 'rows', frame: demoFrame(id, ++table.revision, table.query, table.start, table.count, this.total) })
    }, 5)
  }

  say(event: EngineEvent): void {
    for (const listener of this.events) listener(event)
  }
  connect(connection: Connection): void {
    this.connection = connection
    for (const listener of this.connections) listener(connection)
  }
  frame(subscription: number, frame: EngineFrame): void {
    this.frames.get(subscription)?.(frame)
  }
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.events.add(listener)
    return () => {
      this.events.delete(listener)
    }
  }
  onFrame(subscription: number, listener: (frame: EngineFrame) => void): () => void {
    this.frames.set(subscription, listener)
    return () => {
      this.frames.delete(subscription)
    }
  }
  onConnection(listener: (connection: Connection) => void): () => void {
    this.connections.add(listener)
    listener(this.connection)
    return () => {
      this.connections.delete(listener)
    }
  }
  close(): void {
    this.events.clear()
  }
}
