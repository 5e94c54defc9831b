import { countedClasses, metricsApi } from './readers/scaling.ts'
import type { Rule } from './rule.ts'

/** What workload controllers, autoscalers, disruption budgets and quotas point at. */

const scaling = { category: 'scaling', confidence: 'declared' } as const

/** Controllers take over what they select and nobody owns: a Pod made by hand with the wrong labels is counted, and may be deleted. */
const mayAdopt = {
  id: 34,
  relationshipType: 'may adopt',
  category: 'scaling',
  confidence: 'selector',
} as const
const unowned = { by: 'selector', form: 'selector', empty: 'none', absent: 'none', unlessOwned: true } as const

const protects = {
  id: 38,
  from: ['policy/PodDisruptionBudget'],
  to: 'core/Pod',
  at: ['spec.selector'],
  relationshipType: 'protects',
  category: 'policy',
  confidence: 'selector',
} as const

const limits = {
  id: 40,
  to: 'core/Namespace',
  at: ['metadata.namespace'],
  match: { by: 'name', namespace: 'none', tentative: true },
  relationshipType: 'limits',
  category: 'policy',
  confidence: 'declared',
} as const

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
    // At zero replicas, too.
    id: 33,
    variant: 'class',
    from: ['apps/StatefulSet'],
    to: 'storage.k8s.io/StorageClass',
    at: ['spec.volumeClaimTemplates[].spec.storageClassName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'claims from',
    category: 'storage',
    confidence: 'declared',
  },
  { ...mayAdopt, from: ['apps/Deployment'], to: 'apps/ReplicaSet', at: ['spec.selector'], match: unowned },
  {
    ...mayAdopt,
    from: ['apps/ReplicaSet', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job'],
    to: 'core/Pod',
    at: ['spec.selector'],
    match: unowned,
  },
  { ...mayAdopt, from: ['core/ReplicationController'], to: 'core/Pod', at: ['spec.selector'], match: { ...unowned, form: 'map' } },
  {
    id: 35,
    from: ['autoscaling/HorizontalPodAutoscaler'],
    to: '*',
    at: ['spec.scaleTargetRef'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name' },
    relationshipType: 'scales',
    ...scaling,
  },
  {
    id: 36,
    from: ['autoscaling/HorizontalPodAutoscaler'],
    to: '*',
    at: ['spec.metrics[].object.describedObject'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name' },
    relationshipType: 'measures',
    ...scaling,
  },
  {
    id: 36,
    variant: 'api',
    from: ['autoscaling/HorizontalPodAutoscaler'],
    to: 'apiregistration.k8s.io/APIService',
    at: ['spec.metrics[].type'],
    match: { by: 'read', read: metricsApi },
    relationshipType: 'asks',
    category: 'scaling',
    confidence: 'inferred',
  },
  {
    id: 37,
    from: ['autoscaling.k8s.io/VerticalPodAutoscaler'],
    to: '*',
    at: ['spec.targetRef'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name' },
    relationshipType: 'sizes',
    ...scaling,
  },
  {
    // policy/v1: an empty selector selects every Pod of the namespace, a missing one none. In v1beta1 both select none.
    ...protects,
    match: { by: 'selector', form: 'selector', empty: 'all', absent: 'none' },
    when: [{ path: 'apiVersion', not: 'policy/v1beta1' }],
  },
  {
    ...protects,
    match: { by: 'selector', form: 'selector', empty: 'none', absent: 'none' },
    when: [{ path: 'apiVersion', equals: 'policy/v1beta1' }],
  },
  {
    id: 39,
    from: ['core/ReplicationController'],
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { by: 'selector', form: 'map', empty: 'none', absent: 'none' },
    relationshipType: 'replicates',
    category: 'scaling',
    confidence: 'selector',
  },
  { ...limits, from: ['core/ResourceQuota', 'core/LimitRange'] },
  {
    ...limits,
    variant: 'class',
    from: ['core/ResourceQuota'],
    to: 'scheduling.k8s.io/PriorityClass',
    at: ['spec.scopeSelector.matchExpressions[]'],
    match: { by: 'read', read: countedClasses },
    relationshipType: 'counts Pods of',
  },
]
