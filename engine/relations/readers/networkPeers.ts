import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { readSelector, selectorText } from '../selector.ts'
import { texts } from './namedObjects.ts'
import { textAt } from './podSpec.ts'

type Direction = 'ingress' | 'egress'
type Found = ReadTarget | ReadSet

/** Everything there is, inside the cluster and outside: what a rule without peers allows. */
const anywhere = { kind: 'pseudo/AddressRange', namespace: '', name: 'anywhere' } as const

/**
 * Reads one rule of a NetworkPolicy's `ingress` or `egress`: each peer is a set of Pods, or a range of addresses. Both selectors in one peer
 * must hold, several peers add up, no peers are everyone. A missing podSelector is every Pod of the namespaces; a missing namespaceSelector
 * is the policy's own namespace. Directions that the policy does not have (`policyTypes`) allow nothing, whatever is written.
 */
export function networkPeers(direction: Direction): (value: unknown, holder: Holder) => readonly Found[] {
  const field = direction === 'ingress' ? 'from' : 'to'
  return (value, holder) => {
    const spec: unknown = holder.object['spec']
    if (!isRecord(value) || !isRecord(spec) || !policyTypes(spec).includes(direction)) return []
    const ports = portsText(value['ports'])
    const peers = value[field] ?? []
    if (!Array.isArray(peers)) return []
    if (peers.length === 0) return [{ ...anywhere, value: withPorts('anywhere', ports) }]
    return (peers as unknown[]).flatMap((peer, i): readonly Found[] => {
      if (!isRecord(peer)) return []
      const at = `${field}[${i}]`
      const block = peer['ipBlock']
      return isRecord(block) ? range(block, `${at}.ipBlock.cidr`, ports) : pods(peer, at, ports)
    })
  }
}

/** Directions of a NetworkPolicy. Unless written: ingress always, egress where there are rules for it. */
export function policyTypes(spec: Readonly<Record<string, unknown>>): readonly Direction[] {
  const written = texts(spec['policyTypes'])
  if (written.length > 0) return (['ingress', 'egress'] as const).filter((d) => written.some((w) => w.toLowerCase() === d))
  const egress = spec['egress']
  return Array.isArray(egress) && egress.length > 0 ? ['ingress', 'egress'] : ['ingress']
}

function pods(peer: Record<string, unknown>, at: string, ports: string): readonly ReadSet[] {
  const podSelector = peer['podSelector'] ?? null
  const namespaceSelector = peer['namespaceSelector'] ?? null
  if (podSelector === null && namespaceSelector === null) return []
  const where = namespaceSelector === null ? 'in its namespace' : `in namespaces ${textOf(namespaceSelector)}`
  return [
    {
      kind: 'core/Pod',
      select: podSelector ?? {},
      namespaces: namespaceSelector === null ? 'own' : { selector: namespaceSelector },
      at,
      value: withPorts(`pods ${textOf(podSelector ?? {})} ${where}`, ports),
    },
  ]
}

function range(block: Record<string, unknown>, at: string, ports: string): readonly ReadTarget[] {
  const cidr = textAt(block, 'cidr')
  if (cidr === '') return []
  const except = texts(block['except'])
  const name = except.length === 0 ? cidr : `${cidr} except ${[...except].sort().join(', ')}`
  return [{ kind: 'pseudo/AddressRange', namespace: '', name, at, value: withPorts(name, ports) }]
}

/** A selector as kubectl writes it; said so when it is none. */
export function textOf(selector: unknown): string {
  const read = readSelector(selector)
  return read === null ? '(not a selector)' : selectorText(read)
}

/** `<what>; <ports>`, where no ports are all of them. */
export function withPorts(what: string, ports: string): string {
  return ports === '' ? what : `${what}; ${ports}`
}

/** `TCP 80, TCP 8000-8010, UDP`: a missing protocol is TCP, a missing port every port, `endPort` ends a range. */
function portsText(ports: unknown): string {
  if (!Array.isArray(ports)) return ''
  return (ports as unknown[])
    .filter(isRecord)
    .map(({ protocol, port, endPort }) => {
      const from = typeof port === 'number' || typeof port === 'string' ? ` ${port}` : ''
      return `${typeof protocol === 'string' ? protocol : 'TCP'}${from}${typeof endPort === 'number' ? `-${endPort}` : ''}`
    })
    .join(', ')
}
