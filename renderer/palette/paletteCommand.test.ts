import { describe, expect, it } from 'vitest'
import type { ClusterSummary, KindInfo } from '../../engine/contract/index.ts'
import { DemoClient } from '../../tests/support/demo/demoClient.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import { paletteCommands, splitCluster } from './paletteCommand.ts'

const base = new DemoClient().clusters[0]!
const cluster = (id: string, name: string, alias: string | null = null): ClusterSummary => ({ ...base, id, name, alias })
const kind = (id: string, resource: string, shortName: string, known: boolean = true, namespaced: boolean = true): KindInfo =>
  ({ id, group: id.slice(0, id.indexOf('/')), kind: id.slice(id.indexOf('/') + 1), resource, shortName, known, namespaced }) as KindInfo
const clusters = [cluster('a', 'prod-eu'), cluster('b', 'staging', 'stage'), cluster('c', 'prod-us')]
const kinds = [
  kind('metrics.k8s.io/PodMetrics', 'pods', 'pods', false),
  kind('core/Pod', 'pods', 'po'),
  kind('core/Node', 'nodes', 'no', true, false),
  kind('apps/Deployment', 'deployments', 'deploy'),
]
const known = (): ClusterKinds => ({ kinds, byId: new Map(), ledger: new Map(), namespaces: ['shop', 'data'] })
const read = (text: string, here: string | null = 'a'): readonly unknown[] =>
  paletteCommands(text, clusters, here, known).map((one) => [one.cluster.id, one.kind.id, one.namespaces, one.filter])

describe('a command in the way of k9s', () => {
  it('names a kind by short name, resource or kind; that of Kubernetes itself first', () => {
    for (const word of ['po', 'pods', 'Pod', ':pods']) expect(read(word)).toEqual([['a', 'core/Pod', null, null]])
    expect(read('deployments.apps')).toEqual([['a', 'apps/Deployment', null, null]])
  })

  it('takes namespaces, a filter and a cluster, in any order', () => {
    expect(read('pods shop @staging')).toEqual([['b', 'core/Pod', ['shop'], null]])
    expect(read('deploy @stage /cart shop,data')).toEqual([['b', 'apps/Deployment', ['shop', 'data'], 'cart']])
    expect(read('pods all')).toEqual([['a', 'core/Pod', [], null]])
  })

  it('offers each cluster that a beginning may mean', () => {
    expect(read('pods @prod').map((one) => (one as string[])[0])).toEqual(['a', 'c'])
    expect(read('pods @prod-us').map((one) => (one as string[])[0])).toEqual(['c'])
    expect(read('pods @nowhere')).toEqual([])
  })

  it('goes to a cluster that hangs or is lost, which says there what is wrong with it', () => {
    const silent: ClusterKinds = { kinds: [], byId: new Map(), ledger: new Map(), namespaces: [] }
    const found = paletteCommands('pods shop @staging', clusters, 'a', (id) => (id === 'b' ? silent : known()))
    expect(found.map((one) => [one.cluster.id, one.kind.id, one.namespaces])).toEqual([['b', 'core/Pod', ['shop']]])
  })

  it('is a search when something in it is nothing known', () => {
    expect(read('checkout')).toEqual([])
    expect(read('pods nowhere')).toEqual([])
    expect(read('nodes shop')).toEqual([])
    expect(read('pods', null)).toEqual([])
    expect(read('')).toEqual([])
  })
})

it('the clusters of a search are those of its @word', () => {
  expect(splitCluster('checkout @stag', clusters)).toMatchObject({ words: 'checkout', meant: [{ id: 'b' }] })
  expect(splitCluster('checkout', clusters)).toEqual({ words: 'checkout', meant: null })
  expect(splitCluster('checkout @', clusters).meant).toHaveLength(3)
})
