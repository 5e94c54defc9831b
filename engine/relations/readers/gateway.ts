import { kindId, type KindId } from '../../contract/index.ts'
import { isClusterScoped } from '../clusterScoped.ts'
import { isRecord } from '../fieldPath.ts'
import { gatewayPolicies } from '../packs/gatewayPolicies.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

const group = 'gateway.networking.k8s.io'

/** Kinds whose sections are among the parts that the graph knows: listeners and ports. Rule names of routes are not. */
const sectioned: ReadonlySet<string> = new Set(['Gateway', 'ListenerSet', 'XListenerSet', 'Service'])

const packed: ReadonlySet<KindId> = new Set(gatewayPolicies.kinds)

/** Reads one of `status.parents`: what the parent's controller decided of the route. Refused is not taking part. */
export function parentVerdict(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value) || !isRecord(value['parentRef'])) return []
  const parent = value['parentRef']
  const name = textAt(parent, 'name')
  const conditions = Array.isArray(value['conditions']) ? (value['conditions'] as unknown[]).filter(isRecord) : []
  const told = conditions.filter((c) => c['type'] === 'Accepted' || c['type'] === 'ResolvedRefs')
  if (name === '' || told.length === 0) return []
  const refused = told.some((c) => c['status'] === 'False')
  const written = parent['group']
  return [
    {
      kind: kindId(typeof written === 'string' ? written : group, textAt(parent, 'kind') || 'Gateway'),
      namespace: textAt(parent, 'namespace') || holder.namespace,
      name,
      at: 'conditions',
      value: told.map((c) => `${textAt(c, 'type')}: ${textAt(c, 'status')} (${textAt(c, 'reason')})`).join(', '),
      ...(refused ? { notReady: true as const } : {}),
    },
  ]
}

/**
 * Reads a policy's `targetRef` or one of its `targetRefs` (GEP-713): the group is always written there, which tells it from references of
 * the same name elsewhere. Kinds that a pack knows, and Istio's, have rules of their own.
 */
export function policyTarget(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value) || typeof value['group'] !== 'string' || packed.has(holder.kind) || /^[^/]*istio\.io\//.test(holder.kind)) return []
  const kindWord = textAt(value, 'kind')
  const name = textAt(value, 'name')
  if (kindWord === '' || name === '') return []
  const kind = kindId(value['group'], kindWord)
  const section = sectioned.has(kindWord) ? textAt(value, 'sectionName') : ''
  const namespace = isClusterScoped(kind) ? '' : textAt(value, 'namespace') || holder.namespace
  return [
    {
      kind,
      namespace,
      name,
      at: 'name',
      value: section === '' ? name : `${name}: ${section}`,
      ...(section === '' ? {} : { part: section }),
    },
  ]
}

/** Reads a listener: the namespaces whose routes it takes. Unless it says so, its own. */
export function allowedRoutes(value: unknown, holder: Holder): readonly (ReadTarget | ReadSet)[] {
  if (!isRecord(value)) return []
  const routes = value['allowedRoutes']
  return allowed(
    isRecord(routes) ? routes['namespaces'] : undefined,
    'Same',
    holder,
    `listener ${textAt(value, 'name')}`,
    'allowedRoutes.namespaces',
  )
}

/** Reads `spec.allowedListeners.namespaces`: the namespaces whose ListenerSets a Gateway takes. Unless it says so, none. */
export function allowedListeners(value: unknown, holder: Holder): readonly (ReadTarget | ReadSet)[] {
  return allowed(value, 'None', holder, 'listener sets', '')
}

function allowed(value: unknown, usual: string, holder: Holder, what: string, at: string): readonly (ReadTarget | ReadSet)[] {
  const from = textAt(value, 'from') || usual
  const where = at === '' ? {} : { at }
  // Tentative: whoever reads the Gateway may be shown no Namespaces.
  if (from === 'Same')
    return [{ kind: 'core/Namespace', namespace: '', name: holder.namespace, tentative: true, value: `${what}: Same`, ...where }]
  const set = { kind: 'core/Namespace', namespaces: 'all', ...where } as const
  if (from === 'All') return [{ ...set, select: {}, value: `${what}: All` }]
  const selector = isRecord(value) ? (value['selector'] ?? null) : null
  return from === 'Selector' && selector !== null ? [{ ...set, select: selector, value: `${what}: Selector` }] : []
}
