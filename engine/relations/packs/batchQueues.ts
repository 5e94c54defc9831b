import { assignedFlavors } from '../readers/kueue.ts'
import type { NameMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** JobSet, LeaderWorkerSet and Kueue: which jobs belong together, and in which queue, with whose quota, they wait. */

const jobSet = 'jobset.x-k8s.io/JobSet'
const leaderWorkerSet = 'leaderworkerset.x-k8s.io/LeaderWorkerSet'
const workload = 'kueue.x-k8s.io/Workload'
const localQueue = 'kueue.x-k8s.io/LocalQueue'
const clusterQueue = 'kueue.x-k8s.io/ClusterQueue'
const cohort = 'kueue.x-k8s.io/Cohort'
const flavor = 'kueue.x-k8s.io/ResourceFlavor'
const check = 'kueue.x-k8s.io/AdmissionCheck'
const priority = 'kueue.x-k8s.io/WorkloadPriorityClass'

const same = { by: 'name', namespace: 'same' } as const satisfies NameMatch
const clusterWide = { by: 'name', namespace: 'none' } as const satisfies NameMatch

const waits = {
  id: 115,
  variant: 'queue',
  to: localQueue,
  relationshipType: 'waits in',
  category: 'scheduling',
  confidence: 'declared',
} as const
const ranks = { id: 115, variant: 'priority', relationshipType: 'has priority of', category: 'scheduling', confidence: 'declared' } as const
const shares = { id: 115, variant: 'quota', relationshipType: 'shares quota of', category: 'scheduling', confidence: 'declared' } as const
const checks = { id: 115, variant: 'check', relationshipType: 'is admitted by', category: 'scheduling', confidence: 'declared' } as const

const rules: readonly Rule[] = [
  {
    id: 115,
    variant: 'set',
    from: ['core/Pod', 'apps/StatefulSet'],
    to: leaderWorkerSet,
    at: ['metadata.labels["leaderworkerset.sigs.k8s.io/name"]'],
    match: { ...same, tentative: true },
    relationshipType: 'belongs to',
    category: 'grouping',
    confidence: 'declared',
  },
  {
    id: 115,
    variant: 'subdomain',
    from: [jobSet],
    to: 'core/Service',
    at: ['spec.network.subdomain'],
    match: same,
    relationshipType: 'has its names from',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    // Integrations of Kueue are of any kind; what it takes in carries this label.
    ...waits,
    from: '*',
    at: ['metadata.labels["kueue.x-k8s.io/queue-name"]'],
    match: same,
  },
  { ...waits, from: [workload], at: ['spec.queueName'], match: same },
  { ...ranks, from: '*', to: priority, at: ['metadata.labels["kueue.x-k8s.io/priority-class"]'], match: clusterWide },
  {
    ...ranks,
    from: [workload],
    to: priority,
    at: ['spec.priorityClassName'],
    match: clusterWide,
    when: [{ path: 'spec.priorityClassSource', equals: 'kueue.x-k8s.io/workloadpriorityclass' }],
  },
  {
    ...ranks,
    from: [workload],
    to: 'scheduling.k8s.io/PriorityClass',
    at: ['spec.priorityClassName'],
    match: clusterWide,
    when: [{ path: 'spec.priorityClassSource', equals: 'scheduling.k8s.io/priorityclass' }],
  },
  {
    ...ranks,
    from: [workload],
    to: '*',
    at: ['spec.priorityClassRef'],
    match: { by: 'object', group: { field: 'group' }, kind: 'kind', name: 'name' },
  },
  {
    id: 115,
    variant: 'admitted',
    from: [workload],
    to: clusterQueue,
    at: ['status.admission.clusterQueue'],
    match: clusterWide,
    relationshipType: 'admitted by',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    id: 115,
    variant: 'flavor',
    from: [workload],
    to: flavor,
    at: ['status.admission.podSetAssignments[].flavors'],
    match: { by: 'read', read: assignedFlavors },
    relationshipType: 'runs on',
    category: 'scheduling',
    confidence: 'observed',
  },
  { ...shares, from: [localQueue], to: clusterQueue, at: ['spec.clusterQueue'], match: clusterWide },
  { ...shares, from: [clusterQueue], to: cohort, at: ['spec.cohort', 'spec.cohortName'], match: { ...clusterWide, optional: true } },
  // v1alpha1 called the parent `parent`. A cohort needs no object: the name alone makes one.
  { ...shares, from: [cohort], to: cohort, at: ['spec.parentName', 'spec.parent'], match: { ...clusterWide, optional: true } },
  {
    id: 115,
    variant: 'offers',
    from: [clusterQueue, cohort],
    to: flavor,
    at: ['spec.resourceGroups[].flavors[].name'],
    match: clusterWide,
    relationshipType: 'offers',
    category: 'scheduling',
    confidence: 'declared',
  },
  {
    ...checks,
    from: [clusterQueue],
    to: check,
    at: ['spec.admissionChecks[]', 'spec.admissionChecksStrategy.admissionChecks[].name'],
    match: clusterWide,
  },
  {
    id: 115,
    variant: 'parameters',
    from: [check],
    to: '*',
    at: ['spec.parameters'],
    match: { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name' },
    relationshipType: 'configured by',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 115,
    variant: 'nodes',
    from: [flavor],
    to: 'core/Node',
    at: ['spec.nodeLabels'],
    match: { by: 'selector', form: 'map', empty: 'none', absent: 'none', namespaces: 'all', asSet: true },
    relationshipType: 'stands for',
    category: 'scheduling',
    confidence: 'selector',
  },
  {
    id: 115,
    variant: 'topology',
    from: [flavor],
    to: 'kueue.x-k8s.io/Topology',
    at: ['spec.topologyName'],
    match: clusterWide,
    relationshipType: 'is laid out as',
    category: 'scheduling',
    confidence: 'declared',
  },
  {
    id: 115,
    variant: 'worker',
    from: ['kueue.x-k8s.io/MultiKueueConfig'],
    to: 'kueue.x-k8s.io/MultiKueueCluster',
    at: ['spec.clusters[]'],
    match: clusterWide,
    relationshipType: 'sends to',
    category: 'scheduling',
    confidence: 'declared',
  },
  {
    // Its namespace is Kueue's own, which is a setting: elsewhere nothing is claimed.
    id: 115,
    variant: 'credentials',
    from: ['kueue.x-k8s.io/MultiKueueCluster'],
    to: 'core/Secret',
    at: ['spec.kubeConfig.location', 'spec.clusterSource.kubeConfig.location'],
    match: { by: 'name', namespace: { always: 'kueue-system' }, tentative: true },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const batchQueues: Pack = {
  title: 'JobSet, LeaderWorkerSet, Kueue',
  kinds: [jobSet, leaderWorkerSet, workload, localQueue, clusterQueue],
  rules,
}
