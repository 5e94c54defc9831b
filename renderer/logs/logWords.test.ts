import { describe, expect, it } from 'vitest'
import type { ClusterSummary, KindInfo } from '../../engine/contract/index.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import { inClusters, type LogWordsContext, readLogWords, writeLogWords } from './logWords.ts'

const cluster = (id: string, name: string): ClusterSummary => ({ id, name, alias: null }) as ClusterSummary
const kind = (id: string, shortName: string, resource: string, namespaced: boolean): KindInfo =>
  ({ id, shortName, resource, namespaced, kind: id.split('/').at(-1) ?? '', group: '', known: true }) as KindInfo
const served = [
  kind('apps/Deployment', 'deploy', 'deployments', true),
  kind('core/Pod', 'po', 'pods', true),
  kind('core/Node', 'no', 'nodes', false),
]
const kinds = {
  kinds: served,
  byId: new Map(served.map((each) => [each.id, each])),
  ledger: new Map(),
  namespaces: ['shop'],
} as ClusterKinds
const clusters = [cluster('a', 'staging'), cluster('b', 'prod'), cluster('c', 'my test')]
const context: LogWordsContext = {
  clusters,
  here: ['a'],
  opened: ['a', 'b'],
  kindsOf: (id) => (id === 'a' ? kinds : undefined),
}
const error = (text: string): string => {
  const read = readLogWords(text, context)
  return read.ok ? '' : read.error
}

describe('whose logs are meant', () => {
  it('is said by labels, a namespace, containers and clusters', () => {
    expect(readLogWords('app=web tier in (a, b) !canary ns:shop c:main,side @staging @prod', context)).toEqual({
      ok: true,
      value: {
        sources: ['a', 'b'].map((id) => ({ type: 'selector', cluster: id, namespace: 'shop', selector: 'app=web,tier in (a, b),!canary' })),
        containers: ['main', 'side'],
        title: 'app=web,tier in (a, b),!canary',
      },
    })
  })

  it('is said by an object, also in a cluster that is not open yet', () => {
    const read = readLogWords('deploy/web ns:shop @"my test"', context)
    expect(read).toMatchObject({ ok: true, value: { sources: [{ type: 'object', cluster: 'c', id: 'apps/Deployment/shop/web' }] } })
    expect(readLogWords('no/worker-1', context)).toMatchObject({
      ok: true,
      value: { sources: [{ cluster: 'a', id: 'core/Node/_/worker-1' }] },
    })
  })

  it('means all open clusters by @all', () => {
    expect(readLogWords('app=web @all', context)).toMatchObject({ ok: true, value: { sources: [{ cluster: 'a' }, { cluster: 'b' }] } })
  })

  it('says what is not understood', () => {
    expect(error('')).toContain('app=web')
    expect(error('web')).toContain('"web" is neither')
    expect(error('app=web @nowhere')).toContain('@nowhere')
    expect(error('deploy/web')).toContain('ns:NAME')
    expect(error('thing/web ns:x')).toContain('"thing" is no kind')
    expect(error('app=web po/x ns:y')).toContain('not both')
  })

  it('is written as it is read', () => {
    for (const text of [
      'app=web ns:shop c:main @staging @prod',
      'po/web-1 ns:shop @"my test"',
      'app=web ns:* @staging',
      'no/worker-1 @staging',
    ]) {
      const read = readLogWords(text, context)
      if (!read.ok) throw new Error(read.error)
      expect(
        writeLogWords(
          read.value,
          (id) => clusters.find((each) => each.id === id) ?? null,
          () => kinds,
        ),
      ).toBe(text)
    }
  })

  it('is the same in other clusters', () => {
    const read = readLogWords('app=web @staging @prod', context)
    if (!read.ok) throw new Error(read.error)
    expect(inClusters(read.value.sources, ['b', 'c']).map(({ cluster: id }) => id)).toEqual(['b', 'c'])
  })
})
