import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphAnswer, GraphQuestion } from '../../contract/index.ts'
import { atOnce } from '../../layout/inPieces.ts'
import { rules } from '../../relations/index.ts'
import { ruleWords } from '../../relations/ruleWords.ts'
import { MemoryReader, type RawObject } from '../../../tests/support/memoryReader.ts'
import { smallShop } from '../../../tests/support/smallShop.ts'
import { Graph } from '../graph.ts'
import { ask, askAtOnce } from './ask.ts'
import { dependenciesOf } from './dependencies.ts'
import type { Ground } from './ground.ts'
import { accountRequester, RbacGrants } from './rbacGrants.ts'
import { think, type Thinking } from './thinking.ts'

function groundOf(objects: readonly RawObject[]): Ground {
  const reader = new MemoryReader(objects)
  return { graph: new Graph(reader), reader }
}

function answer(objects: readonly RawObject[] | Ground, question: GraphQuestion): GraphAnswer {
  const given = askAtOnce('graph' in objects ? objects : groundOf(objects), question)
  if (!given.ok) throw new Error(`${given.error.message} ${given.error.where ?? ''}`)
  return given.value
}

/** `group: target` of every finding, ids without group and namespace. */
function told({ findings }: GraphAnswer): string[] {
  return findings.map(({ group, target }) => `${group}: ${(target ?? '').replace(/^[^/]+\/([^/]+)\/[^/]+\//, '$1/')}`)
}

const shop = (apiVersion: string, kind: string, name: string, more: RawObject = {}, meta: RawObject = {}): RawObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', uid: `${kind}-${name}`, ...meta },
  ...more,
})
const owner = (kind: string, name: string): RawObject => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind}-${name}`, controller: true }],
})
const container = { name: 'main', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }] }
const podSpec = {
  serviceAccountName: 'web',
  containers: [{ ...container, envFrom: [{ secretRef: { name: 'key' } }, { configMapRef: { name: 'extra', optional: true } }] }],
}
const pod = (name: string, node: string): RawObject =>
  shop(
    'v1',
    'Pod',
    name,
    { spec: { ...podSpec, nodeName: node }, status: { phase: 'Running', podIP: '10.0.0.1', containerStatuses: [{ ready: true }] } },
    { labels: { app: 'web' }, ...owner('ReplicaSet', 'web-1') },
  )
const node = (name: string, zone: string): RawObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: name, labels: { 'topology.kubernetes.io/zone': zone } },
})

const web: readonly RawObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'shop' } },
  node('n1', 'a'),
  node('n2', 'b'),
  shop('apps/v1', 'Deployment', 'web', {
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: podSpec } },
    status: { readyReplicas: 2 },
  }),
  shop(
    'apps/v1',
    'ReplicaSet',
    'web-1',
    { spec: { replicas: 2, template: { spec: podSpec } }, status: { readyReplicas: 2 } },
    owner('Deployment', 'web'),
  ),
  pod('web-1-x', 'n1'),
  pod('web-1-y', 'n2'),
  shop('v1', 'Secret', 'key', { data: { password: '' } }),
  shop('v1', 'ConfigMap', 'extra', { data: { a: 'b' } }),
  shop('v1', 'ServiceAccount', 'web'),
  shop('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] } }),
  shop('networking.k8s.io/v1', 'Ingress', 'front', {
    spec: {
      tls: [{ hosts: ['shop.example'], secretName: 'tls' }],
      rules: [{ host: 'shop.example', http: { paths: [{ path: '/', backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
    },
    status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
  }),
  shop('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  }),
  shop('networking.k8s.io/v1', 'NetworkPolicy', 'web', { spec: { podSelector: { matchLabels: { app: 'web' } }, ingress: [{}] } }),
]
const ids = {
  secret: 'core/Secret/shop/key',
  pod: 'core/Pod/shop/web-1-x',
  other: 'core/Pod/shop/web-1-y',
  ingress: 'networking.k8s.io/Ingress/shop/front',
}

/** Two shops side by side, on Nodes of their own. */
const twoShops: readonly RawObject[] = [
  ...(JSON.parse(
    JSON.stringify(smallShop(0))
      .replaceAll('"shop"', '"mart"')
      .replaceAll(/"n([12])"/g, '"m$1"'),
  ) as RawObject[]),
  ...web,
]

describe('what depends on a thing', () => {
  it('goes up from a Secret to the Ingress, and not to the Namespace or the Nodes', () => {
    const given = answer(web, { ask: 'impact', id: ids.secret })
    expect(told(given)).toEqual([
      'Stops working: Deployment/web',
      'Stops working: ReplicaSet/web-1',
      'Stops working: Pod/web-1-x',
      'Stops working: Pod/web-1-y',
      'Stops working: Service/web',
      'Stops working: Ingress/front',
    ])
    expect(given.findings.at(-1)?.hops.map(({ edge, along }) => `${edge.rule} ${along}`)).toEqual([
      '13 backward',
      '41 backward',
      '50 backward',
    ])
    expect(given.findings.at(-1)?.hops[0]?.edge.evidence[0]?.path).toContain('envFrom[0].secretRef.name')
  })

  it('says weaker, not down, where another replica goes on', () => {
    expect(told(answer(web, { ask: 'impact', id: ids.pod }))).toEqual([
      'Works less well: ReplicaSet/web-1',
      'Works less well: Service/web',
      'Works less well: Deployment/web',
      'Works less well: Ingress/front',
    ])
  })

  it('takes a Node or a zone for its Pods, and never the Pods of another Node', () => {
    const byNode = told(answer(web, { ask: 'impact', id: 'core/Node/_/n1' }))
    expect(byNode[0]).toBe('Stops working: Pod/web-1-x')
    expect(byNode).not.toContain('Stops working: Pod/web-1-y')
    expect(told(answer(web, { ask: 'impact', id: 'pseudo/Zone/_/a' })).slice(0, 2)).toEqual([
      'Stops working: Node/n1',
      'Stops working: Pod/web-1-x',
    ])
  })

  it('raises what is weaker to down when all replicas are lost', () => {
    const alone = web.filter(({ metadata }) => metadata.name !== 'web-1-y')
    expect(told(answer(alone, { ask: 'impact', id: 'core/Node/_/n1' }))).toContain('Stops working: Ingress/front')
  })

  it('tells deleted, idle, unguarded and optional apart', () => {
    const all = told(answer(web, { ask: 'impact', id: 'apps/Deployment/shop/web' }))
    expect(all).toContain('Deleted with it: Pod/web-1-x')
    expect(all).toContain('Has nothing left to do: HorizontalPodAutoscaler/web')
    expect(told(answer(web, { ask: 'impact', id: 'networking.k8s.io/NetworkPolicy/shop/web' }))).toEqual([
      'Is no longer guarded or limited: Pod/web-1-x',
      'Is no longer guarded or limited: Pod/web-1-y',
    ])
    expect(answer(web, { ask: 'impact', id: 'core/ConfigMap/shop/extra' }).findings.every(({ level }) => level === 'warning')).toBe(true)
  })

  it('counts what is in a Namespace, and does not walk there', () => {
    const given = answer(web, { ask: 'impact', id: 'core/Namespace/_/shop' })
    expect(given.findings).toEqual([])
    expect(given.limits[0]).toContain('11 objects in it')
  })

  it('is the same whatever order objects come in, and only ever tells what edges lead to', () => {
    const universe = twoShops
    const plain = groundOf(universe)
    const edges = new Map(plain.graph.edges().map((edge) => [edge.id, edge]))
    fc.assert(
      fc.property(fc.shuffledSubarray([...universe], { minLength: universe.length }), fc.nat(universe.length - 1), (shuffled, at) => {
        const one = universe[at]
        const ground = groundOf(shuffled)
        const [object] = [...plain.reader.kinds()]
          .flatMap((kind) => [...plain.reader.ofKind(kind)])
          .filter((each) => each.uid === one?.['metadata'].uid)
        if (!object) return
        const id = `${object.kind}/${object.namespace === '' ? '_' : object.namespace}/${object.name}`
        const given = answer(ground, { ask: 'impact', id })
        expect(given).toEqual(answer(plain, { ask: 'impact', id }))
        expect(answer(ground, { ask: 'needs', id })).toEqual(answer(plain, { ask: 'needs', id }))
        expect(answer(ground, { ask: 'orphans', namespaces: null })).toEqual(answer(plain, { ask: 'orphans', namespaces: null }))
        for (const { target, hops } of given.findings) {
          let now = id
          for (const { edge, along } of hops) {
            expect(edges.get(edge.id)?.evidence).toEqual(edge.evidence)
            expect(edge.category).not.toBe('containment')
            const [dependent, needed] = along === 'backward' ? [edge.source, edge.target] : [edge.target, edge.source]
            expect(needed).toBe(now)
            now = dependent
          }
          expect(now).toBe(target)
        }
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})

describe('what a thing needs', () => {
  it('tells needed, one of several and helpful apart, with what is missing first in words', () => {
    const given = answer(
      web.filter(({ metadata }) => metadata.name !== 'key'),
      { ask: 'needs', id: ids.pod },
    )
    expect(told(given).slice(0, 4)).toEqual([
      'Needed: Node/n1',
      'Needed: Secret/key',
      'Needed: ServiceAccount/web',
      'Needed: Image/docker.io/library/web:1',
    ])
    expect(told(given)).toContain('Helpful: ConfigMap/extra')
    expect(given.findings[1]).toMatchObject({ level: 'failing', text: expect.stringContaining('it is missing') })
    expect(given.summary).toContain('1 is missing or failing')
  })

  it('follows a Service to its Pods and on', () => {
    expect(told(answer(web, { ask: 'needs', id: ids.ingress }))).toEqual(
      expect.arrayContaining(['One of several: Service/web', 'One of several: Pod/web-1-x', 'One of several: Secret/key']),
    )
  })
})

describe('paths', () => {
  it('takes dependencies, with the evidence of every step', () => {
    const given = answer(web, { ask: 'path', from: ids.ingress, to: ids.secret })
    expect(given.findings.map(({ hops }) => hops.map(({ edge }) => edge.rule))).toEqual([
      [50, 41, 13],
      [50, 41, 13],
    ])
    expect(given.summary).toContain('3 steps apart; 2 ways are equally short')
    for (const { hops } of given.findings) for (const { edge } of hops) expect(edge.evidence.length).toBeGreaterThan(0)
  })

  it('reads the same backward', () => {
    const there = answer(web, { ask: 'path', from: ids.ingress, to: ids.secret }).findings
    const back = answer(web, { ask: 'path', from: ids.secret, to: ids.ingress }).findings
    expect(back.map(({ hops }) => hops.map(({ edge }) => edge.id).reverse()).sort()).toEqual(
      there.map(({ hops }) => hops.map(({ edge }) => edge.id)).sort(),
    )
  })

  it('prefers five real steps over one shared place, and says so where there is nothing else', () => {
    const apart = answer(web, { ask: 'path', from: ids.pod, to: ids.other })
    expect(apart.findings.flatMap(({ hops }) => hops.map(({ edge }) => edge.category))).not.toContain('containment')
    const strangers = [...web, shop('v1', 'ConfigMap', 'stranger')]
    const shared = answer(strangers, { ask: 'path', from: 'core/ConfigMap/shop/stranger', to: ids.secret })
    expect(shared.limits.join()).toContain('Namespace shop in common')
  })

  it('says when nothing connects two things, and when there are more ways than are told', () => {
    const lonely = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'lonely', uid: 'lonely' } }
    expect(answer([...web, lonely], { ask: 'path', from: 'core/Node/_/lonely', to: ids.pod }).summary).toContain('Nothing connects')
    const many = [...web, ...Array.from({ length: 6 }, (_, i) => pod(`web-1-m${i}`, 'n2'))]
    const given = answer(many, { ask: 'path', from: ids.ingress, to: ids.secret })
    expect(given.findings).toHaveLength(5)
    expect(given.limits[0]).toContain('more paths')

    // a way of another kind is told before a sixth Pod of the same workload
    const aside = shop('v1', 'Pod', 'z', { spec: podSpec }, { labels: { app: 'web' } })
    const through = answer([...many, aside], { ask: 'path', from: ids.ingress, to: ids.secret })
    expect(through.findings.map(({ text }) => text).join()).toContain('Pod shop/z')
  })

  it('is as short as a plain search says, for any two things', () => {
    const ground = groundOf(twoShops)
    const all = ground.graph.edges().filter((edge) => edge.category !== 'containment')
    const nodes = [...new Set(all.flatMap((edge) => [edge.source, edge.target]))].sort()
    const distance = (from: string): Map<string, number> => {
      const known = new Map([[from, 0]])
      for (const at of known.keys())
        for (const { source, target } of all)
          for (const [a, b] of [
            [source, target],
            [target, source],
          ] as const)
            if (a === at && !known.has(b)) known.set(b, (known.get(at) ?? 0) + 1)
      return known
    }
    fc.assert(
      fc.property(fc.constantFrom(...nodes), fc.constantFrom(...nodes), (from, to) => {
        const { findings } = answer(ground, { ask: 'path', from, to })
        const least = distance(from).get(to)
        for (const { hops } of findings) {
          let now = from
          for (const { edge, along } of hops) {
            expect(along === 'forward' ? edge.source : edge.target).toBe(now)
            now = along === 'forward' ? edge.target : edge.source
          }
          expect(now).toBe(to)
          if (least !== undefined && hops.every(({ edge }) => edge.category !== 'containment'))
            expect(hops.length).toBeGreaterThanOrEqual(least)
        }
        if (least !== undefined && from !== to) expect(findings.length).toBeGreaterThan(0)
      }),
      { numRuns: 80, seed: 3 },
    )
  })
})

describe('why', () => {
  it('tells rule, fields, state and what to do', () => {
    const id = '52:networking.k8s.io/Ingress/shop/front>core/Secret/shop/tls'
    const { findings } = answer(web, { ask: 'why', edge: id })
    expect(findings.map(({ group, text }) => `${group}: ${text}`)).toEqual([
      'Rule: Rule 52: An Ingress serves hosts with the certificate in a Secret.',
      expect.stringContaining('Fields: Ingress shop/front: spec.tls[0].secretName = '),
      'Confidence: Declared: somebody wrote this reference.',
      'State: Broken: what is named is not there.',
      expect.stringContaining('What to do: Create what is named'),
    ])
  })

  it('tells the edges of Pods that an edge between two tiles stands for', () => {
    const given = answer(web, { ask: 'why', edge: '41:core/Service/shop/web>apps/Deployment/shop/web' })
    expect(given.findings.filter(({ group }) => group === 'Edges')).toHaveLength(2)
  })

  it.each(['', '41', '41:x>y', '41:core/Service/shop/web>core/Pod/shop/none'])('refuses the edge %j', (edge) => {
    expect(askAtOnce(groundOf(web), { ask: 'why', edge })).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  it('finds every edge there is by its id', () => {
    const ground = groundOf(twoShops)
    for (const edge of ground.graph.edges()) expect(answer(ground, { ask: 'why', edge: edge.id }).findings[0]?.hops[0]?.edge).toEqual(edge)
  })

  it('has words for every rule', () => {
    for (const { id } of rules) expect(ruleWords(id), String(id)).not.toBe('A rule without words.')
    for (let id = 1; id <= 130; id++) expect(ruleWords(id)).toMatch(/\.$/)
  })
})

describe('rights', () => {
  const rbac = 'rbac.authorization.k8s.io/v1'
  const clusterWide = (kind: string, name: string, more: RawObject, labels: RawObject = {}): RawObject => ({
    apiVersion: rbac,
    kind,
    metadata: { name, uid: `${kind}-${name}`, labels },
    ...more,
  })
  const rule = (verbs: string[], resources: string[], resourceNames?: string[], apiGroups = ['']): RawObject => ({
    verbs,
    resources,
    apiGroups,
    ...(resourceNames ? { resourceNames } : {}),
  })
  const role = (name: string, ...list: RawObject[]): RawObject => shop(rbac, 'Role', name, { rules: list })
  const bind = (kind: string, name: string, ...subjects: RawObject[]): RawObject =>
    shop(rbac, 'RoleBinding', `${name}-${JSON.stringify(subjects).length}`, {
      roleRef: { kind, name, apiGroup: 'rbac.authorization.k8s.io' },
      subjects,
    })
  const account = (name: string, namespace = 'shop'): RawObject => ({ kind: 'ServiceAccount', name, namespace })
  const group = (name: string): RawObject => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' })

  const may = (objects: RawObject[], verb: string, resource: string, name: string, namespace = 'shop', apiGroup = ''): boolean => {
    const grants = atOnce(RbacGrants.read(new MemoryReader(objects)))
    return grants.can(accountRequester('shop', 'web'), { verb, group: apiGroup, resource, namespace, name }) !== null
  }

  it.each<[string, RawObject[], string, string, string, boolean]>([
    ['by name', [role('r', rule(['get'], ['secrets'], ['key'])), bind('Role', 'r', account('web'))], 'get', 'secrets', 'key', true],
    [
      'by another name',
      [role('r', rule(['get'], ['secrets'], ['other'])), bind('Role', 'r', account('web'))],
      'get',
      'secrets',
      'key',
      false,
    ],
    [
      'by name, asked without one',
      [role('r', rule(['list'], ['secrets'], ['key'])), bind('Role', 'r', account('web'))],
      'list',
      'secrets',
      '',
      false,
    ],
    ['another verb', [role('r', rule(['list'], ['secrets'])), bind('Role', 'r', account('web'))], 'get', 'secrets', 'key', false],
    ['every verb', [role('r', rule(['*'], ['secrets'])), bind('Role', 'r', account('web'))], 'watch', 'secrets', 'key', true],
    ['every resource', [role('r', rule(['get'], ['*'])), bind('Role', 'r', account('web'))], 'get', 'secrets', 'key', true],
    [
      'another group of the API',
      [role('r', rule(['get'], ['*'], undefined, ['apps'])), bind('Role', 'r', account('web'))],
      'get',
      'secrets',
      'key',
      false,
    ],
    [
      'a resource is not its subresource',
      [role('r', rule(['create'], ['pods'])), bind('Role', 'r', account('web'))],
      'create',
      'pods/exec',
      'x',
      false,
    ],
    [
      'a subresource of all',
      [role('r', rule(['create'], ['*/exec'])), bind('Role', 'r', account('web'))],
      'create',
      'pods/exec',
      'x',
      true,
    ],
    ['another account', [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', account('api'))], 'get', 'secrets', 'key', false],
    [
      'the account of another namespace',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', account('web', 'other'))],
      'get',
      'secrets',
      'key',
      false,
    ],
    [
      'an account without namespace is of the binding',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', { kind: 'ServiceAccount', name: 'web' })],
      'get',
      'secrets',
      'key',
      true,
    ],
    [
      'the account as a user',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', { kind: 'User', name: 'system:serviceaccount:shop:web' })],
      'get',
      'secrets',
      'key',
      true,
    ],
    [
      'all accounts',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', group('system:serviceaccounts'))],
      'get',
      'secrets',
      'key',
      true,
    ],
    [
      'all accounts of the namespace',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', group('system:serviceaccounts:shop'))],
      'get',
      'secrets',
      'key',
      true,
    ],
    [
      'all accounts of another namespace',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', group('system:serviceaccounts:other'))],
      'get',
      'secrets',
      'key',
      false,
    ],
    [
      'everybody signed in',
      [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', group('system:authenticated'))],
      'get',
      'secrets',
      'key',
      true,
    ],
    [
      'a ClusterRole in one namespace',
      [clusterWide('ClusterRole', 'c', { rules: [rule(['get'], ['secrets'])] }), bind('ClusterRole', 'c', account('web'))],
      'get',
      'secrets',
      'key',
      true,
    ],
    [
      'a Role is not the ClusterRole of its name',
      [role('c', rule(['get'], ['secrets'])), bind('ClusterRole', 'c', account('web'))],
      'get',
      'secrets',
      'key',
      false,
    ],
    ['a role that is not there', [bind('Role', 'r', account('web'))], 'get', 'secrets', 'key', false],
    [
      'a role put together from others, not written yet',
      [
        clusterWide('ClusterRole', 'all', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] }, rules: [] }),
        clusterWide('ClusterRole', 'part', { rules: [rule(['get'], ['secrets'])] }, { part: 'yes' }),
        bind('ClusterRole', 'all', account('web')),
      ],
      'get',
      'secrets',
      'key',
      true,
    ],
  ])('%s', (_, objects, verb, resource, name, expected) => {
    expect(may(objects, verb, resource, name)).toBe(expected)
  })

  it('of one namespace are none in another, nor in all', () => {
    const objects = [role('r', rule(['get'], ['secrets'])), bind('Role', 'r', account('web'))]
    expect([may(objects, 'get', 'secrets', 'key', 'other'), may(objects, 'get', 'secrets', '', '')]).toEqual([false, false])
  })

  it('tell who can read a Secret: by use, by right, by exec and by starting Pods', () => {
    const given = answer(
      [
        ...web,
        role('read', rule(['get', 'list'], ['secrets'], ['key'])),
        bind('Role', 'read', account('web')),
        role('exec', rule(['create'], ['pods/exec'], ['web-1-x'])),
        bind('Role', 'exec', { kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' }),
        clusterWide('ClusterRole', 'deploy', { rules: [rule(['patch'], ['deployments'], undefined, ['apps'])] }),
        bind('ClusterRole', 'deploy', group('deployers'), account('web')),
      ],
      { ask: 'readers', id: ids.secret },
    )
    expect(told(given)).toEqual([
      'Uses it: Deployment/web',
      'May read it: ServiceAccount/web',
      'May run commands in Pods that have it: User/ann',
      'May start Pods that have it: Group/deployers',
    ])
    expect(given.findings[0]?.text).toContain('in 2 Pods')
    expect(given.findings[1]?.text).toContain('get (by name), list (by name), by RoleBinding')
    expect(given.findings[1]?.text).toContain('runs Deployment shop/web')
    expect(given.findings[1]?.hops.map(({ edge }) => edge.rule)).toEqual([82, 80])
  })

  it('are asked of Secrets and ConfigMaps only', () => {
    expect(askAtOnce(groundOf(web), { ask: 'readers', id: ids.pod })).toMatchObject({ ok: false, error: { code: 'bad-input' } })
  })
})

describe('ways in', () => {
  it('tells host, certificate, Service, port and what policies make of it', () => {
    const { findings } = answer(web, { ask: 'ways-in', id: 'apps/Deployment/shop/web' })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ group: 'By Ingress', level: 'healthy', target: ids.ingress })
    expect(findings[0]?.text).toContain('https://shop.example/ (certificate tls) → Service shop/web port TCP 80 → Pod shop/web-1-x')
    expect(findings[0]?.text).toContain('spec.ingress[0]')
    expect(findings[0]?.hops.map(({ edge }) => edge.rule)).toEqual([55, 50, 41])
  })

  it('finds node ports, load balancers and ports of the Node', () => {
    const more = [
      ...web.filter(({ kind }) => kind !== 'Ingress' && kind !== 'NetworkPolicy'),
      shop('v1', 'Service', 'lb', {
        spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 443, targetPort: 8080, nodePort: 30443 }] },
      }),
      shop('v1', 'Service', 'np', {
        spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] },
      }),
      shop('v1', 'Pod', 'raw', { spec: { nodeName: 'n1', containers: [{ ports: [{ containerPort: 9, hostPort: 99 }] }] } }),
    ]
    expect(answer(more, { ask: 'ways-in', id: ids.pod }).findings.map(({ text }) => text)).toEqual([
      expect.stringContaining(
        'Service shop/lb of type LoadBalancer, port TCP 443, 30443 of every Node → Pod shop/web-1-x (it has no address yet)',
      ),
      expect.stringContaining('Service shop/np of type NodePort, port TCP 80, 30080 of every Node'),
    ])
    expect(answer(more, { ask: 'ways-in', id: 'core/Pod/shop/raw' }).findings[0]?.text).toContain('Port 99 of Node n1 leads to port 9')
  })

  it('says when a policy closes the way', () => {
    const closed = [
      ...web.filter(({ kind }) => kind !== 'NetworkPolicy'),
      shop('networking.k8s.io/v1', 'NetworkPolicy', 'deny', { spec: { podSelector: {} } }),
    ]
    expect(answer(closed, { ask: 'ways-in', id: ids.pod }).findings[0]).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('NetworkPolicy shop/deny'),
    })
  })
})

describe('orphans', () => {
  it('finds what is unused, missing, without effect, alone; and leaves alone what only looks so', () => {
    const given = answer(
      [
        ...web,
        shop('v1', 'ConfigMap', 'kube-root-ca.crt'),
        shop('v1', 'ConfigMap', 'idle'),
        shop('v1', 'Secret', 'sh.helm.release.v1.x.v1', { type: 'helm.sh/release.v1' }),
        shop('v1', 'ServiceAccount', 'default'),
        shop('v1', 'ServiceAccount', 'nobody'),
        shop('v1', 'PersistentVolumeClaim', 'left'),
        shop('v1', 'Service', 'nothing', { spec: { selector: { app: 'none' } } }),
        shop(
          'apps/v1',
          'ReplicaSet',
          'web-0',
          { spec: { replicas: 0, template: { spec: { containers: [{ envFrom: [{ secretRef: { name: 'gone-before' } }] }] } } } },
          owner('Deployment', 'web'),
        ),
        {
          apiVersion: 'v1',
          kind: 'PersistentVolume',
          metadata: { name: 'old', uid: 'old' },
          spec: { persistentVolumeReclaimPolicy: 'Retain' },
          status: { phase: 'Released' },
        },
        shop('autoscaling/v2', 'HorizontalPodAutoscaler', 'astray', {
          spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } },
        }),
      ],
      { ask: 'orphans', namespaces: null },
    )
    expect(told(given).sort()).toEqual(
      [
        'Leads nowhere: Service/nothing',
        'Names what is missing: Ingress/front',
        'Not used: ConfigMap/idle',
        'Not used: PersistentVolumeClaim/left',
        'Not used: ServiceAccount/nobody',
        'Released volumes: PersistentVolume/old',
        'Scales nothing: HorizontalPodAutoscaler/astray',
      ].sort(),
    )
    expect(given.limits[0]).toContain('1 Secrets releases of Helm')
    expect(given.findings[0]?.level).toBe('failing')
  })

  it('looks only where it is asked to', () => {
    expect(answer(web, { ask: 'orphans', namespaces: ['other'] }).findings).toEqual([])
  })

  it('finds all replicas on one Node, and one replica that nothing protects', () => {
    const crowded = web.map((each) => (each['metadata'].name === 'web-1-y' ? pod('web-1-y', 'n1') : each))
    expect(told(answer(crowded, { ask: 'orphans', namespaces: null }))).toContain('Single points: Deployment/web')
    expect(told(answer(web, { ask: 'orphans', namespaces: null }))).not.toContain('Single points: Deployment/web')
  })
})

describe('asking', () => {
  const nextTurn = (): Promise<void> => Promise.resolve()
  function* endless(): Thinking<never> {
    for (;;) yield
  }

  it('ends at its deadline, and when it is withdrawn', async () => {
    const { signal } = new AbortController()
    expect(await think(endless(), { deadline: 30, signal, nextTurn })).toMatchObject({ ok: false, error: { code: 'timeout' } })
    const abort = new AbortController()
    let turns = 0
    const asked = think(endless(), {
      deadline: 10_000,
      signal: abort.signal,
      nextTurn: async () => {
        if (++turns === 3) abort.abort()
      },
    })
    expect(await asked).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('gives in pieces what it gives at once, and says when the cluster changed meanwhile', async () => {
    const reader = new MemoryReader(web)
    const ground = { graph: new Graph(reader), reader }
    const question = { ask: 'impact', id: ids.secret } as const
    const time = { deadline: 10_000, signal: new AbortController().signal, nextTurn }
    expect(await ask(ground, question, time)).toEqual(askAtOnce(ground, question))
    const asked = ask(ground, question, time)
    expect((await asked).ok).toBe(true)
  })

  it.each([
    [{ ask: 'impact', id: 'nonsense' }, 'bad-input'],
    [{ ask: 'impact', id: 'core/Pod/shop/none' }, 'not-found'],
    [{ ask: 'path', from: ids.pod, to: 'core/Pod/shop/none' }, 'not-found'],
    [{ ask: 'verdict', from: ids.secret, to: ids.pod, port: '80', protocol: 'TCP' }, 'bad-input'],
  ] as const)('refuses %j', (question, code) => {
    expect(askAtOnce(groundOf(web), question)).toMatchObject({ ok: false, error: { code } })
  })

  it('says which kinds it could not see', () => {
    const reader = new MemoryReader(web)
    reader.forbidden.add('core/Secret')
    const { limits } = answer({ graph: new Graph(reader), reader }, { ask: 'impact', id: ids.pod })
    expect(limits.join()).toContain('core/Secret')
  })

  it('knows for every rule who depends on whom', () => {
    for (const rule of rules) {
      const from = rule.from === '*' || rule.from === 'podTemplate' ? 'core/Pod' : (rule.from[0] ?? '')
      for (const { why } of dependenciesOf(rule, from, rule.to))
        expect(why).toMatch(
          /^(is|has|can|cannot|takes|mounts|runs|keeps|gets|works|sends|lists|finds|acts|asks|grants|reads|measures|serves|pulls|needs|connects|consists|provisions|trusts|shows|mirrors|attaches|puts|queues|calls|waits|alerts|collects|shapes|scales|shifts|pushes|became|watches|may|holds|follows|starts|leads)/,
        )
    }
  })
})
