import { type HealthCounts, type HealthLevel, type KindId, lastPictureMode, type LedgerEntry, noHealth } from '../contract/index.ts'
import type { KeptPicture } from '../snapshots/keptPicture.ts'
import type { SnapshotObject } from '../snapshots/snapshotFormat.ts'
import type { KindSink } from '../watch/kindSink.ts'
import type { ClusterPicture } from './clusterPicture.ts'
import { addedHealth } from './summaries.ts'
import type { Turns } from '../turns.ts'

/** Milliseconds of reading in one turn of the thread. */
const pieceTime = 8
/** Milliseconds between two words of how far it is: more often nobody can read it. */
const tellEvery = 100
/** What a window's frame needs (names of namespaces, the standing of nodes), and what says how the objects of other kinds are read. */
const firstKinds: readonly KindId[] = ['core/Namespace', 'core/Node', 'apiextensions.k8s.io/CustomResourceDefinition']

export interface KeptFillOptions {
  picture: ClusterPicture
  kept: KeptPicture
  turns: Turns
  /** How urgent the cluster is; what nobody looks at comes after all else. */
  urgency: () => number
  /** Whether somebody looks at a kind: it is read before others. */
  isWanted: (kind: KindId) => boolean
  /** Kinds of which some objects, or the last, were read. */
  onRead: (kinds: readonly KindId[]) => void
  /** It could not be read on. */
  onFailed: (error: unknown) => void
  /** All is read that was to be read. `replaced`: kinds that are not as they lie on disk. */
  onDone: (replaced: readonly KindId[]) => void
}

/** How far a kind is read. */
interface Progress {
  /** What is known of it without its objects. */
  readonly count: number
  readonly health: HealthCounts
  objects: Iterator<SnapshotObject> | null
  /** The server is listing it: what it says is newer. */
  isHeld: boolean
}

/**
 * The last picture of a cluster on its way into its store, piece by piece: what somebody looks at first. A kind that the server begins to list is left to the server;
 * nothing is put into it after the server's list, for that would bring back what is gone.
 */
export class KeptFill {
  readonly #o: KeptFillOptions
  readonly #left = new Map<KindId, Progress>()
  readonly #replaced = new Set<KindId>()
  readonly #began = Date.now()
  readonly #resting: (() => void)[] = []
  /** Ends the reading; null while nothing is read: the server has all that is left. */
  #stop: (() => void) | null = null
  readonly #untold = new Set<KindId>()
  #toldAt = 0
  #isReading = false
  #isDone = false

  constructor(options: KeptFillOptions) {
    this.#o = options
    const { head, held } = options.kept
    const entries = new Map(head.ledger.map((entry) => [entry.kind, entry]))
    const order = [...firstKinds.filter((kind) => held.includes(kind)), ...held.filter((kind) => !firstKinds.includes(kind))]
    for (const kind of order) {
      const entry = entries.get(kind)
      // an object of no listed kind could be counted, and never be seen
      if (options.picture.kindInfo(kind) === undefined) continue
      this.#left.set(kind, { count: entry?.count ?? 0, health: entry?.health ?? noHealth(), objects: null, isHeld: false })
    }
  }

  /** Reads from the next turn on. */
  start(): void {
    if (this.#left.size === 0) this.#finish()
    else this.#stop ??= this.#o.turns.add({ urgency: () => (this.#isWanted() ? this.#o.urgency() : -Infinity), piece: () => this.#piece() })
  }

  /** True while it puts objects into the store: they are on disk already. */
  get isReading(): boolean {
    return this.#isReading
  }

  /** Whether objects of a kind are still to be read. */
  isLeft(kind: KindId): boolean {
    return this.#left.get(kind)?.isHeld === false
  }

  /** What is still to be read, of a kind or of all: the objects held are not among them. */
  left(kind?: KindId): { count: number; health: HealthCounts } {
    const sum = { count: 0, health: noHealth() }
    for (const [id, progress] of this.#left) {
      if ((kind !== undefined && id !== kind) || progress.isHeld) continue
      const { store } = this.#o.picture
      const health = store.healthCounts(id)
      sum.count += Math.max(0, progress.count - store.count(id))
      for (const level of Object.keys(health) as HealthLevel[]) sum.health[level] += Math.max(0, progress.health[level] - health[level])
    }
    return sum
  }

  /** The standing of a kind that is still being read. */
  entryOf(entry: LedgerEntry): LedgerEntry {
    const { count, health } = this.left(entry.kind)
    return {
      ...entry,
      state: 'loading',
      mode: lastPictureMode,
      since: this.#began,
      health: addedHealth(entry.health, health),
      ...(count === 0 ? {} : { expected: count }),
    }
  }

  /** The server begins to list a kind. One that is read already is not as it lies on disk from then on, either. */
  hold(kind: KindId): void {
    this.#replaced.add(kind)
    const progress = this.#left.get(kind)
    if (progress !== undefined) progress.isHeld = true
  }

  /** The server's list came to no end: what it did not name is read after all. */
  letGo(kind: KindId): void {
    const progress = this.#left.get(kind)
    if (progress === undefined) return
    progress.isHeld = false
    this.start()
  }

  /** The server's list is complete, or the kind is not served any more. */
  leave(kind: KindId): void {
    this.#replaced.add(kind)
    if (this.#left.delete(kind) && this.#left.size === 0) this.#finish()
  }

  /** Resolves when all is read that the server has not begun to list. */
  rest(): Promise<void> {
    return this.#stop === null ? Promise.resolve() : new Promise((resolve) => this.#resting.push(resolve))
  }

  close(): void {
    this.#left.clear()
    this.#isDone = true
    this.#endReading()
  }

  #endReading(): void {
    this.#stop?.()
    this.#stop = null
    for (const resolve of this.#resting.splice(0)) resolve()
  }

  #isWanted(): boolean {
    for (const [kind, { isHeld }] of this.#left) if (!isHeld && this.#o.isWanted(kind)) return true
    return false
  }

  /** Reads for some milliseconds; false when there is no more. */
  #piece(): boolean {
    const { picture, onFailed } = this.#o
    const until = performance.now() + pieceTime
    try {
      // what the server has said so far is news
      picture.store.flush()
      this.#isReading = true
      for (let kind = this.#next(); kind !== null && performance.now() < until; kind = this.#next()) {
        this.#untold.add(kind)
        this.#readSome(kind, until)
      }
      picture.store.flush()
    } catch (error) {
      for (const kind of this.#left.keys()) this.#replaced.add(kind)
      this.#left.clear()
      onFailed(error)
    } finally {
      this.#isReading = false
    }
    if (this.#left.size === 0) this.#finish()
    else if (performance.now() - this.#toldAt > tellEvery) this.#tell()
    const isMore = this.#next() !== null
    if (!isMore) this.#endReading()
    return isMore
  }

  #finish(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#tell()
    this.#o.onDone([...this.#replaced])
    this.#endReading()
  }

  #tell(): void {
    const read = [...this.#untold]
    this.#untold.clear()
    this.#toldAt = performance.now()
    this.#o.onRead(read)
  }

  #next(): KindId | null {
    let first: KindId | null = null
    for (const [kind, { isHeld }] of this.#left) {
      if (isHeld) continue
      if (this.#o.isWanted(kind)) return kind
      first ??= kind
    }
    return first
  }

  #readSome(kind: KindId, until: number): void {
    const progress = this.#left.get(kind)
    if (progress === undefined) return
    progress.objects ??= this.#o.kept.objects(kind)[Symbol.iterator]()
    while (performance.now() < until) {
      const next = progress.objects.next()
      if (next.done === true) {
        this.#left.delete(kind)
        return
      }
      // what cannot be read any more is listed by the server anew, and kept anew
      if (this.#o.picture.store.load(kind, next.value.json) !== null) this.#replaced.add(kind)
    }
  }
}

/** A way into the store past a last picture that is still being read: what the server lists is not read any more. */
export function overKept(sink: KindSink, kind: KindId, fill: KeptFill): KindSink {
  let isWhole = false
  return {
    begin: (scope) => {
      isWhole = scope.namespace === null
      // of several lists, one for each namespace, nobody could say which objects of the picture are still to be read
      if (isWhole) fill.hold(kind)
      else fill.leave(kind)
      sink.begin(scope)
    },
    commit: () => {
      sink.commit()
      fill.leave(kind)
    },
    abandon: () => {
      sink.abandon()
      if (isWhole) fill.letGo(kind)
    },
    upsert: (json) => sink.upsert(json),
    remove: (json) => sink.remove(json),
    lastResourceVersion: () => sink.lastResourceVersion(),
    get count() {
      return sink.count
    },
  }
}
