import type { EngineError, MissingRight } from '../contract/index.ts'

/** The part of an answer that says what went wrong. */
interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** What was asked: `GET /api/v1/pods`. */
interface Asked {
  method?: string
  path: string
}

/** The fields of a Kubernetes Status that are used; all may be missing, wrong or hostile. */
interface Status {
  message: string
  reason: string
  details: Record<string, unknown>
}

const todo: Readonly<Record<number, string>> = {
  400: 'The request was not understood; the server may be older or newer than expected.',
  401: 'Sign in again, or renew the token or certificate of the kubeconfig.',
  404: 'The API is not served here; a CRD or an aggregated API may have been removed.',
  405: 'The API server does not offer this; another way is used where there is one.',
  406: 'The API server does not offer this form of answer; another way is used where there is one.',
  410: 'The list is read again from the start.',
  429: 'The API server is busy; it is tried again later.',
  500: 'Look into the logs of the API server; it is tried again.',
  502: 'A proxy or load balancer does not reach the API server; it is tried again.',
  503: 'The API server, or an API behind it, is not ready; it is tried again.',
  504: 'The API server, or a proxy before it, took too long; it is tried again.',
}

/** Says what an answer that is no success (status 300 and more) means. Takes Kubernetes Status bodies, plain text, and HTML of proxies. */
export function statusError(answer: Answer, asked: Asked): EngineError {
  const status = parseStatus(answer.body)
  const where = `${asked.method ?? 'GET'} ${asked.path}`
  const error: EngineError = {
    code:
      answer.status === 401
        ? 'unauthorized'
        : answer.status === 403
          ? 'forbidden'
          : answer.status === 404
            ? 'not-found'
            : answer.status === 504 || answer.status === 408
              ? 'timeout'
              : 'server-error',
    message: status?.message || bodyText(answer),
    where,
    status: answer.status,
  }
  if (status?.reason) error.reason = status.reason
  const hint = todo[answer.status]
  if (hint) error.todo = hint
  const id = answer.headers['audit-id'] ?? answer.headers['x-request-id']
  if (id !== undefined && /^[\w.-]{1,80}$/.test(id)) error.requestId = id
  if (answer.status === 403) {
    const missing = missingRight(status, asked)
    if (missing) {
      error.missing = missing
      error.todo = `Ask for the right to ${missing.verb} ${missing.group === '' ? missing.resource : `${missing.resource}.${missing.group}`}${missing.namespace === '' ? ' in the whole cluster' : ` in the namespace ${missing.namespace}`}.`
    }
  }
  return error
}

/** The same for the Status object inside a watch's ERROR event. */
export function watchError(object: unknown, asked: Asked): EngineError {
  const code = (object as { code?: unknown } | null)?.code
  return statusError(
    { status: typeof code === 'number' ? code : 500, headers: {}, body: Buffer.from(JSON.stringify(object ?? null)) },
    asked,
  )
}

/** Seconds that a Status asks to wait (`details.retryAfterSeconds`), or the header; null when neither does. */
export function retryAfterSeconds(answer: Answer): number | null {
  const header = answer.headers['retry-after']
  if (header !== undefined && /^\d{1,6}$/.test(header)) return Number(header)
  const seconds = parseStatus(answer.body)?.details['retryAfterSeconds']
  return typeof seconds === 'number' && seconds >= 0 ? seconds : null
}

/**
 * The right that a 403 says is missing. The message has a fixed form in Kubernetes' authorizer:
 * `pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "shop"` (or `at the cluster scope`).
 */
function missingRight(status: Status | null, asked: Asked): MissingRight | null {
  const match = /cannot (\w+) resource "([\w./*-]{1,253})" in API group "([\w.-]{0,253})"(?: in the namespace "([\w.-]{1,253})")?/.exec(
    status?.message ?? '',
  )
  if (match) return { verb: match[1] ?? '', resource: match[2] ?? '', group: match[3] ?? '', namespace: match[4] ?? '' }
  const fromPath = rightOfPath(asked)
  if (!fromPath) return null
  const { kind, group } = status?.details ?? {}
  return {
    ...fromPath,
    ...(typeof kind === 'string' && /^[\w./-]+$/.test(kind) ? { resource: kind } : {}),
    ...(typeof group === 'string' && /^[\w.-]*$/.test(group) ? { group } : {}),
  }
}

/** The right that a request needs, from its path; null for paths that are not resources. */
export function rightOfPath(asked: Asked): MissingRight | null {
  const [path = '', query = ''] = asked.path.split('?')
  const match = /^(?:\/api\/[^/]+|\/apis\/([^/]+)\/[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path)
  if (!match) return null
  const [, group = '', namespace = '', resource = '', name, subresource] = match
  const watch = /(^|&)watch=(1|true)(&|$)/.test(query)
  const verbs: Readonly<Record<string, string>> = {
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: name ? 'delete' : 'deletecollection',
  }
  const verb = verbs[asked.method ?? 'GET'] ?? (watch ? 'watch' : name ? 'get' : 'list')
  return { verb, group, resource: subresource ? `${resource}/${subresource}` : resource, namespace: decode(namespace) }
}

function parseStatus(body: Uint8Array): Status | null {
  if (body.length === 0 || body.length > 1024 * 1024 || body[0] !== 0x7b) return null
  try {
    const value = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')) as {
      kind?: unknown
      message?: unknown
      reason?: unknown
      details?: unknown
    }
    if (value.kind !== 'Status' && typeof value.message !== 'string') return null
    return {
      message: typeof value.message === 'string' ? plain(value.message) : '',
      reason: typeof value.reason === 'string' ? plain(value.reason).slice(0, 80) : '',
      details: typeof value.details === 'object' && value.details !== null ? (value.details as Record<string, unknown>) : {},
    }
  } catch {
    return null // not JSON: the caller shows the text
  }
}

/** Words for a body that is no Status. */
function bodyText(answer: Answer): string {
  const text = Buffer.from(answer.body.subarray(0, 4096)).toString('utf8')
  if (/^\s*</.test(text)) {
    const title = /<title[^>]*>([^<]*)</i.exec(text)?.[1]
    return `Something in front of the API server answered ${answer.status} with a web page${title ? ` ("${plain(title).slice(0, 100)}")` : ''}.`
  }
  const line = plain(text)
  return line === '' ? `The API server answered ${answer.status}.` : `The API server answered ${answer.status}: ${line.slice(0, 300)}`
}

/** Text of a server is hostile: control characters, bidirectional marks and length are tamed. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  return line.length > 1000 ? `${line.slice(0, 1000)}…` : line
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a stray percent sign
  }
}
