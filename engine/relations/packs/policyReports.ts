import { namespacedName } from '../readers/namespacedName.ts'
import { trivySubject } from '../readers/trivySubject.ts'
import type { ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Reports on other objects: those of the policy working group (Kyverno and others), and Trivy Operator's. */

const reports = [
  'wgpolicyk8s.io/PolicyReport',
  'wgpolicyk8s.io/ClusterPolicyReport',
  'openreports.io/Report',
  'openreports.io/ClusterReport',
  'reports.kyverno.io/EphemeralReport',
  'reports.kyverno.io/ClusterEphemeralReport',
] as const
const trivy = [
  'VulnerabilityReport',
  'ConfigAuditReport',
  'ExposedSecretReport',
  'RbacAssessmentReport',
  'InfraAssessmentReport',
  'SbomReport',
  'ClusterRbacAssessmentReport',
  'ClusterConfigAuditReport',
  'ClusterInfraAssessmentReport',
].map((kind) => `aquasecurity.github.io/${kind}`)

/** A report is read while its subject may be gone: it says something about it only while it is there. */
const about = { id: 114, variant: 'subject', relationshipType: 'reports on', category: 'policy', confidence: 'observed' } as const
const subject = {
  by: 'object',
  group: { apiVersion: 'apiVersion' },
  kind: 'kind',
  name: 'name',
  namespace: 'namespace',
  tentative: true,
} as const satisfies ObjectMatch

const rules: readonly Rule[] = [
  { ...about, from: reports, to: '*', at: ['scope', 'results[].resources[]', 'results[].subjects[]'], match: subject },
  {
    ...about,
    from: trivy,
    to: '*',
    at: ['metadata.labels["trivy-operator.resource.kind"]'],
    match: { by: 'read', read: trivySubject, tentative: true },
  },
  {
    id: 114,
    variant: 'policy',
    from: reports,
    to: 'kyverno.io/ClusterPolicy',
    at: ['results[].policy'],
    match: { by: 'name', namespace: 'none', tentative: true },
    relationshipType: 'judged by',
    category: 'policy',
    confidence: 'observed',
  },
  {
    id: 114,
    variant: 'policy',
    from: reports,
    to: 'kyverno.io/Policy',
    at: ['results[].policy'],
    match: { by: 'read', read: namespacedName, tentative: true },
    relationshipType: 'judged by',
    category: 'policy',
    confidence: 'observed',
  },
]

export const policyReports: Pack = { title: 'Policy reports, Trivy', kinds: [...reports, ...trivy], rules }
