import type { RowsQuery } from '../contract/index.ts'
import { measuredKinds, UsageColumns } from '../metrics/usageColumns.ts'
import { AddedColumns } from '../rows/addedColumns.ts'
import type { RowOverlay } from '../rows/rowOverlay.ts'
import type { RowsPart } from '../rows/rowsList.ts'
import type { ClusterMetrics } from '../workspace/clusterMetrics.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'

/** One cluster of an open table: its kind is wanted, and its columns are followed, until it is closed. */
export class RowsMember {
  readonly id: string
  readonly cluster: OpenCluster
  readonly #query: RowsQuery
  readonly #metrics: ClusterMetrics | undefined
  readonly #unwant: () => void
  readonly #stopKinds: () => void
  #overlays: readonly RowOverlay[] = []

  /** `onColumns` tells that the kind has other columns: a custom resource's may be learned after its table was opened. */
  constructor(id: string, cluster: OpenCluster, query: RowsQuery, metrics: ClusterMetrics | undefined, onColumns: () => void) {
    this.id = id
    this.cluster = cluster
    this.#query = query
    this.#metrics = metrics
    this.#unwant = cluster.want(query.kind)
    const { picture } = cluster
    let columns = picture.kindOf(query.kind).columns
    this.#stopKinds = picture.onKinds(() => {
      const now = picture.kindOf(query.kind).columns
      if (now === columns) return
      columns = now
      onColumns()
    })
  }

  /** Its rows for a list, with the columns that are not kept with the objects. Usage is read from now on where there is any. */
  part(query: RowsQuery, name: (() => string) | null): RowsPart {
    this.#closeOverlays()
    const { kind, extra = [] } = query
    const { picture } = this.cluster
    const metrics = measuredKinds.has(kind) ? this.#metrics : undefined
    this.#overlays = [
      ...(metrics === undefined ? [] : [new UsageColumns(metrics.book, picture.store, kind)]),
      ...(extra.length === 0 ? [] : [new AddedColumns(picture.store, kind, extra)]),
    ]
    return {
      store: picture.store,
      columns: picture.kindOf(kind).columns,
      cluster: name === null ? null : { id: this.id, name },
      overlays: this.#overlays,
      known: picture.kindInfo(kind) !== undefined,
    }
  }

  /** The ledger changed. */
  hear(): void {
    for (const overlay of this.#overlays) if (overlay instanceof UsageColumns) overlay.hear()
  }

  /** To be called after its list was closed. */
  close(): void {
    this.#stopKinds()
    this.#unwant()
    this.#closeOverlays()
  }

  get kind(): string {
    return this.#query.kind
  }

  #closeOverlays(): void {
    for (const overlay of this.#overlays) overlay.close()
    this.#overlays = []
  }
}
