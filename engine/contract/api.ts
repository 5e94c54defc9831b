import type { ClusterSettings, ClusterSummary, KubeconfigSource, OwnRulesText } from './clusters.ts'
import type { ObjectDetail } from './detail.ts'
import type { ApplicationSummary, GraphEdge, GraphMembers, GraphQuery } from './graph.ts'
import type { KindInfo, LedgerEntry } from './kinds.ts'
import type { MetricsApi } from './metrics.ts'
import type { GraphAnswer, GraphQuestion } from './questions.ts'
import type { ExportedFile, ExportOptions } from './exports.ts'
import type { ListsApi } from './lists.ts'
import { listsMethods } from './lists.ts'
import type { EventsApi } from './keptEvents.ts'
import type { LogsApi } from './logs.ts'
import { logsMethods } from './logs.ts'
import type { ObjectsApi } from './objects.ts'
import type { OverviewApi } from './overview.ts'
import type { ProblemsApi } from './problems.ts'
import type { ClusterId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'
import type { RightsApi } from './rights.ts'
import type { RowsQuery } from './rows.ts'
import type { SettingsApi } from './settings.ts'
import { settingsMethods } from './settings.ts'
import type { TerminalsApi } from './terminals.ts'
import { terminalsMethods } from './terminals.ts'
import type { CachePolicy, SnapshotInfo } from './snapshots.ts'
import type { VersionsApi } from './versions.ts'
import { versionsMethods } from './versions.ts'

/** What a window learns when it says hello. */
export interface Hello {
  /** The version of the app. */
  version: string
  /** Epoch milliseconds at which this engine started: a new value means a restarted engine. */
  startedAt: number
  clusters: readonly ClusterSummary[]
  sources: readonly KubeconfigSource[]
  cachePolicy: CachePolicy
  /**
   * What a window shows first: the snapshot or the kubeconfig named at the start (its current context), the only context there is, or, when there
   * is none and nothing is wrong, the sample. Null: the list of clusters.
   */
  opensWith: ClusterId | null
  /** What went wrong at the start of the engine, before a window could be told. */
  problems: readonly EngineError[]
}

/** What a window learns of a cluster that it shows. */
export interface ClusterView {
  summary: ClusterSummary
  kinds: readonly KindInfo[]
  ledger: readonly LedgerEntry[]
  /** Names of the namespaces that can be seen. */
  namespaces: readonly string[]
}

/** Every question a window may ask. All answers are {@link Result}s; all arguments are checked at the gate. */
export interface EngineApi
  extends
    EventsApi,
    ListsApi,
    LogsApi,
    MetricsApi,
    ObjectsApi,
    OverviewApi,
    ProblemsApi,
    RightsApi,
    SettingsApi,
    TerminalsApi,
    VersionsApi {
  hello(): Promise<Result<Hello>>

  /** Adds a kubeconfig file or folder to the registry and watches it. */
  addSource(path: string): Promise<Result<null>>
  /** Keeps pasted kubeconfig text as a file of the app's own, and adds it. */
  pasteSource(text: string): Promise<Result<null>>
  removeSource(path: string): Promise<Result<null>>
  configureCluster(cluster: ClusterId, settings: ClusterSettings): Promise<Result<null>>
  /** Opens a cluster: connects, lists, watches. Calling it again for an open cluster only answers. */
  openCluster(cluster: ClusterId): Promise<Result<ClusterView>>
  closeCluster(cluster: ClusterId): Promise<Result<null>>
  /** Tries again now instead of at the next planned attempt; of one kind when it is named. */
  retry(cluster: ClusterId, kind: string | null): Promise<Result<null>>
  /** Answers the consent that an exec plugin waits for (see {@link ClusterSummary.consent}). */
  answerConsent(cluster: ClusterId, allow: boolean): Promise<Result<null>>
  /** After `other-cluster`: accept the new identity as this cluster's. */
  acceptIdentity(cluster: ClusterId): Promise<Result<null>>

  /** Opens a table; frames come under the returned number until it is closed. */
  openRows(query: RowsQuery, start: number, count: number): Promise<Result<number>>
  changeRows(subscription: number, query: RowsQuery): Promise<Result<null>>
  moveRows(subscription: number, start: number, count: number): Promise<Result<null>>
  openGraph(query: GraphQuery): Promise<Result<number>>
  changeGraph(subscription: number, query: GraphQuery): Promise<Result<null>>
  /** Draws a graph anew from its objects alone: the places that were kept, pins too, are forgotten. */
  tidyGraph(subscription: number): Promise<Result<null>>
  /** Keeps a box (`namespace/…`, `application/…`) where a person put it, corner in layout units; null lets it go again. */
  pinGraph(subscription: number, box: string, at: { x: number; y: number } | null): Promise<Result<null>>
  /** What a tile of an open graph stands for, from `start`, at most `count` (1000). */
  graphMembers(subscription: number, tile: ObjectId, start: number, count: number): Promise<Result<GraphMembers>>
  /** Edges of an open graph by their ids (at most 1000), with evidence: the edges that each of them stands for. What is gone meanwhile is left out. */
  graphEdges(subscription: number, edges: readonly string[]): Promise<Result<readonly GraphEdge[]>>
  /** All edges of a tile of an open graph, with evidence: also those to nodes of the cluster, which frames leave out (but in the lens of scheduling). */
  graphEdgesOf(subscription: number, tile: ObjectId): Promise<Result<readonly GraphEdge[]>>
  /** The tile that stands for an object in an open graph; null when it has none there. */
  graphTile(subscription: number, id: ObjectId): Promise<Result<ObjectId | null>>
  /** Applications of a cluster that a graph can be asked for, by title. */
  applications(cluster: ClusterId): Promise<Result<readonly ApplicationSummary[]>>
  /** Asks something of the graph of an open cluster. Takes 30 seconds at most; several may be open at a time. */
  askGraph(cluster: ClusterId, question: GraphQuestion): Promise<Result<GraphAnswer>>
  /** Withdraws what this window asks of a cluster's graph and is not answered yet: it ends as `cancelled`. */
  cancelQuestions(cluster: ClusterId): Promise<Result<null>>
  /** Writes what an open graph shows now to a file, replaced whole or not at all: the bytes that the command line writes of the same picture. */
  exportGraph(subscription: number, path: string, options: ExportOptions): Promise<Result<ExportedFile>>
  /** Ends the export of a graph that is being written; it answers `cancelled`, and leaves no file. */
  cancelExport(subscription: number): Promise<Result<null>>
  /** Ends a table or graph subscription. */
  closeSubscription(subscription: number): Promise<Result<null>>
  /** A hidden window gets a frame every 250 ms instead of every 16 ms. */
  setVisible(visible: boolean): Promise<Result<null>>

  getObject(cluster: ClusterId, id: ObjectId): Promise<Result<ObjectDetail>>
  /** YAML of the object as held: managedFields cut, values of Secrets masked. */
  getYaml(cluster: ClusterId, id: ObjectId): Promise<Result<string>>
  /** Slot of an object in an open table, -1 when the filter leaves it out. */
  findRow(subscription: number, id: ObjectId): Promise<Result<number>>
  /** Objects of all listed kinds whose name contains the words; at most `limit`. */
  search(cluster: ClusterId, words: string, limit: number): Promise<Result<readonly ObjectId[]>>

  /** Writes a snapshot of an open cluster to a file. */
  saveSnapshot(cluster: ClusterId, path: string): Promise<Result<SnapshotInfo>>
  /** Opens a snapshot file beside the live clusters. */
  openSnapshot(path: string): Promise<Result<ClusterId>>
  snapshotInfo(path: string): Promise<Result<SnapshotInfo>>
  /** A person's own rules of a cluster's graph, see docs/own-rules.md. */
  readRules(cluster: ClusterId): Promise<Result<OwnRulesText>>
  /** How many rules a text holds, without keeping it; an error says the line and column. */
  checkRules(text: string): Promise<Result<number>>
  /** Keeps the rules of a cluster and uses them at once; an empty text forgets them. Gives their number. */
  saveRules(cluster: ClusterId, text: string): Promise<Result<number>>
  /** A person's answer where only a weak secret store is offered. */
  setCachePolicy(allowWeak: boolean): Promise<Result<CachePolicy>>
}

/** The gate lets only these names through; a forgotten one is a type error. */
export const engineMethods: Readonly<Record<keyof EngineApi, true>> = {
  hello: true,
  addSource: true,
  pasteSource: true,
  removeSource: true,
  configureCluster: true,
  openCluster: true,
  closeCluster: true,
  retry: true,
  answerConsent: true,
  acceptIdentity: true,
  openRows: true,
  changeRows: true,
  moveRows: true,
  openGraph: true,
  changeGraph: true,
  tidyGraph: true,
  pinGraph: true,
  graphMembers: true,
  graphEdges: true,
  graphEdgesOf: true,
  graphTile: true,
  applications: true,
  askGraph: true,
  cancelQuestions: true,
  exportGraph: true,
  cancelExport: true,
  closeSubscription: true,
  setVisible: true,
  getObject: true,
  getYaml: true,
  findRow: true,
  search: true,
  findOfKind: true,
  getLiveYaml: true,
  fieldDocs: true,
  revealKey: true,
  watchUsage: true,
  unwatchUsage: true,
  usage: true,
  findPrometheus: true,
  queryRange: true,
  problems: true,
  watchProblems: true,
  unwatchProblems: true,
  events: true,
  watchEvents: true,
  unwatchEvents: true,
  overview: true,
  watchOverview: true,
  unwatchOverview: true,
  askRights: true,
  reviewRights: true,
  saveSnapshot: true,
  openSnapshot: true,
  snapshotInfo: true,
  readRules: true,
  checkRules: true,
  saveRules: true,
  setCachePolicy: true,
  ...logsMethods,
  ...listsMethods,
  ...settingsMethods,
  ...terminalsMethods,
  ...versionsMethods,
}
