import type { ClusterId, GraphEdge, Health, HealthLevel, ObjectDetail, ObjectId } from '../../../engine/contract/index.ts'
import { parseObjectId } from '../../../engine/contract/index.ts'
import { minute, T0 } from './demoClock.ts'

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
