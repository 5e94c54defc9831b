import { defineStore } from 'pinia'
import type { ClusterId, ObjectId, PrometheusFound, RangeAnswer, RangeQuestion, Result, Usage } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import { watched } from './watched.ts'

/** Usage of clusters, read as long as something on screen shows it. */
export const useUsage = defineStore('usage', () => {
  const of = (cluster: ClusterId, id: ObjectId): Promise<Result<Usage>> => engine().api.usage(cluster, id)
  const findPrometheus = (cluster: ClusterId): Promise<Result<PrometheusFound>> => engine().api.findPrometheus(cluster)
  const range = (cluster: ClusterId, id: ObjectId, question: RangeQuestion, from: number, to: number): Promise<Result<RangeAnswer>> =>
    engine().api.queryRange(cluster, id, question, from, to)
  return {
    ...watched(
      (cluster) => engine().api.watchUsage(cluster),
      (cluster) => engine().api.unwatchUsage(cluster),
    ),
    of,
    findPrometheus,
    range,
  }
})
