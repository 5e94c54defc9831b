import { parseObjectId, type GraphQuery, type ObjectId } from '../contract/index.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { isGraphKind } from './graphKinds.ts'
import { namespaceId } from './scope.ts'

/** Which objects an area is about: those of a cluster, or of some namespaces. */
export class AreaBounds {
  readonly #reader: StoreReader
  /** Null: the whole cluster. */
  readonly #namespaces: ReadonlySet<string> | null
  /** The namespaces themselves, as objects: shown beside what is in them. */
  readonly own: ReadonlySet<ObjectId>

  constructor(reader: StoreReader, { scope }: GraphQuery) {
    this.#reader = reader
    this.#namespaces = scope.type === 'namespaces' ? new Set(scope.namespaces) : null
    this.own = new Set([...(this.#namespaces ?? [])].map(namespaceId))
  }

  /** The whole cluster: nothing is outside. */
  get isAll(): boolean {
    return this.#namespaces === null
  }

  has(namespace: string): boolean {
    return this.#namespaces?.has(namespace) !== false
  }

  holds({ namespace }: StoredObject): boolean {
    return this.has(namespace)
  }

  /** Whether an id is one that the area is about, there or not. */
  covers(id: ObjectId): boolean {
    return this.#namespaces === null || this.own.has(id) || this.#namespaces.has(parseObjectId(id)?.namespace ?? '')
  }

  /** What is in it, of all kinds that are nodes. */
  *lists(): Iterable<Iterable<StoredObject>> {
    for (const kind of this.#reader.kinds()) if (isGraphKind(kind)) yield* this.#ofKind(kind)
  }

  /** How much is in it of kinds that are no nodes. */
  countAside(): number {
    let count = 0
    for (const kind of this.#reader.kinds()) if (!isGraphKind(kind)) for (const list of this.#ofKind(kind)) for (const _ of list) count++
    return count
  }

  *#ofKind(kind: string): Iterable<Iterable<StoredObject>> {
    if (this.#namespaces === null) yield this.#reader.ofKind(kind)
    else for (const namespace of this.#namespaces) yield this.#reader.inNamespace(kind, namespace)
  }
}
