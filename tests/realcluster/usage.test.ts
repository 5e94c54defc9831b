import { afterAll, describe, expect, it } from 'vitest'
import { ApiCalls } from '../support/apiCalls.ts'
import { Stops } from '../support/fakeCluster.ts'
import type { RawObject } from '../support/memoryReader.ts'
import { must, TestWindow } from '../support/testWindow.ts'

/** Usage as the window is told it, beside what the metrics API of the cluster answers. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `usage-${process.pid}`
const stops = new Stops()
afterAll(() => stops.all())

describe.skipIf(file === '')('usage', () => {
  it('is that of the metrics API: of a Pod, of the Pods of a workload, of a Node', async () => {
    const calls = await ApiCalls.open(file)
    stops.on(() => {
      calls.close()
    })
    await calls.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
    stops.on(() => calls.call('DELETE', `/api/v1/namespaces/${namespace}`))
    await calls.call('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: {
            labels: { app: 'web' },
            annotations: { 'kwok.x-k8s.io/usage-cpu': '250m', 'kwok.x-k8s.io/usage-memory': '64Mi' },
          },
          spec: {
            containers: [{ name: 'app', image: 'web', resources: { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '128Mi' } } }],
          },
        },
      },
    })
    const metricsOf = (): Promise<RawObject[]> => calls.list(`/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`)
    let measured = await metricsOf()
    for (const until = Date.now() + 90_000; measured.length < 2 && Date.now() < until; measured = await metricsOf())
      await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(measured).toHaveLength(2)

    const window = stops.add(await TestWindow.open({ kubeconfig: file }))
    const cluster = await window.liveCluster()
    const { api } = window.client
    must(await api.watchUsage(cluster.id))
    const usage = async (id: string) => must(await api.usage(cluster.id, id))
    const deployment = `apps/Deployment/${namespace}/web`
    let of = await usage(deployment)
    for (const until = Date.now() + 60_000; of.measured < 2 && Date.now() < until; of = await usage(deployment))
      await new Promise((resolve) => setTimeout(resolve, 500))
    expect(of).toMatchObject({
      source: { state: 'measured' },
      pods: 2,
      measured: 2,
      allowance: { cpuRequest: 0.2, cpuLimit: 2, memoryRequest: 2 * 128 * 2 ** 20, memoryLimit: 2 * 128 * 2 ** 20 },
    })
    expect(of.cpu).toBeCloseTo(0.5, 1)
    expect(of.memory).toBe(2 * 64 * 2 ** 20)
    const one = await usage(`core/Pod/${namespace}/${measured[0]?.['metadata'].name ?? ''}`)
    expect(one.cpu).toBeCloseTo(0.25, 1)
    expect(one.history.cpu.at.length).toBeGreaterThan(0)

    const [node] = await calls.list('/apis/metrics.k8s.io/v1beta1/nodes')
    const ofNode = await usage(`core/Node/_/${node?.['metadata'].name ?? ''}`)
    expect(ofNode).toMatchObject({ source: { state: 'measured' }, pods: 1 })
    expect(ofNode.allowance.cpuLimit).toBeGreaterThan(0)
    expect(await api.usage(cluster.id, `core/ConfigMap/${namespace}/kube-root-ca.crt`)).toMatchObject({ ok: false })
    must(await api.unwatchUsage(cluster.id))
    // nobody looks any more: nothing is kept
    expect((await usage(deployment)).measured).toBe(0)
  }, 240_000)
})
