import { apiVersionOf, type ServedResource } from './resources.ts'

const verbSubset = (resource: ServedResource) => [...resource.verbs]

function groupsOf(resources: readonly ServedResource[]): Map<string, Map<string, ServedResource[]>> {
  const groups = new Map<string, Map<string, ServedResource[]>>()
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, ServedResource[]>()
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource])
    groups.set(resource.group, versions)
  }
  return groups
}

/** The aggregated answer (`APIGroupDiscoveryList`) of `/api` (core group) or `/apis` (all others). */
export function aggregated(resources: readonly ServedResource[], core: boolean): Record<string, unknown> {
  const items = []
  for (const [group, versions] of groupsOf(resources)) {
    if ((group === '') !== core) continue
    items.push({
      metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
      versions: [...versions].map(([version, members]) => ({
        version,
        resources: members.map((resource) => ({
          resource: resource.resource,
          // a real server leaves the version of its own kinds empty
          responseKind: {
            group: resource.custom === true ? resource.group : '',
            version: resource.custom === true ? resource.version : '',
            kind: resource.kind,
          },
          scope: resource.namespaced ? 'Namespaced' : 'Cluster',
          singularResource: resource.singular,
          verbs: verbSubset(resource),
          ...(resource.shortNames.length > 0 ? { shortNames: [...resource.shortNames] } : {}),
          ...(resource.categories ? { categories: [...resource.categories] } : {}),
          ...(resource.resource === 'pods'
            ? {
                subresources: [
                  { subresource: 'status', responseKind: { group: '', version: 'v1', kind: 'Pod' }, verbs: ['get', 'patch', 'update'] },
                ],
              }
            : {}),
        })),
        freshness: 'Current',
      })),
    })
  }
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}

/** The plain answers: `/api`, `/apis`, `/api/v1`, `/apis/GROUP/VERSION`; null where nothing is served. */
export function plain(resources: readonly ServedResource[], path: string): Record<string, unknown> | null {
  const groups = groupsOf(resources)
  if (path === '/api')
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }] }
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups]
        .filter(([group]) => group !== '')
        .map(([name, versions]) => {
          const list = [...versions.keys()].map((version) => ({ groupVersion: `${name}/${version}`, version }))
          return { name, versions: list, preferredVersion: list[0] }
        }),
    }
  }
  const match = /^\/api\/(v1)$|^\/apis\/([^/]+)\/([^/]+)$/.exec(path)
  const members = match === null ? undefined : groups.get(match[2] ?? '')?.get(match[1] ?? match[3] ?? '')
  if (members === undefined || members[0] === undefined) return null
  return {
    kind: 'APIResourceList',
    ...(members[0].group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf(members[0]),
    resources: members.map((resource) => ({
      name: resource.resource,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: verbSubset(resource),
      ...(resource.shortNames.length > 0 ? { shortNames: [...resource.shortNames] } : {}),
      ...(resource.categories ? { categories: [...resource.categories] } : {}),
    })),
  }
}
