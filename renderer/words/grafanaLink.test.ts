import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { objectId } from '../../engine/contract/index.ts'
import { grafanaLink } from './grafanaLink.ts'

const setting = { url: 'https://grafana.example.org/graphs/', pod: '', workload: '', node: '' }
const range = { from: 1000, to: 2000 }
const cluster = { name: 'prod' }
const urlOf = (link: ReturnType<typeof grafanaLink>): string => (link !== null && 'url' in link ? link.url : '')

describe('a link to Grafana', () => {
  it('leads to the dashboards of kube-prometheus, with the values of the object', () => {
    expect(urlOf(grafanaLink(setting, cluster, 'core/Pod/shop/web-1', range))).toBe(
      'https://grafana.example.org/graphs/d/6581e46e4e5c7ba40a07646395ef7b23?var-namespace=shop&var-pod=web-1&from=1000&to=2000',
    )
    expect(urlOf(grafanaLink(setting, cluster, 'apps/StatefulSet/shop/db', range))).toContain('var-type=statefulset&var-workload=db')
    expect(urlOf(grafanaLink(setting, cluster, objectId('core/Node', '', 'node-1'), range))).toContain('var-node=node-1')
    expect(grafanaLink(setting, cluster, 'core/Secret/shop/x', range)).toBeNull()
    expect(grafanaLink(null, cluster, 'core/Pod/shop/web-1', range)).toBeNull()
  })

  it('takes paths of a person, and says what is wrong with one', () => {
    const own = { ...setting, pod: '/d/x/y?var-p={namespace}%2F{name}&kind={kind}' }
    expect(urlOf(grafanaLink(own, cluster, 'core/Pod/shop/web-1', range))).toBe(
      'https://grafana.example.org/graphs/d/x/y?var-p=shop%2Fweb-1&kind=Pod',
    )
    expect(grafanaLink({ ...setting, pod: '/d/{pod}' }, cluster, 'core/Pod/a/b', range)).toMatchObject({
      problem: expect.stringContaining('{pod}'),
    })
    for (const pod of ['@evil.example/', '/../../admin', '.evil.example/x', '/%2e%2e/%2e%2e/x'])
      expect(grafanaLink({ ...setting, pod }, cluster, 'core/Pod/a/b', range), pod).toMatchObject({ problem: expect.any(String) })
    for (const url of ['javascript:alert(1)', 'file:///etc', 'https://user:pw@grafana', 'grafana'])
      expect(grafanaLink({ ...setting, url }, cluster, 'core/Pod/a/b', range), url).toMatchObject({ problem: expect.any(String) })
  })

  it('says that http is not encrypted', () => {
    expect(grafanaLink({ ...setting, url: 'http://grafana.lan' }, cluster, 'core/Pod/a/b', range)).toMatchObject({ encrypted: false })
  })

  it('keeps whatever names hold in one value, on the configured host', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }), (name, context) => {
        const id = objectId('core/Pod', 'shop', name === '' ? 'x' : name)
        const link = grafanaLink({ ...setting, pod: '/d/x?a={name}&b={cluster}&end=1' }, { name: context }, id, range)
        if (link === null || 'problem' in link) return
        const url = new URL(link.url)
        expect(url.origin + url.pathname).toBe('https://grafana.example.org/graphs/d/x')
        expect([...url.searchParams.keys()]).toEqual(['a', 'b', 'end'])
        expect(url.hash).toBe('')
      }),
    )
  })
})
