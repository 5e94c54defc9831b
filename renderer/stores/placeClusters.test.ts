import { expect, it } from 'vitest'
import type { Place } from './place.ts'
import { clustersOf, listOf, placeAmong, placeIn } from './placeClusters.ts'

const merged: Place = { view: 'rows', cluster: 'a', kind: 'core/Pod', beside: ['b', 'c'] }

it('a merged list shows all its clusters, a page its own, the home view none', () => {
  expect(clustersOf(merged)).toEqual(['a', 'b', 'c'])
  expect(clustersOf({ view: 'page', cluster: 'a', page: 'problems' })).toEqual(['a'])
  expect(clustersOf({ view: 'all', page: 'overview' })).toEqual([])
})

it('a list of one has no others, and of none there is no list', () => {
  expect(listOf('core/Pod', ['a'])).toEqual({ view: 'rows', cluster: 'a', kind: 'core/Pod' })
  expect(listOf('core/Pod', ['c', 'a'])).toEqual({ view: 'rows', cluster: 'c', kind: 'core/Pod', beside: ['a'] })
  expect(listOf('core/Pod', [])).toBeNull()
})

it('a cluster that is closed leaves a merged list, and the next one leads', () => {
  expect(placeAmong(merged, (id) => id !== 'a')).toEqual({ view: 'rows', cluster: 'b', kind: 'core/Pod', beside: ['c'] })
  expect(placeAmong(merged, (id) => id === 'c')).toEqual({ view: 'rows', cluster: 'c', kind: 'core/Pod' })
  expect(placeAmong(merged, () => false)).toBeNull()
  expect(placeAmong(merged, () => true)).toBe(merged)
  expect(placeAmong({ view: 'ledger', cluster: 'a' }, () => false)).toBeNull()
})

it('a merged list in one of its clusters is the list of that one', () => {
  expect(placeIn(merged, 'b')).toEqual({ view: 'rows', cluster: 'b', kind: 'core/Pod' })
  expect(placeIn({ view: 'clusters' }, 'b')).toBeNull()
})
