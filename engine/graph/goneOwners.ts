import type { ObjectId } from '../contract/index.ts'
import type { Reference, UidReference } from '../relations/reference.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { TargetTable } from './targetTable.ts'
import type { Targets } from './targets.ts'

/** Owner references by the object that the owner would be: those whose owner is not held are all that is known of it. */
export class GoneOwners {
  readonly #reader: StoreReader
  readonly #targets: Targets
  readonly #owners = new TargetTable<UidReference>()

  constructor(reader: StoreReader, targets: Targets) {
    this.#reader = reader
    this.#targets = targets
  }

  add(reference: UidReference): void {
    this.#owners.add(reference)
  }

  delete(reference: UidReference): void {
    this.#owners.delete(reference)
  }

  /** References to an owner of this id that is not held, whatever else has its name now. */
  *of(id: ObjectId): Iterable<UidReference> {
    for (const reference of this.#owners.ofId(id)) if (this.#isGone(reference)) yield reference
  }

  /** References to all owners that are not held. */
  *all(): Iterable<Reference> {
    for (const reference of this.#owners.all()) if (this.#isGone(reference)) yield reference
  }

  /** An owner that is held under another id than its dependents say (another version of its group) is no ghost. */
  #isGone(reference: UidReference): boolean {
    return this.#targets.held(this.#reader.byUid(reference.uid)) === undefined
  }
}
