import { type EdgeState, type GraphEdge, type GraphNode, type ObjectId } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import { KeyTable } from '../store/keyTable.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'
import { mergeLinks } from './edgeMerge.ts'
import type { Link } from './link.ts'
import { reasonOf, stateOf } from './edgeState.ts'
import { GoneOwners } from './goneOwners.ts'
import { asideOf, isGraphKind } from './graphKinds.ts'
import { GraphLinks } from './graphLinks.ts'
import { namespaceKind, NamespaceLabels } from './namespaceLabels.ts'
import { idOf, targetOf, type NodeTarget } from './nodeTarget.ts'
import { writeGhost, writeNode, writeSet, type NodeWords } from './nodeWriter.ts'
import { Overlaps } from './overlaps.ts'
import { ReferenceIndex } from './referenceIndex.ts'
import { stands, Targets } from './targets.ts'
import { Touch, type Touched } from './touch.ts'

/** What a change set did to the graph. */
export interface GraphDelta {
  /** Nodes that came, went, or read differently. */
  nodes: ReadonlySet<ObjectId>
  /** Nodes whose edges came, went or changed state (ghosts included), and sets whose members did. */
  rewired: ReadonlySet<ObjectId>
  /** What came and went of kinds that are no nodes: by namespace, how many more there are now. Missing: nothing did. */
  aside?: ReadonlyMap<string, number>
}

/**
 * Every object and everything it points at, kept in step with a store. Edges are joined from references and index on demand
 * (see {@link ReferenceIndex}), so that a change touches only what it is about.
 */
export class Graph {
  readonly #reader: StoreReader
  readonly #words: NodeWords
  readonly #namespaces = new NamespaceLabels()
  readonly #index = new ReferenceIndex(this.#namespaces)
  /** What was indexed for each object: makes `apply` safe for objects it knows already. */
  readonly #indexed = new KeyTable<readonly Reference[]>()
  readonly #goneOwners: GoneOwners
  readonly #targets: Targets
  readonly #overlaps: Overlaps
  readonly #links: GraphLinks
  readonly #touch: Touch
  readonly #listeners = new Set<(delta: GraphDelta) => void>()

  constructor(reader: StoreReader, words: NodeWords = {}) {
    this.#reader = reader
    this.#words = words
    this.#targets = new Targets(reader, this.#index, this.#namespaces, (key) => this.#indexed.has(key))
    this.#goneOwners = new GoneOwners(reader, this.#targets)
    this.#overlaps = new Overlaps(reader, this.#index, this.#targets)
    this.#links = new GraphLinks(reader, this.#index, this.#targets, this.#overlaps, this.#goneOwners)
    this.#touch = new Touch(reader, this.#index, this.#targets, this.#overlaps)
    for (const kind of reader.kinds()) if (isGraphKind(kind)) for (const object of reader.ofKind(kind)) this.#enter(object)
  }

  /** Objects and distinct references held. */
  get size(): { objects: number; references: number; targets: number } {
    return { objects: this.#indexed.size, ...this.#index.size }
  }

  /** Takes over one change set of the store (which holds the new state already) and tells what it touched. */
  apply(changes: ChangeSet): GraphDelta {
    const touched: Touched = { nodes: new Set(), rewired: new Set() }
    const touch = this.#touch
    const removed = changes.removed.filter((object) => isGraphKind(object.kind))
    const added = changes.added.filter((object) => isGraphKind(object.kind))
    const updated = changes.updated
      .filter(({ after }) => isGraphKind(after.kind))
      .map(({ before, after }) => ({
        before,
        after,
        // who may run on a Node depends on its taints too, which are parts of it
        was: before.labels !== after.labels || (after.kind === 'core/Node' && before.parts !== after.parts) ? touch.selected(before) : null,
      }))
    // As it was. What changed beside it in the same change set is asked for itself.
    for (const object of removed) {
      touched.nodes.add(idOf(object))
      touch.edges(object, touched)
    }
    for (const { before, after } of updated) {
      touched.nodes.add(idOf(after))
      if (before.uid !== after.uid) touch.edges(before, touched)
      const known = this.#indexed.get(after.key) ?? []
      if (known === after.references) continue
      const kept = new Set(after.references)
      for (const reference of known) if (!kept.has(reference)) this.#touchReference(reference, before, touched)
    }
    const known = updated.map(({ after }) => this.#indexed.get(after.key))
    this.#takeOver(changes)
    // As it is.
    for (const [i, { before, after, was }] of updated.entries()) {
      if (before.uid !== after.uid) touch.edges(after, touched)
      if (known[i] !== after.references) {
        const had = new Set(known[i])
        for (const reference of after.references) if (!had.has(reference)) this.#touchReference(reference, after, touched)
      }
      if (was) {
        touch.relabelled(after, was, touch.selected(after), touched)
        if (after.kind === namespaceKind) touch.renamespaced(before, after, touched)
      }
      touch.restated(before, after, touched)
    }
    for (const object of added) {
      touched.nodes.add(idOf(object))
      touch.edges(object, touched)
    }
    const aside = asideOf(changes)
    const delta = aside === null ? touched : { ...touched, aside }
    if (touched.nodes.size > 0 || aside !== null) for (const listener of [...this.#listeners]) listener(delta)
    return delta
  }

  /** As {@link apply}, for who does not ask what was touched: while nobody listens, that is not found out. */
  take(changes: ChangeSet): void {
    if (this.#listeners.size > 0) this.apply(changes)
    else this.#takeOver(changes)
  }

  /** Tells of nodes that read differently though no object of theirs changed: an event about them came or went. */
  retell(nodes: ReadonlySet<ObjectId>): void {
    if (this.#listeners.size === 0 || nodes.size === 0) return
    const held = new Set([...nodes].filter((id) => this.#reader.get(id) !== undefined))
    if (held.size > 0) for (const listener of [...this.#listeners]) listener({ nodes: held, rewired: new Set() })
  }

  /** Called after every applied change; returns the stop function. */
  onDelta(listener: (delta: GraphDelta) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Everything an object points at, and everything that points at it; of a ghost or a set, who names it. */
  links(id: ObjectId): readonly Link[] {
    return [...this.#links.of(id)]
  }

  /** As {@link links}, one after another: of what a whole cluster hangs on there are many. */
  eachLink(id: ObjectId): Iterable<Link> {
    return this.#links.of(id)
  }

  /** What points at one object, overlaps aside. */
  linksTo(object: StoredObject): readonly Link[] {
    return [...this.#links.to(object)]
  }

  /** What the fields of one object make, and its overlaps where it is the first of the two. */
  *linksFrom(holder: StoredObject): Iterable<Link> {
    yield* this.declaredFrom(holder)
    yield* this.overlapsFrom(holder)
  }

  /** What the fields of one object make, one after another: whoever has seen enough may stop. */
  declaredFrom(holder: StoredObject): Iterable<Link> {
    return this.#links.declaredFrom(holder)
  }

  /** Those whose selectors select what this object's select too (rule 130), where it is the first of the two by id. */
  overlapsFrom(holder: StoredObject): readonly Link[] {
    return this.#overlaps.links(holder).filter((link) => link.holder.key === holder.key)
  }

  /** Edges from and to a node, merged: a PersistentVolume and its claim name each other, and that is one edge. */
  edgesOf(id: ObjectId): { out: readonly GraphEdge[]; in: readonly GraphEdge[] } {
    const edges = this.mergeLinks(this.links(id))
    // What names itself is both.
    return { out: edges.filter((e) => e.source === id), in: edges.filter((e) => e.target === id) }
  }

  /** All edges, sorted by id. For exports and checks; views ask for what they show. */
  edges(): readonly GraphEdge[] {
    const links: Link[] = []
    for (const object of this.objects()) for (const link of this.linksFrom(object)) links.push(link)
    return this.mergeLinks(links)
  }

  /** What all objects point at, each reference once however many hold it. */
  references(): Iterable<Reference> {
    return this.#index.references()
  }

  /** Every object that is a node. */
  *objects(): Iterable<StoredObject> {
    for (const key of this.#indexed.keys()) {
      const object = this.#reader.byKey(key)
      if (object) yield object
    }
  }

  /** Writes links out as edges of the contract, sorted by id, evidence of all fields together. */
  mergeLinks(links: Iterable<Link>): readonly GraphEdge[] {
    return mergeLinks(this.#reader, this.#index.gates, links)
  }

  /** The object of an id, where it is a node. */
  held(id: ObjectId): StoredObject | undefined {
    return this.#targets.held(this.#reader.get(id))
  }

  /** Whether an object of the store is a node already: the store may be a change set ahead. */
  holds(object: StoredObject): boolean {
    return this.#indexed.has(object.key)
  }

  /** What may point at a node, if it stands, each reference once however many hold it: at the object, and at whatever had its name before. */
  *pointing(id: ObjectId, object: StoredObject | undefined): Iterable<Reference> {
    if (object) yield* this.#index.pointingAt(object)
    yield* this.#links.absentReferences(id)
  }

  /** References to owners that are not held, under whatever name others may have now. */
  toGoneOwners(): Iterable<Reference> {
    return this.#goneOwners.all()
  }

  /** Keys of the objects that say they are owned by this uid. */
  *ownedBy(uid: string): Iterable<number> {
    for (const reference of this.#index.owning(uid)) yield* this.#index.holdersOf(reference)
  }

  /** What a reference points at now: one object, ghost or set, or everything it selects. */
  targetsOf(reference: Reference): Iterable<NodeTarget> {
    return this.#targets.of(reference)
  }

  /** How it stands with one of the {@link targetsOf} a reference. */
  stateOf(reference: Reference, target: NodeTarget): EdgeState {
    return stateOf(this.#reader, this.#index.gates, reference, target)
  }

  /** What is wrong with it, where its state alone does not tell; empty when it does. */
  reasonOf(reference: Reference, target: NodeTarget): string {
    return reasonOf(this.#index.gates, reference, target)
  }

  /** What a set selects now. */
  *membersOf(set: ObjectId): Iterable<StoredObject> {
    for (const one of this.#index.sets.get(set)) yield* this.#targets.selected(one)
  }

  /** Ids of the sets that an object is in. */
  setsOf(object: StoredObject): readonly ObjectId[] {
    const ids = new Set<ObjectId>()
    for (const set of this.#index.sets.selecting(object)) ids.add(set.id)
    return [...ids].sort()
  }

  /** The node of an id: an object, a set, or a ghost if something names it; undefined when nothing does. */
  node(id: ObjectId): GraphNode | undefined {
    const object = this.#targets.held(this.#reader.get(id))
    if (object) return this.nodeOf(targetOf(object))
    const target = this.#links.absent(id)
    if (!target) return undefined
    for (const reference of this.#links.absentReferences(id)) if (stands(reference, target)) return this.nodeOf(target)
    return undefined
  }

  /** Writes a node out. */
  nodeOf(target: NodeTarget): GraphNode {
    if (target.object) return writeNode(this.#words, target, target.object)
    const sets = this.#index.sets.get(target.id)
    if (sets.length === 0) return writeGhost(this.#words, this.#reader, target, this.#links.absentReferences(target.id))
    let count = 0
    for (const _ of this.membersOf(target.id)) count++
    return writeSet(this.#words, target, count)
  }

  #touchReference(reference: Reference, holder: StoredObject, touched: Touched): void {
    touched.rewired.add(idOf(holder))
    this.#touch.reference(reference, holder, touched)
  }

  #takeOver(changes: ChangeSet): void {
    this.#overlaps.forget()
    for (const object of changes.removed) this.#leave(object)
    for (const { after } of changes.updated) if (isGraphKind(after.kind)) this.#exchange(after)
    for (const object of changes.added) {
      if (!isGraphKind(object.kind)) continue
      this.#leave(object)
      this.#enter(object)
    }
  }

  #enter(object: StoredObject): void {
    if (object.kind === namespaceKind) this.#namespaces.put(object)
    this.#indexed.set(object.key, object.references)
    for (const reference of object.references) this.#addReference(reference, object.key)
  }

  #leave(object: StoredObject): void {
    const references = this.#indexed.get(object.key)
    if (references === undefined) return
    if (object.kind === namespaceKind) this.#namespaces.delete(object.name)
    for (const reference of references) this.#removeReference(reference, object.key)
    this.#indexed.delete(object.key)
  }

  /** Puts the references of a new version in the place of those of the one before. */
  #exchange(after: StoredObject): void {
    if (after.kind === namespaceKind) this.#namespaces.put(after)
    const old = this.#indexed.get(after.key)
    if (old === after.references) return
    this.#indexed.set(after.key, after.references)
    const kept = new Set(after.references)
    const known = new Set(old)
    for (const reference of known) if (!kept.has(reference)) this.#removeReference(reference, after.key)
    for (const reference of kept) if (!known.has(reference)) this.#addReference(reference, after.key)
  }

  #addReference(reference: Reference, key: number): void {
    if (this.#index.add(reference, key) && reference.by === 'uid') this.#goneOwners.add(reference)
  }

  #removeReference(reference: Reference, key: number): void {
    if (this.#index.remove(reference, key) && reference.by === 'uid') this.#goneOwners.delete(reference)
  }
}
