import { expect, test } from 'vitest'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPlain } from '../../engine/graph/picture.ts'
import { tilesOf } from '../../engine/layout/overview.ts'
import type { Scene, Tile } from '../../engine/layout/scene.ts'
import { sceneToSvg } from '../../engine/layout/svg.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

/** What tiles and lines say of what is wrong, and of kinds that have no sign of their own. */

function draw(objects: readonly RawObject[]): Scene {
  const reader = new MemoryReader(objects)
  return drawPlain(new Graph(reader), reader, { cluster: 'c', scope: { type: 'cluster' }, categories: null }).scene
}

function tile(scene: Scene, id: string): Tile | undefined {
  return [...tilesOf(scene)].find((each) => each.id === id)
}

const gateway = 'gateway.networking.k8s.io'
const route = (name: string, spec: RawObject): RawObject => ({
  apiVersion: `${gateway}/v1`,
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'shop' },
  spec,
})

test('what is not let in is a broken line, and the tile that asks for it says why', () => {
  const scene = draw([
    {
      apiVersion: `${gateway}/v1`,
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'infra' },
      spec: { listeners: [{ name: 'http' }] },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'far' }, spec: { ports: [{ port: 80 }] } },
    route('shut', { parentRefs: [{ name: 'edge', namespace: 'infra' }] }),
    route('ungranted', { rules: [{ backendRefs: [{ name: 'web', namespace: 'far', port: 80 }] }] }),
    route('both', {
      parentRefs: [{ name: 'edge', namespace: 'infra' }],
      rules: [{ backendRefs: [{ name: 'gone', namespace: 'shop', port: 80 }] }],
    }),
  ])
  const trunks = scene.routes.filter((each) => each.level === 'namespaces')
  expect(trunks.map((each) => [each.source, each.target, each.broken])).toEqual([
    ['shop', 'far', true],
    ['shop', 'infra', true],
  ])
  const said = (name: string): unknown[] => {
    const found = tile(scene, `${gateway}/HTTPRoute/shop/${name}`)
    return [found?.health, found?.reason]
  }
  expect(said('shut')).toEqual(['warning', 'names something that does not let it in'])
  expect(said('ungranted')).toEqual(['warning', 'names something that does not let it in'])
  expect(said('both')).toEqual(['warning', 'names something that is missing'])
})

test('things of kinds without a sign say their kind, and whose it is where two have that name', () => {
  const custom = (apiVersion: string, kind: string, name: string): RawObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'shop' },
  })
  const scene = draw([
    custom('alpha.example.com/v1', 'Widget', 'one'),
    custom('beta.example.com/v1', 'Widget', 'one'),
    custom('argoproj.io/v1alpha1', 'Application', 'shop'),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: {} },
  ])
  expect(tile(scene, 'alpha.example.com/Widget/shop/one')?.extra).toBe('Widget alpha')
  expect(tile(scene, 'beta.example.com/Widget/shop/one')?.extra).toBe('Widget beta')
  expect(tile(scene, 'argoproj.io/Application/shop/shop')?.extra).toBe('Application')
  expect(tile(scene, 'core/ConfigMap/shop/settings')?.extra).toBe('')
})

test('a guard that is not well has its mark in the picture', () => {
  const scaler = (target: string): RawObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace: 'shop' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target } },
  })
  const web: RawObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { replicas: 0, selector: { matchLabels: { app: 'web' } } },
  }
  const marks = (target: string): number => {
    const svg = sceneToSvg(draw([web, scaler(target)]), { theme: 'light', title: '', summary: '' })
    const guard = svg.split('\n').findIndex((line) => line.includes('stroke-dasharray="1.5 2.5"'))
    expect(guard).toBeGreaterThan(0)
    return /<(?:path|circle|polygon)/.test(svg.split('\n')[guard + 1] ?? '') ? 1 : 0
  }
  expect(marks('web')).toBe(0)
  expect(marks('gone')).toBe(1)
})
