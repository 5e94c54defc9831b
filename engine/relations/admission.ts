import { apiServer, definitionOf, servedBy } from './readers/controlPlane.ts'
import { clientConfig } from './readers/service.ts'
import { gatedKinds, gatedNamespaces, webhookServer } from './readers/webhook.ts'
import type { Rule } from './rule.ts'

/** What the API server asks before it stores something, and who else answers in its name. */

const group = 'admissionregistration.k8s.io'
const webhooks = [`${group}/MutatingWebhookConfiguration`, `${group}/ValidatingWebhookConfiguration`] as const
const definition = ['apiextensions.k8s.io/CustomResourceDefinition'] as const
const declared = { category: 'admission', confidence: 'declared' } as const

export const admission: readonly Rule[] = [
  {
    id: 88,
    from: webhooks,
    to: 'core/Service',
    at: ['webhooks[]'],
    match: { by: 'read', read: webhookServer },
    relationshipType: 'asks',
    ...declared,
  },
  {
    id: 89,
    from: webhooks,
    to: 'core/Namespace',
    at: ['webhooks[]'],
    match: { by: 'read', read: gatedNamespaces },
    relationshipType: 'gates',
    category: 'admission',
    confidence: 'selector',
  },
  {
    id: 89,
    variant: 'kinds',
    from: webhooks,
    to: 'apiextensions.k8s.io/CustomResourceDefinition',
    at: ['webhooks[]'],
    match: { by: 'read', read: gatedKinds, tentative: true },
    relationshipType: 'gates kind',
    category: 'admission',
    confidence: 'selector',
  },
  ...(['Validating', 'Mutating'] as const).map((word): Rule => ({
    id: 90,
    from: [`${group}/${word}AdmissionPolicyBinding`],
    to: `${group}/${word}AdmissionPolicy`,
    at: ['spec.policyName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'puts in force',
    ...declared,
  })),
  {
    id: 90,
    variant: 'paramKind',
    from: [`${group}/ValidatingAdmissionPolicy`, `${group}/MutatingAdmissionPolicy`],
    to: 'apiextensions.k8s.io/CustomResourceDefinition',
    at: ['spec.paramKind'],
    match: { by: 'read', read: definitionOf },
    relationshipType: 'takes parameters of',
    category: 'admission',
    confidence: 'inferred',
  },
  {
    // A local one (no service) is answered by the API server itself.
    id: 91,
    from: ['apiregistration.k8s.io/APIService'],
    to: 'core/Service',
    at: ['spec.service'],
    match: { by: 'read', read: apiServer },
    relationshipType: 'answered by',
    ...declared,
  },
  {
    id: 91,
    variant: 'kinds',
    from: definition,
    to: 'apiregistration.k8s.io/APIService',
    at: ['spec.versions[]'],
    match: { by: 'read', read: servedBy, tentative: true },
    direction: 'backward',
    relationshipType: 'serves',
    ...declared,
  },
  {
    id: 92,
    from: definition,
    to: 'core/Service',
    at: ['spec.conversion.webhook.clientConfig'],
    match: { by: 'read', read: (value) => clientConfig(value) },
    when: [{ path: 'spec.conversion.strategy', equals: 'Webhook' }],
    relationshipType: 'converted by',
    ...declared,
  },
]
