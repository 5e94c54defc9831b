import { afterAll, describe, expect, it } from 'vitest'
import type { RangeAnswer, RangeQuestion } from '../../engine/contract/index.ts'
import { objectId } from '../../engine/contract/index.ts'
import { Stops } from '../support/fakeCluster.ts'
import { RawClient } from '../support/rawClient.ts'
import { must, type TestCluster, TestWindow } from '../support/testWindow.ts'

/**
 * Graphs over time from a real Prometheus behind the API server. KUBILITICS_TEST_PROMETHEUS says where it is: `namespace/service:port/path`; what it
 * scrapes are the kubelets of the cluster that KUBILITICS_TEST_KUBECONFIG names.
 */
const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const [, namespace = '', service = '', port = '', below = ''] =
  /^([^/]+)\/([^:]+):([^/]+)(.*)$/.exec(process.env['KUBILITICS_TEST_PROMETHEUS'] ?? '') ?? []
const stops = new Stops()
afterAll(() => stops.all())

describe.skipIf(file === '' || namespace === '')('a real Prometheus', () => {
  const range = async ({ window, id }: TestCluster, object: string, question: RangeQuestion): Promise<RangeAnswer> => {
    const to = Date.now()
    return must(await window.client.api.queryRange(id, object, question, to - 3_600_000, to))
  }

  it('is found, or reached where a person says it is, and tells the same of Pods, workloads and Nodes as it does itself', async () => {
    const raw = RawClient.fromFile(file)
    stops.on(() => {
      raw.close()
    })
    const window = stops.add(await TestWindow.open({ kubeconfig: file }))
    const cluster = await window.liveCluster()
    const { api } = window.client
    const found = must(await api.findPrometheus(cluster.id))
    expect(found).toMatchObject({ service: objectId('core/Service', namespace, service), version: expect.stringMatching(/\d+\.\d+/) })
    must(
      await api.configureCluster(cluster.id, {
        prometheus: { namespace, service, port, scheme: 'http', path: below },
      }),
    )
    expect(must(await api.findPrometheus(cluster.id))).toMatchObject({ port, version: found.version })
    must(await api.configureCluster(cluster.id, { prometheus: { namespace, service: 'not-there', port, scheme: 'http', path: below } }))
    expect(await api.findPrometheus(cluster.id)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('cannot be reached') },
    })
    must(await api.configureCluster(cluster.id, { prometheus: null }))

    // a moment that lies well within what was scraped, asked of Prometheus itself
    const asks = async (query: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> =>
      (
        (
          await raw.send(
            `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy${below}/api/v1/query?query=${encodeURIComponent(query)}`,
          )
        ).json as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } }
      ).data.result
    const measured = await asks('sum by (namespace, pod) (container_memory_working_set_bytes{container!="",pod=~"web-.*"})')
    expect(measured.length).toBeGreaterThan(0)
    for (const { metric, value } of measured) {
      const answer = await range(cluster, `core/Pod/${metric['namespace'] ?? ''}/${metric['pod'] ?? ''}`, 'memory')
      expect(answer.unit).toBe('bytes')
      const sum = answer.series.reduce((all, { values }) => all + (values.at(-1) ?? NaN), 0)
      expect(sum / Number(value[1])).toBeCloseTo(1, 1)
      const cpu = await range(cluster, `core/Pod/${metric['namespace'] ?? ''}/${metric['pod'] ?? ''}`, 'cpu')
      expect(cpu.series[0]?.values.some((value) => value > 0)).toBe(true)
    }
    const shop = measured[0]?.metric['namespace'] ?? ''
    const workload = await range(cluster, `apps/Deployment/${shop}/web`, 'memory')
    expect(workload.series.map(({ name }) => name).sort()).toEqual(
      measured
        .filter(({ metric }) => metric['namespace'] === shop)
        .map(({ metric }) => metric['pod'])
        .sort(),
    )
    for (const question of ['cpu', 'memory'] as const) {
      const node = await range(cluster, objectId('core/Node', '', 'node-1'), question)
      expect(node.series, question).toHaveLength(1)
      expect(node.series[0]?.values.at(-1), question).toBeGreaterThan(0)
    }
    for (const question of ['network', 'filesystem', 'restarts'] as const) {
      // whatever this Prometheus has of it: the query is one that it understands
      const answer = await range(cluster, `apps/Deployment/${shop}/web`, question)
      expect(answer.prometheus.service).toBe(found.service)
    }
    for (const question of ['network', 'filesystem'] as const) await range(cluster, objectId('core/Node', '', 'node-1'), question)
    // names that would end a string or an expression
    for (const name of ['a"} or up{', 'a\\', '.*', 'a\nb'])
      expect((await range(cluster, objectId('core/Pod', shop, name), 'cpu')).series, name).toEqual([])
  })
})
