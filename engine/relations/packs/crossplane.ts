import { claimedComposite, definedComposites, providerConfig, usedObject } from '../readers/crossplane.ts'
import type { NameMatch, ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/**
 * Crossplane: claims, composites, what they are composed of and after which composition, and the providers that make it. Composites and managed
 * resources are of any group: their fields are told by their names, and by fields that only they have. Version 2 keeps those of composites in
 * `spec.crossplane`.
 */

const definition = 'apiextensions.crossplane.io/CompositeResourceDefinition'
const composition = 'apiextensions.crossplane.io/Composition'
const compositionRevision = 'apiextensions.crossplane.io/CompositionRevision'
const usages = ['apiextensions.crossplane.io/Usage', 'protection.crossplane.io/Usage', 'protection.crossplane.io/ClusterUsage'] as const
const packages = ['Provider', 'Function', 'Configuration'].map((kind) => `pkg.crossplane.io/${kind}`)
const provider = 'pkg.crossplane.io/Provider'
const functionPackage = 'pkg.crossplane.io/Function'

const clusterWide = { by: 'name', field: 'name', namespace: 'none' } as const satisfies NameMatch
const reference = {
  by: 'object',
  group: { apiVersion: 'apiVersion' },
  kind: 'kind',
  name: 'name',
  namespace: 'namespace',
} as const satisfies ObjectMatch

const composed = {
  id: 109,
  variant: 'composed',
  relationshipType: 'is composed of',
  category: 'ownership',
  confidence: 'observed',
} as const
const after = { id: 109, variant: 'composition', relationshipType: 'composed after', category: 'delivery', confidence: 'declared' } as const
const connection = {
  id: 109,
  variant: 'connection',
  relationshipType: 'writes connection to',
  category: 'configuration',
  confidence: 'declared',
} as const
const usage = { id: 109, variant: 'usage', relationshipType: 'protects', category: 'policy', confidence: 'declared' } as const

const rules: readonly Rule[] = [
  {
    id: 109,
    variant: 'claim',
    from: '*',
    to: '*',
    at: ['spec.resourceRef'],
    match: { by: 'read', read: claimedComposite },
    // Of claims alone, and always there: the API server defaults it.
    when: [{ path: 'spec.compositeDeletePolicy', is: 'present' }],
    relationshipType: 'claims',
    category: 'ownership',
    confidence: 'declared',
  },
  {
    ...composed,
    from: '*',
    to: '*',
    at: ['spec.resourceRefs[]'],
    match: reference,
    when: [{ path: 'spec.compositionRef', is: 'present' }],
  },
  { ...composed, from: '*', to: '*', at: ['spec.crossplane.resourceRefs[]'], match: reference },
  {
    ...after,
    from: '*',
    to: composition,
    at: ['spec.compositionRef', 'spec.crossplane.compositionRef'],
    match: clusterWide,
  },
  {
    ...after,
    from: '*',
    to: compositionRevision,
    at: ['spec.compositionRevisionRef', 'spec.crossplane.compositionRevisionRef'],
    match: clusterWide,
  },
  {
    id: 109,
    variant: 'provider',
    from: '*',
    to: '*',
    at: ['spec.providerConfigRef'],
    match: { by: 'read', read: providerConfig, tentative: true },
    relationshipType: 'is made through',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    ...connection,
    from: '*',
    to: 'core/Secret',
    at: ['spec.writeConnectionSecretToRef'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' } },
  },
  {
    id: 109,
    variant: 'defines',
    from: [definition],
    to: 'apiextensions.k8s.io/CustomResourceDefinition',
    at: ['spec'],
    match: { by: 'read', read: definedComposites },
    relationshipType: 'defines',
    category: 'ownership',
    confidence: 'declared',
  },
  {
    id: 109,
    variant: 'default',
    from: [definition],
    to: composition,
    at: ['spec.(defaultCompositionRef|enforcedCompositionRef)'],
    match: clusterWide,
    relationshipType: 'composes by default after',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 109,
    variant: 'function',
    from: [composition, compositionRevision],
    to: functionPackage,
    at: ['spec.pipeline[].functionRef'],
    match: clusterWide,
    relationshipType: 'calls',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 109,
    variant: 'credentials',
    from: [composition, compositionRevision],
    to: 'core/Secret',
    at: ['spec.pipeline[].credentials[].secretRef'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace' } },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 109,
    variant: 'runtime',
    from: packages,
    to: '*',
    at: ['spec.runtimeConfigRef'],
    match: {
      by: 'object',
      group: { always: 'pkg.crossplane.io' },
      kind: { field: 'kind', absent: 'DeploymentRuntimeConfig' },
      name: 'name',
    },
    relationshipType: 'runs with',
    category: 'configuration',
    confidence: 'declared',
  },
  ...['Provider', 'Function', 'Configuration'].map((kind): Rule => ({
    id: 109,
    variant: 'revision',
    from: [`pkg.crossplane.io/${kind}`],
    to: `pkg.crossplane.io/${kind}Revision`,
    at: ['status.currentRevision'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'has active revision',
    category: 'delivery',
    confidence: 'observed',
  })),
  { ...usage, from: usages, to: '*', at: ['spec.of'], match: { by: 'read', read: usedObject } },
  {
    id: 109,
    variant: 'user',
    from: usages,
    to: '*',
    at: ['spec.by'],
    match: { by: 'read', read: usedObject },
    relationshipType: 'is used by',
    category: 'policy',
    confidence: 'declared',
  },
]

export const crossplane: Pack = { title: 'Crossplane', kinds: [definition, composition, provider, functionPackage], rules }
