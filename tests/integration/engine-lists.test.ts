import { afterEach, describe, expect, it } from 'vitest'
import { objectId } from '../../engine/contract/index.ts'
import { FakeCluster, type FakeClusterOptions, Stops } from '../support/fakeCluster.ts'
import { type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

async function open(options: FakeClusterOptions = {}): Promise<{ fake: FakeCluster; cluster: TestCluster; window: TestWindow }> {
  const fake = stops.add(await FakeCluster.start(options))
  const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
  return { fake, window, cluster: await window.cluster('fake') }
}

/** The ledger has every kind of the server, complete, with the server's count. */
function expectWhole(fake: FakeCluster, cluster: TestCluster): void {
  expect(Object.fromEntries(cluster.ledger().map((entry) => [entry.kind, `${entry.state} ${entry.count}`]))).toEqual(
    Object.fromEntries([...fake.counts()].map(([kind, count]) => [kind, `listed ${count}`])),
  )
  expect(fake.differences(cluster.inside)).toEqual([])
}

describe('a cluster that is opened', () => {
  it('is live with every kind listed, and every count is the server’s', async () => {
    const { fake, window, cluster } = await open()
    const summary = await cluster.is('live')
    await until(
      () => cluster.ledger('listed').length === fake.counts().size,
      () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'listed')),
    )
    expectWhole(fake, cluster)
    expect(cluster.summary).toMatchObject({
      version: 'v1.34.4',
      protocol: 'h2',
      error: null,
      kinds: 27,
      kindsListed: 27,
      asOf: null,
      fromCache: false,
    })
    expect(summary.nodes).toEqual({ ready: 1, total: 1 })
    await until(
      () => cluster.namespaces.join() === 'kube-system,team-0',
      () => cluster.namespaces.join(),
    )
    expect(window.states.get(cluster.id)).toEqual(expect.arrayContaining(['connecting', 'syncing', 'live']))
    expect(window.problems).toEqual([])
  })

  it.each<[string, FakeClusterOptions, Record<string, unknown>]>([
    ['by a load balancer that speaks HTTP/1.1 only', { http1Only: true }, { protocol: 'h1' }],
    ['by a server that does not know WatchList', { watchList: false }, { protocol: 'h2' }],
    ['by a server without aggregated discovery', { aggregatedDiscovery: false }, { protocol: 'h2' }],
    [
      'by an old server behind an old proxy: neither of them, HTTP/1.1, one stream',
      { aggregatedDiscovery: false, watchList: false, http1Only: true },
      { protocol: 'h1' },
    ],
    ['by a server that allows eight streams at a time', { maxConcurrentStreams: 8 }, { protocol: 'h2' }],
  ])('is whole when it is served %s', async (_how, options, expected) => {
    const { fake, cluster } = await open(options)
    await cluster.is('live')
    await until(
      () => cluster.ledger('listed').length === fake.counts().size,
      () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'listed')),
    )
    expectWhole(fake, cluster)
    expect(cluster.summary).toMatchObject(expected)
    const modes = new Set(cluster.ledger().map((entry) => entry.mode))
    expect(modes).toEqual(new Set([options.watchList === false ? 'list+watch' : 'watchlist']))
  })

  it('is closed again without a request, a timer or a word afterwards', async () => {
    const { fake, window, cluster } = await open()
    await cluster.is('live')
    await window.client.api.closeCluster(cluster.id)
    await cluster.is('closed')
    const requests = fake.server.seen.length
    const heard = window.heard.length
    fake.server.put('', 'configmaps', { metadata: { name: 'late', namespace: 'team-0' } })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(fake.server.seen.length).toBe(requests)
    expect(window.heard.length).toBe(heard)
    expect(await window.client.api.search(cluster.id, 'app', 5)).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})

describe('a table', () => {
  it('shows its first page while the list is still coming', async () => {
    const fake = stops.add(await FakeCluster.start({ pods: 300, others: 300, watchList: false }))
    const disarm = fake.server.faults.arm({
      when: ({ resource, verb }) => resource === 'pods' && verb === 'list',
      times: 1,
      action: { type: 'drip', chunk: 64 * 1024, ms: 50 },
    })
    stops.on(disarm)
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    const table = await cluster.rows('core/Pod', {}, 20)
    await table.shows(({ last }) => last.total === 300 && last.ledger.state === 'listed')
    const early = table.frames.filter((frame) => frame.ledger.state === 'loading' && frame.slots.length === 20)
    expect(early.length).toBeGreaterThan(0)
    expect(early[0]?.total).toBeLessThan(300)
  })

  it('follows the cluster by watches alone: a change is there without one more list', async () => {
    const { fake, cluster } = await open()
    await cluster.is('live')
    const table = await (await cluster.rows('core/ConfigMap', { filter: 'canary' })).shows(({ last }) => last.matching === 0)
    const lists = fake.asked('list')
    const requests = fake.server.seen.length
    fake.server.put('', 'configmaps', { metadata: { name: 'canary', namespace: 'team-0' }, data: { a: '1' } })
    await table.shows(({ names }) => names.includes('canary'))
    expect(table.cells('canary')['Data']).toBe(1)
    fake.server.put('', 'configmaps', { metadata: { name: 'canary', namespace: 'team-0' }, data: { a: '1', b: '2' } })
    await table.shows((shown) => shown.cells('canary')['Data'] === 2)
    fake.server.delete('', 'configmaps', 'team-0', 'canary')
    await table.shows(({ last }) => last.matching === 0)
    expect(fake.asked('list')).toBe(lists)
    // at most the link asking for a sign of life
    expect(fake.server.seen.slice(requests).filter(({ path }) => path !== '/version')).toEqual([])
  })

  it('is filtered, sorted and cut to namespaces by the engine', async () => {
    const { fake, cluster } = await open({ pods: 450, others: 700 })
    await cluster.is('live')
    const all = await (await cluster.rows('core/Pod')).shows(({ last }) => last.total === 450 && last.ledger.state === 'listed')
    expect(all.last.slots).toHaveLength(200)
    const pods = [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])]

    await all.change({ namespaces: ['team-1'] })
    const inTeam1 = pods.filter((pod) => pod.namespace === 'team-1')
    await all.shows(({ last }) => last.total === inTeam1.length)
    expect(new Set(all.rows.map((row) => row.namespace))).toEqual(new Set(['team-1']))

    await all.change({ namespaces: null, filter: 'label:app=app-7 -status:running', sort: { column: 'name', descending: true } })
    const wanted = pods.filter((pod) => pod.labels['app'] === 'app-7').map((pod) => pod.name)
    await all.shows(({ last }) => last.matching === wanted.length)
    expect(all.names).toEqual([...wanted].sort().reverse())
    expect(all.last.total).toBe(450)

    await all.change({ filter: '', sort: null, problemsOnly: true })
    const failing = pods.filter((pod) => ['app-7', 'app-27'].includes(pod.labels['app'] ?? ''))
    await all.shows(({ last }) => last.matching === failing.length)
    expect(new Set(all.rows.map((row) => row.level))).toEqual(new Set(['failing']))

    await all.change({ problemsOnly: false, filter: 'age:<soon' })
    await all.shows(({ last }) => last.filterError?.term === 'age:<soon')

    // the window moves; every row it names was brought
    await all.change({ filter: '' })
    await all.move(300, 50)
    expect(all.rows).toHaveLength(50)
    const sorted = pods.map((pod) => objectId('core/Pod', pod.namespace, pod.name)).sort((a, b) => compareIds(a, b))
    expect(all.ids).toEqual(sorted.slice(300, 350))
  })

  it('of a kind that nobody knows says so, and is no empty list', async () => {
    const { cluster } = await open()
    await cluster.is('live')
    const table = await (await cluster.rows('no.such/Thing')).shows(() => true)
    expect(table.last).toMatchObject({ total: 0 })
    expect(table.last.ledger.state).not.toBe('listed')
  })
})

/** Namespace first, then the name in the natural order that people expect. */
function compareIds(a: string, b: string): number {
  const [x, y] = [a.split('/'), b.split('/')] as [string[], string[]]
  const collator = new Intl.Collator('en', { numeric: true })
  return collator.compare(x[2] ?? '', y[2] ?? '') || collator.compare(x[3] ?? '', y[3] ?? '')
}
