import { describe, expect, test } from 'vitest'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { relationsOf } from '../../engine/graph/relationLines.ts'

const pod = (name: string, phase: string): RawObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { nodeName: 'n' },
  status: { phase },
})

describe('lines of what is used by very many', () => {
  const pods = Array.from({ length: 450 }, (_, i) => pod(`p-${String(i).padStart(3, '0')}`, i === 449 ? 'Failed' : 'Running'))
  const graph = new Graph(new MemoryReader([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }, ...pods]))

  test('tells the worst and counts the rest: none is left out unsaid', () => {
    const { usedBy, more } = relationsOf(graph, 'core/Node/_/n')
    const lines = usedBy.filter((line) => line.rule === 23)
    expect(lines).toHaveLength(200)
    expect(lines.some((line) => line.name === 'p-449' && line.level === 'failing')).toBe(true)
    expect(more?.filter((each) => each.rule === 23)).toEqual([
      { side: 'usedBy', kind: 'core/Pod', shortName: 'Pod', rule: 23, relationshipType: 'runs on', count: 250 },
    ])
  })

  test('says nothing of more where every line is told', () => {
    expect(relationsOf(graph, 'core/Pod/shop/p-001')).not.toHaveProperty('more')
  })
})

describe('what a line says of a part that is missing', () => {
  test('names the key', () => {
    const graph = new Graph(
      new MemoryReader([
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'shop' }, data: { there: '1' } },
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'p', namespace: 'shop' },
          spec: { containers: [{ env: ['there', 'gone'].map((key) => ({ valueFrom: { configMapKeyRef: { name: 'c', key } } })) }] },
        },
      ]),
    )
    const line = relationsOf(graph, 'core/Pod/shop/p').uses.find((each) => each.rule === 12)
    expect(line).toMatchObject({ id: 'core/ConfigMap/shop/c', state: 'dangling', text: 'key gone is missing' })
  })
})
