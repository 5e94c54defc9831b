import { describe, expect, test } from 'vitest'
import { meetsHost, readListeners, takesKind } from './listeners.ts'

const [http, anything] = readListeners({
  listeners: [
    { name: 'http', port: 80, protocol: 'HTTP' },
    { name: 'own', port: 99, protocol: 'acme.example/quic' },
  ],
}).listeners

describe('listeners of a Gateway', () => {
  test.each([
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'badexample.com', false],
    ['shop.example.com', '*.example.com', true],
    ['example.com', '*.example.com', false],
    ['*.example.com', '*.test.example.com', true],
    ['*.test.example.com', '*.example.com', true],
    ['*.example.com', '*.example.org', false],
    ['shop.example.com', 'shop.example.com', true],
    ['shop.example.com', 'api.example.com', false],
  ])('%s and %s meet: %s', (hostname, host, meet) => {
    expect(meetsHost(hostname, [host])).toBe(meet)
    expect(meetsHost(hostname, ['nowhere.test', host])).toBe(meet)
  })

  test('no host name, of either, is every host name', () => {
    expect(meetsHost('', ['a.example.com'])).toBe(true)
    expect(meetsHost('a.example.com', [])).toBe(true)
  })

  test('a protocol carries its kinds of routes; that of a vendor is not known', () => {
    expect(http && takesKind(http, 'gateway.networking.k8s.io/HTTPRoute')).toBe(true)
    expect(http && takesKind(http, 'gateway.networking.k8s.io/TCPRoute')).toBe(false)
    expect(anything && takesKind(anything, 'gateway.networking.k8s.io/TCPRoute')).toBe(true)
  })

  test('what is no list of listeners has none', () => {
    expect(readListeners({ listeners: 'many' }).listeners).toEqual([])
    expect(readListeners(null)).toEqual({ listeners: [], sets: { from: 'None', written: false } })
    expect(readListeners({ listeners: [7] }).listeners).toHaveLength(1)
  })
})
