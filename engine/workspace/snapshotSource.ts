import type { LedgerEntry } from '../contract/index.ts'
import type { SnapshotMeta, SnapshotSource } from '../snapshots/snapshotFormat.ts'
import type { ClusterPicture } from './clusterPicture.ts'

/** A picture as the source of a snapshot. Objects are read while it is written: what changes meanwhile is in it or not, but never half. */
export function snapshotSourceOf(picture: ClusterPicture, ledger: readonly LedgerEntry[], meta: SnapshotMeta): SnapshotSource {
  const { store } = picture
  return {
    meta,
    kinds: picture.kinds(),
    ledger,
    count: store.count(),
    *objects() {
      for (const kind of store.kinds()) {
        for (const { object, json } of store.bodiesOf(kind)) yield { kind, namespace: object.namespace, name: object.name, json }
      }
    },
  }
}
