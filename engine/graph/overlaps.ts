import type { ObjectId } from '../contract/index.ts'
import { overlapFamilies, overlapRule } from '../relations/overlap.ts'
import type { Reference, SelectorReference } from '../relations/reference.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import type { Link } from './link.ts'
import { idOf, targetOf } from './nodeTarget.ts'
import type { ReferenceIndex } from './referenceIndex.ts'
import type { Targets } from './targets.ts'

/** In a larger group each is shown to overlap with the first, by id: pairs would be as many as its square. */
const largestGroup = 8

/**
 * Rule 130: who selects the same Pods. Computed when asked for, from the selectors' index: objects with equal labels in one namespace are
 * selected by the same, so that one of them is looked at.
 */
export class Overlaps {
  readonly #reader: StoreReader
  readonly #index: ReferenceIndex
  readonly #targets: Targets

  constructor(reader: StoreReader, index: ReferenceIndex, targets: Targets) {
    this.#reader = reader
    this.#index = index
    this.#targets = targets
  }

  /** The overlaps of one object, as links whose source is the first of the two by id. */
  links(object: StoredObject): readonly Link[] {
    let found: Map<ObjectId, Link> | null = null
    for (const reference of object.references) {
      const family = familyOf(reference)
      if (family === undefined) continue
      const id = idOf(object)
      for (const group of this.#groups(reference as SelectorReference, family)) {
        if (group.size < 2) continue
        const first = [...group.keys()].reduce((a, b) => (a < b ? a : b))
        for (const [otherId, other] of group) {
          if (otherId === id || (group.size > largestGroup && first !== id && first !== otherId) || areKin(object, other.object)) continue
          found ??= new Map()
          const mine = { object, reference: reference as SelectorReference }
          if (!found.has(otherId)) found.set(otherId, id < otherId ? overlap(mine, other) : overlap(other, mine))
        }
      }
    }
    return found === null ? none : [...found.values()]
  }

  /** Every object that selects something that this selector selects, in its family. */
  *around(reference: SelectorReference): Iterable<StoredObject> {
    const family = familyOf(reference)
    if (family === undefined) return
    for (const group of this.#groups(reference, family)) for (const { object } of group.values()) yield object
  }

  *#groups(reference: SelectorReference, family: string): Iterable<Map<ObjectId, Member>> {
    const met = new Set<unknown>()
    for (const selected of this.#targets.selected(reference)) {
      if (met.has(selected.labels)) continue
      met.add(selected.labels)
      const group = new Map<ObjectId, Member>()
      for (const other of this.#index.selecting(selected)) {
        if (familyOf(other) !== family) continue
        for (const key of this.#index.holdersOf(other)) {
          const holder = this.#reader.byKey(key)
          if (holder) group.set(idOf(holder), { object: holder, reference: other })
        }
      }
      yield group
    }
  }
}

interface Member {
  object: StoredObject
  reference: SelectorReference
}

/** The family of a selector that may overlap with others. */
export function familyOf(reference: Reference): string | undefined {
  return reference.by === 'selector' && reference.set === undefined ? overlapFamilies.get(reference.rule.id) : undefined
}

/** A Deployment and its ReplicaSets, and ReplicaSets of one Deployment, share their Pods by design. */
function areKin(a: StoredObject, b: StoredObject): boolean {
  const owners = uidsOver(a)
  return owners.includes(b.uid) || uidsOver(b).some((uid) => uid === a.uid || owners.includes(uid))
}

function uidsOver(object: StoredObject): readonly string[] {
  const uids: string[] = []
  for (const reference of object.references) if (reference.by === 'uid') uids.push(reference.uid)
  return uids
}

function overlap(first: Member, second: Member): Link {
  const { kind, namespace, name } = second.object
  const evidence = [
    ...first.reference.evidence,
    ...second.reference.evidence.map((e) => ({ ...e, holder: e.holder ?? idOf(second.object) })),
  ]
  return {
    source: targetOf(first.object),
    target: targetOf(second.object),
    reference: { by: 'name', rule: overlapRule, kind, namespace, name, optional: false, evidence },
    holder: first.object,
  }
}

const none: readonly Link[] = []
