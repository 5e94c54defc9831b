import { describe, expect, it } from 'vitest'
import type { ClusterSummary, LedgerEntry, RowsCluster } from '../../engine/contract/index.ts'
import { noHealth } from '../../engine/contract/index.ts'
import { demoClusters } from '../../tests/support/demo/demoClusters.ts'
import { mergedBody, mergedStanding } from './mergedState.ts'

const now = 10_000
const cluster = (state: ClusterSummary['state']): ClusterSummary => ({
  ...(demoClusters[0] as ClusterSummary),
  state,
  since: 4000,
  error: null,
})
const one = (state: LedgerEntry['state'] | null, matching = 0): RowsCluster => ({
  cluster: 'c',
  total: matching,
  matching,
  error: null,
  ledger: state === null ? null : { kind: 'core/Pod', state, count: matching, since: 4000, health: noHealth() },
})
const standing = (of: RowsCluster, state: ClusterSummary['state'] = 'live') => ({
  one: of,
  standing: mergedStanding(of, cluster(state), now),
})

describe('where a cluster of a merged list stands', () => {
  it.each([
    [one('listed', 40), 'live', '40', true],
    [one('loading', 12), 'syncing', '12 so far', false],
    [one('loading'), 'syncing', 'loading 6 s', false],
    [one('forbidden'), 'live', 'forbidden', false],
    [one('stale', 7), 'stale', '7, stale 6 s', false],
    [one(null), 'connecting', 'connecting 6 s', false],
    [one('waiting', 3), 'lost', '3, lost', false],
    [one(null), 'live', 'not served', true],
    [one('offline', 9), 'offline', '9', true],
    [one('partial', 2), 'live', '2, in part', false],
  ] as const)('%# is said in few words', (of, state, words, whole) => {
    expect(standing(of, state).standing).toMatchObject({ words, whole })
  })
})

describe('the body of a merged list', () => {
  const hangs = standing(one(null), 'connecting')
  it('is rows as soon as one cluster has some', () => {
    expect(mergedBody([hangs, standing(one('listed', 3))], 3, 3, null)).toEqual({ type: 'rows' })
  })
  it('is empty once one cluster is complete, though another one hangs', () => {
    expect(mergedBody([hangs, standing(one('listed'))], 0, 0, null)).toEqual({ type: 'empty', filtered: false })
  })
  it('is loading while nothing is known, and says why when nothing will be', () => {
    expect(mergedBody([hangs], 0, 0, null)).toEqual({ type: 'loading' })
    expect(mergedBody([standing(one('forbidden'))], 0, 0, null)).toEqual({ type: 'forbidden', error: null })
    expect(mergedBody([standing(one(null), 'lost')], 0, 0, null)).toMatchObject({ type: 'failed', error: { code: 'unreachable' } })
  })
})
