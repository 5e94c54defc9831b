import type { ClusterId } from '../../engine/contract/index.ts'
import type { LogRequest } from './logWords.ts'

/** What a tab of the dock is given for a log. */
export interface LogTab {
  title: string
  /** Null: of several clusters. */
  cluster: ClusterId | null
  props: Readonly<Record<string, unknown>>
}

/** The tab of a request. */
export function logTab({ sources, containers, title }: LogRequest): LogTab {
  const clusters = new Set(sources.map((source) => source.cluster))
  const [only = null] = clusters
  const name = containers === null ? title : `${title} ${containers.join(',')}`
  return { title: name, cluster: clusters.size === 1 ? only : null, props: { sources, containers, name: title } }
}
