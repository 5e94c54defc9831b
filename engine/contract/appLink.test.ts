import { describe, expect, it } from 'vitest'
import type { AppLink } from './appLink.ts'
import { readAppLink, writeAppLink } from './appLink.ts'

describe('a link', () => {
  it.each<[AppLink, string]>([
    [{ view: 'cluster', cluster: 'prod' }, 'kubilitics://prod'],
    [{ view: 'ledger', cluster: 'prod' }, 'kubilitics://prod/ledger'],
    [{ view: 'page', cluster: 'prod', page: 'rights' }, 'kubilitics://prod/page/rights'],
    [{ view: 'topology', cluster: 'prod', object: null }, 'kubilitics://prod/topology'],
    [{ view: 'rows', cluster: 'prod', kind: 'core/Pod', object: null }, 'kubilitics://prod/rows/core/Pod'],
    [
      { view: 'rows', cluster: 'prod', kind: 'apps/Deployment', object: 'apps/Deployment/shop/web' },
      'kubilitics://prod/rows/apps/Deployment/shop/web',
    ],
    [{ view: 'topology', cluster: 'prod', object: 'core/Node/_/node-1' }, 'kubilitics://prod/topology/core/Node/_/node-1'],
    [
      {
        view: 'rows',
        cluster: 'arn:aws:eks:eu-1:12:cluster/prod',
        kind: 'rbac.authorization.k8s.io/ClusterRole',
        object: 'rbac.authorization.k8s.io/ClusterRole/_/system:node',
      },
      'kubilitics://arn%3Aaws%3Aeks%3Aeu-1%3A12%3Acluster%2Fprod/rows/rbac.authorization.k8s.io/ClusterRole/_/system%3Anode',
    ],
  ])('is read as it was written: %j', (link, text) => {
    expect(writeAppLink(link)).toBe(text)
    expect(readAppLink(text)).toEqual(link)
  })

  it('may end in a slash, and be written in capitals, as systems hand it over', () => {
    expect(readAppLink('KUBILITICS://prod/')).toEqual({ view: 'cluster', cluster: 'prod' })
  })

  it.each([
    [''],
    ['https://example.com'],
    ['kubilitics:prod'],
    ['kubilitics://'],
    ['kubilitics:///rows/core/Pod'],
    ['kubilitics://prod/exec/core/Pod/shop/web'],
    ['kubilitics://prod/rows'],
    ['kubilitics://prod/rows/core'],
    ['kubilitics://prod/rows/core/Pod/shop'],
    ['kubilitics://prod/rows/core/Pod/shop/web/logs'],
    ['kubilitics://prod/rows/core/Pod/shop/web?run=1'],
    ['kubilitics://prod/rows/core/Pod/shop/web#run'],
    ['kubilitics://prod/rows/core/Pod/../web'],
    ['kubilitics://prod/rows/core/Pod/shop/%2e%2e'],
    ['kubilitics://prod/rows/core/__proto__'],
    ['kubilitics://prod/rows/core/Pod/Shop Floor/web'],
    ['kubilitics://prod/rows/core/Pod/shop/%00'],
    ['kubilitics://prod/rows/core/Pod/shop/%E2%80%AEgpj'],
    ['kubilitics://prod/rows/core/Pod/shop/%ZZ'],
    ['kubilitics://prod" --snapshot="/etc/passwd\n'],
    [`kubilitics://prod/rows/core/Pod/shop/${'a'.repeat(301)}`],
    [`kubilitics://${'a'.repeat(5000)}`],
  ])('that is none is told what is wrong with it: %j', (text) => {
    const read = readAppLink(text)
    expect(read).toEqual({ problem: expect.stringMatching(/^[^\0-\x1f\u202e]{10,200}$/) })
  })
})

describe('a link to a merged list', () => {
  it('names its clusters with commas, whatever they are called', () => {
    const link = { view: 'rows', cluster: 'prod,eu', beside: ['a/b', 'staging'], kind: 'core/Pod', object: null } as const
    const text = writeAppLink(link)
    expect(text).toBe('kubilitics://prod%2Ceu,a%2Fb,staging/rows/core/Pod')
    expect(readAppLink(text)).toEqual(link)
  })

  it('leads to no other view, to no object, and names no more than 32', () => {
    for (const rest of ['topology', 'rows/core/Pod/shop/web', 'page/problems', ''])
      expect(readAppLink(`kubilitics://a,b/${rest}`)).toHaveProperty('problem')
    expect(readAppLink(`kubilitics://${Array.from({ length: 33 }, (_, at) => `c${at}`).join(',')}/rows/core/Pod`)).toHaveProperty('problem')
    expect(readAppLink('kubilitics://a,/rows/core/Pod')).toHaveProperty('problem')
  })
})
