import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { GraphEdge } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { rules } from '../../engine/relations/index.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

interface Case {
  name: string
  rules: number[]
  incomplete?: string[]
  forbidden?: string[]
  objects: RawObject[]
  edges: string[]
}

const folder = new URL('../fixtures/graph/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
const cases = files.flatMap((file) => (parse(readFileSync(new URL(file, folder), 'utf8')) as Case[]).map((c) => ({ ...c, file })))

function line(edge: GraphEdge): string {
  return `${edge.rule} ${edge.source} > ${edge.target} ${edge.state} ${edge.evidence.map((e) => e.path).join(' ')}`
}

describe('the golden corpus of rules', () => {
  test.each(cases)('$file: $name', ({ rules: ids, objects, edges, incomplete, forbidden }) => {
    const reader = new MemoryReader(objects)
    for (const kind of incomplete ?? []) reader.incomplete.add(kind)
    for (const kind of forbidden ?? []) reader.forbidden.add(kind)
    const graph = new Graph(reader)
    const found = graph.edges().filter((e) => ids.includes(e.rule))
    expect(found.map(line).sort()).toEqual([...edges].sort())
    // Asked from either end, an edge reads the same.
    for (const edge of found) {
      expect(graph.edgesOf(edge.source).out).toContainEqual(edge)
      expect(graph.edgesOf(edge.target).in).toContainEqual(edge)
    }
  })

  test('every rule has a case that makes an edge', () => {
    const shown = new Set(cases.flatMap((c) => c.edges.map((e) => Number(e.split(' ')[0]))))
    expect(rules.map((r) => r.id).filter((id) => !shown.has(id))).toEqual([])
  })

  test('variants of one rule agree in word, category and confidence', () => {
    for (const rule of rules) {
      const first = rules.find((r) => r.id === rule.id)
      expect([rule.relationshipType, rule.category, rule.confidence]).toEqual([first?.relationshipType, first?.category, first?.confidence])
    }
  })
})
