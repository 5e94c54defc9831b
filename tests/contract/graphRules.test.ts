import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { objectId, type GraphEdge } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { rules } from '../../engine/relations/index.ts'
import { ruleKey } from '../../engine/relations/reference.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'

interface Case {
  name: string
  rules: number[]
  incomplete?: string[]
  forbidden?: string[]
  objects: RawObject[]
  edges: string[]
  /** Reasons of edges that are not ok, by either end. */
  reasons?: Record<string, string>
  /** Values of the evidence, by its path. */
  values?: Record<string, string>
  /** What is in a set, by the set's id. */
  members?: Record<string, string[]>
}

const folder = new URL('../fixtures/graph/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
const cases = files.flatMap((file) => (parse(readFileSync(new URL(file, folder), 'utf8')) as Case[]).map((c) => ({ ...c, file })))

function line(edge: GraphEdge): string {
  return `${edge.rule} ${edge.source} > ${edge.target} ${edge.state} ${edge.evidence.map((e) => e.path).join(' ')}`
}

function graphOf({ objects, incomplete, forbidden }: Case): Graph {
  const reader = new MemoryReader(objects)
  for (const kind of incomplete ?? []) reader.incomplete.add(kind)
  for (const kind of forbidden ?? []) reader.forbidden.add(kind)
  return new Graph(reader)
}

/** The edges of the rules that a case is about. */
function edgesOf(each: Case, graph = graphOf(each)): readonly GraphEdge[] {
  return graph.edges().filter((edge) => each.rules.includes(edge.rule))
}

describe('the golden corpus of rules', () => {
  test.each(cases)('$file: $name', (each) => {
    const { edges } = each
    const graph = graphOf(each)
    const found = edgesOf(each, graph)
    expect(found.map(line).sort()).toEqual([...edges].sort())
    for (const [set, members] of Object.entries(each.members ?? {})) {
      const held = [...graph.membersOf(set)].map(({ kind, namespace, name }) => objectId(kind, namespace, name))
      expect([set, held.sort()]).toEqual([set, [...members].sort()])
      // Asked from a member, it is the same.
      for (const object of graph.objects())
        expect(graph.setsOf(object).includes(set)).toBe(held.includes(objectId(object.kind, object.namespace, object.name)))
    }
    for (const [target, reason] of Object.entries(each.reasons ?? {}))
      expect(found.find((edge) => (edge.target === target || edge.source === target) && edge.reason !== undefined)?.reason).toBe(reason)
    const values = Object.fromEntries(found.flatMap((edge) => edge.evidence.map((e) => [e.path, e.value])))
    expect(values).toMatchObject(each.values ?? {})
    // Asked from either end, an edge reads the same.
    for (const edge of found) {
      expect(graph.edgesOf(edge.source).out).toContainEqual(edge)
      expect(graph.edgesOf(edge.target).in).toContainEqual(edge)
    }
  })

  test('every rule, and every variant of one, has a case that makes an edge', () => {
    const shown = new Set(cases.flatMap((c) => edgesOf(c).map((edge) => edge.id.slice(0, edge.id.indexOf(':')))))
    // Marks and grants only have a say in the edges of other rules.
    const speaking = rules.filter(({ match }) => match.by !== 'mark' && match.by !== 'grant' && match.by !== 'admission')
    expect([...new Set(speaking.map(ruleKey))].filter((key) => !shown.has(key))).toEqual([])
  })

  test('variants of one rule agree in word, category and confidence', () => {
    for (const rule of rules) {
      const first = rules.find((r) => r.id === rule.id && r.variant === rule.variant)
      expect([rule.relationshipType, rule.category, rule.confidence]).toEqual([first?.relationshipType, first?.category, first?.confidence])
    }
  })
})
