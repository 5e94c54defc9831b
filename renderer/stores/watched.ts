import { reactive } from 'vue'
import type { ClusterId, Result } from '../../engine/contract/index.ts'

/** What is told of clusters as long as something on screen shows it. */
export interface Watched {
  /** Rises whenever something of a cluster changed: who shows it asks again. */
  readonly changes: ReadonlyMap<ClusterId, number>
  readonly isWatched: (cluster: ClusterId) => boolean
  /** Called when the engine says that something changed. */
  heard: (cluster: ClusterId) => void
  /** Changes of a cluster are told from now on; the returned function ends that for this caller. */
  watch: (cluster: ClusterId) => () => void
  /** A new engine tells nothing yet. */
  resume: () => void
}

/** Counts who shows what, so that the engine is asked to begin once and to end once. `changed` is called with each change, for who keeps answers here. */
export function watched(
  begin: (cluster: ClusterId) => Promise<Result<null>>,
  end: (cluster: ClusterId) => Promise<Result<null>>,
  changed: (cluster: ClusterId) => void = () => undefined,
): Watched {
  const changes = reactive(new Map<ClusterId, number>())
  const watchers = new Map<ClusterId, number>()

  function heard(cluster: ClusterId): void {
    changes.set(cluster, (changes.get(cluster) ?? 0) + 1)
    changed(cluster)
  }

  function start(cluster: ClusterId): void {
    void begin(cluster).then(() => {
      heard(cluster)
    })
  }

  function watch(cluster: ClusterId): () => void {
    const count = watchers.get(cluster) ?? 0
    watchers.set(cluster, count + 1)
    if (count === 0) start(cluster)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (watchers.get(cluster) ?? 1) - 1
      if (left > 0) watchers.set(cluster, left)
      else {
        watchers.delete(cluster)
        void end(cluster)
      }
    }
  }

  function resume(): void {
    for (const cluster of watchers.keys()) start(cluster)
  }

  const isWatched = (cluster: ClusterId): boolean => watchers.has(cluster)

  return { changes, isWatched, heard, watch, resume }
}
