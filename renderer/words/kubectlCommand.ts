import type { ClusterSummary, KindInfo, ObjectRef } from '../../engine/contract/index.ts'

/** The command that shows an object on a terminal. A snapshot has no context to name. */
export function kubectlGet(cluster: ClusterSummary, kind: KindInfo | null, object: ObjectRef): string {
  const bare = object.kind.slice(object.kind.indexOf('/') + 1).toLowerCase()
  const resource = kind === null ? bare : kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`
  return [
    'kubectl',
    ...(cluster.source === 'context' ? ['--context', quoted(cluster.name)] : []),
    ...(object.namespace === '' ? [] : ['-n', quoted(object.namespace)]),
    'get',
    quoted(resource),
    quoted(object.name),
    '-o',
    'yaml',
  ].join(' ')
}

/** A word of a command for a POSIX shell: names come from a cluster, and what is not plain is quoted. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", "'\\''")}'`
}
