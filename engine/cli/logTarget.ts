import type { ContextEntry } from '../cluster/contextEntry.ts'
import type { ServedKind } from '../cluster/servedKind.ts'
import { type KindId, type LogSource, objectId, parseObjectId } from '../contract/index.ts'
import type { Command } from './commandLine.ts'
import { CommandFailure } from './exitCode.ts'
import type { KeptCluster, KeptKind } from './keptCluster.ts'
import { matchKind } from './kindNames.ts'
import { usage } from './optionValues.ts'

/** Whose logs are asked for: an object that leads to Pods, or the Pods of a selector. */
export type LogTarget = { type: 'selector'; selector: string } | { type: 'object'; word: string; namespace: string | null; name: string }

const podKind: KindId = 'core/Pod'
/** Between a workload and its Pods. */
const between: readonly KindId[] = ['apps/ReplicaSet', 'batch/Job']
/** What the workloads of operators are made of. */
const workloads: readonly KindId[] = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet']

/** Reads the operands: `POD`, `KIND NAME`, `KIND/NAME`, an id, or none with `-l`. */
export function logTarget({ operands, selector, namespaces, namespacesDefaulted }: Command): LogTarget {
  if (selector !== '') {
    if (operands.length > 0) throw usage('logs takes a name or a selector (-l), not both.')
    return { type: 'selector', selector }
  }
  const [first = '', second] = operands
  if (first === '') throw usage('logs needs to be told whose: POD, KIND NAME, or -l SELECTOR.')
  const within = namespacesDefaulted ? [] : namespaces
  if (within === null || within.length > 1) throw usage('An object is in one namespace: give -n once, or choose by -l.')
  const id = second === undefined ? parseObjectId(first) : null
  if (id !== null) return { type: 'object', word: id.kind, namespace: id.namespace === '' ? null : id.namespace, name: id.name }
  const [namespace = null] = within
  if (second !== undefined) return { type: 'object', word: first, namespace, name: second }
  const [kind = '', name, ...more] = first.split('/')
  if (more.length > 0 || name === '') throw usage(`"${first.slice(0, 80)}" is no KIND/NAME.`)
  return name === undefined ? { type: 'object', word: podKind, namespace, name: kind } : { type: 'object', word: kind, namespace, name }
}

/** The namespaces that are meant in a context; null: all. */
function namespacesOf({ namespaces, namespacesDefaulted }: Command, context: ContextEntry): readonly string[] | null {
  return namespacesDefaulted ? [context.namespace ?? 'default'] : namespaces
}

/** Kinds that must be known to find the Pods. */
export function kindsFor(target: LogTarget, command: Command, context: ContextEntry, served: readonly ServedKind[]): KeptKind[] {
  const kept = (ids: readonly KindId[], namespaces: readonly string[] | null): KeptKind[] =>
    served.filter((kind) => ids.includes(kind.id)).map((kind) => ({ kind, namespaces }))
  if (target.type === 'selector') return kept([podKind], namespacesOf(command, context))
  const kind = matchKind(target.word, served)
  if (kind.id === 'core/Namespace') return [...kept([podKind], [target.name]), { kind, namespaces: null }]
  const namespaces = kind.namespaced ? [namespaceOf(target, context)] : null
  if (kind.id === podKind) return kept([podKind], namespaces)
  const own = workloads.includes(kind.id) || between.includes(kind.id) || kind.id === 'batch/CronJob' || kind.group === ''
  return [...kept([podKind, ...between.filter((id) => id !== kind.id), ...(own ? [] : workloads)], namespaces), { kind, namespaces }]
}

/** What of a cluster is read. Throws when the object is not there, or when its Pods may not be listed. */
export function sourcesOf(target: LogTarget, command: Command, cluster: KeptCluster): LogSource[] {
  const { context, picture } = cluster
  const podError = cluster.errorOf(podKind)
  if (target.type === 'selector') {
    if (podError !== null) throw new CommandFailure(podError)
    const namespaces = namespacesOf(command, context) ?? [null]
    return namespaces.map((namespace) => ({ type: 'selector', cluster: context.id, namespace, selector: target.selector }))
  }
  const kind = matchKind(target.word, cluster.kinds)
  const namespace = kind.namespaced ? namespaceOf(target, context) : ''
  const id = objectId(kind.id, namespace, target.name)
  // a Pod that may not be listed may still be read
  if (kind.id !== podKind) {
    const error = cluster.errorOf(kind.id) ?? podError
    if (error !== null) throw new CommandFailure(error)
  }
  if (cluster.errorOf(kind.id) === null && picture.store.get(id) === undefined)
    throw new CommandFailure({
      code: 'not-found',
      message: `There is no ${kind.kind} "${target.name}"${namespace === '' ? '' : ` in ${namespace}`}.`,
      where: context.name,
      ...(namespace === '' ? {} : { todo: 'Name its namespace with -n.' }),
    })
  return [{ type: 'object', cluster: context.id, id }]
}

function namespaceOf(target: { namespace: string | null }, context: ContextEntry): string {
  return target.namespace ?? context.namespace ?? 'default'
}
