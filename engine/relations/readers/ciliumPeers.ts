import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { bareKey, namespaceKey, namespaceLabel } from './ciliumLabels.ts'
import { texts } from './namedObjects.ts'
import { textOf } from './networkPeers.ts'
import { textAt } from './podSpec.ts'

type Found = ReadTarget | ReadSet

/** Reads `endpointSelector` or `nodeSelector` of a Cilium policy: what it is about. */
export function ciliumSubject(value: unknown, holder: Holder): readonly ReadSet[] {
  if (!isRecord(value)) return []
  if (isRecord(value['nodeSelector'])) {
    const select = value['nodeSelector']
    return [{ kind: 'core/Node', select, namespaces: 'all', at: 'nodeSelector', value: textOf(select) }]
  }
  return endpoints(value['endpointSelector'], holder, 'endpointSelector')
}

/** Reads one rule of `ingress(Deny)` or `egress(Deny)`: endpoints, entities, networks, names and Services, added up. */
export function ciliumPeers(side: 'from' | 'to'): (value: unknown, holder: Holder) => readonly Found[] {
  return (value, holder) => {
    if (!isRecord(value)) return []
    const found: Found[] = []
    list(value[`${side}Endpoints`]).forEach((selector, i) => found.push(...endpoints(selector, holder, `${side}Endpoints[${i}]`)))
    const nodes = list(value[`${side}Nodes`])
    nodes.forEach((select, i) =>
      found.push({ kind: 'core/Node', select: unprefixed(select), namespaces: 'all', at: `${side}Nodes[${i}]`, value: textOf(select) }),
    )
    texts(value[`${side}Entities`]).forEach((entity, i) => found.push(...entities(entity, `${side}Entities[${i}]`)))
    texts(value[`${side}CIDR`]).forEach((name, i) =>
      found.push({ kind: 'pseudo/AddressRange', namespace: '', name, at: `${side}CIDR[${i}]`, value: name }),
    )
    list(value[`${side}CIDRSet`]).forEach((block, i) => found.push(...range(block, `${side}CIDRSet[${i}].cidr`)))
    if (side === 'to') {
      list(value['toFQDNs']).forEach((fqdn, i) => {
        const name = textAt(fqdn, 'matchName') || textAt(fqdn, 'matchPattern')
        if (name !== '') found.push({ kind: 'pseudo/Host', namespace: '', name: name.toLowerCase(), at: `toFQDNs[${i}]`, value: name })
      })
      list(value['toServices']).forEach((entry, i) => {
        const service = entry['k8sService']
        const name = textAt(service, 'serviceName')
        const namespace = textAt(service, 'namespace') || holder.namespace
        if (name !== '' && namespace !== '')
          found.push({ kind: 'core/Service', namespace, name, at: `toServices[${i}].k8sService.serviceName`, value: name })
      })
    }
    return found
  }
}

/**
 * An endpoint selector is a LabelSelector whose keys may say where a label comes from (`k8s:app`, `any:app`), and in which namespace to look.
 * A policy of a namespace means its own unless it says so; one of the cluster means all. Identities beyond labels cannot be said as a set.
 */
function endpoints(value: unknown, holder: Holder, at: string): readonly ReadSet[] {
  if (!isRecord(value)) return []
  const pods = { matchLabels: {} as Record<string, unknown>, matchExpressions: [] as unknown[] }
  const spaces = { matchLabels: {} as Record<string, unknown>, matchExpressions: [] as unknown[] }
  let names: readonly string[] | null = null
  let anyNamespace = holder.namespace === ''
  for (const [written, wanted] of Object.entries(isRecord(value['matchLabels']) ? value['matchLabels'] : {})) {
    const key = bare(written)
    if (key === null) return []
    if (key === namespaceKey) names = typeof wanted === 'string' ? [wanted] : []
    else if (key.startsWith(namespaceLabel)) spaces.matchLabels[key.slice(namespaceLabel.length)] = wanted
    else pods.matchLabels[key] = wanted
  }
  for (const expression of list(value['matchExpressions'])) {
    const key = bare(textAt(expression, 'key'))
    if (key === null) return []
    if (key !== namespaceKey) {
      if (key.startsWith(namespaceLabel)) spaces.matchExpressions.push({ ...expression, key: key.slice(namespaceLabel.length) })
      else pods.matchExpressions.push({ ...expression, key })
    } else if (expression['operator'] === 'In') names = texts(expression['values'])
    else if (expression['operator'] === 'Exists') anyNamespace = true
    else return [] // all namespaces but some: more than a set can say
  }
  const labelled = Object.keys(spaces.matchLabels).length + spaces.matchExpressions.length > 0
  const namespaces = names !== null ? { names } : labelled ? { selector: spaces } : anyNamespace ? 'all' : 'own'
  return [{ kind: 'core/Pod', select: pods, namespaces, at, value: textOf(pods) }]
}

/** A label key without its source (that of `reserved` may end with a dot, too); null for what is no label of a Pod or Namespace. */
function bare(key: string): string | null {
  const plain = bareKey(key)
  return /^(reserved[:.]|(cidr|fqdn|container|unspec):)/.test(key) || plain.startsWith('io.cilium.k8s.policy.') ? null : plain
}

function unprefixed(select: Record<string, unknown>): Record<string, unknown> {
  const labels = isRecord(select['matchLabels']) ? select['matchLabels'] : {}
  return { ...select, matchLabels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [bare(key) ?? key, value])) }
}

function entities(entity: string, at: string): readonly Found[] {
  const allPods: ReadSet = { kind: 'core/Pod', select: {}, namespaces: 'all', at, value: entity }
  const nodes: ReadSet = { kind: 'core/Node', select: {}, namespaces: 'all', at, value: entity }
  const world: ReadTarget = { kind: 'pseudo/Internet', namespace: '', name: 'internet', at, value: entity }
  const table: Readonly<Record<string, readonly Found[]>> = {
    all: [allPods, nodes, world],
    cluster: [allPods, nodes],
    host: [nodes],
    'remote-node': [nodes],
    world: [world],
    'world-ipv4': [world],
    'world-ipv6': [world],
    'kube-apiserver': [{ kind: 'core/Service', namespace: 'default', name: 'kubernetes', tentative: true, at, value: entity }],
  }
  return Object.hasOwn(table, entity) ? (table[entity] ?? []) : []
}

function range(block: Record<string, unknown>, at: string): readonly ReadTarget[] {
  const cidr = textAt(block, 'cidr')
  if (cidr === '') return []
  const except = texts(block['except'])
  const name = except.length === 0 ? cidr : `${cidr} except ${[...except].sort().join(', ')}`
  return [{ kind: 'pseudo/AddressRange', namespace: '', name, at, value: name }]
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : []
}
