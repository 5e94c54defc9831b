import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'

/** What a window has, by id. */
export type Sent = Map<string, unknown>

/** What is new of some items. */
export interface News<T> {
  changed: T[]
  removed: string[]
}

/** Which items are new or different, and which are gone; notes what the window has from now on. */
export function* news<T extends { id: string }>(items: Iterable<T>, sent: Sent): InPieces<News<T>> {
  const met = new Set<string>()
  const changed: T[] = []
  yield* forEachInPieces(items, (item) => {
    met.add(item.id)
    if (note(item, sent)) changed.push(item)
  })
  const removed = met.size === sent.size ? [] : [...sent.keys()].filter((id) => !met.has(id))
  for (const id of removed) sent.delete(id)
  return { changed, removed }
}

/** The same of items that may have changed, while all others have not: nothing is gone. */
export function newsOf<T extends { id: string }>(items: Iterable<T>, sent: Sent): News<T> {
  const changed: T[] = []
  for (const item of items) if (note(item, sent)) changed.push(item)
  return { changed, removed: [] }
}

/** Whether an item is news. */
function note(item: { id: string }, sent: Sent): boolean {
  const before = sent.get(item.id)
  sent.set(item.id, item)
  return before === undefined || !isSame(before, item)
}

/** Whether two values of plain data say the same. What they share is not looked into. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!isSame(a[i], b[i])) return false
    return true
  }
  const [first, second] = [a as Record<string, unknown>, b as Record<string, unknown>]
  let keys = 0
  for (const key in first) {
    if (first[key] === undefined) continue
    keys++
    if (!isSame(first[key], second[key])) return false
  }
  for (const key in second) if (second[key] !== undefined) keys--
  return keys === 0
}
