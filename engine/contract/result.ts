/** Expected failures are values: Comlink keeps only the message of a thrown error. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: EngineError }

/** Every way in which a question to the engine can fail. */
export type EngineErrorCode =
  | 'bad-input' // an argument, a file or a document is not what it should be
  | 'not-found' // no such cluster, kind, object, subscription or file
  | 'forbidden' // the API server answered 403
  | 'unauthorized' // the API server answered 401, or a credential cannot be had
  | 'needs-consent' // an exec plugin (or similar) waits for a person's yes
  | 'unreachable' // no connection, DNS, TLS, proxy
  | 'server-error' // the API server answered with another error
  | 'offline' // needs a live cluster, this one is a snapshot
  | 'timeout' // the deadline passed
  | 'cancelled'
  | 'engine-gone' // the engine stopped while the question was open
  | 'io' // a local file could not be read or written
  | 'internal' // a defect of ours

/** What went wrong, where, and what to do; safe to show (never holds a credential). */
export interface EngineError {
  code: EngineErrorCode
  /** One sentence: what happened. */
  message: string
  /** File with line, URL path, context name: where it happened. */
  where?: string
  /** What a person can do about it. */
  todo?: string
  /** HTTP status and reason of the API server, when it answered. */
  status?: number
  reason?: string
  /** For 403: the missing right. */
  missing?: MissingRight
  requestId?: string
}

/** The right that a 403 says is missing. `namespace` is empty for the cluster scope. */
export interface MissingRight {
  verb: string
  group: string
  resource: string
  namespace: string
}

/** A success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** An expected failure. */
export function err(error: EngineError): Result<never> {
  return { ok: false, error }
}

/** Ends every exhaustive `switch`. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`)
}
