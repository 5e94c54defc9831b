import type { CacheVault } from '../cacheVault.ts'
import type { ClusterId, EngineError, PrometheusSetting } from '../contract/index.ts'
import { EventKeeper } from '../events/eventKeeper.ts'
import { kindFor } from '../kinds/index.ts'
import type { LiveSettings } from '../liveSettings.ts'
import { OverviewBook } from '../overview/overviewBook.ts'
import { ClusterMetrics } from './clusterMetrics.ts'
import type { OpenCluster } from './openCluster.ts'

export interface ClusterBooksOptions {
  /** Where events are kept beyond what servers keep. */
  eventsFolder: string
  vault: CacheVault
  settings: LiveSettings
  /** The Prometheus that a person named for the cluster. */
  prometheus: () => PrometheusSetting | null
  onProblem: (error: EngineError) => void
}

/** What is noted of a cluster from the moment it is open: its events, its usage, and what it is at a glance. */
export class ClusterBooks {
  readonly events: EventKeeper
  readonly metrics: ClusterMetrics
  readonly overview: OverviewBook

  /** @param takenAt when a snapshot was taken, in epoch milliseconds; null: a live cluster, of which events are kept on disk as well */
  constructor(id: ClusterId, cluster: OpenCluster, takenAt: number | null, options: ClusterBooksOptions) {
    const { store } = cluster.picture
    const now = (): number => takenAt ?? Date.now()
    const { eventsFolder: folder, vault, settings } = options
    this.events = new EventKeeper({
      cluster: id,
      store,
      columns: kindFor('core/Event')?.columns ?? [],
      now,
      onProblem: options.onProblem,
      ...(takenAt === null ? { kept: { folder, vault, settings } } : {}),
    })
    this.metrics = new ClusterMetrics(cluster, { settings, prometheus: options.prometheus })
    this.overview = new OverviewBook({
      store,
      events: this.events,
      usage: this.metrics.book,
      version: () => cluster.summary().version,
      ledgerOf: (kind) => (cluster.picture.kindInfo(kind) === undefined ? undefined : cluster.ledgerOf(kind)),
      nodeVersion: kindFor('core/Node')?.columns.findIndex((column) => column.id === 'version') ?? -1,
      now,
    })
  }

  /** Resolves when what is kept of events is on the disk. */
  async close(): Promise<void> {
    this.overview.close()
    this.metrics.close()
    await this.events.close()
  }
}
