import type { KindId } from '../contract/index.ts'
import type { LabelSelector, NamespaceChoice } from '../relations/reference.ts'
import { requiredPair, selects } from '../relations/selector.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { bucketAdd, bucketDelete, bucketItems, type Bucket } from './bucket.ts'
import type { NamespaceLabels } from './namespaceLabels.ts'

/** What has a selector, and says where it looks. */
export interface Selecting {
  kind: KindId
  namespace: string | null
  spaces?: NamespaceChoice
  selector: LabelSelector
}

/** Selectors by one label pair that all they select must have: which select an object is asked without going through all of them. */
export class SelectorIndex<T extends Selecting> {
  readonly #namespaces: NamespaceLabels
  /** By kind and namespace (`*`: several), and then by label pair; the empty pair is of those that have none. */
  readonly #places = new Map<string, Map<string, Bucket<T>>>()
  /** Those that choose namespaces by labels. */
  readonly #choosing = new Set<T>()

  constructor(namespaces: NamespaceLabels) {
    this.#namespaces = namespaces
  }

  add(item: T): void {
    const place = placeOf(item)
    let pairs = this.#places.get(place)
    if (pairs === undefined) this.#places.set(place, (pairs = new Map()))
    bucketAdd(pairs, pairOf(item), item)
    if (item.spaces?.selector) this.#choosing.add(item)
  }

  remove(item: T): void {
    const place = placeOf(item)
    const pairs = this.#places.get(place)
    if (pairs === undefined) return
    bucketDelete(pairs, pairOf(item), item)
    if (pairs.size === 0) this.#places.delete(place)
    this.#choosing.delete(item)
  }

  /** What selects an object. */
  selecting(object: StoredObject): readonly T[] {
    let found: T[] | null = null
    if (object.namespace !== '') found = this.#find(this.#places.get(`${object.kind}\n*`), object, found)
    found = this.#find(this.#places.get(`${object.kind}\n${object.namespace}`), object, found)
    return found ?? nothing
  }

  /** Those that choose namespaces by labels: they look elsewhere when the labels of a namespace change. */
  choosing(): Iterable<T> {
    return this.#choosing
  }

  #find(pairs: ReadonlyMap<string, Bucket<T>> | undefined, object: StoredObject, found: T[] | null): T[] | null {
    if (pairs === undefined) return found
    const { labels } = object
    for (const key in labels) found = this.#take(pairs.get(`${key}\n${labels[key] ?? ''}`), object, found)
    return this.#take(pairs.get(''), object, found)
  }

  #take(bucket: Bucket<T> | undefined, object: StoredObject, found: T[] | null): T[] | null {
    if (bucket === undefined) return found
    for (const item of bucketItems(bucket)) {
      if (!selects(item.selector, object.labels, object.name, object.parts)) continue
      if (item.spaces === undefined || this.#namespaces.includes(item, object.namespace)) (found ??= []).push(item)
    }
    return found
  }
}

function placeOf({ kind, namespace }: Selecting): string {
  return `${kind}\n${namespace ?? '*'}`
}

function pairOf({ selector }: Selecting): string {
  const pair = requiredPair(selector)
  return pair ? `${pair[0]}\n${pair[1]}` : ''
}

const nothing: readonly never[] = []
