import type { ServedResource } from './resources.ts'

/** A Kubernetes Status answer. */
export interface StatusAnswer {
  code: number
  body: Record<string, unknown>
  headers?: Record<string, string>
}

function failure(code: number, reason: string, message: string, details?: Record<string, unknown>): StatusAnswer {
  return {
    code,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    },
  }
}

export function forbidden(user: string, verb: string, resource: ServedResource, namespace: string | null, name?: string): StatusAnswer {
  const scope = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const what = `${resource.resource}${resource.group === '' ? '' : `.${resource.group}`}`
  const which = name === undefined ? what : `${what} "${name}"`
  return failure(
    403,
    'Forbidden',
    `${which} is forbidden: User "${user}" cannot ${verb} resource "${resource.resource}" in API group "${resource.group}" ${scope}`,
    { ...(name === undefined ? {} : { name }), ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.resource },
  )
}

export function unauthorized(): StatusAnswer {
  return failure(401, 'Unauthorized', 'Unauthorized')
}

export function notFound(resource?: ServedResource, name?: string): StatusAnswer {
  if (resource === undefined || name === undefined) return failure(404, 'NotFound', 'the server could not find the requested resource', {})
  const what = `${resource.resource}${resource.group === '' ? '' : `.${resource.group}`}`
  return failure(404, 'NotFound', `${what} "${name}" not found`, {
    name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.resource,
  })
}

export function expired(asked: number, oldest: number): StatusAnswer {
  return failure(410, 'Expired', `too old resource version: ${asked} (${oldest})`)
}

export function expiredContinue(): StatusAnswer {
  return failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  )
}

export function tooLargeVersion(asked: number, current: number): StatusAnswer {
  return failure(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })
}

export function tooManyRequests(retryAfter: number | null): StatusAnswer {
  const answer = failure(
    429,
    'TooManyRequests',
    'Too many requests, please try again later.',
    retryAfter === null ? {} : { retryAfterSeconds: retryAfter },
  )
  return retryAfter === null ? answer : { ...answer, headers: { 'retry-after': String(retryAfter) } }
}

export function internalError(message = 'etcdserver: request timed out'): StatusAnswer {
  return failure(500, 'InternalError', message, {})
}

export function badRequest(message: string): StatusAnswer {
  return failure(400, 'BadRequest', message)
}

/** What a server without WatchList, or with bad parameters for it, answers. */
export function invalidWatchList(): StatusAnswer {
  return failure(
    422,
    'Invalid',
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: [
        {
          reason: 'FieldValueForbidden',
          message: 'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
          field: 'resourceVersionMatch',
        },
      ],
    },
  )
}
