import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ApiCalls } from '../support/apiCalls.ts'
import { must, type TestCluster, TestWindow } from '../support/testWindow.ts'

/** Revisions of workloads beside `kubectl rollout history`, and objects beside `kubectl diff`'s own idea of what was applied. */

const kubeconfig = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `history-${process.pid}`
const kinds = { deployment: 'apps/Deployment', statefulset: 'apps/StatefulSet', daemonset: 'apps/DaemonSet' } as const
let api: ApiCalls
let window: TestWindow
let cluster: TestCluster

function kubectl(args: readonly string[], input?: string): string {
  return execFileSync('kubectl', ['--kubeconfig', kubeconfig, '-n', namespace, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
  })
}

function workload(kind: string, image: string): object {
  const template = {
    metadata: { labels: { app: kind.toLowerCase() } },
    spec: { containers: [{ name: 'main', image, env: [{ name: 'MODE', value: 'plain' }] }] },
  }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web', namespace },
    spec: {
      selector: { matchLabels: { app: kind.toLowerCase() } },
      template,
      ...(kind === 'DaemonSet' ? {} : { replicas: 2 }),
      ...(kind === 'StatefulSet' ? { serviceName: 'web' } : {}),
    },
  }
}

beforeAll(async () => {
  api = await ApiCalls.open(kubeconfig)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const apply = (image: string): string =>
    kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => workload(kind, image)),
      }),
    )
  apply('registry.invalid/web:1')
  // a controller that has not seen the first template makes one revision of two changes
  for (const kind of Object.keys(kinds)) await until(kind, 1)
  apply('registry.invalid/web:2')
  kubectl(['annotate', 'deployment/web', 'kubernetes.io/change-cause=second image'])
  for (const kind of Object.keys(kinds)) await until(kind, 2)
  // back again: the revision of the first template gets a new number
  kubectl(['rollout', 'undo', 'deployment/web'])
  for (const end = Date.now() + 30_000; !numbersOf(kubectl(['rollout', 'history', 'deployment/web'])).includes(3);) {
    if (Date.now() > end) throw new Error('no third revision')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  window = await TestWindow.open({ kubeconfig })
  cluster = await window.liveCluster()
}, 180_000)

afterAll(async () => {
  await window.stop()
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  api.close()
})

function numbersOf(history: string): number[] {
  return history
    .split('\n')
    .map((line) => /^(\d+)\s/.exec(line)?.[1])
    .filter((found) => found !== undefined)
    .map(Number)
}

async function until(kind: string, revisions: number): Promise<void> {
  for (const end = Date.now() + 30_000; numbersOf(kubectl(['rollout', 'history', `${kind}/web`])).length < revisions;) {
    if (Date.now() > end) throw new Error(`${kind} has no ${revisions} revisions`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe.each(Object.entries(kinds))('the revisions of a %s', (resource, kind) => {
  const id = `${kind}/${namespace}/web`

  it('are those that kubectl lists, with their causes', async () => {
    const said = kubectl(['rollout', 'history', `${resource}/web`])
    const history = must(await window.client.api.rolloutHistory(cluster.id, id))
    expect(history.lack).toBeNull()
    expect(history.revisions.map((each) => each.revision)).toEqual(numbersOf(said).reverse())
    for (const each of history.revisions) {
      const cause = new RegExp(`^${each.revision}\\s+(.*)$`, 'm').exec(said)?.[1]?.trim()
      expect(each.changeCause === '' ? '<none>' : each.changeCause).toBe(cause)
    }
    const current = history.revisions.filter((each) => each.current)
    expect(current).toHaveLength(1)
    // what the server runs now is what the current revision keeps
    const now = JSON.parse(kubectl(['get', `${resource}/web`, '-o', 'json']))
    expect(current[0]?.images).toEqual(now.spec.template.spec.containers.map((each: any) => each.image))
  })

  it('have the templates that kubectl tells, without the hash of their Pods', async () => {
    const history = must(await window.client.api.rolloutHistory(cluster.id, id))
    for (const { revision, current } of history.revisions) {
      const pair = must(await window.client.api.compareRevisions(cluster.id, id, revision, null))
      const template = parse(pair.from.text)
      const told = kubectl(['rollout', 'history', `${resource}/web`, `--revision=${revision}`])
      expect(told).toContain(`Image:\t${template.spec.containers[0].image}`)
      for (const [key, value] of Object.entries(template.metadata.labels)) expect(told).toContain(`${key}=${String(value)}`)
      expect(pair.from.text).not.toContain('pod-template-hash')
      expect(pair.from.text === pair.to.text, `revision ${revision} is the template now`).toBe(current)
    }
    const missing = await window.client.api.compareRevisions(cluster.id, id, 99, null)
    expect(missing).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})

it('a rollback gives a revision a new number, and tells the former one', async () => {
  const history = must(await window.client.api.rolloutHistory(cluster.id, `apps/Deployment/${namespace}/web`))
  expect(history.revisions.map(({ revision, formerly, current }) => [revision, formerly, current])).toEqual([
    [3, [1], true],
    [2, [], false],
  ])
})

it('what was applied is compared with what is, without what the server filled in', async () => {
  const id = `apps/Deployment/${namespace}/web`
  const pair = must(await window.client.api.compareApplied(cluster.id, id))
  const differing = (a: string, b: string): string[] =>
    a
      .split('\n')
      .filter((line) => !b.split('\n').includes(line))
      .map((line) => line.trim())
  // the rollback took the image back, and nothing else
  expect(differing(pair.from.text, pair.to.text)).toEqual(
    ['- image: registry.invalid/web:2'].map((line) => expect.stringContaining(line.slice(2))),
  )
  expect(differing(pair.to.text, pair.from.text)).toEqual([expect.stringContaining('image: registry.invalid/web:1')])
})

it('two objects are compared without what tells any two apart', async () => {
  const pair = must(
    await window.client.api.compareObjects(cluster.id, `apps/Deployment/${namespace}/web`, cluster.id, `apps/Deployment/${namespace}/web`),
  )
  expect(pair.from.text).toBe(pair.to.text)
  for (const word of ['uid:', 'resourceVersion:', 'status:', 'last-applied']) expect(pair.from.text).not.toContain(word)
  expect(pair.leftOut).toEqual(expect.arrayContaining(['status', 'metadata.uid']))
  const other = await window.client.api.compareObjects(
    cluster.id,
    `apps/Deployment/${namespace}/web`,
    cluster.id,
    `apps/StatefulSet/${namespace}/web`,
  )
  expect(other).toMatchObject({ ok: false, error: { code: 'bad-input' } })
})
