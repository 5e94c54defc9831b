import { seededRandom } from '../support/seededRandom.ts'
import type { Collection, Etcd, PlainObject } from './etcd.ts'

/** How large an estate is. The others are spread over all kinds the way `apps` of a real cluster are. */
export interface EstateSize {
  pods: number
  others: number
  seed?: number
}

const managers = ['kube-controller-manager', 'kubelet', 'kubectl-client-side-apply']

/** managedFields as heavy as on a real server: a third to a half of the object. */
function managedFields(fields: number): unknown[] {
  return managers.slice(0, 2).map((manager, at) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:metadata': {
        'f:labels': { '.': {}, 'f:app': {}, 'f:tier': {}, 'f:pod-template-hash': {} },
        'f:ownerReferences': { '.': {}, 'k:{"uid":"00000000-0000-4000-8000-000000000000"}': {} },
      },
      'f:spec': Object.fromEntries(
        Array.from({ length: fields }, (_, i) => [
          `f:field${at}-${i}`,
          { '.': {}, 'f:name': {}, 'f:value': {}, 'f:resources': { '.': {}, 'f:limits': {} } },
        ]),
      ),
    },
  }))
}

function podSpec(app: string, namespace: string, node: string): Record<string, unknown> {
  const container = (name: string) => ({
    name,
    image: `registry.example/${app}/${name}:1.14.${app.length}`,
    ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
    env: Array.from({ length: 8 }, (_, i) =>
      i < 3
        ? { name: `SECRET_${i}`, valueFrom: { secretKeyRef: { name: app, key: `key-${i}` } } }
        : i < 5
          ? { name: `CONFIG_${i}`, valueFrom: { configMapKeyRef: { name: app, key: `key-${i}` } } }
          : { name: `PLAIN_${i}`, value: `http://${app}-${i}.${namespace}.svc:8080/path` },
    ),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true },
      { name: 'kube-api-access-x7k2p', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
    livenessProbe: {
      httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
      initialDelaySeconds: 5,
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    readinessProbe: {
      httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
  })
  return {
    volumes: [
      { name: 'config', configMap: { name: app, defaultMode: 420 } },
      {
        name: 'kube-api-access-x7k2p',
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
          defaultMode: 420,
        },
      },
    ],
    containers: [container('main'), container('sidecar')],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: app,
    serviceAccount: app,
    ...(node === '' ? {} : { nodeName: node }),
    securityContext: { fsGroup: 1000 },
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  }
}

function podStatus(app: string, ip: string, failing: boolean): Record<string, unknown> {
  const time = '2026-01-01T00:00:10Z'
  return {
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
      type,
      status: failing && type.includes('Ready') && !type.startsWith('Pod') ? 'False' : 'True',
      lastProbeTime: null,
      lastTransitionTime: time,
    })),
    hostIP: '10.0.0.1',
    hostIPs: [{ ip: '10.0.0.1' }],
    podIP: ip,
    podIPs: [{ ip }],
    startTime: time,
    containerStatuses: ['main', 'sidecar'].map((name) => ({
      name,
      state:
        failing && name === 'main'
          ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } }
          : { running: { startedAt: time } },
      lastState: failing && name === 'main' ? { terminated: { exitCode: 1, reason: 'Error', startedAt: time, finishedAt: time } } : {},
      ready: !(failing && name === 'main'),
      restartCount: failing && name === 'main' ? 7 : 0,
      image: `registry.example/${app}/${name}:1.14.${app.length}`,
      imageID: `registry.example/${app}/${name}@sha256:${'0123456789abcdef'.repeat(4)}`,
      containerID: `containerd://${'fedcba9876543210'.repeat(4)}`,
      started: true,
    })),
    qosClass: 'Burstable',
  }
}

/**
 * Fills a storage with an estate of seeded, wired objects: apps with Deployment, ReplicaSet, Pods, Service, EndpointSlice, ConfigMap, Secret,
 * ServiceAccount, HPA, PDB, Ingress, NetworkPolicy, Role, RoleBinding, some with claims and jobs, on nodes, with events. One app in 20 is failing.
 */
export function fillEstate(etcd: Etcd, size: EstateSize): void {
  const random = seededRandom(size.seed ?? 1)
  const get = (group: string, resource: string): Collection => {
    const found = etcd.collection(group, resource)
    if (found === undefined) throw new Error(`no ${group}/${resource}`)
    return found
  }
  let others = 0
  const put = (group: string, resource: string, object: PlainObject) => {
    if (resource !== 'pods') others++
    return etcd.put(get(group, resource), object)
  }
  const nodes = Math.max(1, Math.ceil(size.pods / 100))
  for (let i = 0; i < nodes; i++) {
    put('', 'nodes', {
      metadata: {
        name: `node-${i}`,
        labels: { 'kubernetes.io/hostname': `node-${i}`, 'topology.kubernetes.io/zone': `zone-${i % 3}` },
        managedFields: managedFields(10),
      },
      spec: { podCIDR: `10.${i % 256}.0.0/24` },
      status: {
        capacity: { cpu: '32', memory: '128Gi', pods: '250' },
        allocatable: { cpu: '32', memory: '120Gi', pods: '250' },
        conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }],
        nodeInfo: { kubeletVersion: 'v1.34.4', osImage: 'Test Linux', kernelVersion: '6.1', containerRuntimeVersion: 'containerd://2.0' },
      },
    })
  }
  put('storage.k8s.io', 'storageclasses', {
    metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'csi.example',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  })
  const replicas = 10
  const apps = Math.ceil(size.pods / replicas)
  let pods = 0
  for (let a = 0; a < apps && pods < size.pods; a++) {
    const namespace = `team-${Math.floor(a / 20)}`
    if (a % 20 === 0)
      put('', 'namespaces', {
        metadata: { name: namespace, labels: { 'kubernetes.io/metadata.name': namespace } },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      })
    const app = `app-${a}`
    const labels = { app, tier: ['web', 'api', 'worker'][a % 3] ?? 'web' }
    const meta = (name: string, extra: Record<string, unknown> = {}) => ({
      metadata: { name, namespace, labels, ...extra, managedFields: managedFields(4) },
    })
    const failing = a % 20 === 7
    const template = { metadata: { labels }, spec: podSpec(app, namespace, '') }
    const deployment = put('apps', 'deployments', {
      ...meta(app),
      spec: { replicas, selector: { matchLabels: { app } }, template },
      status: {
        observedGeneration: 1,
        replicas,
        readyReplicas: failing ? 0 : replicas,
        availableReplicas: failing ? 0 : replicas,
        updatedReplicas: replicas,
      },
    })
    const hash = (0x10000000 + Math.floor(random() * 0xefffffff)).toString(16).slice(0, 8)
    const set = put('apps', 'replicasets', {
      ...meta(`${app}-${hash}`, {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'Deployment', name: app, uid: deployment.uid, controller: true, blockOwnerDeletion: true },
        ],
      }),
      spec: { replicas, selector: { matchLabels: { app } }, template },
      status: { replicas, readyReplicas: failing ? 0 : replicas, observedGeneration: 1 },
    })
    const endpoints = []
    for (let p = 0; p < replicas && pods < size.pods; p++, pods++) {
      const node = `node-${Math.floor(random() * nodes)}`
      const suffix = Math.floor(random() * 36 ** 5)
        .toString(36)
        .padStart(5, '0')
      const name = `${app}-${hash}-${suffix}`
      const ip = `10.${a % 256}.${p}.${Math.floor(random() * 250)}`
      const pod = put('', 'pods', {
        metadata: {
          name,
          generateName: `${app}-${hash}-`,
          namespace,
          labels: { ...labels, 'pod-template-hash': hash },
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${app}-${hash}`, uid: set.uid, controller: true, blockOwnerDeletion: true },
          ],
          managedFields: managedFields(20),
        },
        spec: podSpec(app, namespace, node),
        status: podStatus(app, ip, failing),
      })
      endpoints.push({
        addresses: [ip],
        conditions: { ready: !failing, serving: !failing, terminating: false },
        nodeName: node,
        targetRef: { kind: 'Pod', namespace, name, uid: pod.uid },
      })
    }
    put('', 'serviceaccounts', meta(app))
    put('', 'configmaps', { ...meta(app), data: { 'app.yaml': 'log: info\nworkers: 4\n'.repeat(20), 'key-3': 'a', 'key-4': 'b' } })
    put('', 'secrets', {
      ...meta(app),
      type: 'Opaque',
      data: { 'key-0': 'c2VjcmV0LWNhbmFyeQ==', 'key-1': 'c2VjcmV0LWNhbmFyeQ==', 'key-2': 'c2VjcmV0LWNhbmFyeQ==' },
    })
    const service = put('', 'services', {
      ...meta(app),
      spec: {
        type: 'ClusterIP',
        clusterIP: `10.96.${a >> 8}.${a % 256}`,
        selector: { app },
        ports: [{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }],
      },
      status: { loadBalancer: {} },
    })
    put('discovery.k8s.io', 'endpointslices', {
      metadata: {
        name: `${app}-${hash.slice(0, 5)}`,
        namespace,
        labels: { ...labels, 'kubernetes.io/service-name': app },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: app, uid: service.uid, controller: true }],
      },
      addressType: 'IPv4',
      endpoints,
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    })
    put('autoscaling', 'horizontalpodautoscalers', {
      ...meta(app),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: app },
        minReplicas: replicas,
        maxReplicas: replicas * 2,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
      },
      status: { currentReplicas: replicas, desiredReplicas: replicas },
    })
    put('policy', 'poddisruptionbudgets', {
      ...meta(app),
      spec: { minAvailable: 1, selector: { matchLabels: { app } } },
      status: {
        currentHealthy: failing ? 0 : replicas,
        desiredHealthy: 1,
        disruptionsAllowed: failing ? 0 : replicas - 1,
        expectedPods: replicas,
      },
    })
    put('networking.k8s.io', 'ingresses', {
      ...meta(app),
      spec: {
        rules: [
          {
            host: `${app}.example`,
            http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: app, port: { number: 8080 } } } }] },
          },
        ],
      },
      status: { loadBalancer: {} },
    })
    put('networking.k8s.io', 'networkpolicies', {
      ...meta(app),
      spec: {
        podSelector: { matchLabels: { app } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { tier: 'web' } } }] }],
      },
    })
    put('rbac.authorization.k8s.io', 'roles', {
      ...meta(app),
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    })
    put('rbac.authorization.k8s.io', 'rolebindings', {
      ...meta(app),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: app },
      subjects: [{ kind: 'ServiceAccount', name: app, namespace }],
    })
    if (a % 5 === 0) {
      put('', 'persistentvolumeclaims', {
        ...meta(app),
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'fast',
          volumeName: `pv-${a}`,
          resources: { requests: { storage: '1Gi' } },
        },
        status: { phase: 'Bound', capacity: { storage: '1Gi' } },
      })
      put('', 'persistentvolumes', {
        metadata: { name: `pv-${a}` },
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'fast',
          persistentVolumeReclaimPolicy: 'Delete',
          claimRef: { kind: 'PersistentVolumeClaim', namespace, name: app },
        },
        status: { phase: 'Bound' },
      })
    }
  }
  // what is still missing of the others: half events, half config maps, as on a cluster that has run for a while
  for (let i = 0; others < size.others; i++) {
    const namespace = `team-${Math.floor(random() * Math.max(1, Math.ceil(apps / 20)))}`
    const app = `app-${Math.floor(random() * apps)}`
    if (i % 2 === 0) {
      put('', 'events', {
        metadata: { name: `${app}.${i.toString(16).padStart(16, '0')}`, namespace },
        involvedObject: { kind: 'Deployment', apiVersion: 'apps/v1', namespace, name: app },
        reason: 'ScalingReplicaSet',
        message: `Scaled up replica set ${app} from 0 to 10`,
        source: { component: 'deployment-controller' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:00Z',
        count: 1,
        type: 'Normal',
      })
    } else {
      put('', 'configmaps', {
        metadata: { name: `config-${i}`, namespace, labels: { app }, managedFields: managedFields(2) },
        data: { 'settings.yaml': `id: ${i}\n${'key: value\n'.repeat(40)}` },
      })
    }
  }
}
