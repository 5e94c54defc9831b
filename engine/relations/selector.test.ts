import { describe, expect, test } from 'vitest'
import { isEmptySelector, readMapSelector, readSelector, requiredPair, selectorText, selects } from './selector.ts'

const web = { app: 'web', tier: 'front' }

function matches(selector: unknown, labels: Record<string, string>): boolean | null {
  const read = readSelector(selector)
  return read && selects(read, labels)
}

describe('a label selector', () => {
  test.each<[unknown, boolean | null]>([
    [{}, true],
    [{ matchLabels: {} }, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'web', tier: 'back' } }, false],
    [{ matchLabels: { other: '' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }, true],
    [{ matchExpressions: [{ key: 'none', operator: 'In', values: ['web'] }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    [{ matchExpressions: [{ key: 'none', operator: 'NotIn', values: ['web'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'none', operator: 'Exists' }] }, false],
    [{ matchExpressions: [{ key: 'none', operator: 'DoesNotExist' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
    [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['back'] }] }, false],
    // What the API server refuses selects nothing.
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: [] }] }, null],
    [{ matchExpressions: [{ key: 'app', operator: 'Exists', values: ['x'] }] }, null],
    [{ matchExpressions: [{ key: 'app', operator: 'Equals', values: ['web'] }] }, null],
    [{ matchLabels: { app: 1 } }, null],
    [{ matchLabels: 'app=web' }, null],
    ['app=web', null],
    [[], null],
    [null, null],
  ])('%j selects app=web,tier=front: %s', (selector, expected) => {
    expect(matches(selector, web)).toBe(expected)
  })

  test('knows empty from missing', () => {
    expect(isEmptySelector(readSelector({}) ?? { matchLabels: { a: 'b' }, matchExpressions: [] })).toBe(true)
    expect(readSelector(undefined)).toBeNull()
    expect(readMapSelector({})).toEqual({ matchLabels: {}, matchExpressions: [] })
  })

  test('takes labels that are words of the language for labels', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>
    expect(matches({ matchLabels: JSON.parse('{"__proto__":"x"}') }, labels)).toBe(true)
    expect(matches({ matchLabels: JSON.parse('{"__proto__":"x"}') }, {})).toBe(false)
    expect(matches({ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, {})).toBe(false)
  })

  test('is written as kubectl writes it, whatever the order', () => {
    const a = readSelector({
      matchLabels: { b: '2', a: '1' },
      matchExpressions: [
        { key: 'z', operator: 'DoesNotExist' },
        { key: 'y', operator: 'In', values: ['2', '1'] },
      ],
    })
    const b = readSelector({
      matchLabels: { a: '1', b: '2' },
      matchExpressions: [
        { key: 'y', operator: 'In', values: ['1', '2'] },
        { key: 'z', operator: 'DoesNotExist', values: [] },
      ],
    })
    expect(a && selectorText(a)).toBe('a=1,b=2,!z,y in (1,2)')
    expect(b && selectorText(b)).toBe('a=1,b=2,!z,y in (1,2)')
  })

  test('of many values selects what is among them, and no more', () => {
    const values = Array.from({ length: 50 }, (_, i) => `v${String(i * 2)}`)
    for (let i = 0; i < 102; i++) {
      const listed = i % 2 === 0 && i < 100
      expect(matches({ matchExpressions: [{ key: 'n', operator: 'In', values }] }, { n: `v${String(i)}` })).toBe(listed)
      expect(matches({ matchExpressions: [{ key: 'n', operator: 'NotIn', values }] }, { n: `v${String(i)}` })).toBe(!listed)
    }
  })

  test('that is very long has a short text of its own', () => {
    const text = (last: string): string => {
      const values = [...Array.from({ length: 100_000 }, (_, i) => `v${String(100_000 + i)}`), last]
      const read = readSelector({ matchExpressions: [{ key: 'n', operator: 'In', values }] })
      return read === null ? '' : selectorText(read)
    }
    expect(text('x')).toContain('n in (v100000,v100001,')
    expect(text('x')).toContain(',… 99,977 more values) #')
    expect(text('x')).not.toBe(text('y'))
    expect(text('x')).toBe(text('x'))
    const wide = readMapSelector(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key${String(i)}`, 'x'.repeat(100)])))
    expect(wide && selectorText(wide).length).toBeLessThan(1100)
  })

  test('is looked up by its most telling pair', () => {
    const pair = (s: unknown): unknown => requiredPair(readSelector(s) ?? { matchLabels: {}, matchExpressions: [] })
    expect(pair({ matchLabels: { env: 'prod', app: 'checkout-worker' } })).toEqual(['app', 'checkout-worker'])
    expect(pair({ matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] })).toEqual(['app', 'web'])
    expect(pair({ matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] })).toBeNull()
  })
})
