import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { said } from '../../tests/support/references.ts'
import { objectId } from '../contract/index.ts'
import type { KubeObject } from '../kinds/kind.ts'
import { extractReferences, restReferences, statusReferences } from '../relations/interpreter.ts'
import type { Reference } from '../relations/reference.ts'
import { ReferenceTable } from '../relations/referenceTable.ts'
import type { Rule } from '../relations/rule.ts'
import { RuleBook } from '../relations/ruleBook.ts'
import { ClusterStore } from './clusterStore.ts'

/** What a rule may read of an object. */
const rules: readonly ((object: any) => unknown)[] = [
  (object) => object.spec,
  (object) => object.metadata.labels,
  (object) => object.metadata.annotations,
  (object) => [object.spec, object.data],
  (object) => (object.spec === 'a' ? object.status : object.spec),
  (object) => object.status,
  (object) => 'status' in object,
  (object) => object.metadata.resourceVersion,
  (object) => Object.keys(object),
  (object) => Object.entries(object),
]

function referenceOf(value: unknown): Reference {
  return {
    by: 'name',
    rule: 'test',
    kind: 'core/ConfigMap',
    namespace: 'n',
    name: 'x',
    evidence: [{ path: 'p', value: JSON.stringify([value]) }],
  } as unknown as Reference
}

/** Values and names of members as they may stand in a text, hostile ones among them. */
const value = fc.constantFrom(
  '1',
  '"a"',
  '"b"',
  'null',
  '{}',
  '[1,"}"]',
  '{"status":{"x":"\\"}"}}',
  '{"metadata":{"resourceVersion":"7"}}',
  '"\\",\\"status\\":1,\\""',
  '{"a":"\\u0022,\\"spec\\":\\"b\\""}',
)
const member = fc.constantFrom(
  '"status"',
  '"st\\u0061tus"',
  '"spec"',
  '"sp\\u0065c"',
  '"data"',
  '"Status"',
  '"status "',
  '"metadata2"',
  '""',
)
const inner = fc.constantFrom(
  '"labels"',
  '"annotations"',
  '"resourceVersion2"',
  '"status"',
  '"managedFields"',
  '"generation"',
  '"l\\u0061bels"',
)
const space = fc.constantFrom('', ' ', '\n\t')
const members = (name: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(
    fc.tuple(name, space, value, space).map(([key, before, text, after]) => `${key}${before}:${after}${text}`),
    { maxLength: 4 },
  )
const text = fc
  .record({
    before: members(member),
    after: members(member),
    meta: members(inner),
    gap: space,
    versionFirst: fc.boolean(),
    escaped: fc.boolean(),
    twice: fc.boolean(),
  })
  .map(({ before, after, meta, gap, versionFirst, escaped, twice }) => (version: number): string => {
    const own = `${escaped ? '"resource\\u0056ersion"' : '"resourceVersion"'}${gap}:"${String(version)}"`
    const fields = ['"name":"x"', '"namespace":"n"', '"uid":"u"', ...(twice ? ['"resourceVersion":"1"'] : []), ...meta]
    const metadata = `"metadata":${gap}{${(versionFirst && !twice ? [own, ...fields] : [...fields, own]).join(`,${gap}`)}}`
    return `{${gap}${[...before, metadata, ...after].join(`${gap},`)}}`
  })

describe('ReferenceSources', () => {
  it('lets references be kept only where reading them anew gives the same, whatever a rule reads and however an object is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.array(fc.tuple(text, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 4 }),
        (rule, steps) => {
          const store = new ClusterStore({
            read: () => ({ cells: [], health: { level: 'healthy', reason: '' } }),
            references: (_kind, object) => [referenceOf(rule(object))],
            now: () => 0,
            schedule: () => undefined,
          })
          let version = 0
          for (const [write, times] of steps) {
            for (let i = 0; i < times; i++) {
              const json = write(++version)
              expect(store.load('core/Pod', Buffer.from(json))).toBeNull()
              const object = JSON.parse(json) as KubeObject & { metadata: Record<string, unknown> }
              delete object.metadata['managedFields']
              expect(store.get(objectId('core/Pod', 'n', 'x'))?.references).toEqual([referenceOf(rule(object))])
            }
          }
          store.close()
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('reads nothing again when only status and version have changed, and everything when a rule reads the status', () => {
    let reads = 0
    let rule = (object: any): unknown => object.spec
    const store = new ClusterStore({
      read: () => ({ cells: [], health: { level: 'healthy', reason: '' } }),
      references: (_kind, object) => {
        reads++
        return [referenceOf(rule(object))]
      },
      now: () => 0,
      schedule: () => undefined,
    })
    let version = 0
    const change = (spec: string): void => {
      version++
      const json = `{"metadata":{"name":"x","namespace":"n","uid":"u","resourceVersion":"${String(version)}"},"spec":"${spec}","status":{"count":${String(version)}}}`
      expect(store.load('core/Pod', Buffer.from(json))).toBeNull()
    }
    for (let i = 0; i < 10; i++) change('a')
    expect(reads).toBe(2) // when it came, and at its first change
    change('b')
    change('b')
    expect(reads).toBe(3)
    rule = (object) => object.status
    void store.rereadReferences(null)
    reads = 0
    for (let i = 0; i < 10; i++) change('b')
    expect(reads).toBe(10)
    expect(store.get(objectId('core/Pod', 'n', 'x'))?.references).toEqual([referenceOf({ count: version })])
    store.close()
  })

  it('keeps references by the rules of a cluster only where reading them anew gives the same, also by rules that look at the status', () => {
    const match = { by: 'name', namespace: 'same' } as const
    const word = {
      from: ['core/Pod'],
      to: 'core/ConfigMap',
      relationshipType: 'uses',
      category: 'configuration',
      confidence: 'declared',
      match,
    } as const
    const own: readonly Rule[] = [
      { ...word, id: 901, variant: 'plain', at: ['spec.nodeName'] },
      { ...word, id: 902, variant: 'status', at: ['status.phase'] },
      { ...word, id: 903, variant: 'mixed', at: ['spec.nodeName', 'status.phase'] },
      {
        ...word,
        id: 904,
        variant: 'whole',
        at: ['status'],
        match: { by: 'read', read: (value) => [{ namespace: '', name: JSON.stringify(value) }] },
      },
      { ...word, id: 905, variant: 'when', at: ['spec.nodeName'], when: [{ path: 'status.phase', equals: 'Failed' }] },
      { ...word, id: 906, variant: 'version', at: ['metadata.resourceVersion'] },
      {
        ...word,
        id: 907,
        variant: 'reader',
        at: ['spec.nodeName'],
        match: { by: 'read', read: (_, { object }) => [{ namespace: '', name: String(object['status']?.phase) }] },
      },
      {
        ...word,
        id: 908,
        variant: 'meta',
        at: ['metadata'],
        match: { by: 'read', read: (value) => [{ namespace: '', name: JSON.stringify(value) }] },
      },
      { ...word, id: 909, variant: 'label', at: ['metadata.labels.app'], when: [{ path: 'status', is: 'present' }] },
    ]
    const pod = fc.record({
      labels: fc.constantFrom(undefined, { app: 'a' }, { app: 'b' }),
      spec: fc.constantFrom(
        undefined,
        { nodeName: 'n1' },
        { nodeName: 'n2', volumes: [{ name: 'v', ephemeral: {} }] },
        { serviceAccountName: 's' },
      ),
      status: fc.constantFrom(undefined, { phase: 'Failed' }, { phase: 'Running' }, { phase: 'Running', nominatedNodeName: 'n3' }),
    })
    let told = 0
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...own), { maxLength: 2 }),
        fc.array(pod, { minLength: 2, maxLength: 8 }),
        (rules, steps) => {
          const book = new RuleBook()
          book.setOwn(rules)
          const fresh = new RuleBook()
          fresh.setOwn(rules)
          const table = new ReferenceTable()
          const store = new ClusterStore({
            read: () => ({ cells: [], health: { level: 'healthy', reason: '' } }),
            references: (kind, object, near) => restReferences(book, kind, object, near, table),
            status: {
              read: (kind, object, near) => statusReferences(book, kind, object, near, table),
              begin: (kind, held) => book.programFor(kind).countBeforeStatus(held),
              blindness: {
                isLikely: (kind) => book.programFor(kind).passesByStatus,
                wasKept: (kind) => {
                  const blind = !book.programFor(kind).sawMore
                  if (blind) told++
                  return blind
                },
              },
            },
            now: () => 0,
            schedule: () => undefined,
          })
          for (const [version, { labels, spec, status }] of steps.entries()) {
            const object = { metadata: { name: 'x', namespace: 'n', uid: 'u', resourceVersion: String(version + 1), labels }, spec, status }
            const json = JSON.stringify(object)
            expect(store.load('core/Pod', Buffer.from(json))).toBeNull()
            const anew = extractReferences(fresh, 'core/Pod', JSON.parse(json) as KubeObject, [], new ReferenceTable())
            expect(said(store.get(objectId('core/Pod', 'n', 'x'))?.references)).toEqual(said(anew))
          }
          store.close()
        },
      ),
      { numRuns: 500 },
    )
    expect(told).toBeGreaterThan(100)
  })
})
