import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { discover } from '../../engine/cluster/discovery.ts'
import { collectionPath } from '../../engine/cluster/servedKind.ts'
import { loadLive } from '../../engine/cli/liveSource.ts'
import type { LoadedSource } from '../../engine/cli/loadedSource.ts'
import { objectId, parseObjectId, type GraphEdge } from '../../engine/contract/index.ts'
import { kindOf, type RawObject } from '../support/memoryReader.ts'
import { ApiCalls } from '../support/apiCalls.ts'

/** Rules beside what a real API server and its controllers make of the same objects: endpoints, rights, aggregated roles, addresses, leases. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `relations-${process.pid}`
const other = `${namespace}-x`
const deadline = 120_000
const rbac = '/apis/rbac.authorization.k8s.io/v1'
const admission = '/apis/admissionregistration.k8s.io/v1'

let api: ApiCalls
let source: LoadedSource
let edges: readonly GraphEdge[]

function deployment(name: string, replicas: number, labels: RawObject, ports: RawObject[]): RawObject {
  const containers = [{ name: 'main', image: 'example/app', ports }]
  return {
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name, ...labels } }, spec: { containers } },
    },
  }
}

function service(name: string, spec: RawObject): RawObject {
  return { metadata: { name, namespace }, spec: { ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...spec } }
}

const verbs = ['get', 'list', 'delete'] as const
/** The Gateway API before 1.4, and its experimental channel; a volume that never had the field, which is what its case is about. */
const ofOtherVersions = /\.(externalAuth|frontendValidation|glusterfs\.secretRef)$/
const accounts = [
  [namespace, 'bound'],
  [namespace, 'idle'],
  [other, 'bound'],
  [other, 'idle'],
] as const

async function makeRights(): Promise<void> {
  for (const [ns, name] of accounts) await api.call('POST', `/api/v1/namespaces/${ns}/serviceaccounts`, { metadata: { name } })
  const role = (resources: string[], verbs: string[]): RawObject[] => [{ apiGroups: [''], resources, verbs }]
  await api.call('POST', `${rbac}/namespaces/${namespace}/roles`, { metadata: { name: 'pods' }, rules: role(['pods'], ['get', 'list']) })
  await api.call('POST', `${rbac}/clusterroles`, { metadata: { name: namespace }, rules: role(['configmaps'], ['get', 'delete']) })
  const bind = async (name: string, kind: string, roleName: string, subjects: RawObject[]): Promise<void> => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName }
    await api.call('POST', `${rbac}/namespaces/${namespace}/rolebindings`, { metadata: { name }, roleRef, subjects })
  }
  const group = (name: string): RawObject => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name })
  await bind('by-name', 'Role', 'pods', [{ kind: 'ServiceAccount', name: 'bound', namespace }])
  await bind('as-user', 'ClusterRole', namespace, [
    { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: `system:serviceaccount:${other}:bound` },
  ])
  await bind('by-group', 'ClusterRole', namespace, [group(`system:serviceaccounts:${namespace}`)])
}

/** A policy that lets everything pass, its parameters (one there, one not), and a binding of each. */
async function makePolicy(): Promise<void> {
  const constraints = { resourceRules: [{ apiGroups: ['none.example'], apiVersions: ['v1'], resources: ['none'], operations: ['CREATE'] }] }
  await api.call('POST', `${admission}/validatingadmissionpolicies`, {
    metadata: { name: namespace },
    spec: { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, matchConstraints: constraints, validations: [{ expression: 'true' }] },
  })
  await api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'there' } })
  for (const name of ['there', 'gone']) {
    await api.call('POST', `${admission}/validatingadmissionpolicybindings`, {
      metadata: { name: `${namespace}-${name}` },
      spec: { policyName: namespace, validationActions: ['Audit'], paramRef: { name, namespace, parameterNotFoundAction: 'Deny' } },
    })
  }
}

beforeAll(async () => {
  api = await ApiCalls.open(file)
  for (const name of [namespace, other]) await api.call('POST', '/api/v1/namespaces', { metadata: { name } })
  const apps = `/apis/apps/v1/namespaces/${namespace}/deployments`
  const http = [{ name: 'http', containerPort: 8080 }]
  await api.call('POST', apps, deployment('web', 2, { tier: 'all' }, http))
  await api.call('POST', apps, deployment('nameless', 1, { tier: 'all' }, [{ containerPort: 8080 }]))
  await api.call('POST', apps, deployment('crash', 1, { tier: 'all', 'demo/state': 'crashloop' }, http))
  const core = `/api/v1/namespaces/${namespace}/services`
  await api.call('POST', core, service('all', { selector: { tier: 'all' } }))
  await api.call('POST', core, service('published', { selector: { tier: 'all' }, clusterIP: 'None', publishNotReadyAddresses: true }))
  await api.call('POST', core, service('numbered', { selector: { app: 'nameless' }, ports: [{ port: 80, targetPort: 8080 }] }))
  await api.call('POST', core, service('nobody', { selector: { tier: 'none' } }))
  await api.call('POST', core, service('outside', { type: 'ExternalName', externalName: 'example.org', selector: { tier: 'all' } }))
  await makeRights()
  await makePolicy()
  const until = Date.now() + deadline
  for (;;) {
    const slices = await api.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)
    const of = (name: string): RawObject[] =>
      slices
        .filter((s) => s['metadata'].labels['kubernetes.io/service-name'] === name)
        .flatMap((s) => (s['endpoints'] ?? []) as RawObject[])
    const pods = await api.list(`/api/v1/namespaces/${namespace}/pods`)
    const settled = pods
      .filter((p) => p['metadata'].labels['demo/state'] === 'crashloop')
      .every((p) => p['status'].containerStatuses?.[0]?.restartCount > 0)
    if (of('all').length === 4 && of('published').length === 4 && of('numbered').length === 1 && settled) {
      if (of('all').filter((e) => e['conditions'].ready).length === 3) break
    }
    if (Date.now() > until) throw new Error(`endpoints did not settle: ${JSON.stringify(of('all'))}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  source = await loadLive({ type: 'live', kubeconfig: file, context: null }, { kind: null, namespaces: null, deadline })
  edges = source.picture.graph.edges()
}, deadline + 60_000)

afterAll(async () => {
  await source?.close()
  for (const name of [namespace, other]) await api.call('DELETE', `/api/v1/namespaces/${name}`)
  await api.call('DELETE', `${rbac}/clusterroles/${namespace}`)
  for (const name of ['there', 'gone']) await api.call('DELETE', `${admission}/validatingadmissionpolicybindings/${namespace}-${name}`)
  await api.call('DELETE', `${admission}/validatingadmissionpolicies/${namespace}`)
  api.close()
})

function own(rule: number): readonly GraphEdge[] {
  return edges.filter((e) => e.rule === rule && parseObjectId(e.source)?.namespace === namespace)
}

function nameOf(id: string): string {
  return parseObjectId(id)?.name ?? ''
}

describe('services on a real cluster', () => {
  it('sends to the Pods of the EndpointSlices, not ready ones as such unless they are published', async () => {
    const slices = await api.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)
    const expected = new Set<string>()
    for (const slice of slices) {
      const name = String(slice['metadata'].labels['kubernetes.io/service-name'])
      for (const endpoint of (slice['endpoints'] ?? []) as RawObject[])
        expected.add(`${name} > ${endpoint['targetRef'].name} ${endpoint['conditions'].ready ? 'ok' : 'not-ready'}`)
    }
    expect(expected.size).toBe(4 + 4 + 1)
    expect([...expected].filter((line) => line.startsWith('published') && line.endsWith('not-ready'))).toEqual([])
    expect([...expected].filter((line) => line.startsWith('all') && line.endsWith('not-ready'))).toHaveLength(1)
    expect(new Set(own(41).map((e) => `${nameOf(e.source)} > ${nameOf(e.target)} ${e.state}`))).toEqual(expected)
    // As the slices and the older Endpoints say it themselves.
    // (Endpoints leave out who lacks the named port; slices list them without it.)
    for (const [rule, count] of [
      [43, 9],
      [44, 7],
    ] as const) {
      const pods = own(rule).filter((e) => e.target.startsWith('core/Pod/'))
      expect(pods).toHaveLength(count)
      expect(pods.filter((e) => e.state === 'dangling')).toEqual([])
      expect(new Set(pods.map((e) => e.target))).toEqual(new Set(own(41).map((e) => e.target)))
    }
    expect(
      own(44)
        .filter((e) => e.source.startsWith('core/Service/'))
        .map((e) => [nameOf(e.source), nameOf(e.target), e.state])
        .sort(),
    ).toEqual(['all', 'nobody', 'numbered', 'published'].map((name) => [name, name, 'ok']))
  })

  it('misses a named port where the controller finds none', async () => {
    const slices = await api.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)
    const withPort = new Set<string>()
    for (const slice of slices) {
      if (
        slice['metadata'].labels['kubernetes.io/service-name'] !== 'all' ||
        !((slice['ports'] ?? []) as RawObject[]).some((p) => p['port'])
      )
        continue
      for (const endpoint of (slice['endpoints'] ?? []) as RawObject[]) withPort.add(String(endpoint['targetRef'].name))
    }
    expect(withPort.size).toBe(3)
    const named = own(45).filter((e) => nameOf(e.source) === 'all')
    expect(named).toHaveLength(4)
    expect(new Set(named.filter((e) => e.state === 'ok').map((e) => nameOf(e.target)))).toEqual(withPort)
    expect(own(45).filter((e) => nameOf(e.source) === 'numbered')).toEqual([])
  })

  it('has an IPAddress for every cluster IP, within a ServiceCIDR', async () => {
    const services = await api.list('/api/v1/services')
    const expected = services
      .filter((s) => s['spec'].clusterIP && s['spec'].clusterIP !== 'None')
      .flatMap((s) => (s['spec'].clusterIPs as string[]).map((ip) => `${ip} ${s['metadata'].namespace}/${s['metadata'].name}`))
    const found = edges.filter((e) => e.rule === 48 && e.state === 'ok' && e.source.startsWith('networking.k8s.io/IPAddress/'))
    const said = new Set(found.map((e) => `${nameOf(e.source)} ${parseObjectId(e.target)?.namespace}/${nameOf(e.target)}`))
    expect(expected.filter((line) => line.includes(namespace)).length).toBe(3)
    expect(expected.filter((line) => line.includes(namespace) && !said.has(line))).toEqual([])
  })
})

describe('rights on a real cluster', () => {
  it('lets a binding grant to whom the API server lets act', async () => {
    // Who is bound to which role in the namespace, by the graph's edges alone; sets by their members.
    const graph = source.picture.graph
    const bound = new Map<string, Set<string>>()
    for (const edge of edges.filter((e) => e.rule === 80 && parseObjectId(e.source)?.namespace === namespace)) {
      const subjects = graph.edgesOf(edge.source).out.filter((e) => e.rule === 82)
      for (const subject of subjects) {
        const members = subject.target.startsWith('pseudo/')
          ? [...graph.membersOf(subject.target)].map((o) => objectId(o.kind, o.namespace, o.name))
          : [subject.target]
        for (const member of members) bound.set(member, (bound.get(member) ?? new Set()).add(edge.target))
      }
    }
    const rulesOf = async (id: string): Promise<RawObject[]> => {
      const ref = parseObjectId(id)
      const path = id.includes('/ClusterRole/')
        ? `${rbac}/clusterroles/${ref?.name}`
        : `${rbac}/namespaces/${ref?.namespace}/roles/${ref?.name}`
      return (await api.call('GET', path))['rules'] as RawObject[]
    }
    let allowed = 0
    for (const [ns, name] of accounts) {
      const roles = [...(bound.get(objectId('core/ServiceAccount', ns, name)) ?? [])]
      const rules = (await Promise.all(roles.map(rulesOf))).flat()
      for (const resource of ['pods', 'configmaps']) {
        for (const verb of verbs) {
          const expected = rules.some((r) => (r['resources'] as string[]).includes(resource) && (r['verbs'] as string[]).includes(verb))
          // What `kubectl auth can-i --as` asks.
          const review = await api.call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
            spec: {
              user: `system:serviceaccount:${ns}:${name}`,
              groups: ['system:serviceaccounts', `system:serviceaccounts:${ns}`, 'system:authenticated'],
              resourceAttributes: { namespace, verb, resource },
            },
          })
          expect([ns, name, verb, resource, expected]).toEqual([ns, name, verb, resource, review['status'].allowed])
          if (expected) allowed++
        }
      }
    }
    expect(allowed).toBe(2 + 2 + 2 + 2)
  })

  it('aggregates the roles whose rules the controller has put together', async () => {
    const roles = new Map((await api.list(`${rbac}/clusterroles`)).map((role) => [String(role['metadata'].name), role]))
    const text = (rule: RawObject): string =>
      JSON.stringify(
        [rule['apiGroups'], rule['resources'], rule['verbs'], rule['resourceNames'], rule['nonResourceURLs']].map((l) =>
          [...((l ?? []) as string[])].sort(),
        ),
      )
    for (const name of ['admin', 'edit', 'view']) {
      const parts = edges.filter((e) => e.rule === 83 && nameOf(e.source) === name).map((e) => nameOf(e.target))
      expect(parts.length).toBeGreaterThan(0)
      const together = new Set(parts.flatMap((part) => ((roles.get(part)?.['rules'] ?? []) as RawObject[]).map(text)))
      expect(new Set(((roles.get(name)?.['rules'] ?? []) as RawObject[]).map(text))).toEqual(together)
    }
  })

  it('finds every subject of every binding, and no role missing that is there', async () => {
    const bindings = [...(await api.list(`${rbac}/rolebindings`)), ...(await api.list(`${rbac}/clusterrolebindings`))]
    const subjects = bindings.flatMap((b) =>
      ((b['subjects'] ?? []) as RawObject[]).map((s) => `${b['metadata'].namespace ?? ''}/${b['metadata'].name} ${s['name']}`),
    )
    const found = edges.filter((e) => e.rule === 82 && !e.target.startsWith('pseudo/'))
    const said = new Set(found.map((e) => `${parseObjectId(e.source)?.namespace}/${nameOf(e.source)} ${nameOf(e.target)}`))
    const missing = subjects.filter(
      (line) => !said.has(line) && !/ system:serviceaccount:/.test(line) && !line.includes('graph-') && !line.includes('kinds-'),
    )
    expect(subjects.length).toBeGreaterThan(40)
    expect(missing).toEqual([])
    const clusterRoles = new Set((await api.list(`${rbac}/clusterroles`)).map((r) => String(r['metadata'].name)))
    for (const e of edges.filter((each) => each.rule === 81))
      expect([e.source, e.state]).toEqual([e.source, clusterRoles.has(nameOf(e.target)) ? 'ok' : 'dangling'])
  })
})

describe('the control plane of a real cluster', () => {
  it('has a lease per node, a level per flow schema, a Service or none per API service', async () => {
    const nodes = (await api.list('/api/v1/nodes')).map((n) => String(n['metadata'].name))
    const leases = edges
      .filter((e) => e.rule === 94 && e.relationshipType === 'heartbeat of' && e.state === 'ok')
      .map((e) => nameOf(e.target))
    const written = (await api.list('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases')).map((l) =>
      String(l['metadata'].name),
    )
    expect(leases.sort()).toEqual(nodes.filter((n) => written.includes(n)).sort())
    const schemas = await api.list('/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas')
    const levels = edges.filter((e) => e.rule === 93 && e.relationshipType === 'of priority level')
    expect(levels.map((e) => [nameOf(e.source), nameOf(e.target), e.state]).sort()).toEqual(
      schemas.map((s) => [s['metadata'].name, s['spec'].priorityLevelConfiguration.name, 'ok']).sort(),
    )
    const services = (await api.list('/apis/apiregistration.k8s.io/v1/apiservices')).filter((s) => s['spec'].service)
    const answered = edges.filter((e) => e.rule === 91 && e.relationshipType === 'answered by')
    expect(answered.map((e) => [nameOf(e.source), nameOf(e.target)]).sort()).toEqual(
      services.map((s) => [s['metadata'].name, s['spec'].service.name]).sort(),
    )
  })
})

describe('admission on a real cluster', () => {
  it('leads from a binding to its policy, and to parameters of the kind that the policy tells', () => {
    const found = edges.filter((e) => e.rule === 90 && nameOf(e.source).startsWith(namespace))
    expect(found.map((e) => [nameOf(e.source), e.relationshipType, e.target.replace(/^[^/]*\//, ''), e.state]).sort()).toEqual([
      [`${namespace}-gone`, 'puts in force', `ValidatingAdmissionPolicy/_/${namespace}`, 'ok'],
      [`${namespace}-gone`, 'takes parameters from', `ConfigMap/${namespace}/gone`, 'dangling'],
      [`${namespace}-there`, 'puts in force', `ValidatingAdmissionPolicy/_/${namespace}`, 'ok'],
      [`${namespace}-there`, 'takes parameters from', `ConfigMap/${namespace}/there`, 'ok'],
    ])
  })
})

describe('the golden corpus', () => {
  it('writes no field that the API server does not know', async () => {
    const folder = new URL('../fixtures/graph/', import.meta.url)
    const served = new Map((await discover(api.client, AbortSignal.timeout(20_000))).kinds.map((kind) => [kind.id, kind]))
    const unknown: string[] = []
    let asked = 0
    for (const name of readdirSync(folder).filter((n) => n.endsWith('.yaml'))) {
      for (const each of parse(readFileSync(new URL(name, folder), 'utf8')) as { name: string; objects: RawObject[] }[]) {
        for (const object of each.objects) {
          const kind = served.get(kindOf(object))
          if (
            !kind?.verbs.includes('create') ||
            object['apiVersion'] !== (kind.group === '' ? kind.version : `${kind.group}/${kind.version}`)
          )
            continue
          const path = `${collectionPath(kind, kind.namespaced ? namespace : undefined)}?dryRun=All&fieldValidation=Strict`
          const { resourceVersion: _, ...metadata } = object['metadata'] as RawObject
          const answer = await api.send('POST', path, { ...object, metadata: kind.namespaced ? { ...metadata, namespace } : metadata })
          asked++
          const message = String(answer.body['message'] ?? '')
          const fields = [...message.matchAll(/unknown field "([^"]*)"/g)].map((m) => m[1] ?? '')
          if (fields.some((field) => !ofOtherVersions.test(field))) unknown.push(`${name}: ${each.name}: ${kind.id}: ${message}`)
        }
      }
    }
    expect(asked).toBeGreaterThan(100)
    expect(unknown).toEqual([])
  }, 120_000)
})
