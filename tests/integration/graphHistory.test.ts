import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectId, type GraphEdge } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { kindOf, MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { smallShop } from '../support/smallShop.ts'

const size = smallShop(0).length

/** One step of a history: put a version of the n-th object, or delete it. */
const step = fc.record({ at: fc.nat(size - 1), version: fc.nat(2), gone: fc.boolean() })

function idOf(object: RawObject): string {
  return objectId(kindOf(object), object['metadata'].namespace ?? '', object['metadata'].name)
}

function play(reader: MemoryReader, { at, version, gone }: { at: number; version: number; gone: boolean }) {
  const object = smallShop(version)[at] as RawObject
  return gone ? reader.delete(idOf(object)) : reader.put(object)
}

function edgesByNode(edges: readonly GraphEdge[]): Map<string, string> {
  const out = new Map<string, string>()
  for (const edge of edges) for (const end of new Set([edge.source, edge.target])) out.set(end, (out.get(end) ?? '') + JSON.stringify(edge))
  return out
}

describe('the graph, kept in step with any history', () => {
  test('equals the graph built from scratch, and tells every node whose edges changed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reader = new MemoryReader(smallShop(0))
        const graph = new Graph(reader)
        const unheard = new Graph(reader)
        let before = edgesByNode(graph.edges())
        for (const s of steps) {
          const changes = play(reader, s)
          const { rewired } = graph.apply(changes)
          unheard.take(changes)
          const edges = graph.edges()
          expect(unheard.edges()).toEqual(edges)
          expect(edges).toEqual(new Graph(reader).edges())
          const after = edgesByNode(edges)
          for (const id of new Set([...before.keys(), ...after.keys()]))
            if (before.get(id) !== after.get(id)) expect(rewired, id).toContain(id)
          before = after
        }
        // Asked node by node, the same edges.
        const all = graph.edges()
        for (const id of edgesByNode(all).keys()) {
          expect(graph.edgesOf(id)).toEqual({ out: all.filter((e) => e.source === id), in: all.filter((e) => e.target === id) })
        }
      }),
      { numRuns: 60 },
    )
  })

  test('is empty, with an empty index, when everything is gone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.shuffledSubarray([...Array(size).keys()], { minLength: size }), (steps, order) => {
        const reader = new MemoryReader(smallShop(1))
        const graph = new Graph(reader)
        const unheard = new Graph(reader)
        for (const s of [...steps, ...order.map((at) => ({ at, version: 0, gone: true }))]) {
          const changes = play(reader, s)
          graph.apply(changes)
          unheard.take(changes)
        }
        for (const each of [graph, unheard]) {
          expect(each.edges()).toEqual([])
          expect(each.size).toEqual({ objects: 0, references: 0, targets: 0 })
        }
      }),
      { numRuns: 40 },
    )
  })

  test('takes several changes at once, when the store is ahead of what it has told', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { maxLength: 8 }), (batches) => {
        const reader = new MemoryReader(smallShop(0))
        const graph = new Graph(reader)
        for (const batch of batches) {
          const sets = batch.map((s) => play(reader, s))
          // Told only after all of them have happened.
          for (const set of sets) graph.apply(set)
          expect(graph.edges()).toEqual(new Graph(reader).edges())
        }
      }),
      { numRuns: 60 },
    )
  })
})
