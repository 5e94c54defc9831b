import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { keyVault, must, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

/** A cluster whose last picture is on disk, and what opens an app on it. */
async function keptCluster(size: { pods: number; others: number }) {
  const [fake, home] = [stops.add(await FakeCluster.start(size)), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
  const options = { userData: home.folder, vault: keyVault(), kubeconfig: fake.kubeconfig() }
  const open = async () => {
    const window = await TestWindow.open(options)
    return { window, cluster: await window.cluster('fake') }
  }
  const live = async () => {
    const opened = await open()
    await opened.cluster.is('live')
    await until(
      () => fake.differences(opened.cluster.inside).length === 0,
      () => fake.differences(opened.cluster.inside).slice(0, 5).join('; '),
    )
    return opened
  }
  const folder = path.join(home.folder, 'pictures')
  const files = (): Record<string, string> =>
    Object.fromEntries(readdirSync(folder).map((name) => [path.extname(name), readFileSync(path.join(folder, name)).toString('hex')]))
  const first = await live()
  await first.window.stop()
  return { fake, open, live, files, folder }
}

describe('the last picture of a large cluster', () => {
  it('is shown before it is read: the answer says how much there is, the ledger what is still to come, and what is looked at comes first', async () => {
    const { fake, open } = await keptCluster({ pods: 400, others: 6_000 })
    await fake.server.crash()
    const { window, cluster } = await open()
    stops.add(window)
    const objects = [...fake.counts().values()].reduce((sum, count) => sum + count, 0)
    expect(cluster.view.summary).toMatchObject({ objects, fromCache: true })
    const loading = cluster.view.ledger.filter(({ state }) => state === 'loading')
    expect(loading.length).toBeGreaterThan(1)
    for (const { count, expected, kind } of loading) expect(count + (expected ?? 0), kind).toBe(fake.counts().get(kind))
    const table = await cluster.rows('core/Pod')
    await table.shows(({ last }) => last.total === 400 && last.ledger.state === 'stale')
    expect(cluster.ledger('loading').length, 'the rest is still being read').toBeGreaterThan(0)
    await until(
      () => cluster.ledger('stale').length === fake.counts().size,
      () => JSON.stringify(cluster.ledger('loading')),
    )
    expect(fake.differences(cluster.inside)).toEqual([])
    expect(cluster.summary).toMatchObject({ objects })
  })

  it('that is not read yet is not written over, when the app ends or the cluster is closed', async () => {
    const { fake, open, files } = await keptCluster({ pods: 400, others: 6_000 })
    const before = files()
    // it answers: what it says meanwhile is news
    fake.server.put('', 'configmaps', { metadata: { name: 'news', namespace: 'team-0' }, data: {} })
    const again = await open()
    expect(again.cluster.inside.unread().count).toBeGreaterThan(0)
    must(await again.window.client.api.closeCluster(again.cluster.id))
    expect(files()).toEqual(before)
    const third = await open()
    await third.window.stop()
    expect(files()).toEqual(before)
  })

  it('is filled up by a server that answers meanwhile, and then holds what the server holds', async () => {
    const { fake, live, folder } = await keptCluster({ pods: 300, others: 4_000 })
    for (const [name] of [...(fake.server.etcd.collection('', 'pods')?.objects ?? [])].slice(0, 100)) {
      const [namespace = '', pod = ''] = name.split('/')
      fake.server.delete('', 'pods', namespace, pod)
    }
    const { window, cluster } = await live()
    expect(cluster.inside.unread().count).toBe(0)
    await window.stop()
    // and that is what is on disk from now on
    await fake.server.crash()
    const offline = await TestWindow.open({ userData: path.dirname(folder), vault: keyVault(), kubeconfig: fake.kubeconfig() })
    stops.add(offline)
    const kept = await offline.cluster('fake')
    await until(
      () => kept.inside.unread().count === 0,
      () => `${kept.inside.unread().count} are not read`,
    )
    expect(fake.differences(kept.inside)).toEqual([])
  })

  it('is kept by what has changed: little is written at the end, and nothing is lost', async () => {
    const { fake, live, open, files, folder } = await keptCluster({ pods: 200, others: 3_000 })
    // everything was listed anew; from now on it is on disk as it is held
    const settled = await live()
    await settled.window.stop()
    const before = files()
    const size = (ending: string): number =>
      readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0)
    const changesBefore = size('.changes')
    const opened = await open()
    await opened.cluster.is('live')
    await until(
      () => opened.cluster.inside.unread().count === 0 && fake.differences(opened.cluster.inside).length === 0,
      () => 'it is not read',
    )
    fake.server.put('', 'configmaps', { metadata: { name: 'news', namespace: 'team-0' }, data: {} })
    fake.server.delete('', 'configmaps', 'team-0', 'app-0')
    await until(
      () => fake.differences(opened.cluster.inside).length === 0,
      () => fake.differences(opened.cluster.inside).join('; '),
    )
    await opened.window.stop()
    expect(files()['.picture']).toBe(before['.picture'])
    expect(size('.changes')).toBeGreaterThan(changesBefore)
    await fake.server.crash()
    const { window, cluster } = await open()
    stops.add(window)
    await until(
      () => cluster.inside.unread().count === 0,
      () => `${cluster.inside.unread().count} are not read`,
    )
    expect(fake.differences(cluster.inside)).toEqual([])
  })

  it('is whole in a snapshot that is saved while it is read', async () => {
    const { fake, open } = await keptCluster({ pods: 200, others: 4_000 })
    await fake.server.crash()
    const { window, cluster } = await open()
    stops.add(window)
    expect(cluster.inside.unread().count).toBeGreaterThan(0)
    const saved = must(await window.client.api.saveSnapshot(cluster.id, path.join(fake.folder, 'all.kubilitics')))
    expect(saved.objects).toBe([...fake.counts().values()].reduce((sum, count) => sum + count, 0))
  })

  it('whose changes are torn is shown without them, that is said, and the next writing heals it', async () => {
    const { fake, open, live, folder } = await keptCluster({ pods: 50, others: 400 })
    const changes = (): string | undefined => readdirSync(folder).find((name) => name.endsWith('.changes'))
    const settled = await live()
    fake.server.put('', 'configmaps', { metadata: { name: 'older-news', namespace: 'team-0' }, data: {} })
    await until(
      () => fake.differences(settled.cluster.inside).length === 0,
      () => fake.differences(settled.cluster.inside).join('; '),
    )
    await settled.window.stop()
    const torn = path.join(folder, changes() ?? '')
    truncateSync(torn, statSync(torn).size - 3)
    await fake.server.crash()
    const offline = await open()
    await until(
      () => offline.cluster.inside.unread().count === 0,
      () => 'it is not read',
    )
    expect(offline.cluster.inside.picture.store.count('core/Pod')).toBe(50)
    expect(offline.window.problems).toMatchObject([
      { code: 'io', where: torn, message: expect.stringMatching(/^The last picture of fake is damaged/) as string },
    ])
    await offline.window.stop()
    await fake.server.start()
    const healed = await live()
    fake.server.put('', 'configmaps', { metadata: { name: 'news', namespace: 'team-0' }, data: {} })
    await until(
      () => fake.differences(healed.cluster.inside).length === 0,
      () => fake.differences(healed.cluster.inside).join('; '),
    )
    await healed.window.stop()
    const again = await live()
    stops.add(again.window)
    expect(again.window.problems).toEqual([])
  })

  it('is not waited for without end when the app ends: what is not through is given up, and no file is half', async () => {
    const { fake, live, files, folder } = await keptCluster({ pods: 300, others: 2_000 })
    const before = files()
    const opened = await live()
    // all of it is to be written anew, and there is no time at all
    for (const [name] of [...(fake.server.etcd.collection('', 'configmaps')?.objects ?? [])]) {
      const [namespace = '', map = ''] = name.split('/')
      fake.server.delete('', 'configmaps', namespace, map)
    }
    await until(
      () => fake.differences(opened.cluster.inside).length === 0,
      () => fake.differences(opened.cluster.inside).slice(0, 5).join('; '),
    )
    await opened.window.engine.workspace.close(opened.cluster.id, null, 0)
    expect(files()).toEqual(before)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(opened.window.problems).toEqual([])
    await opened.window.stop()
  })
})
