import { describe, expect, it } from 'vitest'
import { humanDuration } from './age.ts'
import { selectorText } from './labelSelector.ts'
import { parseQuantity, quantity } from './quantity.ts'

describe('quantities', () => {
  it.each<[unknown, number | null]>([
    ['512Mi', 536870912],
    ['100m', 0.1],
    ['1.5Gi', 1610612736],
    ['2', 2],
    ['1e3', 1000],
    ['12E', 12e18],
    ['5k', 5000],
    ['-1', -1],
    ['.5', 0.5],
    [3, 3],
    ['', null],
    ['1 Gi', null],
    ['Gi', null],
    ['1KB', null],
    [NaN, null],
    [{}, null],
  ])('%s is %s', (text, value) => {
    const parsed = parseQuantity(text)
    if (value === null) expect(parsed).toBeNull()
    else expect(parsed).toBeCloseTo(value)
  })

  it('are shown as written', () => {
    expect(quantity('512Mi')).toEqual({ t: 'quantity', text: '512Mi', value: 536870912 })
    expect(quantity('many')).toBe('many')
    expect(quantity(undefined)).toBeNull()
  })
})

describe('durations', () => {
  it.each([
    [0, '0s'],
    [41_000, '41s'],
    [119_000, '119s'],
    [120_000, '2m'],
    [182_000, '3m2s'],
    [600_000, '10m'],
    [14 * 60_000, '14m'],
    [3 * 3_600_000, '3h'],
    [5.2 * 3_600_000, '5h12m'],
    [25 * 3_600_000, '25h'],
    [49 * 3_600_000, '2d1h'],
    [9 * 86_400_000, '9d'],
    [800 * 86_400_000, '2y70d'],
    [3000 * 86_400_000, '8y'],
    [-5_000, '<invalid>'],
    [-1_000, '0s'],
  ])('of %d ms read %s', (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text)
  })
})

describe('selectors', () => {
  it('read as kubectl writes them', () => {
    expect(
      selectorText({
        matchLabels: { b: '2', a: '1' },
        matchExpressions: [
          { key: 'c', operator: 'NotIn', values: ['y', 'x'] },
          { key: 'd', operator: 'DoesNotExist' },
          { key: 'e', operator: 'Exists' },
        ],
      }),
    ).toBe('a=1,b=2,c notin (x,y),!d,e')
    expect(selectorText({})).toBe('')
    expect(selectorText(undefined)).toBe('')
  })
})
