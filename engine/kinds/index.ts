import type { KindId } from '../contract/index.ts'
import { withCertificates } from './certificateExpiry.ts'
import { clusterRole } from './clusterRole.ts'
import { clusterRoleBinding } from './clusterRoleBinding.ts'
import { configMap } from './configMap.ts'
import { cronJob } from './cronJob.ts'
import { customResourceDefinition } from './customResourceDefinition.ts'
import { daemonSet } from './daemonSet.ts'
import { deployment } from './deployment.ts'
import { endpointSlice } from './endpointSlice.ts'
import { event } from './event.ts'
import { bareKind } from './generic.ts'
import { horizontalPodAutoscaler } from './horizontalPodAutoscaler.ts'
import { ingress } from './ingress.ts'
import { job } from './job.ts'
import type { Facts, Kind, KubeObject } from './kind.ts'
import { namespace } from './namespace.ts'
import { networkPolicy } from './networkPolicy.ts'
import { node } from './node.ts'
import { nodeMetrics } from './nodeMetrics.ts'
import { persistentVolume } from './persistentVolume.ts'
import { persistentVolumeClaim } from './persistentVolumeClaim.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './podDisruptionBudget.ts'
import { podMetrics } from './podMetrics.ts'
import { replicaSet } from './replicaSet.ts'
import { resourceQuota } from './resourceQuota.ts'
import { role } from './role.ts'
import { roleBinding } from './roleBinding.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './serviceAccount.ts'
import { statefulSet } from './statefulSet.ts'
import { storageClass } from './storageClass.ts'

/** Every kind that has a file of its own, in the order of the sidebar. */
export const kinds: readonly Kind[] = [
  pod,
  deployment,
  statefulSet,
  daemonSet,
  replicaSet,
  job,
  cronJob,
  service,
  ingress,
  networkPolicy,
  endpointSlice,
  configMap,
  secret,
  horizontalPodAutoscaler,
  podDisruptionBudget,
  resourceQuota,
  persistentVolumeClaim,
  persistentVolume,
  storageClass,
  serviceAccount,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  node,
  namespace,
  event,
  customResourceDefinition,
  podMetrics,
  nodeMetrics,
]

const byId: ReadonlyMap<KindId, Kind> = new Map(kinds.map((kind) => [kind.id, kind]))

/** The kind with a file of its own, or undefined: then `genericKind` makes one from what discovery says. */
export function kindFor(id: KindId): Kind | undefined {
  return byId.get(id)
}

/** Facts of an object of any kind; `generic` is the kind made for it when it has no file of its own. `now` is epoch milliseconds. */
export function readFacts(id: KindId, object: KubeObject, generic: Kind | undefined, now: number): Facts {
  return withCertificates(id, object, (byId.get(id) ?? generic ?? bareKind).read(object, now), now)
}
