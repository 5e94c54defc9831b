import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GraphQuery } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPicture, drawPlain, type Picture } from '../../engine/graph/picture.ts'
import { topologyGraph } from '../../engine/graph/topologyGraph.ts'
import { LayoutThread } from '../../engine/layout/layoutThread.ts'
import { tilesOf } from '../../engine/layout/overview.ts'
import type { Box, Scene } from '../../engine/layout/scene.ts'
import { sceneToSvg } from '../../engine/layout/svg.ts'
import { estate } from '../support/estate.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { smallShop } from '../support/smallShop.ts'

const cluster: GraphQuery = { cluster: 'c', scope: { type: 'cluster' }, categories: null }
const none = new LayoutThread({ file: null })
const workerFile = new URL('../../engine/layout/worker.ts', import.meta.url)

function shuffled(objects: readonly RawObject[], seed: number): RawObject[] {
  const random = seededRandom(seed)
  const out = [...objects]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[out[i], out[j]] = [out[j] as RawObject, out[i] as RawObject]
  }
  return out
}

function hash(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex')
}

function overlaps(boxes: readonly Box[]): number {
  let found = 0
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1))
      if (a.x < b.x + b.w - 0.5 && b.x < a.x + a.w - 0.5 && a.y < b.y + b.h - 0.5 && b.y < a.y + a.h - 0.5) found++
  })
  return found
}

function inside(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w + 0.5 && inner.y + inner.h <= outer.y + outer.h + 0.5
  )
}

function drawn(picture: Picture, scene: Scene = picture.scene): void {
  expect(overlaps(scene.spaces), 'namespaces').toBe(0)
  for (const space of scene.spaces) {
    expect(overlaps(space.cards), `cards of ${space.name}`).toBe(0)
    for (const card of space.cards) {
      expect(inside(card, space), `${card.key} in ${space.name}`).toBe(true)
      expect(overlaps(card.tiles), `tiles of ${card.key}`).toBe(0)
      for (const tile of card.tiles) expect(inside(tile, card), `${tile.id} in ${card.key}`).toBe(true)
    }
    for (const tile of [...space.left, ...space.right, ...space.guards])
      expect(inside(tile, space), `${tile.id} in ${space.name}`).toBe(true)
  }
}

const objects = estate({ namespaces: 4, apps: 7, pods: 6, nodes: 9 })

describe('the picture of a cluster', () => {
  test('is the same bytes for the same objects, in whatever order they arrived', async () => {
    const hashes = new Set<string>()
    const some = estate({ namespaces: 3, apps: 5, pods: 3, nodes: 9 })
    for (let seed = 1; seed <= 100; seed++) {
      const reader = new MemoryReader(shuffled(some, seed))
      const graph = new Graph(reader)
      const topology = await topologyGraph(graph, reader, cluster, { layout: none, ledger: [], generatedAt: null })
      const svg = sceneToSvg(drawPlain(graph, reader, cluster).scene, { theme: 'dark', title: 't', summary: 's' })
      hashes.add(hash(JSON.stringify(topology), svg))
    }
    expect(hashes.size).toBe(1)
  })

  test('is the same after any changes that lead to the same objects', () => {
    const reader = new MemoryReader(objects)
    const graph = new Graph(reader)
    const before = JSON.stringify(drawPlain(graph, reader, cluster).nodes)
    const taken = shuffled(objects, 7).slice(0, 60)
    for (const o of taken)
      graph.apply(
        reader.delete(
          `${o['apiVersion'].includes('/') ? o['apiVersion'].split('/')[0] : 'core'}/${o['kind']}/${o['metadata'].namespace ?? '_'}/${o['metadata'].name}`,
        ),
      )
    expect(JSON.stringify(drawPlain(graph, reader, cluster).nodes)).not.toBe(before)
    for (const o of taken) graph.apply(reader.put(o))
    expect(JSON.stringify(drawPlain(graph, reader, cluster).nodes)).toBe(before)
  })

  test('has every object in exactly one place, and nothing lies over anything else', () => {
    const reader = new MemoryReader(objects)
    const picture = drawPlain(new Graph(reader), reader, cluster)
    drawn(picture)
    const placed = tilesOf(picture.scene).flatMap((t) => t.members)
    const all = [...placed, ...picture.scene.notDrawn].sort()
    expect(all).toEqual([...new Set(all)])
    // What has no object (an image, an application) may have no place: it is in no count either.
    expect(all.filter((id) => !id.startsWith('pseudo/'))).toEqual(
      picture.nodes
        .filter((n) => n.computed.state === 'present' && !n.id.startsWith('pseudo/'))
        .map((n) => n.id)
        .sort(),
    )
  })

  test('holds together for any objects whatever', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(smallShop(0).length - 1), version: fc.nat(2) }), { maxLength: 40 }), (steps) => {
        const reader = new MemoryReader(steps.map(({ at, version }) => smallShop(version)[at] as RawObject))
        const picture = drawPlain(new Graph(reader), reader, cluster)
        drawn(picture)
        const all = [...tilesOf(picture.scene).flatMap((t) => t.members), ...picture.scene.notDrawn].sort()
        expect(all).toEqual(
          picture.nodes
            .filter((n) => n.computed.state === 'present' && reader.get(n.id))
            .map((n) => n.id)
            .sort(),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('does not move when Pods come and go and their health changes', () => {
    const reader = new MemoryReader(objects)
    const graph = new Graph(reader)
    const places = (): string => JSON.stringify(drawPlain(graph, reader, cluster).groups.map((g) => [g.id, g.position]))
    const before = places()
    const pod = objects.find((o) => o['kind'] === 'Pod') as RawObject
    graph.apply(
      reader.put({
        ...pod,
        status: { phase: 'Running', containerStatuses: [{ ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
      }),
    )
    expect(places()).toBe(before)
    graph.apply(reader.delete(`core/Pod/${pod['metadata'].namespace}/${pod['metadata'].name}`))
    expect(places()).toBe(before)
  })

  test('takes hostile names for text', () => {
    const name = '"><script>alert(1)</script>&\u0007'
    const reader = new MemoryReader([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: 'shop', labels: { app: name } },
        spec: { template: { spec: { volumes: [{ secret: { secretName: name } }] } } },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: '__proto__', namespace: 'constructor', labels: JSON.parse('{"__proto__":"x"}') },
        spec: {},
      },
    ])
    const svg = sceneToSvg(drawPlain(new Graph(reader), reader, cluster).scene, { theme: 'light', title: name, summary: name })
    expect(svg).not.toContain('<script')
    expect(svg).not.toMatch(/\u0007/)
  })
})

describe('the neighbourhood of an object', () => {
  const query: GraphQuery = { cluster: 'c', scope: { type: 'object', id: 'apps/Deployment/atlas/checkout', steps: 2 }, categories: null }

  test('is laid out by forces in a thread, the same every time, with nothing over anything else', async () => {
    const fallbacks: string[] = []
    const thread = new LayoutThread({ file: workerFile, deadline: 30_000, onFallback: (why) => fallbacks.push(why) })
    try {
      const hashes = new Set<string>()
      for (let seed = 1; seed <= 5; seed++) {
        const reader = new MemoryReader(shuffled(objects, seed))
        const picture = await drawPicture(new Graph(reader), reader, query, thread)
        expect(overlaps(picture.scene.loose)).toBe(0)
        hashes.add(hash(JSON.stringify(picture.nodes)))
      }
      expect(fallbacks).toEqual([])
      expect(hashes.size).toBe(1)
    } finally {
      thread.close()
    }
  })

  test('falls back to the plain layout when the thread does not answer, and says so', async () => {
    const fallbacks: string[] = []
    const reader = new MemoryReader(objects)
    const graph = new Graph(reader)
    const slow = new LayoutThread({ file: workerFile, deadline: 1, onFallback: (why) => fallbacks.push(why) })
    const picture = await drawPicture(graph, reader, query, slow)
    slow.close()
    const missing = new LayoutThread({ file: new URL('./nothing.cjs', import.meta.url), onFallback: (why) => fallbacks.push(why) })
    await drawPicture(graph, reader, query, missing)
    missing.close()
    expect(fallbacks).toHaveLength(2)
    expect(overlaps(picture.scene.loose)).toBe(0)
    expect(picture.nodes).toEqual(drawPlain(graph, reader, query).nodes)
  })

  test('does not go through hubs', () => {
    const reader = new MemoryReader(objects)
    const graph = new Graph(reader)
    const pod = objects.find((o) => o['kind'] === 'Pod') as RawObject
    const id = `core/Pod/${pod['metadata'].namespace}/${pod['metadata'].name}`
    const { nodes } = drawPlain(graph, reader, { ...query, scope: { type: 'object', id, steps: 3 } })
    const namespaces = new Set(nodes.map((n) => n.namespace).filter((n) => n !== ''))
    expect([...namespaces]).toEqual([pod['metadata'].namespace])
    const kinds = new Set(nodes.filter((n) => n.position).map((n) => n.kind))
    for (const kind of ['core/Pod', 'core/Node', 'core/Service', 'apps/Deployment', 'core/ConfigMap', 'core/Secret'])
      expect(kinds).toContain(kind)
  })

  test('of a ghost is who names it', () => {
    const reader = new MemoryReader(smallShop(2))
    const { nodes } = drawPlain(new Graph(reader), reader, { ...query, scope: { type: 'object', id: 'core/Service/shop/gone', steps: 1 } })
    expect(nodes.map((n) => [n.id, n.computed.state])).toEqual([
      ['core/Service/shop/gone', 'missing'],
      ['networking.k8s.io/Ingress/shop/front', 'present'],
    ])
  })
})
