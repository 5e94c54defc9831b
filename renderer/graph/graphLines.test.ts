import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GraphNode } from '../../engine/contract/index.ts'
import { demoGraph } from '../../tests/support/demo/demoGraph.ts'
import type { GraphLine, TreeState } from './graphLines.ts'
import { graphLines } from './graphLines.ts'
import { TreeMembers } from './treeMembers.ts'

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((one) => [one.id, one]))
const frame = demoGraph(1)
const [nodes, edges, groups] = [byId(frame.nodes), byId(frame.edges), byId(frame.groups)]
const checkout = 'apps/Deployment/shop/checkout'
const pod = (n: number): GraphNode => ({
  id: `core/Pod/shop/p${n}`,
  kind: 'core/Pod',
  apiVersion: 'v1',
  namespace: 'shop',
  name: `p${n}`,
  metadata: { labels: {}, createdAt: null },
  computed: { health: 'healthy', reason: 'Running', state: 'present' },
})
const state = (more: Partial<TreeState>): TreeState => ({ members: new Map(), shut: new Set(), standsForMore: () => false, ...more })
const objects = (lines: readonly GraphLine[]): string[] => lines.flatMap((line) => (line.type === 'object' ? [line.id] : []))

describe('the tree of the graph', () => {
  it('lists what a tile stands for beneath it, and says how much more there is', () => {
    const members = new Map([[checkout, { total: 1200, nodes: [pod(1), pod(2)] }]])
    const lines = graphLines(nodes, edges, groups, state({ members, standsForMore: (id) => id === checkout }))
    const at = lines.findIndex((line) => line.id === checkout)
    expect(lines[at]).toMatchObject({ open: true })
    expect(lines.slice(at + 1, at + 4)).toMatchObject([
      { id: 'core/Pod/shop/p1', depth: (lines[at]?.depth ?? 0) + 1 },
      { id: 'core/Pod/shop/p2' },
      { type: 'more', tile: checkout, shown: 2, total: 1200 },
    ])
  })

  it('says no more where all is listed, and that it is shut where it is', () => {
    const whole = graphLines(nodes, edges, groups, state({ members: new Map([[checkout, { total: 1, nodes: [pod(1)] }]]) }))
    expect(whole.some((line) => line.type === 'more')).toBe(false)
    const shut = graphLines(nodes, edges, groups, state({ standsForMore: (id) => id === checkout }))
    expect(shut.find((line) => line.id === checkout)).toMatchObject({ open: false })
    expect(shut.find((line) => line.type === 'object' && line.id !== checkout)).toMatchObject({ open: null })
  })

  it('counts what is in a box that is shut, without listing it', () => {
    const open = graphLines(nodes, edges, groups)
    const space = open.find((line) => line.type === 'group' && line.group.type === 'namespace')
    if (space?.type !== 'group') throw new Error('there is no namespace')
    const lines = graphLines(nodes, edges, groups, state({ shut: new Set([space.id]) }))
    expect(lines.find((line) => line.id === space.id)).toMatchObject({ shut: true, size: space.size })
    expect(space.size).toBeGreaterThan(0)
    expect(objects(lines)).toHaveLength(objects(open).length - space.size)
  })
})

describe('what tiles stand for', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is read page by page without the tile itself, and again after changes, at most once a second', async () => {
    const total = 251
    const asked: [number, number][] = []
    const scope = effectScope()
    const tree = scope.run(
      () =>
        new TreeMembers((_tile, start, count) => {
          asked.push([start, count])
          const from = Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, i) => pod(start + i))
          return Promise.resolve({ ok: true, value: { total, nodes: from } })
        }),
    )
    if (tree === undefined) throw new Error('the scope ran nothing')
    await tree.list(checkout)
    expect(tree.open.value.get(checkout)).toMatchObject({ total: 250, nodes: { length: 100 } })
    await tree.list(checkout)
    expect(asked).toEqual([[1, 100]])
    await tree.more(checkout)
    await tree.more(checkout)
    expect(tree.open.value.get(checkout)?.nodes).toHaveLength(250)
    expect(new Set(tree.open.value.get(checkout)?.nodes.map((node) => node.id)).size).toBe(250)
    asked.length = 0
    for (let i = 0; i < 50; i++) tree.changed()
    await vi.advanceTimersByTimeAsync(1100)
    expect(asked.map(([start]) => start)).toEqual([1, 101, 201])
    scope.stop()
    asked.length = 0
    tree.changed()
    await vi.advanceTimersByTimeAsync(1100)
    expect(tree.open.value.get(checkout)?.nodes).toHaveLength(250)
  })

  it('is shut when the tile has gone, and says why when somebody asked', async () => {
    const scope = effectScope()
    let there = true
    const gone = { ok: false, error: { code: 'not-found', message: 'gone', todo: 'look' } } as const
    const tree = scope.run(() => new TreeMembers(() => Promise.resolve(there ? { ok: true, value: { total: 2, nodes: [pod(1)] } } : gone)))
    await tree?.list(checkout)
    there = false
    tree?.changed()
    await vi.advanceTimersByTimeAsync(1100)
    expect(tree?.open.value.size).toBe(0)
    expect(tree?.problem.value).toBeNull()
    await tree?.list(checkout)
    expect(tree?.problem.value?.message).toBe('gone')
    scope.stop()
  })
})
