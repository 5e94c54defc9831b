import type { RawObject } from './memoryReader.ts'

/**
 * A small universe of objects that name and select each other in every way there is, with versions of each: what random histories are made
 * of. `version` changes labels, references, readiness or uid.
 */
export function smallShop(version: number): readonly RawObject[] {
  const v = version % 3
  const app = v === 2 ? 'api' : 'web'
  const pod = (name: string, owner: string | null, ready: boolean): RawObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `${name}-${v === 1 ? 'b' : 'a'}`,
      labels: { app, name },
      ...(owner
        ? { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: `${owner}-a`, controller: true }] }
        : {}),
    },
    spec: {
      nodeName: v === 0 ? 'n1' : 'n2',
      serviceAccountName: v === 1 ? 'robot' : 'default',
      containers: [{ envFrom: [{ configMapRef: { name: v === 2 ? 'other' : 'conf' } }] }],
      volumes: [{ persistentVolumeClaim: { claimName: 'data-web-0' } }],
    },
    status: { phase: 'Running', containerStatuses: [{ ready }] },
  })
  const meta = (name: string, more: RawObject = {}): RawObject => ({ name, namespace: 'shop', uid: `${name}-a`, ...more })
  const template = { spec: { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'secret', key: 'k', optional: v === 1 } } }] }] } }
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta('web'), spec: { replicas: 2, template } },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: meta('web-1', {
        uid: v === 2 ? 'web-1-b' : 'web-1-a',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'web-a', controller: true }],
      }),
      spec: { template },
    },
    pod('web-1-x', 'web-1', v !== 0),
    pod('web-1-y', 'web-1', true),
    pod('lonely', null, v === 1),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('conf') },
    { apiVersion: 'v1', kind: 'Secret', metadata: meta('secret') },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('robot') },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('web', { uid: 'svc-web' }),
      spec: { selector: v === 1 ? { app: 'web', name: 'lonely' } : { app: 'web' }, type: v === 2 ? 'ExternalName' : 'ClusterIP' },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('pdb'),
      spec: { selector: v === 1 ? {} : { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('np'),
      spec: { podSelector: v === 1 ? { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } : {} },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: meta('front'),
      spec: {
        ...(v === 0 ? { ingressClassName: 'nginx' } : {}),
        rules: [{ http: { paths: [{ backend: { service: { name: v === 2 ? 'gone' : 'web' } } }] } }],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx', uid: 'ic', annotations: v === 0 ? {} : { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: meta('web-s', { labels: { 'kubernetes.io/service-name': 'web' } }),
      endpoints: [{ conditions: { ready: v !== 1 }, targetRef: { kind: 'Pod', name: 'web-1-x', namespace: 'shop', uid: 'web-1-x-a' } }],
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta('web', { uid: 'sts-web' }),
      spec: { serviceName: 'web', volumeClaimTemplates: [{ metadata: { name: 'data' } }], template: { spec: {} } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta('data-web-0', { uid: v === 1 ? 'claim-b' : 'claim-a' }),
      spec: { ...(v === 0 ? { volumeName: 'pv' } : {}), ...(v === 2 ? { storageClassName: 'fast' } : {}) },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv', uid: 'pv' },
      spec: { claimRef: { namespace: 'shop', name: 'data-web-0', uid: 'claim-a' }, storageClassName: 'fast' },
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast', uid: 'sc', annotations: { 'storageclass.kubernetes.io/is-default-class': v === 1 ? 'false' : 'true' } },
    },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', uid: 'n1' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: meta('rb'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: v === 0 ? 'Role' : 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot' }],
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta('hpa'),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: v === 2 ? 'StatefulSet' : 'Deployment', name: 'web' } },
    },
  ]
}
