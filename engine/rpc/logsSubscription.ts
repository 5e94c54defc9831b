import type { ClusterId, ClusterSummary } from '../contract/index.ts'
import {
  err,
  type LogFilter,
  type LogKeep,
  type LogLineDetail,
  type LogQuery,
  type LogSaveOptions,
  ok,
  packLogsFrame,
  type Progress,
  type Result,
  type SavedLog,
} from '../contract/index.ts'
import type { LiveSettings } from '../liveSettings.ts'
import { LogRing } from '../logs/logRing.ts'
import { type LogCluster, LogSession } from '../logs/logSession.ts'
import { findLine } from '../logs/findLine.ts'
import { LogSaver } from '../logs/logSaver.ts'
import { lineText, streamName } from '../logs/logText.ts'
import { LogView } from '../logs/logView.ts'
import type { FrameTicket, WindowHandle } from './windowHandle.ts'

/** Milliseconds between two frames while lines come: a person reads no faster, and the window draws less. A move is answered at once. */
const frameEvery = 50
/** Milliseconds over which the rate of lines is reckoned, and between two tellings of how many lines streams have. */
const rateEvery = 1_000

/** What a log needs of the engine. */
export interface LogsPlace {
  cluster: (id: ClusterId) => Result<LogCluster>
  settings: LiveSettings
  titleOf: (id: ClusterId) => string
  onProgress: (progress: Progress) => void
  onDefect: (thrown: unknown) => void
}

/** What a log keeps by a person's settings. */
function keptBy({ values: { logs } }: LiveSettings): LogKeep {
  return { lines: logs.lines, bytes: logs.megabytes * 1_000_000 }
}

/** One open log of one window. */
export class LogsSubscription {
  readonly #place: LogsPlace
  readonly #query: LogQuery
  readonly #ticket: FrameTicket
  readonly #ring: LogRing
  readonly #view: LogView
  readonly #session: LogSession
  readonly #saver: LogSaver
  readonly #timer: ReturnType<typeof setInterval>
  #later: ReturnType<typeof setTimeout> | null = null
  #histogramLater: ReturnType<typeof setTimeout> | null = null
  #framedAt = -Infinity
  #revision = 0
  #streamsChanged = true
  #rate = 0
  #lastCount = 0
  #finding: AbortController | null = null
  readonly #stopKeeping: () => void
  readonly #standing = new Map<ClusterId, ClusterSummary['state']>()

  /** Begins to read; the error says what is wrong with the query. */
  static open(window: WindowHandle, place: LogsPlace, query: LogQuery, filter: LogFilter, count: number): Result<LogsSubscription> {
    // what reads begins before there is a window for it: both need the ring
    let subscription: LogsSubscription | null = null
    const ring = new LogRing(query.keep ?? keptBy(place.settings), { shows: () => true })
    const session = LogSession.open({
      query,
      ring,
      cluster: place.cluster,
      onStreams: () => {
        if (subscription !== null) subscription.#streamsAreNews()
      },
      onDefect: place.onDefect,
    })
    if (!session.ok) return session
    subscription = new LogsSubscription(window, place, query, ring, session.value, filter, count)
    return ok(subscription)
  }

  private constructor(
    window: WindowHandle,
    place: LogsPlace,
    query: LogQuery,
    ring: LogRing,
    session: LogSession,
    filter: LogFilter,
    count: number,
  ) {
    this.#place = place
    this.#query = query
    this.#ring = ring
    this.#session = session
    this.#saver = new LogSaver(ring, query.sources[0]?.cluster ?? null, place.onProgress)
    this.#ticket = window.frames.register((subscription) => this.#take(subscription))
    this.#view = new LogView(ring, filter, count, () => this.#soon())
    ring.onAdd = () => this.#soon()
    this.#timer = setInterval(() => this.#reckon(), rateEvery)
    this.#timer.unref()
    this.#stopKeeping = place.settings.onChange(() => {
      if (query.keep !== null) return
      ring.limit(keptBy(place.settings))
      this.#ticket.dirty()
    })
    this.#ticket.dirty()
  }

  get subscription(): number {
    return this.#ticket.subscription
  }

  filter(filter: LogFilter): Result<null> {
    this.#view.filter(filter)
    this.#ticket.dirty()
    return ok(null)
  }

  move(slot: number | null, count: number): Result<null> {
    this.#view.move({ slot, count })
    this.#ticket.dirty()
    return ok(null)
  }

  findTime(at: number): number {
    return this.#ring.slotAt(at)
  }

  columns(names: readonly string[]): Result<null> {
    this.#view.columns(names)
    this.#ticket.dirty()
    return ok(null)
  }

  /** A later search of the same log ends an earlier one: that answers null. */
  find(expression: string, ignoreCase: boolean, slot: number, back: boolean): Promise<Result<number | null>> {
    this.#finding?.abort()
    const stop = new AbortController()
    this.#finding = stop
    return findLine(this.#ring, { expression, ignoreCase, slot, back }, stop.signal)
  }

  text(slot: number, count: number, options: Pick<LogSaveOptions, 'timestamps' | 'prefix'>): Result<string> {
    const look = { timestamps: options.timestamps, prefixOf: this.#prefixOf(options.prefix) }
    const parts: string[] = []
    for (const { page, line } of this.#ring.slots(slot, count)) parts.push(lineText(page, line, look))
    return ok(parts.join(''))
  }

  line(key: number): Result<LogLineDetail> {
    const detail = this.#view.detail(key)
    return detail === null
      ? err({ code: 'not-found', message: 'This line is not held any more.', todo: 'Keep more lines, or save the log while it runs.' })
      : ok(detail)
  }

  /** A cluster that is connected again: what was lost goes on now. */
  hear(cluster: Pick<ClusterSummary, 'id' | 'state'>): void {
    const before = this.#standing.get(cluster.id)
    this.#standing.set(cluster.id, cluster.state)
    if (cluster.state === before) return
    if (cluster.state === 'closed') this.#session.drop(cluster.id)
    else if (cluster.state === 'live' || cluster.state === 'syncing' || cluster.state === 'forbidden') this.#session.retry(cluster.id)
  }

  /** A person wants all tried again. */
  retry(): Result<null> {
    this.#session.retry(null)
    return ok(null)
  }

  reads(cluster: ClusterId): boolean {
    return this.#query.sources.some((source) => source.cluster === cluster)
  }

  save(file: string, options: LogSaveOptions): Promise<Result<SavedLog>> {
    return this.#saver.save(file, options, this.#prefixOf(options.prefix))
  }

  /** False: nothing is being saved. */
  cancelSave(): boolean {
    return this.#saver.cancel()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#stopKeeping()
    if (this.#later !== null) clearTimeout(this.#later)
    if (this.#histogramLater !== null) clearTimeout(this.#histogramLater)
    this.#saver.cancel()
    this.#finding?.abort()
    this.#ring.onAdd = null
    this.#view.close()
    this.#ticket.close()
    this.#session.close().catch((thrown: unknown) => this.#place.onDefect(thrown))
  }

  #prefixOf(wanted: boolean): (stream: number) => string {
    const { streams } = this.#session
    const several = new Set(this.#query.sources.map((source) => source.cluster)).size > 1
    const titleOf = several ? this.#place.titleOf : null
    return (stream) => (wanted && stream >= 0 ? `[${streamName(streams[stream], titleOf)}] ` : '')
  }

  #streamsAreNews(): void {
    this.#streamsChanged = true
    this.#soon()
  }

  #soon(): void {
    if (this.#later !== null) return
    const wait = this.#framedAt + frameEvery - performance.now()
    if (wait <= 0) this.#ticket.dirty()
    else
      this.#later = setTimeout(() => {
        this.#later = null
        this.#ticket.dirty()
      }, wait)
  }

  #reckon(): void {
    const count = this.#ring.held + this.#ring.dropped
    const rate = Math.round(((count - this.#lastCount) * 1000) / rateEvery)
    if (rate === this.#rate && rate === 0) return
    this.#lastCount = count
    this.#rate = rate
    this.#streamsAreNews()
  }

  #take(subscription: number): Uint8Array {
    this.#framedAt = performance.now()
    const streams = this.#streamsChanged ? this.#session.streams : null
    this.#streamsChanged = false
    const ring = this.#ring
    const histogram = this.#view.histogram(this.#framedAt)
    const wait = this.#view.histogramWait(this.#framedAt)
    // when nothing more comes, the histogram of what came last still does
    if (wait !== null && this.#histogramLater === null)
      this.#histogramLater = setTimeout(() => {
        this.#histogramLater = null
        this.#ticket.dirty()
      }, wait)
    return packLogsFrame({
      subscription,
      revision: ++this.#revision,
      held: ring.held,
      dropped: ring.dropped,
      bytes: ring.bytes,
      memory: ring.memory,
      keep: ring.limits,
      scanned: ring.judged,
      base: ring.base,
      matching: ring.shown,
      ...this.#view.lines(),
      atEnd: this.#view.atEnd,
      rate: this.#rate,
      streams,
      leftOut: this.#session.leftOut,
      histogram,
      filterError: this.#view.error,
      sourceProblems: this.#session.problems,
    })
  }
}
