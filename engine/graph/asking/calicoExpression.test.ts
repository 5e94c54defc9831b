import { expect, test } from 'vitest'
import { readExpression } from './calicoExpression.ts'

const labels = { app: 'web', tier: 'front-end', 'example.com/zone': 'a', all: 'x', empty: '' }

test.each([
  ['', true],
  ['all()', true],
  ['global()', false],
  ['!global()', true],
  ["app == 'web'", true],
  ['app=="web"', true],
  ["app == 'api'", false],
  ["missing == ''", false],
  ["empty == ''", true],
  ["app != 'api'", true],
  ["missing != 'web'", true],
  ["app in {'api', 'web'}", true],
  ["app in{'api'}", false],
  ["app not in {'api'}", true],
  ["missing not in {'api'}", true],
  ["missing in {'api'}", false],
  ['has(app)', true],
  ['!has(app)', false],
  ['has( example.com/zone )', true],
  ["tier starts with 'front'", true],
  ["tier ends with 'end'", true],
  ["tier contains 't-e'", true],
  ["missing contains ''", false],
  ["missing starts with ''", false],
  ["app == 'api' || has(tier) && app == 'web'", true],
  ["app == 'web' || has(missing) && has(missing)", true],
  ["(app == 'web' || has(missing)) && has(missing)", false],
  ["!(app == 'api') && !(has(missing))", true],
  ["app == 'a && b' || tier == '||'", false],
  ["all == 'x'", true],
])('%s', (text, is) => {
  expect(readExpression(text)?.holds(labels, true)).toBe(is)
})

test.each([
  "app = 'web'",
  'app == web',
  'has()',
  "app == 'web' &&",
  "(app == 'web'",
  "app == 'web')",
  'app in {x}',
  "app like 'w'",
  "'web' == app",
  '🙂',
  `${'('.repeat(5000)}all()${')'.repeat(5000)}`,
])('%s is no selector', (text) => {
  expect(readExpression(text)).toBeNull()
})

test('what is in no namespace is global, and keys are told', () => {
  expect(readExpression('global()')?.holds({}, false)).toBe(true)
  expect([...(readExpression("has(a) && !(b in {'x'} || c == 'd')")?.keys ?? [])]).toEqual(['a', 'b', 'c'])
  expect(readExpression('has(constructor)')?.holds({}, true)).toBe(false)
})
