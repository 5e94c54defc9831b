import { objectId, type Health, type KindId, type ObjectId } from '../../engine/contract/index.ts'
import { kindId } from '../../engine/contract/index.ts'
import { extractReferences } from '../../engine/relations/interpreter.ts'
import { partsOf } from '../../engine/relations/parts.ts'
import { builtInBook, type RuleBook } from '../../engine/relations/ruleBook.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../../engine/store/storedObject.ts'

/** A raw object of an API server, as parsed from YAML or JSON. */
export type RawObject = Record<string, any>

/** The kind of a raw object. */
export function kindOf(object: RawObject): KindId {
  const apiVersion = String(object['apiVersion'])
  return kindId(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', String(object['kind']))
}

/** The read side of a store, as plainly as it can be said: no interning, no packing, linear look-ups. What the real one must agree with. */
export class MemoryReader implements StoreReader {
  readonly #objects = new Map<ObjectId, { stored: StoredObject; body: RawObject }>()
  readonly #byKey = new Map<number, ObjectId>()
  readonly #byUid = new Map<string, ObjectId>()
  readonly #byNamespace = new Map<string, Map<ObjectId, StoredObject>>()
  readonly #byLabel = new Map<string, Map<ObjectId, StoredObject>>()
  readonly #listeners = new Set<(changes: ChangeSet) => void>()
  readonly incomplete = new Set<KindId>()
  readonly forbidden = new Set<KindId>()
  #nextKey = 1
  readonly #book: RuleBook

  constructor(objects: readonly RawObject[] = [], book: RuleBook = builtInBook) {
    this.#book = book
    for (const object of objects) this.put(object)
  }

  /** Adds or replaces; returns what changed, and tells the listeners. */
  put(body: RawObject): ChangeSet {
    const kind = kindOf(body)
    const meta = body['metadata'] as RawObject
    const namespace = (meta['namespace'] as string | undefined) ?? ''
    const id = objectId(kind, namespace, String(meta['name']))
    const uid = (meta['uid'] as string | undefined) ?? id
    const before = this.#objects.get(id)?.stored
    const same = before?.uid === uid
    const after: StoredObject = {
      key: same ? before.key : this.#nextKey++,
      kind,
      namespace,
      name: String(meta['name']),
      uid,
      resourceVersion: String(meta['resourceVersion'] ?? ''),
      createdAt: meta['creationTimestamp'] ? Date.parse(String(meta['creationTimestamp'])) : null,
      deletingSince: meta['deletionTimestamp'] ? Date.parse(String(meta['deletionTimestamp'])) : null,
      labels: (same && JSON.stringify(before.labels) === JSON.stringify(meta['labels'] ?? {}) ? before.labels : meta['labels']) ?? {},
      health: plainHealth(kind, body),
      cells: plainCells(kind, body),
      references: extractReferences(this.#book, kind, body),
      parts: sameParts(same ? before.parts : undefined, partsOf(kind, body)),
    }
    if (before) this.#forget(before)
    this.#objects.set(id, { stored: after, body })
    this.#byKey.set(after.key, id)
    this.#byUid.set(uid, id)
    bucket(this.#byNamespace, `${kind} ${namespace}`).set(id, after)
    bucket(this.#byNamespace, `${kind} *`).set(id, after)
    for (const [k, v] of Object.entries(after.labels)) {
      bucket(this.#byLabel, `${kind} ${namespace} ${k}=${v}`).set(id, after)
      bucket(this.#byLabel, `${kind} * ${k}=${v}`).set(id, after)
    }
    const changes: ChangeSet = !before
      ? { removed: [], updated: [], added: [after] }
      : same
        ? { removed: [], updated: [{ before, after }], added: [] }
        : { removed: [before], updated: [], added: [after] }
    this.#tell(changes)
    return changes
  }

  delete(id: ObjectId): ChangeSet {
    const held = this.#objects.get(id)
    if (!held) return { removed: [], updated: [], added: [] }
    this.#forget(held.stored)
    this.#objects.delete(id)
    const changes: ChangeSet = { removed: [held.stored], updated: [], added: [] }
    this.#tell(changes)
    return changes
  }

  #forget(object: StoredObject): void {
    const id = objectId(object.kind, object.namespace, object.name)
    this.#byKey.delete(object.key)
    this.#byUid.delete(object.uid)
    for (const scope of [object.namespace, '*']) {
      this.#byNamespace.get(`${object.kind} ${scope}`)?.delete(id)
      for (const [k, v] of Object.entries(object.labels)) this.#byLabel.get(`${object.kind} ${scope} ${k}=${v}`)?.delete(id)
    }
  }

  #tell(changes: ChangeSet): void {
    for (const listener of this.#listeners) listener(changes)
  }

  get(id: ObjectId): StoredObject | undefined {
    return this.#objects.get(id)?.stored
  }

  byKey(key: number): StoredObject | undefined {
    const id = this.#byKey.get(key)
    return id === undefined ? undefined : this.get(id)
  }

  byUid(uid: string): StoredObject | undefined {
    const id = this.#byUid.get(uid)
    return id === undefined ? undefined : this.get(id)
  }

  ofKind(kind: KindId): Iterable<StoredObject> {
    return [...(this.#byNamespace.get(`${kind} *`)?.values() ?? [])]
  }

  inNamespace(kind: KindId, namespace: string): Iterable<StoredObject> {
    return [...(this.#byNamespace.get(`${kind} ${namespace}`)?.values() ?? [])]
  }

  withLabel(kind: KindId, namespace: string | null, key: string, value: string): Iterable<StoredObject> {
    return [...(this.#byLabel.get(`${kind} ${namespace ?? '*'} ${key}=${value}`)?.values() ?? [])]
  }

  kinds(): readonly KindId[] {
    return [...new Set([...this.#objects.values()].map(({ stored }) => stored.kind))].sort()
  }

  isComplete(kind: KindId): boolean {
    return !this.incomplete.has(kind)
  }

  isForbidden(kind: KindId): boolean {
    return this.forbidden.has(kind)
  }

  body(id: ObjectId): RawObject | undefined {
    return this.#objects.get(id)?.body
  }

  onChange(listener: (changes: ChangeSet) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** The list before where it says the same, as the store does it. */
function sameParts(before: StoredObject['parts'], after: StoredObject['parts']): StoredObject['parts'] {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after
}

function bucket<T>(map: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let found = map.get(key)
  if (!found) {
    found = new Map()
    map.set(key, found)
  }
  return found
}

const workloads = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', 'apps/DaemonSet'])

function plainCells(kind: KindId, body: RawObject): StoredObject['cells'] {
  if (kind === 'core/Pod') {
    const statuses = (body['status']?.containerStatuses ?? []) as { ready?: boolean }[]
    return [{ t: 'ratio', have: statuses.filter((s) => s.ready).length, want: (body['spec']?.containers ?? []).length, level: 'healthy' }]
  }
  if (workloads.has(kind)) {
    const want = (body['status']?.desiredNumberScheduled ?? body['spec']?.replicas ?? 1) as number
    return [{ t: 'ratio', have: (body['status']?.readyReplicas ?? body['status']?.numberReady ?? 0) as number, want, level: 'healthy' }]
  }
  return []
}

function plainHealth(kind: KindId, body: RawObject): Health {
  if (kind === 'core/Pod') {
    const waiting = ((body['status']?.containerStatuses ?? []) as RawObject[]).find((s) => s['state']?.waiting)?.['state'].waiting
      .reason as string | undefined
    if (waiting) return { level: 'failing', reason: waiting }
    const conditions = (body['status']?.conditions ?? []) as RawObject[]
    if (conditions.some((c) => c['type'] === 'Ready' && c['status'] === 'False')) return { level: 'warning', reason: 'NotReady' }
    const phase = String(body['status']?.phase ?? 'Running')
    return {
      level: phase === 'Running' || phase === 'Succeeded' ? 'healthy' : phase === 'Pending' ? 'progressing' : 'failing',
      reason: phase,
    }
  }
  if (workloads.has(kind)) {
    const [cell] = plainCells(kind, body)
    if (typeof cell === 'object' && cell?.t === 'ratio') {
      if (cell.want === 0) return { level: 'paused', reason: 'Scaled to 0' }
      return cell.have >= cell.want
        ? { level: 'healthy', reason: 'Available' }
        : { level: cell.have > 0 ? 'progressing' : 'warning', reason: 'Updating' }
    }
  }
  return { level: 'healthy', reason: '' }
}
