import type { ClusterId, KindId, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'
import { useDock } from '../stores/dock.ts'
import { logTab } from './logTab.ts'
import type { LogRequest } from './logWords.ts'

/** Kinds of Kubernetes itself whose objects own or choose Pods; controllers of Gateways make theirs as a Gateway's own. */
const withPods: ReadonlySet<KindId> = new Set([
  'core/Pod',
  'core/Namespace',
  'core/Node',
  'core/Service',
  'core/ReplicationController',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'batch/CronJob',
  'batch/Job',
  'gateway.networking.k8s.io/Gateway',
  'networking.k8s.io/NetworkPolicy',
  'policy/PodDisruptionBudget',
])

/** Groups of Kubernetes itself: their other kinds have no Pods. An object of any other group may own some. */
const isOwnGroup = (group: string): boolean => group === 'core' || !group.includes('.') || group.endsWith('.k8s.io')

/** A lower dock would show a log of three lines; pixels. */
const leastHeight = 400

/** Whether an object may lead to Pods whose logs can be read. */
export function hasLog(id: ObjectId): boolean {
  const ref = parseObjectId(id)
  return ref !== null && (withPods.has(ref.kind) || !isOwnGroup(ref.kind.slice(0, ref.kind.indexOf('/'))))
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
