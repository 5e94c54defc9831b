import { allowedListeners, allowedRoutes, parentVerdict, policyTarget } from './readers/gateway.ts'
import type { ObjectMatch, Rule } from './rule.ts'

/** Gateway API (gateway.networking.k8s.io): gateways, routes, grants, policies. Paths as in the CRDs of v1.4 and v1.5, both channels. */

const group = 'gateway.networking.k8s.io'
const gateways = [`${group}/Gateway`] as const
const gatewayClass = [`${group}/GatewayClass`] as const
const listenerSets = [`${group}/ListenerSet`, 'gateway.networking.x-k8s.io/XListenerSet'] as const
const routes = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => `${group}/${kind}`)
const traffic = { category: 'traffic', confidence: 'declared' } as const
const configuration = { category: 'configuration', confidence: 'declared' } as const
const configuredBy = { relationshipType: 'configured by', ...configuration } as const

const named = { by: 'object', group: { field: 'group' }, kind: 'kind', name: 'name' } as const
const parent = {
  ...named,
  group: { field: 'group', absent: group },
  kind: { field: 'kind', absent: 'Gateway' },
  namespace: 'namespace',
} as const
/** References that leave their namespace need a grant there (rule 61). */
const backend: ObjectMatch = {
  ...named,
  kind: { field: 'kind', absent: 'Service' },
  namespace: 'namespace',
  part: 'port',
  gate: 'referenceGrant',
}
const secret: ObjectMatch = { ...named, kind: { field: 'kind', absent: 'Secret' }, namespace: 'namespace', gate: 'referenceGrant' }
const authority: ObjectMatch = { ...secret, kind: { field: 'kind', absent: 'ConfigMap' } }

export const gateway: readonly Rule[] = [
  {
    id: 56,
    from: gateways,
    to: `${group}/GatewayClass`,
    at: ['spec.gatewayClassName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'of class',
    ...traffic,
  },
  {
    id: 56,
    variant: 'parameters',
    from: gatewayClass,
    to: '*',
    at: ['spec.parametersRef'],
    match: { ...named, namespace: 'namespace' },
    ...configuredBy,
  },
  { id: 56, variant: 'parameters', from: gateways, to: '*', at: ['spec.infrastructure.parametersRef'], match: named, ...configuredBy },
  {
    id: 56,
    variant: 'controller',
    from: gatewayClass,
    to: 'pseudo/Controller',
    at: ['spec.controllerName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'left to',
    ...traffic,
  },
  {
    id: 57,
    from: routes,
    to: '*',
    at: ['spec.parentRefs[]'],
    match: { ...parent, part: 'sectionName', gate: 'listener' },
    relationshipType: 'attached to',
    ...traffic,
  },
  {
    id: 57,
    from: listenerSets,
    to: '*',
    at: ['spec.parentRef'],
    match: { ...parent, gate: 'listener' },
    relationshipType: 'attached to',
    ...traffic,
  },
  {
    id: 57,
    variant: 'verdict',
    from: routes,
    to: '*',
    at: ['status.parents[]'],
    match: { by: 'read', read: parentVerdict },
    relationshipType: 'judged by',
    category: 'traffic',
    confidence: 'observed',
  },
  { id: 58, from: routes, to: '*', at: ['spec.rules[].backendRefs[]'], match: backend, relationshipType: 'routes to', ...traffic },
  {
    id: 59,
    variant: 'mirror',
    from: routes,
    to: '*',
    at: ['spec.rules[].filters[].requestMirror.backendRef', 'spec.rules[].backendRefs[].filters[].requestMirror.backendRef'],
    match: backend,
    relationshipType: 'mirrors to',
    ...traffic,
  },
  {
    // Experimental channel: every request is asked about there first.
    id: 59,
    variant: 'authorization',
    from: routes,
    to: '*',
    at: ['spec.rules[].filters[].externalAuth.backendRef', 'spec.rules[].backendRefs[].filters[].externalAuth.backendRef'],
    match: backend,
    relationshipType: 'authorized by',
    ...traffic,
  },
  {
    id: 59,
    variant: 'extension',
    from: routes,
    to: '*',
    at: ['spec.rules[].filters[].extensionRef', 'spec.rules[].backendRefs[].filters[].extensionRef'],
    match: named,
    relationshipType: 'extended by',
    ...configuration,
  },
  {
    id: 60,
    from: [...gateways, ...listenerSets],
    to: '*',
    at: ['spec.listeners[].tls.certificateRefs[]'],
    match: secret,
    relationshipType: 'serves certificate',
    ...configuration,
  },
  {
    // The first path is that of versions before 1.4.
    id: 60,
    variant: 'authority',
    from: [...gateways, ...listenerSets],
    to: '*',
    at: [
      'spec.listeners[].tls.frontendValidation.caCertificateRefs[]',
      'spec.tls.frontend.default.validation.caCertificateRefs[]',
      'spec.tls.frontend.perPort[].tls.validation.caCertificateRefs[]',
    ],
    match: authority,
    relationshipType: 'trusts',
    ...configuration,
  },
  {
    id: 60,
    variant: 'client',
    from: gateways,
    to: '*',
    at: ['spec.tls.backend.clientCertificateRef', 'spec.backendTLS.clientCertificateRef'],
    match: secret,
    relationshipType: 'shows certificate',
    ...configuration,
  },
  {
    id: 61,
    from: [`${group}/ReferenceGrant`],
    to: '*',
    at: ['spec'],
    match: { by: 'grant' },
    relationshipType: 'lets in',
    category: 'policy',
    confidence: 'declared',
  },
  {
    // Of policies of vendors that no pack knows; of the others see `packs/gatewayPolicies.ts`.
    id: 62,
    from: '*',
    to: '*',
    at: ['spec.targetRefs[]', 'spec.targetRef'],
    match: { by: 'read', read: policyTarget },
    relationshipType: 'applies to',
    category: 'policy',
    confidence: 'declared',
  },
  {
    id: 63,
    from: [...gateways, ...listenerSets],
    to: 'core/Namespace',
    at: ['spec.listeners[]'],
    match: { by: 'read', read: allowedRoutes },
    relationshipType: 'takes routes of',
    category: 'policy',
    confidence: 'selector',
  },
  {
    // What decides of the edges of rule 57.
    id: 63,
    variant: 'admission',
    from: [...gateways, ...listenerSets],
    to: '*',
    at: ['spec'],
    match: { by: 'admission' },
    relationshipType: 'takes routes of',
    category: 'policy',
    confidence: 'declared',
  },
  {
    id: 63,
    variant: 'listeners',
    from: gateways,
    to: 'core/Namespace',
    at: ['spec.allowedListeners.namespaces'],
    match: { by: 'read', read: allowedListeners },
    relationshipType: 'takes listeners of',
    category: 'policy',
    confidence: 'selector',
  },
]
