import { defineStore } from 'pinia'
import { reactive, shallowReactive } from 'vue'
import type { ClusterId, EngineError, ProblemList } from '../../engine/contract/index.ts'
import { engine } from './link.ts'

/** What is wrong in the clusters that are looked at; kept up to date while something on screen shows it. */
export const useProblems = defineStore('problems', () => {
  const lists = shallowReactive(new Map<ClusterId, ProblemList>())
  const errors = shallowReactive(new Map<ClusterId, EngineError>())
  const loading = reactive(new Set<ClusterId>())
  const watchers = new Map<ClusterId, number>()
  /** Clusters of which something changed while they were being asked. */
  const again = new Set<ClusterId>()

  async function load(cluster: ClusterId): Promise<void> {
    if (loading.has(cluster)) {
      again.add(cluster)
      return
    }
    loading.add(cluster)
    const answer = await engine().api.problems(cluster, null)
    loading.delete(cluster)
    if (answer.ok) {
      lists.set(cluster, answer.value)
      errors.delete(cluster)
    } else if (answer.error.code !== 'engine-gone' && answer.error.code !== 'cancelled') errors.set(cluster, answer.error)
    if (again.delete(cluster) && watchers.has(cluster)) await load(cluster)
  }

  /** Called when the engine says that something changed. */
  function heard(cluster: ClusterId): void {
    if (watchers.has(cluster)) void load(cluster)
  }

  /** Problems of a cluster are kept up to date from now on; the returned function ends that for this caller. */
  function watch(cluster: ClusterId): () => void {
    const count = watchers.get(cluster) ?? 0
    watchers.set(cluster, count + 1)
    if (count === 0) begin(cluster)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (watchers.get(cluster) ?? 1) - 1
      if (left > 0) watchers.set(cluster, left)
      else {
        watchers.delete(cluster)
        void engine().api.unwatchProblems(cluster)
      }
    }
  }

  function begin(cluster: ClusterId): void {
    void engine().api.watchProblems(cluster)
    void load(cluster)
  }

  /** A new engine watches nothing yet. */
  function resume(): void {
    for (const cluster of watchers.keys()) begin(cluster)
  }

  return { lists, errors, loading, load, heard, watch, resume }
})
