import type { LogFilter, LogLine, LogQuery, LogsFrame, LogSource, LogStream } from '../../engine/contract/index.ts'
import { must, type TestWindow, until } from './testWindow.ts'

/** A filter that lets everything through. */
export const everyLine: LogFilter = { include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] }

/** An open log: keeps what the frames bring, as the window does. */
export class TestLog {
  readonly frames: LogsFrame[] = []
  streams: readonly LogStream[] = []
  readonly window: TestWindow
  readonly subscription: number

  private constructor(window: TestWindow, subscription: number) {
    this.window = window
    this.subscription = subscription
    window.client.onFrame(subscription, (frame) => {
      if (frame.type !== 'logs') return
      this.frames.push(frame.frame)
      this.streams = frame.frame.streams ?? this.streams
    })
  }

  static async open(
    window: TestWindow,
    sources: readonly LogSource[],
    part: Partial<LogQuery> = {},
    filter: Partial<LogFilter> = {},
    count = 1000,
  ): Promise<TestLog> {
    const query: LogQuery = {
      sources,
      containers: null,
      tail: null,
      since: null,
      previous: false,
      follow: true,
      mostStreams: 100,
      keep: { lines: 1_000_000, bytes: 500_000_000 },
      ...part,
    }
    return new TestLog(window, must(await window.client.api.openLogs(query, { ...everyLine, ...filter }, count)))
  }

  get last(): LogsFrame | undefined {
    return this.frames[this.frames.length - 1]
  }

  get lines(): readonly LogLine[] {
    return this.last?.lines ?? []
  }

  get texts(): string[] {
    return this.lines.map((line) => line.text)
  }

  /** `pod container state reason` of every stream. */
  get standing(): string[] {
    return this.streams.map((each) => `${each.pod.split('/').pop() ?? ''} ${each.container} ${each.state} ${each.reason}`.trim())
  }

  /** Waits until the log shows what a test wants to see. */
  async shows(wanted: (log: TestLog) => boolean): Promise<this> {
    await until(
      () => this.frames.length > 0 && wanted(this),
      () => `the log shows ${this.lines.length} lines, the last "${this.texts.at(-1) ?? ''}"; ${this.standing.slice(0, 10).join('; ')}`,
    )
    return this
  }

  async filter(part: Partial<LogFilter>): Promise<void> {
    must(await this.window.client.api.filterLogs(this.subscription, { ...everyLine, ...part }))
  }

  async move(slot: number | null, count: number): Promise<void> {
    must(await this.window.client.api.moveLogs(this.subscription, slot, count))
  }
}
