import { address, externalName } from './readers/host.ts'
import { namedResource } from './readers/controlPlane.ts'
import { namedTargetPaths, namedTargets } from './readers/portNames.ts'
import type { Rule } from './rule.ts'

/** Services, where their traffic ends, and under which addresses they are known. */

const service = ['core/Service'] as const
const slice = ['discovery.k8s.io/EndpointSlice'] as const
const endpoints = ['core/Endpoints'] as const
const traffic = { category: 'traffic', confidence: 'declared' } as const
const observed = { category: 'traffic', confidence: 'observed' } as const
const sendsTo = { relationshipType: 'sends to', category: 'traffic', confidence: 'selector' } as const
const selected = { by: 'selector', form: 'map', empty: 'none', absent: 'none' } as const
const targetRef = {
  by: 'object',
  group: { apiVersion: 'apiVersion' },
  kind: 'kind',
  name: 'name',
  namespace: 'namespace',
  uid: 'uid',
} as const

export const services: readonly Rule[] = [
  {
    // No selector: endpoints are written by hand. ExternalName ignores its selector.
    id: 41,
    from: service,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { ...selected, readyOnly: true },
    when: [
      { path: 'spec.type', not: 'ExternalName' },
      { path: 'spec.publishNotReadyAddresses', not: 'true' },
    ],
    ...sendsTo,
  },
  {
    // Published while they are not ready, too: peers of a database find one another that way.
    id: 41,
    from: service,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: selected,
    when: [
      { path: 'spec.type', not: 'ExternalName' },
      { path: 'spec.publishNotReadyAddresses', equals: 'true' },
    ],
    ...sendsTo,
  },
  {
    id: 42,
    from: slice,
    to: 'core/Service',
    at: ['metadata.labels["kubernetes.io/service-name"]'],
    match: { by: 'name', namespace: 'same' },
    direction: 'backward',
    relationshipType: 'has endpoints',
    ...observed,
  },
  {
    id: 43,
    from: slice,
    to: '*',
    at: ['endpoints[].targetRef'],
    match: { ...targetRef, ready: 'conditions.ready' },
    relationshipType: 'endpoint',
    ...observed,
  },
  {
    id: 43,
    variant: 'node',
    from: slice,
    to: 'core/Node',
    at: ['endpoints[].nodeName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'endpoint on',
    category: 'scheduling',
    confidence: 'observed',
  },
  {
    // Endpoints without a Service are locks of an older kind of leader election.
    id: 44,
    from: endpoints,
    to: 'core/Service',
    at: ['metadata.name'],
    match: { by: 'name', namespace: 'same', tentative: true },
    direction: 'backward',
    relationshipType: 'has endpoints',
    ...observed,
  },
  {
    id: 44,
    variant: 'pod',
    from: endpoints,
    to: '*',
    at: ['subsets[].addresses[].targetRef'],
    match: targetRef,
    relationshipType: 'endpoint',
    ...observed,
  },
  {
    id: 44,
    variant: 'pod',
    from: endpoints,
    to: '*',
    at: ['subsets[].notReadyAddresses[].targetRef'],
    match: { ...targetRef, ready: false },
    relationshipType: 'endpoint',
    ...observed,
  },
  {
    // Only named ports: a number reaches a Pod whether its containers declare it or not.
    id: 45,
    from: service,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { ...selected, parts: namedTargets, also: (_value, { object }) => namedTargetPaths(object) },
    when: [{ path: 'spec.type', not: 'ExternalName' }],
    relationshipType: 'targets port of',
    category: 'traffic',
    confidence: 'selector',
  },
  {
    id: 46,
    from: service,
    to: 'pseudo/Host',
    at: ['spec.externalName'],
    match: { by: 'read', read: externalName },
    when: [{ path: 'spec.type', equals: 'ExternalName' }],
    relationshipType: 'stands for',
    ...traffic,
  },
  {
    id: 47,
    from: service,
    to: 'pseudo/Address',
    at: ['status.loadBalancer.ingress[]'],
    match: { by: 'read', read: address },
    relationshipType: 'reachable at',
    ...observed,
  },
  {
    id: 47,
    variant: 'wanted',
    from: service,
    to: 'pseudo/Address',
    at: ['spec.externalIPs[]', 'spec.loadBalancerIP'],
    match: { by: 'read', read: address },
    relationshipType: 'wants address',
    ...traffic,
  },
  {
    id: 47,
    variant: 'class',
    from: service,
    to: 'pseudo/LoadBalancerClass',
    at: ['spec.loadBalancerClass'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'of class',
    ...traffic,
  },
  {
    // `resource`, not a kind: `services`.
    id: 48,
    from: ['networking.k8s.io/IPAddress'],
    to: 'core/Service',
    at: ['spec.parentRef'],
    match: { by: 'read', read: namedResource },
    relationshipType: 'allocated to',
    ...traffic,
  },
  {
    id: 48,
    variant: 'range',
    from: ['networking.k8s.io/ServiceCIDR'],
    to: 'pseudo/AddressRange',
    at: ['spec.cidrs[]'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'hands out',
    ...traffic,
  },
]
