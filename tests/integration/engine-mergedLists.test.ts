import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { type TestCluster, TestWindow } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

/** Servers of their own, as contexts of one kubeconfig; and a context of a server that nobody listens on. */
async function open(names: readonly string[]): Promise<{ fakes: FakeCluster[]; window: TestWindow }> {
  const fakes: FakeCluster[] = []
  for (const seed of names.keys()) fakes.push(stops.add(await FakeCluster.start({ pods: 40, others: 60, seed: seed + 1 })))
  const first = fakes[0] as FakeCluster
  const window = stops.add(
    await TestWindow.open({
      kubeconfig: first.kubeconfig([...fakes.map((fake, at) => fake.context(names[at] ?? '')), first.context('dead', { port: 1 })]),
    }),
  )
  return { fakes, window }
}

const podNames = (fake: FakeCluster): string[] =>
  [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])].map(({ namespace, name }) => `${namespace}/${name}`)

describe('a list of several clusters', () => {
  it('is there as soon as one of them is: one that hangs, one that is dead and one that is not open delay nobody', async () => {
    const { fakes, window } = await open(['prod', 'staging', 'hangs'])
    stops.on((fakes[2] as FakeCluster).server.faults.arm({ when: () => true, times: Infinity, action: { type: 'hang' } }))
    const closed = (await window.clusters()).map(({ id }) => id)
    const [prod, staging, hangs, dead] = await Promise.all(['prod', 'staging', 'hangs', 'dead'].map((name) => window.cluster(name)))
    const [a, b] = [prod as TestCluster, staging as TestCluster]
    const beside = [b.id, (hangs as TestCluster).id, (dead as TestCluster).id, 'ctx-nothere']
    expect(closed).toContain(b.id)
    const table = await a.rows('core/Pod', { beside })
    await table.shows(({ last }) => last.matching === 80)
    expect(table.last.clusters.map(({ matching, ledger, error }) => [matching, ledger?.state ?? null, error?.code ?? null])).toEqual([
      [40, 'listed', null],
      [40, 'listed', null],
      [0, null, null],
      [0, null, null],
      [0, null, 'not-found'],
    ])
    expect(
      table.rows
        .filter(({ cluster }) => cluster === a.id)
        .map(({ namespace, name }) => `${namespace}/${name}`)
        .sort(),
    ).toEqual(podNames(fakes[0] as FakeCluster).sort())

    // live, in whichever cluster
    ;(fakes[1] as FakeCluster).server.put('', 'pods', {
      metadata: { name: 'canary', namespace: 'aaa' },
      spec: {},
      status: { phase: 'Running' },
    })
    await table.shows(({ names }) => names[0] === 'canary')
    expect(table.rows[0]?.cluster).toBe(b.id)

    // the one that hung is there when it answers
    ;(fakes[2] as FakeCluster).server.faults.clear()
    await window.client.api.retry((hangs as TestCluster).id, null)
    await table.shows(({ last }) => last.matching === 121, 60_000)
  })

  it('is filtered, ordered, asked and exported over all', async () => {
    const { fakes, window } = await open(['prod', 'staging'])
    const [prod, staging] = await Promise.all(['prod', 'staging'].map((name) => window.cluster(name)))
    const [a, b] = [prod as TestCluster, staging as TestCluster]
    for (const [at, fake] of fakes.entries())
      fake.server.put('', 'pods', {
        metadata: { name: 'same', namespace: 'aaa', labels: { at: String(at) } },
        spec: {},
        status: { phase: 'Running', containerStatuses: [{ name: 'c', restartCount: 100 + at, ready: true, state: { running: {} } }] },
      })
    const table = await (await a.rows('core/Pod', { beside: [b.id] })).shows(({ last }) => last.matching === 82)
    const columns = table.last.extra.map(({ id }) => id)
    expect(columns).toEqual(expect.arrayContaining(['ready', 'status', 'restarts', 'cpuUsage', 'memoryUsage']))

    await table.change({ sort: { column: 'restarts', descending: true } })
    await table.shows(({ rows }) => rows[0]?.cluster === b.id && rows[1]?.cluster === a.id)
    expect(table.names.slice(0, 2)).toEqual(['same', 'same'])

    await table.change({ filter: 'cluster:stag' })
    await table.shows(({ last }) => last.matching === 41)
    expect(new Set(table.rows.map(({ cluster }) => cluster))).toEqual(new Set([b.id]))
    expect(await table.offers('cluster:')).toEqual([
      { term: 'cluster:staging', count: 41, note: '' },
      { term: 'cluster:prod', count: 0, note: '' },
    ])

    await table.change({ filter: 'name:same', sort: { column: 'cluster', descending: true } })
    await table.shows(({ last }) => last.matching === 2)
    expect(await table.rowIds()).toEqual([`${b.id} core/Pod/aaa/same`, `${a.id} core/Pod/aaa/same`])
    expect(await table.slot(`${a.id} core/Pod/aaa/same`)).toBe(1)

    const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-merged-'))
    stops.on(() => rmSync(folder, { recursive: true }))
    const file = path.join(folder, 'rows.csv')
    expect(await table.write(file, ['cluster', 'name', 'restarts'], null)).toMatchObject({ ok: true })
    expect(readFileSync(file, 'utf8')).toBe('Cluster,Name,Restarts\r\nstaging,same,101\r\nprod,same,100\r\n')
    expect(await table.write(file, ['cluster', 'name'], [`${a.id} core/Pod/aaa/same`])).toMatchObject({ ok: true })
    expect(readFileSync(file, 'utf8')).toBe('Cluster,Name\r\nprod,same\r\n')
  })

  it('takes and lets go of clusters while it is open, and wants its kind of each as long as it is there', async () => {
    const { window } = await open(['prod', 'staging'])
    const [a, b] = (await Promise.all(['prod', 'staging'].map((name) => window.cluster(name)))) as [TestCluster, TestCluster]
    const table = await (await a.rows('core/Pod')).shows(({ last }) => last.matching === 40)
    expect(table.rows[0]?.cluster).toBeUndefined()
    await table.change({ beside: [b.id] })
    await table.shows(({ last }) => last.matching === 80)
    await table.alone()
    await table.shows(({ last }) => last.matching === 40 && last.clusters.length === 0)
    await table.change({ beside: [b.id] })
    await table.shows(({ last }) => last.matching === 80)
    // a cluster that is closed under the list says nothing more, and is named when it is asked again
    await window.client.api.closeCluster(b.id)
    await b.is('closed')
    await table.change({ filter: 'x' })
    await table.change({ filter: '' })
    await table.shows(({ last }) => last.matching === 40 && last.clusters[1]?.error?.code === 'not-found')
    await table.close()
  })

  it('refuses a cluster twice, and more than 32', async () => {
    const { window } = await open(['prod'])
    const prod = await window.cluster('prod')
    const query = { cluster: prod.id, kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false }
    const asked = async (beside: string[]) => await window.client.api.openRows({ ...query, beside }, 0, 10)
    expect(await asked([prod.id])).toMatchObject({
      ok: false,
      error: { code: 'bad-input', message: expect.stringContaining('a cluster stands in a list once') },
    })
    expect(await asked(Array.from({ length: 32 }, (_, at) => `ctx-${at}`))).toMatchObject({ ok: false, error: { code: 'bad-input' } })
  })
})
