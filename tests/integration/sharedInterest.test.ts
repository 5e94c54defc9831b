import { afterEach, describe, expect, it } from 'vitest'
import { widgetResource } from '../fakeApiServer/resources.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const widget = 'example.test/Widget'

describe('a kind that cannot be watched', () => {
  it('is listed for as long as anybody looks at it, however many came and went', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.etcd.serve({ ...widgetResource, verbs: ['get', 'list'] })
    fake.server.put('example.test', 'widgets', { metadata: { name: 'left', namespace: 'team-0' } })
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    const [first, second] = [cluster.inside.want(widget), cluster.inside.want(widget)]
    await until(
      () => cluster.inside.ledgerOf(widget).state === 'polled',
      () => `widgets: ${JSON.stringify(cluster.inside.ledgerOf(widget))}`,
    )
    let asked = 0
    fake.server.faults.arm({
      when: ({ resource, verb, query }) => {
        // What is asked for as a table is its columns.
        if (resource === 'widgets' && verb === 'list' && query.get('includeObject') === null) asked++
        return false
      },
      times: 1,
      action: { type: 'hang' },
    })
    first()
    first()
    cluster.inside.retry(widget)
    await until(
      () => asked === 1,
      () => 'the kind is not listed any more, though somebody looks at it',
    )
    second()
    cluster.inside.retry(widget)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(asked).toBe(1)
  })
})
