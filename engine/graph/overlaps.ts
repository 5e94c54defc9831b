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
  /** Groups found since the last change: by family, kind and namespace, and then by labels. */
  readonly #known = new Map<string, Map<StoredObject['labels'], Group>>()
  readonly #groupsByHolders = new Map<string, Group>()

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

  /** To be called when anything that is indexed has changed. */
  forget(): void {
    this.#known.clear()
    this.#groupsByHolders.clear()
  }

  *#groups(reference: SelectorReference, family: string): Iterable<Map<ObjectId, Member>> {
    const met = new Set<Group>()
    for (const selected of this.#targets.selected(reference)) {
      const group = this.#groupOf(selected, family)
      if (met.has(group)) continue
      met.add(group)
      const members = new Map<ObjectId, Member>()
      for (const { key, reference: other } of group) {
        const object = this.#reader.byKey(key)
        if (object) members.set(idOf(object), { object, reference: other })
      }
      yield members
    }
  }

  /** Who selects an object. Objects that differ in their labels, and are selected by the same, have the same group. */
  #groupOf(selected: StoredObject, family: string): Group {
    const place = `${family} ${selected.kind} ${selected.namespace}`
    let known = this.#known.get(place)
    if (known === undefined) this.#known.set(place, (known = new Map()))
    let group = known.get(selected.labels)
    if (group === undefined) {
      const holders: { key: number; reference: SelectorReference }[] = []
      for (const reference of this.#index.selecting(selected))
        if (familyOf(reference) === family) for (const key of this.#index.holdersOf(reference)) holders.push({ key, reference })
      const name = `${family} ${holders.map(({ key }) => key).join()}`
      const held = this.#groupsByHolders.get(name)
      // one object may have several selectors of a family
      group = held?.every(({ reference }, i) => reference === holders[i]?.reference) === true ? held : holders
      this.#groupsByHolders.set(name, group)
      known.set(selected.labels, group)
    }
    return group
  }
}

/** Who selects one object, in the family asked for. */
type Group = readonly { key: number; reference: SelectorReference }[]

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
    reference: { by: 'name', rule: overlapRule, number: 0, kind, namespace, name, optional: false, evidence },
    holder: first.object,
  }
}

const none: readonly Link[] = []
