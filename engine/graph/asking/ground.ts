import { kindName, parseObjectId, visibleText, type Hop, type KindId, type ObjectId } from '../../contract/index.ts'
import type { StoreReader } from '../../store/storedObject.ts'
import type { Graph } from '../graph.ts'
import type { Link } from '../link.ts'
import { isGraphKind } from '../graphKinds.ts'

/** What questions are asked of. */
export interface Ground {
  graph: Graph
  reader: StoreReader
}

/** The step along a link, with everything that its edge says. `from`: the end one comes from. */
export function hopOf({ graph }: Ground, links: readonly Link[], from: ObjectId): Hop | null {
  const [edge] = graph.mergeLinks(links)
  return edge === undefined ? null : { edge, along: edge.source === from ? 'forward' : 'backward' }
}

/** The other end of a link. */
export function otherEnd(link: Link, id: ObjectId): Link['source'] {
  return link.source.id === id ? link.target : link.source
}

/** An object in words: `Pod shop/web-1`, safe to show. */
export function called(id: ObjectId): string {
  const ref = parseObjectId(id)
  if (ref === null) return visibleText(id, 300)
  return visibleText(`${kindName(ref.kind)} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`, 300)
}

/** A list in words, at most `most` of it: `a, b and 3 more`. */
export function listed(items: readonly string[], most = 5): string {
  if (items.length <= most) return items.join(', ')
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`
}

/** `1 Pod`, `3 Pods`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * What an answer cannot know, since kinds may not be listed or are not listed (yet). `kinds`: those that the answer rests on; without it all that
 * the store knows of.
 */
export function unseen({ reader }: Ground, kinds: readonly KindId[] = [...reader.kinds()].filter(isGraphKind)): string[] {
  const forbidden = kinds.filter((kind) => reader.isForbidden(kind))
  const unlisted = kinds.filter((kind) => !reader.isForbidden(kind) && !reader.isComplete(kind, ''))
  const limits: string[] = []
  if (forbidden.length > 0) limits.push(`May not be listed, so what they would add is not known: ${listed([...forbidden].sort(), 8)}.`)
  if (unlisted.length > 0) limits.push(`Not completely listed, so something may be missing: ${listed([...unlisted].sort(), 8)}.`)
  return limits
}
