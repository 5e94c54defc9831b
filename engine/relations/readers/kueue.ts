import { isRecord } from '../fieldPath.ts'
import type { ReadTarget } from '../rule.ts'

/** `{cpu: spot, memory: spot}` of an admitted Workload: each flavor once. */
export function assignedFlavors(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const found = new Map<string, ReadTarget>()
  for (const [resource, name] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (typeof name === 'string' && name !== '' && !found.has(name)) found.set(name, { namespace: '', name, value: `${resource}=${name}` })
  return [...found.values()]
}
