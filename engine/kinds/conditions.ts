import type { Condition, DetailSection } from '../contract/index.ts'
import { epoch, rec, recs, str } from './fields.ts'
import type { KubeObject } from './kind.ts'

/** Condition types that are good when they are False. All others are good when they are True. */
const negative: ReadonlySet<string> = new Set([
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
  'KernelDeadlock',
  'ReadonlyFilesystem',
  'FrequentKubeletRestart',
  'FrequentDockerRestart',
  'FrequentContainerdRestart',
  'ReplicaFailure',
  'Failed',
  'FailureTarget',
  'Suspended',
  'DisruptionTarget',
  'PodResizePending',
  'Stalled',
  'Degraded',
  'Reconciling',
  'Failure',
  'Error',
  'Dangling',
  'NonStructuralSchema',
  'Terminating',
  'ScalingLimited',
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
  'ControllerResizeError',
  'NodeResizeError',
  'ModifyVolumeError',
  'Denied',
  'Conflicted',
  'OverlappingFilters',
  'PartiallyInvalid',
  'IssuerNotReady',
])

/** The conditions of `status.conditions`, as objects. */
export function conditionsOf(object: KubeObject): readonly any[] {
  return recs(rec(object.status).conditions)
}

/** The condition of a type, or undefined. */
export function conditionOf(object: KubeObject, type: string): any {
  return conditionsOf(object).find((condition) => condition.type === type)
}

/** Whether the condition's status is the good one for its type. */
export function isGood(type: string, status: string): boolean {
  return negative.has(type) ? status === 'False' : status === 'True'
}

/** The block of conditions, in the server's order or in the given one first; null when there are none. */
export function conditionsSection(object: KubeObject, order: readonly string[] = []): DetailSection | null {
  return conditionList('Conditions', conditionsOf(object), order)
}

/** A block of conditions from a list (the conditions of a listener, of a parent). */
export function conditionList(title: string, list: readonly any[], order: readonly string[] = []): DetailSection | null {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const conditions = list
    .filter((condition) => str(condition.type) !== '')
    .map((condition): Condition => {
      const name = str(condition.type)
      const status = condition.status === 'True' || condition.status === 'False' ? condition.status : 'Unknown'
      return {
        name,
        status,
        good: isGood(name, status),
        reason: str(condition.reason),
        message: str(condition.message),
        at: epoch(condition.lastTransitionTime) ?? epoch(condition.lastUpdateTime),
      }
    })
  if (conditions.length === 0) return null
  return { type: 'conditions', title, conditions: conditions.sort((a, b) => rank(a.name) - rank(b.name)) }
}
