import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { podSpecPaths, rules } from './index.ts'
import { extractReferences } from './interpreter.ts'
import { builtInBook } from './ruleBook.ts'

const kinds = [...new Set([...rules.flatMap((r) => (typeof r.from === 'string' ? [] : r.from)), ...Object.keys(podSpecPaths)])]

/** Names of fields that rules look for, to make random documents that get somewhere. */
const words = [
  ...new Set(rules.flatMap((r) => r.at).flatMap((path) => path.match(/[A-Za-z]+/g) ?? [])),
  'name',
  'namespace',
  'uid',
  'kind',
  'template',
  'spec',
  'matchLabels',
]

const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 8 },
    fc.constantFrom<unknown>('x', '', 'true', 1, null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('record'),
  ),
  record: fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 5 }),
})).record

describe('reading references', () => {
  test('never throws, whatever an object holds, and reads the same twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), document, (kind, object) => {
        const first = extractReferences(builtInBook, kind, object)
        const again = extractReferences(builtInBook, kind, structuredClone(object))
        expect(again).toHaveLength(first.length)
        again.forEach((reference, i) => {
          expect(reference).toBe(first[i])
        })
        for (const reference of first) {
          expect(reference.evidence.length).toBeGreaterThan(0)
          if (reference.by === 'name') expect(reference.name).not.toBe('')
        }
      }),
      { numRuns: 500 },
    )
  })

  test('shares what the Pods of one workload have in common', () => {
    const pod = (name: string, node: string): Record<string, unknown> => ({
      metadata: { name, namespace: 'shop' },
      spec: { nodeName: node, serviceAccountName: 'web', volumes: [{ secret: { secretName: 's' } }] },
    })
    const [a, b, c] = [
      extractReferences(builtInBook, 'core/Pod', pod('a', 'n1')),
      extractReferences(builtInBook, 'core/Pod', pod('b', 'n1')),
      extractReferences(builtInBook, 'core/Pod', pod('c', 'n2')),
    ]
    expect(b?.filter((r) => !a?.includes(r))).toEqual([])
    expect(c?.filter((r) => !a?.includes(r)).map((r) => r.rule.id)).toEqual([23])
  })

  test('does not mix objects of two namespaces, or optional and required', () => {
    const read = (namespace: string, optional: boolean) =>
      extractReferences(builtInBook, 'core/Pod', {
        metadata: { name: 'a', namespace },
        spec: { volumes: [{ secret: { secretName: 's', optional } }] },
      }).find((r) => r.rule.id === 14)
    expect(read('a', false)).toMatchObject({ namespace: 'a', optional: false })
    expect(read('b', false)).toMatchObject({ namespace: 'b', optional: false })
    expect(read('a', true)).toMatchObject({ namespace: 'a', optional: true })
    const stateful = (namespace: string) =>
      extractReferences(builtInBook, 'apps/StatefulSet', {
        metadata: { name: 'db', namespace },
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
      })
    const ordinal = (namespace: string) => stateful(namespace).find((r) => r.by === 'ordinal')
    expect(ordinal('a')).toMatchObject({ namespace: 'a', stem: 'data-db' })
    expect(ordinal('b')).toMatchObject({ namespace: 'b' })
  })
})
