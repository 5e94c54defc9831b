import type { EngineError } from '../contract/index.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import { retryAfterSeconds, statusError } from '../cluster/statusError.ts'
import { ListSyntaxError } from './listStream.ts'

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

/** What was being asked: the URL path, with `?watch=true` for a watch, so that the error can name the place and the missing right. */
export interface Asked {
  path: string
}

/** An answer that is not a success, with its body as far as it was read. */
export interface Refusal {
  status: number
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

const refused = new Set([400, 405, 406, 415, 422])

/** Reads an answer that is not a success, or the object of an ERROR event. */
export function troubleOfAnswer(answer: Refusal, asked: Asked): Trouble {
  const error = statusError(answer, asked)
  const seconds = retryAfterSeconds(answer)
  return new Trouble(kindOf(answer, error), error, seconds === null ? null : seconds * 1000)
}

/** The object of an ERROR event is a Status. */
export function troubleOfEvent(status: { code?: unknown }, asked: Asked): Trouble {
  const code = typeof status.code === 'number' && Number.isInteger(status.code) ? status.code : 500
  return troubleOfAnswer({ status: code, headers: {}, body: Buffer.from(JSON.stringify(status)) }, asked)
}

/** Whatever was thrown, as a {@link Trouble}. */
export function asTrouble(thrown: unknown, asked: Asked): Trouble {
  if (thrown instanceof Trouble) return thrown
  if (thrown instanceof ApiFailure) {
    const { code } = thrown.error
    const kind =
      code === 'unauthorized' || code === 'needs-consent'
        ? 'unauthorized'
        : code === 'forbidden'
          ? 'forbidden'
          : code === 'server-error'
            ? 'server'
            : 'link'
    return new Trouble(kind, thrown.error, null, { cause: thrown })
  }
  if (thrown instanceof ListSyntaxError) {
    const message = `The list cannot be read: ${thrown.message}.`
    return new Trouble('broken', { code: 'server-error', message, where: place(asked), todo: proxyTodo }, null, { cause: thrown })
  }
  const message = `An unexpected failure while reading: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  return new Trouble('broken', { code: 'internal', message, where: place(asked), todo: 'It is tried again; please report it.' }, null, {
    cause: thrown,
  })
}

/** Connected, but nothing came for too long. */
export function hangTrouble(ms: number, asked: Asked): Trouble {
  return new Trouble('hang', {
    code: 'timeout',
    message: `The server has sent nothing for ${String(Math.round(ms / 1000))} s.`,
    where: place(asked),
    todo: 'It is tried again. If only this kind hangs, look at the API server or the extension API server that serves it.',
  })
}

/** The server's storage went back in time: the versions that were heard of are from its future. */
export function rewoundTrouble(asked: Asked): Trouble {
  return new Trouble('too-large', {
    code: 'server-error',
    message: 'The server knows less than it has told before, as after a restore from a backup.',
    where: place(asked),
    todo: 'Everything is listed anew.',
  })
}

/** A stream that ended where it must not. */
export function brokenTrouble(message: string, asked: Asked): Trouble {
  return new Trouble('broken', { code: 'server-error', message, where: place(asked), todo: proxyTodo })
}

const proxyTodo = 'It is tried again; if it stays, look for a proxy that changes answers or cuts them off.'

function place(asked: Asked): string {
  return `GET ${asked.path}`
}

function kindOf(answer: Refusal, error: EngineError): TroubleKind {
  const { status } = answer
  if (status === 410 || error.reason === 'Expired' || error.reason === 'Gone') return 'expired'
  if (isTooLarge(answer)) return 'too-large'
  if (status === 429 || error.reason === 'TooManyRequests') return 'throttled'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'gone'
  if (refused.has(status)) return 'refused'
  return 'server'
}

/** As apimachinery's IsTooLargeResourceVersionError: the reason of a cause, or the words of older servers. */
function isTooLarge({ body }: Refusal): boolean {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return text.includes('"ResourceVersionTooLarge"') || text.includes('Too large resource version')
}
