import { visibleText, type KindId, type ObjectId } from '../../contract/index.ts'
import { selects } from '../../relations/selector.ts'
import type { StoreReader } from '../../store/storedObject.ts'
import { idOf } from '../nodeTarget.ts'
import { isInRange } from './addressRange.ts'
import { adminKinds, readAdminPolicy, type AdminPolicyRules } from './adminPolicyRules.ts'
import { CalicoJudge } from './calicoJudge.ts'
import { CiliumJudge, type CiliumSay } from './ciliumJudge.ts'
import { free, undecided, type Decision } from './decision.ts'
import { called, compare } from './ground.ts'
import { readNetworkPolicy, type Direction, type NetworkPolicyRules, type PolicyPeer, type PolicyRule } from './networkPolicyRules.ts'
import type { PodEndpoint } from './podEndpoint.ts'
import { portFits, type Traffic } from './traffic.ts'

export const policyKind: KindId = 'networking.k8s.io/NetworkPolicy'

/** All policies of a cluster, read once. Policies that cannot be read select nothing; their places are told. */
export class PolicyJudge {
  readonly #reader: StoreReader
  readonly #byNamespace = new Map<string, readonly { id: ObjectId; policy: NetworkPolicyRules }[]>()
  readonly #admin: readonly { id: ObjectId; policy: AdminPolicyRules }[]
  /** Fields that hold no selector, no range: `NetworkPolicy shop/web: spec.ingress[0].from[0]`. */
  readonly unread = new Set<string>()
  /** Policies of one tier and one priority that are both about a Pod: which goes first is not defined. */
  readonly ties = new Set<string>()
  readonly cilium: CiliumJudge
  readonly calico: CalicoJudge

  constructor(reader: StoreReader) {
    this.#reader = reader
    this.cilium = new CiliumJudge(reader)
    this.calico = new CalicoJudge(reader)
    for (const id of [...this.cilium.unread, ...this.calico.unread]) this.unread.add(called(id))
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
    const { mode } = this.cilium
    if (mode === 'never') return free('Cilium enforces no policies (enable-policy: never in cilium-config).')
    if (mode === 'audit') return free('Cilium only notes what policies say (policy-audit-mode in cilium-config).')
    if (subject.onHostNetwork) {
      const host = this.cilium.hostRule(subject, direction) ?? this.calico.hostRule()
      return host === undefined ? free('It is on the network of its Node, where policies do not isolate it.') : undecided([host])
    }
    const cilium = this.cilium.say(traffic, direction, subject, peer)
    const calico = this.#byCalico(traffic, direction, subject, peer)
    if (calico !== null)
      return cilium === null
        ? calico
        : {
            ...undecided([]),
            policies: [...calico.policies, ...cilium.isolates.map(({ id }) => id)],
            text: 'Undecided: policies of Calico and of Cilium are about it, and only one of them can be what runs here.',
          }
    if (peer?.onHostNetwork && peer.node !== '' && peer.node === subject.node) {
      // NetworkPolicies never part a Pod from its Node; those of Cilium may, on the way out
      const isolates = cilium !== null && direction === 'egress' && (cilium.isolates.length > 0 || cilium.denies !== null)
      if (!isolates || cilium.allows?.doubt === '') return free('Traffic between a Pod and its own Node is always let through.')
      return undecided(cilium.isolates.map((each) => ({ ...each, doubt: 'isolates it, which its own Node may be spared from' })))
    }

    const admin = this.#firstOf('admin', traffic, direction, subject, peer)
    if (admin !== null && cilium !== null)
      return {
        ...undecided([]),
        policies: [admin.id, ...cilium.isolates.map(({ id }) => id)],
        path: admin.path,
        text: `Undecided: ${called(admin.id)} and policies of Cilium are about it, and which go first is not defined.`,
      }
    if (admin !== null && admin.rule.action !== 'Pass') return decided(admin)
    const passed = admin === null ? '' : ` ${called(admin.id)} (${admin.path}) passes the question on.`

    const isolating = this.isolating(subject, direction)
    const found = this.#allowedBy(isolating, traffic, direction, peer)
    const { only } = found
    const first = found.fit
    const lets = (id: ObjectId, path: string, byAddress: boolean): Decision => ({
      outcome: 'allowed',
      policies: [id],
      path,
      text: `${called(id)} lets it ${word}: ${path}.${passed}`,
      byAddress,
    })
    const always = mode === 'always'
    if (cilium !== null || always) {
      const said = joined(cilium, isolating.length > 0 || always, first !== null, word)
      if (said !== null) return said
      if (cilium?.allows?.doubt === '' && first === null) return lets(cilium.allows.id, cilium.allows.path, false)
    }
    if (first !== null) return lets(first.id, first.path, first.byAddress)
    const keeping = [...isolating, ...(cilium?.isolates ?? [])].map(({ id }) => id)
    if (keeping.length > 0 || always) {
      const names = keeping.map(called).join(', ')
      if (only.length > 0)
        return {
          outcome: 'allowed',
          policies: isolating.map(({ id }) => id),
          path: null,
          text: `Only from ${only.join(', ')}, by ${names}.${passed}`,
          byAddress: true,
          only,
        }
      const [selector] = isolating.length > 0 ? ['spec.podSelector'] : (cilium?.isolates ?? []).map(({ path }) => path)
      const who =
        keeping.length === 0
          ? `Cilium isolates every Pod (enable-policy: always in cilium-config), and no rule`
          : `${names} ${keeping.length === 1 ? 'isolates' : 'isolate'} ${called(subject.id)} for ${direction} (${selector ?? 'spec'}), and no rule of ${keeping.length === 1 ? 'it' : 'them'}`
      return { outcome: 'blocked', policies: keeping, path: null, text: `${who} lets this ${word}.${passed}`, byAddress: false }
    }
    const baseline = this.#firstOf('baseline', traffic, direction, subject, peer)
    if (baseline !== null && baseline.rule.action !== 'Pass') return { ...decided(baseline), text: decided(baseline).text + passed }
    return free(`No policy isolates ${called(subject.id)} for ${direction}.${passed}`)
  }

  /** What Calico makes of all policies, if one of its own is about the Pod; else null. */
  #byCalico(traffic: Traffic, direction: Direction, subject: PodEndpoint, peer: PodEndpoint | null): Decision | null {
    // Calico never parts a Pod from what its own Node sends to it
    if (direction === 'ingress' && peer?.onHostNetwork && peer.node !== '' && peer.node === subject.node) return null
    return this.calico.decide(traffic, direction, subject, peer, () => {
      const isolating = this.isolating(subject, direction)
      const ruled = (tier: AdminPolicyRules['tier']): Decision | null => {
        const found = this.#firstOf(tier, traffic, direction, subject, peer)
        return found === null || found.rule.action === 'Pass' ? null : decided(found)
      }
      return {
        admin: ruled('admin'),
        isolating: isolating.map(({ id }) => id),
        allows: this.#allowedBy(isolating, traffic, direction, peer).fit,
        baseline: ruled('baseline'),
      }
    })
  }

  /** The first rule of NetworkPolicies that lets traffic through; of traffic from outside also from where alone others do. */
  #allowedBy(
    isolating: readonly { id: ObjectId; policy: NetworkPolicyRules }[],
    traffic: Traffic,
    direction: Direction,
    peer: PodEndpoint | null,
  ): { fit: { id: ObjectId; path: string; byAddress: boolean } | null; only: readonly string[] } {
    const only: string[] = []
    for (const { id, policy } of isolating) {
      for (const rule of policy.rules[direction]) {
        const path = this.#fits(id, rule, traffic, peer, this.#namespaceOf(id))
        if (path !== null) return { fit: { id, ...path }, only }
        if (peer === null && fitsPort(rule, traffic)) only.push(...ranges(rule))
      }
    }
    return { fit: null, only }
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
  return {
    outcome: allowed ? 'allowed' : 'blocked',
    policies: [id],
    path,
    text: `${called(id)} ${allowed ? 'allows' : 'denies'} it: ${path}.`,
    byAddress,
  }
}

/**
 * What the policies of Cilium come to together with NetworkPolicies: what denies goes before all that allows, and one that allows is enough. Null:
 * nothing is in doubt that matters, and nothing denies.
 */
function joined(cilium: CiliumSay | null, isolated: boolean, allowed: boolean, word: string): Decision | null {
  if (cilium === null) return null
  const { denies, allows, isolates } = cilium
  if (denies?.doubt === '')
    return {
      outcome: 'blocked',
      policies: [denies.id],
      path: denies.path,
      text: `${called(denies.id)} forbids it to ${word}, whatever else allows it: ${denies.path}.`,
      byAddress: false,
    }
  const surely = isolated || isolates.some(({ doubt }) => doubt === '')
  const through = allowed || allows?.doubt === '' || (!surely && isolates.length === 0)
  if (through) return denies === null ? null : undecided([denies])
  // nothing certain lets it through: what may do so, or what may not isolate it after all
  if (allows !== null) return undecided([allows])
  return surely ? null : undecided(isolates)
}

function fitsPort({ ports }: PolicyRule, traffic: Traffic): boolean {
  return ports === null || ports.some((each) => portFits(each, traffic))
}

/** Traffic from an address that nobody knows fits only a range of all addresses. */
function everywhere(peer: PolicyPeer): boolean | null {
  return peer.by === 'range' && peer.range.prefix === 0 && peer.except.length === 0 ? true : null
}

function ranges({ peers }: PolicyRule): readonly string[] {
  return (peers ?? []).flatMap((peer) => (peer.by === 'range' ? [visibleText(peer.text, 200)] : []))
}
