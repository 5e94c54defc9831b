import type {
  ClusterId,
  ClusterSummary,
  ClusterView,
  EngineApi,
  EngineError,
  GraphFrame,
  LedgerEntry,
  LedgerState,
  LogStreamState,
  ObjectId,
  Result,
  RowsFrame,
  TerminalState,
} from '../../engine/contract/index.ts'
import { err, noHealth, ok } from '../../engine/contract/index.ts'
import type { EngineFrame } from '../../renderer/engine/client.ts'
import { DemoClient } from '../support/demo/demoClient.ts'
import { cluster, demoClusters } from '../support/demo/demoClusters.ts'
import { demoKinds, demoLedger } from '../support/demo/demoKinds.ts'
import { errors, ledgerStates } from './catalogue.ts'
import { hostileLine, logsFrame, terminalFrame } from './dockFrames.ts'
import { prometheus, rangeAnswer, usage } from './metricAnswers.ts'
import { eventsPage, overview, review, rolloutHistory, twoVersions } from './pageAnswers.ts'
import { problemList } from './problemAnswers.ts'

/** The states of a view (product: “States, in every view”), as the gallery plays them. */
export const viewStates = ['loading', 'live', 'stale', 'empty', 'forbidden', 'failed', 'offline', 'lost', 'syncing', 'polled'] as const
export type ViewState = (typeof viewStates)[number]

/** The cluster and the Pod that specimens show. */
export const shownCluster = 'ctx-eu'
export const shownPod: ObjectId = 'core/Pod/shop/checkout-7c9f8d6b54-k2x9p'

const T0 = Date.now()

/** How the cluster stands in a state of a view. */
const summaries: Readonly<Record<ViewState, Partial<ClusterSummary>>> = {
  loading: { state: 'syncing', kindsListed: 3, objects: 120, asOf: null },
  live: {},
  stale: {
    state: 'stale',
    since: T0 - 131_000,
    asOf: T0 - 131_000,
    retryAt: T0 + 8000,
    error: { code: 'unreachable', message: 'http2: no answer to ping for 15 s' },
  },
  empty: { objects: 0, health: noHealth() },
  forbidden: {},
  failed: {},
  offline: { state: 'offline', source: 'snapshot', asOf: T0 - 20 * 3_600_000, server: '', user: '', protected: false },
  lost: { state: 'lost', since: T0 - 300_000, retryAt: T0 + 24_000, asOf: null, objects: 0, error: errors.unreachable },
  syncing: { state: 'syncing', fromCache: true, kindsListed: 61, asOf: T0 - 3_600_000 },
  polled: {},
}

/** How every kind stands in the ledger in a state of a view; null: as in the demonstration. */
const ledgers: Readonly<Record<ViewState, LedgerState | null>> = {
  loading: 'loading',
  live: null,
  stale: 'stale',
  empty: 'listed',
  forbidden: 'forbidden',
  failed: 'failed',
  offline: 'offline',
  lost: 'waiting',
  syncing: 'loading',
  polled: 'polled',
}

/** How the log and the terminal of a Pod stand in a state of a view. */
export const streamOf: Readonly<Record<ViewState, LogStreamState>> = {
  loading: 'connecting',
  live: 'following',
  stale: 'lost',
  empty: 'waiting',
  forbidden: 'forbidden',
  failed: 'failed',
  offline: 'ended',
  lost: 'lost',
  syncing: 'reading',
  polled: 'ended',
}
export const terminalOf: Readonly<Record<ViewState, TerminalState>> = {
  loading: 'connecting',
  live: 'open',
  stale: 'lost',
  empty: 'open',
  forbidden: 'failed',
  failed: 'failed',
  offline: 'failed',
  lost: 'lost',
  syncing: 'connecting',
  polled: 'ended',
}

/** Why a question is refused in a state. */
const refusals: Partial<Record<ViewState, EngineError>> = {
  forbidden: errors.forbidden,
  failed: errors['server-error'],
  lost: errors.unreachable,
}
const bare: ReadonlySet<ViewState> = new Set(['loading', 'empty', 'forbidden', 'failed', 'lost'])

/** The engine of the gallery: every question is answered as in one state of a view. */
export class GalleryEngine extends DemoClient {
  readonly state: ViewState
  /** With this many objects in the list. */
  constructor(state: ViewState, objects = 1284) {
    super()
    this.state = state
    this.total = objects
    this.clusters = [
      ...demoClusters.map((one): ClusterSummary => (one.id === shownCluster ? { ...one, ...summaries[state] } : one)),
      cluster('ctx-cn', 'edge-42', { hue: 3, group: 'Staging and development', state: 'connecting', since: T0 - 9000 }),
    ]
    this.api = { ...this.api, ...this.own() }
  }

  /** What the ledger says of every kind: in the live state one kind is in each state there is. */
  ledger(): LedgerEntry[] {
    const all = ledgers[this.state]
    const states = Object.keys(ledgerStates) as LedgerState[]
    return demoLedger().map((entry, index) => {
      const state = all ?? (index >= 5 && index - 5 < states.length ? (states[index - 5] ?? entry.state) : null)
      if (state === null) return entry
      const more = ledgerStates[state]
      const count = this.state === 'empty' || (bare.has(this.state) && all !== null) ? 0 : state === 'loading' ? more.count : entry.count
      return {
        ...entry,
        ...more,
        state,
        count,
        since: T0 - 20_000,
        health: count === 0 ? noHealth() : entry.health,
        mode: state === 'polled' ? 'poll' : (entry.mode ?? 'watchlist'),
      }
    })
  }

  override onFrame(subscription: number, listener: (frame: EngineFrame) => void): () => void {
    return super.onFrame(subscription, (frame) => {
      if (frame.type === 'rows') listener({ type: 'rows', frame: this.rows(frame.frame) })
      else if (frame.type === 'graph') this.graph(frame.frame, listener)
      else listener(frame)
    })
  }

  private rows(frame: RowsFrame): RowsFrame {
    const entry = this.ledger().find((one) => one.kind === frame.ledger.kind) ?? frame.ledger
    return bare.has(this.state) ? { ...frame, ledger: entry, total: 0, matching: 0, slots: [], rows: [] } : { ...frame, ledger: entry }
  }

  private graph(frame: GraphFrame, listener: (frame: EngineFrame) => void): void {
    if (!bare.has(this.state)) listener({ type: 'graph', frame })
    else if (this.state !== 'loading')
      listener({
        type: 'graph',
        frame: {
          ...frame,
          nodes: [],
          edges: [],
          groups: [],
          picture: { ...frame.picture, tiles: [], boxes: [], routes: [] },
          totals: { objects: 0, drawn: 0, folded: 0, notDrawn: 0, ghosts: 0, leftOut: 0 },
        },
      })
  }

  /** A value, or what stands for it in this state. */
  private answer<T>(value: T, empty: T = value): Promise<Result<T>> {
    if (this.state === 'loading') return new Promise(() => undefined)
    const refused = refusals[this.state]
    return Promise.resolve(refused !== undefined ? err(refused) : ok(this.state === 'empty' ? empty : value))
  }

  private own(): Partial<EngineApi> {
    const { openCluster, getObject, getYaml, openTerminal, openLogs } = this.api
    return {
      openCluster: async (id: ClusterId): Promise<Result<ClusterView>> => {
        const answer = await openCluster(id)
        return answer.ok && id === shownCluster ? ok({ ...answer.value, kinds: demoKinds, ledger: this.ledger() }) : answer
      },
      // what is shown in the drawer is held: only a question that is never answered, or refused, shows nothing
      getObject: async (id, object) => this.answer(await must(getObject(id, object))),
      getYaml: async (id, object) => this.answer(await must(getYaml(id, object))),
      events: (_id, _query, start, count) => this.answer(eventsPage(start, count, false), eventsPage(start, count, true)),
      overview: () => this.answer(overview(false), overview(true)),
      problems: () => this.answer(problemList(false), problemList(true)),
      reviewRights: (_id, namespace) => this.answer(review(namespace, false), review(namespace, true)),
      rolloutHistory: () => this.answer(rolloutHistory(false), rolloutHistory(true)),
      usage: () =>
        this.answer(usage, {
          ...usage,
          source: { state: 'unavailable', error: { ...errors['not-found'], message: 'metrics.k8s.io/v1beta1 is not served' } },
          cpu: null,
          memory: null,
          history: { cpu: { name: 'cpu', at: [], values: [] }, memory: { name: 'memory', at: [], values: [] } },
        }),
      findOfKind: () => Promise.resolve(ok([shownPod, 'core/Pod/shop/other-7c9f8d6b54-x1', `core/Pod/shop/${'long-name-'.repeat(24)}x`])),
      compareObjects: (_here, one, _there, other) => this.answer(twoVersions(one, other)),
      logLine: () => this.answer(hostileLine),
      findPrometheus: () => this.answer(prometheus),
      queryRange: (_id, _object, question) => this.answer(rangeAnswer(question), { ...rangeAnswer(question), series: [], leftOut: 0 }),
      openLogs: async (...args) => {
        if (this.state === 'offline') return err(errors.offline)
        const answer = await openLogs(...args)
        if (answer.ok)
          this.later(answer.value, { type: 'logs', frame: logsFrame(answer.value, streamOf[this.state], bare.has(this.state)) })
        return answer
      },
      openTerminal: async (...args) => {
        if (this.state === 'offline') return err(errors.offline)
        const refused = this.state === 'forbidden' ? refusals.forbidden : undefined
        if (refused !== undefined)
          return err({ ...refused, missing: { verb: 'create', group: '', resource: 'pods/exec', namespace: 'shop' } })
        const answer = await openTerminal(...args)
        if (answer.ok) this.later(answer.value, { type: 'terminal', frame: terminalFrame(answer.value, terminalOf[this.state]) })
        return answer
      },
    }
  }

  private later(subscription: number, frame: EngineFrame): void {
    setTimeout(() => {
      this.frame(subscription, frame)
    }, 10)
  }
}

async function must<T>(question: Promise<Result<T>>): Promise<T> {
  const answer = await question
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}
