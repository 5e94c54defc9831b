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
  readonly #byLabel = new Map<string, Bucket<T>>()
  /** How many there are of each kind: most kinds are never selected. */
  readonly #kinds = new Map<KindId, number>()
  /** Those that choose namespaces by labels. */
  readonly #choosing = new Set<T>()

  constructor(namespaces: NamespaceLabels) {
    this.#namespaces = namespaces
  }

  add(item: T): void {
    bucketAdd(this.#byLabel, placeOf(item), item)
    this.#kinds.set(item.kind, (this.#kinds.get(item.kind) ?? 0) + 1)
    if (item.spaces?.selector) this.#choosing.add(item)
  }

  remove(item: T): void {
    bucketDelete(this.#byLabel, placeOf(item), item)
    const left = (this.#kinds.get(item.kind) ?? 0) - 1
    if (left > 0) this.#kinds.set(item.kind, left)
    else this.#kinds.delete(item.kind)
    this.#choosing.delete(item)
  }

  /** What selects an object. */
  *selecting(object: StoredObject): Iterable<T> {
    if (!this.#kinds.has(object.kind)) return
    const { labels } = object
    for (const namespace of object.namespace === '' ? [''] : [object.namespace, '*']) {
      const start = `${object.kind}\n${namespace}\n`
      for (const key in labels) yield* this.#of(bucketItems(this.#byLabel.get(`${start}${key}\n${labels[key] ?? ''}`)), object)
      yield* this.#of(bucketItems(this.#byLabel.get(start)), object)
    }
  }

  /** Those that choose namespaces by labels: they look elsewhere when the labels of a namespace change. */
  choosing(): Iterable<T> {
    return this.#choosing
  }

  *#of(items: Iterable<T>, object: StoredObject): Iterable<T> {
    for (const item of items)
      if (
        selects(item.selector, object.labels, object.name) &&
        (item.spaces === undefined || this.#namespaces.includes(item, object.namespace))
      )
        yield item
  }
}

function placeOf({ kind, namespace, selector }: Selecting): string {
  const pair = requiredPair(selector)
  const start = `${kind}\n${namespace ?? '*'}\n`
  return pair ? `${start}${pair[0]}\n${pair[1]}` : start
}
