import { describe, expect, test } from 'vitest'
import { extractReferences } from './interpreter.ts'
import { readOwnRules } from './ownRules.ts'
import { RuleBook } from './ruleBook.ts'

function rulesOf(text: string): RuleBook {
  const read = readOwnRules(text, 'rules.yaml')
  if (!read.ok) throw new Error(`${read.error.where ?? ''}: ${read.error.message}`)
  const book = new RuleBook()
  book.setOwn(read.value.rules)
  return book
}

function refused(text: string): string {
  const read = readOwnRules(text, 'rules.yaml')
  if (read.ok) throw new Error('it was not refused')
  expect(read.error.code).toBe('bad-input')
  expect(read.error.todo).toBeTruthy()
  return `${read.error.where ?? ''} ${read.error.message}`
}

const one = (more: string): string => `rules:\n  - name: a\n    from: acme.io/Tenant\n    path: spec.x\n${more}`
const tenant = (spec: object): Record<string, unknown> => ({
  apiVersion: 'acme.io/v1',
  kind: 'Tenant',
  metadata: { name: 't', namespace: 'shop' },
  spec,
})
const found = (text: string, object: Record<string, unknown>, kind = 'acme.io/Tenant'): string[] =>
  extractReferences(rulesOf(text), kind, object)
    .filter((r) => r.rule.id === 127)
    .map((r) => (r.by === 'name' ? `${r.kind}/${r.namespace}/${r.name}${r.optional ? '?' : ''}${r.backward ? ' back' : ''}` : r.by))

describe('own rules', () => {
  test('a name, beside the holder, without a namespace, as written, and in a list', () => {
    const text = one('    to: core/Service\n    match: name\n')
    expect(found(text, tenant({ x: 'cart' }))).toEqual(['core/Service/shop/cart'])
    expect(found(text, tenant({ x: 7 }))).toEqual([])
    expect(found(text, tenant({}))).toEqual([])
    expect(found(one('    to: core/Node\n    match: {by: name, namespace: none}\n'), tenant({ x: 'n1' }))).toEqual(['core/Node//n1'])
    expect(
      found(
        one("    to: core/Service\n    split: ','\n    match: {by: name, namespace: written}\n"),
        tenant({ x: 'cart, pay/api,,a/b/c' }),
      ),
    ).toEqual(['core/Service/shop/cart', 'core/Service/pay/api'])
    expect(
      found(
        one('    to: core/Secret\n    optional: true\n    match: {by: name, field: n, namespace: {field: ns}}\n'),
        tenant({ x: { n: 'k', ns: 'z' } }),
      ),
    ).toEqual(['core/Secret/z/k?'])
    expect(
      found(one('    to: core/Service\n    direction: backward\n    match: {by: name, namespace: {always: z}}\n'), tenant({ x: 'c' })),
    ).toEqual(['core/Service/z/c back'])
  })

  test('a label, an annotation, a whole reference', () => {
    expect(found(one('    to: core/Pod\n    match: {by: label, key: acme.io/shard}\n'), tenant({ x: '7' }))).toEqual(['selector'])
    const mark = one('    to: core/ConfigMap\n    match: {by: annotation, key: acme.io/id}\n')
    expect(found(mark, tenant({ x: '42' }))).toEqual(['pseudo/Annotation//acme.io/id=42'])
    const map = { metadata: { name: 'm', namespace: 'b', annotations: { 'acme.io/id': '42' } } }
    expect(found(mark, map, 'core/ConfigMap')).toEqual(['pseudo/Annotation//acme.io/id=42 back'])
    expect(found(one('    match: reference\n'), tenant({ x: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }))).toEqual([
      'apps/Deployment/shop/web',
    ])
  })

  test('a kind that nobody has is allowed, and so is an empty file', () => {
    expect(found(one('    to: no.such.group/Thing\n    match: name\n'), tenant({ x: 'a' }))).toEqual(['no.such.group/Thing/shop/a'])
    expect(readOwnRules(' \n', 'x')).toEqual({ ok: true, value: { rules: [], entries: 0 } })
  })

  test.each([
    ['no YAML', 'rules: [', 'rules.yaml:1:9 '],
    [
      'a key that is not known',
      one('    to: core/Pod\n    match: name\n    colour: red\n'),
      'rules.yaml:7:13 The rules cannot be used: there is no "colour" here.',
    ],
    [
      'a wrong type',
      one('    to: core/Pod\n    match: name\n    optional: perhaps\n'),
      'rules.yaml:7:15 The rules cannot be used: rules[0].optional: ',
    ],
    [
      'a bad path',
      'rules:\n  - name: a\n    from: acme.io/T\n    path: spec..x\n    to: core/Pod\n    match: name\n',
      'rules.yaml:4:11 The rules cannot be used: rules[0].path: not a field path: spec..x',
    ],
    [
      'a kind without a group',
      one('    to: Pod\n    match: name\n'),
      'rules.yaml:5:9 The rules cannot be used: rules[0].to: a kind is written with its group, like apps/Deployment or core/Service.',
    ],
    ['no match', one('    to: core/Pod\n'), 'rules.yaml:2:5 The rules cannot be used: rules[0].match: '],
    [
      'a match of another sort',
      one('    to: core/Pod\n    match: {by: colour}\n'),
      'rules.yaml:6:12 The rules cannot be used: rules[0].match: ',
    ],
    [
      'no target',
      one('    match: name\n'),
      'rules.yaml:2:5 The rules cannot be used: match by name needs to know the kind: say it in "to".',
    ],
    [
      'two of one name',
      `${one('    to: core/Pod\n    match: name\n')}  - {name: a, from: '*', path: x, to: core/Pod, match: name}\n`,
      'rules.yaml:7:12 The rules cannot be used: there are two rules named "a".',
    ],
    [
      'several documents',
      'rules: []\n---\nrules: []\n',
      'rules.yaml:2:1 The rules cannot be used: it holds several documents; rules are one.',
    ],
    ['a key twice', 'rules: []\nrules: []\n', 'rules.yaml:2:1 '],
    ['a list', '- a\n', 'rules.yaml:1:1 '],
  ])('%s is refused with its place', (_, text, said) => {
    expect(refused(text).slice(0, said.length)).toBe(said)
  })

  test('bombs are refused at once', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, i) => `b${i}: &b${i} [${Array.from({ length: 9 }, () => (i === 0 ? '*a' : `*b${i - 1}`)).join(',')}]`).join('\n')}\n`
    expect(refused(bomb)).toContain('aliases')
    expect(refused('['.repeat(100_000))).toContain('nested too deeply')
    expect(refused(`${'- '.repeat(5_000)}a`)).toContain('nested too deeply')
    expect(refused(`rules: []\n#${'x'.repeat(500_000)}`)).toContain('larger than')
    const many = `rules:\n${Array.from({ length: 501 }, (_, i) => `  - {name: a${i}, from: '*', path: x, to: core/Pod, match: name}\n`).join('')}`
    expect(refused(many)).toContain('rules.yaml:2:3')
  })

  test('keys and paths reach into no prototype', () => {
    const text = 'rules:\n  - {name: a, from: "*", path: __proto__.x, to: core/Pod, match: name}\n'
    expect(found(text, tenant({}))).toEqual([])
  })
})
