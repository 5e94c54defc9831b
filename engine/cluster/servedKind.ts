import type { KindId } from '../contract/index.ts'

/** A resource that discovery found and that can be listed. */
export interface ServedKind {
  id: KindId
  group: string
  version: string
  kind: string
  resource: string
  singular: string
  shortNames: readonly string[]
  categories: readonly string[]
  namespaced: boolean
  verbs: readonly string[]
}

/** The collection's path: `/apis/apps/v1/deployments`, or that of one namespace. */
export function collectionPath(kind: Pick<ServedKind, 'group' | 'version' | 'resource'>, namespace?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
  return namespace === undefined ? `${root}/${kind.resource}` : `${root}/namespaces/${encodeURIComponent(namespace)}/${kind.resource}`
}
