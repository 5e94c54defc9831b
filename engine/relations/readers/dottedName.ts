import type { Holder, ReadTarget } from '../rule.ts'

/** `name.namespace`, or `name` for the holder's own namespace. */
export function dottedName(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const dot = value.indexOf('.')
  if (dot < 0) return [{ namespace: holder.namespace, name: value }]
  const [name, namespace] = [value.slice(0, dot), value.slice(dot + 1)]
  return name === '' || namespace === '' ? [] : [{ namespace, name }]
}
