import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { usualEngineSettings } from '../../engine/contract/index.ts'
import { LiveSettings } from '../../engine/liveSettings.ts'
import { FakeCluster, type FakeClusterOptions, Stops } from '../support/fakeCluster.ts'
import { TestLog } from '../support/testLog.ts'
import { must, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const second = 1_000_000_000n
const start = BigInt(Date.parse('2026-01-01T00:00:00Z')) * 1_000_000n

interface PodOptions {
  labels?: Record<string, string>
  owner?: { kind: string; name: string; uid: string }
  containers?: string[]
  init?: string[]
  waiting?: string
  restarts?: number
  ended?: number
}

function putPod(fake: FakeCluster, name: string, o: PodOptions = {}): void {
  const containers = o.containers ?? ['app']
  const state =
    o.waiting !== undefined
      ? { waiting: { reason: o.waiting } }
      : o.ended !== undefined
        ? { terminated: { exitCode: o.ended, reason: o.ended === 0 ? 'Completed' : 'Error' } }
        : { running: { startedAt: '2026-01-01T00:00:00Z' } }
  fake.server.put('', 'pods', {
    metadata: {
      name,
      namespace: 'shop',
      labels: o.labels ?? {},
      ...(o.owner === undefined ? {} : { ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...o.owner }] }),
    },
    spec: {
      containers: containers.map((each) => ({ name: each, image: 'x' })),
      initContainers: (o.init ?? []).map((each) => ({ name: each })),
    },
    status: {
      phase: o.waiting === undefined ? 'Running' : 'Pending',
      containerStatuses: containers.map((each) => ({
        name: each,
        restartCount: o.restarts ?? 0,
        containerID: `x://${o.restarts ?? 0}`,
        state,
      })),
      initContainerStatuses: (o.init ?? []).map((each) => ({ name: each, restartCount: 0, state: { terminated: { exitCode: 0 } } })),
    },
  })
}

function putWorkload(fake: FakeCluster, name: string): { kind: string; name: string; uid: string } {
  const selector = { matchLabels: { app: name } }
  const deployment = fake.server.put('apps', 'deployments', { metadata: { name, namespace: 'shop' }, spec: { selector } })
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid: deployment.uid, controller: true }
  const set = fake.server.put('apps', 'replicasets', {
    metadata: { name: `${name}-1`, namespace: 'shop', ownerReferences: [owner] },
    spec: { selector },
  })
  return { kind: 'ReplicaSet', name: `${name}-1`, uid: set.uid }
}

async function open(
  options: FakeClusterOptions = {},
  settings: LiveSettings = new LiveSettings(),
): Promise<{ fake: FakeCluster; cluster: TestCluster; window: TestWindow }> {
  const fake = stops.add(await FakeCluster.start({ pods: 2, others: 10, ...options }))
  fake.server.put('', 'namespaces', { metadata: { name: 'shop' } })
  const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig(), settings }))
  const cluster = await window.cluster('fake')
  await cluster.is('live')
  return { fake, window, cluster }
}

const podOf = (cluster: TestCluster, name: string): { type: 'object'; cluster: string; id: string } => ({
  type: 'object',
  cluster: cluster.id,
  id: `core/Pod/shop/${name}`,
})

/** Waits until the engine has heard of an object. */
async function known(cluster: TestCluster, id: string): Promise<void> {
  await until(
    () => cluster.inside.picture.store.get(id) !== undefined,
    () => `${id} is not known`,
  )
}

describe('the log of a Pod', () => {
  it('merges its containers by time, init containers too, and follows', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web', { containers: ['app', 'proxy'], init: ['setup'] })
    fake.server.logs.write('shop', 'web', 'setup', 'setting up', start)
    for (let i = 1; i <= 6; i++)
      fake.server.logs.write('shop', 'web', i % 2 === 0 ? 'app' : 'proxy', `line ${i}`, start + BigInt(i) * second)
    const log = await TestLog.open(window, [podOf(cluster, 'web')])
    await log.shows((it) => it.lines.length === 7)
    expect(log.texts).toEqual(['setting up', 'line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'line 6'])
    expect(log.lines[1]).toMatchObject({ at: Date.parse('2026-01-01T00:00:01Z'), severity: 'none' })
    fake.server.logs.write('shop', 'web', 'app', 'level=error msg=late', start + 60n * second)
    await log.shows((it) => it.texts.at(-1) === 'level=error msg=late')
    expect(log.lines.at(-1)).toMatchObject({ severity: 'error', fields: true })
    expect(log.standing.map((each) => each.split(' ').slice(1, 3).join(' '))).toEqual(['app following', 'proxy following', 'setup ended'])
  })

  it('asks for a tail, an age, the run before, and one container only', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web', { restarts: 1, containers: ['app', 'proxy'] })
    fake.server.logs.write('shop', 'web', 'app', 'before the crash', start)
    fake.server.logs.restart('shop', 'web', 'app')
    for (let i = 0; i < 50; i++) fake.server.logs.write('shop', 'web', 'app', `line ${i}`, start + BigInt(100 + i) * second)
    fake.server.logs.write('shop', 'web', 'app', 'now')
    const tail = await TestLog.open(window, [podOf(cluster, 'web')], { tail: 3, containers: ['app'] })
    await tail.shows((it) => it.texts.join() === 'line 48,line 49,now')
    expect(tail.streams.map((each) => each.container)).toEqual(['app'])
    const since = await TestLog.open(window, [podOf(cluster, 'web')], { since: 600, containers: ['app'] })
    await since.shows((it) => it.texts.join() === 'now')
    const previous = await TestLog.open(window, [podOf(cluster, 'web')], { previous: true })
    await previous.shows((it) => it.texts.join() === 'before the crash' && it.standing.includes('web proxy ended there was no run before'))
  })

  it('waits for a container that has not started and says so, and goes on after a restart', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web', { waiting: 'ImagePullBackOff' })
    const log = await TestLog.open(window, [podOf(cluster, 'web')])
    await log.shows((it) => it.standing.join() === 'web app waiting ImagePullBackOff')
    fake.server.logs.write('shop', 'web', 'app', 'first run', start)
    putPod(fake, 'web')
    await log.shows((it) => it.texts.join() === 'first run' && it.standing.join() === 'web app following')
    fake.server.logs.restart('shop', 'web', 'app')
    fake.server.logs.write('shop', 'web', 'app', 'second run', start + second)
    putPod(fake, 'web', { restarts: 1 })
    await log.shows((it) => it.texts.includes('second run'))
    expect(log.texts).toEqual(['first run', 'second run', 'web app: restarted'])
  })

  it('loses and doubles nothing when connections break', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web')
    const wanted: string[] = []
    const write = (n: number): void => {
      for (let i = 0; i < n; i++) {
        wanted.push(`line ${wanted.length}`)
        // three lines of each moment
        fake.server.logs.write('shop', 'web', 'app', wanted.at(-1) ?? '', start + BigInt(Math.floor(wanted.length / 3)) * 200_000_000n)
      }
    }
    write(100)
    let cut = 1_000
    fake.server.faults.arm({ when: ({ resource }) => resource === 'pods/log', times: 2, action: { type: 'cut', after: cut, how: 'reset' } })
    fake.server.faults.arm({
      when: ({ resource }) => resource === 'pods/log',
      times: 1,
      action: { type: 'cut', after: (cut += 1_500), how: 'end' },
    })
    const log = await TestLog.open(window, [podOf(cluster, 'web')])
    await log.shows((it) => it.lines.length === 100)
    expect(log.texts).toEqual(wanted)
    fake.server.dropConnections()
    write(50)
    await log.shows((it) => it.lines.length >= 150)
    expect(log.texts).toEqual(wanted)
    expect(fake.server.faults.struck).toBe(3)
  })

  it('says which right is missing, and reads when it is given', async () => {
    const { fake, window } = await open()
    fake.server.access.grant('viewer', { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['pods', 'namespaces'] })
    putPod(fake, 'web')
    fake.server.logs.write('shop', 'web', 'app', 'secret words', start)
    fake.kubeconfig([fake.context(), fake.context('viewer', { login: 'viewer' })])
    const again = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('viewer', { login: 'viewer' })]) }))
    const cluster = await again.cluster('viewer')
    await cluster.is('live')
    const log = await TestLog.open(again, [podOf(cluster, 'web')])
    await log.shows((it) => it.streams[0]?.state === 'forbidden')
    expect(log.streams[0]?.error).toMatchObject({
      code: 'forbidden',
      missing: { verb: 'get', resource: 'pods/log', namespace: 'shop', group: '' },
    })
    fake.server.access.grant('viewer', { verbs: ['get'], groups: [''], resources: ['pods/log'] })
    must(await again.client.api.retryLogs(log.subscription))
    await log.shows((it) => it.texts.join() === 'secret words')
    expect(window.problems).toEqual([])
  })

  it('that may not be listed is read all the same, container by container', async () => {
    const { fake } = await open()
    putPod(fake, 'web', { containers: ['app', 'proxy'] })
    fake.server.logs.write('shop', 'web', 'app', 'from app', start)
    fake.server.logs.write('shop', 'web', 'proxy', 'from proxy', start + second)
    fake.server.access.grant(
      'blind',
      { verbs: ['get'], groups: [''], resources: ['pods/log'] },
      { verbs: ['list', 'watch'], groups: [''], resources: ['configmaps'] },
    )
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('blind', { login: 'blind' })]) }))
    const cluster = await window.cluster('blind')
    await cluster.is('live')
    const log = await TestLog.open(window, [podOf(cluster, 'web')])
    await log.shows((it) => it.texts.join() === 'from app,from proxy')
  })
})

describe('the log of a workload', () => {
  it('is that of its Pods, and of those that come while it is read', async () => {
    const { fake, window, cluster } = await open()
    const owner = putWorkload(fake, 'web')
    for (const name of ['web-a', 'web-b']) {
      putPod(fake, name, { owner, labels: { app: 'web' } })
      fake.server.logs.write('shop', name, 'app', `from ${name}`, start)
    }
    putPod(fake, 'other', { labels: { app: 'web' } })
    fake.server.logs.write('shop', 'other', 'app', 'not of this workload', start)
    await known(cluster, 'apps/Deployment/shop/web')
    const log = await TestLog.open(window, [{ type: 'object', cluster: cluster.id, id: 'apps/Deployment/shop/web' }])
    await log.shows((it) => it.lines.length === 2)
    putPod(fake, 'web-c', { owner, labels: { app: 'web' } })
    fake.server.logs.write('shop', 'web-c', 'app', 'from web-c', start + second)
    await log.shows((it) => it.texts.includes('from web-c'))
    fake.server.logs.end('shop', 'web-a', 'app')
    fake.server.delete('', 'pods', 'shop', 'web-a')
    await log.shows((it) => it.standing.includes('web-a app ended the Pod is gone'))
    expect(new Set(log.texts)).toEqual(new Set(['from web-a', 'from web-b', 'from web-c']))
  })

  it('of a Service, a selector and a namespace is that of the Pods they mean; more containers than wanted are counted', async () => {
    const { fake, window, cluster } = await open()
    fake.server.put('', 'services', { metadata: { name: 'web', namespace: 'shop' }, spec: { selector: { app: 'web' } } })
    for (const [name, app] of [
      ['a', 'web'],
      ['b', 'web'],
      ['c', 'api'],
    ] as const) {
      putPod(fake, name, { labels: { app } })
      fake.server.logs.write('shop', name, 'app', name, start)
    }
    await known(cluster, 'core/Service/shop/web')
    const read = async (source: Parameters<typeof TestLog.open>[1][number], lines: number): Promise<string> => {
      const log = await TestLog.open(window, [source])
      await log.shows((it) => it.lines.length === lines)
      return [...log.texts].sort().join()
    }
    expect(await read({ type: 'object', cluster: cluster.id, id: 'core/Service/shop/web' }, 2)).toBe('a,b')
    expect(await read({ type: 'selector', cluster: cluster.id, namespace: null, selector: 'app in (api)' }, 1)).toBe('c')
    expect(await read({ type: 'object', cluster: cluster.id, id: 'core/Namespace/_/shop' }, 3)).toBe('a,b,c')
    const few = await TestLog.open(window, [{ type: 'object', cluster: cluster.id, id: 'core/Namespace/_/shop' }], { mostStreams: 2 })
    await few.shows((it) => it.lines.length === 2 && it.last?.leftOut === 1)
    const wrong = await window.client.api.openLogs(
      {
        sources: [{ type: 'selector', cluster: cluster.id, namespace: null, selector: 'app in (' }],
        containers: null,
        tail: null,
        since: null,
        previous: false,
        follow: false,
        mostStreams: 1,
        keep: { lines: 1000, bytes: 1_000_000 },
      },
      { include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] },
      10,
    )
    expect(wrong).toMatchObject({ ok: false, error: { code: 'bad-input' } })
  })
})

describe('the log of several clusters', () => {
  it('is merged by time; a cluster that is not there is told and holds nobody back, and comes when it does', async () => {
    const here = stops.add(await FakeCluster.start({ pods: 2, others: 5 }))
    const there = stops.add(await FakeCluster.start({ pods: 2, others: 5 }))
    for (const fake of [here, there]) fake.server.put('', 'namespaces', { metadata: { name: 'shop' } })
    putPod(here, 'web', { labels: { app: 'web' } })
    putPod(there, 'web', { labels: { app: 'web' } })
    for (let i = 0; i < 10; i++)
      (i % 2 === 0 ? here : there).server.logs.write('shop', 'web', 'app', `line ${i}`, start + BigInt(i) * second)
    const kubeconfig = here.kubeconfig([here.context('here'), there.context('there')])
    const window = stops.add(await TestWindow.open({ kubeconfig }))
    const first = await window.cluster('here')
    await first.is('live')
    await known(first, 'core/Pod/shop/web')
    const other = (await window.clusters()).find(({ name }) => name === 'there')
    if (other === undefined) throw new Error('there is no other context')
    const sources = [first.id, other.id].map((cluster) => ({ type: 'selector' as const, cluster, namespace: 'shop', selector: 'app=web' }))
    const log = await TestLog.open(window, sources)
    await log.shows((it) => it.lines.length === 5 && it.last?.sourceProblems[0]?.cluster === other.id)
    const opened = await window.cluster('there')
    await log.shows((it) => it.lines.length === 10 && it.last?.sourceProblems.length === 0)
    expect(log.texts).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i}`))
    expect(new Set(log.streams.map(({ cluster }) => cluster))).toEqual(new Set([first.id, opened.id]))
  })
})

describe('what a log keeps', () => {
  it('is as the setting says, in lines and memory, also while it is open', async () => {
    const settings = new LiveSettings()
    const { fake, window, cluster } = await open({}, settings)
    putPod(fake, 'web')
    for (let i = 0; i < 30_000; i++)
      fake.server.logs.write('shop', 'web', 'app', `line ${i} ${'x'.repeat(100)}`, start + BigInt(i) * 1_000_000n)
    settings.take({ ...usualEngineSettings, logs: { lines: 20_000, megabytes: 50 } })
    const log = await TestLog.open(window, [podOf(cluster, 'web')], { keep: null }, {}, 10)
    await log.shows((it) => (it.last?.held ?? 0) + (it.last?.dropped ?? 0) === 30_000)
    expect(log.last?.held).toBeLessThanOrEqual(20_000)
    expect(log.last?.keep).toEqual({ lines: 20_000, bytes: 50_000_000 })
    settings.take({ ...usualEngineSettings, logs: { lines: 20_000, megabytes: 1 } })
    await log.shows((it) => (it.last?.memory ?? Infinity) <= 1_000_000)
    expect(log.texts.at(-1)).toContain('line 29999')
  })
})

describe('a log on screen', () => {
  it('is filtered, searched, moved and read in full by the window', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web')
    for (let i = 0; i < 20_000; i++)
      fake.server.logs.write(
        'shop',
        'web',
        'app',
        `{"level":"${i % 100 === 0 ? 'error' : 'info'}","n":${i}}`,
        start + BigInt(i) * 1_000_000n,
      )
    const log = await TestLog.open(window, [podOf(cluster, 'web')], {}, {}, 50)
    await log.shows((it) => it.last?.held === 20_000 && it.last.atEnd)
    expect(log.texts.at(-1)).toBe('{"level":"info","n":19999}')
    expect(log.lines).toHaveLength(50)
    await log.filter({ severities: ['error'] })
    await log.shows((it) => it.last?.matching === 200 && it.last.scanned === 20_000)
    await log.filter({ include: '"n":1234\\d' })
    await log.shows((it) => it.last?.matching === 10 && it.last.scanned === 20_000)
    expect(log.lines[0]?.matches).toEqual([{ start: 16, end: 25 }])
    await log.filter({ include: '(a+)+$|"n":777}' })
    await log.shows((it) => it.last?.matching === 1 && it.last.scanned === 20_000)
    await log.filter({ include: '(' })
    await log.shows((it) => it.last?.filterError?.field === 'include')
    await log.filter({})
    await log.shows((it) => it.last?.matching === 20_000)
    await log.move((log.last?.base ?? 0) + 5_000, 20)
    await log.shows((it) => it.last?.atEnd === false && it.lines.length === 20)
    expect(log.texts[0]).toBe('{"level":"error","n":5000}')
    const key = log.lines[0]?.key ?? 0
    expect(must(await window.client.api.logLine(log.subscription, key))).toMatchObject({
      severity: 'error',
      format: 'json',
      fields: [
        { name: 'level', value: 'error' },
        { name: 'n', value: '5000' },
      ],
    })
    expect(must(await window.client.api.findLogTime(log.subscription, Date.parse('2026-01-01T00:00:07Z'))) - (log.last?.base ?? 0)).toBe(
      7_000,
    )
    const errors = (it: TestLog): number =>
      it.frames.findLast((frame) => frame.histogram !== null)?.histogram?.buckets.reduce((sum, bucket) => sum + bucket.errors, 0) ?? 0
    await log.shows((it) => errors(it) === 200)
  })

  it('is saved as it is seen, and leaves no file when that is cancelled', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web')
    for (let i = 0; i < 60_000; i++)
      fake.server.logs.write('shop', 'web', 'app', `\u001b[31mline ${i}\u001b[0m`, start + BigInt(i) * 1_000_000n)
    const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-logs-'))
    stops.on(() => rmSync(folder, { recursive: true }))
    const log = await TestLog.open(window, [podOf(cluster, 'web')], {}, {}, 50)
    await log.shows((it) => it.last?.held === 60_000)
    const file = path.join(folder, 'web.log')
    const { api } = window.client
    const saved = must(await api.saveLogs(log.subscription, file, { matching: false, timestamps: true, prefix: true }))
    expect(saved.lines).toBe(60_000)
    const written = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(written).toHaveLength(60_000)
    expect(written[7]).toBe('[web app] 2026-01-01T00:00:00.007Z line 7')
    await log.filter({ include: '99$' })
    await log.shows((it) => it.last?.matching === 600 && it.last.scanned === 60_000)
    expect(must(await api.saveLogs(log.subscription, file, { matching: true, timestamps: false, prefix: false })).lines).toBe(600)
    const second = api.saveLogs(log.subscription, path.join(folder, 'cancelled.log'), { matching: false, timestamps: true, prefix: true })
    must(await api.cancelSaveLogs(log.subscription))
    expect(await second).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(
      await api.saveLogs(log.subscription, path.join(folder, 'no', 'x.log'), { matching: false, timestamps: true, prefix: true }),
    ).toMatchObject({
      ok: false,
      error: { code: 'io' },
    })
    expect(readdirSync(folder)).toEqual(['web.log'])
  })

  it('shows hostile text as text', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web')
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '\u001b]52;c;aGk=\u0007copied',
      'a\u202eb',
      '{{constructor}}',
      '\u0000\u0001\u009b31m',
      'x'.repeat(300_000),
    ]
    for (const [i, text] of hostile.entries()) fake.server.logs.write('shop', 'web', 'app', text, start + BigInt(i))
    fake.server.logs.write('shop', 'web', 'app', Buffer.from([0x66, 0xff, 0xfe, 0x67]), start + 99n)
    const log = await TestLog.open(window, [podOf(cluster, 'web')])
    await log.shows((it) => it.lines.length === 7)
    for (const text of log.texts) expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e]/)
    expect(log.texts[1]).toBe('copied')
    expect(log.lines[5]).toMatchObject({ cut: true })
    expect(log.lines[5]?.text.length).toBeLessThan(5_000)
    expect(log.texts[6]).toBe('f\ufffd\ufffdg')
  })

  it('ends with the window, and leaves no request open', async () => {
    const { fake, window, cluster } = await open()
    putPod(fake, 'web')
    fake.server.logs.write('shop', 'web', 'app', 'hello', start)
    const log = await TestLog.open(window, [podOf(cluster, 'web')])
    await log.shows((it) => it.texts.join() === 'hello')
    must(await window.client.api.closeSubscription(log.subscription))
    const asked = fake.asked('get', 'pods/log')
    fake.server.logs.end('shop', 'web', 'app')
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(fake.asked('get', 'pods/log')).toBe(asked)
    expect(window.problems).toEqual([])
  })
})
