import type { RawObject } from './memoryReader.ts'

/**
 * About so many objects, the same for the same number, in the proportions of a large cluster in the field: 134,000 objects are about 146,000 nodes and, beside
 * what lies in which namespace, 128,000 relations. Most objects are configuration and custom resources that name little; a tenth are Pods, which name much.
 */
export function* census(objects: number): Generator<RawObject> {
  const apps = Math.round(objects / objectsOfApp)
  const perNamespace = 24
  const namespaces = Math.max(1, Math.ceil(apps / perNamespace))
  const nodes = Math.max(3, Math.round(apps / 12))
  for (let i = 0; i < nodes; i++) yield object('v1', 'Node', `node-${i}`, '', {}, { labels: { zone: 'abc'[i % 3] ?? '' } })
  for (let n = 0; n < namespaces; n++) {
    const namespace = `team-${n}`
    yield object('v1', 'Namespace', namespace, '', {}, { labels: { 'kubernetes.io/metadata.name': namespace, team: String(n % 40) } })
    yield object('v1', 'ServiceAccount', 'default', namespace)
    // Policies of one namespace mean the same sets: who may come in is said of the namespace, not of each Pod.
    for (let p = 0; p < 2; p++) {
      yield object('networking.k8s.io/v1', 'NetworkPolicy', `allow-${p}`, namespace, {
        spec: {
          podSelector: {},
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { team: String((n + p) % 40) } } }] }],
        },
      })
    }
    for (let a = n * perNamespace; a < Math.min(apps, (n + 1) * perNamespace); a++) yield* app(namespace, a, nodes)
  }
}

/** Objects of one application, on average, with its part of what namespaces have. */
const objectsOfApp = 50

function* app(namespace: string, a: number, nodes: number): Generator<RawObject> {
  const name = `app-${a}`
  const uid = (kind: string): string => `${kind}/${namespace}/${name}`
  const owner = (apiVersion: string, kind: string, of: string, ownerUid: string): RawObject => ({
    ownerReferences: [{ apiVersion, kind, name: of, uid: ownerUid, controller: true }],
  })
  const spec = (revision: number): RawObject => ({
    containers: [
      { name: 'main', image: `registry.example/${name}:1.${revision}` },
      { name: 'proxy', image: `registry.example/${name}-proxy:1.${revision}` },
    ],
  })
  const template = (revision: number): RawObject => ({ metadata: { labels: { app: name } }, spec: spec(revision) })
  yield object('apps/v1', 'Deployment', name, namespace, { spec: { replicas: 4, template: template(1) } }, { uid: uid('Deployment') })
  for (const [revision, replicas] of [0, 4].entries()) {
    const meta = { uid: `${uid('ReplicaSet')}-${revision}`, ...owner('apps/v1', 'Deployment', name, uid('Deployment')) }
    yield object('apps/v1', 'ReplicaSet', `${name}-${revision}`, namespace, { spec: { replicas, template: template(revision) } }, meta)
  }
  for (let i = 0; i < 4; i++) {
    const status = { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0, state: { running: {} } }] }
    const meta = { labels: { app: name }, ...owner('apps/v1', 'ReplicaSet', `${name}-1`, `${uid('ReplicaSet')}-1`) }
    yield object('v1', 'Pod', `${name}-1-${i}`, namespace, { spec: { ...spec(1), nodeName: `node-${(a * 7 + i) % nodes}` }, status }, meta)
  }
  yield object('v1', 'Service', name, namespace, { spec: { selector: { app: name }, ports: [{ port: 80 }] } })
  for (let i = 0; i < 8; i++) {
    const meta = i < 4 ? owner('apps/v1', 'Deployment', name, uid('Deployment')) : {}
    yield object('example.org/v1', 'Record', `${name}-record-${i}`, namespace, { spec: { size: i } }, meta)
  }
  // What nothing names, and what names nothing but its namespace: the most there is.
  for (let i = 0; i < 14; i++) yield object('v1', 'ConfigMap', `${name}-config-${i}`, namespace, { data: { key: 'value' } })
  for (let i = 0; i < 12; i++) yield object('v1', 'Secret', `${name}-secret-${i}`, namespace, { type: 'Opaque' })
  for (let i = 0; i < 8; i++) yield object('rbac.authorization.k8s.io/v1', 'Role', `${name}-role-${i}`, namespace, { rules: [] })
}

function object(apiVersion: string, kind: string, name: string, namespace: string, more: RawObject = {}, meta: RawObject = {}): RawObject {
  const metadata = { name, ...(namespace === '' ? {} : { namespace }), uid: `${kind}/${namespace}/${name}`, resourceVersion: '1', ...meta }
  return { apiVersion, kind, metadata, ...more }
}
