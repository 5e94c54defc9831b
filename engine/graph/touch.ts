import type { KindId, ObjectId } from '../contract/index.ts'
import type { Reference, SelectorReference } from '../relations/reference.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { isReady } from './edgeState.ts'
import { chooses, namespaceKind } from './namespaceLabels.ts'
import { idOf } from './nodeTarget.ts'
import { familyOf, type Overlaps } from './overlaps.ts'
import type { ReferenceIndex } from './referenceIndex.ts'
import type { SetNode } from './setIndex.ts'
import type { Targets } from './targets.ts'

/** What a change set touches, as it gathers. */
export interface Touched {
  nodes: Set<ObjectId>
  rewired: Set<ObjectId>
}

/** What of an object matters to the edges of others. */
interface Selected {
  references: readonly SelectorReference[]
  sets: readonly SetNode[]
}

/**
 * Finds the nodes whose edges a change set touches. Asked twice: before the index takes the change over, of what was, and after, of what is.
 * So each change is looked at from its own side while everything else is as the index has it, in whatever order the changes of a set are.
 */
export class Touch {
  readonly #reader: StoreReader
  readonly #index: ReferenceIndex
  readonly #targets: Targets
  readonly #overlaps: Overlaps

  constructor(reader: StoreReader, index: ReferenceIndex, targets: Targets, overlaps: Overlaps) {
    this.#reader = reader
    this.#index = index
    this.#targets = targets
    this.#overlaps = overlaps
  }

  /** Both ends of all edges of an object that comes (asked after) or goes (asked before). */
  edges(object: StoredObject, touched: Touched): void {
    const { rewired } = touched
    rewired.add(idOf(object))
    for (const reference of object.references) this.reference(reference, object, touched)
    for (const reference of this.#index.pointingAt(object)) this.#holders(reference, object, rewired)
    for (const set of this.#index.sets.selecting(object)) touchSet(set, touched)
    this.#wards(object, rewired)
    if (object.kind === namespaceKind) this.#choosing(object, { 'kubernetes.io/metadata.name': object.name }, object.labels, touched)
  }

  /** The far ends of a reference that an object gets (asked after) or loses (asked before). */
  reference(reference: Reference, holder: StoredObject, { rewired }: Touched): void {
    for (const target of this.#targets.of(reference)) rewired.add(target.id)
    switch (reference.by) {
      case 'mark':
        this.#seekers(holder.kind, rewired)
        break
      case 'grant':
        for (const gated of this.#index.gates.gatedInto(reference.namespace)) {
          for (const target of this.#targets.of(gated)) rewired.add(target.id)
          for (const key of this.#index.holdersOf(gated)) this.#key(key, rewired)
        }
        break
      case 'admission':
        for (const naming of this.#index.naming(holder)) if (naming.gate?.by === 'listener') this.#holders(naming, holder, rewired)
        break
      case 'selector':
        if (familyOf(reference) !== undefined) for (const other of this.#overlaps.around(reference)) rewired.add(idOf(other))
        break
      case 'uid':
        // Whose controller somebody is decides whether others that select it would adopt it, and who overlaps by design.
        this.#adopters(holder, rewired)
        this.#wards(holder, rewired)
        this.kin(holder, rewired)
        break
      case 'name':
      case 'ordinal':
      case 'default':
        break
    }
  }

  /** What selects an object, by itself or as a set. */
  selected(object: StoredObject): Selected {
    return { references: this.#index.selecting(object), sets: this.#index.sets.selecting(object) }
  }

  /** An object is selected by others than before. */
  relabelled(object: StoredObject, was: Selected, is: Selected, touched: Touched): void {
    const { rewired } = touched
    let overlapping = false
    for (const reference of difference(was.references, is.references)) {
      this.#holders(reference, object, rewired)
      overlapping ||= familyOf(reference) !== undefined
    }
    if (overlapping)
      for (const reference of [...was.references, ...is.references])
        if (familyOf(reference) !== undefined) for (const key of this.#index.holdersOf(reference)) this.#key(key, rewired)
    for (const set of difference(was.sets, is.sets)) touchSet(set, touched)
  }

  /** The labels of a namespace changed: asked after the index has them. */
  renamespaced(before: StoredObject, after: StoredObject, touched: Touched): void {
    this.#choosing(after, before.labels, after.labels, touched)
  }

  /** Parts of an object came or went, or whether it is ready: the edges are the same, their states may not be. */
  restated(before: StoredObject, after: StoredObject, { rewired }: Touched): void {
    if (before.parts !== after.parts) {
      for (const reference of this.#index.naming(after)) if (reference.parts) this.#holders(reference, after, rewired)
      for (const reference of this.#index.selecting(after)) if (reference.parts) this.#holders(reference, after, rewired)
    }
    if (isReady(before) !== isReady(after))
      for (const reference of this.#index.selecting(after)) if (reference.rule.id === 41) this.#holders(reference, after, rewired)
  }

  /** Who overlaps with a holder of selectors. */
  kin(holder: StoredObject, rewired: Set<ObjectId>): void {
    for (const reference of holder.references)
      if (familyOf(reference) !== undefined)
        for (const other of this.#overlaps.around(reference as SelectorReference)) rewired.add(idOf(other))
  }

  /** What an object owns, and who would adopt it. */
  #wards(object: StoredObject, rewired: Set<ObjectId>): void {
    if (object.uid === '') return
    for (const reference of this.#index.owning(object.uid))
      for (const key of this.#index.holdersOf(reference)) {
        const ward = this.#reader.byKey(key)
        if (ward) this.#adopters(ward, rewired)
      }
  }

  #adopters(object: StoredObject, rewired: Set<ObjectId>): void {
    for (const reference of this.#index.selecting(object))
      if (reference.unlessOwnedBy !== undefined) this.#holders(reference, object, rewired)
  }

  #choosing(
    namespace: StoredObject,
    before: Readonly<Record<string, string>>,
    after: Readonly<Record<string, string>>,
    touched: Touched,
  ): void {
    const { name } = namespace
    for (const reference of this.#index.gates.judgedByLabels(name)) {
      for (const target of this.#targets.of(reference)) touched.rewired.add(target.id)
      for (const key of this.#index.holdersOf(reference)) this.#key(key, touched.rewired)
    }
    for (const set of this.#index.sets.choosing())
      if (set.spaces && chooses(set.spaces, name, before) !== chooses(set.spaces, name, after)) touchSet(set, touched)
    for (const reference of this.#index.choosing()) {
      if (!reference.spaces || chooses(reference.spaces, name, before) === chooses(reference.spaces, name, after)) continue
      for (const key of this.#index.holdersOf(reference)) this.#key(key, touched.rewired)
      const { kind, selector } = reference
      for (const object of this.#targets.selected({ kind, selector, namespace: name })) touched.rewired.add(idOf(object))
    }
  }

  #seekers(kind: KindId, rewired: Set<ObjectId>): void {
    for (const reference of this.#index.seekingDefault(kind)) for (const key of this.#index.holdersOf(reference)) this.#key(key, rewired)
    for (const key of this.#index.defaultsOf(kind)) this.#key(key, rewired)
  }

  #holders(reference: Reference, object: StoredObject, rewired: Set<ObjectId>): void {
    rewired.add(idOf(object))
    for (const key of this.#index.holdersOf(reference)) this.#key(key, rewired)
  }

  #key(key: number, rewired: Set<ObjectId>): void {
    const holder = this.#reader.byKey(key)
    if (holder) rewired.add(idOf(holder))
  }
}

/** Its members are counted on its node. */
function touchSet(set: SetNode, { nodes, rewired }: Touched): void {
  nodes.add(set.id)
  rewired.add(set.id)
}

/** What is in one of the two lists only. Lists of few. */
function difference<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a.length === 0) return b
  if (b.length === 0) return a
  return [...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))]
}
