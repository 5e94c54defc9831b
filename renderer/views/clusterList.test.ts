import { expect, it } from 'vitest'
import { cluster, demoClusters } from '../../tests/support/demo/demoClusters.ts'
import { clusterAction } from './clusterAction.ts'
import { clusterFits, clusterLines } from './clusterList.ts'

it('groups clusters, favourites first, snapshots last, and loses none', () => {
  const lines = clusterLines(demoClusters, 'own', '', [])
  expect(lines.filter((line) => line.type === 'cluster')).toHaveLength(demoClusters.length)
  expect(lines.filter((line) => line.type === 'group').map((line) => line.title)).toEqual([
    'Production',
    'Staging and development',
    'Snapshots and samples',
  ])
  expect(lines[1]).toMatchObject({ cluster: { alias: 'prod-eu' } })
})

it('folds a group, but hides nothing that was searched for', () => {
  expect(clusterLines(demoClusters, 'own', '', ['Production']).some((line) => line.id === 'ctx-eu')).toBe(false)
  expect(clusterLines(demoClusters, 'own', 'prod-eu', ['Production']).some((line) => line.id === 'ctx-eu')).toBe(true)
})

it('finds by words and by state', () => {
  const lost = cluster('a', 'payments', { state: 'lost', server: 'https://10.40.0.1' })
  expect(clusterFits(lost, 'pay 10.40')).toBe(true)
  expect(clusterFits(lost, 'pay elsewhere')).toBe(false)
  expect(clusterFits(lost, 'state:lost')).toBe(true)
  expect(clusterFits(cluster('b', 'b', { state: 'closed' }), 'state:not-connected')).toBe(true)
})

it('is as complete with 10,000 contexts', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => cluster(`c${index}`, `context-${index}`))
  expect(clusterLines(many, 'file', '', []).filter((line) => line.type === 'cluster')).toHaveLength(10_000)
  expect(clusterLines(many, 'own', 'context-99', [])).toHaveLength(1 + 111)
})

it('offers the one thing to do next', () => {
  expect(clusterAction(cluster('a', 'a', { state: 'lost' }))).toMatchObject({ does: 'retry' })
  expect(clusterAction(cluster('a', 'a', { state: 'live' }))).toMatchObject({ does: 'open', quiet: true })
  expect(
    clusterAction(cluster('a', 'a', { state: 'signed-out', consent: { file: '', command: '/x', args: [], env: [], installHint: null } })),
  ).toMatchObject({ does: 'review' })
})
