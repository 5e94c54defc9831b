import { describe, expect, it } from 'vitest'
import { retryAfterSeconds, rightOfPath, statusError, watchError } from './statusError.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const kubernetes = (message: string, more: object = {}) => ({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, ...more })

describe('an answer that is no success', () => {
  it.each([
    [
      'pods is forbidden: User "a" cannot list resource "pods" in API group "" at the cluster scope',
      { verb: 'list', group: '', resource: 'pods', namespace: '' },
    ],
    [
      'deployments.apps is forbidden: User "a" cannot watch resource "deployments" in API group "apps" in the namespace "shop"',
      { verb: 'watch', group: 'apps', resource: 'deployments', namespace: 'shop' },
    ],
    [
      'pods "x" is forbidden: User "a" cannot get resource "pods/log" in API group "" in the namespace "shop": RBAC: clusterrole "y" not found',
      { verb: 'get', group: '', resource: 'pods/log', namespace: 'shop' },
    ],
  ])('names the missing right: %s', (message, missing) => {
    const error = statusError(answer(403, kubernetes(message, { reason: 'Forbidden' }), { 'audit-id': '1-a' }), { path: '/x' })
    expect(error).toMatchObject({
      code: 'forbidden',
      status: 403,
      reason: 'Forbidden',
      message,
      missing,
      requestId: '1-a',
      where: 'GET /x',
    })
    expect(error.todo).toContain(`${missing.verb} ${missing.resource}`)
  })

  it('knows the missing right by the path when the message does not say it', () => {
    expect(
      statusError(answer(403, kubernetes('denied by a webhook')), { path: '/apis/apps/v1/namespaces/shop/deployments?watch=true' }).missing,
    ).toEqual({ verb: 'watch', group: 'apps', resource: 'deployments', namespace: 'shop' })
    expect(statusError(answer(403, 'Forbidden'), { path: '/healthz' }).missing).toBeUndefined()
  })

  it.each([
    ['GET', '/api/v1/pods', 'list', '', 'pods', ''],
    ['GET', '/api/v1/namespaces', 'list', '', 'namespaces', ''],
    ['GET', '/api/v1/namespaces/shop', 'get', '', 'namespaces', ''],
    ['GET', '/api/v1/namespaces/shop/pods', 'list', '', 'pods', 'shop'],
    ['GET', '/api/v1/namespaces/shop/pods/web/log', 'get', '', 'pods/log', 'shop'],
    ['DELETE', '/apis/a.b/v1/things', 'deletecollection', 'a.b', 'things', ''],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'create', 'authorization.k8s.io', 'selfsubjectaccessreviews', ''],
  ])('reads %s %s as a right', (method, path, verb, group, resource, namespace) => {
    expect(rightOfPath({ method, path })).toEqual({ verb, group, resource, namespace })
  })

  it.each([
    [401, 'unauthorized'],
    [404, 'not-found'],
    [410, 'server-error'],
    [429, 'server-error'],
    [500, 'server-error'],
    [503, 'server-error'],
    [504, 'timeout'],
  ])('with the status %i is %s, with something to do', (status, code) => {
    expect(statusError(answer(status, kubernetes('m', { reason: 'Expired' })), { path: '/x' })).toMatchObject({
      code,
      status,
      reason: 'Expired',
      message: 'm',
      todo: expect.stringMatching(/\w/),
    })
  })

  it.each([
    [
      '<html><head><title>502 Bad Gateway</title></head></html>',
      'Something in front of the API server answered 502 with a web page ("502 Bad Gateway").',
    ],
    ['  <!doctype html><script>alert(1)</script>', 'Something in front of the API server answered 502 with a web page.'],
    ['upstream\u001b[31m connect\r\nerror', 'The API server answered 502: upstream [31m connect error'],
    ['', 'The API server answered 502.'],
    ['{"kind":', 'The API server answered 502: {"kind":'],
    ['{"kind":"Status","message":{"a":1}}', 'The API server answered 502: {"kind":"Status","message":{"a":1}}'],
    ['{"message":"\\u202eevil\\u0000"}', 'evil'],
  ])('from a proxy or worse is put into plain words: %j', (body, message) => {
    expect(statusError(answer(502, body), { path: '/x' }).message).toBe(message)
  })

  it('inside of a watch is the same', () => {
    expect(watchError({ kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' }, { path: '/x' })).toMatchObject(
      { status: 410, reason: 'Expired', message: 'too old resource version' },
    )
    expect(watchError('nonsense', { path: '/x' })).toMatchObject({ code: 'server-error', status: 500 })
    expect(watchError(null, { path: '/x' })).toMatchObject({ status: 500 })
  })

  it('may ask to wait', () => {
    expect(retryAfterSeconds(answer(429, '', { 'retry-after': '7' }))).toBe(7)
    expect(retryAfterSeconds(answer(429, kubernetes('m', { details: { retryAfterSeconds: 3 } })))).toBe(3)
    expect(retryAfterSeconds(answer(429, 'x', { 'retry-after': 'soon' }))).toBeNull()
  })
})
