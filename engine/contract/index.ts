/** The only door to the contract. */
export { linkScheme, longestLink, readAppLink, writeAppLink } from './appLink.ts'
export type { AppLink } from './appLink.ts'
export type { EngineApi, Hello, ClusterView } from './api.ts'
export { engineMethods } from './api.ts'
export type { Cell, Column, ColumnType, UsageCell } from './cells.ts'
export type { ClusterSettings, ClusterState, ClusterSummary, ExecConsent, KubeconfigSource, OwnRulesText } from './clusters.ts'
export type {
  CertificateDetail,
  Condition,
  ContainerDetail,
  DetailField,
  DetailSection,
  EnvVar,
  EventLine,
  OwnerLine,
  FieldHint,
  ObjectDetail,
  RelationCount,
  RelationLine,
} from './detail.ts'
export type { FieldDocs, LiveYaml, RevealedValue } from './objects.ts'
export type { EngineEvent } from './events.ts'
export { exportFormats, largestPngScale, mostPngPixels, pngScales, pngSide } from './exports.ts'
export type { ExportedFile, ExportFormat, ExportOptions } from './exports.ts'
export { BadFrame } from './frameReader.ts'
export { packGraphFrame, packLogsFrame, packRowsFrame, packTerminalFrame, unpackFrame } from './frames.ts'
export type { UnpackedFrame } from './frames.ts'
export type {
  ApplicationSummary,
  EdgeCategory,
  EdgeConfidence,
  EdgeState,
  Evidence,
  GraphEdge,
  GraphFilter,
  GraphFrame,
  GraphGroup,
  GraphLens,
  GraphMembers,
  GraphNode,
  GraphQuery,
  GraphScope,
  TopologyGraph,
} from './graph.ts'
export { mostSteps } from './graph.ts'
export type { PictureBox, PictureFlow, PicturePatch, PictureRoute, PictureTile } from './picture.ts'
export type { DrawingFiles, EngineMessage, EngineStart, HostMessage } from './host.ts'
export type { Health, HealthCounts, HealthLevel } from './health.ts'
export { edgeCategories } from './graphCodec.ts'
export { errorCodes } from './ledgerFrame.ts'
export { healthOrder, noHealth, worseHealth } from './health.ts'
export type { Category, KindInfo, KindReferences, LedgerEntry, LedgerState } from './kinds.ts'
export { categories, lastPictureMode } from './kinds.ts'
export type { Allowance, PrometheusFound, RangeAnswer, RangeQuestion, Series, Usage, UsageSource } from './metrics.ts'
export type { Finding, GraphAnswer, GraphQuestion, Hop } from './questions.ts'
export type { EventFacet, EventFold, EventsKept, EventsPage, EventsQuery } from './keptEvents.ts'
export type { CapacitySum, KubeletVersion, NodeCapacity, Overview, RecentChange, Unknown } from './overview.ts'
export type { Problem, ProblemList, Symptom } from './problems.ts'
export type { ClusterId, KindId, ObjectId, ObjectRef } from './refs.ts'
export { groupOf, kindId, kindName, objectId, parseObjectId } from './refs.ts'
export type { EngineError, EngineErrorCode, MissingRight, Result } from './result.ts'
export { assertNever, err, ok } from './result.ts'
export { isRowId, mostExtraColumns, mostMergedClusters, parseRowId, rowId } from './rows.ts'
export type { RightAnswer, RightAsk, RightRule, RightsReview, WhoAmI } from './rights.ts'
export type { Row, RowId, RowsCluster, RowsFrame, RowsQuery } from './rows.ts'
export { mostListed, mostYamlObjects } from './lists.ts'
export type { FilterOffer } from './lists.ts'
export { logKeepRange, mostCopiedLines, mostLogColumns, severities } from './logs.ts'
export type {
  LogFilter,
  LogFilterError,
  LogHistogram,
  LogLine,
  LogLineDetail,
  LogQuery,
  LogSaveOptions,
  LogsFrame,
  LogSource,
  LogSpan,
  LogStream,
  LogStreamState,
  SavedLog,
  Severity,
  LogKeep,
  LogSourceProblem,
} from './logs.ts'
export { settingRanges, usualEngineSettings } from './settings.ts'
export type { EngineSettings, GrafanaSetting, KeptConsent, KeptOnDisk, PrometheusSetting } from './settings.ts'
export type { CachePolicy, Progress, SnapshotInfo } from './snapshots.ts'
export type { LocalShell, TerminalContainer, TerminalFrame, TerminalState, TerminalTarget } from './terminals.ts'
export type { RolloutHistory, RolloutRevision, TextPair, VersionsApi } from './versions.ts'
export type { WireMessage } from './wire.ts'
export { framesInFlight } from './wire.ts'
export { cellTextLimit, visibleData, visibleName, visibleText } from './visibleText.ts'
