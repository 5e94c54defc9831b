import { annotatedIssuer } from '../readers/annotatedIssuer.ts'
import { namespacedName } from '../readers/namespacedName.ts'
import type { NameMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** cert-manager: certificates, who issues them, where they are kept. Paths are those of the project's CRDs. */

const issuer = 'cert-manager.io/Issuer'
const clusterIssuer = 'cert-manager.io/ClusterIssuer'
const certificate = 'cert-manager.io/Certificate'

/** A key of a Secret beside an Issuer. */
const keyBeside = { by: 'name', field: 'name', namespace: 'same', part: 'key' } as const satisfies NameMatch
/** A ClusterIssuer's Secrets are in the controller's own namespace, which a flag of the controller may move: elsewhere nothing is claimed. */
const besideController = { always: 'cert-manager' } as const

const keysOfIssuers = [
  'spec.acme.externalAccountBinding.keySecretRef',
  'spec.acme.solvers[].dns01.acmeDNS.accountSecretRef',
  'spec.acme.solvers[].dns01.akamai.(accessTokenSecretRef|clientSecretSecretRef|clientTokenSecretRef)',
  'spec.acme.solvers[].dns01.azureDNS.clientSecretSecretRef',
  'spec.acme.solvers[].dns01.cloudDNS.serviceAccountSecretRef',
  'spec.acme.solvers[].dns01.cloudflare.(apiKeySecretRef|apiTokenSecretRef)',
  'spec.acme.solvers[].dns01.digitalocean.tokenSecretRef',
  'spec.acme.solvers[].dns01.rfc2136.tsigSecretSecretRef',
  'spec.acme.solvers[].dns01.route53.(accessKeyIDSecretRef|secretAccessKeySecretRef)',
  'spec.vault.auth.tokenSecretRef',
  'spec.vault.auth.(appRole|kubernetes).secretRef',
  'spec.vault.(caBundleSecretRef|clientCertSecretRef|clientKeySecretRef)',
  'spec.venafi.cloud.apiTokenSecretRef',
  'spec.venafi.tpp.caBundleSecretRef',
]
const secretsOfIssuers = ['spec.ca.secretName', 'spec.vault.auth.clientCertificate.secretName']
const accountKey = ['spec.acme.privateKeySecretRef.name', 'spec.venafi.tpp.credentialsRef.name', 'spec.venafi.ngts.credentialsRef.name']
const accountsOfIssuers = [
  'spec.acme.solvers[].dns01.route53.auth.kubernetes.serviceAccountRef',
  'spec.vault.auth.aws.serviceAccountRef',
  'spec.vault.auth.kubernetes.serviceAccountRef',
]

const credentials = {
  id: 99,
  variant: 'credentials',
  relationshipType: 'uses credentials',
  category: 'configuration',
  confidence: 'declared',
} as const
const account = { id: 99, variant: 'account', relationshipType: 'acts as', category: 'identity', confidence: 'declared' } as const
const issuedBy = { id: 99, variant: 'issuer', relationshipType: 'issued by', category: 'configuration', confidence: 'declared' } as const
const injected = {
  id: 99,
  variant: 'injection',
  from: [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'apiregistration.k8s.io/APIService',
  ],
  relationshipType: 'trusts',
  category: 'admission',
  confidence: 'declared',
} as const

const rules: readonly Rule[] = [
  {
    id: 99,
    variant: 'secret',
    from: [certificate],
    to: 'core/Secret',
    at: ['spec.secretName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'stores in',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 99,
    variant: 'newKey',
    from: [certificate],
    to: 'core/Secret',
    at: ['status.nextPrivateKeySecretName'],
    match: { by: 'name', namespace: 'same', optional: true },
    relationshipType: 'prepares key in',
    category: 'configuration',
    confidence: 'observed',
  },
  {
    ...credentials,
    from: [certificate],
    to: 'core/Secret',
    at: ['spec.keystores.jks.passwordSecretRef', 'spec.keystores.pkcs12.passwordSecretRef'],
    match: keyBeside,
  },
  {
    ...issuedBy,
    from: [certificate, 'cert-manager.io/CertificateRequest', 'acme.cert-manager.io/Order', 'acme.cert-manager.io/Challenge'],
    to: '*',
    at: ['spec.issuerRef'],
    match: { by: 'object', group: { field: 'group', absent: 'cert-manager.io' }, kind: { field: 'kind', absent: 'Issuer' }, name: 'name' },
  },
  {
    ...issuedBy,
    from: ['networking.k8s.io/Ingress', 'gateway.networking.k8s.io/Gateway'],
    to: issuer,
    at: ['metadata.annotations["cert-manager.io/issuer"]'],
    match: { by: 'read', read: annotatedIssuer },
  },
  {
    ...issuedBy,
    from: ['networking.k8s.io/Ingress', 'gateway.networking.k8s.io/Gateway'],
    to: clusterIssuer,
    at: ['metadata.annotations["cert-manager.io/cluster-issuer"]'],
    match: { by: 'name', namespace: 'none' },
  },
  { ...credentials, from: [issuer], to: 'core/Secret', at: keysOfIssuers, match: keyBeside },
  { ...credentials, from: [issuer], to: 'core/Secret', at: [...secretsOfIssuers, ...accountKey], match: { by: 'name', namespace: 'same' } },
  {
    ...credentials,
    from: [clusterIssuer],
    to: 'core/Secret',
    at: keysOfIssuers,
    match: { ...keyBeside, namespace: besideController, tentative: true },
  },
  {
    ...credentials,
    from: [clusterIssuer],
    to: 'core/Secret',
    at: [...secretsOfIssuers, ...accountKey],
    match: { by: 'name', namespace: besideController, tentative: true },
  },
  { ...account, from: [issuer], to: 'core/ServiceAccount', at: accountsOfIssuers, match: { by: 'name', field: 'name', namespace: 'same' } },
  {
    ...account,
    from: [clusterIssuer],
    to: 'core/ServiceAccount',
    at: accountsOfIssuers,
    match: { by: 'name', field: 'name', namespace: besideController, tentative: true },
  },
  {
    id: 99,
    variant: 'solver',
    from: [issuer, clusterIssuer],
    to: 'networking.k8s.io/IngressClass',
    at: ['spec.acme.solvers[].http01.ingress.ingressClassName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'solves through',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 99,
    variant: 'solver',
    from: [issuer],
    to: '*',
    at: ['spec.acme.solvers[].http01.gatewayHTTPRoute.parentRefs[]'],
    match: {
      by: 'object',
      group: { field: 'group', absent: 'gateway.networking.k8s.io' },
      kind: { field: 'kind', absent: 'Gateway' },
      name: 'name',
      namespace: 'namespace',
      part: 'sectionName',
    },
    relationshipType: 'solves through',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    ...injected,
    to: certificate,
    at: ['metadata.annotations["cert-manager.io/inject-ca-from"]'],
    match: { by: 'read', read: namespacedName },
  },
  {
    ...injected,
    to: 'core/Secret',
    at: ['metadata.annotations["cert-manager.io/inject-ca-from-secret"]'],
    match: { by: 'read', read: namespacedName },
  },
]

export const certManager: Pack = {
  title: 'cert-manager',
  kinds: [certificate, issuer, clusterIssuer],
  rules,
}
