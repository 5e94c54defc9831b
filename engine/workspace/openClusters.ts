import { err, ok, type ClusterId, type Result } from '../contract/index.ts'
import type { OpenCluster } from './openCluster.ts'

interface OpenClustersOptions {
  /** Opens one, and calls {@link OpenClusters.add} as soon as it can be asked. */
  openNow: (id: ClusterId) => Promise<Result<OpenCluster>>
  /** One is not open any more, and about to be closed; what is given back ends what was noted of it. */
  onClosing: (id: ClusterId) => Promise<void>
  onClosed: (id: ClusterId) => void
}

/** The clusters that are open, and who has them open: one is opened once for all, and closed when nobody has it any more. */
export class OpenClusters {
  readonly #o: OpenClustersOptions
  readonly #open = new Map<ClusterId, OpenCluster>()
  readonly #opening = new Map<ClusterId, Promise<Result<OpenCluster>>>()
  /** Closings that are under way: the same cluster is opened again only after, when its last picture is written. */
  readonly #closing = new Map<ClusterId, Promise<void>>()
  readonly #holders = new Map<ClusterId, Set<object>>()
  #stopped = false

  constructor(options: OpenClustersOptions) {
    this.#o = options
  }

  get size(): number {
    return this.#open.size
  }

  get(id: ClusterId): OpenCluster | undefined {
    return this.#open.get(id)
  }

  entries(): Iterable<[ClusterId, OpenCluster]> {
    return this.#open
  }

  add(id: ClusterId, cluster: OpenCluster): void {
    this.#open.set(id, cluster)
  }

  /** Opens one for somebody; one that is open already is given as it is. */
  async open(id: ClusterId, holder: object): Promise<Result<OpenCluster>> {
    await this.#closing.get(id)
    if (this.#stopped) return err({ code: 'cancelled', message: 'The engine is stopping.' })
    const opened = this.#open.get(id)
    let opening = this.#opening.get(id)
    if (opening === undefined && opened === undefined) {
      opening = this.#o.openNow(id).finally(() => this.#opening.delete(id))
      this.#opening.set(id, opening)
    }
    // a live cluster counts as open before its last picture is read: who asks meanwhile waits for that as well
    const result = opening === undefined ? ok(opened as OpenCluster) : await opening
    if (result.ok && this.#open.get(id) === result.value) this.#holdersOf(id).add(holder)
    return result
  }

  /** Somebody needs a cluster no more; without a `holder` it is closed whoever has it open. `patience`: see `OpenCluster.close`. */
  async close(id: ClusterId, holder: object | null, patience?: number): Promise<void> {
    // an opening that failed has been told to those who asked for it
    await Promise.allSettled([this.#opening.get(id)])
    const holders = this.#holders.get(id)
    if (holder !== null) holders?.delete(holder)
    const cluster = this.#open.get(id)
    if (cluster === undefined || (holder !== null && holders !== undefined && holders.size > 0)) return this.#closing.get(id)
    this.#open.delete(id)
    this.#holders.delete(id)
    const closing = Promise.all([this.#o.onClosing(id), cluster.close(patience)])
      .then(() => undefined)
      .finally(() => this.#closing.delete(id))
    this.#closing.set(id, closing)
    await closing
    this.#o.onClosed(id)
  }

  /** Somebody is gone: what only they had open is closed. */
  async release(holder: object): Promise<void> {
    const held = [...this.#holders].filter(([, holders]) => holders.has(holder)).map(([id]) => id)
    await Promise.all(held.map((id) => this.close(id, holder)))
  }

  /** Closes all, and opens none any more. */
  async stop(patience: number): Promise<void> {
    this.#stopped = true
    await Promise.allSettled(this.#opening.values())
    await Promise.all([...this.#closing.values(), ...[...this.#open.keys()].map((id) => this.close(id, null, patience))])
  }

  #holdersOf(id: ClusterId): Set<object> {
    const holders = this.#holders.get(id) ?? new Set()
    this.#holders.set(id, holders)
    return holders
  }
}
