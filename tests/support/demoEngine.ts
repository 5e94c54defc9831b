import type {
  Cell,
  ClusterId,
  ClusterSummary,
  EngineApi,
  EngineEvent,
  GraphEdge,
  GraphFrame,
  GraphGroup,
  GraphNode,
  Health,
  HealthLevel,
  Hello,
  KindInfo,
  LedgerEntry,
  ObjectDetail,
  ObjectId,
  Row,
  RowsFrame,
  RowsQuery,
  HealthCounts,
  PictureBox,
  PicturePatch,
  PictureRoute,
  PictureTile,
} from '../../engine/contract/index.ts'
import { err, noHealth, objectId, ok, parseObjectId } from '../../engine/contract/index.ts'
import type { Connection, EngineClient, EngineFrame } from '../../renderer/engine/client.ts'

/** Believable, made-up answers for looking at the window without an engine, and for tests of the stores. Never part of the app. */
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const T0 = Date.now()

const health = (counts: Partial<Record<HealthLevel, number>>): Record<HealthLevel, number> => ({ ...noHealth(), ...counts })

export function cluster(id: ClusterId, name: string, more: Partial<ClusterSummary> = {}): ClusterSummary {
  return {
    id,
    source: 'context',
    name,
    alias: null,
    hue: 1,
    favourite: false,
    protected: false,
    group: null,
    namespaces: [],
    prometheus: null,
    grafana: null,
    file: '~/.kube/config',
    server: `https://${name}.example:6443`,
    user: `admin@${name}`,
    state: 'closed',
    since: T0 - 5 * hour,
    version: null,
    error: null,
    retryAt: null,
    asOf: null,
    fromCache: false,
    seenAt: null,
    insecure: false,
    certificateExpires: null,
    objects: 0,
    kinds: 0,
    kindsListed: 0,
    health: noHealth(),
    nodes: null,
    protocol: null,
    latency: null,
    consent: null,
    ...more,
  }
}

export const demoClusters: readonly ClusterSummary[] = [
  cluster('ctx-eu', 'arn:aws:eks:eu-central-1:418820:cluster/prod-eu', {
    alias: 'prod-eu',
    hue: 1,
    favourite: true,
    protected: true,
    group: 'Production',
    user: 'oidc:platform',
    state: 'live',
    version: 'v1.33.4',
    seenAt: T0,
    objects: 48_211,
    kinds: 128,
    kindsListed: 125,
    health: health({ healthy: 40_000, progressing: 120, warning: 30, failing: 5, paused: 3 }),
    nodes: { ready: 41, total: 42 },
    protocol: 'h2',
    latency: 21,
    asOf: T0 - 4 * minute,
  }),
  cluster('ctx-us', 'arn:aws:eks:us-east-1:418820:cluster/prod-us', {
    alias: 'prod-us',
    hue: 2,
    favourite: true,
    protected: true,
    group: 'Production',
    state: 'stale',
    since: T0 - 131_000,
    version: 'v1.33.4',
    seenAt: T0 - 131_000,
    asOf: T0 - 131_000,
    retryAt: T0 + 8000,
    error: { code: 'unreachable', message: 'http2: no answer to ping for 15 s' },
    objects: 30_000,
    kinds: 120,
    kindsListed: 120,
    nodes: { ready: 38, total: 38 },
    health: health({ healthy: 900, progressing: 20, failing: 2, warning: 10 }),
  }),
  cluster('ctx-ap', 'arn:aws:eks:ap-southeast-1:418820:cluster/prod-ap', {
    alias: 'prod-ap',
    hue: 8,
    protected: true,
    group: 'Production',
    user: 'oidc:platform',
    state: 'forbidden',
    since: T0 - 6 * minute,
    version: 'v1.32.9',
    seenAt: T0 - 6 * minute,
    error: {
      code: 'forbidden',
      message: '403 cannot list "pods" at the cluster scope',
      status: 403,
      reason: 'Forbidden',
      missing: { verb: 'list', group: '', resource: 'pods', namespace: '' },
      requestId: 'r-90aa11c2',
    },
  }),
  cluster('ctx-py', 'payments-prod', {
    hue: 5,
    protected: true,
    group: 'Production',
    user: 'admin@payments',
    server: 'https://10.40.0.1:6443',
    file: '~/.kube/payments.yaml',
    state: 'lost',
    version: 'v1.32.9',
    seenAt: T0 - 5 * hour,
    asOf: T0 - 5 * hour,
    certificateExpires: T0 - 5 * hour,
    error: {
      code: 'unreachable',
      message: 'CERT_HAS_EXPIRED: client certificate, tlsv1.3 alert certificate expired',
      where: 'GET https://10.40.0.1:6443/version',
      todo: 'Renew the certificate in ~/.kube/payments.yaml. The file is watched: it reconnects by itself.',
      requestId: 'r-5f21c09a',
    },
    retryAt: T0 + 24_000,
  }),
  cluster('ctx-st', 'arn:aws:eks:eu-central-1:418820:cluster/staging', {
    alias: 'staging',
    hue: 6,
    favourite: true,
    group: 'Staging and development',
    state: 'live',
    version: 'v1.34.1',
    seenAt: T0,
    objects: 21_630,
    kinds: 131,
    kindsListed: 131,
    nodes: { ready: 12, total: 12 },
    health: health({ healthy: 900, progressing: 20, warning: 10, failing: 1 }),
    protocol: 'h2',
    latency: 40,
    asOf: T0 - 4 * minute,
    insecure: true,
  }),
  cluster('ctx-dv', 'gke_acme-dev_europe-west3_dev', {
    alias: 'dev-shared',
    hue: 4,
    group: 'Staging and development',
    state: 'syncing',
    version: 'v1.34.1',
    seenAt: T0,
    objects: 18_204,
    kinds: 128,
    kindsListed: 61,
    nodes: { ready: 9, total: 9 },
    health: health({ healthy: 500, failing: 1, progressing: 40, warning: 10 }),
  }),
  cluster('ctx-su', 'oidc@staging-us', {
    alias: 'staging-us',
    hue: 3,
    group: 'Staging and development',
    state: 'signed-out',
    seenAt: T0 - 3 * day,
    consent: {
      file: '~/.kube/config',
      command: '/usr/local/bin/kubelogin',
      args: ['get-token', '--oidc-issuer-url=https://login.example/realms/platform', '--oidc-client-id=kube'],
      env: ['HTTPS_PROXY'],
      installHint: 'brew install kubelogin',
    },
  }),
  cluster('ctx-kd', 'kind-platform', {
    hue: 7,
    group: 'Staging and development',
    state: 'lost',
    version: 'v1.34.0',
    seenAt: T0 - 19 * hour,
    error: {
      code: 'unreachable',
      message: 'connect ECONNREFUSED 127.0.0.1:39443',
      todo: 'Nothing answers there. Start kind-platform-control-plane.',
    },
  }),
  cluster('ctx-rd', 'rancher-desktop', {
    hue: 2,
    group: 'Staging and development',
    state: 'other-cluster',
    version: 'v1.33.5',
    seenAt: T0 - 8 * minute,
    error: { code: 'unauthorized', message: 'kube-system uid b26e…a40, was 7f0c…91d' },
  }),
  cluster('ctx-mk', 'minikube', { hue: 5, group: 'Staging and development', state: 'closed', version: 'v1.33.1', seenAt: T0 - 12 * day }),
  cluster('snap-eu', 'prod-eu, 20 Nov 18:00', {
    source: 'snapshot',
    hue: 1,
    file: '~/prod-eu-2026-11-20.kubilitics',
    server: '',
    user: '',
    state: 'offline',
    version: 'v1.33.4',
    asOf: T0 - 20 * hour,
    objects: 46_902,
    kinds: 128,
    kindsListed: 126,
    nodes: { ready: 42, total: 42 },
    health: health({ healthy: 900, warning: 20, failing: 1 }),
  }),
  cluster('snap-sample', 'Sample: shop', {
    source: 'sample',
    hue: 4,
    file: 'sample',
    server: '',
    user: '',
    state: 'offline',
    version: 'v1.34.1',
    asOf: T0 - 2 * day,
    objects: 412,
    kinds: 40,
    kindsListed: 40,
    nodes: { ready: 6, total: 6 },
    health: health({ healthy: 360, progressing: 20, warning: 28, failing: 4 }),
  }),
]

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

const apps = [
  'cart',
  'catalog',
  'checkout',
  'image-resizer',
  'inventory',
  'mailer',
  'orders',
  'payments-adapter',
  'recommend',
  'search-gateway',
  'storefront-bff',
  'tax-calculator',
  'web',
  'wishlist',
]
const odd: readonly [string, HealthLevel, string, number, number, number, number | null, number][] = [
  ['checkout-7c9f8d6b54-k2x9p', 'failing', 'CrashLoopBackOff', 0, 2, 7, 41_000, 14 * minute],
  ['checkout-7c9f8d6b54-m4rtz', 'failing', 'CrashLoopBackOff', 0, 2, 7, 58_000, 14 * minute],
  ['checkout-7c9f8d6b54-q8wdl', 'failing', 'CrashLoopBackOff', 0, 2, 6, 2 * minute, 13 * minute],
  ['image-resizer-5fd7c98b7d-9vjx2', 'failing', 'ImagePullBackOff', 0, 1, 0, null, 26 * minute],
  ['nightly-reindex-29394000-wz6kq', 'failing', 'Error', 0, 1, 0, null, 5 * hour],
  ['orders-6d5f8b9c7-x7v2m', 'unknown', 'Unknown', 0, 2, 0, null, 3 * day],
  ['catalog-search-2', 'warning', 'Pending', 0, 1, 0, null, 31 * minute],
  ['recommend-84b6f4d5c9-2lq7d', 'warning', 'OOMKilled', 1, 1, 4, 9 * minute, 2 * day],
  ['catalog-6c4d5f7b88-zr4vb', 'progressing', 'ContainerCreating', 0, 1, 0, null, 22_000],
  ['web-79c5b8fdc4-d6w7s', 'progressing', 'Terminating', 1, 1, 0, null, 4 * day],
]

export function demoRow(index: number): Row {
  const one = odd[index]
  const suffix = ((index * 7919) % 60_466_176).toString(36).padStart(5, '0').slice(0, 5)
  const name =
    one?.[0] ?? `${apps[index % apps.length] ?? 'app'}-${((index * 104_729) % 4_000_000_000).toString(16).padStart(8, '0')}-${suffix}`
  const node = `ip-10-0-${index % 4}-${(index * 37) % 250}`
  const cells: Cell[] = one
    ? [
        { t: 'ratio', have: one[3], want: one[4], level: one[1] },
        { t: 'status', text: one[2], level: one[1] },
        { t: 'restarts', count: one[5], lastAt: one[6] === null ? null : T0 - one[6] },
        { t: 'time', at: T0 - one[7] },
        one[2] === 'Pending' ? 'not scheduled' : { t: 'ref', id: objectId('core/Node', '', node), text: node },
        null,
      ]
    : [
        { t: 'ratio', have: 1, want: 1, level: 'healthy' },
        { t: 'status', text: 'Running', level: 'healthy' },
        { t: 'restarts', count: 0, lastAt: null },
        { t: 'time', at: T0 - ((index % 30) + 1) * day },
        { t: 'ref', id: objectId('core/Node', '', node), text: node },
        `10.0.${index % 250}.${(index * 3) % 250}`,
      ]
  return {
    key: index + 1,
    id: objectId('core/Pod', 'shop', name),
    namespace: index < 40 ? 'shop' : 'catalog',
    name,
    level: one?.[1] ?? 'healthy',
    cells,
  }
}

/** The frame of a window over `total` made-up pods. */
export function demoFrame(
  subscription: number,
  revision: number,
  query: RowsQuery,
  start: number,
  count: number,
  total: number,
): RowsFrame {
  const entry = demoLedger().find((one) => one.kind === query.kind) ?? {
    kind: query.kind,
    state: 'listed' as const,
    count: 0,
    since: T0,
    health: noHealth(),
  }
  const all: number[] = []
  const words = query.filter.split(/\s+/).filter((word) => word !== '' && !word.includes(':'))
  const bad = query.filter.split(/\s+/).find((word) => word.startsWith('age:') && !/^age:[<>]?\d+[smhd]$/.test(word))
  const empty = query.kind === 'core/Secret' || entry.state === 'failed'
  if (!empty) {
    for (let index = 0; index < total; index++) {
      const row = demoRow(index)
      if (
        words.every((word) => row.name.includes(word)) &&
        (!query.problemsOnly || row.level !== 'healthy') &&
        (query.namespaces === null || query.namespaces.includes(row.namespace))
      )
        all.push(index)
    }
  }
  const slots = all.slice(start, start + count)
  const merged = query.beside === undefined || query.beside.length === 0 ? [] : [query.cluster, ...query.beside]
  return {
    subscription,
    revision,
    total: empty ? 0 : total,
    // one of them tells why it has none
    clusters: merged.map((each, index) => ({
      cluster: each,
      total: index === 2 ? 0 : Math.ceil(total / 2),
      matching: index === 2 ? 0 : Math.ceil(all.length / 2),
      ledger: index === 2 ? null : entry,
      error: index === 2 ? { code: 'unreachable' as const, message: 'no answer within 30 s' } : null,
    })),
    held: null,
    gone: [],
    matching: all.length,
    start,
    slots: slots.map((index) => index + 1),
    rows: slots.map((slot): Row => {
      const cluster = merged.slice(0, 2)[slot % 2]
      return cluster === undefined ? demoRow(slot) : { ...demoRow(slot), cluster }
    }),
    extra: merged.length === 0 ? [] : (demoKinds.find(({ id }) => id === query.kind)?.columns ?? []),
    ledger: entry,
    filterError: bad === undefined ? null : { term: bad, reason: 'age: takes a number and a unit: 30s 5m 1h 2d' },
    changedAt: Date.now(),
  }
}

export function demoDetail(inCluster: ClusterId, id: ObjectId): ObjectDetail {
  const ref = parseObjectId(id) ?? { kind: 'core/Pod', namespace: 'shop', name: id }
  const bad: Health = { level: 'failing', reason: 'CrashLoopBackOff', message: '7 restarts, last 41 s ago' }
  const line = (
    shortName: string,
    name: string,
    level: HealthLevel,
    text: string,
    rule: number,
    state: GraphEdge['state'] = 'ok',
  ): ObjectDetail['uses'][number] => ({
    id: `core/${shortName}/shop/${name}`,
    kind: `core/${shortName}`,
    shortName,
    name,
    namespace: 'shop',
    state,
    level,
    text,
    rule,
    relationshipType: 'uses',
    path: 'spec.containers[0].env[0].valueFrom.configMapKeyRef',
    holder: id,
  })
  return {
    cluster: inCluster,
    id,
    kind: ref.kind,
    shortName: 'po',
    namespace: ref.namespace,
    name: ref.name,
    uid: 'u-1',
    resourceVersion: '1',
    createdAt: T0 - 14 * minute,
    deletingSince: null,
    health: bad,
    owners: [
      { id: 'apps/Deployment/shop/checkout', shortName: 'deploy', name: 'checkout', exists: true, state: 'ok' },
      { id: 'apps/ReplicaSet/shop/checkout-7c9f8d6b54', shortName: 'rs', name: 'checkout-7c9f8d6b54', exists: true, state: 'ok' },
    ],
    sections: [
      {
        type: 'conditions',
        title: 'Conditions',
        conditions: [
          ['PodScheduled', true],
          ['Initialized', true],
          ['ContainersReady', false],
          ['Ready', false],
        ].map(([name, good]) => ({
          name: String(name),
          status: good ? ('True' as const) : ('False' as const),
          good: Boolean(good),
          reason: good ? '' : 'ContainersNotReady',
          message: good ? '' : 'containers with unready status: [checkout]',
          at: T0 - 14 * minute,
        })),
      },
      {
        type: 'containers',
        title: 'Containers',
        containers: [
          {
            name: 'checkout',
            image: 'registry.acme.io/shop/checkout:2.14.2',
            kind: 'container',
            state: 'Waiting',
            level: 'failing',
            restarts: 7,
            ready: false,
            message: 'exit 1 after 0.02 s',
            requests: 'cpu 100m, memory 192Mi',
            limits: 'memory 256Mi',
            ports: ['8080'],
          },
          {
            name: 'envoy',
            image: 'registry.acme.io/mesh/envoy:v1.36.2',
            kind: 'sidecar',
            state: 'Running',
            level: 'warning',
            restarts: 0,
            ready: false,
            message: 'not ready: /healthz/ready 503',
            requests: '',
            limits: '',
            ports: ['15001'],
          },
        ],
      },
      {
        type: 'env',
        title: 'Env, resolved',
        container: 'checkout',
        vars: [
          { name: 'PAYMENT_URL', value: null, source: 'checkout-config · payment.url', problem: 'not set' },
          { name: 'CART_ADDR', value: 'redis:6379', source: 'checkout-config · cart.addr', problem: null },
          { name: 'DB_PASSWORD', value: null, source: 'checkout-db · password', problem: null },
        ],
      },
      { type: 'labels', title: 'Labels', labels: { app: 'checkout', 'pod-template-hash': '7c9f8d6b54' } },
      {
        type: 'fields',
        title: 'Pod',
        fields: [
          { label: 'IP', value: '10.0.74.19' },
          { label: 'Node', value: { t: 'ref', id: 'core/Node/_/ip-10-0-3-77', text: 'ip-10-0-3-77' } },
          { label: 'QoS', value: 'Burstable' },
        ],
      },
    ],
    uses: [
      line('cm', 'checkout-config', 'warning', 'key missing', 12, 'not-ready'),
      line('secret', 'checkout-db', 'healthy', 'not readable', 12, 'forbidden'),
      line('sa', 'checkout', 'healthy', 'ok', 22),
      line('pvc', 'checkout-spool', 'healthy', 'ok', 16),
      line('node', 'ip-10-0-3-77', 'healthy', 'ok', 23),
      line('cm', 'ca-bundle', 'healthy', 'ok', 12),
      line('cm', 'tracing', 'healthy', 'ok', 12),
      line('secret', 'pull', 'healthy', 'ok', 21),
    ],
    usedBy: [
      line('svc', 'checkout', 'failing', '0 of 3 ready', 41),
      line('ing', 'shop-public', 'failing', '/checkout 503', 50),
      line('pdb', 'checkout', 'warning', '0 allowed', 38),
      line('netpol', 'shop-default', 'healthy', 'ok', 64),
    ],
    events: [
      {
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container checkout in pod checkout-7c9f8d6b54-k2x9p_shop',
        count: 41,
        firstAt: T0 - 14 * minute,
        lastAt: T0 - 41_000,
        source: 'kubelet, ip-10-0-3-77',
      },
      {
        type: 'Normal',
        reason: 'Pulled',
        message: 'Container image already present on machine',
        count: 7,
        firstAt: T0 - 14 * minute,
        lastAt: T0 - 41_000,
        source: 'kubelet, ip-10-0-3-77',
      },
    ],
  }
}

/** The picture of nodes that have places: tiles where they stand, a route from every Service to its Deployment. */
export function demoPicture(nodes: readonly GraphNode[], groups: readonly GraphGroup[]): PicturePatch {
  const corner = (p: { x: number; y: number; width: number; height: number }): { x: number; y: number; w: number; h: number } => ({
    x: p.x - p.width / 2,
    y: p.y - p.height / 2,
    w: p.width,
    h: p.height,
  })
  const podsOf = (id: ObjectId): HealthCounts => {
    const sum = noHealth()
    for (const node of nodes) if (node.foldedInto === id && node.kind === 'core/Pod') sum[node.computed.health]++
    return sum
  }
  const tiles = nodes.flatMap((node): PictureTile[] => {
    if (node.position === undefined) return []
    const pods = node.kind === 'apps/Deployment' ? podsOf(node.id) : null
    const all = Object.values(pods ?? {}).reduce((a, b) => a + b, 0)
    return [
      {
        id: node.id,
        kind: node.kind,
        ...corner(node.position),
        box: node.group ?? '',
        role: pods ? 'workload' : node.kind === 'core/Service' ? 'service' : 'need',
        icon: 'M4 4h16v16H4z',
        label: node.name,
        extra: '',
        named: true,
        ghost: node.computed.state === 'missing' ? 'missing' : null,
        health: node.computed.health,
        reason: node.computed.reason,
        pods,
        desired: all,
        ready: pods?.healthy ?? 0,
        grid: pods ? { room: 26, columns: 13, pitch: 12, cell: 10, top: 42 } : null,
        scheduled: false,
        stack: 0,
        scale: 1,
        square: false,
      },
    ]
  })
  const boxes = groups.flatMap((group): PictureBox[] =>
    group.position === undefined
      ? []
      : [
          {
            id: group.id,
            type: group.type,
            title: group.title,
            parent: group.parent,
            ...corner(group.position),
            head: group.type === 'application' ? 28 : 44,
            health: group.worstHealth,
            pods: noHealth(),
            words: [`${group.members.length} objects`],
            loose: false,
            pinned: false,
            scale: 1,
            captions: [],
          },
        ],
  )
  const routes = tiles.flatMap((tile): PictureRoute[] => {
    const to = tiles.find((one) => one.box === tile.box && one.role === 'workload')
    return tile.role !== 'service' || to === undefined
      ? []
      : [
          {
            id: `traffic ${tile.id} ${to.id}`,
            source: tile.id,
            target: to.id,
            points: [tile.x + tile.w, tile.y + tile.h / 2, to.x, to.y + 18],
            flow: 'traffic',
            level: 'card',
            curved: true,
            broken: false,
            optional: false,
            inferred: false,
            count: 1,
            reasons: [],
            both: false,
          },
        ]
  })
  return { width: 3000, height: 900, tiles, removedTiles: [], boxes, removedBoxes: [], routes, removedRoutes: [] }
}

/** A little architecture: apps in two namespaces, with pods, services, configuration, a ghost. */
export function demoGraph(subscription: number): GraphFrame {
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const groups: GraphGroup[] = []
  const add = (
    kindId: string,
    namespace: string,
    name: string,
    level: HealthLevel,
    position: GraphNode['position'] | null,
    more: Partial<GraphNode> = {},
    state: GraphNode['computed']['state'] = 'present',
  ): ObjectId => {
    const id = objectId(kindId, namespace, name)
    nodes.push({
      id,
      kind: kindId,
      apiVersion: 'v1',
      namespace,
      name,
      metadata: { labels: {}, createdAt: T0 },
      computed: { health: level, reason: level === 'failing' ? 'CrashLoopBackOff' : 'Running', state },
      ...(position ? { position } : {}),
      ...more,
    })
    return id
  }
  const edge = (
    source: ObjectId,
    target: ObjectId,
    category: GraphEdge['category'],
    rule: number,
    state: GraphEdge['state'] = 'ok',
    confidence: GraphEdge['confidence'] = 'declared',
  ): void => {
    edges.push({
      id: `${source}>${target}:${rule}`,
      source,
      target,
      relationshipType: category,
      rule,
      category,
      confidence,
      state,
      evidence: [{ path: 'spec.selector', value: 'app=web' }],
    })
  }
  for (const [n, namespace] of ['shop', 'catalog'].entries()) {
    const left = n * 1500
    groups.push({
      id: `ns ${namespace}`,
      type: 'namespace',
      title: namespace,
      parent: null,
      members: Array.from({ length: 40 }, (_, k) => `m${k}`),
      counts: { 'apps/Deployment': 6, 'core/Pod': 24, 'core/Service': 6 },
      health: health({ healthy: 30, failing: n === 0 ? 3 : 0 }),
      worstHealth: n === 0 ? 'failing' : 'healthy',
      position: { x: left + 720, y: 420, width: 1440, height: 840 },
    })
    apps.slice(n * 6, n * 6 + 6).forEach((app, k) => {
      const [x, y] = [left + 40 + (k % 2) * 700, 80 + Math.floor(k / 2) * 250]
      const level: HealthLevel = app === 'checkout' ? 'failing' : app === 'orders' ? 'warning' : 'healthy'
      groups.push({
        id: `card ${namespace} ${app}`,
        type: 'application',
        title: app,
        parent: `ns ${namespace}`,
        members: ['a', 'b', 'c'],
        counts: {},
        health: noHealth(),
        worstHealth: level,
        position: { x: x + 310, y: y + 100, width: 620, height: 200 },
      })
      const group = `card ${namespace} ${app}`
      const svc = add('core/Service', namespace, app, level, { x: x + 96, y: y + 70, width: 144, height: 24 }, { group })
      const deploy = add('apps/Deployment', namespace, app, level, { x: x + 290, y: y + 90, width: 176, height: 84 }, { group })
      for (let p = 0; p < 3 + k * 4; p++)
        add('core/Pod', namespace, `${app}-7c9f8d-${p}`, level === 'failing' && p < 3 ? 'failing' : 'healthy', null, { foldedInto: deploy })
      const cm = add('core/ConfigMap', namespace, `${app}-config`, 'healthy', { x: x + 500, y: y + 60, width: 176, height: 24 }, { group })
      edge(svc, deploy, 'traffic', 41, level === 'failing' ? 'not-ready' : 'ok', 'selector')
      edge(deploy, cm, 'configuration', 12)
      if (app === 'checkout')
        edge(
          deploy,
          add(
            'core/Secret',
            namespace,
            'checkout-tls',
            'unknown',
            { x: x + 500, y: y + 100, width: 176, height: 24 },
            { group },
            'missing',
          ),
          'configuration',
          13,
          'dangling',
        )
      if (k > 0) edge(objectId('apps/Deployment', namespace, apps[n * 6] ?? ''), svc, 'traffic', 128, 'ok', 'inferred')
    })
  }
  return {
    subscription,
    revision: 1,
    full: true,
    nodes,
    removedNodes: [],
    edges,
    removedEdges: [],
    groups,
    removedGroups: [],
    picture: demoPicture(nodes, groups),
    isComplete: true,
    totals: {
      objects: nodes.length + 60,
      drawn: nodes.filter((one) => one.position).length - 1,
      folded: nodes.filter((one) => one.foldedInto).length,
      notDrawn: 60,
      ghosts: 1,
      leftOut: 0,
    },
    changedAt: T0,
  }
}

/** The demonstration has no measurements, and says so. */
const unmeasured = err({ code: 'not-found', message: 'This cluster does not serve metrics.k8s.io, so usage is not known.' })

/** An engine client without an engine. `say` and `connect` let a test play the engine's part. */
export class DemoClient implements EngineClient {
  readonly calls: { method: string; args: readonly unknown[] }[] = []
  api: EngineApi
  total = 1284
  clusters: readonly ClusterSummary[] = demoClusters
  startedAt = T0
  private events = new Set<(event: EngineEvent) => void>()
  private connections = new Set<(connection: Connection) => void>()
  private frames = new Map<number, (frame: EngineFrame) => void>()
  private tables = new Map<number, { query: RowsQuery; start: number; count: number; revision: number }>()
  private next = 1
  private connection: Connection = { state: 'connected' }

  constructor() {
    const none = <T>(value: T): Promise<{ ok: true; value: T }> => Promise.resolve({ ok: true, value })
    const get = (id: ClusterId): ClusterSummary => this.clusters.find((one) => one.id === id) ?? cluster(id, id)
    const api: EngineApi = {
      hello: () =>
        none<Hello>({
          version: '0.1.0',
          startedAt: this.startedAt,
          clusters: this.clusters,
          sources: [
            { path: '~/.kube/config', kind: 'default', contexts: 9, errors: [] },
            { path: '~/.kube/payments.yaml', kind: 'file', contexts: 1, errors: [] },
            { path: '~/customers', kind: 'folder', contexts: 2, errors: [] },
            {
              path: '~/.kube/old-lab.yaml',
              kind: 'file',
              contexts: 0,
              errors: [{ code: 'bad-input', message: 'not YAML', where: 'line 14', todo: 'Correct the file; it is watched.' }],
            },
          ],
          cachePolicy: { mode: 'encrypted', backend: 'gnome_libsecret' },
          opensWith: null,
          problems: [],
        }),
      addSource: () => none(null),
      pasteSource: (text) =>
        Promise.resolve(
          text.includes('clusters')
            ? ok(null)
            : err({ code: 'bad-input', message: 'This is not a kubeconfig: it has no contexts.', todo: 'Paste the whole file.' }),
        ),
      removeSource: () => none(null),
      configureCluster: () => none(null),
      openCluster: (id) =>
        none({ summary: get(id), kinds: demoKinds, ledger: demoLedger(), namespaces: ['catalog', 'default', 'kube-system', 'shop'] }),
      closeCluster: () => none(null),
      retry: () => none(null),
      answerConsent: () => none(null),
      acceptIdentity: () => none(null),
      openRows: (query, start, count) => {
        const id = this.next++
        this.tables.set(id, { query, start, count, revision: 0 })
        this.send(id)
        return none(id)
      },
      changeRows: (id, query) => {
        const table = this.tables.get(id)
        if (table) {
          table.query = query
          this.send(id)
        }
        return none(null)
      },
      moveRows: (id, start, count) => {
        const table = this.tables.get(id)
        if (table) {
          table.start = start
          table.count = count
          this.send(id)
        }
        return none(null)
      },
      openGraph: () => {
        const id = this.next++
        setTimeout(() => this.frames.get(id)?.({ type: 'graph', frame: demoGraph(id) }), 20)
        return none(id)
      },
      changeGraph: () => none(null),
      tidyGraph: () => none(null),
      pinGraph: () => none(null),
      exportGraph: (_subscription, path) => none({ path, bytes: 0 }),
      cancelExport: () => none(null),
      askGraph: (_id, question) => none({ question, summary: 'Nothing was found.', findings: [], more: 0, limits: [] }),
      cancelQuestions: () => none(null),
      terminalContainers: () =>
        none([{ name: 'app', kind: 'main' as const, running: true, reason: '', stdin: true, stdinOnce: false, tty: true }]),
      openTerminal: () => none(this.next++),
      writeTerminal: () => none(null),
      resizeTerminal: () => none(null),
      reconnectTerminal: () => none(null),
      detachTerminal: () => none(null),
      holdTerminal: () => none(null),
      openLocalShell: () => none({ program: 'xterm', kubeconfig: '' }),
      openLogs: () => none(this.next++),
      filterLogs: () => none(null),
      moveLogs: () => none(null),
      findLogTime: () => none(0),
      logColumns: () => none(null),
      findLogLine: () => none(null),
      logText: () => none(''),
      logLine: () => none({ at: null, stream: 0, severity: 'none', text: '', fields: [], format: 'text' }),
      retryLogs: () => none(null),
      saveLogs: (_subscription, path) => none({ path, lines: 0, bytes: 0 }),
      cancelSaveLogs: () => none(null),
      readRules: () => none({ text: '', rules: 0, problem: null }),
      checkRules: () => none(0),
      saveRules: () => none(0),
      graphMembers: () => none({ total: 0, nodes: [] }),
      graphEdges: () => none([]),
      graphEdgesOf: () => none([]),
      graphTile: () => none(null),
      applications: () => none([]),
      closeSubscription: (id) => {
        this.tables.delete(id)
        this.frames.delete(id)
        return none(null)
      },
      setVisible: () => none(null),
      getObject: (id, object) => none(demoDetail(id, object)),
      getYaml: (_id, object) =>
        none(
          `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${parseObjectId(object)?.name ?? ''}\n  namespace: shop\n  labels:\n    app: checkout\nspec:\n  containers:\n    - name: checkout\n      image: registry.acme.io/shop/checkout:2.14.2\n      ports:\n        - containerPort: 8080\n      env:\n        - name: PAYMENT_URL\n          valueFrom:\n            configMapKeyRef:\n              name: checkout-config\n              key: payment.url\n  restartPolicy: Always\nstatus:\n  phase: Running\n`,
        ),
      findRow: () => none(-1),
      findOfKind: () => none([]),
      rowIds: () => none([]),
      objectsYaml: () => none(''),
      missingObjects: () => none([]),
      exportRows: (_subscription, path) => none({ path, bytes: 0 }),
      offerTerms: () => none([]),
      holdRows: () => none(null),
      getLiveYaml: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      fieldDocs: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      revealKey: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      rolloutHistory: () =>
        none({
          revisions: [5, 4].map((revision) => ({
            revision,
            id: `apps/ReplicaSet/shop/checkout-${revision}`,
            name: `checkout-${revision}`,
            createdAt: Date.now() - (6 - revision) * 86_400_000,
            changeCause: revision === 5 ? 'image 2.14.2' : '',
            images: [`registry.acme.io/shop/checkout:2.14.${revision - 3}`],
            desired: revision === 5 ? 3 : 0,
            ready: revision === 5 ? 2 : 0,
            current: revision === 5,
            formerly: revision === 5 ? [2] : [],
          })),
          limit: 10,
          lack: null,
        }),
      compareRevisions: (_id, _object, from, to) =>
        none({
          from: {
            title: `revision ${from ?? 4}`,
            text: 'spec:\n  containers:\n    - name: checkout\n      image: registry.acme.io/shop/checkout:2.14.1\n',
          },
          to: {
            title: `revision ${to ?? 5}`,
            text: 'spec:\n  containers:\n    - name: checkout\n      image: registry.acme.io/shop/checkout:2.14.2\n',
          },
          leftOut: ['pod-template-hash'],
        }),
      compareApplied: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      compareObjects: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      events: (_id, _query, start) =>
        none({
          start,
          lines: [],
          matching: 0,
          all: 0,
          namespaces: [],
          kinds: [],
          reasons: [],
          kept: {
            keeps: true,
            bytes: 0,
            mostBytes: null,
            days: 7,
            held: 0,
            most: 50_000,
            dropped: 0,
            since: null,
            onDisk: false,
            why: null,
          },
        }),
      watchEvents: () => none(null),
      unwatchEvents: () => none(null),
      consents: () => none([]),
      forgetConsent: () => none(null),
      keptOnDisk: () => none({ pictures: 0, eventFiles: 0, bytes: 0 }),
      clearCache: () => none(null),
      overview: () => Promise.resolve(err({ code: 'offline' as const, message: 'Made up.' })),
      watchOverview: () => none(null),
      unwatchOverview: () => none(null),
      problems: () => none({ problems: [], more: 0, symptoms: 0, limits: [] }),
      watchProblems: () => none(null),
      unwatchProblems: () => none(null),
      askRights: (_id, asks) => none(asks.map(() => ({ allowed: true, reason: 'A demonstration allows everything.' }))),
      reviewRights: (_id, namespace) => none({ who: null, namespace, rules: [], incomplete: true, trouble: '' }),
      watchUsage: () => none(null),
      unwatchUsage: () => none(null),
      usage: () => Promise.resolve(unmeasured),
      findPrometheus: () => Promise.resolve(unmeasured),
      queryRange: () => Promise.resolve(unmeasured),
      search: (_id, words) =>
        none(
          Array.from({ length: 40 }, (_, index) => demoRow(index))
            .filter((row) => row.name.includes(words))
            .map((row) => row.id),
        ),
      saveSnapshot: (_id, path) =>
        none({
          file: path,
          formatVersion: 1,
          cluster: 'prod-eu',
          server: '',
          version: null,
          takenAt: T0,
          objects: 48_211,
          bytes: 9_000_000,
          sample: false,
          ledger: [],
        }),
      openSnapshot: () => none('snap-eu'),
      snapshotInfo: () => Promise.resolve(err({ code: 'not-found', message: 'no such file' })),
      setCachePolicy: () => none({ mode: 'off', backend: 'basic_text' }),
    }
    this.api = new Proxy(api, {
      get:
        (target, name: keyof EngineApi) =>
        (...args: unknown[]) => {
          // as on the way to the engine: what is not plain cannot be sent
          const sent = structuredClone(args)
          this.calls.push({ method: name, args: sent })
          return (target[name] as (...all: unknown[]) => unknown)(...sent)
        },
    })
  }

  private send(id: number): void {
    setTimeout(() => {
      const table = this.tables.get(id)
      if (table)
        this.frames.get(id)?.({ type: 'rows', frame: demoFrame(id, ++table.revision, table.query, table.start, table.count, this.total) })
    }, 5)
  }

  say(event: EngineEvent): void {
    for (const listener of this.events) listener(event)
  }
  connect(connection: Connection): void {
    this.connection = connection
    for (const listener of this.connections) listener(connection)
  }
  frame(subscription: number, frame: EngineFrame): void {
    this.frames.get(subscription)?.(frame)
  }
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.events.add(listener)
    return () => {
      this.events.delete(listener)
    }
  }
  onFrame(subscription: number, listener: (frame: EngineFrame) => void): () => void {
    this.frames.set(subscription, listener)
    return () => {
      this.frames.delete(subscription)
    }
  }
  onConnection(listener: (connection: Connection) => void): () => void {
    this.connections.add(listener)
    listener(this.connection)
    return () => {
      this.connections.delete(listener)
    }
  }
  close(): void {
    this.events.clear()
  }
}
