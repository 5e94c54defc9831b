import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadLive } from '../../engine/cli/liveSource.ts'
import type { LoadedSource } from '../../engine/cli/loadedSource.ts'
import { parseObjectId, type GraphEdge } from '../../engine/contract/index.ts'
import type { RawObject } from '../support/memoryReader.ts'
import { ApiCalls } from '../support/apiCalls.ts'

/**
 * Where naming is not enough: a Pod whose containers are ready but whose node is lost, a target port of the other protocol, a Role that names what is
 * outside of its namespace. What is right is asked of the controllers and of the authorizer.
 */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `taking-part-${process.pid}`
const deadline = 60_000

let api: ApiCalls
let source: LoadedSource
let slices: RawObject[]

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + deadline; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 300)))
    if (Date.now() > end) throw new Error(`not within ${deadline} ms: ${what}`)
}

function own(rule: number): readonly GraphEdge[] {
  return source.picture.graph.edges().filter((e) => e.rule === rule && parseObjectId(e.source)?.namespace === namespace)
}

function nameOf(id: string): string {
  return parseObjectId(id)?.name ?? ''
}

beforeAll(async () => {
  api = await ApiCalls.open(file)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const core = `/api/v1/namespaces/${namespace}`
  await until('the default account', async () => ((await api.call('GET', `${core}/serviceaccounts`))['items'] as RawObject[]).length > 0)
  for (const name of ['fine', 'lost']) {
    await api.call('POST', `${core}/pods`, {
      metadata: { name, labels: { app: 'dns' } },
      spec: { containers: [{ name: 'main', image: 'example/dns', ports: [{ name: 'dns', containerPort: 53 }] }] },
    })
  }
  for (const protocol of ['TCP', 'UDP']) {
    await api.call('POST', `${core}/services`, {
      metadata: { name: protocol.toLowerCase() },
      spec: { selector: { app: 'dns' }, ports: [{ port: 53, protocol, targetPort: 'dns' }] },
    })
  }
  await api.call('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`, {
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['nodes', 'namespaces'], resourceNames: ['node-1', namespace, 'default'], verbs: ['get'] }],
  })
  await api.call('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
    metadata: { name: 'reader' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
  })
  const endpoints = async (): Promise<RawObject[]> => {
    slices = (await api.call('GET', `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`))['items'] as RawObject[]
    return slices.flatMap((slice) => (slice['endpoints'] ?? []) as RawObject[])
  }
  await until('both Pods ready', async () => (await endpoints()).filter((e) => e['conditions'].ready).length === 4)
  // What the node lifecycle controller does with the Pods of a node that is not heard of any more.
  await api.call('PATCH', `${core}/pods/lost/status`, { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'NodeLost' }] } })
  await until('one Pod ready', async () => (await endpoints()).filter((e) => e['conditions'].ready).length === 2)
  source = await loadLive({ type: 'live', kubeconfig: file, context: null }, { kind: null, namespaces: null, deadline })
}, 3 * deadline)

afterAll(async () => {
  await source?.close()
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  api.close()
})

describe('taking part, on a real cluster', () => {
  it('sends to a Pod by its Ready condition, not by its containers', () => {
    const expected = slices.flatMap((slice) =>
      ((slice['endpoints'] ?? []) as RawObject[]).map(
        (e) =>
          `${slice['metadata'].labels['kubernetes.io/service-name']} > ${e['targetRef'].name} ${e['conditions'].ready ? 'ok' : 'not-ready'}`,
      ),
    )
    expect(expected.filter((line) => line.endsWith('lost not-ready'))).toHaveLength(2)
    expect(
      own(41)
        .map((e) => `${nameOf(e.source)} > ${nameOf(e.target)} ${e.state}`)
        .sort(),
    ).toEqual(expected.sort())
  })

  it('takes a named port only of the protocol of the Service', () => {
    const open = new Set(
      slices
        .filter((slice) => ((slice['ports'] ?? []) as RawObject[]).some((port) => port['port']))
        .map((slice) => String(slice['metadata'].labels['kubernetes.io/service-name'])),
    )
    expect([...open]).toEqual(['tcp'])
    expect(new Set(own(45).map((e) => `${nameOf(e.source)} ${e.state}`))).toEqual(new Set(['tcp ok', 'udp dangling']))
  })

  it('lets a Role name what the authorizer lets its holder read', async () => {
    const allowed: string[] = []
    for (const resource of ['nodes', 'namespaces']) {
      for (const name of ['node-1', namespace, 'default']) {
        const inside = resource === 'namespaces' ? { namespace: name } : {}
        const review = await api.call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
          spec: {
            user: `system:serviceaccount:${namespace}:default`,
            groups: ['system:authenticated'],
            resourceAttributes: { verb: 'get', resource, name, ...inside },
          },
        })
        if (review['status'].allowed) allowed.push(`${resource} ${name}`)
      }
    }
    expect(allowed).toEqual([`namespaces ${namespace}`])
    expect(own(84).map((e) => e.target)).toEqual([`core/Namespace/_/${namespace}`])
  })
})
