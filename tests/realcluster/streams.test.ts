import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiCalls } from '../support/apiCalls.ts'
import { kubilitics } from '../support/commandLine.ts'

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const run = promisify(execFile)
const kubectl = async (...args: string[]): Promise<string> =>
  (await run('kubectl', ['--kubeconfig', file, ...args], { maxBuffer: 100_000_000, timeout: 60_000 })).stdout
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
/** Ages pass while one waits for the other: a column apart. */
const withoutAges = (table: string): string[] =>
  lines(table)
    .map((line) => line.replace(/\b(?:\d+[smhd])+\b/g, 'AGE').replace(/\s{2,}/g, '  '))
    .sort()

/** Two Pods that run, for the tests here alone. */
const namespace = `streams-${process.pid}`

describe.skipIf(file === '')('logs and events beside kubectl on a real cluster (KUBILITICS_TEST_KUBECONFIG)', () => {
  let calls: ApiCalls
  beforeAll(async () => {
    calls = await ApiCalls.open(file)
    await calls.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
    await calls.call('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'web' }] } },
      },
    })
    await kubectl('rollout', 'status', '-n', namespace, 'deployment/web', '--timeout=55s')
  })
  afterAll(async () => {
    await calls.call('DELETE', `/api/v1/namespaces/${namespace}`)
    calls.close()
  })

  it('gives the same lines of a Pod, with the same times', async () => {
    const [pod] = JSON.parse(await kubectl('get', 'pods', '-n', namespace, '-o', 'json')).items
    const { name } = pod.metadata
    const container = String(pod.spec.containers[0].name)
    for (const args of [['--tail=200'], ['--tail=5', '--timestamps'], ['--since=1s', '--tail=3'], ['--tail=3', '--prefix']]) {
      const own = await kubilitics(['logs', '--kubeconfig', file, '-n', namespace, name, '-c', container, ...args])
      expect(own.code, own.stderr).toBe(0)
      expect(own.stdout).toBe(await kubectl('logs', '-n', namespace, name, '-c', container, ...args))
    }
  })

  it('gives the same lines of a workload as kubectl of its Pods one by one', async () => {
    const own = await kubilitics(['logs', '--kubeconfig', file, '-n', namespace, 'deploy', 'web', '--tail=50'])
    const theirs = await kubectl('logs', '-n', namespace, '-l', 'app=web', '--tail=50', '--prefix', '--max-log-requests=50')
    expect(lines(own.stdout).sort()).toEqual(lines(theirs).sort())
    const selected = await kubilitics(['logs', '--kubeconfig', file, '-n', namespace, '-l', 'app=web'])
    const usual = await kubectl('logs', '-n', namespace, '-l', 'app=web', '--prefix', '--max-log-requests=50')
    expect(lines(selected.stdout).sort()).toEqual(lines(usual).sort())
  })

  it('refuses with the same reason', async () => {
    const own = await kubilitics(['logs', '--kubeconfig', file, '-n', 'kube-system', 'there-is-none'])
    expect(own.code).toBe(3)
    await expect(kubectl('logs', '-n', 'kube-system', 'there-is-none')).rejects.toThrow('not found')
  })

  it('lists the same events, with the same columns', async () => {
    const own = await kubilitics(['events', '--kubeconfig', file, '-A'])
    expect(withoutAges(own.stdout)).toEqual(withoutAges(await kubectl('events', '-A')))
    const about = /(\S+)\/(\S+)/.exec(lines(own.stdout).at(-1) ?? '')
    const [namespace = ''] = (lines(own.stdout).at(-1) ?? '').split(/\s+/)
    const target = `${(about?.[1] ?? '').toLowerCase()}/${about?.[2] ?? ''}`
    const ofOne = await kubilitics(['events', '--kubeconfig', file, '-n', namespace, '--for', target])
    expect(withoutAges(ofOne.stdout)).toEqual(withoutAges(await kubectl('events', '-n', namespace, '--for', target)))
    expect(lines(ofOne.stdout).length).toBeGreaterThan(1)
  })
})
