import { describe, expect, it } from 'vitest'
import { MemoryReader } from '../../tests/support/memoryReader.ts'
import { ApiFailure, type ApiClient, type ApiRequest } from '../cluster/apiClient.ts'
import { findPrometheus, reachPrometheus, type PrometheusWay } from './findPrometheus.ts'
import { rangeQuery } from './rangeQueries.ts'
import { readRange } from './rangeReader.ts'

const signal = new AbortController().signal

function answering(answer: (request: ApiRequest) => { status?: number; body: unknown }): { client: ApiClient; asked: ApiRequest[] } {
  const asked: ApiRequest[] = []
  const no = (): never => {
    throw new Error('not asked for')
  }
  const request: ApiClient['request'] = (one) => {
    asked.push(one)
    const { status = 200, body } = answer(one)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return Promise.resolve({ status, headers: {}, body: Buffer.from(text) })
  }
  return { asked, client: { request, stream: no, socket: no, status: no, onLink: no, close: no } }
}
const service = (namespace: string, name: string, ports: object[], labels = {}): Record<string, any> => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { ports },
})
const version = { status: 'success', data: { version: '3.5.0' } }

describe('looking for a Prometheus', () => {
  const estate = new MemoryReader([
    service('shop', 'web', [{ port: 80 }]),
    service('monitoring', 'kube-prom-node-exporter', [{ port: 9090 }], { 'app.kubernetes.io/name': 'prometheus' }),
    service('monitoring', 'mine', [{ name: 'web', port: 9090 }], { 'app.kubernetes.io/name': 'prometheus' }),
    service('monitoring', 'prometheus-k8s', [
      { name: 'reloader', port: 8080 },
      { name: 'web', port: 9090 },
      { name: 'grpc', port: 10901 },
    ]),
  ])

  it('asks the likeliest Services, through the API server, until one answers as Prometheus does', async () => {
    const { client, asked } = answering(({ path }) =>
      path.includes('prometheus-k8s') ? { body: '<html>a login page</html>' } : { body: version },
    )
    const answer = await findPrometheus(estate, client, signal)
    expect(answer).toMatchObject({
      ok: true,
      value: {
        path: '/api/v1/namespaces/monitoring/services/mine:web/proxy',
        found: { service: 'core/Service/monitoring/mine', port: 'web', version: 'Prometheus 3.5.0' },
      },
    })
    expect(asked.map(({ path }) => path.split('/')[6])).toEqual(['prometheus-k8s:web', 'prometheus-k8s:reloader', 'mine:web'])
  })

  it('finds one that has a path of its own, and reaches the one that a person names, or says what stands there', async () => {
    const { client, asked } = answering(({ path }) =>
      path.includes('/prometheus/api/v1/') ? { body: version } : { status: 404, body: '404 page not found' },
    )
    expect(await findPrometheus(estate, client, signal)).toMatchObject({
      ok: true,
      value: { path: '/api/v1/namespaces/monitoring/services/prometheus-k8s:web/proxy/prometheus' },
    })
    expect(asked).toHaveLength(2)
    const named = { namespace: 'monitoring', service: 'mine', port: '9090', scheme: 'https', path: '/prometheus' } as const
    expect(await reachPrometheus(named, client, signal)).toMatchObject({
      ok: true,
      value: { path: '/api/v1/namespaces/monitoring/services/https:mine:9090/proxy/prometheus', found: { version: 'Prometheus 3.5.0' } },
    })
    expect(await reachPrometheus({ ...named, path: '' }, client, signal)).toMatchObject({
      ok: false,
      error: { code: 'not-found', message: expect.stringContaining('monitoring/mine:9090 answers (404), and is no Prometheus') as string },
    })
    const missing = { kind: 'Status', status: 'Failure', reason: 'ServiceUnavailable', code: 503, message: 'no endpoints available' }
    expect(await reachPrometheus(named, answering(() => ({ status: 503, body: missing })).client, signal)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/cannot be reached: .*no endpoints available/) as string },
    })
  })

  it('says where it looked, and which right is missing', async () => {
    expect(await findPrometheus(estate, answering(() => ({ status: 503, body: 'no endpoints' })).client, signal)).toMatchObject({
      ok: false,
      error: { code: 'not-found', message: expect.stringContaining('monitoring/mine:web') as string },
    })
    const refused = { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403, message: 'services "mine:web" is forbidden' }
    expect(await findPrometheus(estate, answering(() => ({ status: 403, body: refused })).client, signal)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
    // a proxy on the way, or a login before it, says 403 too: no right is missing then
    expect(await findPrometheus(estate, answering(() => ({ status: 403, body: 'denied' })).client, signal)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(await findPrometheus(new MemoryReader(), answering(() => ({ body: version })).client, signal)).toMatchObject({
      ok: false,
      error: { code: 'not-found', message: 'No Service of this cluster looks like a Prometheus.' },
    })
  })
})

describe('a query', () => {
  it.each([
    ['core/Pod/shop/web-1', 'pod="web-1"'],
    ['apps/StatefulSet/shop/db', 'pod=~"db-[0-9]+"'],
    ['core/Namespace/_/shop', 'namespace="shop"'],
    ['core/Node/_/n.1', 'instance=~"n\\\\.1(:[0-9]+)?"'],
  ])('is about the Pods of %s', (id, part) => {
    expect(rangeQuery(id, 'cpu', '120s')?.query).toContain(part)
  })

  it.each([
    ['apps/Deployment/shop/web', ['web-64c966cf88-dsfgg', 'web-5b8c7d-x2vwz']],
    ['apps/ReplicaSet/shop/web-64c966cf88', ['web-64c966cf88-dsfgg']],
    ['apps/StatefulSet/shop/web-db', ['web-db-0', 'web-db-11']],
    ['apps/DaemonSet/shop/web-log', ['web-log-dsfgg']],
    ['batch/Job/shop/web-once', ['web-once-dsfgg', 'web-once-3-dsfgg']],
    ['batch/CronJob/shop/web', ['web-29378880-dsfgg', 'web-29378880-0-dsfgg']],
    [`apps/DaemonSet/shop/${'n'.repeat(70)}`, [`${'n'.repeat(58)}dsfgg`]],
    [`apps/Deployment/shop/${'d'.repeat(50)}`, [`${'d'.repeat(50)}-64c966dsfgg`]],
  ])('of %s asks for its own Pods, also those that are gone, and for no others', (id, own) => {
    const all = [
      ...['web-64c966cf88-dsfgg', 'web-5b8c7d-x2vwz', 'web-db-0', 'web-db-11', 'web-log-dsfgg', 'web-once-dsfgg', 'web-once-3-dsfgg'],
      ...['web-29378880-dsfgg', 'web-29378880-0-dsfgg', 'web', 'web-1', 'web-api-64c966cf88-dsfgg', 'otherweb-64c966cf88-dsfgg'],
      ...[`${'n'.repeat(58)}dsfgg`, `${'d'.repeat(50)}-64c966dsfgg`],
    ]
    const query = rangeQuery(id, 'cpu', '120s')?.query ?? ''
    const pattern = JSON.parse(/pod=~("(?:[^"\\]|\\.)*")/.exec(query)?.[1] ?? '""') as string
    expect(all.filter((pod) => new RegExp(`^(?:${pattern})$`).test(pod))).toEqual(own)
  })

  it('lets no name out of its quotes', () => {
    expect(rangeQuery('core/Pod/shop/a"} or vector(1) #', 'memory', '120s')?.query).toContain('pod="a\\"} or vector(1) #"')
  })

  it('is none for what has no Pods', () => {
    expect(rangeQuery('core/Secret/shop/key', 'cpu', '120s')).toBeNull()
    expect(rangeQuery('core/Node/_/n', 'restarts', '120s')).toBeNull()
  })
})

describe('a graph of a range', () => {
  const way: PrometheusWay = { path: '/proxy', found: { service: 'core/Service/m/p', port: 'web', version: 'Prometheus 3' } }
  const from = 1_700_000_000_000
  const to = from + 600_000
  const read = (client: ApiClient) => readRange(client, way, 'core/Pod/shop/web-1', 'cpu', from, to, signal)
  const matrix = (result: unknown): unknown => ({ status: 'success', data: { resultType: 'matrix', result } })

  it('has a hole where nothing was measured, hostile names made visible, and the largest lines first', async () => {
    const t = from / 1000
    const { client, asked } = answering(() => ({
      body: matrix([
        { metric: { container: 'small' }, values: [[t, '0.1']] },
        {
          metric: { container: 'app\u202e' },
          values: [
            [t, '1'],
            [t + 15, '2'],
            [t + 60, '3'],
            [t + 75, 'NaN'],
          ],
        },
      ]),
    }))
    const answer = await read(client)
    if (!answer.ok) throw new Error(answer.error.message)
    expect(answer.value.series.map(({ name }) => name)).toEqual(['app⟨U+202E⟩', 'small'])
    expect(answer.value.series[0]?.at).toEqual([from, from + 15_000, from + 30_000, from + 60_000, from + 75_000])
    expect(answer.value.series[0]?.values).toEqual([1, 2, NaN, 3, NaN])
    expect(new URLSearchParams(asked[0]?.path.split('?')[1]).get('step')).toBe('15')
  })

  it('leaves out the smallest of too many lines, and says how many', async () => {
    const result = Array.from({ length: 100 }, (_, index) => ({
      metric: { container: `c${index}` },
      values: [[from / 1000, String(index)]],
    }))
    const answer = await read(answering(() => ({ body: matrix(result) })).client)
    expect(answer).toMatchObject({ ok: true, value: { leftOut: 60 } })
    expect(answer.ok && answer.value.series.at(-1)?.name).toBe('c60')
  })

  it('says what Prometheus refused, what the API server refused, and that an answer cannot be read', async () => {
    const refused = { status: 'error', error: 'query timed out' }
    expect(await read(answering(() => ({ status: 422, body: refused })).client)).toMatchObject({
      ok: false,
      error: { message: 'Prometheus refused the query: query timed out.' },
    })
    const status = (code: number, reason: string, message: string) => ({ kind: 'Status', status: 'Failure', code, reason, message })
    const forbidden = 'services "p:web" is forbidden: User "ann" cannot get resource "services/proxy" in API group "" in the namespace "m"'
    expect(await read(answering(() => ({ status: 403, body: status(403, 'Forbidden', forbidden) })).client)).toMatchObject({
      ok: false,
      error: { code: 'forbidden', missing: { verb: 'get', resource: 'services/proxy', namespace: 'm' } },
    })
    // nobody behind the Service: that is no word of Prometheus
    const nobody = 'no endpoints available for service "p:web"'
    expect(await read(answering(() => ({ status: 503, body: status(503, 'ServiceUnavailable', nobody) })).client)).toMatchObject({
      ok: false,
      error: { status: 503, message: nobody, todo: expect.stringContaining('Pods behind the Service') as string },
    })
    // a login before it: no right of the cluster is missing
    const login = await read(answering(() => ({ status: 403, body: '<html>Sign in</html>' })).client)
    expect(login).toMatchObject({ ok: false, error: { code: 'server-error', message: expect.stringContaining('answers 403') as string } })
    expect(login.ok ? null : login.error.missing).toBeUndefined()
    await expect(read(answering(() => ({ body: matrix('lots') })).client)).rejects.toThrow(ApiFailure)
    await expect(read(answering(() => ({ body: [] })).client)).rejects.toThrow('cannot be read')
  })

  it('takes no answer that would keep the engine busy, points that are none, or that go back in time; and hands on what Prometheus warns of', async () => {
    const t = from / 1000
    const values = [[t, '1'], 'x', [t + 15], [t + 30, 2], [t + 45, '4'], [t + 15, '9'], [t + 60, '5']]
    const body = { ...(matrix([{ metric: {}, values }]) as object), warnings: ['partial response\u202e: store a did not answer'] }
    const { client, asked } = answering(() => ({ body }))
    const answer = await read(client)
    if (!answer.ok) throw new Error(answer.error.message)
    expect(answer.value.series[0]?.values).toEqual([1, NaN, 4, 5])
    expect(answer.value.warnings).toEqual(['partial response⟨U+202E⟩: store a did not answer'])
    expect(asked[0]?.largest).toBe(24 * 1024 * 1024)
  })
})
