import type { ClusterId } from './refs.ts'
import type { EngineError } from './result.ts'
import type { HealthCounts } from './health.ts'
import type { GrafanaSetting, PrometheusSetting } from './settings.ts'

export type ClusterState =
  | 'closed' // known, not opened
  | 'connecting'
  | 'syncing'
  | 'live'
  | 'stale' // the link is gone, retrying; what is shown is the last picture
  | 'lost' // cannot be reached, retried with back-off
  | 'forbidden' // signed in, but may do nothing here
  | 'signed-out' // credential missing, expired, or an exec plugin waits for consent
  | 'other-cluster' // the identity changed under a known name: stopped until a person decides
  | 'offline' // a snapshot: never connects

/** A person's own rules of the graph, for one cluster. */
export interface OwnRulesText {
  /** YAML, word for word as it was written; empty when there are none. */
  text: string
  /** How many there are. */
  rules: number
  /** Why they cannot be used, with line and column. */
  problem: EngineError | null
}

/** One row of the Clusters screen: a context of a kubeconfig, or a snapshot. */
export interface ClusterSummary {
  id: ClusterId
  source: 'context' | 'snapshot' | 'sample'
  /** The context's own name, or the snapshot's. */
  name: string
  alias: string | null
  /** 1 to 8. */
  hue: number
  favourite: boolean
  protected: boolean
  group: string | null
  /** Namespaces that a person named, because the cluster does not list them to this user. */
  namespaces: readonly string[]
  /** Where its graphs over time come from; null: it is looked for. */
  prometheus: PrometheusSetting | null
  /** Where its graphs are shown in Grafana; null: nowhere. */
  grafana: GrafanaSetting | null
  /** The file it comes from. */
  file: string
  server: string
  user: string
  state: ClusterState
  /** Epoch milliseconds since when the state holds. */
  since: number
  /** `v1.34.4`. */
  version: string | null
  error: EngineError | null
  /** Epoch milliseconds of the next attempt, when one is planned; of the present one while it lasts. */
  retryAt: number | null
  /** What the picture is as of: epoch milliseconds; null when live or empty. */
  asOf: number | null
  /** True while the objects shown come from the app's own cache of an earlier session. */
  fromCache: boolean
  /** Epoch milliseconds of the last contact. */
  seenAt: number | null
  /** Certificate checks are switched off in the kubeconfig: a lasting mark. */
  insecure: boolean
  /** Expiry of the client certificate, epoch milliseconds. */
  certificateExpires: number | null
  objects: number
  kinds: number
  kindsListed: number
  health: HealthCounts
  nodes: { ready: number; total: number } | null
  /** `h2` or `h1`, when connected. */
  protocol: string | null
  /** Milliseconds of the last answered ping or request. */
  latency: number | null
  /** The exec plugin that waits for consent. */
  consent: ExecConsent | null
}

/** What a person agrees to when an exec plugin may run: bound to file, absolute command and arguments. */
export interface ExecConsent {
  file: string
  command: string
  args: readonly string[]
  /** Names of the environment variables that the kubeconfig sets for it. */
  env: readonly string[]
  installHint: string | null
}

/** A kubeconfig file or folder that contexts come from. */
export interface KubeconfigSource {
  path: string
  kind: 'env' | 'default' | 'file' | 'folder'
  contexts: number
  /** Problems of the file as a whole, or of single contexts in it. */
  errors: readonly EngineError[]
  /** Files of a folder that are no kubeconfigs. */
  ignored?: number
}

/** What a person may set for a cluster; kept in the registry, never written to a kubeconfig. */
export interface ClusterSettings {
  alias?: string | null
  hue?: number
  favourite?: boolean
  protected?: boolean
  group?: string | null
  /** At most 500 names of namespaces, besides those that the cluster tells. */
  namespaces?: readonly string[]
  /** Null: it is looked for in the cluster. */
  prometheus?: PrometheusSetting | null
  grafana?: GrafanaSetting | null
}
