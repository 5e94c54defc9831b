import { describe, expect, test } from 'vitest'
import { Graph } from '../../engine/graph/graph.ts'
import { seededRandom } from '../support/seededRandom.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

/**
 * Defects that cluster graphs of this kind are known for, each as a case: edges that vanish, ids that collide, edges to the wrong
 * object, edges that are there twice or only once for two reasons.
 */

const graphOf = (...objects: RawObject[]): Graph => new Graph(new MemoryReader(objects))
const ends = (graph: Graph, rule: number): readonly string[] =>
  graph
    .edges()
    .filter((edge) => edge.rule === rule)
    .map((edge) => `${edge.source} > ${edge.target} ${edge.state}`)

const deployment = (name: string, spec: RawObject, replicas = 1): RawObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop', uid: `d-${name}` },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec } },
})
const pod = (name: string, namespace: string, labels: Record<string, string>, more: RawObject = {}): RawObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels, ...more },
  spec: { containers: [] },
})

describe('known defects of cluster graphs', () => {
  test('600 Services of one namespace are 600 Services, each with its edge', () => {
    const objects: RawObject[] = []
    for (let i = 0; i < 600; i++) {
      objects.push({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `s${i}`, namespace: 'shop' },
        spec: { selector: { app: `a${i}` } },
      })
      objects.push(pod(`p${i}`, 'shop', { app: `a${i}` }))
    }
    expect(ends(graphOf(...objects), 41)).toHaveLength(600)
  })

  test('the order in which objects arrive decides nothing', () => {
    const objects: RawObject[] = [
      deployment('web', { containers: [{ name: 'c', envFrom: [{ configMapRef: { name: 'conf' } }, { secretRef: { name: 'gone' } }] }] }),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf', namespace: 'shop' } },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { selector: { app: 'web' } } },
      pod('web-1', 'shop', { app: 'web' }),
      pod('web-2', 'shop', { app: 'web' }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'deny', namespace: 'shop' },
        spec: { podSelector: {} },
      },
    ]
    const texts = new Set<string>()
    for (let seed = 1; seed <= 50; seed++) {
      const random = seededRandom(seed)
      const shuffled = objects.map((object) => ({ object, at: random() })).sort((a, b) => a.at - b.at)
      texts.add(JSON.stringify(graphOf(...shuffled.map((s) => s.object)).edges()))
    }
    expect(texts.size).toBe(1)
  })

  test('two custom resources of one kind are two nodes', () => {
    const graph = graphOf(
      { apiVersion: 'a.example/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'shop', uid: 'a' } },
      { apiVersion: 'b.example/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'shop', uid: 'b' } },
      pod('p', 'shop', {}, { ownerReferences: [{ apiVersion: 'b.example/v1', kind: 'Widget', name: 'w', uid: 'b' }] }),
    )
    expect(ends(graph, 1)).toEqual(['core/Pod/shop/p > b.example/Widget/shop/w ok'])
    expect(graph.node('a.example/Widget/shop/w')).toBeDefined()
  })

  test('a RoleBinding to a ClusterRole points at the ClusterRole', () => {
    const graph = graphOf(
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'view' }, rules: [] },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'viewers', namespace: 'shop' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [],
      },
    )
    expect(ends(graph, 80)).toEqual([
      'rbac.authorization.k8s.io/RoleBinding/shop/viewers > rbac.authorization.k8s.io/ClusterRole/_/view ok',
    ])
  })

  test('two selectors in one peer of a NetworkPolicy must both hold; namespaces are looked at', () => {
    const namespace = (name: string, labels: Record<string, string>): RawObject => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })
    const graph = graphOf(
      namespace('shop', { team: 'shop' }),
      namespace('ops', { team: 'ops' }),
      pod('web', 'ops', { app: 'web' }),
      pod('db', 'ops', { app: 'db' }),
      pod('web', 'shop', { app: 'web' }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'both', namespace: 'shop' },
        spec: {
          podSelector: {},
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } }, namespaceSelector: { matchLabels: { team: 'ops' } } }] }],
        },
      },
    )
    const [set, ...more] = graph.edges().filter((edge) => edge.rule === 65)
    expect(more).toEqual([])
    expect([...graph.membersOf(set?.target ?? '')].map((member) => `${member.namespace}/${member.name}`)).toEqual(['ops/web'])
  })

  test('children of operators have owners, of whatever kind', () => {
    const graph = graphOf(
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web', namespace: 'shop', uid: 'r' } },
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: 'web-1',
          namespace: 'shop',
          ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'r', controller: true }],
        },
      },
    )
    expect(ends(graph, 1)).toEqual(['apps/ReplicaSet/shop/web-1 > argoproj.io/Rollout/shop/web ok'])
  })

  test('a Deployment at 0 replicas and a CronJob between runs use what their templates name', () => {
    const template = { containers: [{ name: 'c', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } } }] }] }
    const graph = graphOf(
      deployment('asleep', template, 0),
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'nightly', namespace: 'shop' },
        spec: { jobTemplate: { spec: { template: { spec: template } } } },
      },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: 'shop' }, data: { a: '' } },
    )
    expect(ends(graph, 12)).toEqual([
      'apps/Deployment/shop/asleep > core/Secret/shop/keys ok',
      'batch/CronJob/shop/nightly > core/Secret/shop/keys ok',
    ])
  })

  test('the second key and the second path are evidence too; what is broken is not called healthy', () => {
    const graph = graphOf(
      deployment('web', {
        containers: [
          {
            name: 'c',
            env: ['a', 'b'].map((key) => ({ name: key, valueFrom: { configMapKeyRef: { name: 'conf', key } } })),
          },
        ],
      }),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf', namespace: 'shop' }, data: { a: '1', b: '2' } },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', namespace: 'shop' },
        spec: {
          ingressClassName: 'gone',
          rules: [
            { http: { paths: ['/', '/api'].map((path) => ({ path, backend: { service: { name: 'gone', port: { number: 80 } } } })) } },
          ],
        },
      },
    )
    const keys = graph.edges().filter((edge) => edge.rule === 12)
    expect(keys.map((edge) => edge.state)).toEqual(['ok'])
    expect(keys.flatMap((edge) => edge.evidence.map((evidence) => evidence.path))).toHaveLength(2)
    const paths = graph.edges().filter((edge) => edge.rule === 50)
    expect(paths.map((edge) => edge.state)).toEqual(['dangling'])
    expect(paths[0]?.evidence).toHaveLength(2)
  })

  test('webhooks of both kinds, with labels and expressions, say which namespaces they gate', () => {
    const webhook = (kind: string, namespaceSelector: RawObject | undefined): RawObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind,
      metadata: { name: 'hook' },
      webhooks: [
        {
          name: 'a.example',
          clientConfig: { service: { namespace: 'ops', name: 'hook' } },
          ...(namespaceSelector && { namespaceSelector }),
        },
      ],
    })
    const graph = graphOf(
      webhook('MutatingWebhookConfiguration', { matchExpressions: [{ key: 'inject', operator: 'NotIn', values: ['no'] }] }),
      webhook('ValidatingWebhookConfiguration', undefined),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: {} } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'quiet', labels: { inject: 'no' } } },
    )
    const gated = new Map(
      graph
        .edges()
        .filter((edge) => edge.rule === 89)
        .map((edge) => [edge.source, [...graph.membersOf(edge.target)].map((member) => member.name).sort()]),
    )
    expect(gated).toEqual(
      new Map([
        ['admissionregistration.k8s.io/MutatingWebhookConfiguration/_/hook', ['shop']],
        ['admissionregistration.k8s.io/ValidatingWebhookConfiguration/_/hook', ['quiet', 'shop']],
      ]),
    )
  })
})
