import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** Readers of the ingress controllers that have kinds of their own. */

/** `{name, namespace?, kind?, port?}` of Traefik: a Service, or a TraefikService. `name@provider` is of another provider than Kubernetes. */
export function traefikService(value: unknown, holder: Holder): readonly ReadTarget[] {
  const named = traefikName(value, holder)[0]
  if (named === undefined || !isRecord(value)) return []
  if (value['kind'] === 'TraefikService') return [{ ...named, kind: 'traefik.io/TraefikService' }]
  const port = value['port']
  return [{ ...named, kind: 'core/Service', ...(typeof port === 'number' || typeof port === 'string' ? { part: String(port) } : {}) }]
}

/** `{name, namespace?}` of Traefik; what is of another provider is no object. */
export function traefikName(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { name, namespace } = value
  if (typeof name !== 'string' || name === '' || name.includes('@')) return []
  return [{ namespace: typeof namespace === 'string' && namespace !== '' ? namespace : holder.namespace, name, value: name }]
}

/** The host of a route, where it is one host. */
export function routeHost(value: unknown): readonly ReadTarget[] {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(value) ? [{ namespace: '', name: value.toLowerCase(), value }] : []
}
