/** What a window has, by id: the item itself, and it as text. */
export type Sent = Map<string, { item: unknown; text: string }>

/** Which items are new or different, and which are gone; notes what the window has from now on. The same item need not be compared. */
export function news<T extends { id: string }>(items: Iterable<T>, sent: Sent): { changed: T[]; removed: string[] } {
  const changed: T[] = []
  const met = new Set<string>()
  for (const item of items) {
    met.add(item.id)
    const before = sent.get(item.id)
    if (before?.item === item) continue
    const text = JSON.stringify(item)
    if (before?.text === text) {
      before.item = item
      continue
    }
    sent.set(item.id, { item, text })
    changed.push(item)
  }
  const removed = met.size === sent.size ? [] : [...sent.keys()].filter((id) => !met.has(id))
  for (const id of removed) sent.delete(id)
  return { changed, removed }
}
