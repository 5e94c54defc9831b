import type { RawObject } from './memoryReader.ts'

const apps = [
  'checkout',
  'catalog',
  'search',
  'payments',
  'identity',
  'orders',
  'ledger',
  'notify',
  'media',
  'reports',
  'gateway',
  'pricing',
  'stock',
  'shipping',
  'reviews',
  'export',
]
const teams = [
  'atlas',
  'beacon',
  'cobalt',
  'delta',
  'ember',
  'falcon',
  'grove',
  'harbor',
  'iris',
  'juno',
  'kestrel',
  'lumen',
  'mistral',
  'nova',
  'orbit',
  'pulse',
  'quartz',
  'ridge',
  'summit',
  'tundra',
]

export interface EstateSize {
  namespaces: number
  /** Applications of a namespace. */
  apps: number
  /** Pods of an application, on average. */
  pods: number
  nodes: number
}

/**
 * A made-up estate, the same for the same size: each application is a Deployment with ReplicaSet and Pods, Service with EndpointSlice,
 * ConfigMap, Secret, ServiceAccount with rights, autoscaler, budget, policy; some have an Ingress, a claim with its volume, or something that is broken.
 */
export function estate({ namespaces, apps: perNamespace, pods, nodes }: EstateSize): RawObject[] {
  const out: RawObject[] = []
  const cluster = (apiVersion: string, kind: string, name: string, more: RawObject = {}, meta: RawObject = {}): void => {
    out.push({ apiVersion, kind, metadata: { name, uid: `${kind}/${name}`, ...meta }, ...more })
  }
  for (let i = 0; i < nodes; i++)
    cluster('v1', 'Node', `node-${i}`, {}, { labels: { 'topology.kubernetes.io/zone': `zone-${'abc'[i % 3] ?? ''}` } })
  cluster(
    'storage.k8s.io/v1',
    'StorageClass',
    'fast',
    { provisioner: 'csi.example' },
    { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  )
  cluster('networking.k8s.io/v1', 'IngressClass', 'nginx')
  cluster('rbac.authorization.k8s.io/v1', 'ClusterRole', 'view')
  for (let n = 0; n < namespaces; n++) {
    const round = Math.floor(n / teams.length)
    const namespace = `${teams[n % teams.length] ?? ''}${round > 0 ? `-${round + 1}` : ''}`
    cluster('v1', 'Namespace', namespace)
    out.push({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace, uid: `${namespace}/sa-default` } })
    out.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace, uid: `${namespace}/ca` } })
    for (let a = 0; a < perNamespace; a++) addApp(out, namespace, n, a, pods, nodes)
  }
  return out
}

function addApp(out: RawObject[], namespace: string, n: number, a: number, pods: number, nodes: number): void {
  const base = apps[(a + n * 3) % apps.length] ?? ''
  const app = a >= apps.length ? `${base}-${a}` : base
  const labels = { app, 'app.kubernetes.io/name': app, 'pod-template-hash': '5d8f', tier: ['web', 'api', 'worker'][a % 3] ?? '' }
  const uid = `${namespace}/${app}`
  const mix = (n * 31 + a * 17) % 97
  const count = Math.max(1, Math.round(pods * (0.4 + ((mix * 13) % 12) / 10)))
  const failing = mix % 13 === 4 ? 1 : 0
  const add = (apiVersion: string, kind: string, more: RawObject = {}, meta: RawObject = {}): void => {
    out.push({
      apiVersion,
      kind,
      metadata: { name: app, namespace, uid: `${uid}/${kind}`, labels: { app, 'app.kubernetes.io/name': app }, ...meta },
      ...more,
    })
  }
  const claims = a % 5 === 0
  const podSpec = {
    serviceAccountName: app,
    containers: [
      {
        name: 'main',
        image: `registry.example/${app}:1.${a}`,
        env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: mix % 11 === 3 ? `${app}-gone` : app, key: 'token' } } }],
        envFrom: [{ configMapRef: { name: app } }],
      },
    ],
    volumes: claims ? [{ name: 'data', persistentVolumeClaim: { claimName: app } }] : [],
  }
  add('v1', 'ServiceAccount')
  add('v1', 'ConfigMap', { data: { 'app.yaml': 'x' } })
  add('v1', 'Secret')
  if (claims) {
    add('v1', 'PersistentVolumeClaim', { spec: { storageClassName: 'fast', volumeName: `pv-${namespace}-${app}` } })
    out.push({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `pv-${namespace}-${app}`, uid: `${uid}/pv` },
      spec: { storageClassName: 'fast', claimRef: { namespace, name: app, uid: `${uid}/PersistentVolumeClaim` } },
    })
  }
  add('apps/v1', 'Deployment', { spec: { replicas: count, template: { spec: podSpec } }, status: { readyReplicas: count - failing } })
  const owner = (apiVersion: string, kind: string, name: string): RawObject => ({
    ownerReferences: [{ apiVersion, kind, name, uid: `${uid}/${kind}`, controller: true }],
  })
  add(
    'apps/v1',
    'ReplicaSet',
    { spec: { replicas: count, template: { spec: podSpec } }, status: { readyReplicas: count - failing } },
    { name: `${app}-5d8f`, ...owner('apps/v1', 'Deployment', app) },
  )
  const endpoints: RawObject[] = []
  for (let i = 0; i < count; i++) {
    const name = `${app}-5d8f-${i}`
    const bad = i < failing
    const state = bad ? { waiting: { reason: 'CrashLoopBackOff' } } : { running: {} }
    add(
      'v1',
      'Pod',
      {
        spec: { ...podSpec, nodeName: `node-${(n * 7 + a * 3 + i) % nodes}` },
        status: { phase: 'Running', containerStatuses: [{ ready: !bad, restartCount: bad ? 12 : 0, state }] },
      },
      { name, uid: `${uid}/p${i}`, labels, ...owner('apps/v1', 'ReplicaSet', `${app}-5d8f`) },
    )
    endpoints.push({ conditions: { ready: !bad }, targetRef: { kind: 'Pod', name, namespace, uid: `${uid}/p${i}` } })
  }
  add('v1', 'Service', { spec: { selector: { app }, ports: [{ port: 8080 }] } })
  add(
    'discovery.k8s.io/v1',
    'EndpointSlice',
    { endpoints },
    { name: `${app}-x7k2`, labels: { 'kubernetes.io/service-name': app }, ...owner('v1', 'Service', app) },
  )
  add('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: app }, minReplicas: count, maxReplicas: count * 2 },
  })
  add('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector: { matchLabels: { app } } } })
  if (a % 3 === 0)
    add('networking.k8s.io/v1', 'Ingress', {
      spec: {
        ingressClassName: 'nginx',
        tls: a % 6 === 3 ? [{ secretName: `${app}-tls` }] : [],
        rules: [{ host: `${app}.example`, http: { paths: [{ path: '/', backend: { service: { name: app } } }] } }],
      },
    })
  add('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: { matchLabels: { app } } } })
  if (a % 4 === 1) {
    add('rbac.authorization.k8s.io/v1', 'Role')
    add('rbac.authorization.k8s.io/v1', 'RoleBinding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: app },
      subjects: [{ kind: 'ServiceAccount', name: app, namespace }],
    })
    add(
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [{ kind: 'ServiceAccount', name: app, namespace }],
      },
      { name: `${app}-view`, uid: `${uid}/view` },
    )
  }
}
