import { elsewhere } from '../readers/elsewhere.ts'
import { externalStore, provisionedSecret } from '../readers/externalSecrets.ts'
import { namespacedName } from '../readers/namespacedName.ts'
import type { ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Secrets from elsewhere: External Secrets Operator, Sealed Secrets, and the two controllers that copy Secrets between namespaces. */

const externalSecret = 'external-secrets.io/ExternalSecret'
const clusterExternalSecret = 'external-secrets.io/ClusterExternalSecret'
const pushSecret = 'external-secrets.io/PushSecret'
const store = 'external-secrets.io/SecretStore'
const clusterStore = 'external-secrets.io/ClusterSecretStore'
const sealedSecret = 'bitnami.com/SealedSecret'

const storeMatch = {
  by: 'object',
  group: { always: 'external-secrets.io' },
  kind: { field: 'kind', absent: 'SecretStore' },
  name: 'name',
} as const satisfies ObjectMatch
const generator = { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name' } as const satisfies ObjectMatch

const stored = { id: 107, variant: 'store', relationshipType: 'reads from', category: 'configuration', confidence: 'declared' } as const
const pushes = {
  id: 107,
  variant: 'pushes',
  from: [pushSecret],
  relationshipType: 'pushes',
  category: 'configuration',
  confidence: 'declared',
} as const
const writes = {
  id: 107,
  variant: 'secret',
  to: 'core/Secret',
  relationshipType: 'writes',
  category: 'configuration',
  confidence: 'declared',
} as const
const credentials = {
  id: 107,
  variant: 'credentials',
  relationshipType: 'uses credentials',
  category: 'configuration',
  confidence: 'declared',
} as const
const copied = { id: 107, variant: 'copy', relationshipType: 'copied from', category: 'configuration', confidence: 'declared' } as const

/** The stores that most clusters use; fields of the others are found by their schemas. */
const keysOfStores = [
  'spec.provider.aws.auth.secretRef.(accessKeyIDSecretRef|secretAccessKeySecretRef|sessionTokenSecretRef)',
  'spec.provider.azurekv.authSecretRef.(clientId|clientSecret|tenantId|clientCertificate)',
  'spec.provider.gcpsm.auth.secretRef.secretAccessKeySecretRef',
  'spec.provider.vault.auth.tokenSecretRef',
  'spec.provider.vault.auth.(appRole|kubernetes|ldap|userPass|jwt|cert).secretRef',
]
const accountsOfStores = [
  'spec.provider.aws.auth.jwt.serviceAccountRef',
  'spec.provider.azurekv.serviceAccountRef',
  'spec.provider.gcpsm.auth.workloadIdentity.serviceAccountRef',
  'spec.provider.vault.auth.kubernetes.serviceAccountRef',
  'spec.provider.kubernetes.auth.serviceAccount',
]

const rules: readonly Rule[] = [
  {
    ...stored,
    from: [externalSecret],
    to: '*',
    at: ['spec.secretStoreRef', 'spec.data[].sourceRef.storeRef', 'spec.dataFrom[].sourceRef.storeRef'],
    match: storeMatch,
  },
  {
    ...stored,
    from: [externalSecret],
    to: '*',
    at: ['spec.data[].sourceRef.generatorRef', 'spec.dataFrom[].sourceRef.generatorRef'],
    match: generator,
  },
  {
    // A store of a namespace is another one in each namespace that the ClusterExternalSecret provisions.
    ...stored,
    from: [clusterExternalSecret],
    to: clusterStore,
    at: ['spec.externalSecretSpec.secretStoreRef', 'spec.externalSecretSpec.(data|dataFrom)[].sourceRef.storeRef'],
    match: { by: 'read', read: externalStore },
  },
  {
    ...writes,
    from: [externalSecret],
    at: ['spec.target.name'],
    match: { by: 'name', namespace: 'same' },
    when: [
      { path: 'spec.target.creationPolicy', not: 'None' },
      { path: 'spec.target.manifest', is: 'absent' },
    ],
  },
  {
    // Without a name of its own, the Secret has that of the ExternalSecret.
    ...writes,
    from: [externalSecret],
    at: ['metadata.name'],
    match: { by: 'name', namespace: 'same' },
    when: [
      { path: 'spec.target.name', is: 'absent' },
      { path: 'spec.target.creationPolicy', not: 'None' },
      { path: 'spec.target.manifest', is: 'absent' },
    ],
  },
  { ...writes, from: [sealedSecret], at: ['metadata.name'], match: { by: 'name', namespace: 'same' } },
  {
    id: 107,
    variant: 'provisions',
    from: [clusterExternalSecret],
    to: externalSecret,
    at: ['status.provisionedNamespaces[]'],
    match: { by: 'read', read: provisionedSecret },
    relationshipType: 'provisions',
    category: 'delivery',
    confidence: 'observed',
  },
  { ...pushes, to: 'core/Secret', at: ['spec.selector.secret.name'], match: { by: 'name', namespace: 'same' } },
  { ...pushes, to: '*', at: ['spec.selector.generatorRef'], match: generator },
  {
    id: 107,
    variant: 'pushesTo',
    from: [pushSecret],
    to: '*',
    at: ['spec.secretStoreRefs[]', 'spec.dataTo[].storeRef'],
    match: storeMatch,
    relationshipType: 'pushes to',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    ...credentials,
    from: [store],
    to: 'core/Secret',
    at: keysOfStores,
    match: { by: 'name', field: 'name', namespace: 'same', part: 'key' },
  },
  {
    ...credentials,
    from: [clusterStore],
    to: 'core/Secret',
    at: keysOfStores,
    match: { by: 'read', read: elsewhere },
  },
  {
    id: 107,
    variant: 'account',
    from: [store],
    to: 'core/ServiceAccount',
    at: accountsOfStores,
    match: { by: 'name', field: 'name', namespace: 'same' },
    relationshipType: 'acts as',
    category: 'identity',
    confidence: 'declared',
  },
  {
    id: 107,
    variant: 'account',
    from: [clusterStore],
    to: 'core/ServiceAccount',
    at: accountsOfStores,
    match: { by: 'read', read: elsewhere },
    relationshipType: 'acts as',
    category: 'identity',
    confidence: 'declared',
  },
  ...(['core/Secret', 'core/ConfigMap'] as const).map((kind): Rule => ({
    ...copied,
    from: [kind],
    to: kind,
    at: [
      'metadata.annotations["reflector.v1.k8s.emberstack.com/reflects"]',
      'metadata.annotations["replicator.v1.mittwald.de/replicate-from"]',
    ],
    match: { by: 'read', read: namespacedName },
  })),
]

export const externalSecrets: Pack = {
  title: 'External Secrets, Sealed Secrets',
  kinds: [externalSecret, clusterExternalSecret, pushSecret, store, clusterStore, sealedSecret],
  rules,
}
