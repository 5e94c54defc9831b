import type { KindId, ObjectId, ObjectRef } from '../contract/index.ts'
import type { NameReference, Reference, SelectorReference } from '../relations/reference.ts'
import { KeyTable } from '../store/keyTable.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { bucketAdd, bucketDelete, bucketItems, type Bucket } from './bucket.ts'
import { Gates } from './gates.ts'
import { HolderLists } from './holderLists.ts'
import type { NamespaceLabels } from './namespaceLabels.ts'
import { SelectorIndex } from './selectorIndex.ts'
import { SetIndex } from './setIndex.ts'
import { TargetTable } from './targetTable.ts'

/**
 * Who points at what, looked up from the target's side. Edges are not stored: the forward side is each object's own list of references,
 * this index is the backward side, and both ends are joined when somebody asks. So a change costs the references of the
 * changed object, whatever the size of the rest, and nothing can be left behind.
 */
export class ReferenceIndex {
  readonly sets: SetIndex
  readonly gates: Gates
  /** By the numbers of references: each, and the keys of the objects that hold it. */
  readonly #held = new KeyTable<Reference>()
  readonly #holders = new HolderLists()
  readonly #byTarget = new TargetTable<NameReference>()
  readonly #byUid = new Map<string, Bucket<Reference>>()
  readonly #selectors: SelectorIndex<SelectorReference>
  readonly #byStem = new Map<string, Bucket<Reference>>()
  readonly #defaultSeekers = new Map<KindId, Bucket<Reference>>()
  readonly #defaultMarks = new Map<KindId, Bucket<Reference>>()

  constructor(namespaces: NamespaceLabels) {
    this.sets = new SetIndex(namespaces)
    this.gates = new Gates(namespaces)
    this.#selectors = new SelectorIndex(namespaces)
  }

  /** True when nobody held the reference before. */
  add(reference: Reference, holder: number): boolean {
    const number = numberOf(reference)
    if (!this.#holders.add(number, holder)) return false
    this.#held.set(number, reference)
    this.#enter(reference)
    return true
  }

  /** True when nobody holds the reference any more. */
  remove(reference: Reference, holder: number): boolean {
    const number = numberOf(reference)
    if (!this.#holders.remove(number, holder)) return false
    this.#held.delete(number)
    this.#leave(reference)
    return true
  }

  /** All references that are held, each once. */
  *references(): Iterable<Reference> {
    for (const number of this.#held.keys()) yield this.#held.get(number) as Reference // a key of the table
  }

  /** Keys of the objects that hold the reference. */
  holdersOf(reference: Reference): Iterable<number> {
    return this.#holders.of(numberOf(reference))
  }

  /** References that point at an object of this id, by its name. */
  namingId(id: ObjectId): Iterable<NameReference> {
    return this.#byTarget.ofId(id)
  }

  /** As {@link namingId}, for whoever has its parts. */
  naming(ref: ObjectRef): Iterable<NameReference> {
    return this.#byTarget.of(ref)
  }

  /** References that name a uid as their holder's owner. */
  owning(uid: string): Iterable<Reference> {
    return bucketItems(this.#byUid.get(uid))
  }

  /** References that point at an object, in whatever way: by name, uid, label, number or as the default of its kind. */
  *pointingAt(object: StoredObject): Iterable<Reference> {
    yield* this.naming(object)
    if (object.uid !== '') yield* this.owning(object.uid)
    yield* this.selecting(object)
    yield* this.counting(object)
    if (this.#defaultMarks.size > 0 && this.#marks(object)) yield* bucketItems(this.#defaultSeekers.get(object.kind))
  }

  /** Selectors that select an object, each by itself; those that mean a set are in {@link sets}. */
  selecting(object: StoredObject): readonly SelectorReference[] {
    return this.#selectors.selecting(object)
  }

  /** Selectors that look elsewhere when the labels of a namespace change. */
  choosing(): Iterable<SelectorReference> {
    return this.#selectors.choosing()
  }

  /** References to a numbered family that an object is a member of. */
  counting(object: StoredObject): Iterable<Reference> {
    if (this.#byStem.size === 0) return []
    const stem = stemOf(object.name)
    return stem === null ? [] : bucketItems(this.#byStem.get(`${object.kind}\n${object.namespace}\n${stem}`))
  }

  /** Who wants the default object of a kind. */
  seekingDefault(kind: KindId): Iterable<Reference> {
    return bucketItems(this.#defaultSeekers.get(kind))
  }

  /** Keys of the objects that call themselves the default of their kind. */
  *defaultsOf(kind: KindId): Iterable<number> {
    for (const mark of bucketItems(this.#defaultMarks.get(kind))) yield* this.holdersOf(mark)
  }

  /** Sizes, for diagnostics and benches. */
  get size(): { references: number; targets: number } {
    return { references: this.#holders.count, targets: this.#byTarget.size + this.#byUid.size + this.sets.size }
  }

  #marks(object: StoredObject): boolean {
    return object.references.some((r) => r.by === 'mark')
  }

  #enter(reference: Reference): void {
    switch (reference.by) {
      case 'name':
        this.#byTarget.add(reference)
        if (reference.gate) this.gates.add(reference)
        break
      case 'uid':
        bucketAdd(this.#byUid, reference.uid, reference)
        break
      case 'selector':
        if (reference.set === undefined) this.#selectors.add(reference)
        else this.sets.add(reference.set, reference)
        break
      case 'ordinal':
        bucketAdd(this.#byStem, `${reference.kind}\n${reference.namespace}\n${reference.stem}`, reference)
        break
      case 'default':
        bucketAdd(this.#defaultSeekers, reference.kind, reference)
        break
      case 'mark':
        bucketAdd(this.#defaultMarks, reference.kind, reference)
        break
      case 'grant':
      case 'admission':
        this.gates.add(reference)
        break
    }
  }

  #leave(reference: Reference): void {
    switch (reference.by) {
      case 'name':
        this.#byTarget.delete(reference)
        if (reference.gate) this.gates.remove(reference)
        break
      case 'uid':
        bucketDelete(this.#byUid, reference.uid, reference)
        break
      case 'selector':
        if (reference.set === undefined) this.#selectors.remove(reference)
        else this.sets.remove(reference.set, reference)
        break
      case 'ordinal':
        bucketDelete(this.#byStem, `${reference.kind}\n${reference.namespace}\n${reference.stem}`, reference)
        break
      case 'default':
        bucketDelete(this.#defaultSeekers, reference.kind, reference)
        break
      case 'mark':
        bucketDelete(this.#defaultMarks, reference.kind, reference)
        break
      case 'grant':
      case 'admission':
        this.gates.remove(reference)
        break
    }
  }
}

function numberOf({ number, kind, rule }: Reference): number {
  if (number === 0) throw new Error(`a reference of rule ${String(rule.id)} to ${kind} was not shared by a table`)
  return number
}

/** `data-web` of `data-web-3`; null when the name does not end in a number as StatefulSets write it (no leading zeros). */
export function stemOf(name: string): string | null {
  return /^(.+)-(?:0|[1-9]\d{0,9})$/.exec(name)?.[1] ?? null
}
