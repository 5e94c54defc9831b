import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerBound, smallestOf, sortInSteps } from './rowSelection.ts'

const ascending = (a: number, b: number): number => a - b

describe('row selection', () => {
  it('selects the smallest in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 1000, size: 'max' }),
        fc.integer({ min: 1, max: 30 }),
        (items, limit) => {
          const at = (index: number): number => items[index] ?? 0
          const selected = smallestOf(items.length, limit, (a, b) => at(a) - at(b) || a - b)
          expect(selected.map(at)).toEqual([...items].sort(ascending).slice(0, limit))
        },
      ),
    )
  })

  it('selects the smallest of very many with hardly more than one comparison each, in whatever order they come', () => {
    const length = 50_000
    const orders: Record<string, (index: number) => number> = {
      rising: (index) => index,
      falling: (index) => -index,
      mixed: (index) => (index * 7919) % length,
      'all the same': () => 0,
      'mostly the same': (index) => (index % 20 === 0 ? -index : 0),
      // the sample sees only large ones
      'in step with the sample': (index) => (index % 48 < 2 ? index : -index),
    }
    for (const [name, at] of Object.entries(orders)) {
      let compared = 0
      const compare = (a: number, b: number): number => {
        compared++
        return at(a) - at(b) || a - b
      }
      const selected = smallestOf(length, 150, compare)
      if (name !== 'in step with the sample') expect(compared, name).toBeLessThan(1.8 * length)
      expect(selected, name).toEqual(
        Array.from({ length }, (_, index) => index)
          .sort(compare)
          .slice(0, 150),
      )
    }
  })

  it('sorts step by step like a sort at once, stably', () => {
    for (const length of [0, 1, 2048, 2049, 10_000, 33_333]) {
      const items = Array.from({ length }, (_, index) => ({ value: (index * 7919) % 1000, index }))
      const expected = [...items].sort((a, b) => a.value - b.value)
      const sorting = sortInSteps(items, (a, b) => a.value - b.value)
      let step = sorting.next()
      let steps = 0
      while (step.done !== true) {
        steps++
        step = sorting.next()
      }
      expect(step.value).toEqual(expected)
      expect(steps).toBeGreaterThanOrEqual(Math.floor(length / 2048))
    }
  })

  it('finds where an item belongs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (items, item) => {
        const sorted = [...items].sort(ascending)
        const at = lowerBound(item, 0, sorted.length, (index) => sorted[index] ?? 0, ascending)
        expect(sorted.filter((one) => one < item).length).toBe(at)
      }),
    )
  })
})
