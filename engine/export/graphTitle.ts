import { type GraphQuery, visibleText } from '../contract/index.ts'
import type { Picture } from '../graph/picture.ts'

/** What stands above a picture: cluster, scope, and how it was narrowed. */
export function graphTitle(cluster: string, query: GraphQuery): string {
  return [cluster, ...scopeWords(query), ...narrowed(query)].map((words) => visibleText(words, 200)).join(' · ')
}

/** What stands below it: every object of the scope is counted, drawn or not. */
export function graphSummary(picture: Picture): string {
  let [drawn, inside, notDrawn, ghosts] = [0, 0, picture.scope.counted, 0]
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]))
  for (const [id, { object }] of picture.scope.nodes) {
    // what lens and filter leave out is in scope all the same
    const node = nodes.get(id)
    if (!object) ghosts += node?.position ? 1 : 0
    else if (node?.foldedInto !== undefined) inside++
    else if (node?.position) drawn++
    else notDrawn++
  }
  const parts = [`${drawn} drawn`, `${inside} inside them`, `${notDrawn} not drawn`]
  return `${drawn + inside + notDrawn} objects: ${parts.join(', ')}${ghosts > 0 ? ` · ${ghosts} named and missing` : ''}`
}

function scopeWords({ scope }: GraphQuery): string[] {
  if (scope.type === 'cluster') return []
  return [scope.type === 'namespaces' ? scope.namespaces.join(', ') : scope.id]
}

function narrowed({ lens, filter, incident, categories }: GraphQuery): string[] {
  const words: string[] = []
  if (lens !== undefined && lens !== 'everything') words.push(`lens ${lens}`)
  if (incident === true) words.push('incidents')
  if (categories !== null) words.push(`edges ${categories.join(', ')}`)
  if (filter?.kinds) words.push(filter.kinds.join(', '))
  if (filter?.health) words.push(filter.health.join(', '))
  for (const text of [filter?.labels, filter?.text]) if (text) words.push(text)
  return words
}
