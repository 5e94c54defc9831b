import { expect, it } from 'vitest'
import type { Problem, ProblemList, Symptom } from '../../engine/contract/index.ts'
import { problemLines, rootKey } from './problemLines.ts'

const symptom = (id: string, members = 1): Symptom => ({
  id,
  members,
  depth: 1,
  level: 'warning',
  text: 'NotReady',
  why: 'mounts it',
  rule: 14,
  path: 'spec.volumes[0]',
  inferred: false,
})
const problem = (target: string, explains: number, ...symptoms: Symptom[]): Problem => ({
  target,
  exists: true,
  members: 1,
  level: 'failing',
  text: 'Does not exist.',
  since: null,
  explains,
  symptoms,
})
const one = problem('core/ConfigMap/shop/conf', 5, symptom('core/Pod/shop/web-1', 3))
const two = problem('core/Node/_/n1', 1, symptom('core/Pod/data/db-0'))
const list: ProblemList = { problems: [one, two], more: 0, symptoms: 6, limits: [] }
const kinds = (folded: ReadonlySet<string>, words = '', namespace: string | null = null): string[] =>
  problemLines('c', list, folded, words, namespace).map(({ type, key }) => `${type} ${key.split(' ')[1] ?? ''}`)

it('lists roots with their symptoms, and counts those that are not listed', () => {
  const lines = problemLines('c', list, new Set(), '', null)
  expect(lines.map(({ type }) => type)).toEqual(['root', 'symptom', 'more', 'root', 'symptom'])
  expect(lines[2]).toMatchObject({ type: 'more', count: 2 })
})

it('leaves out the symptoms of what is folded', () => {
  expect(kinds(new Set([rootKey('c', one)]))).toEqual(['root core/ConfigMap/shop/conf', 'root core/Node/_/n1', 'symptom core/Node/_/n1'])
})

it('finds a root by its symptoms, by all words and by the namespace of either', () => {
  expect(kinds(new Set(), 'db-0 notready')).toEqual(['root core/Node/_/n1', 'symptom core/Node/_/n1'])
  expect(kinds(new Set(), 'db-0 web-1')).toEqual([])
  expect(kinds(new Set(), '', 'data')).toEqual(['root core/Node/_/n1', 'symptom core/Node/_/n1'])
})
