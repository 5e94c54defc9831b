import type { KindId, ObjectId } from '../../contract/index.ts'
import { isRecord } from '../../relations/fieldPath.ts'
import { bareKey, namespaceKey, namespaceLabel } from '../../relations/readers/ciliumLabels.ts'
import type { LabelSelector } from '../../relations/reference.ts'
import { selects } from '../../relations/selector.ts'
import type { StoreReader } from '../../store/storedObject.ts'
import { idOf } from '../nodeTarget.ts'
import { isInRange } from './addressRange.ts'
import { readCiliumPolicy, type CiliumEntry, type CiliumPeer, type CiliumRule } from './ciliumRules.ts'
import type { RuleFit } from './decision.ts'
import { compare } from './ground.ts'
import { both, either, type Certainty } from './certainty.ts'
import type { Direction } from './networkPolicyRules.ts'
import type { PodEndpoint } from './podEndpoint.ts'
import { portFits, type Traffic } from './traffic.ts'

export const ciliumKinds: readonly KindId[] = ['cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy']
/** Where Cilium keeps its own settings. */
const settingsId: ObjectId = 'core/ConfigMap/kube-system/cilium-config'

/** What Cilium's policies say of traffic in one direction. */
export interface CiliumSay {
  /** The best of each: one that is certain, if there is one. */
  allows: RuleFit | null
  denies: RuleFit | null
  /** All that keep away what nothing lets through. */
  isolates: readonly RuleFit[]
}

/** What Cilium's own settings make of all policies. */
export type CiliumMode = 'default' | 'always' | 'never' | 'audit'

/**
 * Cilium's policies of a cluster, read once (docs.cilium.io, security/policy). An entry lets through, a deny entry goes before all that let
 * through, and a Pod that any rule is about is isolated in the directions which that rule has entries for. Pods are known by their labels and never
 * by their addresses. What is not written in the cluster (names of DNS, what is sent, who somebody proves to be) is in doubt, and never a yes or no.
 */
export class CiliumJudge {
  readonly #policies: readonly { id: ObjectId; namespace: string; rule: CiliumRule }[]
  readonly #settings: Readonly<Record<string, unknown>>
  /** Policies that have no effect. */
  readonly unread: readonly ObjectId[]

  constructor(reader: StoreReader) {
    const unread: ObjectId[] = []
    this.#policies = ciliumKinds
      .flatMap((kind) => [...reader.ofKind(kind)])
      .map((object) => ({ id: idOf(object), namespace: object.namespace }))
      .sort((a, b) => compare(a.id, b.id))
      .flatMap(({ id, namespace }) => {
        const rules = readCiliumPolicy(reader.body(id) ?? {})
        if (rules === null) unread.push(id)
        return (rules ?? []).map((rule) => ({ id, namespace, rule }))
      })
    this.unread = unread
    const data = reader.body(settingsId)?.['data']
    this.#settings = isRecord(data) ? data : {}
  }

  get mode(): CiliumMode {
    if (this.#settings['policy-audit-mode'] === 'true') return 'audit'
    const said = this.#settings['enable-policy']
    return said === 'always' || said === 'never' ? said : 'default'
  }

  /** A rule of the firewall of hosts that is about the Node of a Pod on its network; undefined: none. */
  hostRule(pod: PodEndpoint, direction: Direction): RuleFit | undefined {
    for (const { id, rule } of this.#policies)
      if (rule.nodes !== null && rule.isolates[direction] && selects(plain(rule.nodes), pod.nodeLabels))
        return { id, path: `${rule.path}.nodeSelector`, doubt: 'is about the Node, if the firewall of hosts is on' }
    return undefined
  }

  /** What the policies about `subject` say; null: none is about it in this direction. */
  say(traffic: Traffic, direction: Direction, subject: PodEndpoint, peer: PodEndpoint | null): CiliumSay | null {
    let allows: RuleFit | null = null
    let denies: RuleFit | null = null
    const isolates: RuleFit[] = []
    for (const { id, namespace, rule } of this.#policies) {
      const { endpoints, path } = rule
      if (endpoints === null || (namespace !== '' && namespace !== subject.namespace)) continue
      // a policy of a namespace is about that one, whatever namespace its selector names
      const about = both(
        this.#fitsLabels(namespace === '' ? endpoints : withoutNamespace(endpoints), subject),
        rule.doubt === '' || rule.doubt,
      )
      if (about === false) continue
      if (rule.isolates[direction]) isolates.push(fit(id, `${path}.endpointSelector`, about))
      for (const entry of rule.deny[direction]) denies = better(denies, id, this.#entry(entry, about, namespace, traffic, subject, peer))
      for (const entry of rule.allow[direction]) allows = better(allows, id, this.#entry(entry, about, namespace, traffic, subject, peer))
    }
    return allows === null && denies === null && isolates.length === 0 ? null : { allows, denies, isolates }
  }

  #entry(
    entry: CiliumEntry,
    about: Certainty,
    namespace: string,
    traffic: Traffic,
    subject: PodEndpoint,
    peer: PodEndpoint | null,
  ): { path: string; sure: Certainty } {
    let sure: Certainty = entry.peers === null
    let { path } = entry
    for (const each of entry.peers ?? []) {
      const fits = this.#peer(each, namespace, subject, peer)
      const doubted = typeof fits === 'string' ? `${fits} (${each.path})` : fits
      if (doubted === true || (doubted !== false && sure === false)) path = each.path
      sure = either(sure, doubted)
      if (sure === true) break
    }
    const ports = (entry.ports ?? []).reduce<Certainty>(
      (found, { ports: list, doubt }) =>
        either(found, both(list.length === 0 || list.some((port) => portFits(port, traffic)), doubt === '' || doubt)),
      entry.ports === null,
    )
    return { path, sure: both(both(sure, ports), both(about, entry.doubt === '' || `${entry.doubt} (${entry.path})`)) }
  }

  #peer(peer: CiliumPeer, namespace: string, subject: PodEndpoint, other: PodEndpoint | null): Certainty {
    switch (peer.by) {
      case 'endpoints': {
        const { selector } = peer
        const keys = [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)]
        if (other === null || other.onHostNetwork) {
          if (keys.some((key) => key.startsWith('reserved:'))) return 'names an identity of Cilium’s own'
          return other !== null && namespace === '' && selects(plain(selector), {}) ? 'may mean Nodes, too' : false
        }
        const where = keys.map(bareKey)
        const own = namespace !== '' && !where.some((key) => key === namespaceKey || key.startsWith(namespaceLabel))
        return both(!own || other.namespace === namespace, this.#fitsLabels(selector, other))
      }
      case 'entity':
        return fitsEntity(peer.name, subject, other)
      case 'range': {
        const all = peer.range.prefix === 0 && peer.except.length === 0
        if (other === null) return all || 'is about some addresses'
        // ranges are about what is not in the cluster; of Nodes a setting may decide otherwise
        if (!other.onHostNetwork) return false
        const inside = other.addresses.some((ip) => isInRange(ip, peer.range) && !peer.except.some((not) => isInRange(ip, not)))
        return inside && 'goes by address, which means Nodes only by a setting of Cilium'
      }
      case 'nodes':
        return other?.onHostNetwork === true && 'goes by labels of Nodes, which Cilium does only by a setting'
      case 'doubt':
        return peer.doubt
    }
  }

  /** Whether a selector is about a Pod on a network of its own: by its labels, those of its namespace, and its account. */
  #fitsLabels({ matchLabels, matchExpressions }: LabelSelector, pod: PodEndpoint): Certainty {
    const wanted = [
      ...Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In' as const, values: [value] })),
      ...matchExpressions,
    ]
    return wanted.reduce<Certainty>((found, each) => {
      if (found === false) return false
      const holds = (value: string | undefined): boolean =>
        selects({ matchLabels: {}, matchExpressions: [{ ...each, key: 'it' }] }, value === undefined ? {} : { it: value })
      const label = this.#labelOf(each.key, pod)
      if (typeof label === 'string') return both(found, label)
      const isSame = holds(label.value) === holds(undefined)
      return both(found, label.doubt === undefined || isSame ? holds(label.value) : label.doubt)
    }, true)
  }

  /** What Cilium knows a Pod by under a key; with a doubt: perhaps it does not know it at all. A text: nobody can tell here. */
  #labelOf(written: string, pod: PodEndpoint): { value: string | undefined; doubt?: string } | string {
    const key = bareKey(written)
    if (/^(?:reserved|cidr|cidrgroup|fqdn):/.test(written)) return { value: undefined }
    if (/^(?:container|unspec|node):/.test(written)) return `asks for ${written}, which is not written here`
    if (key === namespaceKey) return { value: pod.namespace }
    if (key.startsWith(namespaceLabel)) return { value: own(pod.namespaceLabels, key.slice(namespaceLabel.length)) }
    if (key === 'io.cilium.k8s.policy.serviceaccount') return { value: pod.serviceAccount }
    if (key.startsWith('io.cilium.')) return `asks for ${key}, which is not written here`
    const value = own(pod.labels, key)
    if (leftOut.test(key)) return { value, doubt: `goes by the label ${key}, which Cilium leaves aside by default` }
    const chosen = this.#settings['labels']
    if (typeof chosen === 'string' && chosen.trim() !== '')
      return { value, doubt: `goes by the label ${key}, and cilium-config chooses which labels count` }
    return { value }
  }
}

/** Labels that Cilium leaves out of what it knows a Pod by, unless somebody set it otherwise. */
const leftOut =
  /^(?!app\.kubernetes\.io)(?:(?:.*\.)?kubernetes\.io|(?:.*\.)?k8s\.io|io\.kubernetes|pod-template-(?:hash|generation)|controller-revision-hash|controller-uid|job-name|annotation|etcd_node)/

function plain({ matchLabels, matchExpressions }: LabelSelector): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [bareKey(key), value])),
    matchExpressions: matchExpressions.map((each) => ({ ...each, key: bareKey(each.key) })),
  }
}

function withoutNamespace({ matchLabels, matchExpressions }: LabelSelector): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([key]) => bareKey(key) !== namespaceKey)),
    matchExpressions,
  }
}

function own(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** Whether an entity is about a Pod, or (null) about what is outside. */
function fitsEntity(name: string, subject: PodEndpoint, other: PodEndpoint | null): Certainty {
  const host = other?.onHostNetwork === true
  const known = other !== null && other.node !== '' && subject.node !== ''
  switch (name) {
    case 'all':
      return true
    case 'cluster':
      return other !== null
    case 'world':
      return other === null
    case 'world-ipv4':
    case 'world-ipv6':
      return other === null && 'is about one family of addresses'
    case 'host':
      return host && (known ? other.node === subject.node : 'is about the own Node')
    case 'remote-node':
      return host && (known ? other.node !== subject.node : 'is about other Nodes')
    case 'kube-apiserver':
      return (host || other === null) && 'is about API servers'
    case 'ingress':
      return (host || other === null) && 'is about Cilium’s own ingress'
    case 'health':
    case 'init':
    case 'unmanaged':
    case 'none':
      return false
    default:
      return 'names an entity that is not known here'
  }
}

function fit(id: ObjectId, path: string, sure: Certainty): RuleFit {
  return { id, path, doubt: typeof sure === 'string' ? sure : '' }
}

/** What is certain goes before what is not; the first of equals. */
function better(known: RuleFit | null, id: ObjectId, { path, sure }: { path: string; sure: Certainty }): RuleFit | null {
  if (sure === false || known?.doubt === '' || (known !== null && sure !== true)) return known
  return fit(id, path, sure)
}
