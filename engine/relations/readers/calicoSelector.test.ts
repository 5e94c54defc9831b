import { expect, test } from 'vitest'
import { calicoSelector } from './calicoSelector.ts'
import { readSelector, selectorText } from '../selector.ts'

test.each([
  ['', '(everything)'],
  ['all()', '(everything)'],
  ["app == 'web'", 'app in (web)'],
  ['app=="web"&&has(tier)', 'app in (web),tier'],
  ["env != 'dev' && !has(canary)", '!canary,env notin (dev)'],
  ["role in {'a', \"b\"} && zone not in {'x'}", 'role in (a,b),zone notin (x)'],
  ["note == 'a && b'", 'note in (a && b)'],
])('%s', (written, text) => {
  const selector = readSelector(calicoSelector(written))
  expect(selector && selectorText(selector)).toBe(text)
})

test.each(["a == 'b' || c == 'd'", "(a == 'b')", "app starts with 'x'", 'global()', 'a in {}', "a == 'b' &&"])(
  '%s is more than labels can say',
  (written) => {
    expect(calicoSelector(written)).toBeNull()
  },
)
