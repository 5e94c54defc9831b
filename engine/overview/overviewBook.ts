import {
  type EngineError,
  type KindId,
  type LedgerEntry,
  objectId,
  type Overview,
  type Unknown,
  visibleName,
  visibleText,
} from '../contract/index.ts'
import type { EventKeeper } from '../events/eventKeeper.ts'
import type { UsageBook } from '../metrics/usageBook.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'
import { CapacityBook } from './capacityBook.ts'
import { kubeletVersions } from './kubeletSkew.ts'
import { RecentChanges } from './recentChanges.ts'

const node: KindId = 'core/Node'
/** Lines of each part of an overview. */
const mostLines = 20
const hour = 3_600_000
/** Health words that certificates give to what holds them (`kinds/certificateExpiry.ts`). */
const certificateReasons: ReadonlySet<string> = new Set(['CertificateExpired', 'CertificateExpires'])

export interface OverviewBookOptions {
  store: StoreReader
  events: EventKeeper
  /** Usage of nodes. */
  usage: UsageBook
  /** The server's version. */
  version: () => string | null
  /** Undefined when the kind is not served. */
  ledgerOf: (kind: KindId) => LedgerEntry | undefined
  /** Where a node's row has its kubelet's version. */
  nodeVersion: number
  now: () => number
}

/** A cluster at a glance. What cannot be told later (deletions) is noted from the start; what costs more is kept only while somebody looks. */
export class OverviewBook {
  readonly #o: OverviewBookOptions
  readonly #recent: RecentChanges
  /** Objects with a certificate that expired or soon will, by key. */
  readonly #expiring = new Map<number, StoredObject>()
  readonly #listeners = new Set<() => void>()
  readonly #stop: () => void
  #capacity: CapacityBook | null = null
  #endings: (() => void)[] = []
  #watchers = 0

  constructor(options: OverviewBookOptions) {
    this.#o = options
    const { store } = options
    this.#recent = new RecentChanges(store, options.now)
    for (const kind of store.kinds()) for (const object of store.ofKind(kind)) this.#noteCertificate(object)
    this.#stop = store.onChange((changes) => this.#take(changes))
  }

  /** Keeps everything up to date from now on; the returned function ends that for this caller. */
  watch(): () => void {
    this.#watchers++
    if (this.#watchers === 1) this.#begin()
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#watchers--
      if (this.#watchers === 0) this.#end()
    }
  }

  /** Called when something of the overview may have changed. Returns the stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    this.#stop()
    this.#end()
    this.#listeners.clear()
  }

  overview(): Overview {
    const { events, now, store, usage, version } = this.#o
    // who does not watch is told nothing of Pods, and that they are unread
    const capacity = this.#capacity ?? new CapacityBook(store, () => undefined)
    const used = (name: string): { cpu: number; memory: number } | null => {
      const reading = usage.now(node, '', name)
      return reading === null || Number.isNaN(reading.cpu) || Number.isNaN(reading.memory) ? null : reading
    }
    const { nodes, more } = capacity.nodes(used)
    const warnings = events.warnings(now() - hour, mostLines)
    const certificates = [...this.#expiring.values()].sort(
      (a, b) => Number(b.health.level === 'failing') - Number(a.health.level === 'failing') || (a.name < b.name ? -1 : 1),
    )
    const measuredNode = nodes.find(({ cpuUsed }) => cpuUsed !== null)
    const source = measuredNode === undefined ? null : (usage.usageOf(measuredNode.id)?.source ?? null)
    const measured = measuredNode !== undefined
    const overview: Overview = {
      total: capacity.total(used),
      nodes,
      moreNodes: more,
      unscheduled: capacity.unscheduled,
      unread: capacity.unread,
      measuredAt: source?.state === 'measured' ? source.measuredAt : null,
      recent: this.#recent.newest(mostLines),
      warnings: warnings.lines,
      warningLines: warnings.all,
      kubelets: kubeletVersions(version(), this.#kubelets()),
      certificates: certificates.slice(0, mostLines).map(({ kind, namespace, name, health }) => ({
        id: objectId(kind, namespace, name),
        kind,
        name: visibleName(name),
        namespace: visibleName(namespace),
        level: health.level,
        text: visibleText(health.message ?? health.reason, 300),
      })),
      moreCertificates: Math.max(0, certificates.length - mostLines),
      unknown: this.#unknown(measured),
    }
    if (capacity !== this.#capacity) capacity.close()
    return overview
  }

  #begin(): void {
    const { events, store, usage } = this.#o
    const tell = (): void => this.#tell()
    this.#capacity = new CapacityBook(store, tell)
    this.#endings = [usage.watch(), usage.onReading(tell), events.onChange(tell)]
  }

  #end(): void {
    for (const end of this.#endings) end()
    this.#endings = []
    this.#capacity?.close()
    this.#capacity = null
  }

  #take(changes: ChangeSet): void {
    let any = this.#recent.take(changes)
    for (const { key } of changes.removed) any = this.#expiring.delete(key) || any
    for (const { after } of changes.updated) any = this.#noteCertificate(after) || any
    for (const object of changes.added) any = this.#noteCertificate(object) || any
    if (any) this.#tell()
  }

  #noteCertificate(object: StoredObject): boolean {
    const expires = certificateReasons.has(object.health.reason)
    if (expires) this.#expiring.set(object.key, object)
    else return this.#expiring.delete(object.key)
    return true
  }

  #kubelets(): ReadonlyMap<string, number> {
    const versions = new Map<string, number>()
    for (const { cells } of this.#o.store.ofKind(node)) {
      const cell = cells[this.#o.nodeVersion]
      if (typeof cell === 'string' && cell !== '') versions.set(cell, (versions.get(cell) ?? 0) + 1)
    }
    return versions
  }

  /** What of this is not known, and why. */
  #unknown(measured: boolean): Unknown[] {
    const { ledgerOf } = this.#o
    const unknown: Unknown[] = []
    for (const [kind, what] of [
      ['core/Pod', 'Requests and limits'],
      [node, 'What nodes can give, kubelets'],
      ['core/Event', 'Warnings'],
      ['core/Secret', 'Certificates in Secrets'],
      ['apps/Deployment', 'Changes of Deployments'],
    ] as const) {
      const entry = ledgerOf(kind)
      const error = entry === undefined ? notServed(kind) : notHeld(entry)
      if (error !== null) unknown.push({ what, error })
    }
    if (measured) return unknown
    const entry = ledgerOf('metrics.k8s.io/NodeMetrics')
    unknown.push({ what: 'Usage', error: entry === undefined ? noMetrics : (notHeld(entry) ?? notMeasured) })
    return unknown
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

function notHeld(entry: LedgerEntry): EngineError | null {
  switch (entry.state) {
    case 'forbidden':
    case 'failed':
    case 'partial':
      return entry.error ?? { code: 'not-found', message: 'It could not be listed.' }
    case 'waiting':
    case 'loading':
      return { code: 'not-found', message: 'It is not listed yet.' }
    default:
      return null
  }
}

function notServed(kind: KindId): EngineError {
  return { code: 'not-found', message: `This cluster does not serve ${kind}.` }
}

const noMetrics: EngineError = {
  code: 'not-found',
  message: 'This cluster does not serve metrics.k8s.io, so usage is not known.',
  todo: 'Install metrics-server, or another provider of the resource metrics API.',
}
const notMeasured: EngineError = {
  code: 'not-found',
  message: 'metrics.k8s.io says nothing of any node yet.',
  todo: 'Nodes are measured a minute after their metrics provider runs.',
}
