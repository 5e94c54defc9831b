import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { must, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

/** A server that accepts connections and never says a word. */
async function silentServer(): Promise<number> {
  const server: Server = createServer((socket) => stops.on(() => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.on(() => server.close())
  return (server.address() as { port: number }).port
}

describe('several contexts', () => {
  it('are live at the same time, and one that is dead delays none of them', async () => {
    const [a, b] = [stops.add(await FakeCluster.start({ seed: 1 })), stops.add(await FakeCluster.start({ seed: 2, pods: 20 }))]
    const dead = a.context('dead', { port: await silentServer() })
    const window = stops.add(await TestWindow.open({ kubeconfig: a.kubeconfig([dead, a.context('a'), b.context('b')]) }))
    expect((await window.clusters()).map((each) => [each.name, each.state])).toEqual([
      ['dead', 'closed'],
      ['a', 'closed'],
      ['b', 'closed'],
    ])
    const none = await window.cluster('dead')
    const [first, second] = await Promise.all([window.cluster('a'), window.cluster('b')])
    await Promise.all([first.is('live'), second.is('live')])
    expect(none.state).toBe('connecting')
    expect(a.differences(first.inside)).toEqual([])
    expect(b.differences(second.inside)).toEqual([])

    // what happens in one is seen in that one
    const [inA, inB] = [await first.rows('core/Pod', { filter: 'only-a' }), await second.rows('core/Pod', { filter: 'only-a' })]
    a.server.put('', 'pods', { metadata: { name: 'only-a', namespace: 'team-0' }, spec: { containers: [] }, status: { phase: 'Pending' } })
    await inA.shows(({ names }) => names.includes('only-a'))
    expect(inB.last.matching).toBe(0)
    await a.server.crash()
    await first.is('stale')
    expect(second.state).toBe('live')
    // a dead one is given up on, and closed at once when it is not wanted any more
    must(await window.client.api.closeCluster(none.id))
    await none.is('closed', 2_000)
  })

  it('that name the same cluster twice are two, each with its own user', async () => {
    const fake = stops.add(await FakeCluster.start())
    const window = stops.add(
      await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('as-admin'), fake.context('as-nobody', { login: 'nobody' })]) }),
    )
    const [admin, nobody] = [await window.cluster('as-admin'), await window.cluster('as-nobody')]
    await Promise.all([admin.is('live'), nobody.is('forbidden')])
    expect(nobody.inside.picture.store.count()).toBe(0)
  })
})

describe('names of clusters', () => {
  it('that steer or hide text arrive with marks in their place, and eight of them have eight colours', async () => {
    const fake = stops.add(await FakeCluster.start({ pods: 1, others: 1 }))
    const evil = '<img src=x onerror=alert(1)>\u001b[31m\u202Eevil'
    const contexts = [fake.context(evil), ...Array.from({ length: 7 }, (_, index) => fake.context(`c${index}`))]
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig(contexts) }))
    const clusters = await window.clusters()
    expect(clusters[0]?.name).toBe('<img src=x onerror=alert(1)>\u241b[31m\u27e8U+202E\u27e9evil')
    expect(new Set(clusters.map(({ hue }) => hue)).size).toBe(8)
    await (await window.cluster(clusters[0]?.id ?? '')).is('live')
    expect(window.heard.join('')).not.toMatch(/\u202e|\\u202e/i)
  })
})

describe('a kubeconfig that is edited while the app is open', () => {
  it('brings its new context, keeps the open one, and a broken edit takes nothing away', async () => {
    const fake = stops.add(await FakeCluster.start())
    const file = fake.kubeconfig([fake.context('first')])
    const window = stops.add(await TestWindow.open({ kubeconfig: file }))
    const first = await window.cluster('first')
    await first.is('live')
    fake.kubeconfig([fake.context('first'), fake.context('second')])
    await until(
      () => [...window.summaries.values()].some((each) => each.name === 'second'),
      () => 'the new context is not told',
    )
    const second = await window.cluster('second')
    await second.is('live')
    expect(first.state).toBe('live')

    writeFileSync(file, 'contexts: [ this is: no YAML')
    await until(
      () => window.heard.some((text) => text.includes('"errors":[{"code":"bad-input"')),
      () => 'the problem is not told',
    )
    expect([first.state, second.state]).toEqual(['live', 'live'])
    const rows = await first.rows('core/Pod', { filter: 'still' })
    fake.server.put('', 'pods', {
      metadata: { name: 'still', namespace: 'team-0' },
      spec: { containers: [] },
      status: { phase: 'Pending' },
    })
    await rows.shows(({ names }) => names.includes('still'))

    fake.kubeconfig([fake.context('second')])
    const sources = async () => must(await window.client.api.hello()).sources
    for (let tries = 0; (await sources())[0]?.contexts !== 1 && tries < 200; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await sources()).toMatchObject([{ path: file, contexts: 1, errors: [] }])
    // its context is gone; it is open all the same, until it is closed
    expect(first.state).toBe('live')
    expect((await window.clusters()).map((each) => each.name)).toEqual(expect.arrayContaining(['first', 'second']))
    must(await window.client.api.closeCluster(first.id))
    expect((await window.clusters()).map((each) => each.name)).toEqual(['second'])
  })
})

describe('another cluster under a known name', () => {
  it('is not shown as the one that was known, until a person says that it is right', async () => {
    const fake = stops.add(await FakeCluster.start())
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    await fake.server.crash()
    await cluster.is('stale')
    fake.server.put('', 'namespaces', { metadata: { name: 'kube-system', uid: 'beef0000-0000-4000-8000-000000000002' } })
    fake.server.put('', 'configmaps', { metadata: { name: 'of-the-other', namespace: 'team-0' } })
    fake.server.delete('', 'nodes', '', 'node-0')
    await fake.server.start()
    const other = await cluster.is('other-cluster')
    expect(other.error?.message).toMatch(/beef0000/)
    expect(other.error?.todo).toBeTruthy()
    const requests = fake.server.seen.length
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(fake.server.seen.length - requests).toBeLessThanOrEqual(1)
    expect(must(await window.client.api.search(cluster.id, 'of-the-other', 5))).toEqual([])

    must(await window.client.api.acceptIdentity(cluster.id))
    await cluster.is('live')
    await until(
      () => fake.differences(cluster.inside).length === 0,
      () => fake.differences(cluster.inside).slice(0, 5).join('; '),
    )
    expect(must(await window.client.api.search(cluster.id, 'of-the-other', 5))).toEqual(['core/ConfigMap/team-0/of-the-other'])
  })

  it('is noticed after the app was started anew, too', async () => {
    const [fake, home] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
    const kubeconfig = fake.kubeconfig()
    const before = await TestWindow.open({ kubeconfig, userData: home.folder })
    await (await before.cluster('fake')).is('live')
    await before.stop()
    fake.server.put('', 'namespaces', { metadata: { name: 'kube-system', uid: 'beef0000-0000-4000-8000-000000000003' } })
    const after = stops.add(await TestWindow.open({ kubeconfig, userData: home.folder }))
    await (await after.cluster('fake')).is('other-cluster')
  })
})

describe('an exec plugin', () => {
  /** A plugin that leaves a trace when it runs, and gives a token. */
  function plugin(fake: FakeCluster, token: string): { command: string; trace: string } {
    const [command, trace] = [path.join(fake.folder, 'give-token'), path.join(fake.folder, 'trace')]
    writeFileSync(
      command,
      `#!/bin/sh\necho ran >> '${trace}'\necho '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${token}"}}'\n`,
    )
    chmodSync(command, 0o755)
    return { command, trace }
  }
  const entry = (command: string, args: readonly string[] = []) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args, interactiveMode: 'Never' },
  })

  it('does not run before a person allows it; then the cluster is live, without a question after the next start', async () => {
    const [fake, home] = [
      stops.add(await FakeCluster.start({ tokens: { 'from-the-plugin': 'admin' } })),
      stops.add(await FakeCluster.start({ pods: 0, others: 0 })),
    ]
    const { command, trace } = plugin(fake, 'from-the-plugin')
    const kubeconfig = fake.kubeconfig([fake.context('fake', { user: entry(command, ['--for', 'team']) })])
    const window = await TestWindow.open({ kubeconfig, userData: home.folder })
    const cluster = await window.cluster('fake')
    const asked = await cluster.is('signed-out')
    expect(asked.error).toMatchObject({ code: 'needs-consent' })
    expect(asked.consent).toMatchObject({ file: kubeconfig, command, args: ['--for', 'team'] })
    expect(existsSync(trace)).toBe(false)

    must(await window.client.api.answerConsent(cluster.id, true))
    await cluster.is('live')
    expect(existsSync(trace)).toBe(true)
    expect(cluster.summary.consent).toBeNull()
    expect(window.heard.join('')).not.toContain('from-the-plugin')
    await window.stop()

    const again = stops.add(await TestWindow.open({ kubeconfig, userData: home.folder }))
    await (await again.cluster('fake')).is('live')
    // other arguments are another program: asked again
    const changed = stops.add(
      await TestWindow.open({
        kubeconfig: fake.kubeconfig([fake.context('fake', { user: entry(command, ['--for', 'everybody']) })]),
        userData: home.folder,
      }),
    )
    expect((await (await changed.cluster('fake')).is('signed-out')).error).toMatchObject({ code: 'needs-consent' })
  })

  it('that is refused never runs, and the cluster says why it is signed out', async () => {
    const fake = stops.add(await FakeCluster.start({ tokens: { 'from-the-plugin': 'admin' } }))
    const { command, trace } = plugin(fake, 'from-the-plugin')
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake', { user: entry(command) })]) }))
    const cluster = await window.cluster('fake')
    await cluster.is('signed-out')
    must(await window.client.api.answerConsent(cluster.id, false))
    await until(
      () => cluster.summary.error?.message.includes('was refused') === true,
      () => JSON.stringify(cluster.summary.error),
    )
    // still offered: a person may change their mind
    expect(cluster.summary).toMatchObject({ state: 'signed-out', consent: { command }, error: { code: 'needs-consent' } })
    expect(cluster.summary.error?.todo).toBeTruthy()
    expect(existsSync(trace)).toBe(false)
    expect(fake.server.seen.filter(({ user }) => user !== '')).toEqual([])
  })
})
