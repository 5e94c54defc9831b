/** One resource that the fake API server serves. */
export interface ServedResource {
  group: string
  version: string
  kind: string
  resource: string
  singular: string
  shortNames: readonly string[]
  namespaced: boolean
  verbs: readonly string[]
  categories?: readonly string[]
  /** A custom resource: list items carry kind and apiVersion, as a real server's do. */
  custom?: boolean
  /** Columns of the server's own table beside name and age: of an aggregated API, or of a definition. */
  tableColumns?: readonly { name: string; type: string; cell: (object: Record<string, any>) => unknown }[]
}

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const

function resource(
  group: string,
  version: string,
  kind: string,
  plural: string,
  namespaced: boolean,
  shortNames: string[] = [],
  categories?: string[],
): ServedResource {
  return {
    group,
    version,
    kind,
    resource: plural,
    singular: kind.toLowerCase(),
    shortNames,
    namespaced,
    verbs: all,
    ...(categories ? { categories } : {}),
  }
}

/** The kinds of the issue that opened this project, in the form a 1.34 server gives them. */
export const builtinResources: readonly ServedResource[] = [
  resource('', 'v1', 'Pod', 'pods', true, ['po'], ['all']),
  resource('', 'v1', 'Service', 'services', true, ['svc'], ['all']),
  resource('', 'v1', 'ConfigMap', 'configmaps', true, ['cm']),
  resource('', 'v1', 'Secret', 'secrets', true),
  resource('', 'v1', 'ServiceAccount', 'serviceaccounts', true, ['sa']),
  resource('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true, ['pvc']),
  resource('', 'v1', 'PersistentVolume', 'persistentvolumes', false, ['pv']),
  resource('', 'v1', 'Node', 'nodes', false, ['no']),
  { ...resource('', 'v1', 'Namespace', 'namespaces', false, ['ns']), verbs: all.filter((verb) => verb !== 'deletecollection') },
  resource('', 'v1', 'Event', 'events', true, ['ev']),
  resource('apps', 'v1', 'Deployment', 'deployments', true, ['deploy'], ['all']),
  resource('apps', 'v1', 'ReplicaSet', 'replicasets', true, ['rs'], ['all']),
  resource('apps', 'v1', 'StatefulSet', 'statefulsets', true, ['sts'], ['all']),
  resource('apps', 'v1', 'DaemonSet', 'daemonsets', true, ['ds'], ['all']),
  resource('batch', 'v1', 'Job', 'jobs', true, [], ['all']),
  resource('batch', 'v1', 'CronJob', 'cronjobs', true, ['cj'], ['all']),
  resource('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices', true),
  resource('networking.k8s.io', 'v1', 'Ingress', 'ingresses', true, ['ing']),
  resource('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', true, ['netpol']),
  resource('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', false, ['sc']),
  resource('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true, ['hpa'], ['all']),
  resource('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', true, ['pdb']),
  resource('rbac.authorization.k8s.io', 'v1', 'Role', 'roles', true),
  resource('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings', true),
  resource('rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', false),
  resource('rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', 'clusterrolebindings', false),
  resource(
    'apiextensions.k8s.io',
    'v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    false,
    ['crd', 'crds'],
    ['api-extensions'],
  ),
]

/** A custom resource, for tests with kinds nobody knows. */
export const widgetResource: ServedResource = { ...resource('example.test', 'v1', 'Widget', 'widgets', true, ['wd']), custom: true }

/** `v1` or `apps/v1`. */
export function apiVersionOf(resource: Pick<ServedResource, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}
