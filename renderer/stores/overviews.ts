import { defineStore } from 'pinia'
import type { ClusterId, Overview, Result } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import { watched } from './watched.ts'

/** Clusters at a glance. */
export const useOverviews = defineStore('overviews', () => {
  const of = (cluster: ClusterId): Promise<Result<Overview>> => engine().api.overview(cluster)
  return {
    ...watched(
      (cluster) => engine().api.watchOverview(cluster),
      (cluster) => engine().api.unwatchOverview(cluster),
    ),
    of,
  }
})
