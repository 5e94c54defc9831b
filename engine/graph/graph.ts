import {
  groupOf,
  objectId,
  parseObjectId,
  type Evidence,
  type GraphEdge,
  type GraphNode,
  type KindId,
  type ObjectId,
} from '../contract/index.ts'
import { isPseudoKind } from '../relations/clusterScoped.ts'
import { edgeId, type Reference, type SelectorReference, type UidReference } from '../relations/reference.ts'
import { requiredPair, selects } from '../relations/selector.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'
import { isReady, ratioOf, stateOf, worseState } from './edgeState.ts'
import { idOf, targetOf, type NodeTarget } from './nodeTarget.ts'
import { ReferenceIndex, stemOf } from './referenceIndex.ts'

/** What a change set did to the graph. */
export interface GraphDelta {
  /** Nodes that came, went, or read differently. */
  nodes: ReadonlySet<ObjectId>
  /** Nodes whose edges came, went or changed state (ghosts included). */
  rewired: ReadonlySet<ObjectId>
}

export interface GraphOptions {
  /** `apps/v1` of a kind, from discovery; without it, a guess by group. */
  apiVersionOf?: (kind: KindId) => string
  /** One short fact for the tile of an object (`:8080`); see `tileText`. */
  textOf?: (object: StoredObject) => string
  /** Ready of wanted; see `tileRatio`. Without it, the first ratio in the object's row. */
  readyOf?: (object: StoredObject) => { have: number; want: number } | null
}

/** Kinds that are not nodes: events are notes about objects, leases are heartbeats, metrics are readings. They are counted, not drawn. */
const unrelated: ReadonlySet<KindId> = new Set([
  'core/Event',
  'events.k8s.io/Event',
  'coordination.k8s.io/Lease',
  'metrics.k8s.io/PodMetrics',
  'metrics.k8s.io/NodeMetrics',
])

/** True when objects of the kind are nodes of the graph. */
export function isGraphKind(kind: KindId): boolean {
  return !unrelated.has(kind)
}

/** An edge before it is written out. */
export interface Link {
  source: NodeTarget
  target: NodeTarget
  reference: Reference
  holder: StoredObject
}

/**
 * Every object and everything it points at, kept in step with a store. Edges are joined from references and index on demand
 * (see {@link ReferenceIndex}), so that a change touches only what it is about.
 */
export class Graph {
  readonly #reader: StoreReader
  readonly #options: GraphOptions
  readonly #index = new ReferenceIndex()
  /** What was indexed for each object: makes `apply` safe for objects it knows already. */
  readonly #indexed = new Map<number, readonly Reference[]>()
  /** Owner references by the id that the owner would have; asked for ghosts. */
  readonly #goneOwners = new Map<ObjectId, Set<UidReference>>()
  readonly #listeners = new Set<(delta: GraphDelta) => void>()

  constructor(reader: StoreReader, options: GraphOptions = {}) {
    this.#reader = reader
    this.#options = options
    for (const kind of reader.kinds()) if (isGraphKind(kind)) for (const object of reader.ofKind(kind)) this.#enter(object)
  }

  /** Objects and distinct references held. */
  get size(): { objects: number; references: number; targets: number } {
    return { objects: this.#indexed.size, ...this.#index.size }
  }

  /** Takes over one change set of the store (which holds the new state already) and tells what it touched. */
  apply(changes: ChangeSet): GraphDelta {
    const nodes = new Set<ObjectId>()
    const rewired = new Set<ObjectId>()
    for (const object of changes.removed) {
      if (!isGraphKind(object.kind)) continue
      this.#touchEdges(object, rewired)
      this.#leave(object.key)
      nodes.add(idOf(object))
    }
    for (const { before, after } of changes.updated) {
      if (!isGraphKind(after.kind)) continue
      this.#update(before, after, rewired)
      nodes.add(idOf(after))
    }
    for (const object of changes.added) {
      if (!isGraphKind(object.kind)) continue
      this.#leave(object.key)
      this.#enter(object)
      this.#touchEdges(object, rewired)
      nodes.add(idOf(object))
    }
    const delta = { nodes, rewired }
    if (nodes.size > 0) for (const listener of [...this.#listeners]) listener(delta)
    return delta
  }

  /** As {@link apply}, for who does not ask what was touched: while nobody listens, that is not found out. */
  take(changes: ChangeSet): void {
    if (this.#listeners.size > 0) {
      this.apply(changes)
      return
    }
    for (const object of changes.removed) this.#leave(object.key)
    for (const { after } of changes.updated) if (isGraphKind(after.kind)) this.#exchange(after)
    for (const object of changes.added) {
      if (!isGraphKind(object.kind)) continue
      this.#leave(object.key)
      this.#enter(object)
    }
  }

  /** Called after every applied change; returns the stop function. */
  onDelta(listener: (delta: GraphDelta) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Everything an object points at, and everything that points at it; of a ghost, who names it. */
  links(id: ObjectId): readonly Link[] {
    const object = this.#reader.get(id)
    const out: Link[] = []
    if (object && this.#indexed.has(object.key)) {
      out.push(...this.linksFrom(object))
      const target = targetOf(object)
      for (const reference of this.#index.pointingAt(object)) this.#pushHeld(out, reference, target)
      // Another object once had this name, and is still named as the owner of something.
      const former = { ...target, object: undefined }
      for (const reference of this.#goneOwners.get(id) ?? []) if (reference.uid !== object.uid) this.#pushHeld(out, reference, former)
    } else
      for (const reference of this.#ghostReferences(id)) {
        const target = this.#ghost(id)
        if (target) this.#pushHeld(out, reference, target)
      }
    return out
  }

  /** What points at one object. */
  linksTo(object: StoredObject): readonly Link[] {
    const out: Link[] = []
    const target = targetOf(object)
    for (const reference of this.#index.pointingAt(object)) this.#pushHeld(out, reference, target)
    return out
  }

  #pushHeld(out: Link[], reference: Reference, target: NodeTarget): void {
    if (reference.by === 'default' && this.#default(reference.kind)?.key !== target.object?.key) return
    for (const key of this.#index.holdersOf(reference)) {
      const holder = this.#reader.byKey(key)
      if (holder) out.push(link(holder, reference, target))
    }
  }

  /** What the fields of one object make. */
  *linksFrom(holder: StoredObject): Iterable<Link> {
    for (const reference of holder.references) for (const target of this.targetsOf(reference)) yield link(holder, reference, target)
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
    for (const object of this.objects()) links.push(...this.linksFrom(object))
    return this.mergeLinks(links)
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
    const byId = new Map<string, GraphEdge & { evidence: Evidence[] }>()
    const met = new Map<string, Set<Reference>>()
    for (const { source, target, reference, holder } of links) {
      const id = edgeId(reference.rule, source.id, target.id)
      // The same reference is met from both ends.
      const seen = met.get(id)
      if (seen?.has(reference)) continue
      if (seen) seen.add(reference)
      else met.set(id, new Set([reference]))
      const holderId = idOf(holder)
      const state = stateOf(this.#reader, reference, source.id === holderId ? target : source)
      const evidence = holderId === source.id ? reference.evidence : reference.evidence.map((e) => ({ ...e, holder: holderId }))
      const edge = byId.get(id)
      if (edge) {
        edge.state = worseState(edge.state, state)
        edge.evidence = [...edge.evidence, ...evidence].sort((a, b) =>
          compare(`${a.holder ?? ''} ${a.path}`, `${b.holder ?? ''} ${b.path}`),
        )
        continue
      }
      const { rule } = reference
      byId.set(id, {
        id,
        source: source.id,
        target: target.id,
        relationshipType: rule.relationshipType,
        rule: rule.id,
        category: rule.category,
        confidence: rule.confidence,
        state,
        evidence: [...evidence],
      })
    }
    return [...byId.values()].sort((a, b) => compare(a.id, b.id))
  }

  /** What a reference points at now: one object or ghost, or everything it selects. */
  *targetsOf(reference: Reference): Iterable<NodeTarget> {
    switch (reference.by) {
      case 'name': {
        const id = objectId(reference.kind, reference.namespace, reference.name)
        yield { id, kind: reference.kind, namespace: reference.namespace, name: reference.name, object: this.#held(this.#reader.get(id)) }
        break
      }
      case 'uid':
        yield this.#owner(reference)
        break
      case 'selector':
        for (const object of this.#selected(reference)) yield targetOf(object)
        break
      case 'ordinal':
        for (const object of this.#reader.inNamespace(reference.kind, reference.namespace)) {
          if (stemOf(object.name) === reference.stem && this.#held(object)) yield targetOf(object)
        }
        break
      case 'default': {
        const object = this.#default(reference.kind)
        if (object) yield targetOf(object)
        break
      }
      case 'mark':
      case 'grant':
        break
    }
  }

  /** The node of an id: an object, or a ghost if something names it; undefined when nothing does. */
  node(id: ObjectId): GraphNode | undefined {
    const object = this.#reader.get(id)
    if (object && isGraphKind(object.kind)) return this.nodeOf(targetOf(object))
    for (const reference of this.#ghostReferences(id)) {
      const target = this.#ghost(id)
      if (target && [...this.#index.holdersOf(reference)].length > 0) return this.nodeOf(target)
    }
    return undefined
  }

  /** Writes a node out. A ghost says whether its object is missing, may not be seen, or is not listed. */
  nodeOf(target: NodeTarget): GraphNode {
    const { id, kind, namespace, name, object } = target
    const apiVersion = this.#options.apiVersionOf?.(kind) ?? guessApiVersion(kind)
    if (object) {
      const ready = (this.#options.readyOf ?? ratioOf)(object)
      const text = this.#options.textOf?.(object) ?? ''
      return {
        id,
        kind,
        apiVersion,
        namespace,
        name,
        metadata: { labels: object.labels, createdAt: object.createdAt },
        computed: {
          health: object.health.level,
          reason: object.health.reason,
          state: 'present',
          ...(ready ? { ready } : {}),
          ...(text === '' ? {} : { text }),
        },
      }
    }
    return { id, kind, apiVersion, namespace, name, metadata: { labels: {}, createdAt: null }, computed: this.#ghostFacts(target) }
  }

  #ghostFacts(target: NodeTarget): GraphNode['computed'] {
    if (isPseudoKind(target.kind)) return { health: 'unknown', reason: '', state: 'present' }
    if (this.#reader.isForbidden(target.kind)) return { health: 'unknown', reason: 'Forbidden', state: 'forbidden' }
    if (!this.#reader.isComplete(target.kind, target.namespace)) return { health: 'unknown', reason: 'Not listed', state: 'unknown' }
    const required = [...this.#ghostReferences(target.id)].some((r) => r.by !== 'name' || !r.optional)
    return required
      ? { health: 'failing', reason: 'Missing', state: 'missing' }
      : { health: 'unknown', reason: 'Absent, optional', state: 'missing' }
  }

  *#ghostReferences(id: ObjectId): Iterable<Reference> {
    yield* this.#index.naming(id)
    // Owners that are gone have no other name than the one in the owner reference.
    yield* this.#goneOwners.get(id) ?? []
  }

  #ghost(id: ObjectId): NodeTarget | null {
    const parts = parseObjectId(id)
    return parts && { id, ...parts, object: undefined }
  }

  #enter(object: StoredObject): void {
    this.#indexed.set(object.key, object.references)
    for (const reference of object.references) this.#addReference(reference, object.key)
  }

  #leave(key: number): void {
    for (const reference of this.#indexed.get(key) ?? []) this.#removeReference(reference, key)
    this.#indexed.delete(key)
  }

  /** Puts the references of a new version in the place of those of the one before. */
  #exchange(after: StoredObject): void {
    const old = this.#indexed.get(after.key)
    if (old === after.references) return
    this.#indexed.set(after.key, after.references)
    const kept = new Set(after.references)
    const known = new Set(old)
    for (const reference of known) if (!kept.has(reference)) this.#removeReference(reference, after.key)
    for (const reference of kept) if (!known.has(reference)) this.#addReference(reference, after.key)
  }

  #addReference(reference: Reference, key: number): void {
    this.#index.add(reference, key)
    if (reference.by !== 'uid') return
    const id = ownerId(reference)
    const bucket = this.#goneOwners.get(id)
    if (bucket) bucket.add(reference)
    else this.#goneOwners.set(id, new Set([reference]))
  }

  #removeReference(reference: Reference, key: number): void {
    this.#index.remove(reference, key)
    if (reference.by !== 'uid') return
    for (const _ of this.#index.holdersOf(reference)) return
    const id = ownerId(reference)
    const bucket = this.#goneOwners.get(id)
    bucket?.delete(reference)
    if (bucket?.size === 0) this.#goneOwners.delete(id)
  }

  #update(before: StoredObject, after: StoredObject, rewired: Set<ObjectId>): void {
    const old = this.#indexed.get(after.key) ?? []
    if (old !== after.references) {
      const kept = new Set(after.references)
      const known = new Set(old)
      for (const reference of old) {
        if (kept.has(reference)) continue
        this.#touchTargets(reference, rewired)
        this.#removeReference(reference, after.key)
        rewired.add(idOf(after))
        if (reference.by === 'mark') this.#touchSeekers(after.kind, rewired)
      }
      for (const reference of after.references) {
        if (known.has(reference)) continue
        this.#addReference(reference, after.key)
        this.#touchTargets(reference, rewired)
        rewired.add(idOf(after))
        if (reference.by === 'mark') this.#touchSeekers(after.kind, rewired)
      }
      this.#indexed.set(after.key, after.references)
    }
    if (before.labels !== after.labels) {
      const was = new Set(this.#index.selecting(before))
      const is = new Set(this.#index.selecting(after))
      for (const reference of new Set([...was, ...is]))
        if (was.has(reference) !== is.has(reference)) this.#touchHolders(reference, after, rewired)
    }
    if (before.uid !== after.uid) this.#touchEdges(after, rewired)
    else if (isReady(before) !== isReady(after))
      for (const reference of this.#index.selecting(after)) if (reference.rule.id === 41) this.#touchHolders(reference, after, rewired)
  }

  /** Both ends of all edges of an object that comes or goes. */
  #touchEdges(object: StoredObject, rewired: Set<ObjectId>): void {
    rewired.add(idOf(object))
    for (const reference of object.references) this.#touchTargets(reference, rewired)
    for (const reference of this.#index.pointingAt(object)) this.#touchHolders(reference, object, rewired)
    if (object.references.some((r) => r.by === 'mark')) this.#touchSeekers(object.kind, rewired)
  }

  #touchSeekers(kind: KindId, rewired: Set<ObjectId>): void {
    for (const reference of this.#index.seekingDefault(kind)) {
      for (const key of this.#index.holdersOf(reference)) this.#touchKey(key, rewired)
    }
    for (const key of this.#index.defaultsOf(kind)) this.#touchKey(key, rewired)
  }

  #touchTargets(reference: Reference, rewired: Set<ObjectId>): void {
    for (const target of this.targetsOf(reference)) rewired.add(target.id)
  }

  #touchHolders(reference: Reference, object: StoredObject, rewired: Set<ObjectId>): void {
    rewired.add(idOf(object))
    for (const key of this.#index.holdersOf(reference)) this.#touchKey(key, rewired)
  }

  #touchKey(key: number, rewired: Set<ObjectId>): void {
    const holder = this.#reader.byKey(key)
    if (holder) rewired.add(idOf(holder))
  }

  #owner(reference: UidReference): NodeTarget {
    const object = this.#held(this.#reader.byUid(reference.uid))
    if (object) return targetOf(object)
    return { id: ownerId(reference), kind: reference.kind, namespace: reference.namespace, name: reference.name, object: undefined }
  }

  *#selected(reference: SelectorReference): Iterable<StoredObject> {
    const pair = requiredPair(reference.selector)
    const candidates = pair
      ? this.#reader.withLabel(reference.kind, reference.namespace, pair[0], pair[1])
      : reference.namespace === null
        ? this.#reader.ofKind(reference.kind)
        : this.#reader.inNamespace(reference.kind, reference.namespace)
    for (const object of candidates) if (selects(reference.selector, object.labels) && this.#held(object)) yield object
  }

  /** As the admission of the API server decides: of several defaults the newest, then the first by name. */
  #default(kind: KindId): StoredObject | undefined {
    let best: StoredObject | undefined
    for (const key of this.#index.defaultsOf(kind)) {
      const object = this.#reader.byKey(key)
      if (!object) continue
      const newer = (object.createdAt ?? 0) - (best?.createdAt ?? 0)
      if (!best || newer > 0 || (newer === 0 && object.name < best.name)) best = object
    }
    return best
  }

  /** Only what the graph has taken over: the store may be a change set ahead. */
  #held(object: StoredObject | undefined): StoredObject | undefined {
    return object && this.#indexed.has(object.key) ? object : undefined
  }
}

function link(holder: StoredObject, reference: Reference, target: NodeTarget): Link {
  const self = targetOf(holder)
  const backward = reference.by === 'name' && reference.backward === true
  return { source: backward ? target : self, target: backward ? self : target, reference, holder }
}

function ownerId(reference: UidReference): ObjectId {
  return objectId(reference.kind, reference.namespace, reference.name)
}

function guessApiVersion(kind: KindId): string {
  const group = groupOf(kind)
  return group === '' ? 'v1' : group === 'autoscaling' ? 'autoscaling/v2' : `${group}/v1`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
