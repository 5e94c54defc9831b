import { noHealth, type HealthLevel, type KindId } from '../contract/index.ts'
import { epoch } from '../kinds/fields.ts'
import type { Facts, KubeObject } from '../kinds/kind.ts'
import { partsOf } from '../relations/parts.ts'
import { joinedReferences, type Reference } from '../relations/reference.ts'
import type { SinkScope } from '../watch/kindSink.ts'
import { areComparable, compareVersions } from '../watch/objectVersion.ts'
import { Bodies } from './bodies.ts'
import type { KindStoreHost } from './kindStoreHost.ts'
import { LabelIndex } from './labelIndex.ts'
import { ObjectReader, type NamedObject } from './objectReader.ts'
import { ReferenceSources } from './referenceSources.ts'
import { StoredRecord } from './storedRecord.ts'

/** All objects of one kind in one cluster: by namespace and name, by label, with health counts that are always current. */
export class KindStore {
  readonly kind: KindId
  readonly bodies: Bodies
  readonly health: Record<HealthLevel, number> = noHealth()
  /** Epoch milliseconds of the newest change. */
  changedAt = 0
  /** Set by `setKindState`. */
  complete = false
  forbidden = false
  completeNamespaces: ReadonlySet<string> = new Set()
  /** `v1`, `apps/v1`: for bodies that came in a list, which does not repeat it. */
  apiVersion: string | null = null
  dropped = false
  readonly #host: KindStoreHost
  readonly #namespaces = new Map<string, Map<string, StoredRecord>>()
  /** The namespace asked for last, and what is in it: lists come sorted by namespace. */
  #space = ''
  #inSpace: Map<string, StoredRecord> | undefined
  readonly #sources = new ReferenceSources()
  readonly #reader: ObjectReader
  #labels: LabelIndex | null = null
  /** The object taken last: the next mostly has something in common with it. */
  #last: StoredRecord | null = null
  #count = 0
  #lastResourceVersion: string | null = null

  constructor(kind: KindId, host: KindStoreHost) {
    this.kind = kind
    this.#host = host
    this.bodies = new Bodies(host.packer)
    this.#reader = new ObjectReader(kind, host.writer)
  }

  get count(): number {
    return this.#count
  }

  get lastResourceVersion(): string | null {
    return this.#lastResourceVersion
  }

  get(namespace: string, name: string): StoredRecord | undefined {
    return this.#spaceOf(namespace)?.get(name)
  }

  /** Objects in these namespaces, or in all. */
  countIn(namespaces: readonly string[] | null): number {
    if (namespaces === null) return this.#count
    let count = 0
    for (const namespace of new Set(namespaces)) count += this.#namespaces.get(namespace)?.size ?? 0
    return count
  }

  namespaces(): Iterable<string> {
    return this.#namespaces.keys()
  }

  inNamespace(namespace: string): Iterable<StoredRecord> {
    return this.#namespaces.get(namespace)?.values() ?? []
  }

  *records(): Generator<StoredRecord> {
    for (const space of this.#namespaces.values()) yield* space.values()
  }

  /** Calls `visit` for every object in these namespaces, or in all: the quick way through many. */
  forEach(namespaces: readonly string[] | null, visit: (record: StoredRecord) => void): void {
    const spaces = namespaces === null ? this.#namespaces.values() : [...new Set(namespaces)].map((name) => this.#namespaces.get(name))
    for (const space of spaces) if (space !== undefined) for (const record of space.values()) visit(record)
  }

  withLabel(namespace: string | null, name: string, value: string): Iterable<StoredRecord> {
    if (this.#labels === null) {
      this.#labels = new LabelIndex()
      for (const record of this.records()) this.#labels.add(record)
    }
    return this.#labels.find(namespace, name, value)
  }

  /**
   * Takes an object's bytes; answers null, or why they are not an object of this kind (or could not be read). With `rewound` an older
   * resourceVersion is taken too: the server was restored from a backup.
   */
  upsert(json: Uint8Array, rewound = false): string | null {
    const parsed = this.#read(json)
    if (typeof parsed === 'string') return parsed
    const { metadata } = parsed
    const namespace = metadata.namespace ?? ''
    const resourceVersion = textOr(metadata.resourceVersion, '')
    const uid = textOr(metadata.uid, '')
    this.#lastResourceVersion = resourceVersion === '' ? this.#lastResourceVersion : resourceVersion
    const held = this.get(namespace, metadata.name)
    const before = held !== undefined && sameIncarnation(held.uid, uid) ? held : undefined
    if (before !== undefined && before.uid === uid) {
      const order = orderOf(resourceVersion, before.resourceVersion)
      const bytes = this.#host.writer.length
      if ((order < 0 && !rewound) || (order === 0 && this.bodies.size(before.body) === bytes)) {
        before.epoch = this.#host.epoch()
        return null
      }
    }
    if (held !== undefined && before === undefined) this.#take(held)
    return this.#store(parsed, namespace, uid, resourceVersion, before)
  }

  /** Takes an object away. The bytes name it; another incarnation (uid) of the same name stays. */
  remove(json: Uint8Array): string | null {
    const parsed = this.#read(json)
    if (typeof parsed === 'string') return parsed
    const { metadata } = parsed
    const uid = textOr(metadata.uid, '')
    this.#lastResourceVersion = textOr(metadata.resourceVersion, '') || this.#lastResourceVersion
    const held = this.get(metadata.namespace ?? '', metadata.name)
    if (held !== undefined && sameIncarnation(held.uid, uid)) this.#take(held)
    return null
  }

  /** Reads the facts of an object anew from its body: some healths change with the clock alone. */
  reread(before: StoredRecord): void {
    const { facts } = this.#facts(this.#object(before))
    const { interner } = this.#host
    this.#put(before, before.with({ health: interner.health(facts.health), cells: interner.cells(facts.cells, before.cells) }), facts)
  }

  /** Reads the references of an object anew from its body: the rules changed. True when they are others than before; why, when they cannot be read. */
  rereadReferences(before: StoredRecord): boolean | string {
    this.#sources.forget(before.key)
    let read: readonly Reference[]
    try {
      const object = this.#object(before)
      const { references, status } = this.#host
      read = joinedReferences(references(this.kind, object, before.references), status?.read(this.kind, object, before.references) ?? none)
    } catch (error) {
      return `${this.kind} ${before.namespace}/${before.name}: its references could not be read: ${String(error)}`
    }
    const references = this.#host.interner.references(read, before.references)
    if (references === before.references) return false
    const after = before.with({ references })
    this.#namespaces.get(after.namespace)?.set(after.name, after)
    this.#labels?.remove(before)
    this.#labels?.add(after)
    if (this.#last === before) this.#last = after
    this.#host.changed(before, after)
    return true
  }

  /** The rules are about to be others: of every object that changes now the references are read. */
  rulesChanged(): void {
    this.#sources.forgetAll()
  }

  #object(record: StoredRecord): KubeObject {
    const bytes = this.bodies.get(record.body)
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as KubeObject // was checked when it came
  }

  /** Takes away what was not heard of since an epoch began. */
  sweep(scope: SinkScope, epoch: number): void {
    const gone: StoredRecord[] = []
    this.forEach(scope.namespace === null ? null : [scope.namespace], (record) => {
      if (record.epoch < epoch) gone.push(record)
    })
    for (const record of gone) this.#take(record)
  }

  /** To be called now and then: packs bodies that have been quiet since the last call, and lets go of what was not needed again. With `force` all of it. */
  settle(force: boolean): void {
    this.bodies.settle(force)
    if (force) this.#reader.clear()
    else this.#reader.rest()
  }

  /** Takes everything away. */
  drop(): void {
    this.dropped = true
    for (const record of [...this.records()]) this.#take(record)
    this.#reader.clear()
    this.bodies.close()
  }

  #read(json: Uint8Array): NamedObject | string {
    return this.dropped ? `${this.kind} is no longer kept` : this.#reader.read(json)
  }

  #store(object: KubeObject, namespace: string, uid: string, resourceVersion: string, before: StoredRecord | undefined): string | null {
    const { interner } = this.#host
    const metadata = object.metadata
    const near = this.#last
    const { facts, defect: unreadable } = this.#facts(object)
    let defect = unreadable
    let references: readonly Reference[] = []
    try {
      references = this.#references(object, before, near)
    } catch (error) {
      defect = `its references could not be read: ${String(error)}`
    }
    const body = this.bodies.put(this.#host.writer.bytes())
    const after = new StoredRecord({
      key: before?.key ?? this.#host.nextKey(),
      kind: this.kind,
      namespace: before?.namespace ?? (near?.namespace === namespace ? near.namespace : interner.text(namespace)),
      name: before?.name ?? metadata.name,
      uid: before?.uid === uid ? before.uid : uid,
      resourceVersion,
      createdAt: epoch(metadata.creationTimestamp),
      deletingSince: epoch(metadata.deletionTimestamp),
      labels: interner.labels(metadata.labels, before?.labels),
      health: interner.health(facts.health, before?.health ?? near?.health),
      cells: interner.cells(facts.cells, before?.cells, near?.cells),
      references: interner.references(references, before?.references),
      parts: interner.parts(partsOf(this.kind, object), before?.parts ?? near?.parts),
      body,
      epoch: this.#host.epoch(),
    })
    this.#last = after
    this.#put(before, after, facts)
    if (before !== undefined) this.bodies.free(before.body)
    return defect
  }

  #references(object: KubeObject, before: StoredRecord | undefined, near: StoredRecord | null): readonly Reference[] {
    const { references, status } = this.#host
    const held = (before ?? near)?.references
    const read = (): readonly Reference[] => references(this.kind, object, held)
    const ofStatus = status?.read(this.kind, object, held) ?? none
    if (before === undefined) return joinedReferences(read(), ofStatus) // most objects of a cluster never change: what theirs were read from is of no use
    if (!this.#sources.areSame(before.key, this.#host.writer.bytes(), this.#reader.outline)) {
      const blindness = status?.blindness
      const wasBlind = blindness?.isLikely(this.kind) === true ? () => blindness.wasKept(this.kind) : undefined
      return joinedReferences(this.#sources.observe(before.key, object, read, wasBlind), ofStatus)
    }
    const begin = status?.begin(this.kind, before.references) ?? before.references.length
    const same = ofStatus.length === before.references.length - begin && ofStatus.every((each, i) => each === before.references[begin + i])
    return same ? before.references : joinedReferences(before.references.slice(0, begin), ofStatus)
  }

  #facts(object: KubeObject): { facts: Facts; defect: string | null } {
    try {
      return { facts: this.#host.read(this.kind, object), defect: null }
    } catch (error) {
      const defect = `its facts could not be read: ${String(error)}`
      return { facts: { cells: [], health: { level: 'unknown', reason: 'Unreadable', message: defect } }, defect }
    }
  }

  #spaceOf(namespace: string): Map<string, StoredRecord> | undefined {
    if (this.#inSpace === undefined || this.#space !== namespace) {
      this.#space = namespace
      this.#inSpace = this.#namespaces.get(namespace)
    }
    return this.#inSpace
  }

  #put(before: StoredRecord | undefined, after: StoredRecord, facts: Facts): void {
    let space = this.#spaceOf(after.namespace)
    if (space === undefined) this.#namespaces.set(after.namespace, (this.#inSpace = space = new Map()))
    space.set(after.name, after)
    if (before === undefined) this.#count++
    else {
      this.health[before.health.level]--
      this.#labels?.remove(before)
    }
    this.health[after.health.level]++
    this.#labels?.add(after)
    const now = this.#host.now()
    this.changedAt = now
    const until = facts.recheckAt !== undefined && facts.recheckAt > now ? facts.recheckAt : null
    if (until !== null || before !== undefined) this.#host.holdsUntil(after, until)
    this.#host.changed(before, after)
  }

  #take(record: StoredRecord): void {
    const space = this.#namespaces.get(record.namespace)
    space?.delete(record.name)
    if (space?.size === 0) {
      this.#namespaces.delete(record.namespace)
      this.#inSpace = undefined
    }
    this.#count--
    this.health[record.health.level]--
    this.#labels?.remove(record)
    this.bodies.free(record.body)
    this.#sources.forget(record.key)
    this.#host.holdsUntil(record, null)
    this.changedAt = this.#host.now()
    this.#host.changed(record, undefined)
  }
}

/** Below zero when version `a` is older than `b`. Versions that are no numbers say nothing about order: then `a` counts as newer, unless they are equal. */
function orderOf(a: string, b: string): number {
  if (a === b) return a === '' ? 1 : 0
  return areComparable(a, b) ? compareVersions(a, b) : 1
}

/** Objects of files have no uid: then the name decides. */
function sameIncarnation(held: string, uid: string): boolean {
  return held === uid || held === '' || uid === ''
}

const none: readonly Reference[] = []

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
