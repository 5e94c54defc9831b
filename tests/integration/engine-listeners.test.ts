import { setMaxListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { widgetResource } from '../fakeApiServer/resources.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
const warnings: Error[] = []
const own = globalThis.AbortController

/** Older runtimes (the desktop's among them) warn at the eleventh listener of a signal; newer ones do only where they are told to. */
class StrictAbortController extends own {
  constructor() {
    super()
    setMaxListeners(10, this.signal)
  }
}

const hear = (warning: Error): void => void warnings.push(warning)
beforeEach(() => {
  globalThis.AbortController = StrictAbortController
  process.on('warning', hear)
})
afterEach(async () => {
  await stops.all()
  globalThis.AbortController = own
  process.off('warning', hear)
  warnings.length = 0
})

describe('a cluster with many kinds and many namespaces', () => {
  it.each(['admin', 'dora'])('makes no runtime warn of leaking listeners (as %s)', async (login) => {
    const resources = Array.from({ length: 60 }, (_, at) => ({
      ...widgetResource,
      kind: `Widget${at}`,
      resource: `widget${at}s`,
      singular: `widget${at}`,
    }))
    const fake = stops.add(await FakeCluster.start({ pods: 20, others: 20 }))
    for (const resource of resources) fake.server.etcd.serve(resource)
    const namespaces = Array.from({ length: 25 }, (_, at) => `space-${at}`)
    for (const name of namespaces) fake.server.put('', 'namespaces', { metadata: { name } })
    fake.server.access.grant(
      'dora',
      { verbs: ['list', 'watch'], groups: [''], resources: ['namespaces'] },
      { verbs: ['list', 'watch'], groups: [''], resources: ['pods', 'services', 'secrets'], namespaces },
    )
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake', { login })]) }))
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    await until(
      () => cluster.ledger('loading').length + cluster.ledger('waiting').length === 0,
      () => 'kinds are loading',
    )
    await fake.server.crash()
    await cluster.is('stale')
    await fake.server.start()
    await cluster.is('live')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(warnings.map((warning) => `${warning.name}: ${warning.message}`)).toEqual([])
  })
})
