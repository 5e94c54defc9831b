import type { ClusterId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'

/** One line of a graph: `at` (epoch milliseconds, rising) and as many values; NaN where nothing was measured. */
export interface Series {
  /** `web-1`, `web-1 / app`, `p95`: what the line is of. */
  name: string
  at: readonly number[]
  values: readonly number[]
}

/** What a container asked for and may have; null: not set. Cores and bytes. */
export interface Allowance {
  cpuRequest: number | null
  cpuLimit: number | null
  memoryRequest: number | null
  memoryLimit: number | null
}

/** Where usage is known from, or why it is not: never an invented number. */
export type UsageSource =
  | { state: 'measured'; from: 'metrics.k8s.io'; measuredAt: number }
  | { state: 'loading' }
  /** `error` says which API is missing, refused or failing, and what to do. */
  | { state: 'unavailable'; error: EngineError }

/** Usage of a Pod, a Node, or the Pods of a workload, as measured since somebody began to look. */
export interface Usage {
  source: UsageSource
  /** Cores, now; null when not measured. */
  cpu: number | null
  /** Bytes, now; null when not measured. */
  memory: number | null
  /** Sum over the containers; for a Node what it can allocate, as `cpuLimit` and `memoryLimit`. */
  allowance: Allowance
  /** Pods summed, and how many of them were measured; 1 and 1 (or 0) for a Pod or a Node. */
  pods: number
  measured: number
  /** Pods that are gone by now, and that are part of `history` as long as they lived. */
  former: number
  /** Of the object as a whole, at each moment the Pods of then: `cpu` in cores, `memory` in bytes. */
  history: { cpu: Series; memory: Series }
}

/** What a graph over a range of time shows. */
export type RangeQuestion = 'cpu' | 'memory' | 'network' | 'filesystem' | 'restarts'

/** A Prometheus that was found behind a Service. */
export interface PrometheusFound {
  /** The Service, and the port by name or number. */
  service: ObjectId
  port: string
  /** `Prometheus 3.5.0`. */
  version: string
}

/** A graph of a range, read from Prometheus through the API server. */
export interface RangeAnswer {
  prometheus: PrometheusFound
  /** The query, for copying. */
  query: string
  unit: 'cores' | 'bytes' | 'bytes/s' | 'count'
  series: readonly Series[]
  /** Series that were left out, the smallest ones. */
  leftOut: number
  /** What Prometheus says of its own answer: that a part of it is missing, for instance. */
  warnings: readonly string[]
}

export interface MetricsApi {
  /** From now on usage of a cluster is read every half minute, and each reading is told by a `usage` event; until {@link unwatchUsage}. */
  watchUsage(cluster: ClusterId): Promise<Result<null>>
  unwatchUsage(cluster: ClusterId): Promise<Result<null>>
  usage(cluster: ClusterId, id: ObjectId): Promise<Result<Usage>>
  /** Looks for a Prometheus in the cluster; `not-found` says where it was looked for. Its answer is kept for ten minutes. */
  findPrometheus(cluster: ClusterId): Promise<Result<PrometheusFound>>
  /** From `from` to `to` (epoch milliseconds), at most 31 days, at most 40 series. */
  queryRange(cluster: ClusterId, id: ObjectId, question: RangeQuestion, from: number, to: number): Promise<Result<RangeAnswer>>
}
