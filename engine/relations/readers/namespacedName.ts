import type { Holder, ReadTarget } from '../rule.ts'

/** `namespace/name`, or `name` for the holder's own namespace. Anything else names nothing. */
export function namespacedName(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const [first = '', second, ...more] = value.trim().split('/')
  if (more.length > 0 || first === '' || second === '') return []
  return [second === undefined ? { namespace: holder.namespace, name: first } : { namespace: first, name: second }]
}
