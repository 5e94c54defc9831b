import { isRecord } from '../../relations/fieldPath.ts'
import { policyTypes } from '../../relations/readers/networkPeers.ts'
import type { LabelSelector } from '../../relations/reference.ts'
import { readSelector } from '../../relations/selector.ts'
import { readRange, type AddressRange } from './addressRange.ts'

export type Direction = 'ingress' | 'egress'

/** One rule of a policy, whatever kind of policy it is of. */
export interface PolicyRule {
  /** Where it stands: `spec.ingress[0]`. */
  path: string
  action: 'Allow' | 'Deny' | 'Pass'
  /** Null: everyone. One has to fit. */
  peers: readonly PolicyPeer[] | null
  /** Null: every port. One has to fit. */
  ports: readonly PolicyPort[] | null
}

/** Whom a rule is about. */
export type PolicyPeer = { path: string } & (
  | { by: 'pods'; pods: LabelSelector; /** Null: that of the policy. */ namespaces: LabelSelector | null }
  | { by: 'range'; range: AddressRange; except: readonly AddressRange[]; text: string }
  | { by: 'nodes'; nodes: LabelSelector }
  /** Names of hosts are no Pods; what cannot be read selects nothing, as at the API server. */
  | { by: 'nothing'; unread: boolean }
)

/** Ports of a rule: a range, a name that the Pod which is reached gives to one of its ports, or all of a protocol. Without a protocol: all of them. */
export type PolicyPort = { path: string; protocol: string | null } & ({ from: number; to: number } | { name: string } | { all: true })

/** A NetworkPolicy, read for its verdict. */
export interface NetworkPolicyRules {
  /** Null: what is written is no selector, and selects nothing. */
  subject: LabelSelector | null
  directions: readonly Direction[]
  rules: Readonly<Record<Direction, readonly PolicyRule[]>>
}

/**
 * Reads a NetworkPolicy (networking.k8s.io/v1). A missing podSelector is every Pod, missing or empty peers are everyone, missing or empty ports every
 * port; both selectors of one peer must hold, several peers add up; a missing protocol is TCP.
 */
export function readNetworkPolicy(policy: Readonly<Record<string, unknown>>): NetworkPolicyRules {
  const spec = isRecord(policy['spec']) ? policy['spec'] : {}
  const rules = (direction: Direction): readonly PolicyRule[] => {
    const field = direction === 'ingress' ? 'from' : 'to'
    return items(spec[direction]).map((rule, i) => {
      const path = `spec.${direction}[${i}]`
      const peers = items(rule[field]).map((peer, at) => readPeer(peer, `${path}.${field}[${at}]`))
      const ports = items(rule['ports']).map((port, at) => readPort(port, `${path}.ports[${at}]`))
      return { path, action: 'Allow', peers: peers.length === 0 ? null : peers, ports: ports.length === 0 ? null : ports }
    })
  }
  return {
    subject: readSelector(spec['podSelector'] ?? {}),
    directions: policyTypes(spec),
    rules: { ingress: rules('ingress'), egress: rules('egress') },
  }
}

function readPeer(peer: Record<string, unknown>, path: string): PolicyPeer {
  const block = peer['ipBlock']
  if (isRecord(block)) return readBlock([block['cidr']], block['except'], `${path}.ipBlock`)
  const [pods, namespaces] = [peer['podSelector'] ?? null, peer['namespaceSelector'] ?? null]
  if (pods === null && namespaces === null) return { path, by: 'nothing', unread: true }
  return podPeer(pods ?? {}, namespaces, path)
}

/** Pods by their labels and those of their namespace; `null` namespaces: the policy's own. */
export function podPeer(pods: unknown, namespaces: unknown, path: string): PolicyPeer {
  const selected = readSelector(pods)
  const where = namespaces === null ? null : readSelector(namespaces)
  if (selected === null || (namespaces !== null && where === null)) return { path, by: 'nothing', unread: true }
  return { path, by: 'pods', pods: selected, namespaces: where }
}

function readBlock(cidr: readonly unknown[], except: unknown, path: string): PolicyPeer {
  const [range] = cidr.map((text) => (typeof text === 'string' ? readRange(text) : null))
  const excepted = (Array.isArray(except) ? (except as unknown[]) : []).map((text) => (typeof text === 'string' ? readRange(text) : null))
  if (!range || !excepted.every((each) => each !== null)) return { path, by: 'nothing', unread: true }
  const text = `${String(cidr[0])}${excepted.length === 0 ? '' : ` except ${(except as unknown[]).map(String).join(', ')}`}`
  return { path, by: 'range', range, except: excepted, text }
}

function readPort(port: Record<string, unknown>, path: string): PolicyPort {
  const protocol = typeof port['protocol'] === 'string' ? port['protocol'] : 'TCP'
  const number = port['port']
  if (typeof number === 'number')
    return { path, protocol, from: number, to: typeof port['endPort'] === 'number' ? port['endPort'] : number }
  // what is neither is no port: nothing has it
  if (number !== undefined && number !== null) return { path, protocol, name: typeof number === 'string' ? number : '' }
  return { path, protocol, all: true }
}

/** The objects in a list. */
export function items(list: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(list) ? (list as unknown[]).map((item) => (isRecord(item) ? item : {})) : []
}
