import { describe, expect, test } from 'vitest'
import type { GraphFrame, GraphLens, GraphQuery } from '../../engine/contract/index.ts'
import { applicationsOf } from '../../engine/graph/applications.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { isGraphKind } from '../../engine/graph/graphKinds.ts'
import { openGraphView } from '../../engine/graph/openView.ts'
import { readLabelFilter } from '../../engine/graph/labelFilter.ts'
import { lenses } from '../../engine/graph/lenses.ts'
import { drawPlain, type Picture } from '../../engine/graph/picture.ts'
import { checkGraphQuery } from '../../engine/graph/scope.ts'
import { LayoutThread } from '../../engine/layout/layoutThread.ts'
import { tilesOf } from '../../engine/layout/overview.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { selects } from '../../engine/relations/selector.ts'
import { estate } from '../support/estate.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

const cluster: GraphQuery = { cluster: 'c', scope: { type: 'cluster' }, categories: null }
const layout = new LayoutThread({ file: null })
const all = Object.keys(lenses) as GraphLens[]

function draw(objects: readonly RawObject[], query: Partial<GraphQuery>): Picture {
  const reader = new MemoryReader(objects)
  return drawPlain(new Graph(reader), reader, { ...cluster, ...query })
}

function tiles(picture: Picture): string[] {
  return tilesOf(picture.scene)
    .map((tile) => tile.id)
    .sort()
}

function firstFrame(objects: readonly RawObject[], query: Partial<GraphQuery>): Omit<GraphFrame, 'subscription'> {
  const reader = new MemoryReader(objects)
  const view = openGraphView(
    new Graph(reader),
    reader,
    { ...cluster, ...query },
    {
      layout,
      onDirty: () => undefined,
      clock: { now: () => 1, after: () => () => undefined },
    },
  )
  const frame = view.take()
  view.close()
  if (!frame) throw new Error('no frame')
  return frame
}

/** Queries of every sort, seeded. */
function queries(seed: number): Partial<GraphQuery>[] {
  const random = seededRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  return Array.from({ length: 30 }, () => ({
    lens: pick(all),
    ...(random() < 0.3 ? { incident: true } : {}),
    ...(random() < 0.3 ? { opened: ['apps/Deployment/atlas/checkout', 'apps/Deployment/beacon/payments'] } : {}),
    ...(random() < 0.4
      ? {
          filter: {
            kinds: random() < 0.3 ? ['core/Pod', 'core/Secret'] : null,
            health: random() < 0.3 ? ['failing' as const, 'warning' as const] : null,
            labels: random() < 0.3 ? 'app=checkout' : '',
            text: random() < 0.5 ? pick(['check', 'pay config', 'nothing-has-this']) : '',
          },
        }
      : {}),
  }))
}

describe('whatever a picture shows', () => {
  const objects = [
    ...estate({ namespaces: 3, apps: 6, pods: 4, nodes: 5 }),
    { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e', namespace: 'atlas' } },
  ]

  test.each(queries(7).map((query) => [JSON.stringify(query), query] as const))(
    'every object is drawn, folded or counted, once: %s',
    (_, query) => {
      const { totals } = firstFrame(objects, query)
      expect(totals.objects).toBe(objects.length)
      expect(totals.drawn + totals.folded + totals.notDrawn).toBe(objects.length)
      expect(totals.leftOut).toBeLessThanOrEqual(totals.notDrawn)
      // By identity: what has a tile, what is folded into a tile, and the rest.
      const reader = new MemoryReader(objects)
      const picture = drawPlain(new Graph(reader), reader, { ...cluster, ...query })
      const drawn = new Set(tiles(picture))
      const folded = new Set([...picture.scene.foldedInto.keys()])
      const counted = new Map<string, number>()
      for (const node of picture.nodes) if (drawn.has(node.id) || folded.has(node.id)) counted.set(node.id, (counted.get(node.id) ?? 0) + 1)
      for (const [id, into] of picture.scene.foldedInto) {
        expect(drawn.has(into), `${id} is folded into ${into}`).toBe(true)
        expect(drawn.has(id)).toBe(false)
      }
      expect([...counted.values()].every((n) => n === 1)).toBe(true)
      const held = reader
        .kinds()
        .filter(isGraphKind)
        .flatMap((kind) => [...reader.ofKind(kind)])
      const shown = held.filter(({ kind, namespace, name }) => counted.has(`${kind}/${namespace || '_'}/${name}`)).length
      expect(shown).toBe(totals.drawn + totals.folded)
    },
  )
})

const rights: RawObject[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'shop' } },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader', namespace: 'shop' }, rules: [] },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'may', namespace: 'shop' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [
      { kind: 'ServiceAccount', name: 'robot', namespace: 'shop' },
      { kind: 'User', name: 'ada', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'Group', name: 'devs', apiGroup: 'rbac.authorization.k8s.io' },
    ],
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'apart', namespace: 'shop' } },
]

describe('a lens', () => {
  test('of rights has roles, bindings and subjects as tiles, with lines; that of everything folds them', () => {
    const picture = draw(rights, { lens: 'rbac' })
    expect(tiles(picture)).toEqual([
      'core/ServiceAccount/shop/robot',
      'rbac.authorization.k8s.io/Group/_/devs',
      'rbac.authorization.k8s.io/Role/shop/reader',
      'rbac.authorization.k8s.io/RoleBinding/shop/may',
      'rbac.authorization.k8s.io/User/_/ada',
    ])
    const lines = picture.scene.routes.map((route) => `${route.source} > ${route.target}`)
    expect(lines).toContain('rbac.authorization.k8s.io/RoleBinding/shop/may > rbac.authorization.k8s.io/Role/shop/reader')
    expect(tiles(draw(rights, {}))).not.toContain('rbac.authorization.k8s.io/RoleBinding/shop/may')
  })

  test('of networks has policies and address ranges; peers are lines between workloads, and what is configured is not shown', () => {
    const policy: RawObject = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: 'shop' },
      spec: {
        podSelector: {},
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }, { ipBlock: { cidr: '10.0.0.0/8' } }] }],
      },
    }
    const secret: RawObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' } }
    const shown = tiles(draw([policy, secret], { lens: 'network' }))
    expect(shown).toContain('networking.k8s.io/NetworkPolicy/shop/closed')
    expect(shown.some((id) => id.startsWith('pseudo/PodSet/'))).toBe(false)
    expect(shown.some((id) => id.startsWith('pseudo/AddressRange/'))).toBe(true)
    expect(shown).not.toContain('core/Secret/shop/s')
  })

  test('of scheduling has nodes and where Pods run; that of storage what uses claims', () => {
    const objects = estate({ namespaces: 2, apps: 4, pods: 3, nodes: 3 })
    const scheduling = draw(objects, { lens: 'scheduling' })
    expect(tiles(scheduling).some((id) => id.startsWith('core/Node/'))).toBe(true)
    expect(scheduling.edges.some((edge) => edge.category === 'scheduling' && edge.target.startsWith('core/Node/'))).toBe(true)
    expect(tiles(scheduling).some((id) => id.startsWith('core/ConfigMap/'))).toBe(false)
    const storage = draw(objects, { lens: 'storage' })
    expect(tiles(storage).some((id) => id.startsWith('core/PersistentVolumeClaim/'))).toBe(true)
    expect(new Set(storage.edges.map((edge) => edge.category))).toEqual(new Set(['storage']))
  })
})

const web = (phase: string): RawObject[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'shop' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', uid: 'd' },
    spec: { replicas: 1 },
    status: { readyReplicas: 1 },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-1',
      namespace: 'shop',
      uid: 'r',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }],
    },
    spec: { replicas: 1 },
    status: { readyReplicas: 1 },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-1-x',
      namespace: 'shop',
      uid: 'p',
      labels: { app: 'web', tier: 'front' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'r', controller: true }],
    },
    spec: { containers: [{ name: 'c', image: 'i' }] },
    status: { phase },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'front', namespace: 'shop' },
    spec: {
      rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
    },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'unrelated', namespace: 'shop' } },
]

describe('incident mode', () => {
  test('shows what is unhealthy, in its workload, and the way of traffic to it; the rest is counted', () => {
    const picture = draw(web('Failed'), { incident: true })
    expect(tiles(picture)).toEqual(['apps/Deployment/shop/web', 'core/Service/shop/web', 'networking.k8s.io/Ingress/shop/front'])
    expect([...picture.background].sort()).toEqual(['core/Service/shop/web', 'networking.k8s.io/Ingress/shop/front'])
    expect(firstFrame(web('Failed'), { incident: true }).totals.leftOut).toBe(3)
  })

  test('shows nothing where all is well', () => {
    const healthy = web('Running').filter((object) => object['kind'] !== 'Ingress')
    expect(tiles(draw(healthy, { incident: true }))).toEqual([])
  })

  test('has every unhealthy object of an estate in a tile', () => {
    const objects = estate({ namespaces: 3, apps: 6, pods: 4, nodes: 5 })
    const picture = draw(objects, { incident: true })
    const drawn = new Set(tiles(picture))
    const everything = draw(objects, {})
    const sick = everything.nodes.filter(({ computed }) => computed.state === 'present' && ['failing', 'warning'].includes(computed.health))
    expect(sick.length).toBeGreaterThan(0)
    for (const { id } of sick) expect(drawn.has(picture.scene.foldedInto.get(id) ?? id), id).toBe(true)
    expect(drawn.size).toBeLessThan(tiles(everything).length / 2)
  })
})

describe('a filter', () => {
  const by = (part: Partial<NonNullable<GraphQuery['filter']>>): string[] =>
    tiles(draw(web('Running'), { filter: { kinds: null, health: null, labels: '', text: '', ...part } }))

  test('by kind, label, text and health keeps what leads to what passes', () => {
    const way = ['apps/Deployment/shop/web', 'core/Service/shop/web', 'networking.k8s.io/Ingress/shop/front']
    expect(by({ kinds: ['core/Pod'] })).toEqual(way)
    expect(by({ labels: 'app in (web,api),!canary,tier!=back' })).toEqual(way)
    expect(by({ labels: 'app=other' })).toEqual([])
    expect(by({ text: 'UNREL' })).toEqual(['core/ConfigMap/shop/unrelated'])
    expect(by({ health: ['failing'] })).toEqual([])
    expect(by({})).toContain('core/ConfigMap/shop/unrelated')
  })

  test.each([
    ['app=web', { app: 'web' }, true],
    ['app==web, tier', { app: 'web' }, false],
    ['app!=web', {}, true],
    ['app notin (web, api)', { app: 'web' }, false],
    ['inside', { inside: '' }, true],
    ['example.org/size>3', { 'example.org/size': '4' }, true],
    ['example.org/size<3', { 'example.org/size': '4' }, false],
    ['app=', { app: '' }, true],
    ['', {}, true],
  ] as const)('reads label selectors as kubectl writes them: %s', (text, labels, passes) => {
    const read = readLabelFilter(text)
    expect(read.ok && selects(read.value, labels)).toBe(passes)
  })

  test.each(['app=web,', '=x', 'app in web', 'app in (web', ',', 'a b', '!'])('refuses what is none: %s', (labels) => {
    expect(checkGraphQuery({ ...cluster, filter: { kinds: null, health: null, labels, text: '' } })).toMatchObject({
      code: 'bad-input',
      where: 'filter.labels',
    })
  })
})

describe('a workload that is opened', () => {
  test('shows its ReplicaSets and Pods as tiles, in its card', () => {
    const picture = draw(web('Running'), { opened: ['apps/Deployment/shop/web'] })
    expect(tiles(picture)).toEqual(expect.arrayContaining(['apps/ReplicaSet/shop/web-1', 'core/Pod/shop/web-1-x']))
    const groups = new Set(picture.nodes.filter(({ name }) => name.startsWith('web')).map(({ group }) => group))
    expect(groups.size).toBe(1)
  })
})

describe('an application', () => {
  const objects: RawObject[] = [
    ...web('Failed').map((object) =>
      object['kind'] === 'Deployment'
        ? { ...object, metadata: { ...object['metadata'], labels: { 'app.kubernetes.io/part-of': 'store' } } }
        : object,
    ),
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } },
  ]

  test('is what says so, what that owns, and what that uses', () => {
    const picture = draw(objects, { scope: { type: 'application', id: 'pseudo/Application/shop/store' } })
    const ids = picture.nodes.map(({ id }) => id).filter((id) => !id.startsWith('pseudo/'))
    expect(ids).toEqual(expect.arrayContaining(['apps/Deployment/shop/web', 'apps/ReplicaSet/shop/web-1', 'core/Pod/shop/web-1-x']))
    expect(ids).not.toContain('core/ConfigMap/shop/unrelated')
    expect(ids).not.toContain('core/Node/_/n')
  })

  test('is listed with its objects and worst health', () => {
    const reader = new MemoryReader(objects)
    expect(applicationsOf(new Graph(reader), reader)).toMatchObject([
      { id: 'pseudo/Application/shop/store', title: 'shop/store', objects: 3, worstHealth: 'failing' },
    ])
  })

  test('has the id of an application', () => {
    expect(checkGraphQuery({ ...cluster, scope: { type: 'application', id: 'core/Pod/a/b' } })).toMatchObject({ code: 'bad-input' })
    expect(checkGraphQuery({ ...cluster, scope: { type: 'application', id: 'pseudo/HelmRelease/a/b' } })).toBeNull()
  })
})
