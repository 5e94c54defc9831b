import { describe, expect, it } from 'vitest'
import type { ApiClient, ApiResponse } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import { discover, isStored } from './discovery.ts'
import { compareIdentity, mergeIdentity } from './identity.ts'

const signal = new AbortController().signal
const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

type Answers = Record<string, { status?: number; type?: string; body: unknown } | Error>

/** A client that knows a few paths. */
function serving(answers: Answers): { client: ApiClient; asked: string[] } {
  const asked: string[] = []
  const request = async ({ path }: { path: string }): Promise<ApiResponse> => {
    asked.push(path)
    const answer = answers[path] ?? { status: 404, body: { kind: 'Status', message: 'not found' } }
    if (answer instanceof Error) throw answer
    return {
      status: answer.status ?? 200,
      headers: { 'content-type': answer.type ?? 'application/json' },
      body: Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)),
    }
  }
  return { client: { request } as unknown as ApiClient, asked }
}

const resource = (name: string, kind: string, more: object = {}) => ({
  resource: name,
  responseKind: { group: '', version: '', kind },
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs: ['get', 'list', 'watch'],
  ...more,
})
const group = (name: string, ...versions: object[]) => ({ metadata: { name }, versions })
const list = (...items: object[]) => ({ type: aggregatedType, body: { kind: 'APIGroupDiscoveryList', items } })
const version = { body: { gitVersion: 'v1.34.4' } }

describe('discovery', () => {
  it('takes two requests, listable kinds only, each in its preferred version, events once', async () => {
    const { client, asked } = serving({
      '/version': version,
      '/api': list(
        group('', {
          version: 'v1',
          resources: [
            resource('pods', 'Pod', { shortNames: ['po'], categories: ['all'] }),
            resource('events', 'Event'),
            resource('bindings', 'Binding', { verbs: ['create'] }),
            resource('namespaces', 'Namespace', { scope: 'Cluster' }),
          ],
        }),
      ),
      '/apis': list(
        group(
          'autoscaling',
          { version: 'v2', resources: [resource('horizontalpodautoscalers', 'HorizontalPodAutoscaler')] },
          { version: 'v1', resources: [resource('horizontalpodautoscalers', 'HorizontalPodAutoscaler'), resource('old', 'OnlyInV1')] },
        ),
        group('events.k8s.io', { version: 'v1', resources: [resource('events', 'Event')] }),
        group('metrics.k8s.io', { version: 'v1beta1', resources: [resource('pods', 'PodMetrics', { verbs: ['get', 'list'] })] }),
      ),
    })
    const found = await discover(client, signal)
    expect(asked.sort()).toEqual(['/api', '/apis', '/version'])
    expect(found).toMatchObject({ version: 'v1.34.4', aggregated: true, failures: [] })
    expect(found.kinds.map(({ id, version: served }) => `${id} ${served}`)).toEqual([
      'autoscaling/HorizontalPodAutoscaler v2',
      'autoscaling/OnlyInV1 v1',
      'core/Event v1',
      'core/Namespace v1',
      'core/Pod v1',
      'metrics.k8s.io/PodMetrics v1beta1',
    ])
    expect(found.kinds.find(({ id }) => id === 'core/Pod')).toEqual({
      id: 'core/Pod',
      group: '',
      version: 'v1',
      kind: 'Pod',
      resource: 'pods',
      singular: 'pod',
      shortNames: ['po'],
      categories: ['all'],
      namespaced: true,
      verbs: ['get', 'list', 'watch'],
    })
    expect(found.kinds.filter((kind) => !isStored(kind)).map(({ id }) => id)).toEqual(['metrics.k8s.io/PodMetrics'])
  })

  it('tells a stale group and keeps the others', async () => {
    const { client } = serving({
      '/version': version,
      '/api': list(group('', { version: 'v1', resources: [resource('pods', 'Pod')] })),
      '/apis': list(
        group('dead.example', { version: 'v1', freshness: 'Stale' }),
        group('apps', { version: 'v1', resources: [resource('deployments', 'Deployment')] }),
      ),
    })
    const found = await discover(client, signal)
    expect(found.kinds).toHaveLength(2)
    expect(found.failures).toEqual([
      {
        group: 'dead.example',
        error: expect.objectContaining({ message: expect.stringContaining('dead.example/v1 does not answer'), todo: expect.any(String) }),
      },
    ])
  })

  it('asks an old server group by group, and one broken group disturbs no other', async () => {
    const old = (name: string, kind: string) => ({
      body: {
        resources: [
          { name, singularName: '', namespaced: true, kind, verbs: ['list'] },
          { name: `${name}/status`, namespaced: true, kind, verbs: ['get', 'list'] },
        ],
      },
    })
    const { client } = serving({
      '/version': { status: 403, body: {} },
      '/api': { body: { versions: ['v1'] } },
      '/apis': {
        body: {
          groups: ['apps', 'dead.example', 'slow.example', 'mad.example'].map((name) => ({
            name,
            versions: [{ version: 'v1beta1' }, { version: 'v1' }],
            preferredVersion: { version: 'v1' },
          })),
        },
      },
      '/api/v1': old('pods', 'Pod'),
      '/apis/apps/v1': old('deployments', 'Deployment'),
      '/apis/apps/v1beta1': old('deployments', 'Deployment'),
      '/apis/dead.example/v1': { status: 503, body: 'service unavailable' },
      '/apis/dead.example/v1beta1': old('things', 'Thing'),
      '/apis/slow.example/v1': new ApiFailure({ code: 'timeout', message: 'did not answer' }),
      '/apis/slow.example/v1beta1': new ApiFailure({ code: 'timeout', message: 'did not answer' }),
      '/apis/mad.example/v1': { body: '<html>' },
      '/apis/mad.example/v1beta1': {
        body: {
          resources: [
            { name: '../../x', kind: 'X', verbs: ['list'] },
            { name: 'x', kind: 'a/b', verbs: ['list'] },
          ],
        },
      },
    })
    const found = await discover(client, signal)
    expect(found).toMatchObject({ version: '', aggregated: false })
    expect(found.kinds.map(({ id, version: served }) => `${id} ${served}`)).toEqual([
      'apps/Deployment v1',
      'core/Pod v1',
      'dead.example/Thing v1beta1',
    ])
    expect(found.failures.map(({ group: name, error }) => `${name} ${error.code}`)).toEqual(
      expect.arrayContaining(['dead.example server-error', 'slow.example timeout', 'mad.example server-error']),
    )
  })

  it.each([
    [{ status: 401, body: { kind: 'Status', message: 'Unauthorized' } }, 'unauthorized'],
    [{ status: 403, body: { kind: 'Status', message: 'forbidden' } }, 'forbidden'],
    [{ body: '<html>sign in</html>' }, 'server-error'],
    [{ type: aggregatedType, body: { items: 'x' } }, 'server-error'],
  ])('fails as a whole when /apis answers %j', async (answer, code) => {
    const { client } = serving({ '/version': version, '/api': list(), '/apis': answer })
    await expect(discover(client, signal)).rejects.toMatchObject({ error: { code } })
  })
})

describe('the identity of a cluster', () => {
  const pinned = { server: 'https://a', caHash: 'h', uid: 'u' }
  it.each([
    ['nothing changed', {}, true],
    ['another uid', { uid: 'v' }, false],
    ['another uid, all else equal by name', { uid: 'v', server: 'https://b', caHash: 'i' }, false],
    ['a moved address', { server: 'https://b' }, true],
    ['a renewed CA', { caHash: 'i' }, true],
    ['no right to see the uid', { uid: null }, true],
    ['no right to see the uid, and all else changed', { uid: null, server: 'https://b', caHash: 'i' }, false],
  ])('with %s is the same: %s', (_name, change, same) => {
    expect(compareIdentity(pinned, { ...pinned, ...change }) === null).toBe(same)
  })

  it('does not forget a uid once seen', () => {
    expect(mergeIdentity(pinned, { server: 'https://b', caHash: 'h', uid: null })).toEqual({ server: 'https://b', caHash: 'h', uid: 'u' })
  })
})
