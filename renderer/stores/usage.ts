import { defineStore } from 'pinia'
import { reactive, shallowRef } from 'vue'
import type { ClusterId, ObjectId, PrometheusFound, RangeAnswer, RangeQuestion, Result, Usage } from '../../engine/contract/index.ts'
import { engine } from './link.ts'

/** Usage of clusters, as long as something on screen shows it. */
export const useUsage = defineStore('usage', () => {
  /** Rises with every reading of a cluster: who shows usage asks again. */
  const readings = reactive(new Map<ClusterId, number>())
  const watchers = new Map<ClusterId, number>()
  /** Why usage cannot be watched at all. */
  const refused = shallowRef<string | null>(null)

  /** Called when the engine has read usage of a cluster anew. */
  function heard(cluster: ClusterId): void {
    readings.set(cluster, (readings.get(cluster) ?? 0) + 1)
  }

  /** Usage of a cluster is read from now on; the returned function ends that for this caller. */
  function watch(cluster: ClusterId): () => void {
    const count = watchers.get(cluster) ?? 0
    watchers.set(cluster, count + 1)
    if (count === 0)
      void engine()
        .api.watchUsage(cluster)
        .then((answer) => {
          refused.value = answer.ok ? null : answer.error.message
        })
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (watchers.get(cluster) ?? 1) - 1
      if (left > 0) watchers.set(cluster, left)
      else {
        watchers.delete(cluster)
        void engine().api.unwatchUsage(cluster)
      }
    }
  }

  /** A new engine reads nothing yet: what is on screen is asked for again. */
  function again(): void {
    for (const cluster of watchers.keys()) void engine().api.watchUsage(cluster)
  }

  const of = (cluster: ClusterId, id: ObjectId): Promise<Result<Usage>> => engine().api.usage(cluster, id)
  const findPrometheus = (cluster: ClusterId): Promise<Result<PrometheusFound>> => engine().api.findPrometheus(cluster)
  const range = (cluster: ClusterId, id: ObjectId, question: RangeQuestion, from: number, to: number): Promise<Result<RangeAnswer>> =>
    engine().api.queryRange(cluster, id, question, from, to)

  return { readings, refused, heard, watch, again, of, findPrometheus, range }
})
