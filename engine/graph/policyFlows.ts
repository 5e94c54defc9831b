import type { GraphQuery, ObjectId } from '../contract/index.ts'
import type { InPieces } from '../layout/inPieces.ts'
import type { PolicyFlow } from '../layout/policyLines.ts'
import { edgeId, type SelectorReference } from '../relations/reference.ts'
import type { Rule } from '../relations/rule.ts'
import { isEmptySelector } from '../relations/selector.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { wholeOf } from './fold.ts'
import type { Graph } from './graph.ts'
import { lenses } from './lenses.ts'
import { idOf } from './nodeTarget.ts'
import { wants, type Scope } from './scope.ts'

export const policyKind = 'networking.k8s.io/NetworkPolicy'
const isolates = 64
const allows = 65
/** More workloads than this, or more namespaces, stay a set: every one of them with every other would be lines without end. */
const widest = 8

/** Workloads of one namespace with Pods in a set: no more than tell that it is wide. */
type Members = ReadonlyMap<string, ReadonlySet<ObjectId>>

/**
 * Who is let through by the NetworkPolicies of a scope, in workloads: the picture's lines from peers to what is guarded. Told peer by peer as it
 * is written: what else lets through, or does not, is asked of the judge. Cost is in Pods of distinct sets, never in pairs of Pods. Sorted by
 * policy and edge. None where the picture is not about policies, or draws the sets themselves.
 */
export function* policyFlows(graph: Graph, reader: StoreReader, scope: Scope, query: GraphQuery): InPieces<PolicyFlow[]> {
  if (!drawsPolicies(query)) return []
  const wanted = wants(query)
  const sets = new PolicySets(graph, reader, scope)
  const flows: PolicyFlow[] = []
  for (const [id, { kind, object }] of scope.nodes) {
    if (kind !== policyKind || !object) continue
    flows.push(...flowsOf(sets, wanted, id, object))
    yield
  }
  return flows.sort(byPolicy)
}

/** Whether the picture of a query says who is let through, and not by the sets themselves. */
export function drawsPolicies(query: GraphQuery): boolean {
  const { notions } = lenses[query.lens ?? 'everything'].look
  return query.scope.type !== 'object' && notions !== null && !notions.has('pseudo/PodSet')
}

/** Sorts by policy and edge. */
export function byPolicy(a: PolicyFlow, b: PolicyFlow): number {
  return compare(a.policy, b.policy) || compare(a.edge, b.edge)
}

/** Who is let through by one policy. */
export function flowsOf(sets: PolicySets, wanted: (rule: Rule) => boolean, policy: ObjectId, object: StoredObject): PolicyFlow[] {
  const flows: PolicyFlow[] = []
  const peers: SelectorReference[] = []
  const guarded = new Set<ObjectId>()
  for (const reference of object.references) {
    if (reference.by !== 'selector' || !wanted(reference.rule)) continue
    if (reference.rule.id === isolates) for (const id of sets.guarded(reference)) guarded.add(id)
    else if (reference.rule.id === allows && reference.set !== undefined && !isEveryone(reference)) peers.push(reference)
  }
  if (guarded.size === 0) return flows
  const told = new Set<string>()
  for (const reference of peers) {
    const edge = edgeId(reference.rule, policy, reference.set ?? '')
    if (told.has(edge)) continue
    told.add(edge)
    flows.push(flowOf(policy, object.namespace, edge, reference, sets.members(reference), guarded))
  }
  return flows
}

/** Everything of the cluster, or of the own namespace: said by the policy's own mark, and no line from anywhere in particular. */
function isEveryone({ selector, spaces, namespace }: SelectorReference): boolean {
  if (!isEmptySelector(selector)) return false
  return namespace !== null || spaces === undefined || (spaces.selector !== null && isEmptySelector(spaces.selector))
}

function flowOf(
  policy: ObjectId,
  namespace: string,
  edge: string,
  { rule, selector }: SelectorReference,
  members: Members,
  guarded: ReadonlySet<ObjectId>,
): PolicyFlow {
  const spaces = [...members.keys()].filter((name) => name !== namespace)
  // Everything of the own namespace, among others: no line, as in {@link isEveryone}.
  const peers = isEmptySelector(selector) ? [] : [...(members.get(namespace) ?? [])]
  const all = [...guarded].sort(compare)
  const isWide = peers.length > widest || (peers.length > 0 && guarded.size > widest)
  const isFar = spaces.length > widest
  return {
    policy,
    edge,
    direction: rule.variant === 'egress' ? 'egress' : 'ingress',
    peers: isWide ? [] : peers.sort(compare),
    spaces: isFar ? [] : spaces.sort(compare),
    guarded: all.length > widest ? all.slice(0, 1) : all,
    leftOut: Number(isWide) + Number(isFar),
  }
}

/** The workloads behind selectors, found once for each. */
export class PolicySets {
  readonly #graph: Graph
  readonly #reader: StoreReader
  readonly #scope: Scope
  readonly #members = new Map<ObjectId, Members>()
  readonly #guarded = new Map<SelectorReference, ReadonlySet<ObjectId>>()
  readonly #wholes = new Map<StoredObject, ObjectId | null>()

  constructor(graph: Graph, reader: StoreReader, scope: Scope) {
    this.#graph = graph
    this.#reader = reader
    this.#scope = scope
  }

  guarded(reference: SelectorReference): ReadonlySet<ObjectId> {
    let found = this.#guarded.get(reference)
    if (!found) {
      const wholes = new Set<ObjectId>()
      for (const { object } of this.#graph.targetsOf(reference)) {
        const whole = object && this.#wholeOf(object)
        if (whole) wholes.add(whole)
      }
      this.#guarded.set(reference, (found = wholes))
    }
    return found
  }

  members({ set = '', namespace }: SelectorReference): Members {
    const known = this.#members.get(set)
    if (known) return known
    const found = new Map<string, Set<ObjectId>>()
    for (const object of this.#graph.membersOf(set)) {
      let wholes = found.get(object.namespace)
      // That it is wide is all that is asked of a wide one.
      if (wholes && wholes.size > widest) {
        if (namespace !== null) break
        continue
      }
      const whole = this.#wholeOf(object)
      if (whole === null) continue
      if (!wholes) found.set(object.namespace, (wholes = new Set()))
      wholes.add(whole)
    }
    this.#members.set(set, found)
    return found
  }

  /** The workload of a Pod, opened or not: its Pods one by one would be lines without end. Null when it is not in the scope. */
  #wholeOf(object: StoredObject): ObjectId | null {
    let whole = this.#wholes.get(object)
    if (whole === undefined) {
      const id = idOf(wholeOf(this.#reader, object, this.#scope.apart))
      whole = this.#scope.nodes.has(id) ? id : null
      this.#wholes.set(object, whole)
    }
    return whole
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
