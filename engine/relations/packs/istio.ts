import { exactNamespace } from '../readers/exactNamespace.ts'
import {
  egressHost,
  gatewayCredential,
  istioGateway,
  istioHost,
  meshHost,
  plainHost,
  principal,
  serviceAccountOf,
} from '../readers/istio.ts'
import type { Condition, Rule, SelectorMatch } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Istio: the way of a request through gateways and virtual services, and whom policies speak of. */

const virtualService = 'networking.istio.io/VirtualService'
const destinationRule = 'networking.istio.io/DestinationRule'
const gateway = 'networking.istio.io/Gateway'
const serviceEntry = 'networking.istio.io/ServiceEntry'
const sidecar = 'networking.istio.io/Sidecar'
const authorization = 'security.istio.io/AuthorizationPolicy'

const routes = { id: 104, variant: 'route', relationshipType: 'routes to', category: 'traffic', confidence: 'declared' } as const
const selectsPods = { relationshipType: 'applies to', category: 'policy', confidence: 'selector' } as const
const allows = {
  id: 104,
  variant: 'allows',
  from: [authorization],
  relationshipType: 'allows',
  category: 'policy',
  confidence: 'declared',
} as const
const denies = {
  id: 104,
  variant: 'denies',
  from: [authorization],
  relationshipType: 'denies',
  category: 'policy',
  confidence: 'declared',
} as const
const denying: readonly Condition[] = [{ path: 'spec.action', equals: 'DENY' }]
const notDenying: readonly Condition[] = [{ path: 'spec.action', not: 'DENY' }]

/** Policies of the root namespace hold for the whole mesh. */
const rootNamespace = 'istio-system'
const inRoot: Condition = { path: 'metadata.namespace', equals: rootNamespace }
const notInRoot: Condition = { path: 'metadata.namespace', not: rootNamespace }
const untargeted: readonly Condition[] = [
  { path: 'spec.targetRef', is: 'absent' },
  { path: 'spec.targetRefs', is: 'absent' },
]

const labelled = { by: 'selector', form: 'selector', empty: 'all', absent: 'none' } as const satisfies SelectorMatch
const mapped = { by: 'selector', form: 'map', empty: 'all', absent: 'none' } as const satisfies SelectorMatch

/** Kinds that choose workloads by `selector.matchLabels` (or `targetRefs`), and those that do by `workloadSelector.labels`. */
const bySelector = [
  authorization,
  'security.istio.io/PeerAuthentication',
  'security.istio.io/RequestAuthentication',
  'telemetry.istio.io/Telemetry',
  'extensions.istio.io/WasmPlugin',
  'extensions.istio.io/TrafficExtension',
  'networking.istio.io/ProxyConfig',
] as const
const byWorkloadLabels = [sidecar, serviceEntry, 'networking.istio.io/EnvoyFilter'] as const

const principals = 'spec.rules[].from[].source.principals[]'
const accounts = 'spec.rules[].from[].source.serviceAccounts[]'
const namespaces = 'spec.rules[].from[].source.namespaces[]'

const rules: readonly Rule[] = [
  {
    id: 104,
    variant: 'gateway',
    from: [virtualService],
    to: gateway,
    at: ['spec.gateways[]', 'spec.(http|tcp|tls)[].match[].gateways[]'],
    match: { by: 'read', read: istioGateway },
    relationshipType: 'enters through',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    ...routes,
    from: [virtualService],
    to: 'core/Service',
    at: ['spec.(http|tcp|tls)[].route[].destination', 'spec.http[].mirror', 'spec.http[].mirrors[].destination'],
    match: { by: 'read', read: istioHost },
  },
  {
    ...routes,
    from: [virtualService],
    to: virtualService,
    at: ['spec.http[].delegate'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' } },
  },
  {
    id: 104,
    variant: 'host',
    from: [virtualService],
    to: 'core/Service',
    at: ['spec.hosts[]'],
    match: { by: 'read', read: meshHost },
    relationshipType: 'answers for',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 104,
    variant: 'destination',
    from: [destinationRule],
    to: 'core/Service',
    at: ['spec.host'],
    match: { by: 'read', read: istioHost },
    relationshipType: 'shapes traffic to',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    // The Pods of a gateway may be in any namespace.
    id: 104,
    variant: 'runsOn',
    from: [gateway],
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { ...mapped, empty: 'none', namespaces: 'all' },
    relationshipType: 'configures',
    category: 'traffic',
    confidence: 'selector',
  },
  {
    id: 104,
    variant: 'certificate',
    from: [gateway],
    to: 'core/Secret',
    at: ['spec.servers[].tls.(credentialName|caCertCredentialName)', 'spec.servers[].tls.credentialNames[]'],
    match: { by: 'read', read: gatewayCredential },
    relationshipType: 'serves certificate',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 104,
    variant: 'servesHost',
    from: [gateway, serviceEntry],
    to: 'pseudo/Host',
    at: ['spec.servers[].hosts[]', 'spec.hosts[]'],
    match: { by: 'read', read: plainHost },
    relationshipType: 'serves host',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 104,
    variant: 'selects',
    ...selectsPods,
    from: bySelector,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: labelled,
    when: [notInRoot],
  },
  {
    id: 104,
    variant: 'selects',
    ...selectsPods,
    from: bySelector,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { ...labelled, namespaces: 'all', asSet: true },
    when: [inRoot],
  },
  {
    // Without selector and target it holds for all there is in the namespace.
    id: 104,
    variant: 'selects',
    ...selectsPods,
    from: bySelector,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { ...labelled, empty: 'none', absent: 'all', asSet: true },
    when: [notInRoot, { path: 'spec.selector', is: 'absent' }, ...untargeted],
  },
  {
    id: 104,
    variant: 'selects',
    ...selectsPods,
    from: bySelector,
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { ...labelled, empty: 'none', absent: 'all', namespaces: 'all', asSet: true },
    when: [inRoot, { path: 'spec.selector', is: 'absent' }, ...untargeted],
  },
  {
    id: 104,
    variant: 'selects',
    ...selectsPods,
    from: byWorkloadLabels,
    to: 'core/Pod',
    at: ['spec.workloadSelector.labels'],
    match: mapped,
  },
  { id: 104, variant: 'selects', ...selectsPods, from: [destinationRule], to: 'core/Pod', at: ['spec.workloadSelector'], match: labelled },
  {
    id: 104,
    variant: 'target',
    from: [...bySelector.slice(0, 1), ...bySelector.slice(2, 6), 'networking.istio.io/EnvoyFilter'],
    to: '*',
    at: ['spec.targetRef', 'spec.targetRefs[]'],
    match: { by: 'object', group: { field: 'group' }, kind: 'kind', name: 'name', namespace: 'namespace' },
    relationshipType: 'applies to',
    category: 'policy',
    confidence: 'declared',
  },
  { ...allows, to: 'core/ServiceAccount', at: [principals], match: { by: 'read', read: principal }, when: notDenying },
  { ...allows, to: 'core/ServiceAccount', at: [accounts], match: { by: 'read', read: serviceAccountOf }, when: notDenying },
  { ...allows, to: 'core/Namespace', at: [namespaces], match: { by: 'read', read: exactNamespace }, when: notDenying },
  { ...denies, to: 'core/ServiceAccount', at: [principals], match: { by: 'read', read: principal }, when: denying },
  { ...denies, to: 'core/ServiceAccount', at: [accounts], match: { by: 'read', read: serviceAccountOf }, when: denying },
  { ...denies, to: 'core/Namespace', at: [namespaces], match: { by: 'read', read: exactNamespace }, when: denying },
  {
    id: 104,
    variant: 'egress',
    from: [sidecar],
    to: 'core/Service',
    at: ['spec.egress[].hosts[]'],
    match: { by: 'read', read: egressHost },
    relationshipType: 'may reach',
    category: 'policy',
    confidence: 'declared',
  },
  {
    id: 104,
    variant: 'account',
    from: ['networking.istio.io/WorkloadEntry', 'networking.istio.io/WorkloadGroup', serviceEntry],
    to: 'core/ServiceAccount',
    at: ['spec.serviceAccount', 'spec.template.serviceAccount', 'spec.endpoints[].serviceAccount'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'runs as',
    category: 'identity',
    confidence: 'declared',
  },
  {
    id: 104,
    variant: 'pull',
    from: ['extensions.istio.io/WasmPlugin', 'extensions.istio.io/TrafficExtension'],
    to: 'core/Secret',
    at: ['spec.imagePullSecret', 'spec.wasm.imagePullSecret'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'pulls with',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const istio: Pack = {
  title: 'Istio',
  kinds: [virtualService, destinationRule, gateway, authorization, sidecar, serviceEntry],
  rules,
}
