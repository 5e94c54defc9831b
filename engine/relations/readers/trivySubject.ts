import type { KindId } from '../../contract/index.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** The kinds that Trivy Operator reports on; its label has the bare kind. */
const kinds: ReadonlyMap<string, KindId> = new Map([
  ...['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Deployment'].map((kind) => [kind, `apps/${kind}`] as const),
  ...['CronJob', 'Job'].map((kind) => [kind, `batch/${kind}`] as const),
  ...['Pod', 'ReplicationController', 'Service', 'ConfigMap', 'ServiceAccount', 'Node', 'Namespace'].map(
    (kind) => [kind, `core/${kind}`] as const,
  ),
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map((kind) => [kind, `rbac.authorization.k8s.io/${kind}`] as const),
  ...['Ingress', 'NetworkPolicy'].map((kind) => [kind, `networking.k8s.io/${kind}`] as const),
])

/** The subject of a report, from the labels `trivy-operator.resource.{kind,name,namespace}`; the value is that of `kind`. */
export function trivySubject(value: unknown, holder: Holder): readonly ReadTarget[] {
  const labels = holder.object['metadata']?.labels as Record<string, unknown> | undefined
  const kind = typeof value === 'string' ? kinds.get(value) : undefined
  const name = labels?.['trivy-operator.resource.name']
  const namespace = labels?.['trivy-operator.resource.namespace']
  if (kind === undefined || typeof name !== 'string' || name === '') return []
  return [{ kind, namespace: typeof namespace === 'string' ? namespace : '', name, value: name }]
}
