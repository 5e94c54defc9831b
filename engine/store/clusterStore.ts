import { type HealthCounts, type HealthLevel, type KindId, noHealth, type ObjectId, parseObjectId } from '../contract/index.ts'
import type { Facts, KubeObject } from '../kinds/kind.ts'
import type { Reference } from '../relations/reference.ts'
import type { KindSink } from '../watch/kindSink.ts'
import { ByteWriter } from './byteWriter.ts'
import { ChangeBatch } from './changeBatch.ts'
import { Interner } from './interner.ts'
import { KeyTable } from './keyTable.ts'
import { KindStore } from './kindStore.ts'
import type { KindStoreHost, StatusReferences } from './kindStoreHost.ts'
import { searchKind, searchNames } from './nameSearch.ts'
import { ReferenceReader, storesOf, type Rereading } from './referenceReader.ts'
import { SlabPacker } from './slabPacker.ts'
import type { ChangeSet, StoredObject, StoreReader } from './storedObject.ts'
import type { StoredRecord } from './storedRecord.ts'
import { StoreSink } from './storeSink.ts'
import { UidIndex } from './uidIndex.ts'

/** What the store of a cluster is given; everything it cannot know by itself. */
export interface ClusterStoreOptions {
  /** Facts of an object, by its kind. */
  read: (kind: KindId, object: KubeObject) => Facts
  /** What an object names or selects; `near` are the references of an object that may well have the same ones, to share them. */
  references: (kind: KindId, object: KubeObject, near?: readonly Reference[]) => readonly Reference[]
  /** Those of them that come from the status alone, and which then are not among `references`. */
  status?: StatusReferences
  /** Epoch milliseconds. */
  now: () => number
  /** Runs a task soon, outside of the present call; `setImmediate` when not given. */
  schedule?: (task: () => void) => void
}

/** What is known about the list of a kind, beside its objects. */
export interface KindState {
  complete: boolean
  forbidden: boolean
  /** Namespaces that are completely listed while the whole is not. */
  completeNamespaces?: readonly string[]
  /** `v1`, `apps/v1`: put into bodies that came without it. */
  apiVersion?: string
}

/** Bodies are packed when they have been quiet for about so long. */
const settleEvery = 5_000

/** Where a store's memory is, for diagnostics. */
export interface StoreStats {
  kinds: number
  objects: number
  /** JSON bytes of the bodies, unpacked. */
  bodyBytes: number
  deadBytes: number
  /** Memory that holds them. */
  heldBytes: number
}

/**
 * All objects of one cluster or snapshot: facts and indexes in memory, bodies as compressed bytes. It does not care where objects come from: a
 * reflector, a snapshot and a folder of files use the same sinks. Readers see every change at once; listeners are told once per turn.
 */
export class ClusterStore implements StoreReader {
  readonly now: () => number
  readonly #host: KindStoreHost
  readonly #kinds = new Map<KindId, KindStore>()
  readonly #byKey = new KeyTable<StoredRecord>()
  readonly #byUid = new UidIndex((key) => this.#byKey.get(key))
  readonly #batch = new ChangeBatch()
  readonly #listeners = new Set<(changes: ChangeSet) => void>()
  readonly #packer = new SlabPacker()
  readonly #rereader: ReferenceReader
  readonly #schedule: (task: () => void) => void
  /** Until when facts hold that change with the clock. */
  readonly #holdUntil = new Map<number, number>()
  #settledAt = 0
  #scheduled = false
  #closed = false
  #lastKey = 0
  #epoch = 0

  constructor(options: ClusterStoreOptions) {
    this.now = options.now
    this.#schedule = options.schedule ?? setImmediate
    this.#rereader = new ReferenceReader(this.#schedule)
    this.#host = {
      read: options.read,
      references: options.references,
      status: options.status,
      now: options.now,
      interner: new Interner(),
      packer: this.#packer,
      writer: new ByteWriter(),
      nextKey: () => ++this.#lastKey,
      nextEpoch: () => ++this.#epoch,
      epoch: () => this.#epoch,
      changed: (before, after) => {
        this.#changed(before, after)
      },
      tell: () => {
        if (this.#closed) return
        try {
          this.flush()
        } catch (error) {
          this.#schedule(() => {
            throw error
          })
        }
      },
      holdsUntil: (record, until) => {
        if (until === null) this.#holdUntil.delete(record.key)
        else this.#holdUntil.set(record.key, until)
      },
    }
  }

  /** A way in for one kind. Each call gives a new one, so that several lists (one per namespace) can run at once. */
  sink(kind: KindId): KindSink {
    return new StoreSink(this.#kind(kind), this.#host)
  }

  /** Takes one object's JSON, from a snapshot or a file; answers null or the reason why not. */
  load(kind: KindId, json: Uint8Array): string | null {
    return this.#kind(kind).upsert(json)
  }

  /** Forgets a kind and all its objects; sinks of it take nothing any more. */
  dropKind(kind: KindId): void {
    this.#kinds.get(kind)?.drop()
    this.#kinds.delete(kind)
  }

  /** Reads the facts of all objects of a kind again: the way they are read has changed (columns of a custom resource). */
  reread(kind: KindId): void {
    const store = this.#kinds.get(kind)
    if (store !== undefined) for (const record of [...store.records()]) store.reread(record)
  }

  /** The same of some objects; those that are gone by now are left out. */
  rereadSome(ids: Iterable<ObjectId>): void {
    for (const id of ids) {
      const record = this.get(id)
      if (record !== undefined) this.#kinds.get(record.kind)?.reread(record)
    }
  }

  /**
   * Reads the references of all objects of these kinds (null: of all kinds) again: the rules changed. With `only`, of those objects for which it
   * is true. In slices between which other work goes on; resolves when it is done, or when the store closes.
   */
  rereadReferences(kinds: readonly KindId[] | null, only?: (object: StoredObject) => boolean): Promise<Rereading> {
    const stores = storesOf(this.#kinds, kinds)
    for (const store of stores) store.rulesChanged()
    return this.#rereader.read(stores, only)
  }

  /** Says where the list of a kind stands. */
  setKindState(kind: KindId, state: KindState): void {
    const store = this.#kind(kind)
    store.complete = state.complete
    store.forbidden = state.forbidden
    store.completeNamespaces = new Set(state.completeNamespaces)
    if (state.apiVersion !== undefined && state.apiVersion !== '') store.apiVersion = state.apiVersion
  }

  get(id: ObjectId): StoredRecord | undefined {
    const ref = parseObjectId(id)
    return ref === null ? undefined : this.#kinds.get(ref.kind)?.get(ref.namespace, ref.name)
  }

  byKey(key: number): StoredRecord | undefined {
    return this.#byKey.get(key)
  }

  byUid(uid: string): StoredObject | undefined {
    return this.#byUid.get(uid)
  }

  ofKind(kind: KindId): Iterable<StoredObject> {
    return this.#kinds.get(kind)?.records() ?? []
  }

  inNamespace(kind: KindId, namespace: string): Iterable<StoredObject> {
    return this.#kinds.get(kind)?.inNamespace(namespace) ?? []
  }

  withLabel(kind: KindId, namespace: string | null, key: string, value: string): Iterable<StoredObject> {
    return this.#kinds.get(kind)?.withLabel(namespace, key, value) ?? []
  }

  kinds(): readonly KindId[] {
    return [...this.#kinds.keys()]
  }

  isComplete(kind: KindId, namespace: string): boolean {
    const store = this.#kinds.get(kind)
    return store !== undefined && (store.complete || store.completeNamespaces.has(namespace))
  }

  isForbidden(kind: KindId): boolean {
    return this.#kinds.get(kind)?.forbidden ?? false
  }

  /** The store of a kind, for views and snapshots; undefined when nothing is known of the kind. */
  ofKindStore(kind: KindId): KindStore | undefined {
    return this.#kinds.get(kind)
  }

  body(id: ObjectId): Record<string, unknown> | undefined {
    const bytes = this.bodyBytes(id)
    if (bytes === undefined) return undefined
    const { kind } = parseObjectId(id) ?? { kind: '' }
    const body = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as Record<string, unknown> // only objects are kept
    if (typeof body['kind'] === 'string' && typeof body['apiVersion'] === 'string') return body
    const apiVersion = this.#kinds.get(kind)?.apiVersion ?? null
    const head = { ...(apiVersion === null ? {} : { apiVersion }), kind: kind.slice(kind.indexOf('/') + 1) }
    return Object.assign(head, body)
  }

  /** JSON of the object as held (managedFields cut, secret values gone), or undefined when it is gone. */
  bodyBytes(id: ObjectId): Uint8Array | undefined {
    const record = this.get(id)
    return record === undefined ? undefined : this.#kinds.get(record.kind)?.bodies.get(record.body)
  }

  /** Every object of a kind with its JSON, in the order in which bodies lie in memory: the quick way to read them all. */
  *bodiesOf(kind: KindId): Generator<{ object: StoredObject; json: Uint8Array }> {
    const store = this.#kinds.get(kind)
    if (store === undefined) return
    const places = [...store.records()].map((record) => ({ key: record.key, place: store.bodies.place(record.body) }))
    places.sort((a, b) => a.place - b.place)
    for (const { key } of places) {
      const record = this.#byKey.get(key) // may be gone by now: the reader may take its time
      if (record !== undefined) yield { object: record, json: store.bodies.get(record.body) }
    }
  }

  /** Names of namespaces: those that are listed, and those in which objects were seen. Sorted. */
  namespaces(): readonly string[] {
    const names = new Set<string>()
    for (const store of this.#kinds.values()) for (const name of store.namespaces()) names.add(name)
    this.#kinds.get('core/Namespace')?.forEach(null, (record) => {
      names.add(record.name)
    })
    names.delete('')
    return [...names].sort()
  }

  /** Objects held, of a kind or of all. */
  count(kind?: KindId): number {
    return kind === undefined ? this.#byKey.size : (this.#kinds.get(kind)?.count ?? 0)
  }

  /** Objects by health, of a kind or of all. */
  healthCounts(kind?: KindId): HealthCounts {
    const counts = noHealth()
    for (const store of kind === undefined ? this.#kinds.values() : [this.#kinds.get(kind)]) {
      if (store === undefined) continue
      for (const level of Object.keys(counts) as HealthLevel[]) counts[level] += store.health[level]
    }
    return counts
  }

  /** Objects of all kinds whose name contains all the words: see {@link searchNames}. */
  search(words: string, limit: number): readonly ObjectId[] {
    return searchNames(this.#kinds.values(), words, limit)
  }

  /** Objects of one kind whose `namespace/name` has all the words: see {@link searchKind}. */
  searchKind(kind: KindId, words: string, limit: number): readonly ObjectId[] {
    const store = this.#kinds.get(kind)
    return store === undefined ? [] : searchKind(store, words, limit)
  }

  onChange(listener: (changes: ChangeSet) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Tells listeners now what has gathered. A failing listener does not keep the others from hearing. */
  flush(): void {
    if (this.#batch.isEmpty) return
    const changes = this.#batch.take()
    if (changes.removed.length + changes.updated.length + changes.added.length === 0) return
    const failures: unknown[] = []
    for (const listener of [...this.#listeners]) {
      try {
        listener(changes)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw new Error('a listener of the store failed', { cause: failures[0] })
  }

  /** To be called about once a second: reads facts anew that changed with the clock, packs bodies that have been quiet for a while. */
  tick(): void {
    if (this.#closed) return
    const now = this.now()
    const due: number[] = []
    for (const [key, until] of this.#holdUntil) if (until <= now) due.push(key)
    for (const key of due) {
      this.#holdUntil.delete(key)
      const record = this.#byKey.get(key)
      if (record !== undefined) this.#kinds.get(record.kind)?.reread(record)
    }
    if (now - this.#settledAt < settleEvery) return
    this.#settledAt = now
    for (const store of this.#kinds.values()) store.settle(false)
  }

  /** Packs all bodies now; resolves when it is done. For the end of a first sync, and for measuring. */
  async settle(): Promise<void> {
    for (const store of this.#kinds.values()) store.settle(true)
    await this.#packer.idle()
    this.#packer.trim()
  }

  stats(): StoreStats {
    const stats = { kinds: this.#kinds.size, objects: this.#byKey.size, bodyBytes: 0, deadBytes: 0, heldBytes: this.#packer.heldBytes }
    for (const store of this.#kinds.values()) {
      const { live, dead, held } = store.bodies.stats()
      stats.bodyBytes += live
      stats.deadBytes += dead
      stats.heldBytes += held
    }
    return stats
  }

  /** Ends everything: no listener is told, nothing is packed after this. */
  close(): void {
    this.#closed = true
    this.#listeners.clear()
    this.#rereader.close()
    this.#packer.close()
  }

  #kind(kind: KindId): KindStore {
    let store = this.#kinds.get(kind)
    if (store === undefined) this.#kinds.set(kind, (store = new KindStore(kind, this.#host)))
    return store
  }

  #changed(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    const key = (after ?? before)?.key ?? 0
    if (after === undefined) this.#byKey.delete(key)
    else this.#byKey.set(key, after)
    this.#byUid.move(before, after)
    this.#batch.add(key, before, after)
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    this.#schedule(() => {
      this.#scheduled = false
      if (!this.#closed) this.flush()
    })
  }
}
