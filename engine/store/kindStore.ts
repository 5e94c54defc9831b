import { groupOf, kindName, noHealth, type HealthLevel, type KindId } from '../contract/index.ts'
import { epoch } from '../kinds/fields.ts'
import type { Facts, KubeObject } from '../kinds/kind.ts'
import { partsOf } from '../relations/parts.ts'
import { joinedReferences, type Reference } from '../relations/reference.ts'
import type { SinkScope } from '../watch/kindSink.ts'
import { Bodies } from './bodies.ts'
import type { ByteWriter } from './byteWriter.ts'
import type { Interner } from './interner.ts'
import { LabelIndex } from './labelIndex.ts'
import { copyWithoutManagedFields } from './managedFieldsCutter.ts'
import { copyMaskedSecret, isMaskedSecret } from './secretCutter.ts'
import { ObjectOutline, parseWithSpec } from './objectOutline.ts'
import { PodSpecs } from './podSpecs.ts'
import { ReferenceSources } from './referenceSources.ts'
import type { SlabPacker } from './slabPacker.ts'
import { StoredRecord } from './storedRecord.ts'

/** Larger than anything etcd takes (1.5 MB) by far; what is larger still is refused with a reason, not parsed. */
const largestObject = 64 << 20

const secretKind: KindId = 'core/Secret'

/** Of the object that is being taken: one at a time. */
const outline = new ObjectOutline()

/** What a kind's store needs of the cluster's. */
export interface KindStoreHost {
  read: (kind: KindId, object: KubeObject) => Facts
  references: (kind: KindId, object: KubeObject, near?: readonly Reference[]) => readonly Reference[]
  status: StatusReferences | undefined
  now: () => number
  interner: Interner
  packer: SlabPacker
  writer: ByteWriter
  nextKey: () => number
  nextEpoch: () => number
  /** The newest epoch handed out. */
  epoch: () => number
  changed: (before: StoredRecord | undefined, after: StoredRecord | undefined) => void
  /** The facts of an object hold until then (epoch milliseconds), whatever the server says; null: for good. */
  holdsUntil: (record: StoredRecord, until: number | null) => void
}

/** Whether references can come from the status or the resourceVersion. */
export interface StatusBlindness {
  /** No path of a rule leads there: only who looks beside the paths can have looked. */
  isLikely: (kind: KindId) => boolean
  /** And nobody did, when the references of an object of the kind were last read. */
  wasKept: (kind: KindId) => boolean
}

/** What objects name in their status alone: it is read at every change, and all the rest only when something else has changed. */
export interface StatusReferences {
  read: (kind: KindId, object: KubeObject, near?: readonly Reference[]) => readonly Reference[]
  /** What is known of the others without watching who looks where; missing: nothing. */
  blindness?: StatusBlindness
  /** Of all references of an object, how many stand before those. */
  begin: (kind: KindId, references: readonly Reference[]) => number
}

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
  readonly #sources = new ReferenceSources()
  /** Of Pods only: what else has specs has hardly two that are equal. */
  readonly #specs: PodSpecs | null
  #labels: LabelIndex | null = null
  /** The object taken last: the next mostly has something in common with it. */
  #last: StoredRecord | null = null
  #count = 0
  #lastResourceVersion: string | null = null

  /** Of {@link kind}: every object is asked for them. */
  readonly #name: string
  readonly #group: string

  constructor(kind: KindId, host: KindStoreHost) {
    this.kind = kind
    this.#name = kindName(kind)
    this.#group = groupOf(kind)
    this.#host = host
    this.bodies = new Bodies(host.packer)
    this.#specs = kind === 'core/Pod' ? new PodSpecs() : null
  }

  get count(): number {
    return this.#count
  }

  get lastResourceVersion(): string | null {
    return this.#lastResourceVersion
  }

  get(namespace: string, name: string): StoredRecord | undefined {
    return this.#namespaces.get(namespace)?.get(name)
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
    const parsed = this.#parse(json)
    if (typeof parsed === 'string') return parsed
    const { metadata } = parsed
    const namespace = metadata.namespace ?? ''
    const resourceVersion = textOr(metadata.resourceVersion, '')
    const uid = textOr(metadata.uid, '')
    this.#lastResourceVersion = resourceVersion === '' ? this.#lastResourceVersion : resourceVersion
    const held = this.get(namespace, metadata.name)
    const before = held !== undefined && sameIncarnation(held.uid, uid) ? held : undefined
    if (before !== undefined && before.uid === uid) {
      const order = compareVersions(resourceVersion, before.resourceVersion)
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
    const parsed = this.#parse(json)
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
    this.#specs?.rest()
    if (force) this.#specs?.rest()
  }

  /** Takes everything away. */
  drop(): void {
    this.dropped = true
    for (const record of [...this.records()]) this.#take(record)
    this.#specs?.clear()
    this.bodies.close()
  }

  #parse(json: Uint8Array): (KubeObject & { metadata: { name: string; namespace?: string } }) | string {
    if (this.dropped) return `${this.kind} is no longer kept`
    if (json.length > largestObject) return `larger than ${String(largestObject >> 20)} MB`
    let object = this.#read(json, true)
    // the end of managedFields was guessed wrongly, or it is no object at all
    if (typeof object === 'string') object = this.#read(json, false)
    if (typeof object === 'string') return object
    const reason = this.#whyNotOfKind(object)
    return reason ?? (object as KubeObject & { metadata: { name: string; namespace?: string } }) // just checked
  }

  /** Cuts bytes into the writer, and parses what is left; why not, when that fails. */
  #read(json: Uint8Array, guessing: boolean): unknown {
    const writer = this.#host.writer
    writer.reset()
    outline.reset(this.#specs)
    const failure = this.kind === secretKind ? copyMaskedSecret(json, writer) : copyWithoutManagedFields(json, writer, outline, guessing)
    if (failure !== null) return failure
    try {
      return this.#specs === null ? JSON.parse(writer.text()) : parseWithSpec(writer, outline, this.#specs)
    } catch {
      return 'not valid JSON' // the parser's own message quotes the text, which may be anything
    }
  }

  #whyNotOfKind(object: unknown): string | null {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'not a JSON object'
    const { metadata, kind: stated, apiVersion } = object as Record<string, unknown>
    if (typeof metadata !== 'object' || metadata === null) return 'has no metadata'
    const { name, namespace } = metadata as Record<string, unknown>
    if (typeof name !== 'string' || name === '') return 'has no name'
    if (namespace !== undefined && (typeof namespace !== 'string' || namespace.includes('/'))) return 'has a namespace that is no name'
    // Members of typed lists do not repeat their kind; metadata-only answers have one of their own.
    if (stated !== undefined && stated !== this.#name && stated !== 'PartialObjectMetadata') return `is another kind than ${this.kind}`
    if (stated !== undefined && stated !== 'PartialObjectMetadata' && typeof apiVersion === 'string') {
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
      if (group !== this.#group) return `is of another API group than ${this.kind}`
    }
    if ('managedFields' in metadata) return 'has managedFields that could not be cut'
    if (this.kind === secretKind && !isMaskedSecret(object as Record<string, unknown>)) return 'has values that could not be masked'
    return null
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
    if (!this.#sources.areSame(before.key, this.#host.writer.bytes(), outline)) {
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

  #put(before: StoredRecord | undefined, after: StoredRecord, facts: Facts): void {
    let space = this.#namespaces.get(after.namespace)
    if (space === undefined) this.#namespaces.set(after.namespace, (space = new Map()))
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
    this.#host.holdsUntil(after, facts.recheckAt !== undefined && facts.recheckAt > now ? facts.recheckAt : null)
    this.#host.changed(before, after)
  }

  #take(record: StoredRecord): void {
    const space = this.#namespaces.get(record.namespace)
    space?.delete(record.name)
    if (space?.size === 0) this.#namespaces.delete(record.namespace)
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

/**
 * Orders resource versions: negative when `a` is older. Versions that are not decimal numbers say nothing about order (then `a` counts as
 * newer, unless they are equal).
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return a === '' ? 1 : 0
  if (!isNumber(a) || !isNumber(b)) return 1
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}

/** Objects of files have no uid: then the name decides. */
function sameIncarnation(held: string, uid: string): boolean {
  return held === uid || held === '' || uid === ''
}

function isNumber(version: string): boolean {
  if (version === '' || version.charCodeAt(0) === 0x30) return version === '0'
  for (let at = 0; at < version.length; at++) {
    const code = version.charCodeAt(at)
    if (code < 0x30 || code > 0x39) return false
  }
  return true
}

const none: readonly Reference[] = []

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
