import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HolderLists } from './holderLists.ts'

const step = fc.record({ adds: fc.boolean(), number: fc.integer({ min: 1, max: 6 }), holder: fc.integer({ min: 1, max: 45 }) })

it('are what sets of the holders of each would be, in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.boolean(), (steps, emptied) => {
      const lists = new HolderLists()
      const sets = new Map<number, Set<number>>()
      // numbers stand far from each other, as those of a cluster that has lived long
      const far = (number: number): number => number ** 7
      const remove = (number: number, holder: number): void => {
        const set = sets.get(number)
        const last = set?.delete(holder) === true && set.size === 0
        if (last) sets.delete(number)
        expect(lists.remove(far(number), holder)).toBe(last)
      }
      for (const { adds, number, holder } of steps) {
        if (adds) {
          expect(lists.add(far(number), holder)).toBe(!sets.has(number))
          sets.set(number, (sets.get(number) ?? new Set()).add(holder))
        } else remove(number, holder)
        expect(lists.of(far(number))).toEqual([...(sets.get(number) ?? [])])
        expect(lists.count).toBe(sets.size)
      }
      for (const [number, set] of sets) expect(lists.of(far(number))).toEqual([...set])
      if (!emptied) return
      for (const [number, set] of [...sets]) for (const holder of [...set]) remove(number, holder)
      expect(lists.count).toBe(0)
    }),
    { numRuns: 500 },
  )
})
