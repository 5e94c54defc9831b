import {
  type Allowance,
  type EngineError,
  type KindId,
  type LedgerEntry,
  type ObjectId,
  objectId,
  parseObjectId,
  type Usage,
  type UsageSource,
} from '../contract/index.ts'
import type { Graph } from '../graph/graph.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'
import { addAllowance, noAllowance, nodeAllowance, podAllowance } from './allowance.ts'
import { FormerUsage } from './formerUsage.ts'
import { summedReadings } from './summedReadings.ts'
import { UsageHistories } from './usageHistories.ts'

const podMetrics: KindId = 'metrics.k8s.io/PodMetrics'
const nodeMetrics: KindId = 'metrics.k8s.io/NodeMetrics'
const pod: KindId = 'core/Pod'
const node: KindId = 'core/Node'
/** Deepest chain of owners that is followed down to Pods: CronJob, Job, Pod, and operators above them. */
const deepest = 8

export interface UsageBookOptions {
  store: StoreReader
  graph: Graph
  /** Columns of the kinds of metrics, to find the cells by name. */
  columns: (kind: KindId) => readonly { id: string }[]
  /** Undefined when the kind is not served. */
  ledgerOf: (kind: KindId) => LedgerEntry | undefined
  /** Minutes that readings are kept. */
  minutes: () => number
  /** Somebody needs the kind: it is read at an interval. The returned function ends that. */
  want: (kind: KindId) => () => void
}

/** Usage of the Pods and Nodes of one cluster as metrics.k8s.io tells it, with a short history that is kept while somebody looks. */
export class UsageBook {
  readonly #o: UsageBookOptions
  readonly #histories = new UsageHistories()
  readonly #former = new FormerUsage()
  readonly #cells = new Map<KindId, { cpu: number; memory: number; measured: number }>()
  readonly #listeners = new Set<() => void>()
  #stops: (() => void)[] = []
  #watchers = 0

  constructor(options: UsageBookOptions) {
    this.#o = options
  }

  /** Reads usage from now on; the returned function ends that for this caller. What was read stays until nobody looks any more. */
  watch(): () => void {
    this.#watchers++
    if (this.#watchers === 1) this.#begin()
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#watchers--
      if (this.#watchers === 0) this.close()
    }
  }

  /** Called after each reading that brought something new. Returns the stop function. */
  onReading(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Ends reading, and forgets what was read. */
  close(): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.#histories.clear()
    this.#former.clear()
  }

  /** Cores and bytes now; null when not measured. For a Pod or a Node. */
  now(kind: KindId, namespace: string, name: string): { cpu: number; memory: number } | null {
    const metrics = kind === node ? nodeMetrics : podMetrics
    const history = this.#histories.get(metrics, namespace, name)
    if (history === undefined || history.count === 0) return null
    // what was measured before the API went away is not what is used now
    return this.#sourceOf(metrics, history.newest ?? 0).state === 'measured' ? history.reading(history.count - 1) : null
  }

  /** Why usage of no Pod (or Node) is known, as a sentence; null when it is, or may be soon. */
  whyNot(kind: KindId): string | null {
    const source = this.#sourceOf(kind === node ? nodeMetrics : podMetrics, 0)
    return source.state !== 'unavailable' || source.error === notMeasured ? null : source.error.message
  }

  /** Usage of a Pod, a Node, or of all Pods that an object owns. Null: the object has no Pods, so it uses nothing of its own. */
  usageOf(id: ObjectId): Usage | null {
    const ref = parseObjectId(id)
    if (ref === null) return null
    if (ref.kind === node) {
      const body = this.#o.store.body(id)
      return this.#told(nodeMetrics, [{ namespace: '', name: ref.name }], body === undefined ? noAllowance : nodeAllowance(body))
    }
    const { pods, owners } =
      ref.kind === pod ? { pods: [this.#o.store.get(id)].filter((one) => one !== undefined), owners: [] } : this.#podsOf(id)
    if (pods.length === 0 && ref.kind !== pod) return null
    let allowance: Allowance | null = null
    for (const one of pods) {
      const body = this.#o.store.body(objectId(pod, one.namespace, one.name))
      if (body !== undefined) allowance = addAllowance(allowance, podAllowance(body))
    }
    return this.#told(podMetrics, pods, allowance ?? noAllowance, owners)
  }

  #begin(): void {
    const { store, want } = this.#o
    this.#stops = [want(podMetrics), want(nodeMetrics), store.onChange((changes) => this.#take(changes))]
    for (const kind of [podMetrics, nodeMetrics]) for (const object of store.ofKind(kind)) this.#read(object)
  }

  #take({ added, updated, removed }: ChangeSet): void {
    let any = false
    for (const object of added) any = this.#read(object) || any
    for (const { before, after } of updated) {
      if (before.uid !== after.uid) this.#lose(before)
      any = this.#read(after) || any
    }
    for (const object of removed) {
      this.#lose(object)
      const { kind, namespace, name } = object
      if (kind === podMetrics || kind === nodeMetrics) any = this.#histories.delete(kind, namespace, name) || any
    }
    if (any) for (const listener of this.#listeners) listener()
  }

  /** A Pod is gone: what it used stays part of what its owners used. */
  #lose(object: StoredObject): void {
    if (object.kind !== pod) return
    const history = this.#histories.get(podMetrics, object.namespace, object.name)
    if (history === undefined) return
    const now = Date.now()
    this.#former.keep(object, history, now, this.#oldest(now))
    // another Pod of this name begins anew
    this.#histories.delete(podMetrics, object.namespace, object.name)
  }

  #oldest(now: number): number {
    return now - this.#o.minutes() * 60_000
  }

  #read(object: StoredObject): boolean {
    if (object.kind !== podMetrics && object.kind !== nodeMetrics) return false
    const places = this.#placesOf(object.kind)
    const at = object.cells[places.measured]
    const cpu = object.cells[places.cpu]
    const memory = object.cells[places.memory]
    if (typeof at !== 'object' || at?.t !== 'time') return false
    const amount = (cell: typeof cpu): number => (typeof cell === 'object' && cell?.t === 'quantity' ? cell.value : NaN)
    const history = this.#histories.make(object.kind, object.namespace, object.name)
    return history.add(at.at, amount(cpu), amount(memory), readingsIn(this.#o.minutes()))
  }

  #placesOf(kind: KindId): { cpu: number; memory: number; measured: number } {
    let places = this.#cells.get(kind)
    if (places === undefined) {
      const columns = this.#o.columns(kind)
      const place = (id: string): number => columns.findIndex((column) => column.id === id)
      places = { cpu: place('cpu'), memory: place('memory'), measured: place('measured') }
      this.#cells.set(kind, places)
    }
    return places
  }

  /** Pods at the ends of the chains of owners that begin here, and the uids of those owners. */
  #podsOf(id: ObjectId): { pods: StoredObject[]; owners: Iterable<string> } {
    const { store, graph } = this.#o
    const start = store.get(id)
    if (start === undefined) return { pods: [], owners: [] }
    const pods: StoredObject[] = []
    const seen = new Set<string>([start.uid])
    let layer = [start.uid]
    for (let depth = 0; depth < deepest && layer.length > 0; depth++) {
      const next: string[] = []
      for (const uid of layer)
        for (const key of graph.ownedBy(uid)) {
          const owned = store.byKey(key)
          if (owned === undefined || seen.has(owned.uid)) continue
          seen.add(owned.uid)
          if (owned.kind === pod) pods.push(owned)
          else next.push(owned.uid)
        }
      layer = next
    }
    return { pods, owners: seen }
  }

  #told(kind: KindId, users: readonly { namespace: string; name: string }[], allowance: Allowance, owners: Iterable<string> = []): Usage {
    const former = this.#former.of(owners, this.#oldest(Date.now()))
    const histories = users.map(({ namespace, name }) => this.#histories.get(kind, namespace, name)).filter((one) => one !== undefined)
    const newest = Math.max(...histories.map((one) => one.newest ?? 0), 0)
    const latest = histories.map((one) => one.reading(one.count - 1))
    const total = (values: readonly number[]): number | null => {
      const known = values.filter((value) => !Number.isNaN(value))
      return known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
    }
    const source = narrowed(this.#sourceOf(kind, newest), users[0]?.namespace ?? '')
    const known = source.state === 'measured'
    return {
      source,
      cpu: known ? total(latest.map(({ cpu }) => cpu)) : null,
      memory: known ? total(latest.map(({ memory }) => memory)) : null,
      allowance,
      pods: users.length,
      measured: histories.length,
      former: former.length,
      history: summedReadings(histories, former),
    }
  }

  #sourceOf(kind: KindId, measuredAt: number): UsageSource {
    const entry = this.#o.ledgerOf(kind)
    if (entry === undefined) return { state: 'unavailable', error: notServed }
    const held = entry.state === 'polled' || entry.state === 'listed' || entry.state === 'partial'
    if (held && measuredAt > 0) return { state: 'measured', from: 'metrics.k8s.io', measuredAt }
    if (held) return { state: 'unavailable', error: notMeasured }
    if (entry.error !== undefined) return { state: 'unavailable', error: entry.error }
    return entry.state === 'offline' || entry.state === 'stale' ? { state: 'unavailable', error: offline } : { state: 'loading' }
  }
}

/** Usage of what is in one namespace takes a right in that namespace, and none in the whole cluster. */
function narrowed(source: UsageSource, namespace: string): UsageSource {
  if (source.state !== 'unavailable' || source.error.missing === undefined) return source
  return { ...source, error: { ...source.error, missing: { ...source.error.missing, namespace } } }
}

/** Readings of so many minutes: there is one every half minute. */
function readingsIn(minutes: number): number {
  return Math.max(2, Math.round(minutes * 2))
}

const notServed: EngineError = {
  code: 'not-found',
  message: 'This cluster does not serve metrics.k8s.io, so usage is not known.',
  todo: 'Install metrics-server, or another provider of the resource metrics API.',
}
const notMeasured: EngineError = {
  code: 'not-found',
  message: 'metrics.k8s.io says nothing of this object.',
  todo: 'A Pod is measured a minute after its containers run; one that does not run is not measured.',
}
const offline: EngineError = {
  code: 'offline',
  message: 'Usage is measured live, and there is no connection to the cluster.',
}
