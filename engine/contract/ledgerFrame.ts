import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { healthOrder, noHealth } from './health.ts'
import type { HealthCounts, HealthLevel } from './health.ts'
import type { LedgerEntry, LedgerState } from './kinds.ts'
import type { EngineError, EngineErrorCode, MissingRight } from './result.ts'

/** The keys of an exhaustive record, in its order: a forgotten word is a type error. */
export function words<T extends string>(record: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(record) as T[]
}

const ledgerStates = words<LedgerState>({
  waiting: true,
  loading: true,
  listed: true,
  polled: true,
  stale: true,
  partial: true,
  forbidden: true,
  failed: true,
  offline: true,
})

/** Every code of an error; a forgotten one is a type error. */
export const errorCodes = words<EngineErrorCode>({
  'bad-input': true,
  'not-found': true,
  forbidden: true,
  unauthorized: true,
  'needs-consent': true,
  unreachable: true,
  'server-error': true,
  offline: true,
  timeout: true,
  cancelled: true,
  'engine-gone': true,
  io: true,
  internal: true,
})

/** Writes a health level as its place in {@link healthOrder}. */
export function writeLevel(w: FrameWriter, level: HealthLevel): void {
  w.byte(healthOrder.indexOf(level))
}

/** Reads what {@link writeLevel} wrote. */
export function readLevel(r: FrameReader): HealthLevel {
  return r.choice(healthOrder, 'health level')
}

/** Writes the counts in the order of {@link healthOrder}. */
export function writeHealthCounts(w: FrameWriter, counts: HealthCounts): void {
  for (const level of healthOrder) w.number(counts[level])
}

/** Reads what {@link writeHealthCounts} wrote. */
export function readHealthCounts(r: FrameReader): HealthCounts {
  const counts = noHealth()
  for (const level of healthOrder) counts[level] = r.number()
  return counts
}

/** Writes one ledger entry. */
export function writeLedgerEntry(w: FrameWriter, entry: LedgerEntry): void {
  w.string(entry.kind)
  w.byte(ledgerStates.indexOf(entry.state))
  w.number(entry.count)
  w.number(entry.since)
  writeHealthCounts(w, entry.health)
  w.optional(entry.expected, (value) => w.number(value))
  w.optional(entry.heardAt, (value) => w.number(value))
  w.optional(entry.error, (value) => writeError(w, value))
  w.optional(entry.retryAt, (value) => w.number(value))
  w.optional(entry.namespaces, (value) => w.list(value, (name) => w.string(name)))
  w.optional(entry.mode, (value) => w.string(value))
}

/** Reads what {@link writeLedgerEntry} wrote. */
export function readLedgerEntry(r: FrameReader): LedgerEntry {
  const entry: LedgerEntry = {
    kind: r.string(),
    state: r.choice(ledgerStates, 'ledger state'),
    count: r.number(),
    since: r.number(),
    health: readHealthCounts(r),
  }
  const expected = r.optional(() => r.number())
  if (expected !== null) entry.expected = expected
  const heardAt = r.optional(() => r.number())
  if (heardAt !== null) entry.heardAt = heardAt
  const error = r.optional(() => readError(r))
  if (error !== null) entry.error = error
  const retryAt = r.optional(() => r.number())
  if (retryAt !== null) entry.retryAt = retryAt
  const namespaces = r.optional(() => r.list(() => r.string()))
  if (namespaces !== null) entry.namespaces = namespaces
  const mode = r.optional(() => r.string())
  if (mode !== null) entry.mode = mode
  return entry
}

/** Writes an error. */
export function writeError(w: FrameWriter, error: EngineError): void {
  w.byte(errorCodes.indexOf(error.code))
  w.string(error.message)
  w.optional(error.where, (value) => w.string(value))
  w.optional(error.todo, (value) => w.string(value))
  w.optional(error.status, (value) => w.number(value))
  w.optional(error.reason, (value) => w.string(value))
  w.optional(error.missing, (value) => {
    w.string(value.verb)
    w.string(value.group)
    w.string(value.resource)
    w.string(value.namespace)
  })
  w.optional(error.requestId, (value) => w.string(value))
}

/** Reads what {@link writeError} wrote. */
export function readError(r: FrameReader): EngineError {
  const error: EngineError = { code: r.choice(errorCodes, 'error code'), message: r.string() }
  const where = r.optional(() => r.string())
  if (where !== null) error.where = where
  const todo = r.optional(() => r.string())
  if (todo !== null) error.todo = todo
  const status = r.optional(() => r.number())
  if (status !== null) error.status = status
  const reason = r.optional(() => r.string())
  if (reason !== null) error.reason = reason
  const missing = r.optional((): MissingRight => ({ verb: r.string(), group: r.string(), resource: r.string(), namespace: r.string() }))
  if (missing !== null) error.missing = missing
  const requestId = r.optional(() => r.string())
  if (requestId !== null) error.requestId = requestId
  return error
}
