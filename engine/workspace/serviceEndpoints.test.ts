import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../kinds/kind.ts'
import { ClusterPicture } from './clusterPicture.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const service = (spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', uid: 'u' },
  spec: { type: 'ClusterIP', clusterIP: '10.0.0.1', selector: { app: 'web' }, ...spec },
})
const slice = (name: string, ready: readonly boolean[]): object => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'shop', uid: name, labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints: ready.map((each, at) => ({ addresses: [`10.1.0.${at}`], conditions: { ready: each } })),
})
const bytes = (object: object): Uint8Array => Buffer.from(JSON.stringify(object))

/** A picture with objects, and a way to put another one. */
function pictureOf(...objects: object[]): { picture: ClusterPicture; put: (object: object) => void; health: () => string } {
  const picture = new ClusterPicture(() => now)
  const kindOf = (object: KubeObject): string =>
    object.apiVersion === 'v1' ? `core/${object.kind}` : `${object.apiVersion?.split('/')[0]}/${object.kind}`
  const put = (object: object): void => {
    expect(picture.store.load(kindOf(object as KubeObject), bytes(object))).toBeNull()
    // what a change makes others say is a change of its own
    picture.store.flush()
    picture.store.flush()
  }
  for (const object of objects) put(object)
  const health = (): string => {
    const found = picture.store.get('core/Service/shop/web')?.health
    return `${found?.level} ${found?.reason}`
  }
  return { picture, put, health }
}

describe('the health of a Service', () => {
  it('follows its endpoints, whichever comes first', () => {
    const { put, health } = pictureOf(service())
    expect(health()).toBe('healthy Active')
    put(slice('a', []))
    expect(health()).toBe('warning NoEndpoints')
    put(slice('a', [false, false]))
    expect(health()).toBe('warning NoReadyEndpoints')
    put(slice('a', [false, true]))
    expect(health()).toBe('healthy Active')
    const later = pictureOf(slice('a', []), service())
    expect(later.health()).toBe('warning NoEndpoints')
  })

  it('adds up all slices, and tells the graph', () => {
    const { picture, put, health } = pictureOf(service(), slice('a', []), slice('b', [true]))
    expect(health()).toBe('healthy Active')
    const told: string[] = []
    picture.store.onChange(({ updated }) => told.push(...updated.map(({ after }) => after.name)))
    put(slice('b', []))
    expect(health()).toBe('warning NoEndpoints')
    expect(told).toEqual(['b', 'web'])
    expect(picture.graph.node('core/Service/shop/web')?.computed.health).toBe('warning')
    // one more that changes nothing for the Service is no change of it
    told.length = 0
    put(slice('c', []))
    put(slice('c', []))
    expect(told.filter((name) => name === 'web')).toEqual([])
  })

  it('says nothing of those without selector, address or endpoints of their own', () => {
    for (const spec of [{ selector: undefined }, { clusterIP: 'None' }, { type: 'ExternalName', externalName: 'x' }]) {
      expect(pictureOf(service(spec), slice('a', [])).health()).not.toContain('NoEndpoints')
    }
    // a load balancer that is still made has a reason of its own, and this one is worse
    expect(pictureOf(service({ type: 'LoadBalancer' })).health()).toBe('progressing Pending')
    expect(pictureOf(service({ type: 'LoadBalancer' }), slice('a', [])).health()).toBe('warning NoEndpoints')
  })

  it('is fine while what it leads to is scaled to zero', () => {
    const deployment = (labels: object): object => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop', uid: 'd' },
      spec: { replicas: 0, template: { metadata: { labels } } },
    })
    expect(pictureOf(service(), deployment({ app: 'web', tier: 'x' }), slice('a', [])).health()).toBe('healthy ScaledToZero')
    expect(pictureOf(service(), deployment({ app: 'other' }), slice('a', [])).health()).toBe('warning NoEndpoints')
  })
})
