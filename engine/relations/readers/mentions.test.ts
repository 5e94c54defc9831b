import { describe, expect, test } from 'vitest'
import { mentionedInData, mentionedName, mentionedPort } from './mentions.ts'

const holder = { kind: 'core/Pod', namespace: 'shop', name: 'p', object: {}, podField: () => undefined }
const ports = (text: string): string[] =>
  mentionedPort(text, holder).map((t) => ('select' in t ? '' : `${t.namespace}/${t.name}:${[t.part ?? ''].flat().join()}`))
const names = (text: string): string[] => mentionedName(text, holder).map((t) => ('select' in t ? '' : `${t.namespace}/${t.name}`))

describe('Services that texts speak of', () => {
  test.each([
    ['redis-cart:6379', 'shop/redis-cart:6379'],
    ['http://orders.shop.svc.cluster.local:8080/path', 'shop/orders:8080'],
    ['postgres://user:pass@db.data:5432/x', 'data/db:5432'],
    ['postgres://user:1234@db:5432/x', 'shop/db:5432'],
    ['--addr=cart:7070', 'shop/cart:7070'],
    ['a-0.kafka.data.svc:9092,a-1.kafka.data.svc:9092', 'data/kafka:9092 data/kafka:9092'],
  ])('%s names a port', (text, said) => {
    expect(ports(text).join(' ')).toBe(said)
    expect(names(text)).toEqual([])
  })

  test.each([
    ['http://cart.shop/', 'shop/cart'],
    ['cart.data.svc.cluster.local.', 'data/cart'],
  ])('%s names a Service without a port', (text, said) => {
    expect(names(text)).toEqual([said])
    expect(ports(text)).toEqual([])
  })

  test.each([
    'nginx:1.25',
    '10.0.0.1:80',
    '/etc/app.conf',
    'https://api.example.com:443',
    'INFO',
    '$(HOST):80',
    'cart:99999',
    '12:30:45',
    'my_cart:70',
    'example.com',
    'cart',
  ])('%s names nothing', (text) => {
    expect([...ports(text), ...names(text)]).toEqual([])
  })

  test('values of a ConfigMap, each with its key', () => {
    expect(mentionedInData({ a: 'cart:80', 'b.yaml': 'url: http://x.y.svc', n: 1 }, holder)).toEqual([
      { namespace: 'shop', name: 'cart', value: 'cart:80', tentative: true, part: '80', at: '["a"]' },
      { namespace: 'y', name: 'x', value: 'x.y.svc', tentative: true, at: '["b.yaml"]' },
    ])
  })
})
