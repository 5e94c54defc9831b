import { setTimeout as sleep } from 'node:timers/promises'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { kubilitics, readTable, RunningCommand } from '../support/commandLine.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { kubeconfigText } from '../support/kubeconfigText.ts'
import { until } from '../support/testWindow.ts'

const second = 1_000_000_000n
const start = BigInt(Date.parse('2026-01-01T00:00:00Z')) * 1_000_000n

let here: FakeCluster
let there: FakeCluster
let both: string
const stops = new Stops()
afterEach(() => stops.all())

function pod(
  fake: FakeCluster,
  name: string,
  part: { labels?: Record<string, string>; containers?: string[]; owner?: unknown } = {},
): void {
  const containers = part.containers ?? ['app']
  fake.server.put('', 'pods', {
    metadata: {
      name,
      namespace: 'shop',
      labels: part.labels ?? {},
      ...(part.owner === undefined ? {} : { ownerReferences: [part.owner] }),
    },
    spec: { containers: containers.map((each) => ({ name: each, image: 'x' })) },
    status: {
      phase: 'Running',
      containerStatuses: containers.map((each) => ({ name: each, restartCount: 0, containerID: 'x://0', state: { running: {} } })),
    },
  })
}

beforeAll(async () => {
  here = await FakeCluster.start({ pods: 2, others: 10 })
  there = await FakeCluster.start({ pods: 2, others: 10 })
  for (const fake of [here, there]) fake.server.put('', 'namespaces', { metadata: { name: 'shop' } })
  both = path.join(here.folder, 'both')
  writeFileSync(both, kubeconfigText([here.context('here', { namespace: 'shop' }), there.context('there', { namespace: 'shop' })]))
  const selector = { matchLabels: { app: 'web' } }
  const deployment = here.server.put('apps', 'deployments', { metadata: { name: 'web', namespace: 'shop' }, spec: { selector } })
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: deployment.uid, controller: true }
  const set = here.server.put('apps', 'replicasets', {
    metadata: { name: 'web-1', namespace: 'shop', ownerReferences: [owner] },
    spec: { selector },
  })
  const owned = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: set.uid, controller: true }
  for (const name of ['web-a', 'web-b']) pod(here, name, { labels: { app: 'web' }, owner: owned })
  pod(there, 'web-c', { labels: { app: 'web' } })
  for (let i = 0; i < 300; i++) {
    here.server.logs.write('shop', 'web-a', 'app', `a ${i}`, start + BigInt(i * 3) * second)
    here.server.logs.write(
      'shop',
      'web-b',
      'app',
      `{"level":"${i % 10 === 0 ? 'error' : 'info'}","n":${i}}`,
      start + BigInt(i * 3 + 1) * second,
    )
    there.server.logs.write('shop', 'web-c', 'app', `c ${i}`, start + BigInt(i * 3 + 2) * second)
  }
  pod(here, 'two', { containers: ['main', 'side'] })
  here.server.logs.write('shop', 'two', 'main', 'from main', start + 5_000n)
  here.server.logs.write('shop', 'two', 'side', 'from side', start)
  pod(here, 'hostile')
  here.server.logs.write('shop', 'hostile', 'app', '\u001b[31mred\u001b[0m \u001b]0;owned\u0007 \u202Egnp', start)
  here.server.logs.write('shop', 'hostile', 'app', Buffer.from([0x66, 0xff, 0x6f]), start + second)
  here.server.logs.write('shop', 'hostile', 'app', 'x'.repeat(300_000), start + 2n * second)
})
afterAll(async () => {
  await here.stop()
  await there.stop()
})

const logs = (...args: string[]) => kubilitics(['logs', '--kubeconfig', both, '--context', 'here', '--timeout', '20s', ...args])
const lines = (text: string): string[] => text.split('\n').slice(0, -1)

describe('kubilitics logs', () => {
  it('writes the log of a Pod as it is: all of it, or its tail, with exact times', async () => {
    const all = await logs('web-a')
    expect(all).toMatchObject({ code: 0, stderr: '' })
    expect(lines(all.stdout)).toEqual(Array.from({ length: 300 }, (_, i) => `a ${i}`))
    const tail = await logs('pod', 'web-a', '--tail', '2', '--timestamps')
    expect(lines(tail.stdout)).toEqual(['2026-01-01T00:14:54.000000000Z a 298', '2026-01-01T00:14:57.000000000Z a 299'])
  })

  it('merges the Pods of a workload by time, and says where each line is from', async () => {
    const { stdout, code } = await logs('deploy/web', '--tail', '100')
    const all = lines(stdout)
    expect(code).toBe(0)
    expect(all).toHaveLength(200)
    expect(all.slice(0, 2)).toEqual(['[pod/web-a/app] a 200', '[pod/web-b/app] {"level":"error","n":200}'])
    expect(all.filter((_, i) => i % 2 === 0).every((line) => line.startsWith('[pod/web-a/app]'))).toBe(true)
  })

  it('chooses by expressions and severity, and writes fields as JSON', async () => {
    const { stdout } = await logs('-l', 'app=web', '--tail=-1', '--severity', 'error', '--include', '"n":1\\d0', '-o', 'json')
    const all = lines(stdout).map((line) => JSON.parse(line))
    expect(all.map(({ fields }) => fields.n)).toEqual(['100', '110', '120', '130', '140', '150', '160', '170', '180', '190'])
    expect(all[0]).toMatchObject({
      namespace: 'shop',
      pod: 'web-b',
      container: 'app',
      severity: 'error',
      time: '2026-01-01T00:05:01.000000000Z',
    })
    const without = await logs('web-a', '--exclude', '\\d{2}')
    expect(lines(without.stdout)).toHaveLength(10)
  })

  it('reads the first container, one by name, or all', async () => {
    const first = await logs('two')
    expect(first.stdout).toBe('from main\n')
    expect(first.stderr).toContain('container "main" is read; there are main, side')
    expect((await logs('two', '-c', 'side')).stdout).toBe('from side\n')
    expect((await logs('two', '--all-containers')).stdout).toBe('[pod/two/side] from side\n[pod/two/main] from main\n')
    expect(await logs('two', '-c', 'none')).toMatchObject({ code: 3, stdout: '' })
  })

  it('lets nothing of a hostile line reach the terminal, and says what it cut', async () => {
    const { stdout } = await logs('hostile')
    const all = lines(stdout)
    expect(all).toHaveLength(3)
    expect(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\ufffe]/.test(stdout.replaceAll('\n', ''))).toBe(false)
    expect(all[0]).toContain('red')
    expect(all[1]).toBe('f\ufffdo')
    expect(all[2]).toContain('(cut at 256 KB)')
  })

  it('says how it ended by its exit code', async () => {
    const ends = await Promise.all([
      logs('nope'),
      logs('deploy', 'nope'),
      logs('web-a', '--include', '('),
      logs(),
      logs('web-a', '-f', '-p'),
      logs('-l', 'app=none'),
      kubilitics(['get', 'pods', '--kubeconfig', both, '--context', 'here', '--context', 'there']),
    ])
    expect(ends.map(({ code }) => code)).toEqual([3, 3, 2, 2, 2, 0, 2])
    expect(ends.map(({ stdout }) => stdout).join('')).toBe('')
    expect(ends[5]?.stderr).toContain('no Pods')
    const nobody = path.join(here.folder, 'nobody')
    writeFileSync(nobody, kubeconfigText([here.context('here', { login: 'nobody', namespace: 'shop' })]))
    const denied = await kubilitics(['logs', '--kubeconfig', nobody, 'web-a'])
    expect(denied).toMatchObject({ code: 4, stdout: '' })
    expect(denied.stderr).toContain('pods/log')
  })

  it('merges several clusters by time', async () => {
    const { stdout, code } = await kubilitics([
      'logs',
      '--kubeconfig',
      both,
      '--context',
      'here',
      '--context',
      'there',
      '-l',
      'app=web',
      '--tail=-1',
    ])
    const all = lines(stdout)
    expect(code).toBe(0)
    expect(all).toHaveLength(900)
    expect(all.slice(0, 3)).toEqual([
      '[here pod/web-a/app] a 0',
      '[here pod/web-b/app] {"level":"error","n":0}',
      '[there pod/web-c/app] c 0',
    ])
    expect(all.at(-1)).toBe('[there pod/web-c/app] c 299')
  })

  it('is not held back by a cluster that hangs, and tells that it is missing', async () => {
    const hanging = there.server.faults.arm({ when: () => true, times: Infinity, action: { type: 'hang' } })
    stops.on(hanging)
    const run = stops.add(
      new RunningCommand(['logs', '--kubeconfig', both, '--context', 'here', '--context', 'there', '-l', 'app=web', '--timeout', '8s']),
    )
    await until(
      () => run.lines.length === 20,
      () => `${run.lines.length} lines: ${run.stderr}`,
    )
    expect(await run.ended).toBe(6)
    expect(run.stderr).toContain('there: The cluster "there" did not answer within 8 s.')
  })

  it('follows containers, also of Pods that come, until Ctrl-C', async () => {
    const run = stops.add(new RunningCommand(['logs', '--kubeconfig', both, '--context', 'here', '-l', 'app=web', '-f', '--tail', '1']))
    await until(
      () => run.lines.length === 2,
      () => run.stdout + run.stderr,
    )
    here.server.logs.write('shop', 'web-a', 'app', 'more', start + 5_000n * second)
    pod(here, 'web-z', { labels: { app: 'web' } })
    here.server.logs.write('shop', 'web-z', 'app', 'new Pod', start + 5_001n * second)
    await until(
      () => run.lines.length === 4,
      () => run.stdout + run.stderr,
    )
    expect(run.lines.slice(2)).toEqual(['[pod/web-a/app] more', '[pod/web-z/app] new Pod'])
    run.interrupt()
    expect(await run.ended).toBe(130)
    expect(run.stderr).toBe('')
  })
})

describe('kubilitics events', () => {
  const about = (name: string) => ({ kind: 'Pod', namespace: 'shop', name, apiVersion: 'v1' })
  const event = (name: string, on: string, reason: string, type: string, at: string, count = 1): void => {
    here.server.put('', 'events', {
      metadata: { name, namespace: 'shop' },
      involvedObject: about(on),
      reason,
      type,
      message: `${reason} of ${on}\u001b[31m`,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: at,
      count,
    })
  }
  const events = (...args: string[]) => kubilitics(['events', '--kubeconfig', both, '--context', 'here', ...args])

  it('lists them oldest first, of one object, type and reason', async () => {
    event('e2', 'web-a', 'BackOff', 'Warning', '2026-01-01T00:02:00Z', 4)
    event('e1', 'web-a', 'Pulled', 'Normal', '2026-01-01T00:01:00Z')
    event('e3', 'web-b', 'BackOff', 'Warning', '2026-01-01T00:03:00Z')
    const all = readTable((await events()).stdout)
    expect(all.map((row) => [row['TYPE'], row['REASON'], row['OBJECT']])).toEqual([
      ['Normal', 'Pulled', 'Pod/web-a'],
      ['Warning', 'BackOff', 'Pod/web-a'],
      ['Warning', 'BackOff', 'Pod/web-b'],
    ])
    expect(all[1]?.['LAST SEEN']).toMatch(/^\d+d \(x4 over \d+d\)$/)
    const [warnings, ofB, pulled, wrong] = await Promise.all([
      events('pod', 'web-a', '--type', 'Warning', '-o', 'json'),
      events('--for', 'pod/web-b'),
      events('--reason', 'Pulled', '-A'),
      events('--type', 'Bad'),
    ])
    expect(warnings.stdout).toContain('"name": "e2"')
    expect(warnings.stdout).not.toContain('"name": "e1"')
    expect(readTable(ofB.stdout)).toHaveLength(1)
    expect(readTable(pulled.stdout)[0]).toMatchObject({ NAMESPACE: 'shop', REASON: 'Pulled' })
    expect(wrong).toMatchObject({ code: 2 })
  })

  it('goes on with those that come, until Ctrl-C', async () => {
    const run = stops.add(new RunningCommand(['events', '--kubeconfig', both, '--context', 'here', '-w', '--for', 'pod/web-z']))
    await sleep(1_500)
    event('e4', 'web-z', 'Killing', 'Normal', '2026-01-01T00:04:00Z')
    event('e5', 'web-a', 'Killing', 'Normal', '2026-01-01T00:05:00Z')
    await until(
      () => run.stdout.includes('Pod/web-z'),
      () => run.stdout + run.stderr,
    )
    expect(run.stdout).toContain('Killing of web-z')
    expect(run.stdout).not.toContain('web-a')
    run.interrupt()
    expect(await run.ended).toBe(130)
  })
})
