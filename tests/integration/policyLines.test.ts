import { describe, expect, test } from 'vitest'
import type { GraphQuery } from '../../engine/contract/index.ts'
import { askAtOnce } from '../../engine/graph/asking/ask.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPlain } from '../../engine/graph/picture.ts'
import type { Route, Scene } from '../../engine/layout/scene.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { sceneToSvg } from '../../engine/layout/svg.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

const cluster: GraphQuery = { cluster: 'c', scope: { type: 'cluster' }, categories: null }

/** A Deployment with a ReplicaSet and two Pods. */
function app(namespace: string, name: string, labels: Record<string, string> = {}, env: RawObject[] = []): RawObject[] {
  const all = { app: name, ...labels }
  const spec = { containers: [{ name: 'main', image: 'i', env }] }
  const owner = (kind: string, of: string): RawObject => ({
    apiVersion: 'apps/v1',
    kind,
    name: of,
    uid: `${kind} ${namespace} ${of}`,
    controller: true,
  })
  const meta = (kind: string, of: string, owners: RawObject[] = []): RawObject => ({
    name: of,
    namespace,
    uid: `${kind} ${namespace} ${of}`,
    labels: all,
    ownerReferences: owners,
  })
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('Deployment', name),
      spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: { metadata: { labels: all }, spec } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: meta('ReplicaSet', `${name}-1`, [owner('Deployment', name)]),
      spec: { replicas: 2 },
    },
    ...['a', 'b'].map((pod) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: meta('Pod', `${name}-1-${pod}`, [owner('ReplicaSet', `${name}-1`)]),
      spec,
    })),
  ]
}

function policy(namespace: string, name: string, spec: RawObject): RawObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}

function namespaceOf(name: string, labels: Record<string, string> = {}): RawObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

const pods = (matchLabels: Record<string, string>): RawObject => ({ podSelector: { matchLabels } })
const to = (of: string, peers: RawObject[]): RawObject => ({ ...pods({ app: of }), ingress: [{ from: peers }] })

function draw(objects: readonly RawObject[], query: GraphQuery = cluster): Scene {
  const reader = new MemoryReader(objects)
  return drawPlain(new Graph(reader), reader, query).scene
}

/** `web > api`: routes of policies, by the names of their ends; `<>` where they run both ways. */
function policyRoutes(scene: Scene): string[] {
  const short = (id: string): string => id.slice(id.lastIndexOf('/') + 1)
  return scene.routes
    .filter(isBetween)
    .map((r) => `${short(r.source)} ${r.both ? '<>' : '>'} ${short(r.target)}`)
    .sort()
}

function isBetween({ flow, reasons }: Route): boolean {
  return flow === 'policy' && reasons !== undefined
}

const leftOut = (scene: Scene): number => scene.spaces.reduce((sum, space) => sum + (space.linesLeftOut ?? 0), 0)
const shop = [...app('shop', 'web'), ...app('shop', 'api', { tier: 'back' }), ...app('shop', 'db', { tier: 'back' }), namespaceOf('shop')]

describe('lines of policies in the picture', () => {
  test('run from who is let in to what is guarded, and from what is guarded to where it is let out', () => {
    expect(policyRoutes(draw([...shop, policy('shop', 'db', to('db', [pods({ app: 'api' })]))]))).toEqual(['api > db'])
    const out = policy('shop', 'web', { ...pods({ app: 'web' }), policyTypes: ['Egress'], egress: [{ to: [pods({ app: 'api' })] }] })
    expect(policyRoutes(draw([...shop, out]))).toEqual(['web > api'])
  })

  test('join cards: who is let in stands left of what is guarded', () => {
    const cards = (more: RawObject[]): Map<string, number> =>
      new Map(draw([...shop, ...more]).spaces.flatMap((s) => s.cards.map((c) => [c.title, c.x])))
    const places = cards([policy('shop', 'api', to('api', [pods({ app: 'web' })])), policy('shop', 'db', to('db', [pods({ app: 'api' })]))])
    expect(places.get('web')).toBeLessThan(places.get('api') ?? 0)
    expect(places.get('api')).toBeLessThan(places.get('db') ?? 0)
  })

  test('lead to the edges of the policy, and these say why', () => {
    const reader = new MemoryReader([...shop, policy('shop', 'guard', to('db', [pods({ app: 'api' })]))])
    const graph = new Graph(reader)
    const route = drawPlain(graph, reader, cluster).scene.routes.find(isBetween)
    expect(route?.reasons).toEqual([
      '64:networking.k8s.io/NetworkPolicy/shop/guard>apps/Deployment/shop/db',
      expect.stringMatching(/^65\.ingress:networking\.k8s\.io\/NetworkPolicy\/shop\/guard>pseudo\/PodSet\//),
    ])
    expect(route?.count).toBe(1)
    const fields = (route?.reasons ?? []).map((edge) => {
      const answer = askAtOnce({ graph, reader }, { ask: 'why', edge })
      return answer.ok ? answer.value.findings.filter(({ group }) => group === 'Fields').map(({ text }) => text) : answer.error.message
    })
    expect(fields).toEqual([
      // Of the two Pods, each with the edge's field.
      [expect.stringContaining('spec.podSelector = app=db'), expect.stringContaining('spec.podSelector = app=db')],
      [expect.stringContaining('spec.ingress[0].from[0] = pods app=api in its namespace')],
    ])
  })

  test('labels and expressions of one selector must hold together, peers add up, a workload is no peer of itself', () => {
    const both = { podSelector: { matchLabels: { tier: 'back' }, matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] } }
    expect(policyRoutes(draw([...shop, policy('shop', 'db', to('db', [both]))]))).toEqual(['api > db'])
    const either = [pods({ app: 'web' }), pods({ tier: 'back' })]
    expect(policyRoutes(draw([...shop, policy('shop', 'db', to('db', either))]))).toEqual(['api > db', 'web > db'])
    expect(policyRoutes(draw([...shop, policy('shop', 'db', to('db', [pods({ app: 'web', tier: 'back' })]))]))).toEqual([])
  })

  test('two that let each other in are one line, with both edges', () => {
    const scene = draw([
      ...shop,
      policy('shop', 'a', to('db', [pods({ app: 'api' })])),
      policy('shop', 'b', to('api', [pods({ app: 'db' })])),
    ])
    expect(policyRoutes(scene)).toEqual(['api <> db'])
    expect(scene.routes.find(isBetween)?.reasons).toHaveLength(4)
    // The same said from both sides is one way only.
    const said = policy('shop', 'b', { ...pods({ app: 'api' }), policyTypes: ['Egress'], egress: [{ to: [pods({ app: 'db' })] }] })
    expect(policyRoutes(draw([...shop, policy('shop', 'a', to('db', [pods({ app: 'api' })])), said]))).toEqual(['api > db'])
  })

  test('peers of other namespaces are trunks, by labels of namespaces and of Pods together', () => {
    const objects = [
      ...shop,
      ...['watch', 'other'].flatMap((name) => [namespaceOf(name, { team: name }), ...app(name, 'probe'), ...app(name, 'rest')]),
    ]
    const team = { namespaceSelector: { matchLabels: { team: 'watch' } } }
    const trunks = (peer: RawObject): string[] => policyRoutes(draw([...objects, policy('shop', 'db', to('db', [peer]))]))
    expect(trunks(team)).toEqual(['watch > shop'])
    expect(trunks({ ...team, ...pods({ app: 'probe' }) })).toEqual(['watch > shop'])
    expect(trunks({ ...team, ...pods({ app: 'web' }) })).toEqual([])
    // Any namespace, but only these Pods: those of the own namespace too.
    expect(trunks({ namespaceSelector: {}, ...pods({ app: 'probe' }) })).toEqual(['other > shop', 'watch > shop'])
    expect(trunks({ namespaceSelector: {}, ...pods({ app: 'web' }) })).toEqual(['web > db'])
    const scene = draw([...objects, policy('shop', 'db', to('db', [team]))])
    expect(scene.routes.find(isBetween)).toMatchObject({ level: 'namespaces', source: 'watch', target: 'shop' })
    expect(sceneToSvg(scene, { theme: 'dark', title: 't', summary: 's' })).toContain('stroke-dasharray="0.1 4.2"')
  })

  test('default deny and allow all are a mark on what they guard, and no line', () => {
    const everyone = [
      policy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
      policy('shop', 'all', { ...pods({ app: 'db' }), ingress: [{}] }),
      policy('shop', 'any', to('db', [{ namespaceSelector: {} }])),
      policy('shop', 'own', to('db', [{ podSelector: {} }])),
      // Says what is let out, but does not have that direction.
      policy('shop', 'none', { ...pods({ app: 'db' }), policyTypes: ['Ingress'], egress: [{ to: [pods({ app: 'api' })] }] }),
    ]
    const scene = draw([...shop, ...everyone])
    expect(policyRoutes(scene)).toEqual([])
    expect(leftOut(scene)).toBe(0)
    const db = scene.spaces.flatMap((s) => s.cards).find((c) => c.title === 'db')
    expect(db?.tiles.filter((t) => t.kind.endsWith('NetworkPolicy')).every((t) => t.dock === 'apps/Deployment/shop/db')).toBe(true)
    expect(db?.tiles.filter((t) => t.role === 'guard')).not.toHaveLength(0)
  })

  test('a set of more than eight workloads, or namespaces, stays a set and is counted', () => {
    const crowd = (many: number): RawObject[] => Array.from({ length: many }, (_, i) => app('shop', `c${i}`, { crowd: 'yes' })).flat()
    const open = policy('shop', 'db', to('db', [pods({ crowd: 'yes' })]))
    const eight = draw([...shop, ...crowd(8), open])
    expect([policyRoutes(eight).length, leftOut(eight)]).toEqual([8, 0])
    const nine = draw([...shop, ...crowd(9), open])
    expect([policyRoutes(nine).length, leftOut(nine)]).toEqual([0, 1])
    expect(sceneToSvg(nine, { theme: 'dark', title: 't', summary: 's' })).toContain('1 policy line left out')
    const guarded = draw([
      ...shop,
      ...crowd(9),
      policy('shop', 'all', { ...pods({ crowd: 'yes' }), ingress: [{ from: [pods({ app: 'web' })] }] }),
    ])
    expect([policyRoutes(guarded).length, leftOut(guarded)]).toEqual([0, 1])
    const far = Array.from({ length: 9 }, (_, i) => [namespaceOf(`n${i}`, { far: 'yes' }), ...app(`n${i}`, 'a')]).flat()
    const wide = draw([...shop, ...far, policy('shop', 'db', to('db', [{ namespaceSelector: { matchLabels: { far: 'yes' } } }]))])
    expect([policyRoutes(wide).length, leftOut(wide)]).toEqual([0, 1])
  })

  test('more than one and a half per card are a hairball: none is drawn, all are counted', () => {
    const four = ['a', 'b', 'c', 'd'].flatMap((name) => app('shop', name, { all: 'yes' }))
    const each = ['a', 'b', 'c', 'd'].map((name) => policy('shop', name, to(name, [pods({ all: 'yes' })])))
    const scene = draw([...four, ...each])
    // Twelve ways are six lines, as many as may be.
    expect([policyRoutes(scene).length, leftOut(scene)]).toEqual([6, 0])
    const more = [...four, ...app('shop', 'e', { all: 'yes' }), ...each, policy('shop', 'e', to('e', [pods({ all: 'yes' })]))]
    expect([policyRoutes(draw(more)).length, leftOut(draw(more))]).toEqual([0, 10])
  })

  test('a call that joins the cards already is not said twice', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { selector: { app: 'api' }, ports: [{ port: 8080 }] },
    }
    const caller = app('shop', 'web', {}, [{ name: 'API', value: 'http://api:8080' }])
    const objects = [...caller, ...app('shop', 'api'), service, policy('shop', 'api', to('api', [pods({ app: 'web' })]))]
    const scene = draw(objects)
    expect(policyRoutes(scene)).toEqual([])
    expect(leftOut(scene)).toBe(0)
    expect(scene.routes.filter((r) => r.flow === 'call' && r.level === 'between')).toHaveLength(1)
    // The other way round is something else.
    expect(policyRoutes(draw([...objects, policy('shop', 'web', to('web', [pods({ app: 'api' })]))]))).toEqual(['api > web'])
  })

  test('go with the policy where a lens or a filter leaves it out, and where the sets themselves are drawn', () => {
    const objects = [...shop, policy('shop', 'db', to('db', [pods({ app: 'api' })]))]
    for (const lens of ['network', 'workloads', 'storage'] as const) expect(policyRoutes(draw(objects, { ...cluster, lens }))).toEqual([])
    expect(policyRoutes(draw(objects, { ...cluster, categories: ['traffic'] }))).toEqual([])
  })

  describe('of other policies', () => {
    const watch = [...app('watch', 'probe'), namespaceOf('watch', { team: 'watch' }), namespaceOf('shop', { team: 'shop' })]
    const of = (apiVersion: string, kind: string, namespace: string | undefined, spec: RawObject): RawObject => ({
      apiVersion,
      kind,
      metadata: { name: 'p', ...(namespace === undefined ? {} : { namespace }) },
      spec,
    })
    const match = (labels: Record<string, string>): RawObject => ({ matchLabels: labels })

    test.each(['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'])('%s: for each namespace it is about', (kind) => {
      const rule = (action: string): RawObject => ({ action, from: [{ namespaces: match({ team: 'watch' }) }] })
      const subject = { namespaces: match({ team: 'shop' }) }
      const made = of('policy.networking.k8s.io/v1alpha1', kind, undefined, { subject, ingress: [rule('Allow')] })
      const [route] = draw([...shop, ...watch, made]).routes.filter((r) => r.flow === 'policy')
      expect(route).toMatchObject({ level: 'namespaces', source: 'watch', target: 'shop', count: 1 })
      expect(route?.reasons?.every((id) => id.includes(`policy.networking.k8s.io/${kind}/_/p>pseudo/PodSet/`))).toBe(true)
      expect(route?.reasons).toHaveLength(2)
      const denied = draw([
        ...shop,
        ...watch,
        of('policy.networking.k8s.io/v1alpha1', kind, undefined, { subject, ingress: [rule('Deny')] }),
      ])
      expect([policyRoutes(denied), leftOut(denied)]).toEqual([[], 1])
    })

    test('one that is about more than eight namespaces is told by its mark, and counted', () => {
      const many = Array.from({ length: 9 }, (_, i) => [namespaceOf(`n${i}`, { far: 'yes' }), ...app(`n${i}`, 'a')]).flat()
      const wide = of('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', undefined, {
        subject: { namespaces: match({ far: 'yes' }) },
        ingress: [{ action: 'Allow', from: [{ namespaces: match({ team: 'watch' }) }] }],
      })
      const scene = draw([...many, ...watch, wide])
      expect([policyRoutes(scene), leftOut(scene)]).toEqual([[], 1])
    })

    test('Cilium, of a namespace and of the cluster', () => {
      const spec = { endpointSelector: match({ app: 'db' }), ingress: [{ fromEndpoints: [match({ app: 'api' })] }] }
      expect(policyRoutes(draw([...shop, of('cilium.io/v2', 'CiliumNetworkPolicy', 'shop', spec)]))).toEqual(['api > db'])
      expect(policyRoutes(draw([...shop, of('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', undefined, spec)]))).toEqual(['api > db'])
    })

    test('Calico', () => {
      const spec = { selector: "app == 'db'", ingress: [{ action: 'Allow', source: { selector: "app == 'api'" } }] }
      expect(policyRoutes(draw([...shop, of('projectcalico.org/v3', 'NetworkPolicy', 'shop', spec)]))).toEqual(['api > db'])
    })

    test('an AuthorizationPolicy of Istio: from namespaces, and from who runs under an account', () => {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'shop' } }
      const robots = app('shop', 'robots').map((o) => {
        const spec = o['spec'].template?.spec ?? (o['kind'] === 'Pod' ? o['spec'] : undefined)
        if (spec) spec.serviceAccountName = 'robot'
        return o
      })
      const rule = (source: RawObject, action: string): RawObject =>
        of('security.istio.io/v1', 'AuthorizationPolicy', 'shop', {
          selector: match({ app: 'db' }),
          action,
          rules: [{ from: [{ source }] }],
        })
      const named = { principals: ['cluster.local/ns/shop/sa/robot'] }
      expect(policyRoutes(draw([...shop, ...robots, account, rule(named, 'ALLOW')]))).toEqual(['robots > db'])
      expect(policyRoutes(draw([...shop, ...watch, rule({ namespaces: ['watch'] }, 'ALLOW')]))).toEqual(['watch > shop'])
      const denied = draw([...shop, ...robots, account, rule(named, 'DENY')])
      expect([policyRoutes(denied), leftOut(denied)]).toEqual([[], 1])
    })
  })

  test('are the same bytes in whatever order the objects arrived', () => {
    const objects = [
      ...shop,
      ...app('watch', 'probe'),
      namespaceOf('watch', { team: 'watch' }),
      policy('shop', 'a', to('db', [pods({ app: 'api' }), { namespaceSelector: { matchLabels: { team: 'watch' } } }])),
      policy('shop', 'b', to('api', [pods({ app: 'web' }), pods({ app: 'db' })])),
    ]
    const bytes = new Set<string>()
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed)
      const order = objects.map((object) => ({ object, at: random() })).sort((a, b) => a.at - b.at)
      const scene = draw(order.map(({ object }) => object))
      bytes.add(JSON.stringify(scene.routes) + sceneToSvg(scene, { theme: 'light', title: 't', summary: 's' }))
    }
    expect(bytes.size).toBe(1)
    expect(policyRoutes(draw(objects))).toEqual(['api <> db', 'watch > shop', 'web > api'].sort())
  })
})
