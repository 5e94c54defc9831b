import { describe, expect, test } from 'vitest'
import type { GraphNode } from '../contract/index.ts'
import { levelOf, sumsOf } from './levels.ts'
import { layoutOverview } from './overview.ts'
import { sceneToSvg } from './svg.ts'

function node(id: string, health: GraphNode['computed']['health'] = 'healthy'): GraphNode {
  const [group = '', kind = '', namespace = '', name = ''] = id.split('/')
  return {
    id,
    kind: `${group}/${kind}`,
    apiVersion: 'v1',
    namespace: namespace === '_' ? '' : namespace,
    name,
    metadata: { labels: {}, createdAt: null },
    computed: { health, reason: '', state: 'present' },
  }
}

const objects = [
  node('core/Namespace/_/shop'),
  node('core/Node/_/one', 'warning'),
  node('apps/Deployment/shop/web'),
  { ...node('core/Pod/shop/web-1', 'failing'), foldedInto: 'apps/Deployment/shop/web' },
  { ...node('core/Pod/shop/web-2'), foldedInto: 'apps/Deployment/shop/web' },
  node('core/ServiceAccount/shop/default'),
  node('core/ConfigMap/<b>/settings'),
]
const notObjects = [node('pseudo/Host/_/example.org'), node('rbac.authorization.k8s.io/User/_/ann')]
const scene = layoutOverview([...objects, ...notObjects], [], ({ kind, name }) => kind === 'core/Namespace' || name === 'default')

test('a level for a zoom', () => {
  expect([0.05, 0.16, 0.41, 0.42, 0.79, 0.8, 2].map(levelOf)).toEqual(['far', 'cards', 'cards', 'middle', 'middle', 'near', 'near'])
})

describe('a scene from afar', () => {
  test('counts every object in scope once, and nothing that is no object', () => {
    const sums = sumsOf(scene)
    expect(sums.objects).toBe(objects.length)
    expect(sums.counted).toBe(1)
    expect(sums.boxes.find((b) => b.title === 'shop')).toMatchObject({ objects: 4, health: 'failing' })
    expect(sums.boxes.find((b) => b.title.startsWith('Nodes'))).toMatchObject({ objects: 1, health: 'warning' })
  })

  test.each(['far', 'cards', 'middle', 'near'] as const)('%s: the same bytes each time, text is text', (level) => {
    const draw = (): string => sceneToSvg(scene, { theme: 'light', title: 't', summary: '', level })
    expect(draw()).toBe(draw())
    expect(draw()).toContain('shop')
    expect(draw()).not.toContain('<b>')
  })

  test('tells what it leaves out', () => {
    const svg = sceneToSvg(scene, { theme: 'light', title: 't', summary: '', level: 'far' })
    expect(svg).toContain(`${objects.length} objects, 1 of them counted only`)
  })
})
