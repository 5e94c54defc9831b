import { isRecord } from '../fieldPath.ts'
import type { ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

/**
 * Reads `spec.externalName`: the DNS name of a Service of this cluster (`web.shop.svc`, also of a pod behind one, `db-0.db.shop.svc`), else
 * a host outside. The cluster's own domain is not known to its API: `cluster.local` is taken for it; under any other domain after `.svc`
 * both are possible, so the Service counts while there is one, and the host as well.
 */
export function externalName(value: unknown): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const host = value.trim().toLowerCase().replace(/\.$/, '')
  if (host === '') return []
  const outside: ReadTarget = { kind: 'pseudo/Host', namespace: '', name: host, value }
  const labels = host.split('.')
  const svc = labels.lastIndexOf('svc')
  const [name = '', namespace = ''] = svc < 2 ? [] : labels.slice(svc - 2, svc)
  if (!label.test(name) || !label.test(namespace)) return [outside]
  const domain = labels.slice(svc + 1).join('.')
  const inside: ReadTarget = { kind: 'core/Service', namespace, name, value }
  return domain === '' || domain === 'cluster.local' ? [inside] : [{ ...inside, tentative: true }, outside]
}

/** Reads an address that may be an IP or a host name: one of `status.loadBalancer.ingress`, of a Gateway's `status.addresses`, or text. */
export function address(value: unknown): readonly ReadTarget[] {
  const written = addressText(value)
  if (written === '') return []
  const kind = /^[0-9.]+$/.test(written) || written.includes(':') ? 'pseudo/Address' : 'pseudo/Host'
  return [{ kind, namespace: '', name: written.toLowerCase(), value: written }]
}

/** Everything outside of the cluster is one node: it reaches whatever has an address there. */
export function internet(value: unknown): readonly ReadTarget[] {
  const written = addressText(value)
  return written === '' ? [] : [{ namespace: '', name: 'internet', value: written }]
}

function addressText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number') return String(value) // a node port
  if (!isRecord(value)) return ''
  return textAt(value, 'ip') || textAt(value, 'hostname') || textAt(value, 'value')
}
