import { isRecord } from '../fieldPath.ts'
import type { ReadTarget } from '../rule.ts'

/**
 * Reads the `type` of an autoscaler's metric as the API that serves it. The custom metrics API has had two versions, and one is enough, so
 * that each is only said to be used while it is there.
 */
export function metricsApi(value: unknown): readonly ReadTarget[] {
  switch (value) {
    case 'Resource':
    case 'ContainerResource':
      return [{ namespace: '', name: 'v1beta1.metrics.k8s.io' }]
    case 'External':
      return [{ namespace: '', name: 'v1beta1.external.metrics.k8s.io' }]
    case 'Pods':
    case 'Object':
      return ['v1beta1.custom.metrics.k8s.io', 'v1beta2.custom.metrics.k8s.io'].map((name) => ({ namespace: '', name, tentative: true }))
    default:
      return []
  }
}

/** Reads one of a quota's scopes as the classes of the Pods that it counts (operator `In` of the scope `PriorityClass`). */
export function countedClasses(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value) || value['scopeName'] !== 'PriorityClass' || value['operator'] !== 'In' || !Array.isArray(value['values'])) return []
  return (value['values'] as unknown[]).flatMap((name) =>
    typeof name === 'string' && name !== '' ? [{ namespace: '', name, value: name }] : [],
  )
}

/** Reads a Pod's scheduler, unless it is the one that places nearly every Pod. */
export function ownScheduler(value: unknown): readonly ReadTarget[] {
  return typeof value === 'string' && value !== '' && value !== 'default-scheduler' ? [{ namespace: '', name: value }] : []
}
