import { kindName, type GraphNode, type KindId } from '../contract/index.ts'

/** Where a kind stands in an application's card, left to right as traffic and need flow; guards are docked to what they guard. */
export type Role = 'entry' | 'service' | 'workload' | 'need' | 'guard'

const roles: Readonly<Record<KindId, Role>> = {
  'networking.k8s.io/Ingress': 'entry',
  'gateway.networking.k8s.io/Gateway': 'entry',
  'gateway.networking.k8s.io/HTTPRoute': 'entry',
  'gateway.networking.k8s.io/GRPCRoute': 'entry',
  'gateway.networking.k8s.io/TLSRoute': 'entry',
  'gateway.networking.k8s.io/TCPRoute': 'entry',
  'gateway.networking.k8s.io/UDPRoute': 'entry',
  'core/Service': 'service',
  'core/ConfigMap': 'need',
  'core/Secret': 'need',
  'core/PersistentVolumeClaim': 'need',
  'core/ServiceAccount': 'need',
  'rbac.authorization.k8s.io/Role': 'need',
  'rbac.authorization.k8s.io/RoleBinding': 'need',
  'autoscaling/HorizontalPodAutoscaler': 'guard',
  'policy/PodDisruptionBudget': 'guard',
  'networking.k8s.io/NetworkPolicy': 'guard',
  'cilium.io/CiliumNetworkPolicy': 'guard',
  'projectcalico.org/NetworkPolicy': 'guard',
  'crd.projectcalico.org/NetworkPolicy': 'guard',
  'security.istio.io/AuthorizationPolicy': 'guard',
  'security.istio.io/PeerAuthentication': 'guard',
  'security.istio.io/RequestAuthentication': 'guard',
  'core/ResourceQuota': 'guard',
  'core/LimitRange': 'guard',
  'monitoring.coreos.com/ServiceMonitor': 'guard',
  'monitoring.coreos.com/PodMonitor': 'guard',
  'monitoring.coreos.com/PrometheusRule': 'guard',
}

/** The role of a kind; custom resources stand with the workloads. */
export function roleOf(kind: KindId): Role {
  return roles[kind] ?? 'workload'
}

const workloads: ReadonlySet<KindId> = new Set([
  'core/Pod',
  'core/ReplicationController',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
  'batch/Job',
  'batch/CronJob',
  'argoproj.io/Rollout',
  'apps.openshift.io/DeploymentConfig',
])

/** Kinds that make Pods: drawn as a tile with a square per Pod. */
export function isWorkload(kind: KindId): boolean {
  return workloads.has(kind)
}

/** Kinds whose Pods come and go by schedule: no number of replicas is wanted. */
export function runsToCompletion(kind: KindId): boolean {
  return kind === 'batch/Job' || kind === 'batch/CronJob'
}

const subjects: ReadonlySet<KindId> = new Set(['rbac.authorization.k8s.io/User', 'rbac.authorization.k8s.io/Group'])

/** Whether a node is an object of the cluster: no ghost, and nothing that objects only speak of (a user, a host, an address range). */
export function isThing({ kind, computed }: GraphNode): boolean {
  return computed.state === 'present' && isThingKind(kind)
}

/** Whether there are objects of a kind at all. */
export function isThingKind(kind: KindId): boolean {
  return !kind.startsWith('pseudo/') && !subjects.has(kind)
}

const shortNames: Readonly<Record<string, string>> = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  ReplicaSet: 'rs',
  CronJob: 'cj',
  Job: 'job',
  Pod: 'po',
  Service: 'svc',
  Ingress: 'ing',
  ConfigMap: 'cm',
  Secret: 'secret',
  ServiceAccount: 'sa',
  PersistentVolumeClaim: 'pvc',
  PersistentVolume: 'pv',
  HTTPRoute: 'route',
  Gateway: 'gtw',
  HorizontalPodAutoscaler: 'HPA',
  PodDisruptionBudget: 'PDB',
  NetworkPolicy: 'NetPol',
  CiliumNetworkPolicy: 'CiliumPol',
  AuthorizationPolicy: 'AuthPol',
  PeerAuthentication: 'PeerAuth',
  RequestAuthentication: 'ReqAuth',
  ServiceMonitor: 'Monitor',
  PodMonitor: 'Monitor',
  PrometheusRule: 'Rules',
  ResourceQuota: 'Quota',
  LimitRange: 'Limits',
  EndpointSlice: 'endpoints',
  StorageClass: 'sc',
  PriorityClass: 'pc',
  ClusterRole: 'role',
  ClusterRoleBinding: 'binding',
  CustomResourceDefinition: 'crd',
}

/** The short word for a kind on a tile. */
export function shortKind(kind: KindId): string {
  const name = kindName(kind)
  return shortNames[name] ?? name
}
