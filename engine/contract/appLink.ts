import type { KindId, ObjectId } from './refs.ts'
import { objectId, parseObjectId } from './refs.ts'
import { visibleName } from './visibleText.ts'

/**
 * Where a `kubilitics://` link leads. It can only lead somewhere: nothing is opened, asked for or changed by it. `cluster` is an id of this machine, or the
 * name of a context, which may be another one on each machine.
 */
export type AppLink =
  | { view: 'cluster'; cluster: string }
  | { view: 'ledger'; cluster: string }
  /** A view of its own, by a name that the window knows or not. */
  | { view: 'page'; cluster: string; page: string }
  /** `beside`: other clusters in the same list. */
  | { view: 'rows'; cluster: string; beside?: readonly string[]; kind: KindId; object: ObjectId | null }
  | { view: 'topology'; cluster: string; object: ObjectId | null }

export const linkScheme = 'kubilitics:'
/** Longest link, in characters. */
export const longestLink = 2048
/** Longest name of a cluster, group, kind, namespace or object. Kubernetes itself stops at 253. */
const longestName = 300

/** Most clusters that a link names. */
const mostClusters = 32

/**
 * A link is the first of these, with each part percent-encoded: `kubilitics://prod/rows/apps/Deployment/shop/web`; `_` is the namespace of what has none. The
 * clusters of a merged list stand with commas between them: `kubilitics://prod,staging/rows/core/Pod`.
 */
export function writeAppLink(link: AppLink): string {
  const object = 'object' in link && link.object !== null ? parseObjectId(link.object) : null
  const parts: string[] = []
  if (link.view !== 'cluster') parts.push(link.view)
  if (link.view === 'page') parts.push(link.page)
  else if (object !== null) parts.push(...object.kind.split('/'), object.namespace === '' ? '_' : object.namespace, object.name)
  else if (link.view === 'rows') parts.push(...link.kind.split('/'))
  const clusters = [link.cluster, ...('beside' in link ? (link.beside ?? []) : [])].map(encodeURIComponent).join(',')
  return `${linkScheme}//${[clusters, ...parts.map(encodeURIComponent)].join('/')}`
}

/** Reads a link, strictly; a sentence says what is wrong with one that is none. The text may come from anybody. */
export function readAppLink(text: string): AppLink | { problem: string } {
  if (text.length > longestLink) return { problem: `The link is longer than ${longestLink} characters.` }
  const prefix = `${linkScheme}//`
  if (text.slice(0, prefix.length).toLowerCase() !== prefix) return { problem: `A link begins with ${prefix}.` }
  const rest = text.slice(prefix.length).replace(/\/$/, '')
  if (/[?#\\]/.test(rest)) return { problem: 'A link has no question mark, number sign or backslash: it only leads somewhere.' }
  const parts: string[] = []
  const [first = '', ...after] = rest.split('/')
  const clusters = first.split(',')
  if (clusters.length > mostClusters) return { problem: `A link names ${mostClusters} clusters at most.` }
  for (const part of [...clusters, ...after]) {
    const name = decode(part)
    if (name === null) return { problem: `"${visibleName(part.slice(0, 60))}" in the link is not a name.` }
    parts.push(name)
  }
  const [cluster = '', ...besides] = parts.splice(0, clusters.length)
  const [view, ...others] = parts
  if (besides.length > 0 && (view !== 'rows' || others.length !== 2)) return { problem: 'Only a link to a list names several clusters.' }
  if (view === undefined) return { view: 'cluster', cluster }
  if (view === 'ledger' && others.length === 0) return { view, cluster }
  if (view === 'topology' && others.length === 0) return { view, cluster, object: null }
  if (view === 'page' && others.length === 1 && /^[a-z][a-z-]{0,39}$/.test(others[0] ?? '')) return { view, cluster, page: others[0] ?? '' }
  if (view !== 'rows' && view !== 'topology') return { problem: `"${visibleName(view.slice(0, 60))}" is no view that a link can lead to.` }
  const [group = '', kind = '', namespace, name] = others
  if (!/^[a-z0-9.-]+$/.test(group) || !/^[A-Za-z][A-Za-z0-9]*$/.test(kind))
    return { problem: 'The link names no kind: it is written as group/Kind, core/Pod for one.' }
  const id: KindId = `${group}/${kind}`
  if (view === 'rows' && others.length === 2)
    return { view, cluster, ...(besides.length === 0 ? {} : { beside: besides }), kind: id, object: null }
  if (others.length !== 4 || namespace === undefined || name === undefined)
    return { problem: 'The link names no object: it is written as group/Kind/namespace/name, with _ for the namespace of what has none.' }
  if (!/^(?:_|[a-z0-9][a-z0-9-]*)$/.test(namespace)) return { problem: `"${visibleName(namespace.slice(0, 60))}" is no namespace.` }
  const object = objectId(id, namespace === '_' ? '' : namespace, name)
  return view === 'rows' ? { view, cluster, kind: id, object } : { view, cluster, object }
}

/** One part of a link as text; null when it is empty, too long, badly encoded, or holds what is no part of a name. */
function decode(part: string): string | null {
  let name: string
  try {
    name = decodeURIComponent(part)
  } catch {
    return null
  }
  if (name === '' || name === '.' || name === '..' || name.length > longestName) return null
  // control characters, and those that hide or turn text
  return visibleName(name) === name ? name : null
}
