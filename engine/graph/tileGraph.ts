import type { Evidence, EdgeState, GraphEdge, GraphNode, GraphQuery, ObjectId } from '../contract/index.ts'
import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'
import type { PolicyFlow } from '../layout/policyLines.ts'
import { edgeId, type Reference } from '../relations/reference.ts'
import type { Rule } from '../relations/rule.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { worseState } from './edgeState.ts'
import { wholeOf } from './fold.ts'
import type { Graph } from './graph.ts'
import { idOf, type NodeTarget } from './nodeTarget.ts'
import { policyFlows } from './policyFlows.ts'
import { wants, type Scope } from './scope.ts'
import { isBackward, liftEnds } from './tileLifts.ts'

/** What is drawn of a scope: every node, parts marked with the whole that stands for them, and edges between wholes. */
export interface TileGraph {
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  /** Who is let through to what, by policies: lines of the picture that are no edges. Missing: none. */
  policies?: readonly PolicyFlow[]
}

interface Lifted {
  edge: GraphEdge
  /** Some edge it stands for is well: one Pod that is not ready does not close the way of traffic. */
  anyOk: boolean
  own: Evidence[]
  fromParts: Map<string, Evidence> | null
}

/**
 * Lifts edges from parts to their wholes: twenty Pods that mount one Secret are one edge from their Deployment. Cost is in the number of
 * distinct references per whole, since the Pods of a workload share theirs. Edges have no evidence: it is gathered when somebody looks ({@link evidenceOf}).
 */
export function* tileGraph(graph: Graph, reader: StoreReader, scope: Scope, query: GraphQuery): InPieces<TileGraph> {
  const nodes: GraphNode[] = []
  const whole = new Map<ObjectId, ObjectId>()
  const fold = foldOf(reader, query, scope.apart, (whole) => scope.nodes.has(idOf(whole)))
  yield* forEachInPieces(scope.nodes, ([id, target]) => {
    const node = graph.nodeOf(target)
    const standsFor = fold(target)
    whole.set(id, standsFor)
    if (standsFor !== id) node.foldedInto = standsFor
    nodes.push(node)
  })
  const lifting = new Lifting(graph, wantedBy(query), ({ id }) => whole.get(id), false)
  for (const [id, { object }] of scope.nodes) {
    if (object) lifting.add(object, id, whole.get(id) ?? id)
    yield
  }
  nodes.sort(byId)
  yield
  const edges = lifting.edges()
  yield
  return { nodes, edges, policies: yield* policyFlows(graph, reader, scope, query) }
}

/**
 * Which references edges are made of. Where a Pod runs is left out of wide pictures: it would be one edge for nearly every pair of a workload
 * and a node, and none of them a line. Of one tile it is told when somebody asks ({@link evidenceOf}).
 */
export function wantedBy(query: GraphQuery): (reference: Reference) => boolean {
  const wanted = wants(query)
  if (query.lens === 'scheduling' || query.scope.type === 'object') return ({ rule }) => wanted(rule)
  return (reference) =>
    wanted(reference.rule) && !(reference.by === 'name' && reference.kind === 'core/Node' && isPlacement(reference.rule))
}

function isPlacement({ category }: Rule): boolean {
  return category === 'scheduling'
}

/** All edges that some objects make, between wholes, with their evidence. Give all objects of a whole to have all of its evidence. */
export function evidenceOf(graph: Graph, reader: StoreReader, scope: Scope, query: GraphQuery, objects: Iterable<ObjectId>): GraphEdge[] {
  const fold = foldOf(reader, query, scope.apart, (whole) => scope.nodes.has(idOf(whole)))
  const wanted = wants(query)
  const lifting = new Lifting(
    graph,
    ({ rule }) => wanted(rule),
    (target) => (scope.nodes.has(target.id) ? fold(target) : undefined),
    true,
  )
  for (const id of objects) {
    const target = scope.nodes.get(id)
    // As it is now: what was drawn may be older.
    const object = target?.object && reader.get(id)
    if (target && object) lifting.add(object, id, fold({ ...target, object }))
  }
  return lifting.edges()
}

/** Which node of a scope stands for another. A whole outside of the scope cannot stand for its parts. */
export function foldOf(
  reader: StoreReader,
  query: GraphQuery,
  apart: ReadonlySet<ObjectId>,
  isInScope: (whole: StoredObject) => boolean,
): (target: NodeTarget) => ObjectId {
  const opened = new Set(query.opened)
  return ({ id, object }) => {
    if (!object) return id
    const whole = wholeOf(reader, object, apart, opened)
    return whole === object || !isInScope(whole) ? id : idOf(whole)
  }
}

/** Edges between wholes while they are found. */
class Lifting {
  readonly #graph: Graph
  readonly #wanted: (reference: Reference) => boolean
  readonly #whole: (target: NodeTarget) => ObjectId | undefined
  readonly #withEvidence: boolean
  readonly #lifted = new Map<string, Lifted>()
  readonly #done = new Map<ObjectId, Set<Reference>>()

  constructor(
    graph: Graph,
    wanted: (reference: Reference) => boolean,
    whole: (target: NodeTarget) => ObjectId | undefined,
    withEvidence: boolean,
  ) {
    this.#graph = graph
    this.#wanted = wanted
    this.#whole = whole
    this.#withEvidence = withEvidence
  }

  /** Takes what one object points at; `tile` stands for it. */
  add(object: StoredObject, id: ObjectId, tile: ObjectId): void {
    let seen = this.#done.get(tile)
    if (!seen) {
      seen = new Set()
      this.#done.set(tile, seen)
    }
    for (const reference of object.references) {
      if (seen.has(reference)) continue
      seen.add(reference)
      // Ownership stays, whatever is wanted: it is what holds tiles together.
      if (!this.#wanted(reference) && reference.rule.id !== 1) continue
      const holder = isBackward(reference) || tile !== id ? id : null
      liftEnds(this.#graph, reference, tile, this.#graph.targetsOf(reference), this.#whole, (source, target, state) => {
        this.#lift(reference, source, target, state, holder)
      })
    }
  }

  /** What was found, sorted. */
  edges(): GraphEdge[] {
    return Array.from(this.#lifted.values(), finish).sort(byId)
  }

  #lift(reference: Reference, source: ObjectId, target: ObjectId, state: EdgeState, holder: ObjectId | null): void {
    const id = edgeId(reference.rule, source, target)
    let entry = this.#lifted.get(id)
    if (!entry) {
      const { rule } = reference
      entry = {
        edge: {
          id,
          source,
          target,
          relationshipType: rule.relationshipType,
          rule: rule.id,
          category: rule.category,
          confidence: rule.confidence,
          state,
          evidence: [],
        },
        anyOk: false,
        own: [],
        fromParts: null,
      }
      this.#lifted.set(id, entry)
    }
    entry.edge.state = worseState(entry.edge.state, state)
    entry.anyOk ||= state === 'ok'
    if (!this.#withEvidence) return
    for (const evidence of reference.evidence) {
      if (holder === null) {
        if (!entry.own.some((e) => e.path === evidence.path && e.value === evidence.value)) entry.own.push(evidence)
        continue
      }
      // Of many Pods that say the same, the first by name speaks.
      const key = `${evidence.path}=${evidence.value}`
      entry.fromParts ??= new Map()
      const before = entry.fromParts.get(key)
      if (!before || holder < (before.holder ?? '')) entry.fromParts.set(key, { ...evidence, holder })
    }
  }
}

function finish({ edge, anyOk, own, fromParts }: Lifted): GraphEdge {
  const state = edge.state === 'not-ready' && anyOk ? 'ok' : edge.state
  if (own.length === 0 && fromParts === null) return state === edge.state ? edge : { ...edge, state }
  const parts = [...(fromParts?.values() ?? [])].sort((a, b) => compare(`${a.path} ${a.holder ?? ''}`, `${b.path} ${b.holder ?? ''}`))
  // What the template says need not be said again by its Pods; but what the other end says is said too.
  const evidence = own.length > 0 ? [...own, ...parts.filter((e) => e.holder === edge.target)] : parts
  return { ...edge, state, evidence }
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
