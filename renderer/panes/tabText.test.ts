import { expect, it } from 'vitest'
import { DemoClient } from '../../tests/support/demo/demoClient.ts'
import type { Place } from '../stores/place.ts'
import { tabText } from './tabText.ts'

const { clusters } = new DemoClient()
const [a, b] = [clusters[0]!, clusters[1]!]
const text = (shown: readonly Place[], linked: boolean = false): string =>
  tabText(
    shown,
    linked,
    (id) => clusters.find((cluster) => cluster.id === id) ?? null,
    (_cluster, kind) => (kind === 'core/Pod' ? 'Pods' : null),
  )
const name = (cluster: (typeof clusters)[number]): string => cluster.alias ?? cluster.name

it('names cluster and view; a kind that is not known yet by its own name', () => {
  expect(text([{ view: 'rows', cluster: a.id, kind: 'core/Pod' }])).toBe(`${name(a)} · Pods`)
  expect(text([{ view: 'rows', cluster: a.id, kind: 'apps/Deployment' }])).toBe(`${name(a)} · Deployments`)
  expect(text([{ view: 'clusters' }])).toBe('Clusters')
})

it('names several panes by what they have in common', () => {
  const [one, other]: [Place, Place] = [
    { view: 'rows', cluster: a.id, kind: 'core/Pod' },
    { view: 'rows', cluster: b.id, kind: 'core/Pod' },
  ]
  expect(text([one, other], true)).toBe(`${name(a)} ⇄ ${name(b)} · Pods`)
  expect(text([one, other])).toBe(`${name(a)} | ${name(b)} · Pods`)
  expect(text([one, { view: 'topology', cluster: b.id, object: null }])).toBe(`${name(a)} · Pods | ${name(b)} · Topology`)
  expect(text([one, { view: 'clusters' }])).toBe(`${name(a)} · Pods | Clusters`)
})
