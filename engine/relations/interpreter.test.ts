import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { said } from '../../tests/support/references.ts'
import { podSpecPaths, rules } from './index.ts'
import { extractReferences } from './interpreter.ts'
import type { Reference } from './reference.ts'
import { ReferenceTable } from './referenceTable.ts'
import { builtInBook, RuleBook } from './ruleBook.ts'

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

  test('reads what objects have in common with the one before as if each were read alone', () => {
    const few = <T>(...values: T[]) => fc.constantFrom<T | undefined>(undefined, ...values)
    const owner = fc.record({
      apiVersion: fc.constant('apps/v1'),
      kind: few('ReplicaSet', 'DaemonSet'),
      name: few('a', 'b'),
      uid: few('u1', 'u2'),
    })
    const statuses = fc.array(fc.record({ name: few('main'), imageID: few('r.io/a@sha256:1', 'r.io/b@sha256:2'), image: few('x') }), {
      maxLength: 2,
    })
    const object = fc.record(
      {
        kind: fc.constantFrom('core/Pod', 'apps/ReplicaSet', 'apps/StatefulSet', 'core/ConfigMap'),
        metadata: fc.record(
          {
            name: fc.constantFrom('a', 'b', 'c'),
            namespace: few('n1', 'n2', ''),
            uid: few('x', 'y'),
            ownerReferences: few<unknown>(null, []).chain((odd) =>
              odd === undefined ? fc.array(owner, { maxLength: 2 }) : fc.constant(odd),
            ),
            annotations: fc.dictionary(
              fc.constantFrom('deployment.kubernetes.io/revision', 'kubernetes.io/config.mirror', 'k8s.v1.cni.cncf.io/networks'),
              fc.constantFrom('1', '2', 'net-a'),
            ),
            labels: fc.dictionary(
              fc.constantFrom('app', 'app.kubernetes.io/part-of', 'app.kubernetes.io/instance'),
              fc.constantFrom('s', 't'),
            ),
          },
          { requiredKeys: ['name'] },
        ),
        spec: fc.record({ nodeName: few('n1', 'n2'), serviceAccountName: few('s') }),
        status: fc.record({
          containerStatuses: statuses,
          nominatedNodeName: few('n1'),
          currentRevision: few('r1', 'r2'),
          updateRevision: few('r2'),
        }),
      },
      { requiredKeys: ['kind', 'metadata'] },
    )
    const alone = new RuleBook()
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 12 }), (given) => {
        const book = new RuleBook()
        const table = new ReferenceTable()
        let near: readonly Reference[] = []
        for (const { kind, ...each } of given) {
          const plain = JSON.parse(JSON.stringify(each)) as Record<string, unknown>
          alone.programFor(kind).forget()
          near = extractReferences(book, kind, plain, near, table)
          expect(said(near)).toEqual(said(extractReferences(alone, kind, plain, [], new ReferenceTable())))
        }
      }),
      { numRuns: 500 },
    )
  })
})
