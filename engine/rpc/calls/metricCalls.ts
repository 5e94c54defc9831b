import type { ApiClient } from '../../cluster/apiClient.ts'
import { type ClusterId, type EngineApi, err, ok, type Result } from '../../contract/index.ts'
import type { ClusterMetrics } from '../../workspace/clusterMetrics.ts'
import { notOpen } from '../../workspace/workspace.ts'
import { PacedWatch } from '../pacedWatch.ts'
import type { OpenWindow } from './openWindow.ts'

/** Longest range of a graph, in milliseconds. */
const longestRange = 31 * 86_400_000

/** Usage of CPU and memory, and graphs of Prometheus. */
export function metricCalls({ parts: { workspace }, handle }: OpenWindow) {
  // a reading is told in one go: nothing is gained by waiting
  const watched = new PacedWatch(handle, 'usage', 0)

  const connected = async <T>(
    cluster: ClusterId,
    ask: (metrics: ClusterMetrics, client: ApiClient) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const live = workspace.live(cluster)
    if (!live.ok) return live
    const metrics = workspace.metrics(cluster)
    const { client } = live.value.session
    if (metrics === undefined || client === null)
      return err({
        code: 'unreachable',
        message: 'The cluster is not connected, so Prometheus cannot be read.',
        todo: 'It can be once the cluster answers.',
      })
    return ask(metrics, client)
  }

  return {
    watchUsage: async (cluster) => {
      const metrics = workspace.metrics(cluster)
      if (metrics === undefined) return err(notOpen(cluster))
      watched.watch(cluster, metrics, (tell) => {
        const ends = [metrics.book.watch(), metrics.book.onReading(tell)]
        return () => {
          for (const end of ends) end()
        }
      })
      return ok(null)
    },
    unwatchUsage: async (cluster) => {
      watched.unwatch(cluster)
      return ok(null)
    },
    usage: async (cluster, id) => workspace.metrics(cluster)?.usage(id) ?? err(notOpen(cluster)),
    findPrometheus: (cluster) => connected(cluster, (metrics, client) => metrics.prometheus(client)),
    queryRange: async (cluster, id, question, from, to) => {
      if (!(to > from) || to - from > longestRange)
        return err({ code: 'bad-input', message: 'A range ends after it begins, and is at most 31 days long.' })
      return connected(cluster, (metrics, client) => metrics.range(client, id, question, from, to))
    },
  } satisfies Partial<EngineApi>
}
