import type { Category } from '../contract/index.ts'

/** Title and place of a built-in kind that has no file of its own, and the short name people type where the server has none. */
export interface BuiltInKind {
  title: string
  category: Category
  shortName?: string
}

function kind(title: string, category: Category, shortName?: string): BuiltInKind {
  return shortName === undefined ? { title, category } : { title, category, shortName }
}

/** Built-in kinds without a file of their own (Kubernetes 1.34, also what is off by default). */
export const builtInKinds: ReadonlyMap<string, BuiltInKind> = new Map([
  ['core/ReplicationController', kind('ReplicationControllers', 'workloads', 'rc')],
  ['core/PodTemplate', kind('PodTemplates', 'workloads')],
  ['apps/ControllerRevision', kind('ControllerRevisions', 'workloads')],
  ['core/Endpoints', kind('Endpoints', 'network', 'ep')],
  ['networking.k8s.io/IngressClass', kind('IngressClasses', 'network')],
  ['networking.k8s.io/IPAddress', kind('IPAddresses', 'network', 'ip')],
  ['networking.k8s.io/ServiceCIDR', kind('ServiceCIDRs', 'network')],
  ['core/LimitRange', kind('LimitRanges', 'configuration', 'limits')],
  ['storage.k8s.io/CSIDriver', kind('CSIDrivers', 'storage')],
  ['storage.k8s.io/CSINode', kind('CSINodes', 'storage')],
  ['storage.k8s.io/CSIStorageCapacity', kind('CSIStorageCapacities', 'storage')],
  ['storage.k8s.io/VolumeAttachment', kind('VolumeAttachments', 'storage')],
  ['storage.k8s.io/VolumeAttributesClass', kind('VolumeAttributesClasses', 'storage', 'vac')],
  ['certificates.k8s.io/CertificateSigningRequest', kind('CSRs', 'access', 'csr')],
  ['certificates.k8s.io/ClusterTrustBundle', kind('ClusterTrustBundles', 'access')],
  ['certificates.k8s.io/PodCertificateRequest', kind('PodCertificateRequests', 'access')],
  ['core/ComponentStatus', kind('ComponentStatuses', 'cluster', 'cs')],
  ['events.k8s.io/Event', kind('Events (events.k8s.io)', 'cluster', 'ev')],
  ['scheduling.k8s.io/PriorityClass', kind('PriorityClasses', 'cluster', 'pc')],
  ['node.k8s.io/RuntimeClass', kind('RuntimeClasses', 'cluster')],
  ['coordination.k8s.io/Lease', kind('Leases', 'cluster')],
  ['coordination.k8s.io/LeaseCandidate', kind('LeaseCandidates', 'cluster')],
  ['apiregistration.k8s.io/APIService', kind('APIServices', 'cluster')],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', kind('Mutating webhooks', 'cluster')],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', kind('Validating webhooks', 'cluster')],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', kind('Validating policies', 'cluster')],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', kind('Validating policy bindings', 'cluster')],
  ['admissionregistration.k8s.io/MutatingAdmissionPolicy', kind('Mutating policies', 'cluster')],
  ['admissionregistration.k8s.io/MutatingAdmissionPolicyBinding', kind('Mutating policy bindings', 'cluster')],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', kind('FlowSchemas', 'cluster')],
  ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', kind('PriorityLevels', 'cluster')],
  ['internal.apiserver.k8s.io/StorageVersion', kind('StorageVersions', 'cluster')],
  ['storagemigration.k8s.io/StorageVersionMigration', kind('StorageVersionMigrations', 'cluster')],
  ['resource.k8s.io/DeviceClass', kind('DeviceClasses', 'cluster')],
  ['resource.k8s.io/DeviceTaintRule', kind('DeviceTaintRules', 'cluster')],
  ['resource.k8s.io/ResourceClaim', kind('ResourceClaims', 'workloads')],
  ['resource.k8s.io/ResourceClaimTemplate', kind('ResourceClaimTemplates', 'workloads')],
  ['resource.k8s.io/ResourceSlice', kind('ResourceSlices', 'cluster')],
  ['metrics.k8s.io/NodeMetrics', kind('Node metrics', 'cluster')],
  ['metrics.k8s.io/PodMetrics', kind('Pod metrics', 'cluster')],
])

/** Places of whole API groups, for kinds that the list above does not name. */
const groupCategories: ReadonlyMap<string, Category> = new Map<string, Category>([
  ['apps', 'workloads'],
  ['batch', 'workloads'],
  ['core', 'cluster'],
  ['networking.k8s.io', 'network'],
  ['discovery.k8s.io', 'network'],
  ['gateway.networking.k8s.io', 'network'],
  ['policy.networking.k8s.io', 'network'],
  ['autoscaling', 'configuration'],
  ['policy', 'configuration'],
  ['storage.k8s.io', 'storage'],
  ['snapshot.storage.k8s.io', 'storage'],
  ['groupsnapshot.storage.k8s.io', 'storage'],
  ['rbac.authorization.k8s.io', 'access'],
  ['authentication.k8s.io', 'access'],
  ['authorization.k8s.io', 'access'],
  ['certificates.k8s.io', 'access'],
  ['admissionregistration.k8s.io', 'cluster'],
  ['apiextensions.k8s.io', 'cluster'],
  ['apiregistration.k8s.io', 'cluster'],
  ['coordination.k8s.io', 'cluster'],
  ['events.k8s.io', 'cluster'],
  ['extensions', 'cluster'],
  ['flowcontrol.apiserver.k8s.io', 'cluster'],
  ['internal.apiserver.k8s.io', 'cluster'],
  ['metrics.k8s.io', 'cluster'],
  ['custom.metrics.k8s.io', 'cluster'],
  ['external.metrics.k8s.io', 'cluster'],
  ['node.k8s.io', 'cluster'],
  ['resource.k8s.io', 'cluster'],
  ['scheduling.k8s.io', 'cluster'],
  ['storagemigration.k8s.io', 'cluster'],
])

/** Where the kinds of a group stand; groups that nobody here knows are custom resources. */
export function categoryOfGroup(group: string): Category {
  return groupCategories.get(group === '' ? 'core' : group) ?? 'custom'
}

/** `NetworkPolicies` from `NetworkPolicy` and `networkpolicies`: the kind's spelling with the resource's plural. */
export function pluralTitle(kind: string, resource: string): string {
  const lower = kind.toLowerCase()
  let same = 0
  while (same < lower.length && same < resource.length && lower[same] === resource[same]) same += 1
  // A resource with a name of its own (`nodes` of kind NodeMetrics) says nothing about the plural.
  return same * 2 < lower.length ? kind : kind.slice(0, same) + resource.slice(same)
}
