import type { ClusterId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'

/** Severities of a line, mildest first; `none`: the line does not say. */
export const severities = ['none', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Severity = (typeof severities)[number]

/** Which logs of one cluster: of an object (a Pod, or whatever leads to Pods), or of the Pods that a label selector selects. */
export type LogSource =
  | { type: 'object'; cluster: ClusterId; id: ObjectId }
  /** `namespace` null: all namespaces. */
  | { type: 'selector'; cluster: ClusterId; namespace: string | null; selector: string }

/** How much of a log is kept: the oldest lines go when one of both is exceeded. `bytes` is memory: text and what is noted of each line. */
export interface LogKeep {
  lines: number
  bytes: number
}

/** What may be chosen. */
export const logKeepRange = {
  lines: { least: 1_000, most: 20_000_000 },
  bytes: { least: 1_000_000, most: 4_000_000_000 },
} as const

/** What an open log reads. */
export interface LogQuery {
  sources: readonly LogSource[]
  /** Only containers of these names; null: all, also init and ephemeral ones. */
  containers: readonly string[] | null
  /** Lines of each container to begin with; null: from its beginning. */
  tail: number | null
  /** Only lines of the last so many seconds; null: any age. */
  since: number | null
  /** The run before the present one, of containers that were restarted. */
  previous: boolean
  /** Goes on with what comes, also from Pods that come. */
  follow: boolean
  /** Containers read at a time; what is left out is told in `LogsFrame.leftOut`. */
  mostStreams: number
  /** What is kept; null: as the setting says, also when it changes. */
  keep: LogKeep | null
}

/** Which of the lines held are shown. */
export interface LogFilter {
  /** A regular expression that a line must match, and one that it must not; empty: none. */
  include: string
  exclude: string
  /** Letters of either case are the same. */
  ignoreCase: boolean
  /** Null: all. */
  severities: readonly Severity[] | null
  /** Numbers of the streams that are not shown. */
  hidden: readonly number[]
}

/** Where one container's log stands. */
export type LogStreamState =
  | 'waiting' // the container has not started
  | 'connecting'
  | 'reading' // an answer that will end
  | 'following'
  | 'ended' // everything was read: the container or its Pod ended, or nothing is followed
  | 'lost' // the connection broke; it is tried again
  | 'forbidden'
  | 'failed'

/** One container whose log is read. Its number is its place in the list. */
export interface LogStream {
  cluster: ClusterId
  pod: ObjectId
  container: string
  state: LogStreamState
  /** Why it waits, ended or failed, in a few words. */
  reason: string
  error: EngineError | null
  /** Lines so far, also those that are not held any more. */
  lines: number
}

/** A piece of a line with a look of its own, as its escape codes asked for. `ink` is 0 (none) or 1 + one of the 16 ANSI colours. */
export interface LogSpan {
  start: number
  end: number
  ink: number
  bold: boolean
}

/** One line as shown: `text` has no control characters. */
export interface LogLine {
  /** Identity while the line is held. */
  key: number
  /** Number of the stream; -1: a note of the app itself, such as a restart. */
  stream: number
  /** Epoch milliseconds, with a fraction; null: unknown. */
  at: number | null
  severity: Severity
  text: string
  spans: readonly LogSpan[]
  /** Where the filter's expression matches. */
  matches: readonly { start: number; end: number }[]
  /** Values of the fields that are shown as columns, in their order; empty where the line has none of that name. */
  columns: readonly string[]
  /** Can be read as fields. */
  fields: boolean
  /** The line is longer than what is shown here. */
  cut: boolean
}

/** Lines over time; `buckets` are of equal width from `from` to `to`, each with counts of errors (and worse), warnings, and all others. */
export interface LogHistogram {
  from: number
  to: number
  buckets: readonly { errors: number; warnings: number; others: number }[]
}

/** What is wrong with an expression. */
export interface LogFilterError {
  field: 'include' | 'exclude'
  reason: string
}

/** What the engine says of an open log after a change; travels packed (`packLogsFrame`). */
export interface LogsFrame {
  subscription: number
  revision: number
  /** Lines held, and those that went because there was no more room. */
  held: number
  dropped: number
  /** Bytes of the texts of the lines held, and the memory that they take in all. */
  bytes: number
  memory: number
  /** What is kept at most. */
  keep: LogKeep
  /** Lines held that the filter has looked at; less than `held` while it is at work. */
  scanned: number
  /** Slots run from `base` (the oldest matching line held) to `base + matching`. Slots of lines stay while older lines go. */
  base: number
  matching: number
  /** Slot of the first line in `lines`. */
  start: number
  lines: readonly LogLine[]
  /** The window stands at the end, and moves with it. */
  atEnd: boolean
  /** Lines per second that come in. */
  rate: number
  /** Null: as before. */
  streams: readonly LogStream[] | null
  /** Containers that were found but not read, because of `LogQuery.mostStreams`. */
  leftOut: number
  /** Null: as before; without buckets: there are no lines. */
  histogram: LogHistogram | null
  filterError: LogFilterError | null
  /** Sources that cannot be read at present; the others are. They are tried again when their cluster is connected, and by `retryLogs`. */
  sourceProblems: readonly LogSourceProblem[]
}

/** Why a source cannot be read. */
export interface LogSourceProblem {
  cluster: ClusterId
  error: EngineError
}

/** A line in full. */
export interface LogLineDetail {
  at: number | null
  stream: number
  severity: Severity
  /** Text without control characters, at most 256 KB of it. */
  text: string
  /** In the order of the line; nested fields have dotted names. Empty: the line has no fields. */
  fields: readonly { name: string; value: string }[]
  format: 'json' | 'logfmt' | 'klog' | 'text'
}

/** A log that was written to a file. */
export interface SavedLog {
  path: string
  lines: number
  bytes: number
}

/** What a saved file holds. */
export interface LogSaveOptions {
  /** Only the lines that match, or all that are held. */
  matching: boolean
  timestamps: boolean
  /** Cluster, pod and container before each line. */
  prefix: boolean
}

/** Lines that are copied at once. */
export const mostCopiedLines = 20_000
/** Fields shown as columns. */
export const mostLogColumns = 12

/** Questions about logs. */
export interface LogsApi {
  /** Opens a log; frames come under the returned number until `closeSubscription`. The window is at the end at first, `count` lines high. */
  openLogs(query: LogQuery, filter: LogFilter, count: number): Promise<Result<number>>
  filterLogs(subscription: number, filter: LogFilter): Promise<Result<null>>
  /** Moves the window to a slot; null: to the end, where it stays. */
  moveLogs(subscription: number, slot: number | null, count: number): Promise<Result<null>>
  /** Slot of the first matching line at or after a moment. */
  findLogTime(subscription: number, at: number): Promise<Result<number>>
  /** Names of fields that lines are to show as columns; dotted for nested ones. */
  logColumns(subscription: number, names: readonly string[]): Promise<Result<null>>
  /**
   * Slot of the next shown line after a slot (or before it) that an expression matches; null: there is none. Letters of either case are the same,
   * where `ignoreCase` says so. Lines are only looked for: what is shown stays.
   */
  findLogLine(subscription: number, expression: string, ignoreCase: boolean, slot: number, back: boolean): Promise<Result<number | null>>
  /** Shown lines from a slot on as text, at most {@link mostCopiedLines}, as a saved file has them. */
  logText(subscription: number, slot: number, count: number, options: Omit<LogSaveOptions, 'matching'>): Promise<Result<string>>
  logLine(subscription: number, key: number): Promise<Result<LogLineDetail>>
  /** Tries again now what was lost, forbidden or failed. */
  retryLogs(subscription: number): Promise<Result<null>>
  /** Writes lines to a file; progress is told by events. One at a time. */
  saveLogs(subscription: number, path: string, options: LogSaveOptions): Promise<Result<SavedLog>>
  /** Ends a saving: it answers `cancelled`, and leaves no file. */
  cancelSaveLogs(subscription: number): Promise<Result<null>>
}

/** For the gate. */
export const logsMethods: Readonly<Record<keyof LogsApi, true>> = {
  openLogs: true,
  filterLogs: true,
  moveLogs: true,
  findLogTime: true,
  logLine: true,
  logColumns: true,
  findLogLine: true,
  logText: true,
  retryLogs: true,
  saveLogs: true,
  cancelSaveLogs: true,
}
