import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RightAsk } from '../../engine/contract/index.ts'
import { Stops } from '../support/fakeCluster.ts'
import { RawClient } from '../support/rawClient.ts'
import { must, TestWindow, until } from '../support/testWindow.ts'

/** What the window is told one may do, beside the API server's own decision on each single thing. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const stops = new Stops()
afterAll(() => stops.all())

const things: readonly Pick<RightAsk, 'group' | 'resource' | 'name'>[] = [
  { group: '', resource: 'pods' },
  { group: '', resource: 'pods/log' },
  { group: '', resource: 'pods/exec' },
  { group: '', resource: 'secrets' },
  { group: '', resource: 'secrets', name: 'key' },
  { group: '', resource: 'nodes' },
  { group: 'apps', resource: 'deployments/scale' },
  { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { group: 'nowhere.example', resource: 'things' },
]
const asks = ['get', 'list', 'create', 'patch', 'delete'].flatMap((verb) =>
  things.flatMap((thing) => ['default', 'kube-system', ''].map((namespace): RightAsk => ({ verb, ...thing, namespace }))),
)

describe.skipIf(file === '')('what one may do', () => {
  it.each(['admin', 'viewer', 'nobody'])('is for %s what the API server decides', async (user) => {
    const kubeconfig =
      user === 'admin'
        ? file
        : (process.env[`KUBILITICS_TEST_KUBECONFIG_${user.toUpperCase()}`] ?? path.join(path.dirname(file), `${user}.kubeconfig`))
    const raw = RawClient.fromFile(kubeconfig)
    stops.on(() => {
      raw.close()
    })
    const window = stops.add(await TestWindow.open({ kubeconfig }))
    const [first] = await window.clusters()
    const cluster = await window.cluster(first?.id ?? '')
    await until(
      () => ['live', 'forbidden', 'syncing'].includes(cluster.state),
      () => cluster.state,
    )
    const answers = must(await window.client.api.askRights(cluster.id, asks))
    const wrong: string[] = []
    for (const [index, ask] of asks.entries()) {
      const [resource, subresource] = ask.resource.split('/')
      const { json } = await raw.send('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        method: 'POST',
        body: { spec: { resourceAttributes: { ...ask, resource, subresource } } },
      })
      if (json.status.allowed !== answers[index]?.allowed) wrong.push(`${JSON.stringify(ask)} ${JSON.stringify(answers[index])}`)
    }
    expect(wrong).toEqual([])
    expect(answers.some(({ allowed }) => allowed)).toBe(user !== 'nobody')
    const review = must(await window.client.api.reviewRights(cluster.id, 'default'))
    expect(review.who?.groups).toContain('system:authenticated')
  })
})
