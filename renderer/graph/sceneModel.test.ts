import { describe, expect, it } from 'vitest'
import type { GraphEdge, GraphNode } from '../../engine/contract/index.ts'
import { demoGraph } from '../../tests/support/demoEngine.ts'
import { graphLines } from './graphLines.ts'
import { namedIn } from './painter.ts'
import type { Scene } from './sceneModel.ts'
import { buildScene, chooseElements, curveOf, isQuiet, mostElements, pathOf } from './sceneModel.ts'

const frame = demoGraph(1)
const nodes = new Map(frame.nodes.map((node) => [node.id, node]))
const edges = new Map(frame.edges.map((edge) => [edge.id, edge]))
const groups = new Map(frame.groups.map((group) => [group.id, group]))
const scene = buildScene(nodes, edges, groups)
const everything = { x: -1e6, y: -1e6, w: 2e6, h: 2e6 }

function field(size: number): Scene {
  const many = new Map<string, GraphNode>()
  const lines = new Map<string, GraphEdge>()
  for (let i = 0; i < size; i++) {
    const id = `core/Pod/a/p${i}`
    many.set(id, { id, kind: 'core/Pod', apiVersion: 'v1', namespace: 'a', name: `p${i}`, metadata: { labels: {}, createdAt: null }, computed: { health: 'healthy', reason: '', state: 'present' }, position: { x: (i % 100) * 200, y: Math.floor(i / 100) * 40, width: 100, height: 24 } })
    if (i > 0) lines.set(`e${i}`, { id: `e${i}`, source: id, target: `core/Pod/a/p${i - 1}`, relationshipType: 'uses', rule: 1, category: 'configuration', confidence: 'declared', state: i === 7 ? 'dangling' : 'ok', evidence: [] })
  }
  return buildScene(many, lines, new Map())
}

describe('the scene', () => {
  it('gives every object with a place a tile, and shows what is folded inside it', () => {
    expect(scene.tiles.size).toBe(frame.nodes.filter((node) => node.position).length)
    const checkout = scene.tiles.get('apps/Deployment/shop/checkout')
    expect(checkout?.pods.length).toBe(frame.nodes.filter((node) => node.foldedInto === 'apps/Deployment/shop/checkout').length)
    expect(checkout?.pods[0]).toBe('failing')
    expect(scene.tileOf('core/Pod/shop/checkout-7c9f8d-0')).toBe('apps/Deployment/shop/checkout')
    expect(scene.tileOf('core/Pod/shop/none')).toBeNull()
  })

  it('draws outer boxes before the cards in them', () => {
    const firstCard = scene.boxes.findIndex((box) => box.group.type === 'application')
    expect(scene.boxes.slice(firstCard).every((box) => box.group.type === 'application')).toBe(true)
  })

  it('makes one line of several edges between two tiles, in the worst state of them', () => {
    const a = demoGraph(1)
    const line = a.edges[0]
    if (line === undefined) throw new Error('no edge')
    const twice = new Map([[line.id, line], ['second', { ...line, id: 'second', state: 'dangling' as const }]])
    const drawn = buildScene(nodes, twice, groups).lines
    expect(drawn).toHaveLength(1)
    expect(drawn[0]).toMatchObject({ state: 'dangling', edges: [{ id: line.id }, { id: 'second' }] })
  })

  it('does not hang on foldings that go in a circle', () => {
    const [a, b] = [...nodes.values()]
    if (a === undefined || b === undefined) throw new Error('no nodes')
    const circle = new Map([[a.id, { ...a, foldedInto: b.id }], [b.id, { ...b, foldedInto: a.id }]])
    expect(buildScene(circle, new Map(), new Map()).tileOf(a.id)).toBeNull()
    expect(graphLines(circle, new Map(), new Map()).filter((line) => line.type === 'object')).toHaveLength(2)
  })
})

describe('what is alive', () => {
  it('never exceeds the limit, and says how many lines were left out', () => {
    for (const size of [10, 700, 990, 1000]) {
      const big = field(size)
      const chosen = chooseElements(big, everything, 1)
      expect(chosen.tiles.size + chosen.lines.length).toBeLessThanOrEqual(mostElements)
      expect(chosen.lines.length + chosen.linesLeftOut).toBe(big.lines.length)
      expect(chosen.tiles.size).toBe(size)
    }
  })

  it('paints tiles without lines when too many are in view, and counts them', () => {
    expect(chooseElements(field(3000), everything, 1)).toMatchObject({ painted: 3000, lines: [], linesLeftOut: 2999 })
  })

  it('keeps broken lines first', () => {
    expect(chooseElements(field(1000), everything, 1).lines[0]?.state).toBe('dangling')
  })

  it('takes only what is in view, and the far ends of its lines', () => {
    const chosen = chooseElements(field(900), { x: -50, y: -20, w: 120, h: 40 }, 1)
    expect(chosen.tiles.size).toBeLessThanOrEqual(3)
    expect(chosen.tiles.has('core/Pod/a/p0')).toBe(true)
  })
})

it('lights what a tile reaches along traffic and needs', () => {
  const lit = pathOf(scene, 'core/Service/shop/checkout')
  expect(lit.has('apps/Deployment/shop/checkout')).toBe(true)
  expect(lit.has('core/ConfigMap/shop/checkout-config')).toBe(true)
  expect(lit.has('core/ConfigMap/catalog/orders-config')).toBe(false)
})

it('curves lines from the side that faces the other end', () => {
  const a = { x: 0, y: 0, w: 100, h: 20 }
  expect(curveOf(a, { x: 200, y: 0, w: 100, h: 20 })).toMatchObject({ from: '50% 0%', to: '-50% 0%' })
  expect(curveOf({ x: 200, y: 0, w: 100, h: 20 }, a)).toMatchObject({ from: '-50% 0%', to: '50% 0%' })
  expect(curveOf(a, { x: 10, y: 100, w: 100, h: 20 })).toMatchObject({ from: '0% 50%', to: '0% -50%' })
  expect(curveOf(a, a).weights).not.toContain('NaN')
})

it('has a tree twin in which every object stands exactly once', () => {
  const ids = graphLines(nodes, edges, groups).flatMap((line) => (line.type === 'object' ? [line.id] : []))
  expect(ids).toHaveLength(nodes.size)
  expect(new Set(ids).size).toBe(nodes.size)
})

it('leaves out of a tile what its card says already', () => {
  expect(namedIn('checkout', 'checkout')).toBe('')
  expect(namedIn('checkout-config', 'checkout')).toBe('…-config')
  expect(namedIn('checkouts', 'checkout')).toBe('checkouts')
  expect(namedIn('shop-db', '')).toBe('shop-db')
})

it('keeps lines that join everything for the selection, but never a broken one', () => {
  const find = (source: string, target: string): Scene['lines'][number] => {
    const line = scene.lines.find((one) => one.source.endsWith(source) && one.target.endsWith(target))
    if (line === undefined) throw new Error(`no line ${source} ${target}`)
    return line
  }
  const need = find('Deployment/shop/catalog', 'ConfigMap/shop/catalog-config')
  expect(isQuiet(scene, need, 1)).toBe(false)
  expect(isQuiet(scene, need, 0.3)).toBe(true)
  expect(isQuiet(scene, { ...need, target: 'core/ConfigMap/shop/cart-config' }, 1)).toBe(true)
  expect(isQuiet(scene, { ...need, category: 'rbac' }, 1)).toBe(true)
  expect(isQuiet(scene, { ...need, category: 'rbac', state: 'dangling' }, 0.1)).toBe(false)
  expect(isQuiet(scene, find('Service/shop/catalog', 'Deployment/shop/catalog'), 0.3)).toBe(false)
  expect(isQuiet({ ...scene, boxes: [] }, { ...need, category: 'rbac' }, 1)).toBe(false)
})
