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
