import type { Holder, ReadTarget } from '../rule.ts'

/** Reads the account that a token's Secret is for: by name and, once the controller has filled it in, by uid. */
export function tokenAccount(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const uid: unknown = holder.object['metadata']?.annotations?.['kubernetes.io/service-account.uid']
  return [{ namespace: holder.namespace, name: value, ...(typeof uid === 'string' && uid !== '' ? { uid } : {}) }]
}
