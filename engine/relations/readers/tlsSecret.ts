import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

/** The keys that the Secret of an Ingress must have (kubernetes.io/docs, Ingress, TLS). */
const keys = ['tls.crt', 'tls.key'] as const

/** Reads one of an Ingress' `tls`: its Secret, which must hold a certificate and the key of it. */
export function tlsSecret(value: unknown, holder: Holder): readonly ReadTarget[] {
  const name = textAt(value, 'secretName')
  return name === '' ? [] : [{ namespace: holder.namespace, name, part: keys, at: 'secretName', value: name }]
}
