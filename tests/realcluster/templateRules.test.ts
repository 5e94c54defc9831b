import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadLive } from '../../engine/cli/liveSource.ts'
import type { LoadedSource } from '../../engine/cli/loadedSource.ts'
import type { RawObject } from '../support/memoryReader.ts'
import { ApiCalls } from '../support/apiCalls.ts'

/** Templates, storage, budgets and sets beside what the real controllers made of them, and what the server itself selects. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `templates-${process.pid}`
const volume = `${namespace}-volume`
const deadline = 90_000

let api: ApiCalls
let source: LoadedSource

const core = `/api/v1/namespaces/${namespace}`
const apps = `/apis/apps/v1/namespaces/${namespace}`

function meta(name: string, labels: RawObject = {}): RawObject {
  return { name, namespace, labels }
}

const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }

function workload(name: string, replicas: number, spec: RawObject, more: RawObject = {}): RawObject {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'example/app' }], ...spec } }
  return { metadata: meta(name), spec: { replicas, selector: { matchLabels: { app: name } }, template, ...more } }
}

const objects: readonly (readonly [string, RawObject])[] = [
  [`${core}/secrets`, { metadata: meta('cred'), stringData: { user: 'u' } }],
  [`${core}/configmaps`, { metadata: meta('conf'), data: { a: 'x' } }],
  [
    `/api/v1/persistentvolumes`,
    {
      metadata: { name: volume },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        storageClassName: `${namespace}-manual`,
        csi: { driver: 'disk.acme.example', volumeHandle: volume },
      },
    },
  ],
  [
    `${core}/persistentvolumeclaims`,
    { metadata: meta('data'), spec: { ...claimSpec, storageClassName: `${namespace}-manual`, volumeName: volume } },
  ],
  [
    `${apps}/deployments`,
    workload('asleep', 0, {
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      containers: [
        {
          name: 'main',
          image: 'example/app',
          env: [
            { name: 'A', valueFrom: { secretKeyRef: { name: 'cred', key: 'user' } } },
            { name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'gone' } } },
          ],
        },
      ],
    }),
  ],
  [
    `${apps}/deployments`,
    workload('web', 2, {
      volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { spec: { ...claimSpec, storageClassName: `${namespace}-none` } } } }],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } } },
          ],
        },
      },
    }),
  ],
  [
    `${apps}/statefulsets`,
    workload(
      'db',
      1,
      {},
      {
        serviceName: 'db',
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { ...claimSpec, storageClassName: `${namespace}-none` } }],
      },
    ),
  ],
  [
    `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`,
    {
      metadata: meta('some'),
      spec: { minAvailable: 1, selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } },
    },
  ],
]

beforeAll(async () => {
  api = await ApiCalls.open(file)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  for (const [path, body] of objects) await api.call('POST', path, body)
  // Until the controllers have made what is asked about.
  const until = Date.now() + deadline
  for (;;) {
    const claims = await api.list(`${core}/persistentvolumeclaims`)
    const [budget] = await api.list(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`)
    const isBound = claims.some((c) => c['metadata'].name === 'data' && c['status']?.phase === 'Bound')
    if (claims.length === 4 && isBound && budget?.['status']?.expectedPods === 2) break
    if (Date.now() > until) throw new Error(`not made: ${claims.length} claims, ${JSON.stringify(budget?.['status'])}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  source = await loadLive({ type: 'live', kubeconfig: file, context: null }, { kind: null, namespaces: [namespace], deadline })
}, deadline + 60_000)

afterAll(async () => {
  await source?.close()
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  await api.call('DELETE', `/api/v1/persistentvolumes/${volume}`)
  api.close()
})

/** Edges of a rule (`4`, or a variant of it: `4.current`) as `source > target state`, with names for ids. */
function edges(key: string): readonly string[] {
  return source.picture.graph
    .edges()
    .filter((edge) => edge.id.startsWith(`${key}:`) && edge.source.split('/')[2] === namespace)
    .map((edge) => `${edge.source.split('/').slice(3).join('/')} > ${edge.target.split('/').slice(3).join('/')} ${edge.state}`)
}

describe('the rules of templates and storage on a real cluster', () => {
  it('make a Deployment at zero use its Secret, and say of the ConfigMap that it lacks the key', () => {
    const out = source.picture.graph.edgesOf(`apps/Deployment/${namespace}/asleep`).out
    expect(out.filter((edge) => edge.rule === 12).map((edge) => [edge.target, edge.state])).toEqual([
      [`core/ConfigMap/${namespace}/conf`, 'dangling'],
      [`core/Secret/${namespace}/cred`, 'ok'],
    ])
  })

  it('name the claims that the controllers made, and no others', async () => {
    const claims = await api.list(`${core}/persistentvolumeclaims`)
    const ofPods = claims.flatMap((claim) =>
      ((claim['metadata'].ownerReferences ?? []) as RawObject[])
        .filter((owner) => owner['kind'] === 'Pod')
        .map((owner) => `${owner['name']} > ${claim['metadata'].name} ok`),
    )
    expect(ofPods).toHaveLength(2)
    expect([...edges('17')].sort()).toEqual(ofPods.sort())
    const pods = await api.list(`${core}/pods`)
    const ofSet = pods
      .filter((pod) => pod['metadata'].labels.app === 'db')
      .flatMap((pod) => (pod['spec'].volumes as RawObject[]).flatMap((v) => (v['persistentVolumeClaim']?.claimName as string) ?? []))
    expect(ofSet).toHaveLength(1)
    expect(edges('33')).toEqual(ofSet.map((name) => `db > ${name} ok`))
    expect(edges('16')).toEqual(ofSet.map((name) => `db-0 > ${name} ok`))
    expect(edges('69')).toEqual([`data > ${volume} ok`])
  })

  it('protect as many Pods as the disruption controller counts', async () => {
    const [budget] = await api.list(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`)
    expect(edges('38')).toHaveLength(budget?.['status'].expectedPods as number)
  })

  it('know the current revision of each Deployment by its number', async () => {
    const deployments = await api.list(`${apps}/deployments`)
    const sets = await api.list(`${apps}/replicasets`)
    const revision = (object: RawObject): unknown => object['metadata'].annotations['deployment.kubernetes.io/revision']
    const expected = sets.flatMap((set) =>
      deployments
        .filter((d) => set['metadata'].ownerReferences[0].uid === d['metadata'].uid && revision(set) === revision(d))
        .map((d) => `${set['metadata'].name} > ${d['metadata'].name} ok`),
    )
    expect(expected).toHaveLength(2)
    expect([...edges('4.current')].sort()).toEqual(expected.sort())
  })

  it('select with sets what the server selects', async () => {
    const members = (key: string): readonly string[] => {
      const edge = source.picture.graph.edges().find((e) => e.id.startsWith(`${key}:`) && e.source.split('/')[2] === namespace)
      return [...source.picture.graph.membersOf(edge?.target ?? '')].map((object) => object.name).sort()
    }
    const names = async (path: string): Promise<string[]> =>
      (await api.list(path)).map((object) => object['metadata'].name as string).sort()
    const nodes = await names(`/api/v1/nodes?labelSelector=${encodeURIComponent('kubernetes.io/os=linux')}`)
    expect(nodes.length).toBeGreaterThan(0)
    expect(members('25')).toEqual(nodes)
    const pods = await names(`${core}/pods?labelSelector=app%3Dweb`)
    expect(pods).toHaveLength(2)
    expect(members('26.anti-preferred')).toEqual(pods)
  })
})
