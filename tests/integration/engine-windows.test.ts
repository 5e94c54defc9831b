import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { unseal } from '../../engine/snapshots/envelope.ts'
import { readPart } from '../../engine/snapshots/picturePart.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { keyVault, must, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

describe('a cluster that two windows have open', () => {
  it('stays open for one when the other closes it, and is closed when the last one does', async () => {
    const fake = stops.add(await FakeCluster.start())
    const first = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const second = new TestWindow(first.engine, [], null)
    const [here, there] = [await first.cluster('fake'), await second.cluster('fake')]
    await there.is('live')
    const table = await (await there.rows('core/Pod')).shows(({ last }) => last.total === 40)
    must(await first.client.api.closeCluster(here.id))
    fake.server.put('', 'pods', { metadata: { name: 'after-the-other-closed', namespace: 'team-0' }, spec: { containers: [] } })
    await table.shows(({ names }) => names.includes('after-the-other-closed'))
    must(await second.client.api.closeCluster(there.id))
    expect(first.engine.workspace.get(here.id)).toBeUndefined()
    second.client.close()
  })

  it('that is closed and opened again at once is one cluster, and an old table follows the new one when asked', async () => {
    const fake = stops.add(await FakeCluster.start())
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.total === 40)
    const api = window.client.api
    await Promise.all(
      [api.closeCluster(cluster.id), api.openCluster(cluster.id), api.openCluster(cluster.id)].map(async (answer) => must(await answer)),
    )
    await cluster.is('live')
    fake.server.put('', 'pods', { metadata: { name: 'new-here', namespace: 'team-0' }, spec: { containers: [] } })
    await table.change({ filter: 'new-here' })
    await table.shows(({ names }) => names.includes('new-here'))
  })
})

describe('a kubeconfig that changes under an open, live cluster', () => {
  it('is followed at once: the connection is made anew with what it says now', async () => {
    const [old, now] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 3 }))]
    const window = stops.add(await TestWindow.open({ kubeconfig: old.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    // the same name leads to another server
    old.kubeconfig([now.context('fake')])
    await until(
      () => now.server.seen.length > 0,
      () => `the new server was not asked; the cluster is ${cluster.state}`,
    )
    await until(
      () => cluster.state === 'other-cluster' || (cluster.state === 'live' && now.differences(cluster.inside).length === 0),
      () => `it is ${cluster.state}`,
    )
    const before = old.server.seen.length
    old.server.put('', 'configmaps', { metadata: { name: 'unseen', namespace: 'team-0' } })
    await sleep(500)
    expect(old.server.seen.length).toBe(before)
    expect(must(await window.client.api.search(cluster.id, 'unseen', 5))).toEqual([])
  })
})

describe('the last picture of a cluster that is gone', () => {
  it('keeps the age of its data, however often it is opened and closed', async () => {
    const [fake, home] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
    const options = { userData: home.folder, vault: keyVault(), kubeconfig: fake.kubeconfig() }
    const first = await TestWindow.open(options)
    const { id } = await first.cluster('fake').then(async (cluster) => (await cluster.is('live')) && cluster)
    await first.stop()
    await fake.server.crash()
    const takenAt = async (): Promise<number> => {
      const pictures = path.join(home.folder, 'pictures')
      const [file] = readdirSync(pictures).filter((name) => name.endsWith('.picture'))
      const opened = unseal(keyVault().key() ?? new Uint8Array(), id, readFileSync(path.join(pictures, file ?? '')))
      return readPart(opened?.bytes ?? Buffer.alloc(0)).takenAt
    }
    const age = await takenAt()
    for (const _ of [1, 2]) {
      const again = await TestWindow.open(options)
      const cluster = await again.cluster('fake')
      await cluster.is('stale')
      expect(cluster.summary.asOf).toBe(age)
      await again.stop()
      expect(await takenAt()).toBe(age)
    }
  })

  it('is not needed for a connection: a key that is none, or a disk that fails, is told, and the cluster is live', async () => {
    const [fake, home] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
    const options = { userData: home.folder, kubeconfig: fake.kubeconfig() }
    const first = await TestWindow.open({ ...options, vault: keyVault() })
    await (await first.cluster('fake')).is('live')
    await first.stop()
    const window = stops.add(await TestWindow.open({ ...options, vault: keyVault(new Uint8Array(31)) }))
    await (await window.cluster('fake')).is('live')
    expect(window.problems).toMatchObject([{ code: 'io', message: expect.stringContaining('The last picture of fake could not be read') }])
  })
})
