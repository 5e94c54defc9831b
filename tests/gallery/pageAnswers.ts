import type {
  EventFold,
  EventsPage,
  NodeCapacity,
  ObjectId,
  Overview,
  RightsReview,
  RolloutHistory,
  RolloutRevision,
  TextPair,
} from '../../engine/contract/index.ts'
import { objectId } from '../../engine/contract/index.ts'
import { errors } from './catalogue.ts'

/** Answers to the questions of the pages: a cluster in which a key of a ConfigMap is gone. */
const minute = 60_000
const T0 = Date.now()
const Gi = 2 ** 30

const events: readonly [EventFold['type'], string, string, string, string, number, number][] = [
  [
    'Warning',
    'BackOff',
    'Back-off restarting failed container checkout in pod checkout-7c9f8d6b54-k2x9p',
    'core/Pod',
    'checkout-7c9f8d6b54-k2x9p',
    41,
    41_000,
  ],
  [
    'Warning',
    'Unhealthy',
    'Readiness probe failed: HTTP probe failed with statuscode: 503',
    'core/Pod',
    'envoy-5b8c7d9f66-4kq2p',
    12,
    58_000,
  ],
  [
    'Warning',
    'FailedScheduling',
    '0/42 nodes are available: 42 Insufficient memory. preemption: 0/42 nodes are available',
    'core/Pod',
    'catalog-search-2',
    31,
    4 * minute,
  ],
  ['Normal', 'ScalingReplicaSet', 'Scaled up replica set checkout-7c9f8d6b54 to 3', 'apps/Deployment', 'checkout', 1, 14 * minute],
  [
    'Warning',
    'Failed',
    'Failed to pull image "registry.acme.io/shop/image-resizer:9.9": not found',
    'core/Pod',
    'image-resizer-5fd7c98b7d-9vjx2',
    6,
    26 * minute,
  ],
  ['Normal', 'Pulled', 'Container image already present on machine', 'core/Pod', 'checkout-7c9f8d6b54-m4rtz', 7, 40 * minute],
  ['Normal', 'Killing', 'Stopping container web', 'core/Pod', 'web-79c5b8fdc4-d6w7s', 1, 300 * minute],
]

const lines: readonly EventFold[] = Array.from({ length: 42 }, (_, index): EventFold => {
  const [type, reason, message, kind, name, count, ago] = events[index % events.length] ?? events[0]!
  const round = Math.floor(index / events.length)
  return {
    key: `e${index}`,
    type,
    reason,
    message,
    source: 'kubelet, ip-10-0-3-77',
    part: kind === 'core/Pod' ? 'spec.containers{checkout}' : '',
    count,
    events: Math.min(count, 3),
    firstAt: T0 - ago - (round + 1) * 20 * minute,
    lastAt: T0 - ago - round * 15 * minute,
    target: objectId(kind, 'shop', name),
    kind,
    name,
    namespace: round % 2 === 0 ? 'shop' : 'catalog',
    keptOnly: round > 3,
  }
})

export function eventsPage(start: number, count: number, empty: boolean): EventsPage {
  const all = empty ? [] : lines
  return {
    start,
    lines: all.slice(start, start + count),
    matching: all.length,
    all: all.length,
    namespaces: empty
      ? []
      : [
          { value: 'shop', lines: 24 },
          { value: 'catalog', lines: 18 },
        ],
    kinds: empty
      ? []
      : [
          { value: 'core/Pod', lines: 36 },
          { value: 'apps/Deployment', lines: 6 },
        ],
    reasons: empty ? [] : events.map(([, reason]) => ({ value: reason, lines: 6 })),
    kept: {
      keeps: true,
      bytes: 1_200_000,
      mostBytes: 20_000_000,
      days: 7,
      held: all.length * 3,
      most: 50_000,
      dropped: 0,
      since: T0 - 5 * 24 * 60 * minute,
      onDisk: true,
      why: null,
    },
  }
}

const node = (index: number): NodeCapacity => ({
  id: objectId('core/Node', '', `ip-10-0-${index}-77`),
  name: `ip-10-0-${index}-77`,
  level: index === 2 ? 'warning' : 'healthy',
  cpuRequest: 7.6 - index,
  memoryRequest: (28 - index * 3) * Gi,
  cpuLimit: 12 - index,
  memoryLimit: (34 - index * 3) * Gi,
  cpuOpen: 4,
  memoryOpen: 2,
  pods: 58 - index * 6,
  cpu: 8,
  memory: 31 * Gi,
  podsMost: 110,
  cpuUsed: index === 3 ? null : 5.2 - index * 0.7,
  memoryUsed: index === 3 ? null : (22 - index * 3) * Gi,
})

export function overview(empty: boolean): Overview {
  const nodes = empty ? [] : [0, 1, 2, 3, 4].map(node)
  return {
    total: {
      cpuRequest: empty ? 0 : 211,
      memoryRequest: empty ? 0 : 811 * Gi,
      cpuLimit: empty ? 0 : 380,
      memoryLimit: empty ? 0 : 1200 * Gi,
      cpuOpen: empty ? 0 : 61,
      memoryOpen: empty ? 0 : 20,
      pods: empty ? 0 : 1284,
      cpu: empty ? 0 : 336,
      memory: empty ? 0 : 1302 * Gi,
      podsMost: empty ? 0 : 4620,
      cpuUsed: empty ? null : 140,
      memoryUsed: empty ? null : 610 * Gi,
    },
    nodes,
    moreNodes: empty ? 0 : 37,
    unscheduled: empty ? 0 : 1,
    unread: 0,
    measuredAt: empty ? null : T0 - 20_000,
    recent: empty
      ? []
      : [
          {
            id: 'apps/Deployment/shop/checkout',
            kind: 'apps/Deployment',
            name: 'checkout',
            namespace: 'shop',
            did: 'created',
            at: T0 - 14 * minute,
          },
          {
            id: 'batch/Job/catalog/reindex-1',
            kind: 'batch/Job',
            name: 'reindex-1',
            namespace: 'catalog',
            did: 'deleted',
            at: T0 - 40 * minute,
          },
        ],
    warnings: empty ? [] : lines.filter(({ type }) => type === 'Warning').slice(0, 6),
    warningLines: empty ? 0 : 24,
    kubelets: empty
      ? []
      : [
          { version: 'v1.33.4', nodes: 40, level: 'healthy', text: 'as the server' },
          { version: 'v1.31.2', nodes: 2, level: 'warning', text: '2 minor versions behind' },
        ],
    certificates: empty
      ? []
      : [
          {
            id: 'core/Secret/edge/shop-tls',
            kind: 'core/Secret',
            name: 'shop-tls',
            namespace: 'edge',
            level: 'warning',
            text: 'expires in 12 d',
          },
        ],
    moreCertificates: 0,
    unknown: empty ? [{ what: 'Usage', error: { ...errors['not-found'], message: 'metrics.k8s.io is not served' } }] : [],
  }
}

export function review(namespace: string, empty: boolean): RightsReview {
  return {
    who: empty ? null : { username: 'oidc:platform', groups: ['platform', 'system:authenticated'] },
    namespace,
    rules: empty
      ? []
      : [
          { verbs: ['get', 'list', 'watch'], groups: ['', 'apps', 'batch'], resources: ['*'], names: [] },
          { verbs: ['create'], groups: [''], resources: ['pods/exec'], names: [] },
          { verbs: ['get'], groups: [''], resources: ['secrets'], names: ['checkout-tls'] },
          { verbs: ['*'], groups: ['*'], resources: ['*'], names: [] },
        ],
    incomplete: empty,
    trouble: empty ? 'webhook authorizer does not support user rule resolution' : '',
  }
}

export function rolloutHistory(empty: boolean): RolloutHistory {
  const revision = (number: number, ready: number): RolloutRevision => ({
    revision: number,
    id: `apps/ReplicaSet/shop/checkout-${number}c9f8d6b54`,
    name: `checkout-${number}c9f8d6b54`,
    createdAt: T0 - (12 - number) * 50 * minute,
    changeCause: number === 10 ? 'kubectl set image deploy/checkout checkout=shop/checkout:2.14.1' : '',
    images: [`registry.acme.io/shop/checkout:2.14.${number - 9}`],
    desired: number === 11 ? 3 : 0,
    ready,
    current: number === 11,
    formerly: number === 11 ? [7] : [],
  })
  return { revisions: empty ? [] : [revision(11, 0), revision(10, 0), revision(9, 0)], limit: 10, lack: empty ? errors.forbidden : null }
}

/** Two objects beside each other, with text that turns around, markup and a line without an end. */
export function twoVersions(one: ObjectId, other: ObjectId): TextPair {
  const text = (name: string, replicas: number): string =>
    [
      'apiVersion: v1',
      'metadata:',
      `  name: ${name}`,
      '  annotations:',
      '    note: "<script>alert(1)</script> invoice-⟨U+202E⟩gpj.exe"',
      `    long: ${'x'.repeat(5_000)}`,
      'spec:',
      `  replicas: ${replicas}`,
      ...Array.from({ length: 40 }, (_, index) => `  line${index}: same`),
      '',
    ].join('\n')
  return {
    from: { title: one, text: text('one', 2) },
    to: { title: other, text: text('other', 3) },
    leftOut: ['managedFields', 'status', 'uid'],
  }
}
