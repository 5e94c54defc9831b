import { describe, expect, it } from 'vitest'
import type { ClusterState, EngineError, LedgerEntry, LedgerState } from '../../engine/contract/index.ts'
import { lastPictureMode, noHealth } from '../../engine/contract/index.ts'
import { cluster } from '../../tests/support/demo/demoClusters.ts'
import { bodyState } from './bodyState.ts'
import { clusterBanner } from './clusterBanner.ts'
import { engineBanner } from './engineBanner.ts'
import { kindBanner } from './kindBanner.ts'

const now = Date.now()
const entry = (state: LedgerState, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  kind: 'core/Pod',
  state,
  count: 0,
  since: now - 60_000,
  health: noHealth(),
  ...more,
})
const denied: EngineError = {
  code: 'forbidden',
  message: 'no',
  status: 403,
  missing: { verb: 'list', group: '', resource: 'pods', namespace: 'shop' },
}
const broken: EngineError = { code: 'server-error', message: 'etcdserver: request timed out', status: 500, reason: 'InternalError' }

describe('the body of a list', () => {
  it('says empty only of a complete list', () => {
    expect(bodyState(entry('listed'), 0, 0, null)).toEqual({ type: 'empty', filtered: false })
    expect(bodyState(entry('listed'), 1284, 0, null)).toEqual({ type: 'empty', filtered: true })
    expect(bodyState(entry('listed'), 0, 0, null, null, false), 'before its first frame').toEqual({ type: 'loading' })
    expect(bodyState(entry('forbidden'), 0, 0, null, null, false).type).toBe('forbidden')
    for (const state of ['waiting', 'loading'] as const) expect(bodyState(entry(state), 0, 0, null).type).toBe('loading')
  })

  it('shows why a cluster cannot be entered in place of an endless skeleton', () => {
    const error: EngineError = { code: 'needs-consent', message: 'waits' }
    expect(bodyState(null, 0, 0, null, { state: 'signed-out', error })).toEqual({ type: 'failed', error })
    expect(bodyState(null, 0, 0, null, { state: 'connecting', error: null }).type).toBe('loading')
    expect(bodyState(entry('stale'), 3, 3, null, { state: 'lost', error }).type).toBe('rows')
  })

  it('never says empty of what is forbidden', () => {
    expect(bodyState(entry('forbidden', { error: denied }), 0, 0, null)).toEqual({ type: 'forbidden', error: denied })
    expect(bodyState(entry('partial', { error: denied, namespaces: ['a'] }), 0, 0, null).type).toBe('forbidden')
  })

  it('shows the error of a list that failed, and the last picture when there is one', () => {
    expect(bodyState(entry('failed', { error: broken }), 0, 0, null)).toEqual({ type: 'failed', error: broken })
    expect(bodyState(entry('failed', { error: broken }), 10, 10, null).type).toBe('rows')
  })

  it('shows why the engine refused the table', () => {
    expect(bodyState(null, 0, 0, broken)).toEqual({ type: 'failed', error: broken })
  })

  it('is loading before the first word', () => {
    expect(bodyState(null, 0, 0, null).type).toBe('loading')
  })
})

describe('the banner of a cluster', () => {
  const silent: readonly ClusterState[] = ['live', 'syncing']
  it.each(['closed', 'connecting', 'syncing', 'live', 'stale', 'lost', 'forbidden', 'signed-out', 'other-cluster', 'offline'] as const)(
    'speaks of everything but %s when it is well',
    (state) => {
      const banner = clusterBanner(cluster('a', 'a', { state, since: now - 131_000 }), now)
      expect(banner === null).toBe(silent.includes(state))
    },
  )

  it('says since when, why, and when the next try is', () => {
    const banner = clusterBanner(
      cluster('a', 'a', {
        state: 'stale',
        since: now - 131_000,
        retryAt: now + 8000,
        error: { code: 'unreachable', message: 'No answer to ping' },
      }),
      now,
    )
    expect(banner).toMatchObject({
      what: expect.stringContaining('2 min 11 s') as string,
      why: 'No answer to ping. Next try in 8 s.',
      actions: [{ action: 'retry' }],
    })
  })

  it('stays with the reason while the next try goes on', () => {
    const error = { code: 'unreachable', message: 'Connection refused', todo: 'Check the server.' } as const
    expect(clusterBanner(cluster('a', 'a', { state: 'lost', error, retryAt: now - 300 }), now)).toMatchObject({
      what: 'Connection refused',
      why: 'Check the server. Trying again …',
    })
  })

  it('says how old a snapshot is, and that the sample is none of a cluster', () => {
    expect(clusterBanner(cluster('a', 'a', { source: 'snapshot', state: 'offline', asOf: now - 20 * 3_600_000 }), now)?.why).toContain(
      '20 h old',
    )
    expect(clusterBanner(cluster('a', 'a', { source: 'sample', state: 'offline', asOf: now }), now)?.what).toBe(
      'Sample data, not a cluster',
    )
  })

  it('offers the review of a plugin that waits for consent', () => {
    const consent = { file: 'f', command: '/bin/x', args: [], env: [], installHint: null }
    expect(clusterBanner(cluster('a', 'a', { state: 'signed-out', consent }), now)?.actions).toEqual([
      { action: 'review-plugin', label: 'Review plugin' },
    ])
  })

  it('stops before another cluster and asks', () => {
    expect(clusterBanner(cluster('a', 'a', { state: 'other-cluster' }), now)?.actions.map((one) => one.action)).toEqual([
      'close-cluster',
      'accept-identity',
    ])
  })
})

describe('the banner of a kind', () => {
  const live = cluster('a', 'a', { state: 'live', user: 'oidc:platform' })

  it('names verb, resource and namespace of a 403', () => {
    expect(kindBanner(entry('forbidden', { error: denied }), 'Pods', live, now)).toMatchObject({
      what: 'Forbidden: list pods in namespace shop',
      why: expect.stringContaining('403 for oidc:platform') as string,
    })
  })

  it('tells a last picture that is read from a list that arrives', () => {
    const connecting = cluster('a', 'a', { state: 'connecting' })
    const what = (mode: string): string | undefined =>
      kindBanner(entry('loading', { count: 3, expected: 7, mode, since: now - 5000 }), 'Pods', connecting, now)?.what
    expect(what(lastPictureMode)).toBe('Reading the last picture, 3 of 10')
    expect(what('watchlist')).toBe('Listing, 3 of about 10')
  })

  it('names code, message and the next try of a failure', () => {
    expect(kindBanner(entry('failed', { error: broken, retryAt: now + 12_000 }), 'Pods', live, now)).toMatchObject({
      what: '500 InternalError',
      why: 'etcdserver: request timed out. Next try in 12 s.',
      actions: [{ action: 'retry-kind' }],
    })
  })

  it('leaves a stale kind to the banner of its stale cluster', () => {
    expect(kindBanner(entry('stale'), 'Pods', cluster('a', 'a', { state: 'stale' }), now)).toBeNull()
    expect(kindBanner(entry('stale'), 'Pods', live, now)).not.toBeNull()
  })

  it('says that a list which may not be watched is not live, and what to ask for', () => {
    const error: EngineError = { ...denied, missing: { verb: 'watch', group: '', resource: 'pods', namespace: '' } }
    expect(kindBanner(entry('polled', { error, retryAt: now + 25_000 }), 'Pods', live, now)).toMatchObject({
      what: 'Not live: may not watch pods at the cluster scope',
      why: expect.stringMatching(/^403 for .*next try in 25 s/i) as string,
      actions: [{ action: 'copy-role' }, { action: 'retry-kind' }],
    })
    // the rows are there all the same
    expect(bodyState(entry('polled', { error }), 3, 3, null).type).toBe('rows')
  })

  it('says nothing of what is as it should be', () => {
    for (const state of ['listed', 'offline', 'polled', 'waiting'] as const) expect(kindBanner(entry(state), 'Pods', live, now)).toBeNull()
  })
})

it('says that the engine is gone, and that it came back', () => {
  expect(engineBanner({ state: 'gone', why: 'exit 1', willRestart: true }, null, now)?.actions).toEqual([])
  expect(engineBanner({ state: 'gone', why: 'exit 1', willRestart: false }, null, now)?.actions).toEqual([
    { action: 'restart-engine', label: 'Start it again' },
  ])
  expect(engineBanner({ state: 'connected' }, now, now)?.what).toContain('Engine restarted')
  expect(engineBanner({ state: 'connected' }, null, now)).toBeNull()
})
