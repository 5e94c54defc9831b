import { afterAll, describe, expect, it } from 'vitest'
import type { Overview, Usage } from '../../engine/contract/index.ts'
import { objectId } from '../../engine/contract/index.ts'
import { Stops } from '../support/fakeCluster.ts'
import { RawClient } from '../support/rawClient.ts'
import { asked, must, TestWindow } from '../support/testWindow.ts'

/**
 * metrics.k8s.io is taken away while a window looks, and comes back. It changes what all of the cluster see, so only where
 * KUBILITICS_TEST_MAY_BREAK says that the cluster is nobody else's.
 */
const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const mayBreak = process.env['KUBILITICS_TEST_MAY_BREAK'] === 'yes'
const service = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io'
const node = objectId('core/Node', '', 'node-1')
const stops = new Stops()
afterAll(() => stops.all())

describe.skipIf(file === '' || !mayBreak)('usage of a cluster that loses metrics.k8s.io', () => {
  it('is unavailable with the reason, everywhere, and comes back by itself', async () => {
    const raw = RawClient.fromFile(file)
    stops.on(() => {
      raw.close()
    })
    const before = (await raw.send(service)).json as { metadata: object; spec: object }
    const restore = async (): Promise<void> => {
      const answer = await raw.send('/apis/apiregistration.k8s.io/v1/apiservices', {
        method: 'POST',
        body: { metadata: { name: 'v1beta1.metrics.k8s.io' }, spec: before.spec },
      })
      if (answer.status >= 300 && answer.status !== 409) throw new Error(answer.text)
    }
    stops.on(restore)
    const window = stops.add(await TestWindow.open({ kubeconfig: file }))
    const cluster = await window.liveCluster()
    const { api } = window.client
    must(await api.watchUsage(cluster.id))
    must(await api.watchOverview(cluster.id))
    const usage = async (): Promise<Usage> => must(await api.usage(cluster.id, node))
    const overview = async (): Promise<Overview> => must(await api.overview(cluster.id))
    const seconds = 90_000
    const measured = await asked(usage, ({ source, cpu }) => source.state === 'measured' && cpu !== null, seconds)
    const rows = await cluster.rows('core/Node')
    await rows.shows(({ names }) => names.includes('node-1'))
    const notes = async (): Promise<(string | undefined)[]> =>
      rows.last.extra.filter(({ title }) => title === 'CPU' || title === 'Memory').map(({ note }) => note)
    expect(await notes()).toEqual([undefined, undefined])
    expect(measured.history.cpu.values.length).toBeGreaterThan(0)

    await raw.send(service, { method: 'DELETE' })
    const gone = await asked(usage, ({ source }) => source.state === 'unavailable', seconds)
    expect(gone.source).toMatchObject({ state: 'unavailable', error: { message: expect.stringContaining('metrics.k8s.io') } })
    // what was measured is no longer what is used
    expect([gone.cpu, gone.memory]).toEqual([null, null])
    const blind = await asked(overview, ({ unknown }) => unknown.some(({ what }) => what === 'Usage'), seconds)
    expect(blind.unknown.find(({ what }) => what === 'Usage')?.error.message).toContain('metrics.k8s.io')
    expect(blind.nodes.map(({ cpuUsed }) => cpuUsed)).toEqual(blind.nodes.map(() => null))
    expect(blind.total.cpuUsed).toBeNull()
    const said = await asked(notes, (all) => all.every((note) => note !== undefined), seconds)
    expect(said).toEqual([expect.stringContaining('metrics.k8s.io'), expect.stringContaining('metrics.k8s.io')])

    await restore()
    const again = await asked(usage, ({ source, cpu }) => source.state === 'measured' && cpu !== null, seconds)
    expect(again.source.state).toBe('measured')
    const back = await asked(overview, ({ unknown }) => !unknown.some(({ what }) => what === 'Usage'), seconds)
    expect(back.nodes.some(({ cpuUsed }) => cpuUsed !== null)).toBe(true)
    expect(await asked(notes, (all) => all.every((note) => note === undefined), seconds)).toEqual([undefined, undefined])

    // still registered, and nobody answers behind it
    const patched = await raw.send(service, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { spec: { service: { port: 1 } } },
    })
    expect(patched.status).toBe(200)
    const dead = await asked(usage, ({ source }) => source.state === 'unavailable', seconds)
    expect(dead).toMatchObject({ source: { state: 'unavailable' }, cpu: null, memory: null })
    const deadOverview = await asked(overview, ({ unknown }) => unknown.some(({ what }) => what === 'Usage'), seconds)
    expect(deadOverview.total.cpuUsed).toBeNull()
    await raw.send(service, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { spec: { service: { port: (before.spec as { service: { port: number } }).service.port } } },
    })
    expect((await asked(usage, ({ source, cpu }) => source.state === 'measured' && cpu !== null, seconds)).source.state).toBe('measured')
  }, 500_000)
})
