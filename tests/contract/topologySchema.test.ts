import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { GraphScope, TopologyGraph } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { topologyGraph } from '../../engine/graph/topologyGraph.ts'
import { LayoutThread } from '../../engine/layout/layoutThread.ts'
import { estate } from '../support/estate.ts'
import { MemoryReader } from '../support/memoryReader.ts'
import { smallShop } from '../support/smallShop.ts'
import { schemaIsTheType, schemaText, topologySchema } from './topologySchema.ts'

const file = new URL('../../docs/topology.schema.json', import.meta.url)

async function export_(scope: GraphScope): Promise<TopologyGraph> {
  const reader = new MemoryReader([...estate({ namespaces: 2, apps: 4, pods: 3, nodes: 3 }), ...smallShop(2)])
  return topologyGraph(
    new Graph(reader),
    reader,
    { cluster: 'c', scope, categories: null },
    { layout: new LayoutThread({ file: null }), ledger: [], generatedAt: null },
  )
}

describe('the topology contract', () => {
  test('the schema in docs is made from the type (UPDATE_SCHEMA=1 writes it)', () => {
    expect(schemaIsTheType).toBe(true)
    if (process.env['UPDATE_SCHEMA']) writeFileSync(file, schemaText())
    expect(readFileSync(file, 'utf8')).toBe(schemaText())
  })

  test.each<GraphScope>([
    { type: 'cluster' },
    { type: 'namespaces', namespaces: ['shop'] },
    { type: 'object', id: 'core/Pod/shop/lonely', steps: 2 },
  ])('what is exported keeps it: %j', async (scope) => {
    const topology = await export_(scope)
    expect(topologySchema.parse(JSON.parse(JSON.stringify(topology)))).toEqual(topology)
    const ids = new Set(topology.nodes.map((n) => n.id))
    expect(ids.size).toBe(topology.metadata.nodeCount)
    expect(topology.edges.length).toBe(topology.metadata.edgeCount)
    for (const edge of topology.edges) {
      expect(ids).toContain(edge.source)
      expect(ids).toContain(edge.target)
      expect(edge.evidence.length).toBeGreaterThan(0)
    }
    for (const node of topology.nodes) if (node.foldedInto !== undefined) expect(ids).toContain(node.foldedInto)
    const groups = new Set(topology.groups.map((g) => g.id))
    for (const each of [...topology.nodes.map((n) => n.group), ...topology.groups.map((g) => g.parent)])
      if (each !== undefined && each !== null) expect(groups).toContain(each)
    for (const list of [topology.nodes, topology.edges, topology.groups])
      expect(list.map((x) => x.id)).toEqual(list.map((x) => x.id).sort((a, b) => (a < b ? -1 : 1)))
  })

  test('a wrong graph does not keep it', async () => {
    const topology = await export_({ type: 'cluster' })
    expect(topologySchema.safeParse({ ...topology, extra: 1 }).success).toBe(false)
    expect(topologySchema.safeParse({ ...topology, edges: [{ ...topology.edges[0], state: 'fine' }] }).success).toBe(false)
  })
})
