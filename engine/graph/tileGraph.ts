import type { Evidence, EdgeState, GraphEdge, GraphNode, GraphQuery, ObjectId } from '../contract/index.ts'
import { overlapRule } from '../relations/overlap.ts'
import { edgeId, type Reference } from '../relations/reference.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { worseState } from './edgeState.ts'
import { wholeOf } from './fold.ts'
import type { Graph } from './graph.ts'
import { idOf } from './nodeTarget.ts'
import { wants, type Scope } from './scope.ts'

/** What is drawn of a scope: every node, parts marked with the whole that stands for them, and edges between wholes. */
export interface TileGraph {
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
}

interface Lifted {
  edge: GraphEdge
  /** Some edge it stands for is well: one Pod that is not ready does not close the way of traffic. */
  anyOk: boolean
  reasons: Set<string>
  own: Evidence[]
  fromParts: Map<string, Evidence>
}

/**
 * Lifts edges from parts to their wholes: twenty Pods that mount one Secret are one edge from their Deployment. Cost is in the number of
 * distinct references per whole, since the Pods of a workload share theirs.
 */
export function tileGraph(graph: Graph, reader: StoreReader, scope: Scope, query: GraphQuery): TileGraph {
  const wanted = wants(query)
  const nodes: GraphNode[] = []
  const whole = new Map<ObjectId, ObjectId>()
  for (const [id, target] of scope.nodes) {
    const node = graph.nodeOf(target)
    const into = target.object ? idOf(wholeOf(reader, target.object, scope.apart)) : id
    // A whole outside of the scope cannot stand for its parts.
    const standsFor = into !== id && scope.nodes.has(into) ? into : id
    whole.set(id, standsFor)
    if (standsFor !== id) node.foldedInto = standsFor
    nodes.push(node)
  }
  const lifted = new Map<string, Lifted>()
  const done = new Map<ObjectId, Set<Reference>>()
  for (const [id, target] of scope.nodes) {
    const { object } = target
    if (!object) continue
    const tile = whole.get(id) ?? id
    let seen = done.get(tile)
    if (!seen) {
      seen = new Set()
      done.set(tile, seen)
    }
    for (const reference of object.references) {
      if (seen.has(reference)) continue
      seen.add(reference)
      // Boxes say what lives where; a line for each object would say it again.
      if (reference.rule.category === 'containment' && query.categories === null) continue
      // Ownership stays, whatever is wanted: it is what holds tiles together.
      if (!wanted(reference.rule) && reference.rule.id !== 1) continue
      // The twenty Pods that a Service selects are one tile, and most of them in one state: said once.
      let last: ObjectId | undefined
      let states = new Set<EdgeState>()
      for (const end of graph.targetsOf(reference)) {
        const other = whole.get(end.id)
        if (other === undefined || other === tile) continue
        const backward = reference.by === 'name' && reference.backward === true
        const state = graph.stateOf(reference, end)
        if (other !== last) {
          last = other
          states = new Set()
        } else if (states.has(state)) continue
        states.add(state)
        const reason = state === 'ok' ? '' : graph.reasonOf(reference, end)
        lift(lifted, reference, backward ? other : tile, backward ? tile : other, state, reason, backward || tile !== id ? id : null)
      }
    }
    if (wanted(overlapRule)) {
      for (const { target: end, reference } of graph.overlapsFrom(object)) {
        const other = whole.get(end.id)
        if (other !== undefined && other !== tile) lift(lifted, reference, tile, other, 'ok', '', tile !== id ? id : null)
      }
    }
  }
  const edges = [...lifted.values()].map(finish)
  edges.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  nodes.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return { nodes, edges }
}

function lift(
  lifted: Map<string, Lifted>,
  reference: Reference,
  source: ObjectId,
  target: ObjectId,
  state: EdgeState,
  reason: string,
  holder: ObjectId | null,
): void {
  const id = edgeId(reference.rule, source, target)
  let entry = lifted.get(id)
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
      reasons: new Set(),
      own: [],
      fromParts: new Map(),
    }
    lifted.set(id, entry)
  }
  const worst = worseState(entry.edge.state, state)
  if (worst !== entry.edge.state) entry.reasons.clear()
  entry.edge.state = worst
  if (reason !== '' && worst === state) entry.reasons.add(reason)
  entry.anyOk ||= state === 'ok'
  for (const evidence of reference.evidence) {
    if (holder === null) {
      if (!entry.own.some((e) => e.path === evidence.path && e.value === evidence.value)) entry.own.push(evidence)
      continue
    }
    // Of many Pods that say the same, the first by name speaks.
    const key = `${evidence.path}=${evidence.value}`
    const before = entry.fromParts.get(key)
    if (!before || holder < (before.holder ?? '')) entry.fromParts.set(key, { ...evidence, holder })
  }
}

function finish({ edge, anyOk, reasons, own, fromParts }: Lifted): GraphEdge {
  const state = edge.state === 'not-ready' && anyOk ? 'ok' : edge.state
  const parts = [...fromParts.values()].sort((a, b) => compare(`${a.path} ${a.holder ?? ''}`, `${b.path} ${b.holder ?? ''}`))
  // What the template says need not be said again by its Pods; but what the other end says is said too.
  const evidence = own.length > 0 ? [...own, ...parts.filter((e) => e.holder === edge.target)] : parts
  return { ...edge, state, ...(reasons.size === 0 || state === 'ok' ? {} : { reason: [...reasons].sort().join('; ') }), evidence }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
