import type { ClusterSummary, EngineError, KindId, LedgerEntry } from '../contract/index.ts'
import type { Clock } from '../watch/clock.ts'
import type { KindSink } from '../watch/kindSink.ts'
import type { Tally } from '../watch/ledger.ts'
import type { ApiClient } from './apiClient.ts'
import type { Discovery } from './discovery.ts'
import type { ServedKind } from './servedKind.ts'

/** The part of a {@link ClusterSummary} that a session knows. */
export type SessionSummary = Pick<
  ClusterSummary,
  'state' | 'since' | 'version' | 'error' | 'retryAt' | 'asOf' | 'seenAt' | 'kinds' | 'kindsListed' | 'protocol' | 'latency'
>

export interface ClusterSessionOptions {
  /** Builds the way to the API server; called anew for each connection, so that it can use a changed kubeconfig. May throw ApiFailure. */
  createClient: () => ApiClient | Promise<ApiClient>
  /** `discover` of discovery.ts. */
  discover: (client: ApiClient, signal: AbortSignal) => Promise<Discovery>
  /** Null when this is the cluster that it should be; else why it is another. May throw ApiFailure. Pins what it finds. */
  checkIdentity: (client: ApiClient, signal: AbortSignal) => Promise<EngineError | null>
  /** A new way into the store for one kind; each call gives a new one. */
  sink: (kind: KindId) => KindSink
  /** Count and health of what the store holds of a kind. */
  tally: Tally
  /** Names of the namespaces that the store knows. */
  namespaces: () => readonly string[]
  /** The context's own namespace, where a user without cluster-wide rights most likely may read. */
  contextNamespace: string | null
  /** Told at every change of state, and at most ten times a second while counts change. */
  onState: (summary: SessionSummary) => void
  /** All kinds that are served now. Those in `gone` are not any more: their objects should be dropped. */
  onKinds: (kinds: readonly ServedKind[], gone: readonly KindId[]) => void
  /** Only the entries that changed. */
  onLedger: (entries: readonly LedgerEntry[]) => void
  clock?: Clock
}
