import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectId } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { builtInBook, type RuleBook } from '../../engine/relations/ruleBook.ts'
import { ChangeBatch } from '../../engine/store/changeBatch.ts'
import type { ChangeSet } from '../../engine/store/storedObject.ts'
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

interface Step {
  at: number
  version: number
  gone: boolean
}

/** One step of a history: put a version of the n-th object, or delete it. */
function stepOf({ objects, versions }: Universe): fc.Arbitrary<Step> {
  return fc.record({ at: fc.nat(objects(0).length - 1), version: fc.nat(versions - 1), gone: fc.boolean() })
}

function idOf(object: RawObject): string {
  return objectId(kindOf(object), object['metadata'].namespace ?? '', object['metadata'].name)
}

function play({ objects }: Universe, reader: MemoryReader, { at, version, gone }: Step): ChangeSet {
  const object = objects(version)[at] as RawObject
  return gone ? reader.delete(idOf(object)) : reader.put(object)
}

/** Several changes as the store tells them: of each object the first and the last state. */
function together(sets: readonly ChangeSet[]): ChangeSet {
  const batch = new ChangeBatch()
  for (const { removed, updated, added } of sets) {
    for (const object of removed) batch.add(object.key, object, undefined)
    for (const { before, after } of updated) batch.add(after.key, before, after)
    for (const object of added) batch.add(object.key, undefined, object)
  }
  return batch.take()
}

/** What a graph says of every node: its edges, what it reads like, and the members of a set. */
function said(graph: Graph): Map<string, string> {
  const out = new Map<string, string>()
  for (const edge of graph.edges())
    for (const end of new Set([edge.source, edge.target])) out.set(end, (out.get(end) ?? '') + JSON.stringify(edge))
  for (const id of out.keys()) {
    const members = [...graph.membersOf(id)].map((object) => objectId(object.kind, object.namespace, object.name)).sort()
    out.set(id, `${out.get(id) ?? ''}${members.join(' ')}`)
  }
  return out
}

function sets(graph: Graph): readonly string[] {
  return [...graph.objects()].map((object) => `${object.kind} ${object.namespace} ${object.name}: ${graph.setsOf(object).join(' ')}`).sort()
}

describe.each(universes)('the graph of $name, kept in step with any history', (universe) => {
  const step = stepOf(universe)
  const size = universe.objects(0).length

  test('equals the graph built from scratch, and tells every node whose edges changed', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 25 }), (batches) => {
        const reader = new MemoryReader(universe.objects(0), universe.book)
        const graph = new Graph(reader)
        const unheard = new Graph(reader)
        let before = said(graph)
        for (const batch of batches) {
          const changes = together(batch.map((s) => play(universe, reader, s)))
          const { rewired } = graph.apply(changes)
          unheard.take(changes)
          const after = said(graph)
          const scratch = new Graph(reader)
          expect(after).toEqual(said(scratch))
          expect(said(unheard)).toEqual(after)
          expect(sets(graph)).toEqual(sets(scratch))
          for (const id of new Set([...before.keys(), ...after.keys()]))
            if (before.get(id) !== after.get(id))
              expect(rewired, `${id}\nwas ${before.get(id) ?? ''}\nis ${after.get(id) ?? ''}`).toContain(id)
          before = after
        }
        // Asked node by node, the same edges.
        const all = graph.edges()
        for (const id of said(graph).keys()) {
          expect(graph.edgesOf(id)).toEqual({ out: all.filter((e) => e.source === id), in: all.filter((e) => e.target === id) })
          expect(graph.node(id)?.id).toBe(id)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('is empty, with an empty index, when everything is gone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.shuffledSubarray([...Array(size).keys()], { minLength: size }), (steps, order) => {
        const reader = new MemoryReader(universe.objects(1), universe.book)
        const graph = new Graph(reader)
        const unheard = new Graph(reader)
        for (const s of [...steps, ...order.map((at) => ({ at, version: 0, gone: true }))]) {
          const changes = play(universe, reader, s)
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
        const reader = new MemoryReader(universe.objects(0), universe.book)
        const graph = new Graph(reader)
        for (const batch of batches) {
          const changes = batch.map((s) => play(universe, reader, s))
          // Told only after all of them have happened.
          for (const set of changes) graph.apply(set)
          expect(graph.edges()).toEqual(new Graph(reader).edges())
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the universe of every form of match', () => {
  test('makes an edge of each form, in several states', () => {
    const found = new Set<string>()
    const states = new Set<string>()
    for (let version = 0; version < 4; version++) {
      for (const edge of new Graph(new MemoryReader(everyMatch(version), everyMatchBook())).edges()) {
        if (edge.rule === 127) found.add(edge.relationshipType)
        if (edge.rule === 127) states.add(edge.state)
        if (edge.rule === 130) found.add(`overlap of ${edge.source.split('/')[1] ?? ''}`)
      }
    }
    expect([...found].sort()).toEqual([
      'back',
      'default',
      'every',
      'gated',
      'guess',
      'image',
      'made',
      'nodes',
      'numbered',
      'overlap of Deployment',
      'overlap of PodDisruptionBudget',
      'overlap of Service',
      'part',
      'read',
      'set',
    ])
    expect([...states].sort()).toEqual(['blocked', 'dangling', 'not-ready', 'ok', 'optional-missing'])
  })
})
