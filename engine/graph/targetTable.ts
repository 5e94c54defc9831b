import { objectId, parseObjectId, type KindId, type ObjectId, type ObjectRef } from '../contract/index.ts'
import { bucketAdd, bucketDelete, bucketItems, type Bucket } from './bucket.ts'

/**
 * Things by the object that they name. Looked up by namespace and name, and compared by kind, so that no id has to be made for each: hardly two of one namespace and name are
 * of different kinds.
 */
export class TargetTable<T extends ObjectRef> {
  readonly #namespaces = new Map<string, Map<string, Bucket<T>>>()
  /** Those whose id does not say where its parts end: manifests may name anything. */
  readonly #odd = new Map<ObjectId, Bucket<T>>()

  /** How many are named; of one namespace and name, one. */
  get size(): number {
    let size = this.#odd.size
    for (const names of this.#namespaces.values()) size += names.size
    return size
  }

  add(item: T): void {
    const { namespace } = item
    if (isOdd(item)) {
      bucketAdd(this.#odd, idOf(item), item)
      return
    }
    let names = this.#namespaces.get(namespace)
    if (names === undefined) this.#namespaces.set(namespace, (names = new Map()))
    bucketAdd(names, item.name, item)
  }

  delete(item: T): void {
    if (isOdd(item)) {
      bucketDelete(this.#odd, idOf(item), item)
      return
    }
    const names = this.#namespaces.get(item.namespace)
    if (names === undefined) return
    bucketDelete(names, item.name, item)
    if (names.size === 0) this.#namespaces.delete(item.namespace)
  }

  /** What names this object, or one of the same id. */
  *of(ref: ObjectRef): Generator<T> {
    if (isOdd(ref)) yield* this.ofId(idOf(ref))
    else {
      for (const item of bucketItems(this.#namespaces.get(ref.namespace)?.get(ref.name))) if (item.kind === ref.kind) yield item
      if (this.#odd.size > 0) yield* bucketItems(this.#odd.get(idOf(ref)))
    }
  }

  /** What names the object of an id. */
  *ofId(id: ObjectId): Generator<T> {
    const ref = parseObjectId(id)
    const isId = ref !== null && !isOdd(ref)
    if (isId) yield* this.of(ref)
    if (this.#odd.size > 0 && (!isId || idOf(ref) !== id)) yield* bucketItems(this.#odd.get(id))
  }

  *all(): Generator<T> {
    for (const names of this.#namespaces.values()) for (const bucket of names.values()) yield* bucketItems(bucket)
    for (const bucket of this.#odd.values()) yield* bucketItems(bucket)
  }
}

function idOf({ kind, namespace, name }: ObjectRef): ObjectId {
  return objectId(kind, namespace, name)
}

/** Whether the id of an object is read as that of another one. */
function isOdd({ kind, namespace }: { kind: KindId; namespace: string }): boolean {
  const slash = kind.indexOf('/')
  return slash <= 0 || kind.includes('/', slash + 1) || namespace.includes('/') || namespace === '_'
}
