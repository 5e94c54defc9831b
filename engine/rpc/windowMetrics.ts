import type { ApiClient } from '../cluster/apiClient.ts'
import { type ClusterId, err, type MetricsApi, ok, type Result } from '../contract/index.ts'
import type { ClusterMetrics } from '../workspace/clusterMetrics.ts'
import { notOpen, type Workspace } from '../workspace/workspace.ts'
import { PacedWatch } from './pacedWatch.ts'
import type { WindowHandle } from './windowHandle.ts'

/** Longest range of a graph, in milliseconds. */
const longestRange = 31 * 86_400_000

/** Usage and graphs as one window asks for them: what it watches ends with it. */
export class WindowMetrics implements MetricsApi {
  readonly #workspace: Workspace
  readonly #watched: PacedWatch

  constructor(workspace: Workspace, window: WindowHandle) {
    this.#workspace = workspace
    // a reading is told in one go: nothing is gained by waiting
    this.#watched = new PacedWatch(window, 'usage', 0)
  }

  close(): void {
    this.#watched.close()
  }

  watchUsage: MetricsApi['watchUsage'] = (cluster) => {
    const metrics = this.#workspace.metrics(cluster)
    if (metrics === undefined) return Promise.resolve(err(notOpen(cluster)))
    this.#watched.watch(cluster, metrics, (tell) => {
      const ends = [metrics.book.watch(), metrics.book.onReading(tell)]
      return () => {
        for (const end of ends) end()
      }
    })
    return Promise.resolve(ok(null))
  }

  unwatchUsage: MetricsApi['unwatchUsage'] = (cluster) => {
    this.#watched.unwatch(cluster)
    return Promise.resolve(ok(null))
  }

  usage: MetricsApi['usage'] = (cluster, id) => Promise.resolve(this.#workspace.metrics(cluster)?.usage(id) ?? err(notOpen(cluster)))

  findPrometheus: MetricsApi['findPrometheus'] = (cluster) => this.#connected(cluster, (metrics, client) => metrics.prometheus(client))

  queryRange: MetricsApi['queryRange'] = (cluster, id, question, from, to) => {
    if (!(to > from) || to - from > longestRange)
      return Promise.resolve(err({ code: 'bad-input', message: 'A range ends after it begins, and is at most 31 days long.' }))
    return this.#connected(cluster, (metrics, client) => metrics.range(client, id, question, from, to))
  }

  async #connected<T>(cluster: ClusterId, ask: (metrics: ClusterMetrics, client: ApiClient) => Promise<Result<T>>): Promise<Result<T>> {
    const live = this.#workspace.live(cluster)
    if (!live.ok) return live
    const metrics = this.#workspace.metrics(cluster)
    const { client } = live.value.session
    if (metrics === undefined || client === null)
      return err({
        code: 'unreachable',
        message: 'The cluster is not connected, so Prometheus cannot be read.',
        todo: 'It can be once the cluster answers.',
      })
    return ask(metrics, client)
  }
}
