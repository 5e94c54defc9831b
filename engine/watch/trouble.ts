import type { EngineError, MissingRight } from '../contract/index.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import { ListSyntaxError } from './listStream.ts'
import type { ServerStatus } from './watchEvent.ts'

/** What a reflector does next depends on this and on nothing else. */
export type TroubleKind =
  | 'expired' // 410: the resourceVersion or continue token is too old
  | 'too-large' // the resourceVersion is newer than the server knows
  | 'throttled' // 429
  | 'unauthorized' // 401, or no credential can be had
  | 'forbidden' // 403
  | 'gone' // 404: the kind is not served any more
  | 'refused' // 400, 405, 406, 415, 422: the server does not take this way of asking
  | 'server' // every other answer that is not a success
  | 'link' // no answer: connection, TLS, proxy
  | 'broken' // an answer that cannot be understood, or that ended early
  | 'hang' // connected, but nothing came

/** A list or watch that went wrong. `error` is safe to show. */
export class Trouble extends Error {
  readonly kind: TroubleKind
  readonly error: EngineError
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | null

  constructor(kind: TroubleKind, error: EngineError, retryAfter: number | null = null, options?: { cause?: unknown }) {
    super(error.message, options)
    this.name = 'Trouble'
    this.kind = kind
    this.error = error
    this.retryAfter = retryAfter
  }
}

/** What was being asked, so that the error can say where, and which right is missing. */
export interface Asked {
  /** URL path without the query. */
  where: string
  right: MissingRight
}

const refused = new Set([400, 405, 406, 415, 422])

/** Status messages of the server are shown: a page of HTML from a proxy is not. */
const longestMessage = 300

/** Reads an answer that is not a success, or the object of an ERROR event. */
export function troubleOfStatus(code: number, status: ServerStatus, retryAfterHeader: string | undefined, asked: Asked): Trouble {
  const reason = typeof status.reason === 'string' ? printable(status.reason, 60) : ''
  const said = typeof status.message === 'string' ? printable(status.message, longestMessage) : ''
  const kind = kindOf(code, reason, said, status)
  const error: EngineError = { ...words(kind, code, asked), where: asked.where, status: code }
  if (said !== '') error.message = `${error.message.replace(/\.$/, '')}: ${said}`
  if (reason !== '') error.reason = reason
  if (kind === 'forbidden') error.missing = asked.right
  return new Trouble(kind, error, retryAfter(status, retryAfterHeader))
}

/** Whatever was thrown, as a {@link Trouble}. */
export function asTrouble(thrown: unknown, asked: Asked): Trouble {
  if (thrown instanceof Trouble) return thrown
  if (thrown instanceof ApiFailure) {
    const { code } = thrown.error
    const kind = code === 'unauthorized' || code === 'needs-consent' ? 'unauthorized' : code === 'forbidden' ? 'forbidden' : code === 'server-error' ? 'server' : 'link'
    return new Trouble(kind, thrown.error, null, { cause: thrown })
  }
  if (thrown instanceof ListSyntaxError) {
    return new Trouble('broken', { code: 'server-error', message: `The list cannot be read: ${thrown.message}.`, where: asked.where, todo: 'It is tried again; if it stays, look for a proxy that changes answers.' }, null, { cause: thrown })
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return new Trouble('broken', { code: 'internal', message: `An unexpected failure while reading: ${printable(text, longestMessage)}`, where: asked.where, todo: 'It is tried again; please report it.' }, null, { cause: thrown })
}

/** Connected, but nothing came for too long. */
export function hangTrouble(ms: number, asked: Asked): Trouble {
  return new Trouble('hang', {
    code: 'timeout',
    message: `The server has sent nothing for ${String(Math.round(ms / 1000))} s.`,
    where: asked.where,
    todo: 'It is tried again. If only this kind hangs, look at the API server or the extension API server that serves it.',
  })
}

/** A stream that ended where it must not. */
export function brokenTrouble(message: string, asked: Asked): Trouble {
  return new Trouble('broken', { code: 'server-error', message, where: asked.where, todo: 'It is tried again; if it stays, look for a proxy with short time limits.' })
}

function kindOf(code: number, reason: string, message: string, status: ServerStatus): TroubleKind {
  if (reason === 'Expired' || reason === 'Gone' || code === 410) return 'expired'
  if (isTooLarge(message, status)) return 'too-large'
  if (code === 429 || reason === 'TooManyRequests') return 'throttled'
  if (code === 401) return 'unauthorized'
  if (code === 403) return 'forbidden'
  if (code === 404) return 'gone'
  if (refused.has(code)) return 'refused'
  return 'server'
}

/** As apimachinery's IsTooLargeResourceVersionError: a cause, or the words of older servers. */
function isTooLarge(message: string, status: ServerStatus): boolean {
  const causes: unknown = typeof status.details === 'object' && status.details !== null ? (status.details as { causes?: unknown }).causes : undefined
  if (Array.isArray(causes) && causes.some(cause => typeof cause === 'object' && cause !== null && (cause as { reason?: unknown }).reason === 'ResourceVersionTooLarge')) return true
  return message.includes('Too large resource version')
}

/** The header's seconds or date, or the Status' `retryAfterSeconds`, in milliseconds. */
function retryAfter(status: ServerStatus, header: string | undefined): number | null {
  if (header !== undefined && /^\d{1,6}$/.test(header.trim())) return Number(header) * 1000
  const seconds: unknown = typeof status.details === 'object' && status.details !== null ? (status.details as { retryAfterSeconds?: unknown }).retryAfterSeconds : undefined
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e6 ? seconds * 1000 : null
}

function words(kind: TroubleKind, code: number, asked: Asked): EngineError {
  const { verb, group, resource, namespace } = asked.right
  const what = group === '' ? resource : `${resource}.${group}`
  const scope = namespace === '' ? 'in the whole cluster' : `in the namespace ${namespace}`
  switch (kind) {
    case 'unauthorized':
      return { code: 'unauthorized', message: `The server does not accept the credential (${String(code)}).`, todo: 'Sign in again, or renew the credential in the kubeconfig.' }
    case 'forbidden':
      return { code: 'forbidden', message: `Not allowed to ${verb} ${what} ${scope}.`, todo: `Ask for a role that allows "${verb}" on "${what}".` }
    case 'gone':
      return { code: 'not-found', message: `The server does not serve ${what} any more (404).`, todo: 'The list of kinds is read again.' }
    case 'throttled':
      return { code: 'server-error', message: 'The server asks to slow down (429).', todo: 'It is tried again when the server allows.' }
    case 'refused':
      return { code: 'server-error', message: `The server does not take this request (${String(code)}).`, todo: 'A simpler way of asking is tried.' }
    case 'expired':
    case 'too-large':
      return { code: 'server-error', message: `The server no longer has the history that was asked for (${String(code)}).`, todo: 'The kind is listed again.' }
    default:
      return { code: 'server-error', message: `The server answered with an error (${String(code)}).`, todo: 'It is tried again. Look at the API server, or at the extension API server that serves this kind.' }
  }
}

/** Text of a server on one line, without control characters, cut where it is too long. */
function printable(text: string, longest: number): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim()
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean
}
