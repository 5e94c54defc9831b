import { defineStore } from 'pinia'
import { reactive, shallowReactive } from 'vue'
import type { ClusterId, EngineError, ProblemList } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import { watched } from './watched.ts'

/** What is wrong in the clusters that are looked at; kept up to date while something on screen shows it. */
export const useProblems = defineStore('problems', () => {
  const lists = shallowReactive(new Map<ClusterId, ProblemList>())
  const errors = shallowReactive(new Map<ClusterId, EngineError>())
  const loading = reactive(new Set<ClusterId>())
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
    if (again.delete(cluster) && told.isWatched(cluster)) await load(cluster)
  }

  const told = watched(
    (cluster) => engine().api.watchProblems(cluster),
    (cluster) => engine().api.unwatchProblems(cluster),
    (cluster) => {
      if (told.isWatched(cluster)) void load(cluster)
    },
  )

  return { ...told, lists, errors, loading, load }
})
