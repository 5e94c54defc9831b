import type { HealthLevel, KindInfo, LedgerEntry } from '../../../engine/contract/index.ts'
import { hour, T0, health } from './demoClock.ts'

const column = (
  id: string,
  title: string,
  type: KindInfo['columns'][number]['type'],
  width: number,
  more: Partial<KindInfo['columns'][number]> = {},
): KindInfo['columns'][number] => ({
  id,
  title,
  type,
  width,
  align: type === 'number' || type === 'time' || type === 'restarts' || type === 'quantity' ? 'end' : 'start',
  ...more,
})
const kind = (
  group: string,
  name: string,
  resource: string,
  shortName: string,
  title: string,
  category: KindInfo['category'],
  more: Partial<KindInfo> = {},
): KindInfo => ({
  id: `${group === '' ? 'core' : group}/${name}`,
  group,
  version: 'v1',
  kind: name,
  resource,
  shortName,
  title,
  namespaced: true,
  category,
  columns: [column('age', 'Age', 'time', 56)],
  known: true,
  ...more,
})

export const demoKinds: readonly KindInfo[] = [
  kind('', 'Pod', 'pods', 'po', 'Pods', 'workloads', {
    columns: [
      column('ready', 'Ready', 'ratio', 48),
      column('status', 'Status', 'status', 132),
      column('restarts', 'Restarts', 'restarts', 72),
      column('age', 'Age', 'time', 48),
      column('node', 'Node', 'ref', 112),
      column('ip', 'IP', 'text', 104, { wide: true }),
    ],
  }),
  kind('apps', 'Deployment', 'deployments', 'deploy', 'Deployments', 'workloads', {
    columns: [column('ready', 'Ready', 'ratio', 56), column('status', 'Status', 'status', 120), column('age', 'Age', 'time', 48)],
  }),
  kind('apps', 'StatefulSet', 'statefulsets', 'sts', 'StatefulSets', 'workloads'),
  kind('apps', 'DaemonSet', 'daemonsets', 'ds', 'DaemonSets', 'workloads'),
  kind('apps', 'ReplicaSet', 'replicasets', 'rs', 'ReplicaSets', 'workloads'),
  kind('batch', 'Job', 'jobs', 'job', 'Jobs', 'workloads'),
  kind('batch', 'CronJob', 'cronjobs', 'cj', 'CronJobs', 'workloads'),
  kind('', 'Service', 'services', 'svc', 'Services', 'network'),
  kind('networking.k8s.io', 'Ingress', 'ingresses', 'ing', 'Ingresses', 'network'),
  kind('networking.k8s.io', 'NetworkPolicy', 'networkpolicies', 'netpol', 'NetworkPolicies', 'network'),
  kind('discovery.k8s.io', 'EndpointSlice', 'endpointslices', 'eps', 'EndpointSlices', 'network', { known: false }),
  kind('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes', 'httproute', 'HTTPRoutes', 'network', { known: false }),
  kind('', 'ConfigMap', 'configmaps', 'cm', 'ConfigMaps', 'configuration'),
  kind('', 'Secret', 'secrets', 'secret', 'Secrets', 'configuration'),
  kind('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'hpa', 'HPAs', 'configuration'),
  kind('scheduling.k8s.io', 'PriorityClass', 'priorityclasses', 'pc', 'PriorityClasses', 'configuration', {
    known: false,
    namespaced: false,
  }),
  kind('', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'pvc', 'PVCs', 'storage'),
  kind('', 'PersistentVolume', 'persistentvolumes', 'pv', 'PVs', 'storage', { namespaced: false }),
  kind('rbac.authorization.k8s.io', 'Role', 'roles', 'role', 'Roles', 'access'),
  kind('', 'Node', 'nodes', 'no', 'Nodes', 'cluster', { namespaced: false }),
  kind('', 'Namespace', 'namespaces', 'ns', 'Namespaces', 'cluster', { namespaced: false }),
  kind('', 'Event', 'events', 'ev', 'Events', 'cluster'),
  kind('cert-manager.io', 'Certificate', 'certificates', 'cert', 'Certificates', 'custom', { known: false }),
  kind('monitoring.coreos.com', 'ServiceMonitor', 'servicemonitors', 'smon', 'ServiceMonitors', 'custom', { known: false }),
]
const counts: Record<string, [number, Partial<Record<HealthLevel, number>>]> = {
  'core/Pod': [1284, { failing: 7, warning: 12 }],
  'apps/Deployment': [212, { failing: 2 }],
  'apps/StatefulSet': [18, { warning: 1 }],
  'apps/DaemonSet': [14, {}],
  'apps/ReplicaSet': [611, {}],
  'batch/Job': [94, { failing: 1 }],
  'batch/CronJob': [22, {}],
  'core/Service': [241, {}],
  'networking.k8s.io/Ingress': [0, {}],
  'networking.k8s.io/NetworkPolicy': [64, {}],
  'discovery.k8s.io/EndpointSlice': [760, {}],
  'gateway.networking.k8s.io/HTTPRoute': [4, {}],
  'core/ConfigMap': [486, {}],
  'core/Secret': [0, {}],
  'autoscaling/HorizontalPodAutoscaler': [57, {}],
  'core/PersistentVolumeClaim': [300, { warning: 3 }],
  'core/PersistentVolume': [18, {}],
  'rbac.authorization.k8s.io/Role': [742, {}],
  'core/Node': [42, { warning: 1 }],
  'core/Namespace': [128, {}],
  'core/Event': [1034, {}],
  'cert-manager.io/Certificate': [41_640, {}],
  'monitoring.coreos.com/ServiceMonitor': [12, {}],
}

export function demoLedger(): LedgerEntry[] {
  return demoKinds.map((one): LedgerEntry => {
    const [n, bad] = counts[one.id] ?? [0, {}]
    const rest = n - Object.values(bad).reduce((sum, k) => sum + k, 0)
    const entry: LedgerEntry = {
      kind: one.id,
      state: 'listed',
      count: n,
      since: T0 - hour,
      heardAt: T0 - 2000,
      mode: 'watchlist',
      health: health({ healthy: rest, ...bad }),
    }
    if (one.id === 'core/Secret')
      return {
        ...entry,
        state: 'forbidden',
        error: {
          code: 'forbidden',
          message: 'secrets is forbidden: User "oidc:platform" cannot list resource "secrets" in API group "" in the namespace "shop"',
          status: 403,
          reason: 'Forbidden',
          missing: { verb: 'list', group: '', resource: 'secrets', namespace: 'shop' },
          requestId: 'r-77ab01',
        },
      }
    if (one.id === 'networking.k8s.io/Ingress')
      return {
        ...entry,
        state: 'failed',
        retryAt: T0 + 12_000,
        error: {
          code: 'server-error',
          message: 'etcdserver: request timed out',
          status: 500,
          reason: 'InternalError',
          where: 'GET /apis/networking.k8s.io/v1/ingresses?limit=500',
          requestId: 'r-7b19e04c',
          todo: 'Check etcd latency, then retry.',
        },
      }
    if (one.id === 'core/Event') return { ...entry, state: 'loading', expected: 900, count: 500 }
    if (one.id === 'scheduling.k8s.io/PriorityClass') return { ...entry, state: 'polled', mode: 'poll' }
    return entry
  })
}
