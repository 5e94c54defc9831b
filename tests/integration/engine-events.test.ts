import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type EventsPage, type EventsQuery, type KeptOnDisk, type Overview, usualEngineSettings } from '../../engine/contract/index.ts'
import { LiveSettings } from '../../engine/liveSettings.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { asked, keyVault, must, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const everything: EventsQuery = { namespaces: null, type: null, kinds: null, reasons: null, text: '' }
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+/, '')

function put(fake: FakeCluster, name: string, part: Record<string, unknown> = {}): void {
  fake.server.put('', 'events', {
    metadata: { name, namespace: 'team-0' },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'team-0', name: 'web-1' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    source: { component: 'kubelet' },
    count: 1,
    firstTimestamp: minutesAgo(30),
    lastTimestamp: minutesAgo(5),
    ...part,
  })
}

async function open(fake: FakeCluster, settings: LiveSettings = new LiveSettings()): Promise<{ window: TestWindow; cluster: TestCluster }> {
  const window = stops.add(
    await TestWindow.open({
      kubeconfig: fake.kubeconfig([fake.context('fake')]),
      userData: path.join(fake.folder, 'data'),
      vault: keyVault(),
      settings,
    }),
  )
  return { window, cluster: await window.cluster('fake') }
}

const page = async ({ window, id }: TestCluster, query: Partial<EventsQuery> = {}): Promise<EventsPage> =>
  must(await window.client.api.events(id, { ...everything, ...query }, 0, 100))
const shows = (cluster: TestCluster, wanted: (page: EventsPage) => boolean): Promise<EventsPage> => asked(() => page(cluster), wanted)

describe('events of a cluster', () => {
  it('are folded, told as they come, and stay when the server forgets them', async () => {
    const fake = stops.add(await FakeCluster.start())
    put(fake, 'web-1.a')
    put(fake, 'web-1.b', { count: 4, lastTimestamp: minutesAgo(2) })
    put(fake, 'node.c', {
      type: 'Normal',
      reason: 'NodeReady\u202e',
      message: '<b>ready</b>\u0007',
      involvedObject: { kind: 'Node', name: 'node-1' },
    })
    const { window, cluster } = await open(fake)
    const first = await shows(cluster, ({ all }) => all === 2)
    expect(first.lines.map(({ reason, count, events }) => [reason, count, events])).toEqual([
      ['BackOff', 5, 2],
      ['NodeReady⟨U+202E⟩', 1, 1],
    ])
    expect(first.lines[1]).toMatchObject({
      target: 'core/Node/_/node-1',
      kind: 'core/Node',
      name: 'node-1',
      namespace: '',
      keptOnly: false,
    })
    expect(first.lines[1]?.message).not.toContain('\u0007')

    must(await window.client.api.watchEvents(cluster.id))
    let told = 0
    window.client.onEvent((event) => {
      if (event.type === 'events') told++
    })
    put(fake, 'web-1.new', { reason: 'Killing', type: 'Normal', lastTimestamp: minutesAgo(0) })
    await until(
      () => told > 0,
      () => 'nothing was told',
    )
    expect((await page(cluster)).lines[0]?.reason).toBe('Killing')
    expect((await page(cluster, { type: 'Warning', kinds: ['core/Pod'], text: 'restarting' })).matching).toBe(1)

    for (const name of ['web-1.a', 'web-1.b']) fake.server.delete('', 'events', 'team-0', name)
    const after = await shows(cluster, ({ lines }) => lines.some(({ keptOnly }) => keptOnly))
    expect(after.lines.find(({ reason }) => reason === 'BackOff')).toMatchObject({ count: 5, keptOnly: true })
    expect(after.kept).toMatchObject({ days: 7, held: 4, dropped: 0, onDisk: true, why: null })
  })

  it('are there again in the next session, also without the server, and in the drawer of their object', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.put('', 'pods', {
      metadata: { name: 'web-1', namespace: 'team-0', creationTimestamp: minutesAgo(60) },
      spec: { containers: [] },
    })
    put(fake, 'web-1.a', { message: 'words-that-nobody-else-says' })
    const { window, cluster } = await open(fake)
    await shows(cluster, ({ all }) => all === 1)
    await (await cluster.rows('core/Pod')).shows(({ names }) => names.includes('web-1'))
    await window.stop()
    const folder = path.join(fake.folder, 'data', 'events')
    const files = readdirSync(folder)
    expect(files).toEqual([`${cluster.id}.events`])
    expect(readFileSync(path.join(folder, files[0] ?? '')).includes('words-that-nobody')).toBe(false)

    fake.server.delete('', 'events', 'team-0', 'web-1.a')
    const again = await open(fake)
    await again.cluster.is('live')
    const kept = await shows(again.cluster, ({ lines }) => lines[0]?.keptOnly === true)
    expect(kept.lines).toMatchObject([{ reason: 'BackOff', keptOnly: true }])
    const detail = must(await again.window.client.api.getObject(again.cluster.id, 'core/Pod/team-0/web-1'))
    expect(detail.events.map(({ message }) => message)).toEqual(['words-that-nobody-else-says'])
    await again.window.stop()

    await fake.server.crash()
    const offline = await open(fake)
    expect((await page(offline.cluster)).lines).toMatchObject([{ reason: 'BackOff', message: 'words-that-nobody-else-says' }])
  })

  it('are those of the object itself: an earlier one of its name, a Node by its name and a static Pod by its file are told apart', async () => {
    const fake = stops.add(await FakeCluster.start())
    const about = (kind: string, name: string, uid: string) => ({
      message: `of ${uid}`,
      involvedObject: { apiVersion: 'v1', kind, name, uid, ...(kind === 'Pod' ? { namespace: 'team-0' } : {}) },
    })
    const pod = (name: string, uid: string, annotations: Record<string, string> = {}): void => {
      fake.server.put('', 'pods', {
        // the clock of a server may stand before that of what reports events
        metadata: { name, namespace: 'team-0', uid, creationTimestamp: minutesAgo(60), annotations },
        spec: { containers: [] },
      })
    }
    pod('web-1', 'second')
    pod('etcd', 'copy', { 'kubernetes.io/config.mirror': 'hash-of-file' })
    fake.server.put('', 'nodes', { metadata: { name: 'node-x', uid: 'of-server', creationTimestamp: minutesAgo(60) } })
    put(fake, 'web-1.a', about('Pod', 'web-1', 'first'))
    put(fake, 'web-1.b', about('Pod', 'web-1', 'second'))
    put(fake, 'etcd.a', about('Pod', 'etcd', 'hash-of-file'))
    put(fake, 'node-x.a', { ...about('Node', 'node-x', 'node-x'), metadata: { name: 'node-x.a', namespace: 'default' } })
    const { window, cluster } = await open(fake)
    await shows(cluster, ({ kept }) => kept.held === 4)
    for (const kind of ['core/Pod', 'core/Node']) await (await cluster.rows(kind)).shows(({ names }) => names.length > 0)
    const told = async (id: string): Promise<string[]> =>
      must(await window.client.api.getObject(cluster.id, id)).events.map(({ message }) => message)
    const all = async (): Promise<string[][]> => [
      await told('core/Pod/team-0/web-1'),
      await told('core/Pod/team-0/etcd'),
      await told('core/Node/_/node-x'),
    ]
    const wanted = [['of second'], ['of hash-of-file'], ['of node-x']]
    expect(await all()).toEqual(wanted)
    for (const name of ['web-1.a', 'web-1.b', 'etcd.a']) fake.server.delete('', 'events', 'team-0', name)
    fake.server.delete('', 'events', 'default', 'node-x.a')
    await shows(cluster, ({ lines }) => lines.every(({ keptOnly }) => keptOnly))
    expect(await all()).toEqual(wanted)
  })

  it('are forgotten after as many days as a person says, at once; and come back where the server holds them', async () => {
    const fake = stops.add(await FakeCluster.start())
    put(fake, 'old', { firstTimestamp: minutesAgo(3 * 1440), lastTimestamp: minutesAgo(3 * 1440) })
    put(fake, 'new')
    const settings = new LiveSettings()
    const { window, cluster } = await open(fake, settings)
    await shows(cluster, ({ kept }) => kept.held === 2)
    settings.take({ ...usualEngineSettings, events: { keep: true, days: 2, megabytes: 20 } })
    expect((await page(cluster)).kept).toMatchObject({ held: 1, days: 2 })
    await window.stop()
    const again = await open(fake, settings)
    expect((await shows(again.cluster, ({ kept }) => kept.held === 1)).kept.days).toBe(2)
    settings.take(usualEngineSettings)
    // the event itself is in the last picture, which is read behind, and at the server
    expect((await shows(again.cluster, ({ kept }) => kept.held === 2)).kept).toMatchObject({ held: 2, days: 7 })
  })

  it('are not kept beyond the server where a person wants that, from that moment on, and nothing is left on disk', async () => {
    const fake = stops.add(await FakeCluster.start())
    for (const name of ['gone', 'here', 'later']) put(fake, name)
    const settings = new LiveSettings()
    const { window, cluster } = await open(fake, settings)
    await shows(cluster, ({ kept }) => kept.held === 3)
    fake.server.delete('', 'events', 'team-0', 'gone')
    put(fake, 'mark', { reason: 'Mark' })
    await shows(cluster, ({ lines }) => lines.some(({ reason }) => reason === 'Mark'))
    expect((await page(cluster)).kept).toMatchObject({ keeps: true, held: 4 })
    const folder = path.join(fake.folder, 'data', 'events')
    await until(
      () => existsSync(folder) && readdirSync(folder).length === 1,
      () => 'nothing was written',
    )
    settings.take({ ...usualEngineSettings, events: { ...usualEngineSettings.events, keep: false } })
    const off = await shows(cluster, ({ kept }) => kept.held === 3)
    expect(off.kept).toMatchObject({ keeps: false, onDisk: false })
    await until(
      () => readdirSync(folder).length === 0,
      () => 'the file is still there',
    )
    fake.server.delete('', 'events', 'team-0', 'later')
    await shows(cluster, ({ kept }) => kept.held === 2)
    await window.stop()
    expect(readdirSync(folder)).toEqual([])
    // kept again: what the server still holds is on disk anew
    settings.take(usualEngineSettings)
    const again = await open(fake, settings)
    await shows(again.cluster, ({ kept }) => kept.held === 2)
    await again.window.stop()
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('are deleted with the cache, but for what the server holds; and it is told how much is on disk', async () => {
    const fake = stops.add(await FakeCluster.start())
    for (const name of ['gone', 'here']) put(fake, name)
    const { window, cluster } = await open(fake)
    await shows(cluster, ({ kept }) => kept.held === 2)
    const onDisk = async (): Promise<KeptOnDisk> => must(await window.client.api.keptOnDisk())
    // the first picture comes by itself, too, and must not come behind the deletion
    await asked(onDisk, ({ eventFiles, pictures }) => eventFiles === 1 && pictures === 1)
    expect((await onDisk()).bytes).toBeGreaterThan(100)
    fake.server.delete('', 'events', 'team-0', 'gone')
    put(fake, 'mark', { reason: 'Mark' })
    await shows(cluster, ({ lines }) => lines.some(({ reason }) => reason === 'Mark'))
    must(await window.client.api.clearCache())
    expect(await onDisk()).toEqual({ pictures: 0, eventFiles: 0, bytes: 0 })
    expect((await page(cluster)).kept.held).toBe(2)
    await window.stop()
    // what the server holds was kept again
    expect(readdirSync(path.join(fake.folder, 'data', 'events'))).toHaveLength(1)
  })

  it('are kept in memory only where nothing may be stored, and that is said', async () => {
    const fake = stops.add(await FakeCluster.start())
    put(fake, 'web-1.a')
    const window = stops.add(
      await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake')]), userData: path.join(fake.folder, 'data') }),
    )
    const cluster = await window.cluster('fake')
    const { kept } = await shows(cluster, ({ all }) => all === 1)
    expect(kept.onDisk).toBe(false)
    expect(kept.why?.message).toContain('may store nothing')
    await window.stop()
    expect(existsSync(path.join(fake.folder, 'data', 'events'))).toBe(false)
  })
})

describe('the overview of a cluster', () => {
  const overview = async ({ window, id }: TestCluster): Promise<Overview> => must(await window.client.api.overview(id))

  const node = (nodes: Overview['nodes']): Overview['nodes'][number] | undefined => nodes.find(({ name }) => name === 'node-a')

  it('sums requests by node, follows what changes, and says what is not known', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.put('', 'nodes', {
      metadata: { name: 'node-a' },
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, nodeInfo: { kubeletVersion: 'v1.20.0' } },
    })
    const pod = (name: string, cpu: string, part: Record<string, unknown> = {}): void => {
      fake.server.put('', 'pods', {
        metadata: { name, namespace: 'team-0' },
        spec: { nodeName: 'node-a', containers: [{ name: 'c', resources: { requests: { cpu, memory: '1Gi' }, limits: { cpu: '1' } } }] },
        status: { phase: 'Running' },
        ...part,
      })
    }
    pod('one', '500m')
    pod('two', '1500m')
    pod('done', '1', { status: { phase: 'Succeeded' } })
    fake.server.put('apps', 'deployments', { metadata: { name: 'old', namespace: 'team-0', creationTimestamp: minutesAgo(90) } })
    put(fake, 'web-1.a')
    const { window, cluster } = await open(fake)
    await cluster.is('live')
    must(await window.client.api.watchOverview(cluster.id))
    const first = await asked(
      () => overview(cluster),
      ({ nodes, unread, warnings }) => unread === 0 && node(nodes)?.pods === 2 && warnings.length === 1,
    )
    const gibibyte = 1024 ** 3
    expect(node(first.nodes)).toMatchObject({ name: 'node-a', cpu: 4, memory: 8 * gibibyte, podsMost: 110 })
    expect(node(first.nodes)).toMatchObject({
      cpuRequest: 2,
      memoryRequest: 2 * gibibyte,
      cpuLimit: 2,
      memoryLimit: 0,
      memoryOpen: 2,
      cpuUsed: null,
    })
    expect(first.kubelets.find(({ version }) => version === 'v1.20.0')).toMatchObject({ version: 'v1.20.0', nodes: 1, level: 'failing' })
    expect(first.unknown.find(({ what }) => what === 'Usage')?.error.message).toContain('metrics.k8s.io')
    expect(first.warnings).toMatchObject([{ reason: 'BackOff' }])

    let told = 0
    window.client.onEvent((event) => {
      if (event.type === 'overview') told++
    })
    pod('three', '250m')
    fake.server.delete('', 'pods', 'team-0', 'two')
    fake.server.delete('apps', 'deployments', 'team-0', 'old')
    const next = await asked(
      () => overview(cluster),
      ({ nodes, recent }) => node(nodes)?.cpuRequest === 0.75 && recent.some(({ did }) => did === 'deleted'),
    )
    expect(node(next.nodes)).toMatchObject({ pods: 2, cpuRequest: 0.75, memoryRequest: 2 * gibibyte })
    expect(next.total).toMatchObject({ pods: next.nodes.reduce((sum, { pods }) => sum + pods, next.unscheduled) })
    expect(next.recent[0]).toMatchObject({ id: 'apps/Deployment/team-0/old', did: 'deleted' })
    await until(
      () => told > 0,
      () => 'nothing was told',
    )
  })
})
