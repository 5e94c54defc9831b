import { isRecord } from '../fieldPath.ts'
import type { ReadTarget } from '../rule.ts'

/**
 * `{name, namespace, key?}` in an object without a namespace of its own. Without one in the reference, it depends on who uses the object: nothing is
 * named then.
 */
export function elsewhere(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { name, namespace, key } = value
  if (typeof name !== 'string' || typeof namespace !== 'string' || name === '' || namespace === '') return []
  return [{ namespace, name, value: name, ...(typeof key === 'string' && key !== '' ? { part: key } : {}) }]
}
