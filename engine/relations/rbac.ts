import type { Rule } from './rule.ts'

/** Bindings, what they grant and to whom. A RoleBinding may grant a ClusterRole, within its own namespace. */

const role = { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name' } as const
const grants = { relationshipType: 'grants', category: 'rbac', confidence: 'declared' } as const

export const rbac: readonly Rule[] = [
  { id: 80, from: ['rbac.authorization.k8s.io/RoleBinding'], to: '*', at: ['roleRef'], match: role, ...grants },
  { id: 81, from: ['rbac.authorization.k8s.io/ClusterRoleBinding'], to: '*', at: ['roleRef'], match: role, ...grants },
  {
    id: 82,
    from: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
    to: '*',
    at: ['subjects[]'],
    match: { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name', namespace: 'namespace' },
    relationshipType: 'grants to',
    category: 'rbac',
    confidence: 'declared',
  },
]
