import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readError, writeError } from './ledgerFrame.ts'
import type { LogLine, LogsFrame, LogStream, LogStreamState } from './logs.ts'
import { severities } from './logs.ts'

const states: readonly LogStreamState[] = ['waiting', 'connecting', 'reading', 'following', 'ended', 'lost', 'forbidden', 'failed']

/** Writes the body of a logs frame. */
export function writeLogs(w: FrameWriter, frame: LogsFrame): void {
  for (const value of [
    frame.subscription,
    frame.revision,
    frame.held,
    frame.dropped,
    frame.bytes,
    frame.memory,
    frame.keep.lines,
    frame.keep.bytes,
    frame.scanned,
    frame.base,
    frame.matching,
    frame.start,
    frame.rate,
    frame.leftOut,
  ])
    w.number(value)
  w.boolean(frame.atEnd)
  w.list(frame.lines, (line) => writeLine(w, line))
  w.optional(frame.streams, (streams) => w.list(streams, (stream) => writeStream(w, stream)))
  w.optional(frame.histogram, (histogram) => {
    w.number(histogram.from)
    w.number(histogram.to)
    w.list(histogram.buckets, (bucket) => {
      w.count(bucket.errors)
      w.count(bucket.warnings)
      w.count(bucket.others)
    })
  })
  w.optional(frame.filterError, (error) => {
    w.boolean(error.field === 'exclude')
    w.string(error.reason)
  })
  w.list(frame.sourceProblems, ({ cluster, error }) => {
    w.string(cluster)
    writeError(w, error)
  })
}

/** Reads what {@link writeLogs} wrote. */
export function readLogs(r: FrameReader): LogsFrame {
  return {
    subscription: r.number(),
    revision: r.number(),
    held: r.number(),
    dropped: r.number(),
    bytes: r.number(),
    memory: r.number(),
    keep: { lines: r.number(), bytes: r.number() },
    scanned: r.number(),
    base: r.number(),
    matching: r.number(),
    start: r.number(),
    rate: r.number(),
    leftOut: r.number(),
    atEnd: r.boolean(),
    lines: r.list(() => readLine(r)),
    streams: r.optional(() => r.list(() => readStream(r))),
    histogram: r.optional(() => ({
      from: r.number(),
      to: r.number(),
      buckets: r.list(() => ({ errors: r.count(), warnings: r.count(), others: r.count() })),
    })),
    filterError: r.optional(() => ({ field: r.boolean() ? ('exclude' as const) : ('include' as const), reason: r.string() })),
    sourceProblems: r.list(() => ({ cluster: r.string(), error: readError(r) })),
  }
}

function writeLine(w: FrameWriter, line: LogLine): void {
  w.number(line.key)
  w.number(line.stream)
  w.optional(line.at, (at) => w.number(at))
  w.byte(severities.indexOf(line.severity))
  w.string(line.text)
  w.list(line.spans, (span) => {
    w.count(span.start)
    w.count(span.end)
    w.byte(span.ink)
    w.boolean(span.bold)
  })
  w.list(line.matches, (match) => {
    w.count(match.start)
    w.count(match.end)
  })
  w.list(line.columns, (value) => w.string(value))
  w.boolean(line.fields)
  w.boolean(line.cut)
}

function readLine(r: FrameReader): LogLine {
  return {
    key: r.number(),
    stream: r.number(),
    at: r.optional(() => r.number()),
    severity: r.choice(severities, 'severity'),
    text: r.string(),
    spans: r.list(() => ({ start: r.count(), end: r.count(), ink: r.byte(), bold: r.boolean() })),
    matches: r.list(() => ({ start: r.count(), end: r.count() })),
    columns: r.list(() => r.string()),
    fields: r.boolean(),
    cut: r.boolean(),
  }
}

function writeStream(w: FrameWriter, stream: LogStream): void {
  w.string(stream.cluster)
  w.string(stream.pod)
  w.string(stream.container)
  w.byte(states.indexOf(stream.state))
  w.string(stream.reason)
  w.optional(stream.error, (error) => writeError(w, error))
  w.number(stream.lines)
}

function readStream(r: FrameReader): LogStream {
  return {
    cluster: r.string(),
    pod: r.string(),
    container: r.string(),
    state: r.choice(states, 'state of a log'),
    reason: r.string(),
    error: r.optional(() => readError(r)),
    lines: r.number(),
  }
}
