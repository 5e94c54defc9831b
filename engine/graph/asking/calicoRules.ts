import type { ObjectId } from '../../contract/index.ts'
import { isRecord } from '../../relations/fieldPath.ts'
import { texts } from '../../relations/readers/namedObjects.ts'
import { readRange, type AddressRange } from './addressRange.ts'
import { readExpression, type LabelExpression } from './calicoExpression.ts'
import { items, type Direction, type PolicyPort } from './networkPolicyRules.ts'

/** A NetworkPolicy or GlobalNetworkPolicy of Calico (projectcalico.org/v3), read for a verdict. */
export interface CalicoPolicy {
  id: ObjectId
  name: string
  /** Empty: it is about Pods of all namespaces. */
  namespace: string
  tier: string
  /** Lower goes first; one without goes last. */
  order: number
  selector: LabelExpression
  namespaces: LabelExpression | null
  accounts: LabelExpression | null
  directions: readonly Direction[]
  rules: Readonly<Record<Direction, readonly CalicoRule[]>>
}

/** One rule: the first that fits decides, but for `Log`, which only notes. */
export interface CalicoRule {
  path: string
  action: 'Allow' | 'Deny' | 'Log' | 'Pass'
  protocol: string | null
  notProtocol: string | null
  ipVersion: number | null
  source: CalicoEntity
  destination: CalicoEntity
  /** What it asks for besides and is not written in the cluster; empty: nothing. */
  doubt: string
}

/** Whom one side of a rule is about. All that is written has to hold. */
export interface CalicoEntity {
  path: string
  selector: LabelExpression | null
  notSelector: LabelExpression | null
  namespaces: LabelExpression | null
  accounts: { names: readonly string[]; selector: LabelExpression | null } | null
  /** Null: every address. One has to fit. */
  nets: readonly AddressRange[] | null
  notNets: readonly AddressRange[]
  ports: readonly PolicyPort[] | null
  notPorts: readonly PolicyPort[]
  doubt: string
}

/** Null: it is about no Pods (of hosts alone). `unread`: something in it is no selector, no range, no action, and Calico takes none of it. */
export function readCalicoPolicy(
  id: ObjectId,
  name: string,
  namespace: string,
  policy: Readonly<Record<string, unknown>>,
): CalicoPolicy | null | 'unread' {
  const spec = isRecord(policy['spec']) ? policy['spec'] : {}
  // these are rules of hosts, before addresses are translated
  if (spec['preDNAT'] === true || spec['doNotTrack'] === true) return null
  try {
    const rules = (direction: Direction): readonly CalicoRule[] =>
      items(spec[direction]).map((rule, i) => readRule(rule, `spec.${direction}[${i}]`))
    const read = { ingress: rules('ingress'), egress: rules('egress') }
    const types = texts(spec['types'])
    const byRules: readonly Direction[] =
      read.egress.length === 0 ? ['ingress'] : read.ingress.length === 0 ? ['egress'] : ['ingress', 'egress']
    const tier = spec['tier']
    return {
      id,
      name,
      namespace,
      tier: typeof tier === 'string' && tier !== '' ? tier : 'default',
      order: orderOf(spec['order']),
      selector: expression(spec['selector']) ?? must(''),
      namespaces: namespace === '' ? expression(spec['namespaceSelector']) : null,
      accounts: expression(spec['serviceAccountSelector']),
      directions:
        types.length === 0 ? byRules : (['ingress', 'egress'] as const).filter((each) => types.some((type) => type.toLowerCase() === each)),
      rules: read,
    }
  } catch (error) {
    if (error instanceof Unreadable) return 'unread'
    throw error
  }
}

/** Where something stands among others: lower goes first, nothing written goes last. */
export function orderOf(value: unknown): number {
  return typeof value === 'number' ? value : Infinity
}

class Unreadable extends Error {}

function must(written: string): LabelExpression {
  const read = readExpression(written)
  if (read === null) throw new Unreadable(written)
  return read
}

function expression(value: unknown): LabelExpression | null {
  return typeof value === 'string' && value.trim() !== '' ? must(value) : null
}

function readRule(rule: Record<string, unknown>, path: string): CalicoRule {
  const { action } = rule
  if (action !== 'Allow' && action !== 'Deny' && action !== 'Log' && action !== 'Pass') throw new Unreadable(path)
  const http = rule['http']
  return {
    path,
    action,
    protocol: protocolOf(rule['protocol']),
    notProtocol: protocolOf(rule['notProtocol']),
    ipVersion: typeof rule['ipVersion'] === 'number' ? rule['ipVersion'] : null,
    source: readEntity(rule['source'], `${path}.source`),
    destination: readEntity(rule['destination'], `${path}.destination`),
    doubt: isRecord(http) && Object.keys(http).length > 0 ? `looks into what is sent (${path}.http)` : '',
  }
}

const numbered: Readonly<Record<string, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPV6', 132: 'SCTP', 136: 'UDPLITE' }

function protocolOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).toUpperCase()
  return numbered[text] ?? text
}

function readEntity(value: unknown, path: string): CalicoEntity {
  const entity = isRecord(value) ? value : {}
  const accounts = isRecord(entity['serviceAccounts']) ? entity['serviceAccounts'] : null
  const nets = texts(entity['nets'])
  const ports = list(entity['ports'])
  const doubt = isRecord(entity['services'])
    ? `goes by a Service (${path}.services)`
    : texts(entity['domains']).length > 0
      ? `goes by DNS names (${path}.domains)`
      : ''
  return {
    path,
    selector: expression(entity['selector']),
    notSelector: expression(entity['notSelector']),
    namespaces: expression(entity['namespaceSelector']),
    accounts: accounts === null ? null : { names: texts(accounts['names']), selector: expression(accounts['selector']) },
    nets: nets.length === 0 ? null : nets.map(range),
    notNets: texts(entity['notNets']).map(range),
    ports: ports.length === 0 ? null : ports.map((port, i) => readPort(port, `${path}.ports[${i}]`)),
    notPorts: list(entity['notPorts']).map((port, i) => readPort(port, `${path}.notPorts[${i}]`)),
    doubt,
  }
}

/** An address alone is a range of one; null: it is neither. */
function readNet(text: string): AddressRange | null {
  return readRange(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`)
}

function range(text: string): AddressRange {
  const read = readNet(text)
  if (read === null) throw new Unreadable(text)
  return read
}

/** Ranges of a set of addresses; those that are none are left out. */
export function readNets(value: unknown): readonly AddressRange[] {
  return texts(value).flatMap((text) => readNet(text) ?? [])
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** `80`, `"80"`, `"8000:8999"`, or the name of a port. */
function readPort(value: unknown, path: string): PolicyPort {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  const [, from, to = from] = /^(\d+)(?::(\d+))?$/.exec(text) ?? []
  if (from !== undefined) return { path, protocol: null, from: Number(from), to: Number(to) }
  if (text === '') throw new Unreadable(path)
  return { path, protocol: null, name: text }
}
