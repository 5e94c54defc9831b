import { isRecord } from '../../relations/fieldPath.ts'
import type { KindId } from '../../contract/index.ts'
import { readSelector } from '../../relations/selector.ts'
import { readRange } from './addressRange.ts'
import { items, podPeer, type Direction, type PolicyPeer, type PolicyPort, type PolicyRule } from './networkPolicyRules.ts'

const group = 'policy.networking.k8s.io'

/** Kinds of an administrator's policies. */
export const adminKinds: readonly KindId[] = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].map(
  (kind) => `${group}/${kind}`,
)

/** An administrator's policy, read for its verdict. */
export interface AdminPolicyRules {
  /** `admin` goes before all NetworkPolicies, `baseline` after them. */
  tier: 'admin' | 'baseline'
  /** Lower goes first. */
  priority: number
  subject: PolicyPeer
  rules: Readonly<Record<Direction, readonly PolicyRule[]>>
}

/**
 * Reads an AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) or ClusterNetworkPolicy (v1alpha2): rules in their order, the first
 * that fits decides.
 */
export function readAdminPolicy(kind: KindId, policy: Readonly<Record<string, unknown>>): AdminPolicyRules {
  const spec = isRecord(policy['spec']) ? policy['spec'] : {}
  const rules = (direction: Direction): readonly PolicyRule[] =>
    items(spec[direction]).map((rule, i) => readRule(rule, direction, `spec.${direction}[${i}]`))
  const baseline = kind === `${group}/BaselineAdminNetworkPolicy` || spec['tier'] === 'Baseline'
  return {
    tier: baseline ? 'baseline' : 'admin',
    priority: typeof spec['priority'] === 'number' ? spec['priority'] : 0,
    subject: readPods(isRecord(spec['subject']) ? spec['subject'] : {}, 'spec.subject'),
    rules: { ingress: rules('ingress'), egress: rules('egress') },
  }
}

function readRule(rule: Record<string, unknown>, direction: Direction, path: string): PolicyRule {
  const field = direction === 'ingress' ? 'from' : 'to'
  const written = rule['action'] === 'Accept' ? 'Allow' : rule['action']
  const action = written === 'Allow' || written === 'Deny' ? written : 'Pass'
  const peers = items(rule[field]).flatMap((peer, i) => readPeers(peer, `${path}.${field}[${i}]`))
  const ports = [
    ...items(rule['ports']).map((port, i) => readPort(port, `${path}.ports[${i}]`)),
    ...items(rule['protocols']).flatMap((protocol, i) => readProtocol(protocol, `${path}.protocols[${i}]`)),
  ]
  return { path, action, peers, ports: ports.length === 0 ? null : ports }
}

function readPeers(peer: Record<string, unknown>, path: string): readonly PolicyPeer[] {
  if (isRecord(peer['nodes'])) {
    const nodes = readSelector(peer['nodes'])
    return [nodes === null ? { path, by: 'nothing', unread: true } : { path: `${path}.nodes`, by: 'nodes', nodes }]
  }
  if (Array.isArray(peer['networks']))
    return (peer['networks'] as unknown[]).map((network, i): PolicyPeer => {
      const range = typeof network === 'string' ? readRange(network) : null
      const at = `${path}.networks[${i}]`
      return range === null
        ? { path: at, by: 'nothing', unread: true }
        : { path: at, by: 'range', range, except: [], text: String(network) }
    })
  if (Array.isArray(peer['domainNames'])) return [{ path: `${path}.domainNames`, by: 'nothing', unread: false }]
  return [readPods(peer, path)]
}

function readPods(value: Record<string, unknown>, path: string): PolicyPeer {
  if (isRecord(value['namespaces'])) return podPeer({}, value['namespaces'], `${path}.namespaces`)
  if (isRecord(value['pods'])) return podPeer(value['pods']['podSelector'] ?? {}, value['pods']['namespaceSelector'] ?? {}, `${path}.pods`)
  return { path, by: 'nothing', unread: true }
}

function readPort(port: Record<string, unknown>, path: string): PolicyPort {
  const { portNumber, portRange, namedPort } = port
  if (typeof namedPort === 'string') return { path, protocol: null, name: namedPort }
  if (isRecord(portNumber)) return spanned(path, text(portNumber['protocol'], 'TCP'), portNumber['port'], portNumber['port'])
  if (isRecord(portRange)) return spanned(path, text(portRange['protocol'], 'TCP'), portRange['start'], portRange['end'])
  return { path, protocol: null, name: '' }
}

function readProtocol(value: Record<string, unknown>, path: string): readonly PolicyPort[] {
  if (typeof value['destinationNamedPort'] === 'string') return [{ path, protocol: null, name: value['destinationNamedPort'] }]
  return ['tcp', 'udp', 'sctp'].flatMap((name): readonly PolicyPort[] => {
    const inner = value[name]
    if (!isRecord(inner)) return []
    const target = inner['destinationPort']
    const protocol = name.toUpperCase()
    if (!isRecord(target)) return [{ path, protocol, all: true }]
    const { range, number } = target
    return [isRecord(range) ? spanned(path, protocol, range['start'], range['end']) : spanned(path, protocol, number, number)]
  })
}

function spanned(path: string, protocol: string, from: unknown, to: unknown): PolicyPort {
  return typeof from === 'number' && typeof to === 'number' ? { path, protocol, from, to } : { path, protocol, name: '' }
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
