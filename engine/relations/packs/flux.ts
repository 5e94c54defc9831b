import { fluxApplier, fluxInventory } from '../readers/flux.ts'
import { namespacedName } from '../readers/namespacedName.ts'
import type { NameMatch, ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Flux: sources, what is made of them, and what that applied. */

const kustomization = 'kustomize.toolkit.fluxcd.io/Kustomization'
const helmRelease = 'helm.toolkit.fluxcd.io/HelmRelease'
const repository = 'source.toolkit.fluxcd.io/GitRepository'
const ociRepository = 'source.toolkit.fluxcd.io/OCIRepository'
const helmRepository = 'source.toolkit.fluxcd.io/HelmRepository'
const bucket = 'source.toolkit.fluxcd.io/Bucket'
const chart = 'source.toolkit.fluxcd.io/HelmChart'
const artifact = 'source.toolkit.fluxcd.io/ExternalArtifact'

const applies = { id: 103, variant: 'resource', relationshipType: 'applies', category: 'delivery', confidence: 'observed' } as const
const reads = { id: 103, variant: 'source', relationshipType: 'reads', category: 'delivery', confidence: 'declared' } as const
const waits = { id: 103, variant: 'dependsOn', relationshipType: 'waits for', category: 'delivery', confidence: 'declared' } as const
const uses = { id: 103, variant: 'values', relationshipType: 'uses', category: 'configuration', confidence: 'declared' } as const
const credentials = {
  id: 103,
  variant: 'credentials',
  relationshipType: 'uses credentials',
  category: 'configuration',
  confidence: 'declared',
} as const
const account = { id: 103, variant: 'account', relationshipType: 'acts as', category: 'identity', confidence: 'declared' } as const

const source = {
  by: 'object',
  group: { always: 'source.toolkit.fluxcd.io' },
  kind: { field: 'kind', absent: 'GitRepository' },
  name: 'name',
  namespace: 'namespace',
} as const satisfies ObjectMatch
const beside = { by: 'name', field: 'name', namespace: 'same' } as const satisfies NameMatch
const anywhere = { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' } } as const satisfies NameMatch

const rules: readonly Rule[] = [
  {
    ...applies,
    from: [kustomization, helmRelease],
    to: '*',
    at: ['status.inventory.entries[].id'],
    match: { by: 'read', read: fluxInventory },
  },
  {
    // What a management cluster applies here is labelled all the same, and its Kustomization is not here.
    ...applies,
    from: '*',
    to: kustomization,
    at: ['metadata.labels["kustomize.toolkit.fluxcd.io/name"]'],
    match: { by: 'read', read: fluxApplier('kustomize'), tentative: true },
    direction: 'backward',
  },
  {
    ...applies,
    from: '*',
    to: helmRelease,
    at: ['metadata.labels["helm.toolkit.fluxcd.io/name"]'],
    match: { by: 'read', read: fluxApplier('helm'), tentative: true },
    direction: 'backward',
  },
  { ...reads, from: [kustomization, chart], to: '*', at: ['spec.sourceRef'], match: source },
  { ...reads, from: [helmRelease], to: '*', at: ['spec.chart.spec.sourceRef', 'spec.chartRef'], match: source },
  {
    ...reads,
    from: [artifact],
    to: '*',
    at: ['spec.sourceRef'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name', namespace: 'namespace' },
  },
  {
    id: 103,
    variant: 'chart',
    from: [helmRelease],
    to: chart,
    at: ['status.helmChart'],
    match: { by: 'read', read: namespacedName },
    relationshipType: 'made chart',
    category: 'delivery',
    confidence: 'observed',
  },
  {
    id: 103,
    variant: 'release',
    from: [helmRelease],
    to: 'pseudo/HelmRelease',
    at: ['status.history[]'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' } },
    relationshipType: 'releases',
    category: 'delivery',
    confidence: 'observed',
  },
  { ...waits, from: [kustomization], to: kustomization, at: ['spec.dependsOn[]'], match: anywhere },
  { ...waits, from: [helmRelease], to: helmRelease, at: ['spec.dependsOn[]'], match: anywhere },
  {
    id: 103,
    variant: 'health',
    from: [kustomization],
    to: '*',
    at: ['spec.healthChecks[]'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name', namespace: 'namespace' },
    when: [{ path: 'spec.kubeConfig', is: 'absent' }],
    relationshipType: 'checks',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    ...uses,
    from: [kustomization],
    to: '*',
    at: ['spec.postBuild.substituteFrom[]'],
    match: {
      by: 'object',
      group: { always: '' },
      kind: { field: 'kind', absent: 'ConfigMap' },
      name: 'name',
      optional: { field: 'optional' },
    },
  },
  {
    ...uses,
    from: [helmRelease],
    to: '*',
    at: ['spec.valuesFrom[]'],
    match: {
      by: 'object',
      group: { always: '' },
      kind: { field: 'kind', absent: 'ConfigMap' },
      name: 'name',
      optional: { field: 'optional' },
      part: 'valuesKey',
    },
  },
  {
    ...credentials,
    from: [kustomization, helmRelease],
    to: 'core/Secret',
    at: ['spec.kubeConfig.secretRef'],
    match: { ...beside, part: 'key' },
  },
  { ...credentials, from: [kustomization, helmRelease], to: 'core/ConfigMap', at: ['spec.kubeConfig.configMapRef'], match: beside },
  { ...credentials, from: [kustomization], to: 'core/Secret', at: ['spec.decryption.secretRef'], match: beside },
  { ...credentials, from: [helmRelease], to: 'core/Secret', at: ['spec.chart.spec.verify.secretRef'], match: beside },
  {
    ...credentials,
    from: [repository, ociRepository, helmRepository, bucket, chart],
    to: 'core/Secret',
    at: [
      'spec.(secretRef|certSecretRef|proxySecretRef)',
      'spec.verify.(secretRef|trustedRootSecretRef)',
      'spec.sts.(secretRef|certSecretRef)',
    ],
    match: beside,
  },
  {
    ...account,
    from: [kustomization, helmRelease, repository, ociRepository, bucket],
    to: 'core/ServiceAccount',
    at: ['spec.serviceAccountName', 'spec.decryption.serviceAccountName'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    id: 103,
    variant: 'destination',
    from: [kustomization, helmRelease],
    to: 'core/Namespace',
    at: ['spec.targetNamespace'],
    match: { by: 'name', namespace: 'none' },
    when: [{ path: 'spec.kubeConfig', is: 'absent' }],
    relationshipType: 'deploys into',
    category: 'delivery',
    confidence: 'declared',
  },
]

export const flux: Pack = {
  title: 'Flux',
  kinds: [kustomization, helmRelease, repository, ociRepository, helmRepository, bucket, chart],
  rules,
}
