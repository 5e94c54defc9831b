import type { Category } from '../contract/index.ts'

/** Places of whole API groups, for kinds without a file of their own. */
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
