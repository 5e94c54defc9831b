import type { KindInfo, LedgerEntry } from '../contract/index.ts'

/** Rises when a reader of the earlier number could not read the file. */
export const snapshotFormatVersion = 1

/** `PRAGMA application_id` of a snapshot file: `KBLX`. */
export const snapshotApplicationId = 0x4b424c58

/**
 * Tables of a snapshot. Bodies are content-addressed (SHA-256 of the JSON, deflated), so that several moments share unchanged objects.
 * `objects` names what existed at a moment; `kinds` what was known of each kind and how completely it was listed.
 */
export const snapshotSchema = `
  CREATE TABLE moments (id INTEGER PRIMARY KEY, taken_at INTEGER NOT NULL, meta TEXT NOT NULL);
  CREATE TABLE kinds (moment INTEGER NOT NULL, id TEXT NOT NULL, info TEXT NOT NULL, ledger TEXT NOT NULL, PRIMARY KEY (moment, id)) WITHOUT ROWID;
  CREATE TABLE bodies (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE objects (moment INTEGER NOT NULL, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (moment, kind, namespace, name)) WITHOUT ROWID;
`

/** What a snapshot says of its cluster. */
export interface SnapshotMeta {
  /** The name shown: context or alias. */
  cluster: string
  server: string
  /** `v1.34.4`, null when it was never reached. */
  version: string | null
  /** Uid of the kube-system namespace, null when unknown. */
  clusterUid: string | null
  sample: boolean
}

/** What a snapshot is made from: any picture of a cluster. */
export interface SnapshotSource {
  meta: SnapshotMeta
  kinds: readonly KindInfo[]
  ledger: readonly LedgerEntry[]
  /** How many objects `objects` will give. */
  count: number
  /** Bodies as held by the store: managedFields cut, no values of Secrets. */
  objects(): Iterable<SnapshotObject>
}

export interface SnapshotObject {
  kind: string
  namespace: string
  name: string
  json: Uint8Array
}
