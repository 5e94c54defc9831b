import type { Rule } from './rule.ts'

/** What workload controllers, autoscalers and disruption budgets point at. */
export const workloads: readonly Rule[] = [
  {
    id: 32,
    from: ['apps/StatefulSet'],
    to: 'core/Service',
    at: ['spec.serviceName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'governed by',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    // By exact ordinal, never by prefix: `data-web-0` is web's, `data-web-extra-0` is not.
    id: 33,
    from: ['apps/StatefulSet'],
    to: 'core/PersistentVolumeClaim',
    at: ['spec.volumeClaimTemplates[].metadata.name'],
    match: { by: 'ordinal' },
    relationshipType: 'claims',
    category: 'storage',
    confidence: 'declared',
  },
  {
    id: 35,
    from: ['autoscaling/HorizontalPodAutoscaler'],
    to: '*',
    at: ['spec.scaleTargetRef'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name' },
    relationshipType: 'scales',
    category: 'scaling',
    confidence: 'declared',
  },
  {
    // policy/v1: an empty selector selects every pod of the namespace, a missing one none.
    id: 38,
    from: ['policy/PodDisruptionBudget'],
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { by: 'selector', form: 'selector', empty: 'all', absent: 'none' },
    when: [{ path: 'apiVersion', not: 'policy/v1beta1' }],
    relationshipType: 'protects',
    category: 'policy',
    confidence: 'selector',
  },
]
