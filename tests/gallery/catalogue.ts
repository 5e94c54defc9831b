import type {
  Cell,
  ClusterState,
  DetailSection,
  EdgeState,
  EngineError,
  HealthLevel,
  LedgerState,
  LogStreamState,
  RelationLine,
  Severity,
  TerminalState,
} from '../../engine/contract/index.ts'
import type { EngineErrorCode } from '../../engine/contract/index.ts'

/** What the gallery shows of each thing the contract knows. Every union of the contract is the key of a record: a new member does not compile until it is shown. */
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const T0 = Date.now()

/** How the contract tells cells apart; those without `t` by what they are. */
export type CellKind = 'nothing' | 'text' | 'figure' | Extract<Cell, { t: string }>['t']

export const cells: Readonly<Record<CellKind, readonly Cell[]>> = {
  nothing: [null, ''],
  text: ['shop', 'registry.acme.io/shop/checkout:2.14.2@sha256:7c9f8d6b54k2x9p0a1b2c3d4e5f6a7b8c9d0'],
  figure: [0, 7, 48_211],
  time: [
    { t: 'time', at: T0 - 41_000 },
    { t: 'time', at: T0 - 26 * minute },
    { t: 'time', at: T0 - 31 * day },
  ],
  status: [
    { t: 'status', text: 'Running', level: 'healthy' },
    { t: 'status', text: 'ContainerCreating', level: 'progressing' },
    { t: 'status', text: 'OOMKilled', level: 'warning' },
    { t: 'status', text: 'CrashLoopBackOff', level: 'failing' },
    { t: 'status', text: 'Suspended', level: 'paused' },
    { t: 'status', text: 'Unknown', level: 'unknown' },
  ],
  ratio: [
    { t: 'ratio', have: 3, want: 3, level: 'healthy' },
    { t: 'ratio', have: 1, want: 3, level: 'warning' },
    { t: 'ratio', have: 0, want: 2, level: 'failing' },
  ],
  restarts: [
    { t: 'restarts', count: 0, lastAt: null },
    { t: 'restarts', count: 7, lastAt: T0 - 41_000 },
  ],
  quantity: [
    { t: 'quantity', text: '0', value: 0 },
    { t: 'quantity', text: '512Mi', value: 536_870_912 },
  ],
  usage: [
    { t: 'usage', text: '64m', value: 0.064, against: { what: 'limit', text: '500m', value: 0.5 } },
    { t: 'usage', text: '977Mi', value: 1_024_000_000, against: { what: 'limit', text: '1Gi', value: 1_073_741_824 } },
    { t: 'usage', text: '230m', value: 0.23, against: { what: 'request', text: '200m', value: 0.2 } },
    { t: 'usage', text: '33m', value: 0.033, against: null },
  ],
  list: [
    { t: 'list', items: [] },
    { t: 'list', items: ['80:31080/TCP', '443:31443/TCP', '15021/TCP'] },
  ],
  ref: [{ t: 'ref', id: 'core/Node/_/ip-10-0-3-77', text: 'ip-10-0-3-77' }],
}

const certificate = {
  field: 'data["tls.crt"]',
  subject: 'CN=shop.example',
  issuer: 'CN=R11, O=Let’s Encrypt',
  names: ['shop.example', 'www.shop.example'],
  notBefore: T0 - 70 * day,
  fingerprint: 'AB:12:CD:34',
  authority: false,
} as const

export const sections: Readonly<Record<DetailSection['type'], readonly DetailSection[]>> = {
  fields: [
    {
      type: 'fields',
      title: 'Pod',
      fields: [
        { label: 'IP', value: '10.0.74.19' },
        { label: 'Node', value: { t: 'ref', id: 'core/Node/_/ip-10-0-3-77', text: 'ip-10-0-3-77' } },
        { label: 'QoS', value: 'Burstable' },
        { label: 'Started', value: { t: 'time', at: T0 - 14 * minute } },
        { label: 'Ports', value: { t: 'list', items: ['8080', '15001'] } },
        { label: 'Priority', value: null },
      ],
    },
  ],
  conditions: [
    {
      type: 'conditions',
      title: 'Conditions',
      conditions: [
        { name: 'PodScheduled', status: 'True', good: true, reason: '', message: '', at: T0 - 14 * minute },
        { name: 'Initialized', status: 'True', good: true, reason: '', message: '', at: T0 - 14 * minute },
        {
          name: 'Ready',
          status: 'False',
          good: false,
          reason: 'ContainersNotReady',
          message: 'containers with unready status: [checkout]',
          at: T0 - 14 * minute,
        },
        { name: 'PodReadyToStartContainers', status: 'Unknown', good: false, reason: 'NodeStatusUnknown', message: '', at: null },
      ],
    },
  ],
  labels: [{ type: 'labels', title: 'Labels', labels: { app: 'checkout', 'app.kubernetes.io/part-of': 'shop', team: 'payments' } }],
  containers: [
    {
      type: 'containers',
      title: 'Containers',
      containers: (
        [
          ['checkout', 'container', 'Waiting', 'failing', 7, 'exit 1 after 0.02 s'],
          ['migrate', 'init', 'Completed', 'healthy', 0, ''],
          ['envoy', 'sidecar', 'Running', 'warning', 0, 'not ready: /healthz/ready 503'],
          ['debugger', 'ephemeral', 'Running', 'healthy', 0, ''],
        ] as const
      ).map(([name, kind, state, level, restarts, message]) => ({
        name,
        image: `registry.acme.io/shop/${name}:2.14.2`,
        kind,
        state,
        level,
        restarts,
        ready: level === 'healthy',
        message,
        requests: 'cpu 100m, memory 192Mi',
        limits: name === 'envoy' ? '' : 'memory 256Mi',
        ports: name === 'checkout' ? ['8080'] : [],
      })),
    },
  ],
  env: [
    {
      type: 'env',
      title: 'Env, resolved',
      container: 'checkout',
      vars: [
        { name: 'PAYMENT_URL', value: null, source: 'checkout-config · payment.url', problem: 'not set' },
        { name: 'CART_ADDR', value: 'redis:6379', source: 'checkout-config · cart.addr', problem: null },
        { name: 'CALLBACK', value: 'http://$(HOST)/cb', resolved: 'http://shop.example/cb', source: '', problem: null },
        { name: 'DB_PASSWORD', value: null, source: 'checkout-db · password', problem: null },
      ],
    },
  ],
  table: [
    {
      type: 'table',
      title: 'Ports',
      columns: [
        { id: 'name', title: 'Name', type: 'text', align: 'start', width: 80 },
        { id: 'port', title: 'Port', type: 'number', align: 'end', width: 60 },
        { id: 'target', title: 'Target', type: 'text', align: 'start', width: 80 },
      ],
      rows: [
        ['http', 80, '8080'],
        ['metrics', 9090, 'metrics'],
      ],
    },
  ],
  keys: [
    {
      type: 'keys',
      title: 'Data',
      keys: [
        { name: 'payment.url', size: 31, secret: false, value: 'https://pay.example/v2/payments' },
        { name: 'tls.key', size: 1704, secret: true, value: null },
        { name: 'empty', size: 0, secret: false, value: '' },
      ],
    },
  ],
  certificates: [
    {
      type: 'certificates',
      title: 'Certificates',
      certificates: [
        { ...certificate, notAfter: T0 - 2 * day, level: 'failing', state: 'expired' },
        { ...certificate, field: 'data["ca.crt"]', notAfter: T0 + 12 * day, authority: true, level: 'warning', state: 'expires in 12 d' },
        { ...certificate, field: 'data["old.crt"]', notAfter: T0 + 200 * day, level: 'healthy', state: 'valid' },
      ],
      more: 3,
    },
  ],
  text: [
    {
      type: 'text',
      title: 'Message',
      text: 'The node was low on resource: memory.\nContainer checkout was using 977Mi, request is 192Mi.',
    },
  ],
}

const relation = (state: EdgeState, level: HealthLevel, text: string): RelationLine => ({
  id: `core/ConfigMap/shop/${state}`,
  kind: 'core/ConfigMap',
  shortName: 'cm',
  name: `checkout-${state}`,
  namespace: 'shop',
  state,
  level,
  text,
  rule: 12,
  relationshipType: 'uses',
  path: 'spec.containers[0].env[0].valueFrom.configMapKeyRef',
  holder: 'core/Pod/shop/checkout-7c9f8d6b54-k2x9p',
})

export const relations: Readonly<Record<EdgeState, RelationLine>> = {
  ok: relation('ok', 'healthy', 'ok'),
  dangling: relation('dangling', 'failing', 'missing'),
  'optional-missing': relation('optional-missing', 'healthy', 'missing, optional'),
  forbidden: relation('forbidden', 'unknown', 'not readable'),
  unknown: relation('unknown', 'unknown', 'not listed'),
  blocked: relation('blocked', 'failing', 'no grant'),
  'not-ready': relation('not-ready', 'warning', 'key missing'),
}

export const healthLevels: Readonly<Record<HealthLevel, string>> = {
  healthy: 'Running',
  progressing: 'ContainerCreating',
  warning: 'OOMKilled',
  failing: 'CrashLoopBackOff',
  paused: 'Suspended',
  unknown: 'Unknown',
}

/** What is said of each way in which a question can fail. */
export const errors: Readonly<Record<EngineErrorCode, EngineError>> = {
  'bad-input': { code: 'bad-input', message: 'not YAML', where: '~/.kube/old-lab.yaml, line 14', todo: 'Correct the file; it is watched.' },
  'not-found': { code: 'not-found', message: 'pods "checkout" not found', status: 404, reason: 'NotFound' },
  forbidden: {
    code: 'forbidden',
    message: 'secrets is forbidden: User "oidc:platform" cannot list resource "secrets"',
    status: 403,
    reason: 'Forbidden',
    missing: { verb: 'list', group: '', resource: 'secrets', namespace: 'shop' },
    requestId: 'r-77ab01',
  },
  unauthorized: { code: 'unauthorized', message: 'the token expired at 14:12', status: 401, todo: 'Sign in again, then retry.' },
  'needs-consent': { code: 'needs-consent', message: '/usr/local/bin/kubelogin wants to run', todo: 'Review the plugin.' },
  unreachable: { code: 'unreachable', message: 'connect ECONNREFUSED 127.0.0.1:39443', where: 'GET https://127.0.0.1:39443/version' },
  'server-error': {
    code: 'server-error',
    message: 'etcdserver: request timed out',
    status: 500,
    reason: 'InternalError',
    where: 'GET /apis/networking.k8s.io/v1/ingresses?limit=500',
    requestId: 'r-7b19e04c',
    todo: 'Check etcd latency, then retry.',
  },
  offline: { code: 'offline', message: 'This is a snapshot: it never connects.' },
  timeout: { code: 'timeout', message: 'no answer within 30 s', todo: 'Retry, or ask for less.' },
  cancelled: { code: 'cancelled', message: 'The export was ended.' },
  'engine-gone': { code: 'engine-gone', message: 'The engine stopped while the question was open.' },
  io: { code: 'io', message: 'ENOSPC: no space left on device', where: '~/prod-eu.kubilitics', todo: 'Make room, then save again.' },
  internal: { code: 'internal', message: 'A defect of this app.', todo: 'Copy for support.' },
}

/** The cluster of the demonstration that is in a state. */
export const clusterOfState: Readonly<Record<ClusterState, string>> = {
  closed: 'ctx-mk',
  connecting: 'ctx-cn',
  syncing: 'ctx-dv',
  live: 'ctx-st',
  stale: 'ctx-us',
  lost: 'ctx-py',
  forbidden: 'ctx-ap',
  'signed-out': 'ctx-su',
  'other-cluster': 'ctx-rd',
  offline: 'snap-eu',
}

/** What an entry of the ledger has beside its state. */
export const ledgerStates: Readonly<
  Record<LedgerState, { count: number; expected?: number; error?: EngineError; namespaces?: readonly string[] }>
> = {
  waiting: { count: 0 },
  loading: { count: 500, expected: 784 },
  listed: { count: 1284 },
  polled: { count: 1284 },
  stale: { count: 1284, error: errors.unreachable },
  partial: { count: 40, error: errors.forbidden, namespaces: ['shop', 'catalog'] },
  forbidden: { count: 0, error: errors.forbidden },
  failed: { count: 0, error: errors['server-error'] },
  offline: { count: 1284 },
}

export const streamStates: Readonly<Record<LogStreamState, { reason: string; error: EngineError | null }>> = {
  waiting: { reason: 'ContainerCreating', error: null },
  connecting: { reason: '', error: null },
  reading: { reason: '', error: null },
  following: { reason: '', error: null },
  ended: { reason: 'Completed', error: null },
  lost: { reason: 'the connection broke', error: errors.unreachable },
  forbidden: { reason: '', error: { ...errors.forbidden, missing: { verb: 'get', group: '', resource: 'pods/log', namespace: 'shop' } } },
  failed: { reason: '', error: errors['server-error'] },
}

export const terminalStates: Readonly<Record<TerminalState, { exit: number | null; reason: string; error: EngineError | null }>> = {
  connecting: { exit: null, reason: '', error: null },
  open: { exit: null, reason: '', error: null },
  ended: { exit: 137, reason: 'exit code 137', error: null },
  lost: { exit: null, reason: 'the connection broke', error: null },
  failed: { exit: null, reason: '', error: errors['server-error'] },
}

/** A line of each severity. */
export const logTexts: Readonly<Record<Severity, string>> = {
  none: 'starting checkout version=2.14.2 commit=9f3c1ab go=1.25.3',
  trace: 'span open id=9f3c',
  debug: 'cache miss key=cart:41',
  info: 'listening on :8080',
  warn: 'env not set, no default env=PAYMENT_URL',
  error: 'configuration invalid env=PAYMENT_URL err="required value is empty"',
  fatal: 'exiting with 1',
}

/** Names and texts as a hostile cluster sends them; the engine marks most of it before it comes here, and the window must stand it anyway. */
export const hostileTexts: readonly { title: string; text: string }[] = [
  { title: 'Turned around', text: 'invoice-\u202egpj.exe\u202c-x7v2m' },
  { title: 'Marked by the engine', text: 'invoice-⟨U+202E⟩gpj.exe-x7v2m' },
  { title: 'Control characters', text: 'web\u0007\u001b[31mred\u001b[0m\u0000-1' },
  { title: 'Markup', text: '<img src=x onerror=alert(1)><b>bold</b><script>alert(2)</script>' },
  { title: 'Combining marks', text: `z${'\u0334\u0353\u0318'.repeat(20)}algo-${'\u0489'.repeat(12)}` },
  { title: 'Without width', text: 'ad\u200bmin\u200d-\u2060web\ufeff' },
  { title: 'Right to left', text: 'خدمة-الدفع-7c9f8' },
  { title: 'Line breaks', text: 'first\nsecond\r\nthird\tfourth' },
  { title: '10,000 characters', text: `${'a-very-long-name-'.repeat(588)}tail`.slice(0, 10_000) },
  { title: 'One word', text: 'x'.repeat(10_000) },
]
