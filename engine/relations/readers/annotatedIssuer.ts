import { kindId } from '../../contract/index.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** `cert-manager.io/issuer` of an Ingress or Gateway; other annotations beside it may say that it is an issuer of another kind or group. */
export function annotatedIssuer(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const annotations = holder.object['metadata']?.annotations as Record<string, unknown>
  const word = (key: string, absent: string): string => {
    const found = Object.hasOwn(annotations, key) ? annotations[key] : undefined
    return typeof found === 'string' && found !== '' ? found : absent
  }
  const kind = word('cert-manager.io/issuer-kind', 'Issuer')
  const group = word('cert-manager.io/issuer-group', 'cert-manager.io')
  return [{ kind: kindId(group, kind), namespace: kind === 'ClusterIssuer' ? '' : holder.namespace, name: value }]
}
