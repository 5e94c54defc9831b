import { installer, operatorGroup, servedApi, subscribedCatalog } from '../readers/operatorLifecycle.ts'
import type { NameMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Operator Lifecycle Manager: what is subscribed to, what was installed by it, for which namespaces, and which APIs it brought. */

const version = 'operators.coreos.com/ClusterServiceVersion'
const subscription = 'operators.coreos.com/Subscription'
const plan = 'operators.coreos.com/InstallPlan'
const group = 'operators.coreos.com/OperatorGroup'
const catalog = 'operators.coreos.com/CatalogSource'
const extension = 'olm.operatorframework.io/ClusterExtension'
const definition = 'apiextensions.k8s.io/CustomResourceDefinition'

const same = { by: 'name', namespace: 'same' } as const satisfies NameMatch
const clusterWide = { by: 'name', namespace: 'none' } as const satisfies NameMatch

const brings = { id: 116, variant: 'brings', relationshipType: 'brings', category: 'delivery', confidence: 'declared' } as const
const needs = { id: 116, variant: 'needs', relationshipType: 'needs', category: 'delivery', confidence: 'declared' } as const
const installs = { id: 116, variant: 'installs', relationshipType: 'installs', category: 'delivery', confidence: 'observed' } as const
const watches = { id: 116, variant: 'watches', relationshipType: 'is for', category: 'delivery', confidence: 'declared' } as const
const account = { id: 116, variant: 'account', relationshipType: 'acts as', category: 'identity', confidence: 'declared' } as const
/** A copy of a ClusterServiceVersion, made into every namespace it is for, has nothing of its own: the original says all. */
const original = [{ path: 'status.reason', not: 'Copied' }] as const

const rules: readonly Rule[] = [
  {
    id: 116,
    variant: 'group',
    from: [version],
    to: group,
    at: ['metadata.annotations["olm.operatorGroup"]'],
    match: { by: 'read', read: operatorGroup, tentative: true },
    relationshipType: 'belongs to',
    category: 'grouping',
    confidence: 'declared',
  },
  {
    id: 116,
    variant: 'deployment',
    from: [version],
    to: 'apps/Deployment',
    at: ['spec.install.spec.deployments[].name'],
    match: same,
    when: original,
    relationshipType: 'deploys',
    category: 'delivery',
    confidence: 'declared',
  },
  { ...brings, from: [version], to: definition, at: ['spec.customresourcedefinitions.owned[].name'], match: clusterWide, when: original },
  {
    ...brings,
    from: [version],
    to: 'apiregistration.k8s.io/APIService',
    at: ['spec.apiservicedefinitions.owned[]'],
    match: { by: 'read', read: servedApi },
    when: original,
  },
  { ...needs, from: [version], to: definition, at: ['spec.customresourcedefinitions.required[].name'], match: clusterWide, when: original },
  {
    ...needs,
    from: [version],
    to: 'apiregistration.k8s.io/APIService',
    at: ['spec.apiservicedefinitions.required[]'],
    match: { by: 'read', read: servedApi },
    when: original,
  },
  {
    // What was replaced is deleted in the end.
    id: 116,
    variant: 'replaces',
    from: [version],
    to: version,
    at: ['spec.replaces'],
    match: { ...same, tentative: true },
    when: original,
    relationshipType: 'replaces',
    category: 'delivery',
    confidence: 'declared',
  },
  { ...installs, from: [subscription], to: version, at: ['status.installedCSV'], match: same },
  { ...installs, from: [subscription], to: plan, at: ['status.installPlanRef.name'], match: same },
  { ...installs, from: [plan], to: version, at: ['spec.clusterServiceVersionNames[]'], match: { ...same, tentative: true } },
  {
    id: 116,
    variant: 'catalog',
    from: [subscription],
    to: catalog,
    at: ['spec'],
    match: { by: 'read', read: subscribedCatalog },
    relationshipType: 'subscribes to',
    category: 'delivery',
    confidence: 'declared',
  },
  { ...watches, from: [group], to: 'core/Namespace', at: ['spec.targetNamespaces[]'], match: clusterWide },
  { ...watches, from: [extension], to: 'core/Namespace', at: ['spec.namespace'], match: clusterWide },
  { ...account, from: [group], to: 'core/ServiceAccount', at: ['spec.serviceAccountName'], match: same },
  { ...account, from: [extension], to: 'core/ServiceAccount', at: ['spec'], match: { by: 'read', read: installer } },
  {
    id: 116,
    variant: 'pull',
    from: [catalog],
    to: 'core/Secret',
    at: ['spec.secrets[]'],
    match: same,
    relationshipType: 'pulls with',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const operatorLifecycle: Pack = {
  title: 'Operator Lifecycle Manager',
  kinds: [version, subscription, plan, group, catalog, extension],
  rules,
}
