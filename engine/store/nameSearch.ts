import { type KindId, type ObjectId, objectId } from '../contract/index.ts'
import type { KindStore } from './kindStore.ts'

/** Events are called after what they are about, and are many. */
const notes: ReadonlySet<KindId> = new Set(['core/Event', 'events.k8s.io/Event'])

/** Objects whose name contains all the words (letters of either case): exact names first, then beginnings, then the rest, and events last; at most `limit`. */
export function searchNames(stores: Iterable<KindStore>, words: string, limit: number): readonly ObjectId[] {
  const wanted = wordsOf(words)
  const first = wanted[0]
  if (first === undefined || limit <= 0) return []
  const ranks: ObjectId[][] = [[], [], [], []]
  for (const store of stores) {
    const isNote = notes.has(store.kind)
    store.forEach(null, (record) => {
      const name = record.name.toLowerCase()
      if (!wanted.every((word) => name.includes(word))) return
      const rank = ranks[isNote ? 3 : name === first ? 0 : name.startsWith(first) ? 1 : 2]
      if (rank !== undefined && rank.length < limit) rank.push(objectId(record.kind, record.namespace, record.name))
    })
  }
  return ranks.flat().slice(0, limit)
}

/**
 * Objects of one kind whose `namespace/name` has all the words (letters of either case): those whose name begins with the first word go first, then by
 * name. Without words, the first by name.
 */
export function searchKind(store: KindStore, words: string, limit: number): readonly ObjectId[] {
  const wanted = wordsOf(words)
  const first = wanted[0] ?? ''
  const found: { id: ObjectId; rank: number; key: string }[] = []
  store.forEach(null, (record) => {
    const key = `${record.namespace}/${record.name}`.toLowerCase()
    if (!wanted.every((word) => key.includes(word))) return
    const name = record.name.toLowerCase()
    const rank = name === first || key === first ? 0 : name.startsWith(first) ? 1 : 2
    found.push({ id: objectId(record.kind, record.namespace, record.name), rank, key })
  })
  found.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
  return found.slice(0, limit).map(({ id }) => id)
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}
