import { expect, test } from 'vitest'
import { Graph } from '../../engine/graph/graph.ts'
import { MemoryReader } from '../support/memoryReader.ts'

const node = (taints: readonly unknown[]) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels: { zone: 'a' } },
  spec: { taints },
})
const set = 'pseudo/NodeSet/_/no taints,zone in (a)'

test('a taint that comes or goes takes a Node out of the sets of those that do not tolerate it, and tells of it', () => {
  const reader = new MemoryReader([
    node([]),
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' }, spec: { nodeSelector: { zone: 'a' } } },
  ])
  const graph = new Graph(reader)
  const names = (): string[] => [...graph.membersOf(set)].map(({ name }) => name)
  expect(names()).toEqual(['n'])
  const tainted = graph.apply(reader.put(node([{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }])))
  expect(names()).toEqual([])
  expect(tainted.nodes.has(set)).toBe(true)
  // One that keeps nobody away changes no set.
  expect(graph.apply(reader.put(node([{ key: 'dedicated', value: 'web', effect: 'NoSchedule' }]))).nodes.has(set)).toBe(false)
  const free = graph.apply(reader.put(node([{ key: 'dedicated', value: 'db', effect: 'PreferNoSchedule' }])))
  expect(names()).toEqual(['n'])
  expect(free.nodes.has(set)).toBe(true)
})
