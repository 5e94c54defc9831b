import { lowerBound } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { Order } from './rowOrder.ts'

/**
 * Sorted keys with what changed since: one copy, and a binary search for each object that entered or moved. `touched` says of each object that may have to leave, enter
 * or move whether it may be among the sorted.
 */
export function broughtUpToDate(
  sorted: Uint32Array,
  touched: ReadonlyMap<number, boolean>,
  objectOf: (key: number) => StoredObject | undefined,
  belongs: (object: StoredObject) => boolean,
  compare: Order,
): Uint32Array {
  let kept = sorted
  let low = Infinity
  let high = -1
  for (const [key, mayBeThere] of touched) {
    if (!mayBeThere) continue
    low = Math.min(low, key)
    high = Math.max(high, key)
  }
  if (high >= 0) kept = kept.filter((key) => key < low || key > high || !touched.has(key))
  const entering: StoredObject[] = []
  for (const key of touched.keys()) {
    const object = objectOf(key)
    if (object !== undefined && belongs(object)) entering.push(object)
  }
  if (entering.length === 0) return kept
  entering.sort(compare)
  const next = new Uint32Array(kept.length + entering.length)
  const objectAt = (index: number): StoredObject => {
    const object = objectOf(kept[index] ?? 0)
    if (object === undefined) throw new Error(`row ${String(kept[index])} is sorted but not stored`)
    return object
  }
  let from = 0
  let to = 0
  for (const object of entering) {
    const at = lowerBound(object, from, kept.length, objectAt, compare)
    next.set(kept.subarray(from, at), to)
    to += at - from
    next[to++] = object.key
    from = at
  }
  next.set(kept.subarray(from), to)
  return next
}
