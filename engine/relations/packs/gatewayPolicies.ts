import type { KindId } from '../../contract/index.ts'
import type { ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Policies attached to the Gateway API's objects: the standard one, and those of its implementations. They lie beside what they attach to. */

const backendTls = 'gateway.networking.k8s.io/BackendTLSPolicy'

/** Implementations' policies that attach by `targetRef` or `targetRefs`, as GEP-713 asks of them. */
const vendorPolicies: readonly KindId[] = [
  ...['ClientTrafficPolicy', 'BackendTrafficPolicy', 'SecurityPolicy', 'EnvoyExtensionPolicy', 'EnvoyPatchPolicy'].map(
    (kind) => `gateway.envoyproxy.io/${kind}`,
  ),
  ...['AuthPolicy', 'RateLimitPolicy', 'TokenRateLimitPolicy', 'DNSPolicy', 'TLSPolicy'].map((kind) => `kuadrant.io/${kind}`),
  ...[
    'ClientSettingsPolicy',
    'ObservabilityPolicy',
    'ProxySettingsPolicy',
    'RateLimitPolicy',
    'SnippetsPolicy',
    'UpstreamSettingsPolicy',
    'WAFPolicy',
  ].map((kind) => `gateway.nginx.org/${kind}`),
  ...['TrafficPolicy', 'HTTPListenerPolicy', 'ListenerPolicy', 'BackendConfigPolicy'].map((kind) => `gateway.kgateway.dev/${kind}`),
  ...['GCPGatewayPolicy', 'GCPBackendPolicy', 'GCPSessionAffinityPolicy', 'GCPTrafficDistributionPolicy', 'HealthCheckPolicy'].map(
    (kind) => `networking.gke.io/${kind}`,
  ),
  'gateway.networking.x-k8s.io/XBackendTrafficPolicy',
]

const attached = { id: 62, variant: 'target', relationshipType: 'applies to', category: 'policy', confidence: 'declared' } as const
const target = {
  by: 'object',
  group: { field: 'group', absent: 'gateway.networking.k8s.io' },
  kind: { field: 'kind', absent: 'Gateway' },
  name: 'name',
  part: 'sectionName',
} as const satisfies ObjectMatch

const rules: readonly Rule[] = [
  { ...attached, from: [backendTls], to: '*', at: ['spec.targetRefs[]'], match: { ...target, group: { field: 'group' }, kind: 'kind' } },
  { ...attached, from: vendorPolicies, to: '*', at: ['spec.targetRef', 'spec.targetRefs[]'], match: { ...target, namespace: 'namespace' } },
  {
    id: 62,
    variant: 'authority',
    from: [backendTls],
    to: '*',
    at: ['spec.validation.caCertificateRefs[]'],
    match: { by: 'object', group: { field: 'group' }, kind: { field: 'kind', absent: 'ConfigMap' }, name: 'name' },
    relationshipType: 'trusts',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const gatewayPolicies: Pack = { title: 'Gateway API policies', kinds: [backendTls, ...vendorPolicies], rules }
