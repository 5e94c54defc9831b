import type { ClusterId, EngineEvent } from '../contract/index.ts'
import type { WindowHandle } from './windowHandle.ts'

/** Events that only say that something of a cluster changed. */
type WatchedType = Extract<EngineEvent, { type: 'events' | 'overview' | 'problems' | 'usage' }>['type']

/** Tells a window that something of a cluster may have changed, while it wants to know and not more often than a pace. Ends with the window. */
export class PacedWatch {
  readonly #window: WindowHandle
  readonly #type: WatchedType
  readonly #pace: number
  readonly #watched = new Map<ClusterId, { source: object; stop: () => void }>()

  /** `pace` is the least number of milliseconds between two events. */
  constructor(window: WindowHandle, type: WatchedType, pace: number) {
    this.#window = window
    this.#type = type
    this.#pace = pace
    window.onClose(() => {
      for (const cluster of [...this.#watched.keys()]) this.unwatch(cluster)
    })
  }

  /** Listens to a source, once: one that was closed and opened again is another. `listen` gives the stop function. */
  watch(cluster: ClusterId, source: object, listen: (tell: () => void) => () => void): void {
    if (this.#watched.get(cluster)?.source === source) return
    this.unwatch(cluster)
    let timer: ReturnType<typeof setTimeout> | null = null
    const stop = listen(() => {
      timer ??= setTimeout(() => {
        timer = null
        this.#window.sendEvent({ type: this.#type, cluster })
      }, this.#pace)
    })
    this.#watched.set(cluster, {
      source,
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
}
