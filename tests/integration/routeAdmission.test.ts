import { describe, expect, test } from 'vitest'
import { Graph } from '../../engine/graph/graph.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

/** Routes and the listeners that take them, as labels, listeners and routes change one at a time. */

const gatewayId = 'gateway.networking.k8s.io/Gateway/infra/edge'
const route = 'gateway.networking.k8s.io/HTTPRoute/shop/web'

function namespace(team: string): RawObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'ns', labels: { team } } }
}

function gateway(allowed: RawObject): RawObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'infra', uid: 'gw' },
    spec: { listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: allowed } }] },
  }
}

function httpRoute(name: string, inNamespace: string): RawObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: inNamespace, uid: `${inNamespace}-${name}` },
    spec: { parentRefs: [{ name: 'edge', namespace: 'infra' }] },
  }
}

const bySelector = { from: 'Selector', selector: { matchLabels: { team: 'a' } } }

describe('a route whose listener judges namespaces', () => {
  const reader = new MemoryReader([namespace('a'), gateway(bySelector), httpRoute('web', 'shop'), httpRoute('far', 'blog')])
  const graph = new Graph(reader)
  const state = (): string | undefined => graph.edges().find((edge) => edge.rule === 57 && edge.source === route)?.state

  test.each([
    ['is taken', () => reader.put(httpRoute('web', 'shop')), 'ok', false],
    ['is blocked when the labels of its namespace change', () => reader.put(namespace('b')), 'blocked', true],
    ['is taken when they change back', () => reader.put(namespace('a')), 'ok', true],
    ['is not decided while its namespace is not known', () => reader.delete('core/Namespace/_/shop'), 'unknown', true],
    ['is blocked when its namespace comes with other labels', () => reader.put(namespace('c')), 'blocked', true],
    ['is taken when the listener takes all', () => reader.put(gateway({ from: 'All' })), 'ok', true],
    ['stays when labels change that nobody asks for', () => reader.put(namespace('d')), 'ok', false],
    ['is blocked when the listener takes its own only', () => reader.put(gateway({ from: 'Same' })), 'blocked', true],
    ['is dangling when the Gateway goes', () => reader.delete(gatewayId), 'dangling', true],
    ['is blocked when it comes back', () => reader.put(gateway({ from: 'Same' })), 'blocked', true],
  ] as const)('%s', (_, change, then, told) => {
    const { rewired } = graph.apply(change())
    expect(state()).toBe(then)
    expect(rewired.has(route)).toBe(told)
    expect(graph.edges()).toEqual(new Graph(reader).edges())
    // what changed is told of this namespace, and of no other
    expect(rewired.has('gateway.networking.k8s.io/HTTPRoute/blog/far') && rewired.has('core/Namespace/_/shop')).toBe(false)
  })
})
