import type { ClusterId, KindId, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'
import { useDock } from '../stores/dock.ts'
import { logTab } from './logTab.ts'
import type { LogRequest } from './logWords.ts'

/** Kinds whose objects have no Pods: their log would be empty for certain. Any other, also a custom resource, may own some. */
const podless: ReadonlySet<KindId> = new Set([
  'core/ConfigMap',
  'core/Secret',
  'core/ServiceAccount',
  'core/PersistentVolume',
  'core/PersistentVolumeClaim',
  'core/Event',
  'core/Endpoints',
  'core/ResourceQuota',
  'core/LimitRange',
  'discovery.k8s.io/EndpointSlice',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/IngressClass',
  'storage.k8s.io/StorageClass',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'apiextensions.k8s.io/CustomResourceDefinition',
])

/** A lower dock would show a log of three lines; pixels. */
const leastHeight = 400

/** Whether an object may lead to Pods whose logs can be read. */
export function hasLog(id: ObjectId): boolean {
  const ref = parseObjectId(id)
  return ref !== null && !podless.has(ref.kind)
}

/** Opens the log of an object in the dock. */
export function openLog(cluster: ClusterId, id: ObjectId): void {
  const ref = parseObjectId(id)
  if (ref === null || !hasLog(id)) return
  openLogOf({ sources: [{ type: 'object', cluster, id }], containers: null, title: ref.name })
}

/** Opens the merged log of some sources in the dock. */
export function openLogOf(request: LogRequest): void {
  const dock = useDock()
  // bars, histogram and a dozen lines
  if (dock.height < leastHeight) dock.setHeight(leastHeight)
  dock.open({ type: 'logs', ...logTab(request) })
}
