import { namedObjects } from './readers/namedObjects.ts'
import { tokenAccount } from './readers/serviceAccount.ts'
import { subject, subjectMembers } from './readers/subject.ts'
import type { Rule } from './rule.ts'

/**
 * Bindings, what they grant and to whom; accounts and what they hold. A RoleBinding may grant a ClusterRole, within its own namespace.
 * What somebody may do in the end is asked of the graph, not drawn.
 */

const group = 'rbac.authorization.k8s.io'
const bindings = [`${group}/RoleBinding`, `${group}/ClusterRoleBinding`] as const
const account = ['core/ServiceAccount'] as const
/** The API server fills in a missing group of `roleRef`; manifests may leave it out. */
const role = { by: 'object', group: { field: 'apiGroup', absent: group }, kind: 'kind', name: 'name' } as const
const grants = { relationshipType: 'grants', category: 'rbac', confidence: 'declared' } as const
const identity = { category: 'identity', confidence: 'declared' } as const

/** Rights may be given before there is what they are for: locks of leader elections, mostly. Of what else a cluster serves see `servedResources.ts`. */
export const roleNames = {
  id: 84,
  from: [`${group}/Role`, `${group}/ClusterRole`],
  to: '*',
  at: ['rules[]'],
  match: { by: 'read', read: namedObjects, optional: true },
  relationshipType: 'names',
  category: 'rbac',
  confidence: 'declared',
} as const satisfies Rule

export const rbac: readonly Rule[] = [
  { id: 80, from: [`${group}/RoleBinding`], to: '*', at: ['roleRef'], match: role, ...grants },
  { id: 81, from: [`${group}/ClusterRoleBinding`], to: '*', at: ['roleRef'], match: role, ...grants },
  {
    id: 82,
    from: bindings,
    to: '*',
    at: ['subjects[]'],
    match: { by: 'read', read: subject },
    relationshipType: 'grants to',
    category: 'rbac',
    confidence: 'declared',
  },
  {
    // Every ServiceAccount is in `system:serviceaccounts`, in that of its namespace, and in `system:authenticated`.
    id: 82,
    variant: 'members',
    from: bindings,
    to: 'core/ServiceAccount',
    at: ['subjects[]'],
    match: { by: 'read', read: subjectMembers },
    relationshipType: 'grants to all of',
    category: 'rbac',
    confidence: 'selector',
  },
  {
    id: 83,
    from: [`${group}/ClusterRole`],
    to: `${group}/ClusterRole`,
    at: ['aggregationRule.clusterRoleSelectors[]'],
    match: { by: 'selector', form: 'selector', empty: 'all', absent: 'none', namespaces: 'all' },
    relationshipType: 'aggregates',
    category: 'rbac',
    confidence: 'selector',
  },
  roleNames,
  {
    id: 86,
    variant: 'secret',
    from: account,
    to: 'core/Secret',
    at: ['secrets[]'],
    match: { by: 'name', field: 'name', namespace: 'same' },
    relationshipType: 'may mount',
    ...identity,
  },
  {
    id: 86,
    variant: 'pull',
    from: account,
    to: 'core/Secret',
    at: ['imagePullSecrets[]'],
    match: { by: 'name', field: 'name', namespace: 'same' },
    relationshipType: 'pulls images with',
    ...identity,
  },
  {
    id: 86,
    variant: 'token',
    from: ['core/Secret'],
    to: 'core/ServiceAccount',
    at: ['metadata.annotations["kubernetes.io/service-account.name"]'],
    match: { by: 'read', read: tokenAccount },
    when: [{ path: 'type', equals: 'kubernetes.io/service-account-token' }],
    relationshipType: 'token of',
    ...identity,
  },
  {
    id: 87,
    from: account,
    to: 'pseudo/CloudIdentity',
    at: ['eks.amazonaws.com/role-arn', 'iam.gke.io/gcp-service-account', 'azure.workload.identity/client-id'].map(
      (annotation) => `metadata.annotations["${annotation}"]`,
    ),
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'acts as',
    ...identity,
  },
]
