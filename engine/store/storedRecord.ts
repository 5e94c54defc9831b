import type { Cell, Health, KindId } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import type { BodyHandle } from './bodies.ts'
import type { StoredObject } from './storedObject.ts'

/** The store's own form of a {@link StoredObject}: one shape for all kinds, so that V8 keeps it compact. */
export class StoredRecord implements StoredObject {
  readonly key: number
  readonly kind: KindId
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: number | null
  readonly deletingSince: number | null
  readonly labels: Readonly<Record<string, string>>
  readonly health: Health
  readonly cells: readonly Cell[]
  readonly references: readonly Reference[]
  readonly parts: readonly string[] | undefined
  /** Where the body lies; only the newest version of an object has one. */
  readonly body: BodyHandle
  /** The replacement during which the object was last heard of: bookkeeping, not a fact of the object. */
  epoch: number

  constructor(facts: Omit<StoredRecord, 'with'>) {
    this.key = facts.key
    this.kind = facts.kind
    this.namespace = facts.namespace
    this.name = facts.name
    this.uid = facts.uid
    this.resourceVersion = facts.resourceVersion
    this.createdAt = facts.createdAt
    this.deletingSince = facts.deletingSince
    this.labels = facts.labels
    this.health = facts.health
    this.cells = facts.cells
    this.references = facts.references
    this.parts = facts.parts
    this.body = facts.body
    this.epoch = facts.epoch
  }

  /** The same version of the object, judged anew or with other references. */
  with(change: { health: Health; cells: readonly Cell[] } | { references: readonly Reference[] }): StoredRecord {
    const { key, kind, namespace, name, uid, resourceVersion, createdAt, deletingSince } = this
    const { labels, health, cells, references, parts, body, epoch } = this
    return new StoredRecord({
      key,
      kind,
      namespace,
      name,
      uid,
      resourceVersion,
      createdAt,
      deletingSince,
      labels,
      health,
      cells,
      references,
      parts,
      body,
      epoch,
      ...change,
    })
  }
}
