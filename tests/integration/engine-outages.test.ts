import { afterEach, describe, expect, it } from 'vitest'
import { TcpGate } from '../fakeApiServer/tcpGate.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const pod = (name: string) => ({ metadata: { name, namespace: 'team-0' }, spec: { containers: [] }, status: { phase: 'Pending' } })

/** All kinds listed, and the same objects at the same versions as on the server. */
async function caughtUp(fake: FakeCluster, cluster: TestCluster, within = 30_000): Promise<void> {
  await cluster.is('live', within)
  await until(
    () => fake.differences(cluster.inside).length === 0,
    () => fake.differences(cluster.inside).slice(0, 5).join('; '),
    within,
  )
  await until(
    () => cluster.ledger('listed').length === fake.counts().size,
    () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'listed')),
    within,
  )
}

describe('a storage that is restored from a backup while the cluster is open', () => {
  it('is seen when the link returns: every kind is listed anew, and nothing stays of what has never been', async () => {
    const fake = stops.add(await FakeCluster.start())
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await caughtUp(fake, cluster)
    const backup = fake.server.etcd.backup()
    const pods = [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])]
    fake.server.delete('', 'pods', pods[0]?.namespace ?? '', pods[0]?.name ?? '')
    fake.server.put('', 'pods', pod(pods[1]?.name ?? ''))
    for (let i = 0; i < 50; i++) fake.server.put('', 'pods', pod(`never-${String(i)}`))
    fake.server.put('', 'configmaps', { metadata: { name: 'never', namespace: 'team-0' }, data: {} })
    await caughtUp(fake, cluster)

    await fake.server.crash()
    await cluster.is('stale')
    fake.server.etcd.restore(backup)
    fake.server.put('', 'configmaps', { metadata: { name: 'after', namespace: 'team-0' }, data: {} })
    await fake.server.start()
    await caughtUp(fake, cluster)
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.total === 40 && last.ledger.state === 'listed')
    expect(table.names.some((name) => name.startsWith('never'))).toBe(false)
    // and it goes on from there
    fake.server.put('', 'pods', pod('after'))
    await table.shows(({ names }) => names.includes('after'))
  })
})

describe('an API server that is killed', () => {
  it('leaves the rows on screen, stale since then; started again it is live, and what changed meanwhile is there', async () => {
    const fake = stops.add(await FakeCluster.start())
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await caughtUp(fake, cluster)
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.total === 40)
    const shown = table.names
    const killedAt = Date.now()
    await fake.server.crash()

    const stale = await cluster.is('stale')
    expect(stale.error).toMatchObject({ code: 'unreachable' })
    expect(stale.error?.todo).toBeTruthy()
    expect(stale.retryAt).not.toBeNull()
    expect(Math.abs((stale.asOf ?? 0) - killedAt)).toBeLessThan(20_000)
    expect(stale.since).toBeGreaterThanOrEqual(killedAt)
    expect(table.names).toEqual(shown)
    await table.shows(({ last }) => last.ledger.state === 'stale')
    await until(
      () => cluster.ledger('stale').length === fake.counts().size,
      () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'stale')),
    )
    expect(cluster.summary.objects).toBeGreaterThan(100)

    // meanwhile a pod goes, one comes, one changes
    const [first, second] = [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])]
    fake.server.delete('', 'pods', first?.namespace ?? '', first?.name ?? '')
    fake.server.put('', 'pods', pod('newcomer'))
    fake.server.put('', 'pods', pod(second?.name ?? ''))
    await fake.server.start()
    await caughtUp(fake, cluster)
    await table.shows(
      ({ names, last }) => names.includes('newcomer') && !names.includes(first?.name ?? '') && last.ledger.state === 'listed',
    )
    expect(cluster.summary).toMatchObject({ error: null, retryAt: null, asOf: null })
  })
})

describe('a link that freezes', () => {
  it('is noticed within seconds although nothing says so, and is live again after it thaws', async () => {
    const fake = stops.add(await FakeCluster.start())
    const gate = new TcpGate(fake.server.port)
    await gate.open()
    stops.on(() => gate.close())
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake', { port: gate.port })]) }))
    const cluster = await window.cluster('fake')
    await caughtUp(fake, cluster)
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.total === 40)
    gate.freeze()
    fake.server.put('', 'pods', pod('unheard'))
    const stale = await cluster.is('stale', 25_000)
    expect(stale.error).not.toBeNull()
    expect(table.names).toHaveLength(40)
    gate.thaw()
    await caughtUp(fake, cluster)
    await table.shows(({ names }) => names.includes('unheard'))
  })
})

describe('a history that was compacted away', () => {
  it('on all kinds at once: every watch answers 410, every kind is listed anew', async () => {
    const fake = stops.add(await FakeCluster.start({ watchList: false }))
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await caughtUp(fake, cluster)
    const before = fake.asked('list')
    fake.server.dropConnections()
    fake.server.put('', 'pods', pod('compacted'))
    for (const { resource, objects } of fake.server.etcd.collections()) {
      const [any] = objects.values()
      if (any !== undefined && resource.resource !== 'pods' && resource.resource !== 'namespaces')
        fake.server.delete(resource.group, resource.resource, any.namespace, any.name)
    }
    fake.server.etcd.compact()
    await until(
      () => fake.asked('list') - before >= fake.counts().size,
      () => `${fake.asked('list') - before} lists`,
    )
    await caughtUp(fake, cluster)
  })
})

describe('a token that runs out', () => {
  it('signs the cluster out, keeps its picture, and a new one in the kubeconfig signs it in again', async () => {
    const tokens: Record<string, string> = { 'token-of-today': 'admin' }
    const fake = stops.add(await FakeCluster.start({ tokens }))
    const file = fake.kubeconfig([fake.context('fake', { user: { token: 'token-of-today' } })])
    const window = stops.add(await TestWindow.open({ kubeconfig: file }))
    const cluster = await window.cluster('fake')
    await caughtUp(fake, cluster)
    delete tokens['token-of-today']
    // the server ends its watches in time; the next request is refused
    fake.server.dropConnections()
    const out = await cluster.is('signed-out')
    expect(out.error).toMatchObject({ code: 'unauthorized' })
    expect(out.error?.todo).toBeTruthy()
    expect(out.objects).toBeGreaterThan(100)
    expect(out.asOf).not.toBeNull()
    const requests = fake.server.seen.length
    await new Promise((resolve) => setTimeout(resolve, 1500))
    // a refused credential is not tried again and again: that locks accounts
    expect(fake.server.seen.length - requests).toBeLessThanOrEqual(1)

    tokens['token-of-tomorrow'] = 'admin'
    fake.server.put('', 'pods', pod('tomorrow'))
    fake.kubeconfig([fake.context('fake', { user: { token: 'token-of-tomorrow' } })])
    await caughtUp(fake, cluster)
    expect(window.heard.join('')).not.toMatch(/token-of-/)
  })
})
