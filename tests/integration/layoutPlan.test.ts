import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectId, type GraphEdge, type GraphNode, type GraphQuery } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPlain, type Picture } from '../../engine/graph/picture.ts'
import { layoutOverview } from '../../engine/layout/overview.ts'
import { pinCard, pinSpace, planOf, readPlan, type Plan } from '../../engine/layout/plan.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { sceneToSvg } from '../../engine/layout/svg.ts'
import { callingEstate } from '../support/callingEstate.ts'
import { estate } from '../support/estate.ts'
import { kindOf, MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { oneChange } from '../support/oneChange.ts'
import { faults, moved, placesOf } from '../support/sceneMoves.ts'
import { smallShop } from '../support/smallShop.ts'

const cluster: GraphQuery = { cluster: 'c', scope: { type: 'cluster' }, categories: null }
const idOf = (o: RawObject): string => objectId(kindOf(o), o['metadata'].namespace ?? '', o['metadata'].name)

function planned(picture: Picture): Plan {
  if (!picture.plan) throw new Error('a picture of a cluster has a plan')
  return picture.plan
}

/** The plan as it comes back from a file. */
function stored(plan: Plan): Plan {
  const read = readPlan(JSON.parse(JSON.stringify(plan)))
  if (read === null || 'code' in read) throw new Error(JSON.stringify(read))
  return read
}

describe.each([
  ['applications that call each other', callingEstate({ namespaces: 4, apps: 7, pods: 4, nodes: 9 })],
  ['small namespaces', estate({ namespaces: 8, apps: 2, pods: 5, nodes: 3 })],
])('a picture drawn onto its plan: %s', (_, objects) => {
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const before = drawPlain(graph, reader, cluster)
  const plan = stored(planned(before))

  test('is the same picture, to the byte, when nothing has changed', () => {
    const again = drawPlain(graph, reader, cluster, plan)
    expect(moved(before.scene, again.scene)).toEqual([])
    expect(again.plan).toEqual(before.plan)
    const draw = (picture: Picture): string => sceneToSvg(picture.scene, { theme: 'dark', title: 't', summary: 's' })
    expect(draw(again)).toBe(draw(before))
  })

  test('moves nothing outside the slot of a change, and by a Pod or a replica nothing outside its card', () => {
    const held = new Map(objects.map((o) => [idOf(o), o]))
    const random = seededRandom(3)
    for (let i = 0; i < 60; i++) {
      const change = oneChange(objects, i, random)
      for (const o of change.put) graph.apply(reader.put(o))
      for (const o of change.removed) graph.apply(reader.delete(idOf(o)))
      const { scene } = drawPlain(graph, reader, cluster, plan)
      const said = `${i}: ${change.what} in ${change.namespace}/${change.app}`
      expect(faults(scene), said).toEqual([])
      const far = moved(before.scene, scene)
      expect(
        far.filter((m) => m.was.space !== change.namespace),
        said,
      ).toEqual([])
      if (change.what === 'pod' || change.what === 'replicas')
        expect(
          far.filter((m) => m.was.card !== `apps/Deployment/${change.namespace}/${change.app}`),
          said,
        ).toEqual([])
      for (const o of change.put) {
        const was = held.get(idOf(o))
        graph.apply(was ? reader.put(was) : reader.delete(idOf(o)))
      }
      for (const o of change.removed) graph.apply(reader.put(o))
    }
    expect(placesOf(drawPlain(graph, reader, cluster).scene)).toEqual(placesOf(before.scene))
  })

  test('does not depend on the order in which things arrive', () => {
    const random = seededRandom(9)
    const change = oneChange(objects, 3, random)
    const all = [...objects, ...change.put]
    const svgs = [1, 2, 3, 4, 5].map((seed) => {
      const chance = seededRandom(seed)
      const other = new MemoryReader(
        [...all]
          .map((o) => [chance(), o] as const)
          .sort(([a], [b]) => a - b)
          .map(([, o]) => o),
      )
      return sceneToSvg(drawPlain(new Graph(other), other, cluster, plan).scene, { theme: 'dark', title: 't', summary: 's' })
    })
    expect(new Set(svgs).size).toBe(1)
  })
})

test('one plan after another, through any history, nothing ever lies over anything else', () => {
  const steps = fc.array(fc.record({ at: fc.nat(smallShop(0).length - 1), version: fc.nat(2), gone: fc.boolean() }), { maxLength: 40 })
  fc.assert(
    fc.property(steps, (history) => {
      const reader = new MemoryReader()
      const graph = new Graph(reader)
      let plan: Plan | undefined
      for (const { at, version, gone } of history) {
        const object = smallShop(version)[at] as RawObject // in range
        graph.apply(gone ? reader.delete(idOf(object)) : reader.put(object))
        const picture = drawPlain(graph, reader, cluster, plan)
        expect(faults(picture.scene)).toEqual([])
        plan = stored(planned(picture))
      }
    }),
    { numRuns: 60 },
  )
})

describe('pins', () => {
  const objects = callingEstate({ namespaces: 3, apps: 5, pods: 3, nodes: 3 })
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const base = drawPlain(graph, reader, cluster)

  test('a namespace stays where a person put it; on a taken place it stands beside; Tidy forgets it', () => {
    const [first, second] = base.scene.spaces
    if (!first || !second) throw new Error('three namespaces')
    const at = { x: Math.round(base.scene.width / 4) * 4 + 400, y: 200 }
    const plan = pinSpace(planned(base), first.name, at)
    const { scene } = drawPlain(graph, reader, cluster, stored(plan))
    expect(scene.spaces[0]).toMatchObject({ name: first.name, ...at })
    expect(new Set(moved(base.scene, scene).map((m) => m.was.space))).toEqual(new Set([first.name]))
    const again = drawPlain(graph, reader, cluster, planOf(scene, plan))
    expect(moved(scene, again.scene)).toEqual([])
    expect(planned(again).spaces.find((s) => s.name === first.name)?.pinned).toBe(true)
    expect(moved(base.scene, drawPlain(graph, reader, cluster).scene)).toEqual([])

    const onto = drawPlain(graph, reader, cluster, pinSpace(plan, first.name, { x: second.x + 8, y: second.y + 8 })).scene
    expect(faults(onto)).toEqual([])
    expect(moved(base.scene, onto).filter((m) => m.was.space !== first.name)).toEqual([])
  })

  test('a card stays where a person put it, and comes back there', () => {
    const [space] = base.scene.spaces
    const card = space?.cards.find((c) => c.key.startsWith('apps/Deployment/'))
    if (!space || !card) throw new Error('a card')
    const plan = pinCard(planned(base), space.name, card.key, { x: space.w, y: space.h })
    const { scene } = drawPlain(graph, reader, cluster, plan)
    expect(faults(scene)).toEqual([])
    expect(
      new Set(
        moved(base.scene, scene)
          .filter((m) => m.key.startsWith('card/'))
          .map((m) => m.was.card),
      ),
    ).toEqual(new Set([card.key]))
    const app = card.key.split('/').at(-1)
    const own = objects.filter((o) => o['metadata'].namespace === space.name && o['metadata'].labels?.app === app)
    for (const o of own) graph.apply(reader.delete(idOf(o)))
    const without = drawPlain(graph, reader, cluster, planOf(scene, plan))
    expect(without.scene.spaces[0]?.cards.some((c) => c.key === card.key)).toBe(false)
    for (const o of own) graph.apply(reader.put(o))
    const back = drawPlain(graph, reader, cluster, planned(without))
    expect(placesOf(back.scene).get(`card/${card.key}`)).toEqual(placesOf(scene).get(`card/${card.key}`))
  })
})

describe('a plan from a file', () => {
  const reader = new MemoryReader(estate({ namespaces: 2, apps: 2, pods: 2, nodes: 2 }))
  const plan = planned(drawPlain(new Graph(reader), reader, cluster))

  test.each([
    ['nothing', null],
    ['a text', 'plan'],
    ['no lists', { ...plan, spaces: {} }],
    ['a namespace without a name', { ...plan, spaces: [{ ...plan.spaces[0], name: '' }] }],
    ['no number', { ...plan, spaces: [{ ...plan.spaces[0], x: 'left' }] }],
    ['no finite number', { ...plan, bands: [{ ...plan.bands[0], w: Infinity }] }],
    ['a tile that is none', { ...plan, spaces: [{ ...plan.spaces[0], cards: [{ ...plan.spaces[0]?.cards[0], tiles: [7] }] }] }],
  ])('is refused with words when it holds %s', (_, value) => {
    expect(readPlan(value)).toMatchObject({ code: 'bad-input', where: 'plan' })
  })

  test('of another algorithm is none', () => {
    expect(readPlan({ ...plan, layoutSeed: 'something else' })).toBeNull()
  })

  test('that puts everything in one place does not put anything over anything else', () => {
    const heap = { ...plan, spaces: plan.spaces.map((s) => ({ ...s, x: 40, y: 40, cards: s.cards.map((c) => ({ ...c, x: 20, y: 60 })) })) }
    expect(faults(drawPlain(new Graph(reader), reader, cluster, stored(heap)).scene)).toEqual([])
  })
})

function node(id: string): GraphNode {
  const [group = '', kind = '', namespace = '', name = ''] = id.split('/')
  return {
    id,
    kind: `${group}/${kind}`,
    apiVersion: 'v1',
    namespace,
    name,
    metadata: { labels: {}, createdAt: null },
    computed: { health: 'healthy', reason: '', state: 'present' },
  }
}

function call(source: string, target: string): GraphEdge {
  const id = `128:${source}>${target}`
  return {
    id,
    source,
    target,
    relationshipType: 'calls',
    rule: 128,
    category: 'traffic',
    confidence: 'inferred',
    state: 'ok',
    evidence: [],
  }
}

test('hundreds of applications that call the same few stand in several columns, not in a tower', () => {
  const few = ['a', 'b', 'c'].map((name) => `apps/Deployment/shop/store-${name}`)
  const many = Array.from({ length: 400 }, (_, i) => `apps/Deployment/shop/app-${i}`)
  const edges = many.flatMap((id) => few.map((to) => call(id, to)))
  const scene = layoutOverview([...few, ...many, 'apps/Deployment/other/one'].map(node), edges, () => false)
  expect(faults(scene)).toEqual([])
  const shop = scene.spaces.find((s) => s.name === 'shop')
  expect((shop?.w ?? 0) / (shop?.h ?? 1)).toBeGreaterThan(0.9)
  expect((shop?.w ?? 0) / (shop?.h ?? 1)).toBeLessThan(2.7)
})

test('trunks between a hundred namespaces go around all of them', () => {
  const ids = Array.from({ length: 100 }, (_, i) => [`apps/Deployment/ns-${i}/app`, `apps/Deployment/ns-${i}/second`]).flat()
  const edges = Array.from({ length: 99 }, (_, i) => call(`apps/Deployment/ns-${i}/app`, `apps/Deployment/ns-${(i * 37 + 11) % 100}/app`))
  const scene = layoutOverview(
    ids.map(node),
    edges.filter((e) => e.source !== e.target),
    () => false,
  )
  const trunks = scene.routes.filter((r) => r.level === 'namespaces')
  expect(trunks.length).toBeGreaterThan(90)
  for (const { source, target, points } of trunks) {
    points.forEach(([x, y], i) => {
      const [px, py] = points[i - 1] ?? [x, y]
      expect(x === px || y === py, `${source} > ${target} runs level or upright`).toBe(true)
      for (const box of scene.spaces) {
        const through =
          Math.max(x, px) > box.x && Math.min(x, px) < box.x + box.w && Math.max(y, py) > box.y && Math.min(y, py) < box.y + box.h
        expect(through, `${source} > ${target} through ${box.name}`).toBe(false)
      }
    })
  }
})
