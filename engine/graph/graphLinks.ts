import { parseObjectId, type ObjectId } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import type { GoneOwners } from './goneOwners.ts'
import type { Link } from './link.ts'
import { targetOf, type NodeTarget } from './nodeTarget.ts'
import type { Overlaps } from './overlaps.ts'
import type { ReferenceIndex } from './referenceIndex.ts'
import { setTarget, stands, type Targets } from './targets.ts'

/** Joins references with their ends, from either side, one after another: of what a whole cluster hangs on there are many. */
export class GraphLinks {
  readonly #reader: StoreReader
  readonly #index: ReferenceIndex
  readonly #targets: Targets
  readonly #overlaps: Overlaps
  readonly #goneOwners: GoneOwners

  constructor(reader: StoreReader, index: ReferenceIndex, targets: Targets, overlaps: Overlaps, goneOwners: GoneOwners) {
    this.#reader = reader
    this.#index = index
    this.#targets = targets
    this.#overlaps = overlaps
    this.#goneOwners = goneOwners
  }

  /** Everything an object points at, and everything that points at it; of a ghost or a set, who names it. */
  *of(id: ObjectId): Iterable<Link> {
    const object = this.#targets.held(this.#reader.get(id))
    if (object) {
      yield* this.declaredFrom(object)
      yield* this.#overlaps.links(object)
      yield* this.to(object)
      // Another object once had this name, and is still named as the owner of something.
      const former = { ...targetOf(object), object: undefined }
      for (const reference of this.#goneOwners.of(id)) if (reference.uid !== object.uid) yield* this.#held(reference, former)
      return
    }
    const target = this.absent(id)
    if (target) for (const reference of this.absentReferences(id)) if (stands(reference, target)) yield* this.#held(reference, target)
  }

  /** What points at one object, overlaps aside. */
  *to(object: StoredObject): Iterable<Link> {
    const target = targetOf(object)
    for (const reference of this.#index.pointingAt(object)) {
      if (!stands(reference, target)) continue
      if (reference.by === 'selector' && this.#targets.isOwned(object, reference.unlessOwnedBy)) continue
      if (reference.by === 'default' && this.#targets.default(reference.kind)?.key !== object.key) continue
      yield* this.#held(reference, target)
    }
  }

  /** What the fields of one object make: whoever has seen enough may stop. */
  *declaredFrom(holder: StoredObject): Iterable<Link> {
    for (const reference of holder.references) {
      for (const target of this.#targets.of(reference)) if (!selectsItself(holder, reference, target)) yield link(holder, reference, target)
    }
  }

  /** Who names something that is no held object: a ghost, what the API has no objects for, a set. */
  *absentReferences(id: ObjectId): Iterable<Reference> {
    yield* this.#index.namingId(id)
    // Owners that are gone have no other name than the one in the owner reference.
    yield* this.#goneOwners.of(id)
    for (const { references } of this.#index.sets.get(id)) yield* references
  }

  /** The target that an id is while no object of it is held; null where it is no id. */
  absent(id: ObjectId): NodeTarget | null {
    if (this.#index.sets.get(id).length > 0) return setTarget(id)
    const parts = parseObjectId(id)
    return parts && { id, ...parts, object: undefined }
  }

  /** The links that a reference makes to one thing, from each who holds it. */
  *#held(reference: Reference, target: NodeTarget): Iterable<Link> {
    for (const key of this.#index.holdersOf(reference)) {
      const holder = this.#reader.byKey(key)
      if (holder && !selectsItself(holder, reference, target)) yield link(holder, reference, target)
    }
  }
}

/** A ClusterRole that aggregates others may have the labels that it looks for: it does not aggregate itself. */
function selectsItself(holder: StoredObject, reference: Reference, target: NodeTarget): boolean {
  return reference.by === 'selector' && target.object?.key === holder.key
}

function link(holder: StoredObject, reference: Reference, target: NodeTarget): Link {
  const self = targetOf(holder)
  const backward = reference.by === 'name' && reference.backward === true
  return { source: backward ? target : self, target: backward ? self : target, reference, holder }
}
