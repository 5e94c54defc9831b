import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadLive } from '../../engine/cli/liveSource.ts'
import type { LoadedSource } from '../../engine/cli/loadedSource.ts'
import { objectId } from '../../engine/contract/index.ts'
import { kindOf, type RawObject } from '../support/memoryReader.ts'
import { ApiCalls } from '../support/apiCalls.ts'

/** The graph beside what the real controllers wrote: owner references, EndpointSlices, bound claims. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `graph-${process.pid}`
const deadline = 90_000

let api: ApiCalls
let source: LoadedSource

function workload(
  kind: 'Deployment' | 'StatefulSet',
  name: string,
  replicas: number,
  podLabels: RawObject = {},
  more: RawObject = {},
): RawObject {
  const labels = { app: name, ...podLabels }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example/app' }] } },
      ...more,
    },
  }
}

function service(name: string, selector: RawObject, more: RawObject = {}): RawObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports: [{ port: 80 }], ...more } }
}

beforeAll(async () => {
  api = await ApiCalls.open(file)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const apps = `/apis/apps/v1/namespaces/${namespace}`
  await api.call('POST', `${apps}/deployments`, workload('Deployment', 'web', 3, { tier: 'front' }))
  await api.call('POST', `${apps}/deployments`, workload('Deployment', 'api', 2, { tier: 'back' }))
  await api.call('POST', `${apps}/deployments`, workload('Deployment', 'asleep', 0, { tier: 'front' }))
  await api.call('POST', `${apps}/deployments`, workload('Deployment', 'crash', 1, { tier: 'front', 'demo/state': 'crashloop' }))
  await api.call('POST', `${apps}/statefulsets`, workload('StatefulSet', 'db', 2, {}, { serviceName: 'db' }))
  const core = `/api/v1/namespaces/${namespace}/services`
  for (const each of [
    service('web', { app: 'web' }),
    service('front', { tier: 'front' }),
    service('api', { app: 'api', tier: 'back' }),
    service('db', { app: 'db' }, { clusterIP: 'None' }),
    service('nobody', { app: 'nobody' }),
  ]) {
    await api.call('POST', core, each)
  }
  // Until the controllers have written what they write: every wanted Pod is an endpoint.
  const until = Date.now() + deadline
  for (;;) {
    const slices = await api.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)
    const named = slices
      .filter((s) => s['metadata'].labels['kubernetes.io/service-name'] === 'front')
      .flatMap((s) => (s['endpoints'] ?? []) as RawObject[])
    const all = slices.flatMap((s) => (s['endpoints'] ?? []) as RawObject[])
    const ready = all.filter((e) => e['conditions'].ready)
    // the crashing one is ready for a moment, and then not any more
    const [crash] = await api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3Dcrash`)
    const reason = ((crash?.['status'] as RawObject | undefined)?.['containerStatuses'] as RawObject[] | undefined)?.[0]?.['state']?.waiting
      ?.reason
    const isDown = all.some((e) => e['targetRef'].name === crash?.['metadata'].name && !e['conditions'].ready)
    if (reason === 'CrashLoopBackOff' && isDown && named.length === 4 && all.length >= 3 + 4 + 2 + 2 && ready.length >= 3 + 3 + 2 + 2) break
    if (Date.now() > until) throw new Error(`endpoints did not appear: ${named.length} named, ${ready.length} ready`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  source = await loadLive({ type: 'live', kubeconfig: file, context: null }, { kind: null, namespaces: [namespace], deadline })
}, deadline + 60_000)

afterAll(async () => {
  await source?.close()
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  api.close()
})

describe('the graph of a real cluster', () => {
  it('has the owners that controllers wrote, no more and no fewer', async () => {
    const expected: string[] = []
    const paths = ['/api/v1', '/apis/apps/v1', '/apis/discovery.k8s.io/v1'].map((p) => `${p}/namespaces/${namespace}`)
    for (const path of [
      `${paths[0]}/pods`,
      `${paths[1]}/replicasets`,
      `${paths[1]}/deployments`,
      `${paths[1]}/controllerrevisions`,
      `${paths[2]}/endpointslices`,
    ]) {
      const answer = await api.call('GET', path)
      for (const item of answer['items'] as RawObject[]) {
        const object: RawObject = { ...item, apiVersion: answer['apiVersion'], kind: String(answer['kind']).replace('List', '') }
        for (const owner of (object['metadata'].ownerReferences ?? []) as RawObject[]) {
          expected.push(
            `${objectId(kindOf(object), namespace, object['metadata'].name)} > ${objectId(kindOf(owner), namespace, owner['name'])}`,
          )
        }
      }
    }
    const edges = source.picture.graph.edges().filter((e) => e.rule === 1 && e.source.split('/')[2] === namespace)
    expect(expected.length).toBeGreaterThan(15)
    expect(edges.map((e) => `${e.source} > ${e.target}`).sort()).toEqual(expected.sort())
    expect(edges.filter((e) => e.state !== 'ok')).toEqual([])
  })

  it('sends each Service to the Pods in the EndpointSlices that the real controller wrote, ready ones as such', async () => {
    const slices = await api.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)
    const expected = new Set<string>()
    for (const slice of slices) {
      for (const endpoint of (slice['endpoints'] ?? []) as RawObject[]) {
        expected.add(
          `${slice['metadata'].labels['kubernetes.io/service-name']} > ${endpoint['targetRef'].name} ${endpoint['conditions'].ready ? 'ok' : 'not-ready'}`,
        )
      }
    }
    const edges = source.picture.graph.edges().filter((e) => e.rule === 41 && e.source.split('/')[2] === namespace)
    expect(expected.size).toBeGreaterThanOrEqual(3 + 4 + 2 + 2)
    expect(edges.map((e) => `${e.source.split('/')[3]} > ${e.target.split('/')[3]} ${e.state}`).sort()).toEqual([...expected].sort())
    // What the slices themselves say, read by the other rules, agrees.
    const ofPods = (target: string) => target.startsWith('core/Pod/')
    const observed = source.picture.graph.edges().filter((e) => e.rule === 43 && ofPods(e.target) && e.source.split('/')[2] === namespace)
    expect(observed.filter((e) => e.state === 'dangling')).toEqual([])
    expect(new Set(observed.map((e) => e.target))).toEqual(new Set(edges.map((e) => e.target)))
  })

  it('makes a StatefulSet point at its Service, and every Pod at its node and account', () => {
    const graph = source.picture.graph
    expect(graph.edgesOf(`apps/StatefulSet/${namespace}/db`).out.map((e) => [e.rule, e.target, e.state])).toContainEqual([
      32,
      `core/Service/${namespace}/db`,
      'ok',
    ])
    const pods = [...source.picture.store.inNamespace('core/Pod', namespace)]
    expect(pods.length).toBe(8)
    for (const pod of pods) {
      const out = graph.edgesOf(objectId('core/Pod', namespace, pod.name)).out
      expect(
        out.filter((e) => e.rule === 23 && e.state === 'ok'),
        pod.name,
      ).toHaveLength(1)
      expect(
        out.filter((e) => e.rule === 22 && e.target.endsWith('/default') && e.state === 'ok'),
        pod.name,
      ).toHaveLength(1)
    }
  })
})
