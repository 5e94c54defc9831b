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

/** The commands that show several objects of one kind: one for each namespace. */
export function kubectlGetAll(cluster: ClusterSummary, kind: KindInfo | null, objects: readonly ObjectRef[]): string {
  const spaces = new Map<string, ObjectRef[]>()
  for (const object of objects) {
    const held = spaces.get(object.namespace)
    if (held === undefined) spaces.set(object.namespace, [object])
    else held.push(object)
  }
  return [...spaces.values()]
    .flatMap(([first, ...rest]) => {
      if (first === undefined) return []
      const one = kubectlGet(cluster, kind, first).slice(0, -' -o yaml'.length)
      return [[one, ...rest.map(({ name }) => quoted(name))].join(' ')]
    })
    .join('\n')
}

/** A word of a command for a POSIX shell: names come from a cluster, and what is not plain is quoted. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", "'\\''")}'`
}
