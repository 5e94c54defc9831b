import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { texts } from './namedObjects.ts'
import { textOf, withPorts } from './networkPeers.ts'
import { textAt } from './podSpec.ts'

type Found = ReadTarget | ReadSet

/** What a rule of an administrator's policy may do; `Accept` is the younger API's word for `Allow`. */
export type AdminAction = 'Allow' | 'Deny' | 'Pass'

/** Reads `spec.subject` of an AdminNetworkPolicy and its kin: all Pods of namespaces, or Pods of namespaces. */
export function adminSubject(value: unknown): readonly ReadSet[] {
  return podsOf(value, '', '')
}

/** Reads one rule of `spec.ingress` or `spec.egress`, if its action is this one. */
export function adminPeers(field: 'from' | 'to', action: AdminAction): (value: unknown, holder: Holder) => readonly Found[] {
  return (value) => {
    if (!isRecord(value) || textAt(value, 'action').replace('Accept', 'Allow') !== action) return []
    const peers = value[field]
    if (!Array.isArray(peers)) return []
    const ports = portsText(value)
    return (peers as unknown[]).flatMap((peer, i): readonly Found[] => {
      if (!isRecord(peer)) return []
      const at = `${field}[${i}]`
      return [...podsOf(peer, `${at}.`, ports), ...others(peer, `${at}.`, ports)]
    })
  }
}

function podsOf(value: unknown, at: string, ports: string): readonly ReadSet[] {
  if (!isRecord(value)) return []
  const namespaces = value['namespaces'] ?? null
  const pods = value['pods'] ?? null
  if (namespaces !== null) return [podSet({}, namespaces, `${at}namespaces`, ports)]
  return isRecord(pods) ? [podSet(pods['podSelector'] ?? {}, pods['namespaceSelector'] ?? {}, `${at}pods`, ports)] : []
}

function podSet(select: unknown, selector: unknown, at: string, ports: string): ReadSet {
  const value = withPorts(`pods ${textOf(select)} in namespaces ${textOf(selector)}`, ports)
  return { kind: 'core/Pod', select, namespaces: { selector }, at, value }
}

function others(peer: Record<string, unknown>, at: string, ports: string): readonly Found[] {
  const found: Found[] = []
  const nodes = peer['nodes'] ?? null
  if (nodes !== null)
    found.push({ kind: 'core/Node', select: nodes, namespaces: 'all', at: `${at}nodes`, value: withPorts(textOf(nodes), ports) })
  const named = (kind: string, field: string): void => {
    for (const name of texts(peer[field])) found.push({ kind, namespace: '', name, at: at + field, value: withPorts(name, ports) })
  }
  named('pseudo/AddressRange', 'networks')
  named('pseudo/Host', 'domainNames')
  return found
}

/** Ports in the older (`ports[].{portNumber,portRange,namedPort}`) and the younger form (`protocols[].{tcp,udp,sctp,destinationNamedPort}`). */
function portsText(rule: Record<string, unknown>): string {
  const listed = [...list(rule['ports']), ...list(rule['protocols'])]
  return listed
    .flatMap((port): readonly string[] => {
      const named = textAt(port, 'namedPort') || textAt(port, 'destinationNamedPort')
      if (named !== '') return [named]
      if (isRecord(port['portNumber'])) return [`${textAt(port['portNumber'], 'protocol')} ${String(port['portNumber']['port'])}`]
      if (isRecord(port['portRange'])) return [`${textAt(port['portRange'], 'protocol')} ${span(port['portRange'])}`]
      return ['tcp', 'udp', 'sctp'].flatMap((protocol) => {
        const inner = port[protocol]
        const target = isRecord(inner) ? inner['destinationPort'] : undefined
        if (!isRecord(inner)) return []
        if (!isRecord(target)) return [protocol.toUpperCase()]
        return [`${protocol.toUpperCase()} ${isRecord(target['range']) ? span(target['range']) : String(target['number'])}`]
      })
    })
    .join(', ')
}

function span(range: Record<string, unknown>): string {
  return `${String(range['start'])}-${String(range['end'])}`
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : []
}
