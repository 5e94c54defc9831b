import { isRecord } from '../fieldPath.ts'
import type { ReadSet, ReadTarget } from '../rule.ts'

/** Readers of MetalLB and external-dns. */

/** MetalLB keeps its objects in one namespace, which is a setting; this is the one its manifests have. */
export const metalLbNamespace = 'metallb-system'

/** `spec` of an advertisement that neither names pools nor selects any: it is about all there are beside it. */
export function allPools(value: unknown): readonly ReadSet[] {
  if (!isRecord(value)) return []
  const none = (field: string): boolean => !Array.isArray(value[field]) || value[field].length === 0
  if (!none('ipAddressPools') || !none('ipAddressPoolSelectors')) return []
  return [{ kind: 'metallb.io/IPAddressPool', select: {}, namespaces: 'own', value: '(all pools)' }]
}

/** The names of pools, with commas between, that a Service's annotation asks for. */
export function wantedPools(value: unknown): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const names = new Set(value.split(',').map((name) => name.trim()))
  return [...names].filter((name) => name !== '').map((name) => ({ namespace: metalLbNamespace, name, value: name }))
}

/** What a ServiceL2Status or ServiceBGPStatus is about: `status` with `serviceName` and `serviceNamespace`. */
export function announcedService(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { serviceName, serviceNamespace } = value
  if (typeof serviceName !== 'string' || typeof serviceNamespace !== 'string' || serviceName === '' || serviceNamespace === '') return []
  return [{ namespace: serviceNamespace, name: serviceName, value: `${serviceNamespace}/${serviceName}`, at: 'serviceName' }]
}

/** Host names with commas between, as external-dns takes them from annotations. A pattern (`*.example.com`) is one name of DNS. */
export function hostNames(value: unknown): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const names = new Set(
    value
      .split(',')
      .map((name) => name.trim().toLowerCase().replace(/\.$/, ''))
      .filter((name) => /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(name)),
  )
  return [...names].map((name) => ({ namespace: '', name, value: name }))
}
