import type { LedgerEntry } from '../contract/index.ts'
import type { SnapshotMeta } from '../snapshots/snapshotFormat.ts'
import type { ClusterPicture } from '../workspace/clusterPicture.ts'

/** A source that was read. */
export interface LoadedSource {
  picture: ClusterPicture
  ledger: readonly LedgerEntry[]
  meta: SnapshotMeta
  /** Stands as the cluster's id in the topology contract: the same source gives the same id. */
  clusterId: string
  /** Epoch milliseconds of the data. */
  asOf: number
  /** The namespace that `get` uses without `-n` and `-A`; null: all. */
  defaultNamespace: string | null
  close(): Promise<void>
}

/** What of a source is needed: reading one kind of a live cluster need not list all of it. */
export interface Need {
  /** Null: everything. */
  kind: string | null
  namespaces: readonly string[] | null
  /** Only the namespace of the context, when `namespaces` does not say: a user may have rights nowhere else. */
  ownNamespace?: boolean
  deadline: number
}
