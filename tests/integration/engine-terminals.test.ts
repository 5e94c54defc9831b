import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { TerminalFrame, TerminalTarget } from '../../engine/contract/index.ts'
import { FakeCluster, type FakeClusterOptions, Stops } from '../support/fakeCluster.ts'
import { asked, must, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
/** What a container declares that says nothing of its streams. */
const output = { stdin: false, stdinOnce: false, tty: false }
afterEach(() => stops.all())

async function open(
  options: FakeClusterOptions = {},
  login = 'admin',
): Promise<{ fake: FakeCluster; cluster: TestCluster; window: TestWindow }> {
  const fake = stops.add(await FakeCluster.start({ pods: 1, others: 5, ...options }))
  fake.server.put('', 'pods', {
    metadata: { name: 'web', namespace: 'shop' },
    spec: { containers: [{ name: 'app' }, { name: 'proxy' }], initContainers: [{ name: 'setup' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        { name: 'app', restartCount: 0, state: { running: {} } },
        { name: 'proxy', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
    },
  })
  const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake', { login })]) }))
  const cluster = await window.cluster('fake')
  await cluster.is('live')
  return { fake, window, cluster }
}

/** An open terminal, and all it said. */
class TestTerminal {
  text = ''
  last: TerminalFrame | null = null
  readonly subscription: number
  readonly #window: TestWindow

  constructor(window: TestWindow, subscription: number) {
    this.#window = window
    this.subscription = subscription
    window.client.onFrame(subscription, (frame) => {
      if (frame.type !== 'terminal') return
      this.last = frame.frame
      this.text += frame.frame.text
    })
  }

  static async open(cluster: TestCluster, part: Partial<TerminalTarget> = {}): Promise<TestTerminal> {
    const target: TerminalTarget = { type: 'exec', cluster: cluster.id, pod: 'core/Pod/shop/web', container: 'app', command: null, ...part }
    return new TestTerminal(cluster.window, must(await cluster.window.client.api.openTerminal(target, 80, 24, false)))
  }

  async type(text: string): Promise<void> {
    must(await this.#window.client.api.writeTerminal(this.subscription, text))
  }

  async shows(wanted: (it: TestTerminal) => boolean): Promise<this> {
    await until(
      () => this.last !== null && wanted(this),
      () => `the terminal is ${JSON.stringify({ ...this.last, text: this.text.slice(-200) })}`,
    )
    return this
  }
}

describe('a terminal in a container', () => {
  it('takes what is typed, says what comes, knows its size and how the command ended', async () => {
    const { fake, cluster, window } = await open()
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open' && it.text === '$ ')
    await terminal.type('size\r')
    await terminal.shows((it) => it.text.includes('80 x 24'))
    must(await window.client.api.resizeTerminal(terminal.subscription, 132, 50))
    await terminal.type('size\r')
    await terminal.shows((it) => it.text.includes('132 x 50'))
    await terminal.type('euro\r')
    await terminal.shows((it) => it.text.includes('€\r\n'))
    await terminal.type('exit 3\r')
    await terminal.shows((it) => it.last?.state === 'ended')
    expect(terminal.last).toMatchObject({ exit: 3, error: null })
    expect(fake.server.terminals.seen).toMatchObject([
      { container: 'app', protocol: 'v5.channel.k8s.io', command: ['/bin/sh', '-c', expect.stringContaining('exec bash')] },
    ])
    expect(window.problems).toEqual([])
  })

  it('says that a broken connection broke, and starts anew when asked', async () => {
    const { fake, cluster, window } = await open()
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open')
    fake.server.terminals.cut()
    await terminal.shows((it) => it.last?.state === 'lost')
    must(await window.client.api.reconnectTerminal(terminal.subscription))
    await terminal.shows((it) => it.last?.state === 'open' && it.last.session === 2)
    await terminal.type('exit\r')
    await terminal.shows((it) => it.last?.state === 'ended' && it.last.exit === 0)
  })

  it('is not drowned by a program that says more than a window takes', async () => {
    const { cluster } = await open()
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open')
    await terminal.type('flood 60000\r')
    await terminal.shows((it) => it.text.includes('line 59999 '))
    expect(terminal.text.match(/line \d+ /g)).toHaveLength(60_000)
    await terminal.type('exit\r')
    await terminal.shows((it) => it.last?.exit === 0)
  })

  it('says nothing while its screen is behind, loses nothing of it, and still says that it ended', async () => {
    const { window, cluster } = await open()
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open')
    must(await window.client.api.holdTerminal(terminal.subscription, true))
    const before = terminal.text
    await terminal.type('flood 20000\r')
    await terminal.type('exit\r')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(terminal.text).toBe(before)
    must(await window.client.api.holdTerminal(terminal.subscription, false))
    await terminal.shows((it) => it.last?.exit === 0 && it.text.includes('line 19999 '))
    expect(terminal.text.match(/line \d+ /g)).toHaveLength(20_000)
  })

  it('that is interrupted shows the prompt, and not what was on its way before it', async () => {
    const { fake, window, cluster } = await open()
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open')
    must(await window.client.api.holdTerminal(terminal.subscription, true))
    await terminal.type('flood 100000\r')
    // the pipe is full: nobody takes more of it
    let before = -1
    const waiting = (): number => fake.server.terminals.seen[0]?.unsent() ?? 0
    await asked(
      () => Promise.resolve(waiting()),
      (now) => {
        const isStill = now > 0 && now === before
        before = now
        return isStill
      },
    )
    expect(waiting()).toBeGreaterThan(0)
    await terminal.type('\u0003')
    must(await window.client.api.holdTerminal(terminal.subscription, false))
    await terminal.shows((it) => it.text.endsWith('^C\r\n$ '))
    expect(terminal.text).toMatch(/\[[\d,]{9,} characters before the interrupt left out\]\r\n/)
    // its last lines stand before the prompt, whole
    expect(terminal.text).toMatch(/left out\]\r\nline 99\d+ x+\r\n[^]*line 99999 x+\r\n\$ \^C/)
    expect(terminal.text.match(/line \d+ /g)?.length).toBeLessThan(100)
    await terminal.type('size\r')
    await terminal.shows((it) => it.text.includes('80 x 24'))
  })

  it('that keeps up leaves out nothing when it is interrupted', async () => {
    const { cluster } = await open()
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open')
    await terminal.type('flood 50\r\u0003')
    await terminal.shows((it) => it.text.endsWith('^C\r\n$ '))
    expect(terminal.text.match(/line \d+ /g)).toHaveLength(50)
    expect(terminal.text).not.toContain('left out')
  })

  it('speaks v4 with a server that knows no better, and says so; with one that knows neither it says what is wrong', async () => {
    const { fake, cluster } = await open()
    fake.server.terminals.behaviour = { protocols: ['v4.channel.k8s.io'] }
    const old = await TestTerminal.open(cluster)
    await old.shows((it) => it.last?.state === 'open' && it.last.reason.includes('v4'))
    fake.server.terminals.behaviour = { protocols: ['channel.k8s.io'] }
    const none = await TestTerminal.open(cluster)
    await none.shows((it) => it.last?.state === 'failed' || it.last?.state === 'lost')
  })

  it('says what an image without a shell needs', async () => {
    const { fake, cluster } = await open()
    fake.server.terminals.behaviour = { cannotStart: 'OCI runtime exec failed: exec: "/bin/sh": stat /bin/sh: no such file or directory' }
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'failed')
    expect(terminal.last?.error).toMatchObject({
      message: expect.stringContaining('no such file'),
      todo: expect.stringContaining('no shell'),
    })
  })

  it('names the right that is missing', async () => {
    const { fake } = await open()
    fake.server.access.grant('viewer', { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['pods', 'namespaces'] })
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('viewer', { login: 'viewer' })]) }))
    const cluster = await window.cluster('viewer')
    await cluster.is('live')
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'failed')
    expect(terminal.last?.error).toMatchObject({ code: 'forbidden', missing: { verb: 'get', resource: 'pods/exec', namespace: 'shop' } })
  })

  it('of a protected cluster is opened only when a person said so, and joins what runs when that is asked', async () => {
    const { fake, cluster, window } = await open()
    must(await window.client.api.configureCluster(cluster.id, { protected: true }))
    const target: TerminalTarget = { type: 'attach', cluster: cluster.id, pod: 'core/Pod/shop/web', container: 'app', command: null }
    expect(await window.client.api.openTerminal(target, 80, 24, false)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('protected') },
    })
    const terminal = new TestTerminal(window, must(await window.client.api.openTerminal(target, 80, 24, true)))
    await terminal.shows((it) => it.last?.state === 'open')
    expect(fake.server.terminals.seen[0]?.path).toMatch(/\/attach\?/)
    expect(must(await window.client.api.terminalContainers(cluster.id, 'core/Pod/shop/web'))).toEqual([
      { name: 'app', kind: 'main', running: true, reason: '', ...output },
      { name: 'proxy', kind: 'main', running: false, reason: 'CrashLoopBackOff', ...output },
      { name: 'setup', kind: 'init', running: false, reason: 'not started yet', ...output },
    ])
  })

  it('works with a server of HTTP/1.1 only', async () => {
    const { cluster } = await open({ http1Only: true })
    const terminal = await TestTerminal.open(cluster)
    await terminal.shows((it) => it.last?.state === 'open')
  })
})

describe('attached to a container', () => {
  const attach = async (streams: { stdin?: boolean; stdinOnce?: boolean; tty?: boolean }) => {
    const { fake, cluster, window } = await open()
    fake.server.put('', 'pods', {
      metadata: { name: 'task', namespace: 'shop' },
      spec: { containers: [{ name: 'app', ...streams }] },
      status: { phase: 'Running', containerStatuses: [{ name: 'app', restartCount: 0, state: { running: {} } }] },
    })
    await until(
      () => cluster.inside.picture.store.get('core/Pod/shop/task') !== undefined,
      () => 'the Pod is not known',
    )
    const terminal = await TestTerminal.open(cluster, { type: 'attach', pod: 'core/Pod/shop/task' })
    await terminal.shows((it) => it.last?.state === 'open')
    const facts = fake.server.terminals.seen[0]
    if (facts === undefined) throw new Error('nothing was asked')
    const query = new URL(facts.path, 'http://x').searchParams
    return { terminal, window, facts, asked: Object.fromEntries(query) }
  }

  it('that takes no input is only read, and says so', async () => {
    const { terminal, asked, facts } = await attach({})
    expect(asked).toEqual({ container: 'app', stdout: 'true', stderr: 'true' })
    expect(terminal.last?.reason).toContain('takes no input')
    await terminal.shows((it) => it.text === 'out\r\nerr\r\n')
    await terminal.type('x\r')
    expect(facts.typed).toBe('')
    expect(facts.sizes).toEqual([])
  })

  it('without a terminal gets whole lines, which are drawn as they are typed; Ctrl-D ends its input', async () => {
    const { terminal, asked, facts } = await attach({ stdin: true, stdinOnce: true })
    expect(asked).toEqual({ container: 'app', stdin: 'true', stdout: 'true', stderr: 'true' })
    expect(terminal.last?.reason).toContain('stdinOnce')
    await terminal.type('helo\u007f')
    await terminal.type('lo\u001b[A\r')
    await terminal.shows((it) => it.text.endsWith('heard hello\r\n'))
    expect(terminal.text).toBe('out\r\nerr\r\nhelo\b \blo\r\nheard hello\r\n')
    expect(facts.typed).toBe('hello\n')
    await terminal.type('\u0004')
    await terminal.shows((it) => it.text.endsWith('input ended\r\n'))
  })

  it('that its kubelet lets nobody attach to says so, and what to do instead', async () => {
    const { fake, cluster } = await open()
    fake.server.terminals.behaviour = { cannotStart: 'error attaching to container: no attaches found for container "app"\u001b[31m' }
    const terminal = await TestTerminal.open(cluster, { type: 'attach' })
    await terminal.shows((it) => it.last?.state === 'failed')
    expect(terminal.last?.error).toMatchObject({
      message: 'The container cannot be attached to: error attaching to container: no attaches found for container "app"␛[31m',
      where: expect.stringContaining('core/Pod/'),
      todo: expect.stringContaining('kubelet'),
    })
  })

  it('with a terminal is drawn as it draws itself, is left without being ended, and is joined again', async () => {
    const { terminal, asked, facts, window } = await attach({ stdin: true, tty: true })
    expect(asked).toEqual({ container: 'app', stdin: 'true', stdout: 'true', tty: 'true' })
    await terminal.type('size\r')
    await terminal.shows((it) => it.text.includes('80 x 24'))
    must(await window.client.api.detachTerminal(terminal.subscription))
    await terminal.shows((it) => it.last?.state === 'ended' && it.last.reason === 'detached; the container goes on')
    // neither Ctrl-C nor Ctrl-D: the connection was only left
    expect(facts.typed).toBe('size\r')
    must(await window.client.api.reconnectTerminal(terminal.subscription))
    await terminal.shows((it) => it.last?.state === 'open' && it.last.session === 2)
  })
})

describe('a shell of one’s own', () => {
  it('gets a kubeconfig of just that context, for its owner only, that is gone with the app', async () => {
    const fake = stops.add(await FakeCluster.start({ pods: 1, others: 5 }))
    const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-term-'))
    stops.on(() => rmSync(folder, { recursive: true }))
    const said = path.join(folder, 'said')
    const program = path.join(folder, 'my-terminal')
    writeFileSync(program, `#!/bin/sh\necho "$KUBECONFIG" > ${said}.new && mv ${said}.new ${said}\n`, { mode: 0o755 })
    const window = await TestWindow.open({
      kubeconfig: fake.kubeconfig([fake.context(), fake.context('other', { login: 'other' })]),
      env: { PATH: process.env['PATH'], TERMINAL: program },
    })
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    const shell = must(await window.client.api.openLocalShell(cluster.id, false))
    expect(shell.program).toBe(program)
    await until(
      () => existsSync(said),
      () => 'the terminal did not start',
    )
    expect(readFileSync(said, 'utf8').trim()).toBe(shell.kubeconfig)
    expect(statSync(shell.kubeconfig).mode & 0o777).toBe(0o600)
    expect(statSync(path.dirname(shell.kubeconfig)).mode & 0o777).toBe(0o700)
    const again = stops.add(await TestWindow.open({ kubeconfig: shell.kubeconfig }))
    const clusters = await again.clusters()
    expect(clusters.map((each) => each.name)).toEqual(['fake'])
    await (await again.cluster('fake')).is('live')
    await window.stop()
    expect(existsSync(path.dirname(shell.kubeconfig))).toBe(false)
  })
})
