import { describe, expect, it } from 'vitest'
import type { ServedKind } from '../cluster/servedKind.ts'
import { noHealth } from '../contract/index.ts'
import type { LedgerEntry } from '../contract/index.ts'
import type { ModelFault, ModelRequest } from '../../tests/support/modelServer.ts'
import { ModelServer, answer, modelKind, statusText } from '../../tests/support/modelServer.ts'
import { HeldObjects } from '../../tests/support/heldObjects.ts'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import { ReadableNamespaces } from '../cluster/readableNamespaces.ts'
import { Ledger } from './ledger.ts'
import { WatchPool, listsAtOnce } from './watchPool.ts'

const secrets = modelKind('', 'Secret', true)
const nodes = modelKind('', 'Node', false)

interface Setup {
  clock: VirtualClock
  server: ModelServer
  pool: WatchPool
  ledger: Ledger
  sinks: Map<string, HeldObjects[]>
  entry: (kind: ServedKind) => LedgerEntry | undefined
  gone: string[]
  unauthorized: number[]
  namespaces: string[]
}

function setup(kinds: readonly ServedKind[], fault: (request: ModelRequest) => ModelFault | null = () => null): Setup {
  const clock = new VirtualClock(3)
  const server = new ModelServer(clock, kinds)
  server.fault = fault
  const sinks = new Map<string, HeldObjects[]>()
  const ledger = new Ledger(
    clock,
    () => ({ count: 0, health: noHealth() }),
    () => undefined,
  )
  const gone: string[] = []
  const unauthorized: number[] = []
  const namespaces = ['a', 'b']
  const pool = new WatchPool({
    client: server.client(),
    clock,
    ledger,
    sink: (kind) => {
      const sink = new HeldObjects()
      sinks.set(kind.id, [...(sinks.get(kind.id) ?? []), sink])
      return sink
    },
    namespaces: () => Promise.resolve([...namespaces]),
    onGone: (kind) => {
      gone.push(kind.id)
    },
    onUnauthorized: (error) => {
      unauthorized.push(error.status ?? 0)
    },
    onTrouble: () => undefined,
  })
  return { clock, server, pool, ledger, sinks, entry: (kind) => ledger.entry(kind.id), gone, unauthorized, namespaces }
}

const forbidden: ModelFault = {
  do: 'status',
  status: 403,
  body: statusText(
    403,
    'secrets is forbidden: User \\"u\\" cannot list resource \\"secrets\\" in API group \\"\\" at the cluster scope',
    'Forbidden',
  ),
}

describe('a kind that may not be listed for the whole cluster', () => {
  it('is read in the namespaces that may be read, and says which and what is missing', async () => {
    const t = setup([secrets], (request) => (request.namespace === 'a' ? null : forbidden))
    t.server.put(secrets, 'a', 's1', '')
    t.server.put(secrets, 'b', 's2', '')
    t.pool.add(secrets, 0)
    await t.clock.advance(1000)
    expect(t.entry(secrets)).toMatchObject({
      state: 'partial',
      namespaces: ['a'],
      error: { code: 'forbidden', missing: { verb: 'list', group: '', resource: 'secrets', namespace: '' } },
    })
    const held = (): string[] => (t.sinks.get(secrets.id) ?? []).flatMap((sink) => sink.contents).sort()
    expect(held()).toEqual(['a/s1@101'])
    t.server.put(secrets, 'a', 's3', '')
    await t.clock.advance(1000)
    expect(held()).toEqual(['a/s1@101', 'a/s3@103'])
    await t.pool.close()
    expect(t.clock.pending).toBe(0)
    expect(t.server.open).toBe(0)
  })

  it('is forbidden when no namespace may be read, and is asked for again after five minutes or at once on demand', async () => {
    const t = setup([secrets], () => forbidden)
    t.pool.add(secrets, 0)
    await t.clock.advance(1000)
    expect(t.entry(secrets)).toMatchObject({ state: 'forbidden', error: { missing: { resource: 'secrets' } } })
    const asked = t.server.requests.length
    await t.clock.advance(250_000)
    expect(t.server.requests.length).toBe(asked)
    t.server.fault = () => null
    t.pool.retry(secrets.id)
    await t.clock.advance(1000)
    expect(t.entry(secrets)?.state).toBe('listed')
    await t.pool.close()
  })

  it('follows namespaces that come and go, and goes back to the whole cluster when that is allowed', async () => {
    const t = setup([secrets], (request) => (request.namespace === null ? forbidden : null))
    t.server.put(secrets, 'c', 's', '')
    t.pool.add(secrets, 0)
    await t.clock.advance(1000)
    expect(t.entry(secrets)?.namespaces).toEqual(['a', 'b'])
    t.namespaces.splice(0, 2, 'b', 'c')
    t.pool.namespacesChanged()
    await t.clock.advance(1000)
    expect(t.entry(secrets)).toMatchObject({ state: 'partial', namespaces: ['b', 'c'] })
    t.server.fault = () => null
    await t.clock.advance(301_000)
    expect(t.entry(secrets)).toMatchObject({ state: 'listed', mode: 'watchlist' })
    expect(t.server.watches().map(({ namespace }) => namespace)).toEqual([null])
    await t.pool.close()
  })

  it('is simply forbidden when it has no namespaces', async () => {
    const t = setup([nodes], () => forbidden)
    t.pool.add(nodes, 0)
    await t.clock.advance(1000)
    expect(t.entry(nodes)?.state).toBe('forbidden')
    await t.pool.close()
    expect(t.clock.pending).toBe(0)
  })
})

describe('a kind that is gone or refused', () => {
  it('is reported, fails alone, and is tried again', async () => {
    for (const [status, state] of [
      [404, 'failed'],
      [401, 'failed'],
    ] as const) {
      const t = setup([nodes, secrets], (request) => (request.kind.id === nodes.id ? { do: 'status', status } : null))
      t.pool.add(nodes, 0)
      t.pool.add(secrets, 0)
      await t.clock.advance(1000)
      expect(t.entry(nodes)).toMatchObject({ state, error: { status } })
      expect(t.entry(secrets)?.state).toBe('listed')
      expect(status === 404 ? t.gone : t.unauthorized).toEqual([status === 404 ? nodes.id : 401])
      t.server.fault = () => null
      await t.clock.advance(301_000)
      expect(t.entry(nodes)?.state).toBe('listed')
      await t.pool.close()
    }
  })
})

describe('WatchPool', () => {
  const many = Array.from({ length: 40 }, (_, i) => modelKind('many.io', `Kind${String(i)}`, true))

  it('has so many first lists at once and no more, the most wanted first', async () => {
    let most = 0
    const started: string[] = []
    const t = setup(many)
    t.server.delay = 50
    t.server.fault = (request) => {
      started.push(request.kind.id)
      most = Math.max(most, many.filter((kind) => t.entry(kind)?.state === 'loading').length)
      return null
    }
    many.forEach((kind, i) => {
      t.pool.add(kind, i)
    })
    t.pool.want('many.io/Kind3', 1000)
    await t.clock.advance(10_000)
    expect(many.every((kind) => t.entry(kind)?.state === 'listed')).toBe(true)
    expect(most).toBeLessThanOrEqual(listsAtOnce.first)
    expect(most).toBeGreaterThan(listsAtOnce.first / 2)
    // Slots were free when the first were added; behind the wanted one, which has a head start, the rest comes from the top.
    expect(started.slice(0, 7)).toEqual([
      'many.io/Kind0',
      'many.io/Kind1',
      'many.io/Kind2',
      'many.io/Kind3',
      'many.io/Kind39',
      'many.io/Kind38',
      'many.io/Kind37',
    ])
    await t.pool.close()
  })

  it('lets kinds that hang, fail or talk nonsense hold up no other', async () => {
    const bad: Record<string, ModelFault> = {}
    const faults: ModelFault[] = [
      { do: 'hang' },
      { do: 'status', status: 500 },
      { do: 'status', status: 404 },
      { do: 'body', text: '<html>' },
      { do: 'refuse' },
    ]
    // More that hang than there are slots.
    for (let i = 0; i < 15; i++) bad[`many.io/Kind${String(i)}`] = faults[i % 2 === 0 ? 0 : (i >> 1) % faults.length] ?? { do: 'hang' }
    const t = setup(many, (request) => bad[request.kind.id] ?? null)
    many.forEach((kind, i) => {
      t.pool.add(kind, 100 - i)
    }) // the bad ones go first
    await t.clock.advance(7_000)
    expect(many.slice(15).map((kind) => t.entry(kind)?.state)).toEqual(many.slice(15).map(() => 'listed'))
    await t.clock.advance(120_000)
    for (const kind of many.slice(0, 15)) {
      expect(t.entry(kind)?.state).toBe('failed')
      expect(t.entry(kind)?.error?.message).toMatch(/./)
    }
    await t.pool.close()
    expect(t.clock.pending).toBe(0)
    expect(t.server.open).toBe(0)
  })

  it('polls a kind without watch only while somebody wants it', async () => {
    const metrics = modelKind('metrics.k8s.io', 'PodMetrics', true, ['get', 'list'])
    const t = setup([metrics])
    t.pool.add(metrics, 0)
    await t.clock.advance(100_000)
    expect(t.server.requests).toEqual([])
    expect(t.entry(metrics)?.state).toBe('waiting')
    t.pool.want(metrics.id, 1000)
    await t.clock.advance(100_000)
    expect(t.entry(metrics)?.state).toBe('polled')
    const asked = t.server.requests.length
    expect(asked).toBeGreaterThanOrEqual(3)
    t.pool.unwant(metrics.id)
    await t.clock.advance(100_000)
    expect(t.server.requests.length).toBe(asked)
    await t.pool.close()
  })
})

describe('ReadableNamespaces', () => {
  it('asks the server once per namespace which kinds may be listed there, and tries where it cannot say', async () => {
    const clock = new VirtualClock()
    const server = new ModelServer(clock, [])
    const reviews: Record<string, string> = {
      a: '{"status":{"incomplete":false,"resourceRules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["secrets"]}]}}',
      b: '{"status":{"incomplete":false,"resourceRules":[{"verbs":["list"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["one"]},{"verbs":["*"],"apiGroups":["apps"],"resources":["*"]}]}}',
      c: '{"status":{"incomplete":true,"resourceRules":[]}}',
      d: 'nonsense',
    }
    server.other = (request) =>
      answer(201, reviews[(JSON.parse(request.body ?? '') as { spec: { namespace: string } }).spec.namespace] ?? '{}')
    const readable = new ReadableNamespaces({ client: server.client(), clock, known: () => ['b', 'a', 'd', 'c', 'a'] })
    const signal = new AbortController().signal
    const [one, two] = await Promise.all([readable.for(secrets, signal), readable.for(modelKind('apps', 'Deployment', true), signal)])
    expect(one).toEqual(['a', 'c', 'd'])
    expect(two).toEqual(['b', 'c', 'd'])
    expect(server.requests.length).toBeLessThanOrEqual(5) // d, which gave no answer, may be asked again
  })
})
