import type { KindId } from '../contract/index.ts'
import type { ServedKind } from '../cluster/servedKind.ts'

/** What a cluster is understood by, in this order: namespaces tell where else to look, then what runs, then how it is reached. */
const first: readonly KindId[] = [
  'core/Namespace',
  'core/Node',
  'core/Pod',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  'batch/CronJob',
  'core/Service',
  'networking.k8s.io/Ingress',
  'discovery.k8s.io/EndpointSlice',
  'core/ConfigMap',
  'core/Secret',
  'core/PersistentVolumeClaim',
  'core/PersistentVolume',
  'storage.k8s.io/StorageClass',
  'core/ServiceAccount',
  'autoscaling/HorizontalPodAutoscaler',
  'policy/PodDisruptionBudget',
  'networking.k8s.io/NetworkPolicy',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'apiextensions.k8s.io/CustomResourceDefinition',
]

/** Many, ever changing, and nothing in the picture depends on them. */
const last: readonly KindId[] = ['core/Event', 'events.k8s.io/Event', 'coordination.k8s.io/Lease']

const ranks = new Map<KindId, number>([
  ...first.map((kind, i): [KindId, number] => [kind, 500 - i]),
  ...last.map((kind, i): [KindId, number] => [kind, -1 - i]),
])

/** The order of first lists: higher goes first; below 1000, which is for what a person looks at. */
export function watchPriority(kind: Pick<ServedKind, 'id'>): number {
  return ranks.get(kind.id) ?? 100
}
