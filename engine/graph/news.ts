/** What a window has, by id. The text of an item is made when it is first compared with another. */
export type Sent = Map<string, { item: unknown; text: string | null }>

/** What is new of some items. */
export interface News<T> {
  changed: T[]
  removed: string[]
}

/** Which items are new or different, and which are gone; notes what the window has from now on. The same item need not be compared. */
export function news<T extends { id: string }>(items: Iterable<T>, sent: Sent): News<T> {
  const met = new Set<string>()
  const changed: T[] = []
  for (const item of items) {
    met.add(item.id)
    if (note(item, sent)) changed.push(item)
  }
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
  if (!before) {
    sent.set(item.id, { item, text: null })
    return true
  }
  if (before.item === item) return false
  const text = JSON.stringify(item)
  before.text ??= JSON.stringify(before.item)
  const same = before.text === text
  before.item = item
  before.text = text
  return !same
}
