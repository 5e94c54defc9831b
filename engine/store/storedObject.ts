import type { Cell, Health, KindId, ObjectId } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'

/** What the store keeps of one object, beside its packed body. Never mutated: an update makes a new one with the same key. */
export interface StoredObject {
  /** Handle, unique in its cluster, stable while the object (uid) exists. */
  readonly key: number
  readonly kind: KindId
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  /** Epoch milliseconds. */
  readonly createdAt: number | null
  readonly deletingSince: number | null
  /** Interned: equal label sets are the same object. */
  readonly labels: Readonly<Record<string, string>>
  readonly health: Health
  readonly cells: readonly Cell[]
  /** Interned lists. */
  readonly references: readonly Reference[]
  /** What others may name of it: keys, ports, listeners (`partsOf`). Interned; undefined where that is not known. */
  readonly parts: readonly string[] | undefined
}

/** What changed in one step, in the order things must be told: removed, then updated, then added. */
export interface ChangeSet {
  removed: readonly StoredObject[]
  updated: readonly { before: StoredObject; after: StoredObject }[]
  added: readonly StoredObject[]
}

/** The side of the store that graph and layout may read. */
export interface StoreReader {
  get(id: ObjectId): StoredObject | undefined
  byKey(key: number): StoredObject | undefined
  byUid(uid: string): StoredObject | undefined
  /** All objects of a kind, in no particular order. */
  ofKind(kind: KindId): Iterable<StoredObject>
  /** Objects of a kind in a namespace. */
  inNamespace(kind: KindId, namespace: string): Iterable<StoredObject>
  kinds(): readonly KindId[]
  /** True when the kind is completely listed (so a missing target is dangling, not unknown). */
  isComplete(kind: KindId, namespace: string): boolean
  /** True when the kind may not be listed. */
  isForbidden(kind: KindId): boolean
  /** The parsed body (managedFields cut, secret values gone), or undefined when the object is gone. */
  body(id: ObjectId): Record<string, any> | undefined
  /** Objects of a kind (in a namespace, or in all with null) that have this label pair. */
  withLabel(kind: KindId, namespace: string | null, key: string, value: string): Iterable<StoredObject>
  /** Called after every change set; returns the stop function. */
  onChange(listener: (changes: ChangeSet) => void): () => void
}
