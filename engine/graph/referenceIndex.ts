import { objectId, type KindId, type ObjectId } from '../contract/index.ts'
import type { Reference, SelectorReference } from '../relations/reference.ts'
import { requiredPair, selects } from '../relations/selector.ts'
import { idOf } from './nodeTarget.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Keys of the objects that hold one reference: mostly one, so that a set is only made for the second. */
type Holders = number | Set<number>

/** References that point at the same: mostly one, too. */
type Bucket<T extends Reference = Reference> = T | Set<T>

/**
 * Who points at what, looked up from the target's side. Edges are not stored: the forward side is each object's own list of references,
 * this index is the backward side, and both ends are joined when somebody asks. So a change costs the references of the
 * changed object, whatever the size of the rest, and nothing can be left behind.
 */
export class ReferenceIndex {
  readonly #holders = new Map<Reference, Holders>()
  readonly #byTarget = new Map<ObjectId, Bucket>()
  readonly #byUid = new Map<string, Bucket>()
  readonly #byLabel = new Map<string, Bucket<SelectorReference>>()
  readonly #byStem = new Map<string, Bucket>()
  readonly #defaultSeekers = new Map<KindId, Bucket>()
  readonly #defaultMarks = new Map<KindId, Bucket>()
  readonly #grants = new Map<string, Bucket>()

  add(reference: Reference, holder: number): void {
    const held = this.#holders.get(reference)
    if (held === undefined) {
      this.#holders.set(reference, holder)
      this.#enter(reference)
    } else if (typeof held === 'object') held.add(holder)
    else if (held !== holder) this.#holders.set(reference, new Set([held, holder]))
  }

  remove(reference: Reference, holder: number): void {
    const held = this.#holders.get(reference)
    if (held === undefined) return
    if (typeof held === 'object') {
      held.delete(holder)
      if (held.size > 0) return
    } else if (held !== holder) return
    this.#holders.delete(reference)
    this.#leave(reference)
  }

  /** Keys of the objects that hold the reference. */
  *holdersOf(reference: Reference): Iterable<number> {
    const held = this.#holders.get(reference)
    if (typeof held === 'number') yield held
    else if (held) yield* held
  }

  /** References that point at an object of this id, by its name. */
  naming(id: ObjectId): Iterable<Reference> {
    return each(this.#byTarget.get(id))
  }

  /** Ids that some reference names. */
  namedIds(): Iterable<ObjectId> {
    return this.#byTarget.keys()
  }

  /** Uids that some owner reference names, with those references. */
  *namedUids(): Iterable<readonly [string, Iterable<Reference>]> {
    for (const [uid, bucket] of this.#byUid) yield [uid, each(bucket)]
  }

  /** References that point at an object, in whatever way: by name, uid, label, number or as the default of its kind. */
  *pointingAt(object: StoredObject): Iterable<Reference> {
    yield* this.naming(idOf(object))
    if (object.uid !== '') yield* each(this.#byUid.get(object.uid))
    yield* this.selecting(object)
    yield* this.counting(object)
    if (this.#defaultMarks.size > 0 && this.#marks(object)) yield* each(this.#defaultSeekers.get(object.kind))
  }

  /** Selectors that select an object. */
  *selecting(object: StoredObject): Iterable<SelectorReference> {
    if (this.#byLabel.size === 0) return
    for (const namespace of object.namespace === '' ? [''] : [object.namespace, '*']) {
      const start = `${object.kind}\n${namespace}\n`
      for (const key in object.labels) {
        for (const reference of each(this.#byLabel.get(`${start}${key}\n${object.labels[key] ?? ''}`))) {
          if (selects(reference.selector, object.labels)) yield reference
        }
      }
      for (const reference of each(this.#byLabel.get(start))) if (selects(reference.selector, object.labels)) yield reference
    }
  }

  /** References to a numbered family that an object is a member of. */
  counting(object: StoredObject): Iterable<Reference> {
    if (this.#byStem.size === 0) return []
    const stem = stemOf(object.name)
    return stem === null ? [] : each(this.#byStem.get(`${object.kind}\n${object.namespace}\n${stem}`))
  }

  /** Who wants the default object of a kind. */
  seekingDefault(kind: KindId): Iterable<Reference> {
    return each(this.#defaultSeekers.get(kind))
  }

  /** Keys of the objects that call themselves the default of their kind. */
  *defaultsOf(kind: KindId): Iterable<number> {
    for (const mark of each(this.#defaultMarks.get(kind))) yield* this.holdersOf(mark)
  }

  #marks(object: StoredObject): boolean {
    return object.references.some((r) => r.by === 'mark')
  }

  /** Sizes, for diagnostics and benches. */
  get size(): { references: number; targets: number } {
    return { references: this.#holders.size, targets: this.#byTarget.size + this.#byUid.size }
  }

  #enter(reference: Reference): void {
    const [map, key] = this.#place(reference)
    const bucket = map.get(key)
    if (bucket === undefined) map.set(key, reference)
    else if (bucket instanceof Set) bucket.add(reference)
    else if (bucket !== reference) map.set(key, new Set([bucket, reference]))
  }

  #leave(reference: Reference): void {
    const [map, key] = this.#place(reference)
    const bucket = map.get(key)
    if (bucket instanceof Set) bucket.delete(reference)
    if (bucket === reference || (bucket instanceof Set && bucket.size === 0)) map.delete(key)
  }

  #place(reference: Reference): readonly [Map<string, Bucket>, string] {
    switch (reference.by) {
      case 'name':
        return [this.#byTarget, objectId(reference.kind, reference.namespace, reference.name)]
      case 'uid':
        return [this.#byUid, reference.uid]
      case 'selector': {
        const pair = requiredPair(reference.selector)
        const start = `${reference.kind}\n${reference.namespace ?? '*'}\n`
        return [this.#byLabel, pair ? `${start}${pair[0]}\n${pair[1]}` : start]
      }
      case 'ordinal':
        return [this.#byStem, `${reference.kind}\n${reference.namespace}\n${reference.stem}`]
      case 'default':
        return [this.#defaultSeekers, reference.kind]
      case 'mark':
        return [this.#defaultMarks, reference.kind]
      case 'grant':
        return [this.#grants, reference.namespace]
    }
  }
}

const nothing: readonly never[] = []

function each<T extends Reference>(bucket: Bucket<T> | undefined): Iterable<T> {
  return bucket === undefined ? nothing : bucket instanceof Set ? bucket : [bucket]
}

/** `data-web` of `data-web-3`; null when the name does not end in a number as StatefulSets write it (no leading zeros). */
export function stemOf(name: string): string | null {
  return /^(.+)-(?:0|[1-9]\d{0,9})$/.exec(name)?.[1] ?? null
}
