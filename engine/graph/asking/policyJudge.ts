import { visibleText, type KindId, type ObjectId } from '../../contract/index.ts'
import { selects } from '../../relations/selector.ts'
import type { StoreReader } from '../../store/storedObject.ts'
import { idOf } from '../nodeTarget.ts'
import { isInRange } from './addressRange.ts'
import { adminKinds, readAdminPolicy, type AdminPolicyRules } from './adminPolicyRules.ts'
import { called, compare } from './ground.ts'
import {
  readNetworkPolicy,
  type Direction,
  type NetworkPolicyRules,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRule,
} from './networkPolicyRules.ts'
import type { PodEndpoint } from './podEndpoint.ts'

export const policyKind: KindId = 'networking.k8s.io/NetworkPolicy'

/** Traffic that is judged: from a Pod, or (null) from somewhere outside whose address nobody knows. */
export interface Traffic {
  from: PodEndpoint | null
  to: PodEndpoint
  port: number
  protocol: string
}

/** What one direction comes to. */
export interface Decision {
  allowed: boolean
  /** The policies that decide: one that has the rule, or all that isolate and have none. Empty: none has a say. */
  policies: readonly ObjectId[]
  /** The rule, as `spec.ingress[0]`, with what of it fits; null: nothing fits, or there is no policy. */
  path: string | null
  /** One sentence. */
  text: string
  /** The rule goes by address: plugins differ in whether that is about Pods. */
  byAddress: boolean
  /** Only from these addresses (of traffic from outside). */
  only?: readonly string[]
}

/** All policies of a cluster, read once. Policies that cannot be read select nothing; their places are told. */
export class PolicyJudge {
  readonly #reader: StoreReader
  readonly #byNamespace = new Map<string, readonly { id: ObjectId; policy: NetworkPolicyRules }[]>()
  readonly #admin: readonly { id: ObjectId; policy: AdminPolicyRules }[]
  /** Fields that hold no selector, no range: `NetworkPolicy shop/web: spec.ingress[0].from[0]`. */
  readonly unread = new Set<string>()
  /** Policies of one tier and one priority that are both about a Pod: which goes first is not defined. */
  readonly ties = new Set<string>()

  constructor(reader: StoreReader) {
    this.#reader = reader
    this.#admin = adminKinds
      .flatMap((kind) => [...reader.ofKind(kind)])
      .map((object) => ({ id: idOf(object), policy: readAdminPolicy(object.kind, reader.body(idOf(object)) ?? {}) }))
      .sort((a, b) => a.policy.priority - b.policy.priority || compare(a.id, b.id))
  }

  /** NetworkPolicies that isolate a Pod in a direction. */
  isolating(pod: PodEndpoint, direction: Direction): readonly { id: ObjectId; policy: NetworkPolicyRules }[] {
    return this.#of(pod.namespace).filter(
      ({ policy }) => policy.directions.includes(direction) && policy.subject !== null && selects(policy.subject, pod.labels),
    )
  }

  /** Judges one direction: for egress by the policies of the Pod that sends, for ingress by those of the one that is reached. */
  judge(traffic: Traffic, direction: Direction): Decision {
    const subject = direction === 'egress' ? traffic.from : traffic.to
    const peer = direction === 'egress' ? traffic.to : traffic.from
    const word = direction === 'egress' ? 'leave' : 'enter'
    if (subject === null) return free('Traffic from outside leaves no Pod.')
    if (peer?.id === subject.id) return free('No policy keeps a Pod from itself.')
    if (subject.onHostNetwork) return free('It is on the network of its Node, where policies do not isolate it.')
    if (peer?.onHostNetwork && peer.node !== '' && peer.node === subject.node)
      return free('Traffic between a Pod and its own Node is always let through.')

    let passed = ''
    const admin = this.#firstOf('admin', traffic, direction, subject, peer)
    if (admin !== null && admin.rule.action !== 'Pass') return decided(admin)
    if (admin !== null) passed = ` ${called(admin.id)} (${admin.path}) passes the question on.`

    const isolating = this.isolating(subject, direction)
    const only: string[] = []
    for (const { id, policy } of isolating) {
      for (const rule of policy.rules[direction]) {
        const path = this.#fits(id, rule, traffic, peer, this.#namespaceOf(id))
        if (path === null) {
          if (peer === null && fitsPort(rule, traffic)) only.push(...ranges(rule))
          continue
        }
        return {
          allowed: true,
          policies: [id],
          path: path.path,
          text: `${called(id)} lets it ${word}: ${path.path}.${passed}`,
          byAddress: path.byAddress,
        }
      }
    }
    if (isolating.length > 0) {
      const names = isolating.map(({ id }) => called(id)).join(', ')
      if (only.length > 0)
        return {
          allowed: true,
          policies: isolating.map(({ id }) => id),
          path: null,
          text: `Only from ${only.join(', ')}, by ${names}.${passed}`,
          byAddress: true,
          only,
        }
      return {
        allowed: false,
        policies: isolating.map(({ id }) => id),
        path: null,
        text: `${names} ${isolating.length === 1 ? 'isolates' : 'isolate'} ${called(subject.id)} for ${direction} (spec.podSelector), and no rule of ${isolating.length === 1 ? 'it' : 'them'} lets this ${word}.${passed}`,
        byAddress: false,
      }
    }
    const baseline = this.#firstOf('baseline', traffic, direction, subject, peer)
    if (baseline !== null && baseline.rule.action !== 'Pass') return { ...decided(baseline), text: decided(baseline).text + passed }
    return free(`No policy isolates ${called(subject.id)} for ${direction}.${passed}`)
  }

  #firstOf(
    tier: AdminPolicyRules['tier'],
    traffic: Traffic,
    direction: Direction,
    subject: PodEndpoint,
    peer: PodEndpoint | null,
  ): Fit | null {
    let first: (Fit & { priority: number }) | null = null
    for (const { id, policy } of this.#admin) {
      if (policy.tier !== tier || this.#peerFits(id, policy.subject, subject, subject.namespace) === null) continue
      if (first !== null && policy.priority !== first.priority) break
      for (const rule of policy.rules[direction]) {
        const fit = this.#fits(id, rule, traffic, peer, '')
        if (fit === null) continue
        if (first === null) first = { id, rule, ...fit, priority: policy.priority }
        else if (first.rule.action !== rule.action) this.ties.add(`${called(first.id)} and ${called(id)}`)
        break
      }
    }
    return first
  }

  /** Where a rule fits; null when it does not. */
  #fits(
    id: ObjectId,
    rule: PolicyRule,
    traffic: Traffic,
    peer: PodEndpoint | null,
    namespace: string,
  ): { path: string; byAddress: boolean } | null {
    if (!fitsPort(rule, traffic)) return null
    if (rule.peers === null) return { path: rule.path, byAddress: false }
    for (const each of rule.peers) {
      const byAddress = peer === null ? everywhere(each) : this.#peerFits(id, each, peer, namespace)
      if (byAddress !== null) return { path: each.path, byAddress }
    }
    return null
  }

  /** Whether a peer is about a Pod: null when not, else whether by its address. */
  #peerFits(id: ObjectId, peer: PolicyPeer, pod: PodEndpoint, namespace: string): boolean | null {
    switch (peer.by) {
      case 'pods':
        // what comes from a Pod on the network of its Node comes from the Node
        if (pod.onHostNetwork || !selects(peer.pods, pod.labels)) return null
        return (peer.namespaces === null ? pod.namespace === namespace : selects(peer.namespaces, pod.namespaceLabels)) ? false : null
      case 'range':
        return pod.addresses.some((ip) => isInRange(ip, peer.range) && !peer.except.some((not) => isInRange(ip, not))) ? true : null
      case 'nodes':
        return pod.onHostNetwork && selects(peer.nodes, pod.nodeLabels) ? false : null
      case 'nothing':
        if (peer.unread) this.unread.add(`${called(id)}: ${peer.path}`)
        return null
    }
  }

  #of(namespace: string): readonly { id: ObjectId; policy: NetworkPolicyRules }[] {
    let found = this.#byNamespace.get(namespace)
    if (!found) {
      found = [...this.#reader.inNamespace(policyKind, namespace)]
        .map((object) => ({ id: idOf(object), policy: readNetworkPolicy(this.#reader.body(idOf(object)) ?? {}) }))
        .sort((a, b) => compare(a.id, b.id))
      for (const { id, policy } of found) if (policy.subject === null) this.unread.add(`${called(id)}: spec.podSelector`)
      this.#byNamespace.set(namespace, found)
    }
    return found
  }

  #namespaceOf(id: ObjectId): string {
    return this.#reader.get(id)?.namespace ?? ''
  }
}

interface Fit {
  id: ObjectId
  rule: PolicyRule
  path: string
  byAddress: boolean
}

function decided({ id, rule, path, byAddress }: Fit): Decision {
  const allowed = rule.action === 'Allow'
  return { allowed, policies: [id], path, text: `${called(id)} ${allowed ? 'allows' : 'denies'} it: ${path}.`, byAddress }
}

function free(text: string): Decision {
  return { allowed: true, policies: [], path: null, text, byAddress: false }
}

function fitsPort({ ports }: PolicyRule, { port, protocol, to }: Traffic): boolean {
  return ports === null || ports.some((each) => portFits(each, port, protocol, to))
}

function portFits(wanted: PolicyPort, port: number, protocol: string, to: PodEndpoint): boolean {
  if (wanted.protocol !== null && wanted.protocol !== protocol) return false
  if ('all' in wanted) return true
  if ('from' in wanted) return port >= wanted.from && port <= wanted.to
  // a name is that of a port of the Pod which is reached, and of the same protocol
  return wanted.name !== '' && to.ports.some((each) => each.name === wanted.name && each.number === port && each.protocol === protocol)
}

/** Traffic from an address that nobody knows fits only a range of all addresses. */
function everywhere(peer: PolicyPeer): boolean | null {
  return peer.by === 'range' && peer.range.prefix === 0 && peer.except.length === 0 ? true : null
}

function ranges({ peers }: PolicyRule): readonly string[] {
  return (peers ?? []).flatMap((peer) => (peer.by === 'range' ? [visibleText(peer.text, 200)] : []))
}
