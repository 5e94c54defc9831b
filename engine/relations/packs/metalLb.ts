import { allPools, announcedService, hostNames, wantedPools } from '../readers/metalLb.ts'
import type { NameMatch, Rule, SelectorMatch } from '../rule.ts'
import type { Pack } from './pack.ts'

/** MetalLB and external-dns: from which pool a Service has its address, who announces it to whom, and by which name it is found. */

const pool = 'metallb.io/IPAddressPool'
const l2 = 'metallb.io/L2Advertisement'
const bgp = 'metallb.io/BGPAdvertisement'
const peer = 'metallb.io/BGPPeer'
const bfd = 'metallb.io/BFDProfile'
const l2Status = 'metallb.io/ServiceL2Status'
const bgpStatus = 'metallb.io/ServiceBGPStatus'
const endpoint = 'externaldns.k8s.io/DNSEndpoint'

const same = { by: 'name', namespace: 'same' } as const satisfies NameMatch
const selected = { by: 'selector', form: 'selector', empty: 'all', absent: 'none', asSet: true } as const satisfies SelectorMatch

const wants = { id: 116, variant: 'pool', relationshipType: 'takes address from', category: 'traffic', confidence: 'declared' } as const
const advertises = { id: 116, variant: 'advertises', relationshipType: 'advertises', category: 'traffic', confidence: 'declared' } as const
const from = { id: 116, variant: 'nodes', relationshipType: 'speaks from', category: 'traffic', confidence: 'selector' } as const
const serves = { id: 116, variant: 'allocation', relationshipType: 'serves', category: 'traffic', confidence: 'declared' } as const
const named = {
  id: 116,
  variant: 'host',
  to: 'pseudo/Host',
  relationshipType: 'is named',
  category: 'traffic',
  confidence: 'declared',
} as const

const rules: readonly Rule[] = [
  {
    // Pools are in MetalLB's own namespace, which is a setting: elsewhere nothing is claimed.
    ...wants,
    from: ['core/Service'],
    to: pool,
    at: ['metadata.annotations["metallb.io/address-pool"]', 'metadata.annotations["metallb.universe.tf/address-pool"]'],
    match: { by: 'read', read: wantedPools, tentative: true },
  },
  {
    id: 116,
    variant: 'allocated',
    from: ['core/Service'],
    to: pool,
    at: ['metadata.annotations["metallb.io/ip-allocated-from-pool"]', 'metadata.annotations["metallb.universe.tf/ip-allocated-from-pool"]'],
    match: { by: 'read', read: wantedPools, tentative: true },
    relationshipType: 'has address from',
    category: 'traffic',
    confidence: 'observed',
  },
  { ...advertises, from: [l2, bgp], to: pool, at: ['spec.ipAddressPools[]'], match: same },
  { ...advertises, from: [l2, bgp], to: pool, at: ['spec.ipAddressPoolSelectors[]'], match: selected },
  { ...advertises, from: [l2, bgp], to: pool, at: ['spec'], match: { by: 'read', read: allPools } },
  { ...from, from: [l2, bgp, peer], to: 'core/Node', at: ['spec.nodeSelectors[]'], match: { ...selected, namespaces: 'all' } },
  {
    id: 116,
    variant: 'peer',
    from: [bgp],
    to: peer,
    at: ['spec.peers[]'],
    match: same,
    relationshipType: 'tells',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 116,
    variant: 'detection',
    from: [peer],
    to: bfd,
    at: ['spec.bfdProfile'],
    match: same,
    relationshipType: 'configured by',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 116,
    variant: 'credentials',
    from: [peer],
    to: 'core/Secret',
    at: ['spec.passwordSecret'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' } },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    ...serves,
    from: [pool],
    to: 'core/Namespace',
    at: ['spec.serviceAllocation.namespaces[]'],
    match: { by: 'name', namespace: 'none', tentative: true },
  },
  {
    ...serves,
    from: [pool],
    to: 'core/Namespace',
    at: ['spec.serviceAllocation.namespaceSelectors[]'],
    match: { ...selected, namespaces: 'all' },
  },
  {
    ...serves,
    from: [pool],
    to: 'core/Service',
    at: ['spec.serviceAllocation.serviceSelectors[]'],
    match: { ...selected, namespaces: 'all' },
  },
  {
    id: 116,
    variant: 'announced',
    from: [l2Status, bgpStatus],
    to: 'core/Service',
    at: ['status'],
    match: { by: 'read', read: announcedService },
    relationshipType: 'announces',
    category: 'traffic',
    confidence: 'observed',
  },
  {
    id: 116,
    variant: 'speaker',
    from: [l2Status, bgpStatus],
    to: 'core/Node',
    at: ['status.node'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'is announced from',
    category: 'traffic',
    confidence: 'observed',
  },
  {
    ...named,
    from: [
      'core/Service',
      'core/Pod',
      'core/Node',
      'networking.k8s.io/Ingress',
      'gateway.networking.k8s.io/Gateway',
      'gateway.networking.k8s.io/HTTPRoute',
      'gateway.networking.k8s.io/GRPCRoute',
      'gateway.networking.k8s.io/TLSRoute',
      'gateway.networking.k8s.io/TCPRoute',
      'gateway.networking.k8s.io/UDPRoute',
      'networking.istio.io/Gateway',
      'networking.istio.io/VirtualService',
    ],
    at: [
      'metadata.annotations["external-dns.alpha.kubernetes.io/hostname"]',
      'metadata.annotations["external-dns.alpha.kubernetes.io/internal-hostname"]',
    ],
    match: { by: 'read', read: hostNames },
  },
  { ...named, from: [endpoint], at: ['spec.endpoints[].dnsName'], match: { by: 'read', read: hostNames } },
]

export const metalLb: Pack = { title: 'MetalLB, external-dns', kinds: [pool, l2, bgp, peer, endpoint], rules }
