import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** Readers of the Operator Lifecycle Manager. */

/** The OperatorGroup that a ClusterServiceVersion's `olm.operatorGroup` annotation names; its namespace stands in the annotation beside it. */
export function operatorGroup(value: unknown, holder: Holder): readonly ReadTarget[] {
  const namespace: unknown = holder.object['metadata']?.annotations?.['olm.operatorNamespace']
  if (typeof value !== 'string' || value === '') return []
  return [{ namespace: typeof namespace === 'string' && namespace !== '' ? namespace : holder.namespace, name: value, value }]
}

/** `{group, version}` of an API that an operator serves itself: its APIService. */
export function servedApi(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { group, version } = value
  if (typeof group !== 'string' || typeof version !== 'string' || group === '' || version === '') return []
  return [{ namespace: '', name: `${version}.${group}`, value: `${version}.${group}`, at: 'group' }]
}

/** The CatalogSource of a Subscription's `spec`: `source`, in `sourceNamespace`. */
export function subscribedCatalog(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { source, sourceNamespace } = value
  if (typeof source !== 'string' || source === '') return []
  const namespace = typeof sourceNamespace === 'string' && sourceNamespace !== '' ? sourceNamespace : holder.namespace
  return [{ namespace, name: source, value: source, at: 'source' }]
}

/** The account of a ClusterExtension's `spec`, in the namespace that it installs into. */
export function installer(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { namespace, serviceAccount } = value
  const name: unknown = isRecord(serviceAccount) ? serviceAccount['name'] : undefined
  if (typeof namespace !== 'string' || typeof name !== 'string' || namespace === '' || name === '') return []
  return [{ namespace, name, value: name, at: 'serviceAccount.name' }]
}
