import { describe, expect, test } from 'vitest'
import { readSchema } from './schemaRules.ts'

type Field = Record<string, unknown>

const text: Field = { type: 'string' }
const object = (properties: Record<string, Field>): Field => ({ type: 'object', properties })
const list = (items: Field): Field => ({ type: 'array', items })
const definition = (spec: Record<string, Field>, scope = 'Namespaced'): Field => ({
  spec: {
    group: 'acme.io',
    names: { kind: 'Thing' },
    scope,
    versions: [
      { name: 'v1', served: true, schema: { openAPIV3Schema: object({ metadata: object({ secretName: text }), spec: object(spec) }) } },
    ],
  },
})
const found = (spec: Record<string, Field>, scope?: string): string[] =>
  readSchema(definition(spec, scope), () => []).rules.map(({ at, to, match }) => `${at[0] ?? ''} ${match.by} ${to}`)

describe('references out of a schema', () => {
  test('by the names and forms of fields', () => {
    expect(
      found({
        secretName: text,
        tls: object({ caSecretRef: object({ name: text, key: text }) }),
        configMapRef: object({ name: text }),
        serviceAccountName: text,
        storageClassName: text,
        targetRef: object({ apiVersion: text, kind: text, name: text, namespace: text }),
        sources: list(object({ sourceRef: object({ kind: text, name: text }) })),
        backendRefs: list(object({ group: text, kind: text, name: text })),
        selector: object({ matchLabels: { type: 'object', additionalProperties: text } }),
        secrets: list(object({ secretName: text })),
      }).sort(),
    ).toEqual(
      [
        'spec.secretName name core/Secret',
        'spec.tls.caSecretRef name core/Secret',
        'spec.configMapRef name core/ConfigMap',
        'spec.serviceAccountName name core/ServiceAccount',
        'spec.storageClassName name storage.k8s.io/StorageClass',
        'spec.targetRef object *',
        'spec.sources[].sourceRef read *',
        'spec.backendRefs[] object *',
        'spec.selector selector core/Pod',
        'spec.secrets[].secretName name core/Secret',
      ].sort(),
    )
  })

  test('fields that look alike are none', () => {
    expect(
      found({
        name: text,
        secret: text,
        fieldRef: object({ fieldPath: text }),
        resourceFieldRef: object({ resource: text }),
        target: object({ kind: text, name: text }),
        preference: object({ kind: text, name: text }),
        secretName: { type: 'integer' },
        secretRef: object({ accessId: text }),
        nodeSelector: object({ matchLabels: { type: 'object' } }),
      }),
    ).toEqual([])
  })

  test('an object without a namespace names only what tells its own', () => {
    expect(
      found(
        { secretName: text, storageClassName: text, aRef: object({ name: text }), bSecretRef: object({ name: text, namespace: text }) },
        'Cluster',
      ),
    ).toEqual(['spec.storageClassName name storage.k8s.io/StorageClass', 'spec.bSecretRef read core/Secret'])
  })

  test('what another rule reads is left to it', () => {
    const covered = {
      id: 99,
      from: ['acme.io/Thing'],
      to: 'core/Secret',
      relationshipType: '',
      category: 'configuration',
      confidence: 'declared',
    } as const
    const spec = { a: object({ secretRef: object({ name: text }) }), b: object({ secretRef: object({ name: text }) }) }
    const rules = readSchema(definition(spec), () => [
      { ...covered, at: ['spec.(a|c).secretRef'], match: { by: 'name', field: 'name', namespace: 'same' } },
    ]).rules
    expect(rules.map((rule) => rule.at[0])).toEqual(['spec.b.secretRef'])
    const byName = readSchema(definition(spec), () => [
      { ...covered, at: ['spec.a.secretRef.name'], match: { by: 'name', namespace: 'same' } },
    ]).rules
    expect(byName.map((rule) => rule.at[0])).toEqual(['spec.b.secretRef'])
  })

  test("a targetRef is a policy's only where it has a group", () => {
    const policies = {
      id: 62,
      from: '*',
      to: '*',
      at: ['spec.targetRef'],
      match: { by: 'read', read: () => [] },
      relationshipType: '',
      category: 'policy',
      confidence: 'declared',
    } as const
    const rulesOf = (fields: Record<string, Field>): readonly string[] =>
      readSchema(definition({ targetRef: object(fields) }), () => [policies]).rules.flatMap((rule) => rule.at)
    expect(rulesOf({ apiVersion: text, kind: text, name: text })).toEqual(['spec.targetRef'])
    expect(rulesOf({ group: text, kind: text, name: text })).toEqual([])
  })

  test('hostile schemas come to an end, and what was not read is said', () => {
    let deep: Field = text
    for (let i = 0; i < 5_000; i++) deep = object({ a: deep })
    const far = readSchema(definition({ deep, secretName: text }), () => [])
    expect(far.rules).toHaveLength(1)
    expect(far.unread).toContain('deeper than 100 levels')
    const wide = readSchema(definition(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, text]))), () => [])
    expect(wide.unread).toMatch(/fields beyond the first 60000/)
    const many = readSchema(definition(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`a${i}SecretName`, text]))), () => [])
    expect(many.rules).toHaveLength(3_000)
    expect(many.unread).toContain('3000 references')
    const odd = readSchema(definition({ 'a"]b': text, ['__proto__x']: object({ secretName: text }), 'x\u0000': text }), () => [])
    expect(odd.unread).toContain('2 fields whose names no path can say')
    expect(odd.rules).toHaveLength(1)
  })

  test.each([
    [{}],
    [{ spec: null }],
    [{ spec: { group: 1, names: {}, versions: 'x' } }],
    [{ spec: { group: 'a', names: { kind: 'B' }, versions: [null, { schema: { openAPIV3Schema: 7 } }] } }],
  ])('what is no definition gives nothing', (bad) => {
    expect(readSchema(bad, () => []).rules).toEqual([])
  })
})
