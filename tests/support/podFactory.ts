import { seededRandom } from './seededRandom.ts'

export interface PodFactoryOptions {
  seed?: number
  namespaces?: number
  nodes?: number
  /** Pods of one workload. */
  replicas?: number
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'
const apps = ['web', 'cart', 'checkout', 'search', 'billing', 'mail', 'auth', 'gateway', 'feed', 'report', 'sync', 'media']
const waiting = ['CrashLoopBackOff', 'ImagePullBackOff', 'CreateContainerConfigError']

/**
 * Makes believable Pods: about 11 KB of JSON each with managedFields, 6 KB without; two containers with eight variables, probes, volumes,
 * five conditions, two field managers. One in twenty is not well. Pod `index` is always the same for one seed.
 */
export class PodFactory {
  readonly #seed: number
  readonly #namespaces: number
  readonly #nodes: number
  readonly #replicas: number

  constructor(options: PodFactoryOptions = {}) {
    this.#seed = options.seed ?? 1
    this.#namespaces = options.namespaces ?? 40
    this.#nodes = options.nodes ?? 200
    this.#replicas = options.replicas ?? 20
  }

  /** JSON of pod `index`, as an API server writes it. `version` is its resourceVersion; a higher one may have other restarts. */
  json(index: number, version = index + 1000): string {
    return JSON.stringify(this.pod(index, version))
  }

  pod(index: number, version = index + 1000): Record<string, unknown> {
    const workload = Math.floor(index / this.#replicas)
    const shared = seededRandom(this.#seed * 7919 + workload)
    const own = seededRandom(this.#seed * 104_729 + index)
    const app = `${pick(apps, shared)}-${String(workload)}`
    const namespace = `team-${String(Math.floor(shared() * this.#namespaces))}`
    const hash = word(10, shared)
    const owner = uid(shared)
    const tag = `1.${String(Math.floor(shared() * 40))}.${String(Math.floor(shared() * 10))}`
    const name = `${app}-${hash}-${word(5, own)}`
    const node = `node-${String(Math.floor(own() * this.#nodes))}.example.internal`
    const created = new Date(Date.UTC(2026, 8, 1) + Math.floor(own() * 60 * 86_400_000)).toISOString().replace(/\.\d+/, '')
    const ill = own() < 0.05
    const restarts = ill ? 1 + Math.floor(own() * 40) + (version % 7) : Math.floor(own() * 1.2)
    const ip = `10.${String(Math.floor(own() * 255))}.${String(Math.floor(own() * 255))}.${String(Math.floor(own() * 255))}`
    const containers = [container('app', app, tag, shared), container('proxy', 'mesh-proxy', '2.14.1', shared)]
    const pod = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        name,
        generateName: `${app}-${hash}-`,
        namespace,
        uid: uid(own),
        resourceVersion: String(version),
        creationTimestamp: created,
        labels: {
          app: app.replace(/-\d+$/, ''),
          'app.kubernetes.io/instance': app,
          'app.kubernetes.io/name': app,
          'app.kubernetes.io/version': tag,
          'pod-template-hash': hash,
          tier: index % 3 === 0 ? 'front' : 'back',
        },
        annotations: {
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': '9090',
          'checksum/config': word(64, shared),
          'cni.example.com/ip': `${ip}/32`,
          'cni.example.com/containerID': hex(64, own),
        },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${app}-${hash}`, uid: owner, controller: true, blockOwnerDeletion: true },
        ],
        managedFields: managedFields(created, owner, ip),
      },
      spec: {
        volumes: [
          { name: 'config', configMap: { name: `${app}-config`, defaultMode: 420 } },
          { name: 'tmp', emptyDir: {} },
          {
            name: `kube-api-access-${word(5, own)}`,
            projected: {
              sources: [
                { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
                { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
                { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
              ],
              defaultMode: 420,
            },
          },
        ],
        containers,
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        serviceAccountName: app,
        serviceAccount: app,
        nodeName: node,
        securityContext: { runAsNonRoot: true, fsGroup: 2000 },
        schedulerName: 'default-scheduler',
        tolerations: [
          { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
          { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        ],
        priority: 0,
        enableServiceLinks: true,
        preemptionPolicy: 'PreemptLowerPriority',
      },
      status: {
        observedGeneration: 1,
        phase: 'Running',
        conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
          type,
          observedGeneration: 1,
          status: ill && type.endsWith('Ready') ? 'False' : 'True',
          lastProbeTime: null,
          lastTransitionTime: created,
        })),
        hostIP: '10.0.0.7',
        hostIPs: [{ ip: '10.0.0.7' }],
        podIP: ip,
        podIPs: [{ ip }],
        startTime: created,
        qosClass: 'Burstable',
        containerStatuses: containers.map((one, position) => ({
          name: one.name,
          state:
            ill && position === 0
              ? {
                  waiting: {
                    reason: pick(waiting, own),
                    message: `back-off 5m0s restarting failed container=${one.name} pod=${name}_${namespace}`,
                  },
                }
              : { running: { startedAt: created } },
          lastState: {},
          ready: !(ill && position === 0),
          restartCount: position === 0 ? restarts : 0,
          image: one.image,
          imageID: `registry.example.com/${one.name}@sha256:${hex(64, shared)}`,
          containerID: `containerd://${hex(64, own)}`,
          started: true,
        })),
      },
    }
    return pod
  }
}

function container(name: string, image: string, tag: string, random: () => number) {
  return {
    name,
    image: `registry.example.com/shop/${image}:${tag}`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: ['LOG_LEVEL', 'HTTP_PORT', 'DATABASE_URL', 'CACHE_URL', 'REGION', 'FEATURES', 'QUEUE_URL', 'POD_NAME'].map((variable) =>
      variable === 'POD_NAME'
        ? { name: variable, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }
        : variable === 'DATABASE_URL'
          ? { name: variable, valueFrom: { secretKeyRef: { name: `${image}-db`, key: 'url' } } }
          : { name: variable, value: `${variable.toLowerCase()}-${word(12, random)}` },
    ),
    resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app' },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: {
      httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
      initialDelaySeconds: 10,
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    readinessProbe: {
      httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 5,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  }
}

function managedFields(time: string, owner: string, ip: string): unknown[] {
  const names = (keys: string[]): Record<string, unknown> => Object.fromEntries(keys.map((key) => [`f:${key}`, {}]))
  const containerFields = (name: string): [string, unknown] => [
    `k:{"name":"${name}"}`,
    {
      '.': {},
      ...names(['image', 'imagePullPolicy', 'name', 'terminationMessagePath', 'terminationMessagePolicy']),
      'f:env': {
        '.': {},
        ...Object.fromEntries(
          ['LOG_LEVEL', 'HTTP_PORT', 'DATABASE_URL', 'CACHE_URL', 'REGION', 'FEATURES', 'QUEUE_URL', 'POD_NAME'].map((key) => [
            `k:{"name":"${key}"}`,
            { '.': {}, 'f:name': {}, 'f:value': {} },
          ]),
        ),
      },
      'f:livenessProbe': {
        '.': {},
        ...names(['failureThreshold', 'initialDelaySeconds', 'periodSeconds', 'successThreshold', 'timeoutSeconds']),
        'f:httpGet': { '.': {}, ...names(['path', 'port', 'scheme']) },
      },
      'f:readinessProbe': {
        '.': {},
        ...names(['failureThreshold', 'periodSeconds', 'successThreshold', 'timeoutSeconds']),
        'f:httpGet': { '.': {}, ...names(['path', 'port', 'scheme']) },
      },
      'f:ports': { '.': {}, 'k:{"containerPort":8080,"protocol":"TCP"}': { '.': {}, ...names(['containerPort', 'name', 'protocol']) } },
      'f:resources': {
        '.': {},
        'f:limits': { '.': {}, ...names(['cpu', 'memory']) },
        'f:requests': { '.': {}, ...names(['cpu', 'memory']) },
      },
      'f:securityContext': {
        '.': {},
        ...names(['allowPrivilegeEscalation', 'readOnlyRootFilesystem']),
        'f:capabilities': { '.': {}, 'f:drop': {} },
      },
      'f:volumeMounts': {
        '.': {},
        ...Object.fromEntries(
          ['/etc/app', '/tmp', '/var/run/secrets'].map((path) => [
            `k:{"mountPath":"${path}"}`,
            { '.': {}, ...names(['mountPath', 'name', 'readOnly']) },
          ]),
        ),
      },
    },
  ]
  return [
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': {
          'f:annotations': { '.': {}, ...names(['prometheus.io/scrape', 'prometheus.io/port', 'checksum/config']) },
          'f:generateName': {},
          'f:labels': {
            '.': {},
            ...names([
              'app',
              'app.kubernetes.io/instance',
              'app.kubernetes.io/name',
              'app.kubernetes.io/version',
              'pod-template-hash',
              'tier',
            ]),
          },
          'f:ownerReferences': { '.': {}, [`k:{"uid":"${owner}"}`]: {} },
        },
        'f:spec': {
          'f:containers': Object.fromEntries([containerFields('app'), containerFields('proxy')]),
          ...names([
            'dnsPolicy',
            'enableServiceLinks',
            'restartPolicy',
            'schedulerName',
            'serviceAccount',
            'serviceAccountName',
            'terminationGracePeriodSeconds',
          ]),
          'f:securityContext': { '.': {}, ...names(['fsGroup', 'runAsNonRoot']) },
          'f:volumes': {
            '.': {},
            'k:{"name":"config"}': { '.': {}, 'f:configMap': { '.': {}, ...names(['defaultMode', 'name']) }, 'f:name': {} },
            'k:{"name":"tmp"}': { '.': {}, ...names(['emptyDir', 'name']) },
          },
        },
      },
    },
    {
      manager: 'kubelet',
      operation: 'Update',
      apiVersion: 'v1',
      time,
      fieldsType: 'FieldsV1',
      subresource: 'status',
      fieldsV1: {
        'f:status': {
          'f:conditions': Object.fromEntries(
            ['ContainersReady', 'Initialized', 'PodReadyToStartContainers', 'PodScheduled', 'Ready'].map((type) => [
              `k:{"type":"${type}"}`,
              { '.': {}, ...names(['lastProbeTime', 'lastTransitionTime', 'observedGeneration', 'status', 'type']) },
            ]),
          ),
          ...names(['containerStatuses', 'hostIP', 'hostIPs', 'observedGeneration', 'phase', 'podIP', 'startTime']),
          'f:podIPs': { '.': {}, [`k:{"ip":"${ip}"}`]: { '.': {}, 'f:ip': {} } },
        },
      },
    },
  ]
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T // random() is below 1
}

function word(length: number, random: () => number): string {
  let text = ''
  for (let index = 0; index < length; index++) text += letters.charAt(Math.floor(random() * letters.length))
  return text
}

function hex(length: number, random: () => number): string {
  let text = ''
  while (text.length < length)
    text += Math.floor(random() * 0x1000000)
      .toString(16)
      .padStart(6, '0')
  return text.slice(0, length)
}

function uid(random: () => number): string {
  const digits = hex(32, random)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`
}
