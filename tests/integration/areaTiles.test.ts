import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectId, type GraphQuery } from '../../engine/contract/index.ts'
import { AreaTiles } from '../../engine/graph/areaTiles.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { contentsOf } from '../../engine/graph/picture.ts'
import type { TileGraph } from '../../engine/graph/tileGraph.ts'
import { atOnce } from '../../engine/layout/inPieces.ts'
import { builtInBook, type RuleBook } from '../../engine/relations/ruleBook.ts'
import { everyMatch, everyMatchBook } from '../support/everyMatch.ts'
import { kindOf, MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { smallShop } from '../support/smallShop.ts'

interface Universe {
  name: string
  versions: number
  objects: (version: number) => readonly RawObject[]
  book: RuleBook
}

const universes: readonly Universe[] = [
  { name: 'a small shop', versions: 3, objects: smallShop, book: builtInBook },
  { name: 'every form of match', versions: 4, objects: everyMatch, book: everyMatchBook() },
]

/** Something happens to an object, or a kind is listed or no longer is; or somebody looks for so many pieces of work, and gives up. */
type Step = { at: number; version: number; gone: boolean } | { unlisted: number } | { pieces: number }

function step({ objects, versions }: Universe): fc.Arbitrary<Step> {
  const at = fc.nat(objects(0).length - 1)
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ at, version: fc.nat(versions - 1), gone: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ unlisted: at }) },
    { weight: 2, arbitrary: fc.record({ pieces: fc.nat(40) }) },
  )
}

function idOf(object: RawObject): string {
  return objectId(kindOf(object), object['metadata'].namespace ?? '', object['metadata'].name)
}

/** Queries of the areas that are kept in step. */
function queryIn({ objects }: Universe): fc.Arbitrary<GraphQuery> {
  const namespaces = [...new Set(objects(0).map((o) => String(o['metadata'].namespace ?? '')))].filter((name) => name !== '')
  const workloads = objects(0).filter((o) => /Deployment|ReplicaSet|Job/.test(String(o['kind'])))
  return fc.record({
    cluster: fc.constant('c'),
    scope: fc.oneof(
      fc.constant({ type: 'cluster' } as const),
      fc.record({ type: fc.constant('namespaces' as const), namespaces: fc.subarray(namespaces, { minLength: 1 }) }),
    ),
    categories: fc.constantFrom(null, ['traffic', 'configuration'] as const, ['ownership'] as const),
    lens: fc.constantFrom('everything', 'network', 'rbac', 'scheduling', 'workloads'),
    guesses: fc.boolean(),
    opened: fc.subarray(workloads.map(idOf)),
  })
}

/** What is compared: everything but the order of keys. */
function said({ nodes, edges, policies }: TileGraph): unknown {
  return { nodes, edges, policies }
}

describe.each(universes)('the tiles of an area of $name, kept in step with any history', (universe) => {
  const put = (reader: MemoryReader, graph: Graph, { at, version, gone }: { at: number; version: number; gone: boolean }): void => {
    const object = universe.objects(version)[at] as RawObject // below the length
    graph.apply(gone ? reader.delete(idOf(object)) : reader.put(object))
  }

  test('are those that are made from scratch, whenever somebody looks', () => {
    fc.assert(
      fc.property(queryIn(universe), fc.array(fc.array(step(universe), { maxLength: 6 }), { maxLength: 12 }), (query, batches) => {
        const reader = new MemoryReader(universe.objects(0), universe.book)
        const graph = new Graph(reader)
        const area = new AreaTiles(graph, reader, query)
        graph.onDelta((delta) => {
          area.take(delta)
        })
        let before: TileGraph | null = null
        let revision = -1
        for (const batch of batches) {
          for (const each of batch) {
            if ('pieces' in each) {
              const work = area.catchUp()
              for (let i = 0; i < each.pieces; i++) if (work.next().done === true) break
            } else if ('unlisted' in each) {
              const kind = kindOf(universe.objects(0)[each.unlisted] as RawObject)
              if (!reader.incomplete.delete(kind)) reader.incomplete.add(kind)
              area.recheckAbsent()
            } else put(reader, graph, each)
          }
          const kept = atOnce(area.catchUp())
          const { scope, tiles } = atOnce(contentsOf(graph, reader, query))
          expect(said(kept)).toEqual(said(tiles))
          expect([...area.scope.nodes.keys()].sort()).toEqual([...scope.nodes.keys()].sort())
          expect(area.scope.counted).toBe(scope.counted)
          // Where it says that nothing is new, nothing is.
          if (before && revision === area.revision) {
            expect(kept.edges).toEqual(before.edges)
            expect(kept.policies).toEqual(before.policies)
            expect(kept.nodes.map((n) => [n.id, n.foldedInto])).toEqual(before.nodes.map((n) => [n.id, n.foldedInto]))
          }
          before = kept
          revision = area.revision
        }
      }),
      { numRuns: 300 },
    )
  })

  test('are none when everything is gone', () => {
    fc.assert(
      fc.property(
        queryIn(universe),
        fc.shuffledSubarray([...universe.objects(0).keys()], { minLength: universe.objects(0).length }),
        (query, order) => {
          const reader = new MemoryReader(universe.objects(1), universe.book)
          const graph = new Graph(reader)
          const area = new AreaTiles(graph, reader, query)
          graph.onDelta((delta) => {
            area.take(delta)
          })
          atOnce(area.catchUp())
          order.forEach((at, i) => {
            put(reader, graph, { at, version: 0, gone: true })
            if (i % 7 === 0) atOnce(area.catchUp())
          })
          expect(atOnce(area.catchUp())).toEqual({ nodes: [], edges: [], policies: [] })
          expect(area.scope.nodes.size).toBe(0)
          expect(area.size).toEqual({ members: 0, units: 0, edges: 0 })
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('a change is worked off without looking at what it does not touch', () => {
  const objects: RawObject[] = []
  for (let i = 0; i < 400; i++)
    objects.push(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `config-${i}`, namespace: `space-${i % 20}` } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: `web-${i}`, namespace: `space-${i % 20}` },
        spec: { template: { spec: { volumes: [{ configMap: { name: `config-${i}` } }] } } },
      },
    )
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const area = new AreaTiles(graph, reader, { cluster: 'c', scope: { type: 'cluster' }, categories: null })
  graph.onDelta((delta) => {
    area.take(delta)
  })
  const pieces = (): number => {
    let count = 0
    for (const work = area.catchUp(); work.next().done !== true;) count++
    return count
  }
  const first = pieces()
  const deployment = objects[1] as RawObject
  graph.apply(reader.put({ ...deployment, spec: { template: { spec: { volumes: [{ configMap: { name: 'config-20' } }] } } } }))
  const after = pieces()
  expect(after).toBeLessThan(25)
  expect(first).toBeGreaterThan(20 * after)
  const edges = atOnce(area.catchUp()).edges.filter((edge) => edge.source === 'apps/Deployment/space-0/web-0')
  expect(edges.map((edge) => edge.target)).toContain('core/ConfigMap/space-0/config-20')
  expect(edges.map((edge) => edge.target)).not.toContain('core/ConfigMap/space-0/config-0')
})
