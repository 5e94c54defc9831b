import { alsoFields } from './readers/affinity.ts'
import { daemonEvidence, daemonNodes, nodeEvidence, podNodeSelector, podNodeTerm } from './readers/nodes.ts'
import { ownScheduler } from './readers/scaling.ts'
import type { Rule } from './rule.ts'

/** Where Pods run, may run, and would like to run. */

const placement = { category: 'scheduling', confidence: 'declared' } as const
const cluster = { by: 'name', namespace: 'none' } as const

/** Terms of node affinity are alternatives: one set of Nodes for each, with the node selector in it, less those with taints that are not tolerated. */
const mayRunOn = {
  id: 25,
  from: 'podTemplate',
  to: 'core/Node',
  relationshipType: 'may run on',
  category: 'scheduling',
  confidence: 'selector',
} as const
const nodes = {
  by: 'selector',
  form: 'requirements',
  empty: 'none',
  absent: 'none',
  namespaces: 'all',
  asSet: true,
  also: nodeEvidence,
} as const

/**
 * Without namespaces the term is about the Pod's own; with a namespace selector and a list, about both; an empty namespace selector is
 * every namespace. A missing label selector selects no Pod. `matchLabelKeys` of Pods are in the selector already (the API server puts them
 * there); of templates they have no values yet.
 */
const pods = {
  by: 'selector',
  field: 'labelSelector',
  form: 'selector',
  empty: 'all',
  absent: 'none',
  namespaces: { selector: 'namespaceSelector', names: 'namespaces' },
  asSet: true,
  also: alsoFields('topologyKey', 'matchLabelKeys', 'mismatchLabelKeys'),
} as const
const affinity = { id: 26, from: 'podTemplate', to: 'core/Pod', match: pods, category: 'scheduling', confidence: 'selector' } as const
const required = 'requiredDuringSchedulingIgnoredDuringExecution[]'
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm'

export const scheduling: readonly Rule[] = [
  {
    id: 23,
    from: ['core/Pod'],
    to: 'core/Node',
    at: ['spec.nodeName'],
    match: cluster,
    relationshipType: 'runs on',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    id: 24,
    from: ['core/Pod'],
    to: 'core/Node',
    at: ['status.nominatedNodeName'],
    match: cluster,
    relationshipType: 'nominated for',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    ...mayRunOn,
    at: ['affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]'],
    match: { ...nodes, read: podNodeTerm },
  },
  { ...mayRunOn, at: ['nodeSelector'], match: { ...nodes, read: podNodeSelector } },
  {
    // Other Pods without a selector may run on any Node, and that says nothing; a DaemonSet will run on each.
    ...mayRunOn,
    from: ['apps/DaemonSet'],
    at: ['spec.template.spec'],
    match: { ...nodes, empty: 'all', read: daemonNodes, also: daemonEvidence },
  },
  { ...affinity, at: [`affinity.podAffinity.${required}`], relationshipType: 'must run near' },
  { ...affinity, variant: 'preferred', at: [`affinity.podAffinity.${preferred}`], relationshipType: 'prefers to run near' },
  { ...affinity, variant: 'anti', at: [`affinity.podAntiAffinity.${required}`], relationshipType: 'must run apart from' },
  {
    ...affinity,
    variant: 'anti-preferred',
    at: [`affinity.podAntiAffinity.${preferred}`],
    relationshipType: 'prefers to run apart from',
  },
  {
    // `matchLabelKeys` is evidence alone: of Pods the API server of 1.34 and later has put it into the selector, of older ones the scheduler does so unseen.
    id: 27,
    from: 'podTemplate',
    to: 'core/Pod',
    at: ['topologySpreadConstraints[]'],
    match: {
      by: 'selector',
      field: 'labelSelector',
      form: 'selector',
      empty: 'all',
      absent: 'none',
      asSet: true,
      also: alsoFields('topologyKey', 'maxSkew', 'minDomains', 'whenUnsatisfiable', 'matchLabelKeys'),
    },
    relationshipType: 'spreads evenly with',
    category: 'scheduling',
    confidence: 'selector',
  },
  {
    id: 28,
    from: 'podTemplate',
    to: 'scheduling.k8s.io/PriorityClass',
    at: ['priorityClassName'],
    match: cluster,
    relationshipType: 'has priority',
    ...placement,
  },
  {
    id: 28,
    variant: 'runtime',
    from: 'podTemplate',
    to: 'node.k8s.io/RuntimeClass',
    at: ['runtimeClassName'],
    match: cluster,
    relationshipType: 'runs in',
    ...placement,
  },
  {
    // Only of those that do not leave it to the usual one.
    id: 28,
    variant: 'scheduler',
    from: 'podTemplate',
    to: 'pseudo/Scheduler',
    at: ['schedulerName'],
    match: { by: 'read', read: ownScheduler },
    relationshipType: 'placed by',
    ...placement,
  },
  {
    id: 29,
    from: 'podTemplate',
    to: 'resource.k8s.io/ResourceClaim',
    at: ['resourceClaims[].resourceClaimName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'needs',
    ...placement,
  },
  {
    id: 29,
    variant: 'template',
    from: 'podTemplate',
    to: 'resource.k8s.io/ResourceClaimTemplate',
    at: ['resourceClaims[].resourceClaimTemplateName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'claims as in',
    ...placement,
  },
  {
    // The claims that were made for this Pod from its templates.
    id: 29,
    variant: 'made',
    from: ['core/Pod'],
    to: 'resource.k8s.io/ResourceClaim',
    at: ['status.resourceClaimStatuses[].resourceClaimName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'got',
    category: 'scheduling',
    confidence: 'observed',
  },
]
