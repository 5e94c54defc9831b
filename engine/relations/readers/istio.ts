import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { namespacedName } from './namespacedName.ts'
import { serviceOfHost } from './serviceHost.ts'

/** Readers of Istio's fields. Wildcards name no one thing, and so nothing here. */

/** `mesh` is no object but every sidecar. */
export function istioGateway(value: unknown, holder: Holder): readonly ReadTarget[] {
  return value === 'mesh' ? [] : namespacedName(value, holder)
}

/** A host, or `{host, port?: {number}}`: a Service by its short or full name, else a host of the world (that a ServiceEntry may describe). */
export function istioHost(value: unknown, holder: Holder): readonly ReadTarget[] {
  const host = isRecord(value) ? value['host'] : value
  if (typeof host !== 'string') return []
  const service = serviceOfHost(host, holder.namespace)
  if (service === null) return isHost(host) ? [{ kind: 'pseudo/Host', namespace: '', name: host.toLowerCase(), value: host }] : []
  const port: unknown = isRecord(value) && isRecord(value['port']) ? value['port']['number'] : undefined
  return [{ ...service, value: host, ...(typeof port === 'number' ? { part: String(port) } : {}) }]
}

/** Hosts that a VirtualService answers for: names of its own are as good as those of Services, so that a Service is claimed only where it is there. */
export function meshHost(value: unknown, holder: Holder): readonly ReadTarget[] {
  return istioHost(value, holder).map((target) => (target.kind === undefined ? { ...target, tentative: true } : target))
}

/** Hosts of a Gateway (`ns/host`, `./host`) or a ServiceEntry. */
export function plainHost(value: unknown): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const host = value.slice(value.indexOf('/') + 1).toLowerCase()
  return isHost(host) ? [{ namespace: '', name: host, value }] : []
}

/**
 * The Secret of a Gateway's server is beside the Pods that serve it, which may be any namespace: it is claimed where it is found, in the Gateway's
 * namespace or one of the usual ones.
 */
export function gatewayCredential(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const name = value.startsWith('kubernetes://') ? value.slice('kubernetes://'.length) : value
  if (name.includes('/')) return namespacedName(name, holder)
  return [...new Set([holder.namespace, 'istio-system', 'istio-ingress'])].map((namespace) => ({ namespace, name, value, tentative: true }))
}

/** `<trust domain>/ns/<namespace>/sa/<account>`, with or without `spiffe://`. */
export function principal(value: unknown): readonly ReadTarget[] {
  const [, namespace, name] = typeof value === 'string' ? (/^(?:spiffe:\/\/)?[^/]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value) ?? []) : []
  return namespace === undefined || name === undefined ? [] : [{ namespace, name }]
}

/** `<namespace>/<account>`, or `<account>`. */
export function serviceAccountOf(value: unknown, holder: Holder): readonly ReadTarget[] {
  return typeof value === 'string' && value.includes('*') ? [] : namespacedName(value, holder)
}

/** `<namespace>/<host>` of a Sidecar: `.` is its own namespace, `*` and `~` are all and none; a host of `*` means the whole namespace. */
export function egressHost(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const slash = value.indexOf('/')
  const where = value.slice(0, slash)
  const host = value.slice(slash + 1)
  if (slash <= 0 || where === '*' || where === '~') return []
  const namespace = where === '.' ? holder.namespace : where
  if (host === '*') return [{ kind: 'core/Namespace', namespace: '', name: namespace }]
  const service = serviceOfHost(host, namespace)
  return service === null ? [] : [{ ...service, value, tentative: true }]
}

function isHost(host: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+\.?$/.test(host)
}
