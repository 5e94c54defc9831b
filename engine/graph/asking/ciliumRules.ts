import { isRecord } from '../../relations/fieldPath.ts'
import type { LabelSelector } from '../../relations/reference.ts'
import { readSelector } from '../../relations/selector.ts'
import { readRange, type AddressRange } from './addressRange.ts'
import { items, type Direction, type PolicyPort } from './networkPolicyRules.ts'

/** One rule of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy (cilium.io/v2), read for a verdict: its `spec`, or one of its `specs`. */
export interface CiliumRule {
  /** `spec`, `specs[0]`. */
  path: string
  /** Pods that it is about; null: it is about none. */
  endpoints: LabelSelector | null
  /** Nodes that it is about, by the firewall of their hosts; null: it is about none. */
  nodes: LabelSelector | null
  /** What is not let through is kept away. */
  isolates: Readonly<Record<Direction, boolean>>
  allow: Readonly<Record<Direction, readonly CiliumEntry[]>>
  deny: Readonly<Record<Direction, readonly CiliumEntry[]>>
  /** Why it is not certain that Cilium takes this rule at all; empty: it does. */
  doubt: string
}

/** One entry of `ingress`, `ingressDeny`, `egress` or `egressDeny`. */
export interface CiliumEntry {
  path: string
  /** Null: everyone. One has to fit. */
  peers: readonly CiliumPeer[] | null
  /** Null: every port of every protocol. One has to fit. */
  ports: readonly CiliumPorts[] | null
  /** What it asks for besides and is not written anywhere: a proof of identity; empty: nothing. */
  doubt: string
}

/** Whom an entry is about. */
export type CiliumPeer = { path: string } & (
  | { by: 'endpoints'; selector: LabelSelector }
  | { by: 'entity'; name: string }
  | { by: 'range'; range: AddressRange; except: readonly AddressRange[] }
  /** Nodes by their labels: never a Pod on a network of its own. */
  | { by: 'nodes' }
  | { by: 'doubt'; doubt: string }
)

/** One of `toPorts`. */
export interface CiliumPorts {
  ports: readonly PolicyPort[]
  /** What looks into what is sent; empty: nothing does. */
  doubt: string
}

const sides = { ingress: 'from', egress: 'to' } as const

/** Reads all rules of a policy. Null: it has no effect, since Cilium says so itself, or no rule of it can be read. */
export function readCiliumPolicy(policy: Readonly<Record<string, unknown>>): readonly CiliumRule[] | null {
  const status = isRecord(policy['status']) ? policy['status'] : {}
  if (items(status['conditions']).some(({ type, status: is }) => type === 'Valid' && is === 'False')) return null
  const found: CiliumRule[] = []
  if (isRecord(policy['spec'])) found.push(readRule(policy['spec'], 'spec'))
  for (const [i, spec] of items(policy['specs']).entries()) found.push(readRule(spec, `specs[${i}]`))
  // a rule about nothing is refused
  const read = found.filter(({ endpoints, nodes }) => endpoints !== null || nodes !== null)
  return read.length === 0 ? null : read
}

function readRule(spec: Record<string, unknown>, path: string): CiliumRule {
  const entries = (field: string, direction: Direction): readonly CiliumEntry[] =>
    items(spec[field]).map((entry, i) => readEntry(entry, direction, `${path}.${field}[${i}]`))
  const allow = { ingress: entries('ingress', 'ingress'), egress: entries('egress', 'egress') }
  const deny = { ingress: entries('ingressDeny', 'ingress'), egress: entries('egressDeny', 'egress') }
  const wanted = isRecord(spec['enableDefaultDeny']) ? spec['enableDefaultDeny'] : {}
  const isolates = (direction: Direction): boolean => {
    const said = wanted[direction]
    return typeof said === 'boolean' ? said : allow[direction].length + deny[direction].length > 0
  }
  const [endpoints, nodes] = [spec['endpointSelector'] ?? null, spec['nodeSelector'] ?? null]
  const mixed = [...allow.ingress, ...allow.egress, ...deny.ingress, ...deny.egress].find(({ peers }) => kindsOf(peers).size > 1)
  return {
    path,
    endpoints: endpoints === null ? null : readSelector(endpoints),
    nodes: nodes === null ? null : readSelector(nodes),
    isolates: { ingress: isolates('ingress'), egress: isolates('egress') },
    allow,
    deny,
    doubt:
      endpoints !== null && nodes !== null
        ? 'is about Pods and Nodes at once, which Cilium refuses'
        : mixed !== undefined
          ? `names peers in several ways at once (${mixed.path}), which some versions of Cilium refuse`
          : '',
  }
}

function kindsOf(peers: readonly CiliumPeer[] | null): ReadonlySet<string> {
  return new Set((peers ?? []).map(({ path }) => path.replace(/\[\d+\]$/, '')))
}

function readEntry(entry: Record<string, unknown>, direction: Direction, path: string): CiliumEntry {
  const side = sides[direction]
  const peers: CiliumPeer[] = []
  const each = (field: string, read: (value: unknown, at: string) => CiliumPeer): void => {
    const list = entry[`${side}${field}`] ?? null
    if (!Array.isArray(list)) return
    if (list.length === 0)
      peers.push({ path: `${path}.${side}${field}`, by: 'doubt', doubt: 'has an empty list, which versions of Cilium read differently' })
    list.forEach((value, i) => peers.push(read(value, `${path}.${side}${field}[${i}]`)))
  }
  each('Endpoints', (value, at) => {
    const selector = readSelector(value)
    return selector === null ? unread(at) : { path: at, by: 'endpoints', selector }
  })
  each('Entities', (value, at) => (typeof value === 'string' ? { path: at, by: 'entity', name: value } : unread(at)))
  each('CIDR', (value, at) => readBlock({ cidr: value }, at))
  each('CIDRSet', (value, at) => readBlock(isRecord(value) ? value : {}, at))
  each('Nodes', (_, at) => ({ path: at, by: 'nodes' }))
  each('FQDNs', (_, at) => ({ path: at, by: 'doubt', doubt: 'goes by DNS names' }))
  each('Services', (_, at) => ({ path: at, by: 'doubt', doubt: 'goes by Services' }))
  each('Groups', (_, at) => ({ path: at, by: 'doubt', doubt: 'goes by groups of a cloud' }))
  each('Requires', (_, at) => ({ path: at, by: 'doubt', doubt: 'asks for labels besides' }))
  const list = Array.isArray(entry['toPorts']) && entry['toPorts'].length > 0 ? items(entry['toPorts']) : null
  const ports = list === null ? null : list.map((port, i) => readPorts(port, `${path}.toPorts[${i}]`))
  const pings = items(entry['icmps']).length > 0
  const proof = isRecord(entry['authentication']) ? entry['authentication']['mode'] : undefined
  return {
    path,
    // an entry that says nothing lets nobody through; one that says ports alone means everyone
    peers: peers.length > 0 || ports === null ? peers : null,
    // echo and its like have no ports
    ports: ports ?? (pings ? [] : null),
    doubt:
      pings && ports !== null
        ? 'joins ports and ICMP, which Cilium refuses'
        : proof !== undefined && proof !== 'disabled'
          ? 'asks both sides to prove who they are'
          : '',
  }
}

const unread = (path: string): CiliumPeer => ({ path, by: 'doubt', doubt: 'cannot be read' })

function readBlock(block: Record<string, unknown>, path: string): CiliumPeer {
  if (block['cidrGroupRef'] !== undefined || block['cidrGroupSelector'] !== undefined)
    return { path, by: 'doubt', doubt: 'goes by a group of addresses' }
  const text = typeof block['cidr'] === 'string' ? block['cidr'] : ''
  // an address alone is a range of one
  const range = readRange(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`)
  const except = (Array.isArray(block['except']) ? (block['except'] as unknown[]) : []).map((each) => readRange(String(each)))
  if (range === null || !except.every((each) => each !== null)) return unread(path)
  return { path, by: 'range', range, except }
}

/** Fields of `toPorts` beyond ports that decide over what is sent, or over TLS around it. */
const insideFields = ['rules', 'serverNames', 'listener', 'terminatingTLS', 'originatingTLS'] as const

function readPorts(value: Record<string, unknown>, path: string): CiliumPorts {
  const ports = items(value['ports']).map((port, i): PolicyPort => {
    const at = `${path}.ports[${i}]`
    const written = typeof port['protocol'] === 'string' ? port['protocol'].toUpperCase() : 'ANY'
    const protocol = written === 'ANY' ? null : written
    const text = typeof port['port'] === 'string' || typeof port['port'] === 'number' ? String(port['port']) : '0'
    if (!/^\d+$/.test(text)) return { path: at, protocol, name: text }
    const number = Number(text)
    if (number === 0) return { path: at, protocol, all: true }
    const end = Number(port['endPort'] ?? 0)
    return { path: at, protocol, from: number, to: end > number ? end : number }
  })
  const inside = insideFields.find((field) => {
    const said = value[field]
    return isRecord(said) ? Object.keys(said).length > 0 : Array.isArray(said) && said.length > 0
  })
  return {
    ports,
    doubt: ports.length === 0 ? `names no port (${path})` : inside === undefined ? '' : `looks into what is sent (${path}.${inside})`,
  }
}
