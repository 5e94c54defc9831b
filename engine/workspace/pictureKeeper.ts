import type { ClusterId, EngineError, KindId } from '../contract/index.ts'
import type { PictureCache } from '../snapshots/pictureCache.ts'
import type { SnapshotObject, SnapshotSource } from '../snapshots/snapshotFormat.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import type { ChangeSet } from '../store/storedObject.ts'

/** Milliseconds between two writings, while something changes: what is on disk is at most so much older than what was heard. */
const keepEvery = 60_000
/** Milliseconds between two looks whether all is there that is worth keeping: it is written then, and not when the app ends, which waits for no large cluster. */
const lookEvery = 5_000

export interface PictureKeeperOptions {
  cluster: ClusterId
  cache: PictureCache
  store: ClusterStore
  /** The whole picture. */
  source: () => SnapshotSource
  /** As of when it holds, epoch milliseconds. */
  takenAt: () => number
  /** Whether it may be written now: never when it is another cluster's. */
  isOurs: () => boolean
  /** Whether the first lists are through: what comes before is no picture worth writing often. */
  isSettled: () => boolean
  onFailed: (error: unknown) => void
  onProblem: (error: EngineError) => void
}

/** Keeps the last picture of a live cluster on disk: whole once, then what has changed. */
export class PictureKeeper {
  readonly #o: PictureKeeperOptions
  readonly #closing = new AbortController()
  /** Objects that are not on disk as they are; null: no object of the kind is. */
  #changed = new Map<KindId, Set<string> | null>()
  /** Nothing of it is on disk, or nobody knows what. */
  #isWhole = true
  #isReady = false
  /** Something has changed since the last writing. */
  #hasNews = false
  #writing: Promise<void> = Promise.resolve()
  #timers: (() => void)[] = []

  constructor(options: PictureKeeperOptions) {
    this.#o = options
  }

  /** The store holds what there is, and from now on what is on disk may be replaced. `onDisk`: the kinds that are not there as they are held; null: nothing is. */
  begin(onDisk: readonly KindId[] | null): void {
    this.#isReady = true
    if (onDisk === null) return
    this.#isWhole = false
    for (const kind of onDisk) this.#changed.set(kind, null)
    if (onDisk.length > 0) this.#hasNews = true
  }

  /** Writes now and then, until it is closed. */
  start(): void {
    const first = setInterval(() => {
      if (!this.#o.isSettled()) return
      clearInterval(first)
      void this.keep()
    }, lookEvery)
    const every = setInterval(() => void this.keep(), keepEvery)
    this.#timers = [() => clearInterval(first), () => clearInterval(every)]
  }

  /** Objects have changed, other than by being read from disk. */
  take({ added, removed, updated }: ChangeSet): void {
    this.#hasNews = true
    if (this.#isWhole) return
    for (const object of added) this.#note(object)
    for (const object of removed) this.#note(object)
    for (const { after } of updated) this.#note(after)
  }

  /** Writes what has changed since the last time. */
  keep(): Promise<void> {
    if (!this.#isReady || !this.#hasNews || this.#o.store.count() === 0 || !this.#o.isOurs()) return this.#writing
    // what changes until there is a key is not remembered one by one
    if (!this.#o.cache.writable) this.#isWhole = true
    else {
      this.#hasNews = false
      this.#writing = this.#writing.then(() => this.#write())
    }
    return this.#writing
  }

  /** What is on disk is another cluster's: it is forgotten, there too. */
  async forget(): Promise<void> {
    // a writing that began before would bring it back
    await this.#writing
    this.#isWhole = true
    this.#isReady = true
    this.#changed.clear()
    await this.#o.cache.drop(this.#o.cluster)
  }

  /** Writes for the last time. What is not written within `patience` milliseconds (the app ends) is given up: the picture before stays. */
  async close(patience: number): Promise<void> {
    for (const stop of this.#timers) stop()
    const late = Number.isFinite(patience) ? setTimeout(() => this.#closing.abort(), patience) : undefined
    await this.keep()
    clearTimeout(late)
    this.#closing.abort()
  }

  async #write(): Promise<void> {
    const { cache, cluster, store, source, takenAt, onFailed, onProblem } = this.#o
    const changed = this.#changed
    const isWhole = this.#isWhole
    this.#changed = new Map()
    this.#isWhole = false
    try {
      const now = source()
      if (isWhole || tooMany(changed, store.count()) || !(await cache.takesChanges(cluster))) {
        const problem = await cache.save(cluster, now, takenAt(), this.#closing.signal)
        if (problem === null) return
        this.#isWhole = true
        onProblem(problem)
        return
      }
      const { meta, kinds, ledger } = now
      const { removed, held } = this.#sorted(changed)
      const replaced = [...changed].flatMap(([kind, names]) => (names === null ? [kind] : []))
      await cache.append(
        cluster,
        { takenAt: takenAt(), meta, kinds, ledger, removed, replaced },
        objectsOf(store, replaced, held),
        this.#closing.signal,
      )
    } catch (error) {
      this.#isWhole = true
      if (!this.#closing.signal.aborted) onFailed(error)
    }
  }

  /** Of what has changed, what is gone and what is there. */
  #sorted(changed: ReadonlyMap<KindId, ReadonlySet<string> | null>): {
    removed: [KindId, string, string][]
    held: [KindId, string, string][]
  } {
    const removed: [KindId, string, string][] = []
    const held: [KindId, string, string][] = []
    for (const [kind, names] of changed) {
      for (const key of names ?? []) {
        const [namespace, name] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]
        const there = this.#o.store.ofKindStore(kind)?.get(namespace, name) !== undefined
        ;(there ? held : removed).push([kind, namespace, name])
      }
    }
    return { removed, held }
  }

  #note({ kind, namespace, name }: { kind: KindId; namespace: string; name: string }): void {
    const names = this.#changed.get(kind)
    if (names === undefined) this.#changed.set(kind, new Set([`${namespace}/${name}`]))
    else names?.add(`${namespace}/${name}`)
  }
}

/** Whether writing the whole is hardly more than writing what has changed. */
function tooMany(changed: ReadonlyMap<KindId, ReadonlySet<string> | null>, count: number): boolean {
  let sum = 0
  for (const names of changed.values()) sum += names?.size ?? 0
  return sum > count / 2
}

/** Objects as the store holds them when they are reached. */
function* objectsOf(
  store: ClusterStore,
  kinds: readonly KindId[],
  others: readonly (readonly [KindId, string, string])[],
): Generator<SnapshotObject> {
  for (const kind of kinds) {
    for (const { object, json } of store.bodiesOf(kind)) yield { kind, namespace: object.namespace, name: object.name, json }
  }
  for (const [kind, namespace, name] of others) {
    const held = store.ofKindStore(kind)
    const record = held?.get(namespace, name)
    // one that goes away meanwhile is among the next changes
    if (held !== undefined && record !== undefined) yield { kind, namespace, name, json: held.bodies.get(record.body) }
  }
}
