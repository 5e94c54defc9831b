import type { ObjectId } from '../contract/index.ts'
import type { Reference, UidReference } from '../relations/reference.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { bucketAdd, bucketDelete, bucketItems, type Bucket } from './bucket.ts'
import { ownerId, type Targets } from './targets.ts'

/** Owner references by the id that the owner would have: those whose owner is not held are all that is known of it. */
export class GoneOwners {
  readonly #reader: StoreReader
  readonly #targets: Targets
  readonly #byId = new Map<ObjectId, Bucket<UidReference>>()

  constructor(reader: StoreReader, targets: Targets) {
    this.#reader = reader
    this.#targets = targets
  }

  add(reference: UidReference): void {
    bucketAdd(this.#byId, ownerId(reference), reference)
  }

  delete(reference: UidReference): void {
    bucketDelete(this.#byId, ownerId(reference), reference)
  }

  /** References to an owner of this id that is not held, whatever else has its name now. */
  *of(id: ObjectId): Iterable<UidReference> {
    for (const reference of bucketItems(this.#byId.get(id))) if (this.#isGone(reference)) yield reference
  }

  /** References to all owners that are not held. */
  *all(): Iterable<Reference> {
    for (const id of this.#byId.keys()) yield* this.of(id)
  }

  /** An owner that is held under another id than its dependents say (another version of its group) is no ghost. */
  #isGone(reference: UidReference): boolean {
    return this.#targets.held(this.#reader.byUid(reference.uid)) === undefined
  }
}
