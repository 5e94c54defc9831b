import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** `{kind, name}` where it names a store of the whole cluster. */
export function externalStore(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value) || value['kind'] !== 'ClusterSecretStore' || typeof value['name'] !== 'string' || value['name'] === '') return []
  return [{ namespace: '', name: value['name'], value: value['name'] }]
}

/** One of the namespaces that a ClusterExternalSecret has provisioned: an ExternalSecret is there, with its name or the one it gives. */
export function provisionedSecret(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const given: unknown = holder.object['spec']?.externalSecretName
  return [{ namespace: value, name: typeof given === 'string' && given !== '' ? given : holder.name }]
}
