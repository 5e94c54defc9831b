import { kindId, type KindId } from '../../contract/index.ts'
import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** Kinds of Kubernetes itself that references without a group mean. */
const wellKnown: ReadonlyMap<string, KindId> = new Map([
  ...[
    'Pod',
    'Service',
    'ConfigMap',
    'Secret',
    'ServiceAccount',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'ReplicationController',
    'Endpoints',
  ].map((kind) => [kind, `core/${kind}`] as const),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => [kind, `apps/${kind}`] as const),
  ...['Job', 'CronJob'].map((kind) => [kind, `batch/${kind}`] as const),
  ['Ingress', 'networking.k8s.io/Ingress'] as const,
])

/** `{kind, name, namespace?}` without a group: a kind of Kubernetes itself, else one of the group that names it. */
export function kindBeside(group: string): (value: unknown, holder: Holder) => readonly ReadTarget[] {
  return (value, holder) => {
    if (!isRecord(value)) return []
    const { kind, name, namespace } = value
    if (typeof kind !== 'string' || typeof name !== 'string' || kind === '' || name === '') return []
    const where = typeof namespace === 'string' && namespace !== '' ? namespace : holder.namespace
    return [{ kind: wellKnown.get(kind) ?? kindId(group, kind), namespace: where, name, value: name }]
  }
}
