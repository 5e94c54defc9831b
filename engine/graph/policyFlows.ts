import { objectId, type GraphQuery, type KindId, type ObjectId } from '../contract/index.ts'
import type { InPieces } from '../layout/inPieces.ts'
import type { PolicyFlow } from '../layout/policyLines.ts'
import { edgeId, type NameReference, type SelectorReference } from '../relations/reference.ts'
import type { Rule } from '../relations/rule.ts'
import { isEmptySelector } from '../relations/selector.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { wholeOf } from './fold.ts'
import type { Graph } from './graph.ts'
import { lenses } from './lenses.ts'
import { idOf } from './nodeTarget.ts'
import { wants, type Scope } from './scope.ts'

/** Kinds that say who is let through to what. */
const policyKinds: ReadonlySet<KindId> = new Set([
  'networking.k8s.io/NetworkPolicy',
  ...['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].map((kind) => `policy.networking.k8s.io/${kind}`),
  'cilium.io/CiliumNetworkPolicy',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  ...['projectcalico.org', 'crd.projectcalico.org'].flatMap((group) => [`${group}/NetworkPolicy`, `${group}/GlobalNetworkPolicy`]),
  'security.istio.io/AuthorizationPolicy',
])

/** Whether lines of the picture come of objects of a kind. */
export function isPolicyKind(kind: KindId): boolean {
  return policyKinds.has(kind)
}

/** What a rule says of a policy: what it is about, who is let through, who is not; null: something else. */
type Saying = 'subject' | 'ingress' | 'egress' | 'denies'

const sayings: ReadonlyMap<string, Saying> = new Map([
  ['64', 'subject'],
  ['65 ingress', 'ingress'],
  ['65 egress', 'egress'],
  ...['67', '68'].flatMap((id): [string, Saying][] => [
    [id, 'subject'],
    [`${id} allowFrom`, 'ingress'],
    [`${id} allowTo`, 'egress'],
    [`${id} denyFrom`, 'denies'],
    [`${id} denyTo`, 'denies'],
  ]),
  ['104 selects', 'subject'],
  ['104 allows', 'ingress'],
  ['104 denies', 'denies'],
])

function sayingOf({ id, variant }: Rule): Saying | undefined {
  return sayings.get(variant === undefined ? String(id) : `${id} ${variant}`)
}

/** More workloads than this, or more namespaces, stay a set: every one of them with every other would be lines without end. */
const widest = 8

/** Workloads of one namespace with Pods in a set: no more than tell that it is wide. */
type Members = ReadonlyMap<string, ReadonlySet<ObjectId>>

/**
 * Who is let through by the policies of a scope, in workloads: the picture's lines from peers to what is guarded. Told peer by peer as it
 * is written: what else lets through, or does not, is asked of the judge. Cost is in Pods of distinct sets, never in pairs of Pods. Sorted by
 * policy and edge. None where the picture is not about policies, or draws the sets themselves.
 */
export function* policyFlows(graph: Graph, reader: StoreReader, scope: Scope, query: GraphQuery): InPieces<PolicyFlow[]> {
  if (!drawsPolicies(query)) return []
  const wanted = wants(query)
  const sets = new PolicySets(graph, reader, scope)
  const flows: PolicyFlow[] = []
  for (const [id, { kind, object }] of scope.nodes) {
    if (!isPolicyKind(kind) || !object) continue
    flows.push(...(yield* flowsOf(sets, wanted, id, object)))
    yield
  }
  return flows.sort(byPolicy)
}

/** Whether the picture of a query says who is let through, and not by the sets themselves. */
export function drawsPolicies(query: GraphQuery): boolean {
  const { notions } = lenses[query.lens ?? 'everything'].look
  return query.scope.type !== 'object' && notions !== null && !notions.has('pseudo/PodSet')
}

/** Sorts by policy, edge and namespace. */
export function byPolicy(a: PolicyFlow, b: PolicyFlow): number {
  return compare(a.policy, b.policy) || compare(a.edge, b.edge) || compare(a.space, b.space)
}

/** Who is let through by one policy: peer by peer, for each namespace with something that the policy is about. */
export function* flowsOf(
  sets: PolicySets,
  wanted: (rule: Rule) => boolean,
  policy: ObjectId,
  object: StoredObject,
): InPieces<PolicyFlow[]> {
  const peers = new Map<string, Peer>()
  const guarded = new Map<string, Set<ObjectId>>()
  let why: string | null = null
  let denied = 0
  for (const reference of object.references) {
    if ((reference.by !== 'selector' && reference.by !== 'name') || !wanted(reference.rule)) continue
    const saying = sayingOf(reference.rule)
    if (saying === 'denies') denied++
    else if (saying === 'subject' && reference.by === 'selector') {
      if (reference.set !== undefined) why = edgeId(reference.rule, policy, reference.set)
      for (const [namespace, wholes] of yield* sets.guarded(reference)) for (const id of wholes) appendTo(guarded, namespace, id)
    } else if (saying === 'ingress' || saying === 'egress') {
      const peer = yield* peerOf(sets, policy, reference, saying)
      if (peer) peers.set(peer.edge, peer)
    }
  }
  if (guarded.size === 0) return []
  // What is about the whole cluster would be lines from everywhere: the set is told by the policy's own mark.
  const [first = ''] = [...guarded.keys()].sort(compare)
  if (guarded.size > widest) return [{ ...nothing, policy, edge: why ?? policy, space: first, leftOut: peers.size + denied }]
  const flows: PolicyFlow[] = []
  for (const [space, wholes] of guarded) for (const peer of peers.values()) flows.push(flowOf(policy, space, peer, wholes, why))
  if (denied > 0) flows.push({ ...nothing, policy, edge: `${policy} denies`, space: first, leftOut: denied })
  return flows
}

const nothing = { direction: 'ingress', peers: [], spaces: [], guarded: [], why: null } as const

/** Who is let through, by namespace. */
interface Peer {
  edge: string
  direction: 'ingress' | 'egress'
  members: Members
  /** Everything of a namespace: no line from its own. */
  isAll: boolean
}

function* peerOf(
  sets: PolicySets,
  policy: ObjectId,
  reference: SelectorReference | NameReference,
  direction: Peer['direction'],
): InPieces<Peer | null> {
  if (reference.by === 'selector') {
    if (reference.set === undefined || isEveryone(reference)) return null
    const edge = edgeId(reference.rule, policy, reference.set)
    return { edge, direction, members: yield* sets.members(reference), isAll: isEmptySelector(reference.selector) }
  }
  const { kind, namespace, name, rule } = reference
  const target = objectId(kind, namespace, name)
  const edge = edgeId(rule, policy, target)
  if (kind === 'core/Namespace') return { edge, direction, members: new Map([[name, new Set()]]), isAll: true }
  // Who runs under an account stands where the account does.
  if (kind === 'core/ServiceAccount') return { edge, direction, members: new Map([[namespace, new Set([target])]]), isAll: false }
  return null
}

function appendTo(map: Map<string, Set<ObjectId>>, key: string, id: ObjectId): void {
  const set = map.get(key)
  if (set) set.add(id)
  else map.set(key, new Set([id]))
}

/** Everything of the cluster, or of the own namespace: said by the policy's own mark, and no line from anywhere in particular. */
function isEveryone({ selector, spaces, namespace }: SelectorReference): boolean {
  if (!isEmptySelector(selector)) return false
  return namespace !== null || spaces === undefined || (spaces.selector !== null && isEmptySelector(spaces.selector))
}

function flowOf(
  policy: ObjectId,
  space: string,
  { edge, direction, members, isAll }: Peer,
  guarded: ReadonlySet<ObjectId>,
  why: string | null,
): PolicyFlow {
  const spaces = [...members.keys()].filter((name) => name !== space)
  // Everything of the own namespace, among others: no line, as in {@link isEveryone}.
  const peers = isAll ? [] : [...(members.get(space) ?? [])]
  const all = [...guarded].sort(compare)
  const isWide = peers.length > widest || (peers.length > 0 && guarded.size > widest)
  const isFar = spaces.length > widest
  return {
    policy,
    edge,
    space,
    direction,
    peers: isWide ? [] : peers.sort(compare),
    spaces: isFar ? [] : spaces.sort(compare),
    guarded: all.length > widest ? all.slice(0, 1) : all,
    why,
    leftOut: Number(isWide) + Number(isFar),
  }
}

/** Members of a set that are looked at between two yields. */
const lookedAtOnce = 512

/** The workloads behind selectors, found once for each. */
export class PolicySets {
  readonly #graph: Graph
  readonly #reader: StoreReader
  readonly #scope: Pick<Scope, 'nodes' | 'apart'>
  readonly #members = new Map<ObjectId, Members>()
  readonly #guarded = new Map<SelectorReference, Members>()
  readonly #wholes = new Map<StoredObject, ObjectId | null>()

  constructor(graph: Graph, reader: StoreReader, scope: Pick<Scope, 'nodes' | 'apart'>) {
    this.#graph = graph
    this.#reader = reader
    this.#scope = scope
  }

  /** What a policy is about, by namespace. */
  *guarded(reference: SelectorReference): InPieces<Members> {
    if (reference.set !== undefined) return yield* this.members(reference)
    let found = this.#guarded.get(reference)
    if (!found) {
      const wholes = new Map<string, Set<ObjectId>>()
      for (const { object } of this.#graph.targetsOf(reference)) {
        const whole = object && this.#wholeOf(object)
        if (object && whole) appendTo(wholes, object.namespace, whole)
      }
      this.#guarded.set(reference, (found = wholes))
    }
    return found
  }

  *members({ set = '', namespace }: SelectorReference): InPieces<Members> {
    const known = this.#members.get(set)
    if (known) return known
    const found = new Map<string, Set<ObjectId>>()
    let count = 0
    for (const object of this.#graph.membersOf(set)) {
      if (++count % lookedAtOnce === 0) yield
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
