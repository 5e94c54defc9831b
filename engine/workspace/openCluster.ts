import {
  type ClusterSummary,
  type EngineError,
  type HealthCounts,
  type KindId,
  type KindInfo,
  type LedgerEntry,
  noHealth,
} from '../contract/index.ts'
import type { ClusterPicture } from './clusterPicture.ts'

/** The part of a summary that an open cluster knows; the rest comes from kubeconfig and registry. */
export type OpenSummary = Pick<
  ClusterSummary,
  | 'state'
  | 'since'
  | 'version'
  | 'error'
  | 'retryAt'
  | 'asOf'
  | 'fromCache'
  | 'seenAt'
  | 'protocol'
  | 'latency'
  | 'kinds'
  | 'kindsListed'
  | 'consent'
>

/** What an open cluster says unasked. */
export interface OpenClusterListener {
  /** State, error, counts: at most ten times a second. */
  summary(): void
  kinds(kinds: readonly KindInfo[]): void
  ledger(entries: readonly LedgerEntry[]): void
}

/** What is known to be on disk of a cluster, and not read yet. */
export interface Unread {
  count: number
  health: HealthCounts
}

/** All is read. */
export function nothingUnread(): Unread {
  return { count: 0, health: noHealth() }
}

/** A cluster that is open: live through a session, or a snapshot. Both show a picture, and differ in little else. */
export interface OpenCluster {
  readonly picture: ClusterPicture
  /** Uid of kube-system, when it is known. */
  readonly uid: string | null
  /** Names of namespaces that can be chosen. */
  namespaces(): readonly string[]
  summary(): OpenSummary
  ledger(): readonly LedgerEntry[]
  ledgerOf(kind: KindId): LedgerEntry
  /** Of a kind or of all, what its picture will hold beside what it holds. */
  unread(kind?: KindId): Unread
  /** Resolves when its picture holds what was kept of it: for who writes the whole picture down. */
  allRead(): Promise<void>
  /** A view needs this kind now; the returned function ends that. */
  want(kind: KindId): () => void
  /** Null: done; else why it cannot be. */
  retry(kind: KindId | null): EngineError | null
  /** Ends everything; what is shown stays in no memory of the engine. What cannot be written down within `patience` milliseconds is not; without it, all is. */
  close(patience?: number): Promise<void>
}
