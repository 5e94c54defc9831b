import { allocatedDevice, leader, namedResource, slicedDevice } from './readers/controlPlane.ts'
import { flowSubject } from './readers/subject.ts'
import type { Rule } from './rule.ts'

/** What the control plane writes about itself and about nodes: flow control, leases, places, devices. Events are laid over objects (`readers/event.ts`). */

const claim = ['resource.k8s.io/ResourceClaim'] as const
const slice = ['resource.k8s.io/ResourceSlice'] as const
const scheduling = { category: 'scheduling', confidence: 'declared' } as const
const label = (name: string): string => `metadata.labels["${name}"]`

/** `v1` and `v1beta2` have `exactly`, `v1beta1` and `v1alpha3` the class right in the request. */
const deviceClasses = ['requests[].exactly.deviceClassName', 'requests[].firstAvailable[].deviceClassName', 'requests[].deviceClassName']

function place(variant: string, to: string, relationshipType: string, at: readonly string[]): Rule {
  return { id: 95, variant, from: ['core/Node'], to, at, match: { by: 'name', namespace: 'none' }, relationshipType, ...scheduling }
}

export const controlPlane: readonly Rule[] = [
  {
    id: 93,
    from: ['flowcontrol.apiserver.k8s.io/FlowSchema'],
    to: 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
    at: ['spec.priorityLevelConfiguration'],
    match: { by: 'name', field: 'name', namespace: 'none' },
    relationshipType: 'of priority level',
    category: 'policy',
    confidence: 'declared',
  },
  {
    // Schemas speak of accounts that may never come.
    id: 93,
    variant: 'subject',
    from: ['flowcontrol.apiserver.k8s.io/FlowSchema'],
    to: '*',
    at: ['spec.rules[].subjects[]'],
    match: { by: 'read', read: flowSubject, optional: true },
    relationshipType: 'queues requests of',
    category: 'policy',
    confidence: 'declared',
  },
  {
    id: 94,
    from: ['coordination.k8s.io/Lease'],
    to: 'core/Node',
    at: ['metadata.name'],
    match: { by: 'name', namespace: 'none' },
    when: [{ path: 'metadata.namespace', equals: 'kube-node-lease' }],
    relationshipType: 'heartbeat of',
    ...scheduling,
  },
  {
    id: 94,
    variant: 'leader',
    from: ['coordination.k8s.io/Lease'],
    to: 'core/Pod',
    at: ['spec.holderIdentity'],
    match: { by: 'read', read: leader },
    when: [{ path: 'metadata.namespace', not: 'kube-node-lease' }],
    relationshipType: 'held by',
    category: 'scheduling',
    confidence: 'inferred',
  },
  place('zone', 'pseudo/Zone', 'in zone', [label('topology.kubernetes.io/zone'), label('failure-domain.beta.kubernetes.io/zone')]),
  place('region', 'pseudo/Region', 'in region', [
    label('topology.kubernetes.io/region'),
    label('failure-domain.beta.kubernetes.io/region'),
  ]),
  place(
    'pool',
    'pseudo/NodePool',
    'in pool',
    [
      'cloud.google.com/gke-nodepool',
      'eks.amazonaws.com/nodegroup',
      'alpha.eksctl.io/nodegroup-name',
      'kubernetes.azure.com/agentpool',
      'agentpool',
      'doks.digitalocean.com/node-pool',
      'kops.k8s.io/instancegroup',
    ].map(label),
  ),
  place('instance', 'pseudo/Instance', 'runs on', ['spec.providerID']),
  {
    // A class without a nodeSelector runs everywhere, and says so by saying nothing.
    id: 96,
    from: ['node.k8s.io/RuntimeClass'],
    to: 'core/Node',
    at: ['scheduling.nodeSelector'],
    match: { by: 'selector', form: 'map', empty: 'none', absent: 'none', namespaces: 'all', asSet: true },
    relationshipType: 'runs on',
    category: 'scheduling',
    confidence: 'selector',
  },
  {
    id: 97,
    from: claim,
    to: 'resource.k8s.io/DeviceClass',
    at: deviceClasses.map((path) => `spec.devices.${path}`),
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'asks for',
    ...scheduling,
  },
  {
    id: 97,
    from: ['resource.k8s.io/ResourceClaimTemplate'],
    to: 'resource.k8s.io/DeviceClass',
    at: deviceClasses.map((path) => `spec.spec.devices.${path}`),
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'asks for',
    ...scheduling,
  },
  {
    id: 97,
    variant: 'consumer',
    from: claim,
    to: 'core/Pod',
    at: ['status.reservedFor[]'],
    match: { by: 'read', read: namedResource },
    relationshipType: 'reserved for',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    id: 97,
    variant: 'device',
    from: claim,
    to: 'pseudo/Device',
    at: ['status.allocation.devices.results[]'],
    match: { by: 'read', read: allocatedDevice },
    relationshipType: 'holds',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    id: 97,
    variant: 'slice',
    from: slice,
    to: 'pseudo/Device',
    at: ['spec.devices[]'],
    match: { by: 'read', read: slicedDevice },
    relationshipType: 'offers',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    id: 97,
    variant: 'node',
    from: slice,
    to: 'core/Node',
    at: ['spec.nodeName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'devices of',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    id: 97,
    variant: 'driver',
    from: slice,
    to: 'pseudo/DeviceDriver',
    at: ['spec.driver'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'published by',
    category: 'scheduling',
    confidence: 'observed',
  },
]
