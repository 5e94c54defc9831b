// The peer of `sync.ts`, in a process of its own: @kubernetes/client-node's informers for the same kinds, holding the objects and doing nothing else.
// Prints one JSON line when all first lists are in and memory has settled. Run: `node --expose-gc clientNodeInformers.ts KUBECONFIG`.
import * as k8s from '@kubernetes/client-node'
import { settledMemory, peakMemory } from './memory.ts'

const started = performance.now()
const cpuBefore = process.cpuUsage()
const config = new k8s.KubeConfig()
config.loadFromFile(process.argv[2] ?? '')
const core = config.makeApiClient(k8s.CoreV1Api)
const apps = config.makeApiClient(k8s.AppsV1Api)
const batch = config.makeApiClient(k8s.BatchV1Api)
const discovery = config.makeApiClient(k8s.DiscoveryV1Api)
const networking = config.makeApiClient(k8s.NetworkingV1Api)
const storage = config.makeApiClient(k8s.StorageV1Api)
const autoscaling = config.makeApiClient(k8s.AutoscalingV2Api)
const policy = config.makeApiClient(k8s.PolicyV1Api)
const rbac = config.makeApiClient(k8s.RbacAuthorizationV1Api)
const extensions = config.makeApiClient(k8s.ApiextensionsV1Api)

type ListFn = () => Promise<k8s.KubernetesListObject<k8s.KubernetesObject>>
const kinds: Record<string, ListFn> = {
  '/api/v1/pods': () => core.listPodForAllNamespaces(),
  '/api/v1/services': () => core.listServiceForAllNamespaces(),
  '/api/v1/configmaps': () => core.listConfigMapForAllNamespaces(),
  '/api/v1/secrets': () => core.listSecretForAllNamespaces(),
  '/api/v1/serviceaccounts': () => core.listServiceAccountForAllNamespaces(),
  '/api/v1/persistentvolumeclaims': () => core.listPersistentVolumeClaimForAllNamespaces(),
  '/api/v1/persistentvolumes': () => core.listPersistentVolume(),
  '/api/v1/nodes': () => core.listNode(),
  '/api/v1/namespaces': () => core.listNamespace(),
  '/api/v1/events': () => core.listEventForAllNamespaces(),
  '/apis/apps/v1/deployments': () => apps.listDeploymentForAllNamespaces(),
  '/apis/apps/v1/replicasets': () => apps.listReplicaSetForAllNamespaces(),
  '/apis/apps/v1/statefulsets': () => apps.listStatefulSetForAllNamespaces(),
  '/apis/apps/v1/daemonsets': () => apps.listDaemonSetForAllNamespaces(),
  '/apis/batch/v1/jobs': () => batch.listJobForAllNamespaces(),
  '/apis/batch/v1/cronjobs': () => batch.listCronJobForAllNamespaces(),
  '/apis/discovery.k8s.io/v1/endpointslices': () => discovery.listEndpointSliceForAllNamespaces(),
  '/apis/networking.k8s.io/v1/ingresses': () => networking.listIngressForAllNamespaces(),
  '/apis/networking.k8s.io/v1/networkpolicies': () => networking.listNetworkPolicyForAllNamespaces(),
  '/apis/storage.k8s.io/v1/storageclasses': () => storage.listStorageClass(),
  '/apis/autoscaling/v2/horizontalpodautoscalers': () => autoscaling.listHorizontalPodAutoscalerForAllNamespaces(),
  '/apis/policy/v1/poddisruptionbudgets': () => policy.listPodDisruptionBudgetForAllNamespaces(),
  '/apis/rbac.authorization.k8s.io/v1/roles': () => rbac.listRoleForAllNamespaces(),
  '/apis/rbac.authorization.k8s.io/v1/rolebindings': () => rbac.listRoleBindingForAllNamespaces(),
  '/apis/rbac.authorization.k8s.io/v1/clusterroles': () => rbac.listClusterRole(),
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings': () => rbac.listClusterRoleBinding(),
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': () => extensions.listCustomResourceDefinition(),
}

let first = 0
const informers = Object.entries(kinds).map(([path, list]) => {
  const informer = k8s.makeInformer(config, path, list)
  informer.on('add', () => {
    if (path === '/api/v1/pods' && first === 0) first = performance.now() - started
  })
  informer.on('error', (error) => {
    process.stderr.write(`${path}: ${String(error)}\n`)
    process.exitCode = 1
  })
  return { path, informer }
})
await Promise.all(informers.map(({ informer }) => informer.start()))
const synced = performance.now() - started
const { user, system } = process.cpuUsage(cpuBefore)
const counts = Object.fromEntries(informers.map(({ path, informer }) => [path.slice(path.lastIndexOf('/') + 1), informer.list().length]))
const memory = await settledMemory()
process.stdout.write(`${JSON.stringify({ synced, first, cpu: (user + system) / 1000, counts, ...memory, peak: peakMemory() })}\n`)
process.exit()
