import type { ClusterId } from '../contract/index.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import type { WindowHandle } from './windowHandle.ts'

/** Milliseconds between two events: working out what is wrong costs more than a table. */
const pace = 2_000

/** Tells a window that what is wrong in a cluster may have changed, while it wants to know. */
export class ProblemWatch {
  readonly #window: WindowHandle
  readonly #watched = new Map<ClusterId, { open: OpenCluster; stop: () => void }>()

  constructor(window: WindowHandle) {
    this.#window = window
  }

  watch(cluster: ClusterId, open: OpenCluster): void {
    if (this.#watched.get(cluster)?.open === open) return
    this.unwatch(cluster)
    let timer: ReturnType<typeof setTimeout> | null = null
    const stop = open.picture.graph.onDelta(() => {
      timer ??= setTimeout(() => {
        timer = null
        this.#window.sendEvent({ type: 'problems', cluster })
      }, pace)
    })
    this.#watched.set(cluster, {
      open,
      stop: () => {
        stop()
        if (timer !== null) clearTimeout(timer)
      },
    })
  }

  unwatch(cluster: ClusterId): void {
    this.#watched.get(cluster)?.stop()
    this.#watched.delete(cluster)
  }

  close(): void {
    for (const cluster of [...this.#watched.keys()]) this.unwatch(cluster)
  }
}
