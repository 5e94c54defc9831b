import { expect, test } from 'vitest'
import { extractReferences } from './interpreter.ts'
import { PolicyParameters } from './policyParameters.ts'
import { RuleBook } from './ruleBook.ts'

const policy = 'admissionregistration.k8s.io/ValidatingAdmissionPolicy'
const binding = `${policy}Binding`

function limits(): { book: RuleBook; parameters: PolicyParameters } {
  const book = new RuleBook()
  const parameters = new PolicyParameters(book)
  parameters.learn(policy, 'limits', { spec: { paramKind: { apiVersion: 'rules.example.com/v1', kind: 'ReplicaLimit' } } })
  parameters.learn(policy, 'maps', { spec: { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } })
  return { book, parameters }
}

function named(book: RuleBook, spec: Record<string, unknown>): readonly string[] {
  return extractReferences(book, binding, { metadata: { name: 'b' }, spec })
    .filter((r) => r.rule.variant === 'params')
    .map((r) =>
      r.by === 'name' ? `${r.kind}/${r.namespace}/${r.name}${r.optional ? '?' : ''}` : r.by === 'selector' ? (r.set ?? '') : r.by,
    )
}

test('a binding names parameters of the kind that its policy tells', () => {
  const { book } = limits()
  expect(named(book, { policyName: 'limits', paramRef: { name: 'max', namespace: 'shop' } })).toEqual([
    'rules.example.com/ReplicaLimit/shop/max',
  ])
  expect(named(book, { policyName: 'maps', paramRef: { name: 'max', namespace: 'shop', parameterNotFoundAction: 'Allow' } })).toEqual([
    'core/ConfigMap/shop/max?',
  ])
  expect(named(book, { policyName: 'maps', paramRef: { namespace: 'shop', selector: { matchLabels: { a: 'b' } } } })).toEqual([
    'pseudo/ConfigMapSet/shop/a=b',
  ])
})

test('without a namespace only a kind that has none is named; another policy names nothing', () => {
  const { book } = limits()
  expect(named(book, { policyName: 'maps', paramRef: { name: 'max' } })).toEqual([])
  expect(named(book, { policyName: 'other', paramRef: { name: 'max', namespace: 'shop' } })).toEqual([])
  const scoped = new RuleBook()
  scoped.learnScope('rules.example.com/ReplicaLimit', false)
  new PolicyParameters(scoped).learn(policy, 'limits', {
    spec: { paramKind: { apiVersion: 'rules.example.com/v1', kind: 'ReplicaLimit' } },
  })
  expect(named(scoped, { policyName: 'limits', paramRef: { name: 'max' } })).toEqual(['rules.example.com/ReplicaLimit//max'])
})

test('a policy that is gone, or takes no parameters any more, names none; the same policy again changes nothing', () => {
  const { book, parameters } = limits()
  let changes = 0
  book.onChange(() => {
    changes++
  })
  parameters.learn(policy, 'maps', { spec: { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } })
  expect(changes).toBe(0)
  parameters.learn(policy, 'maps', null)
  parameters.learn(policy, 'limits', { spec: {} })
  expect(changes).toBe(2)
  expect(named(book, { policyName: 'maps', paramRef: { name: 'max', namespace: 'shop' } })).toEqual([])
})
