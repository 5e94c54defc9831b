import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SharedTable } from './sharedTable.ts'

describe('SharedTable', () => {
  it('answers what was put under a text last, or nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 60 }), fc.nat()), { maxLength: 600 }), (given) => {
        const table = new SharedTable<number>()
        const map = new Map<string, number>()
        for (const [text, number] of given) {
          table.set(text, number)
          map.set(text, number)
          expect(table.get(text)).toBe(number)
        }
        for (const [text, number] of map) expect([number, undefined]).toContain(table.get(text))
      }),
    )
  })

  it('keeps most of what fits, also of names that differ only in their middle', () => {
    for (const name of [
      (i: number) => `shop-${String(i)}`,
      (i: number) => `registry.example/team/app-${String(i)}:1.2.3`,
      (i: number) => `10.44.${String(i >> 8)}.${String(i & 255)}`,
    ]) {
      const table = new SharedTable<number>()
      for (let i = 0; i < 4_000; i++) table.set(name(i), i)
      let kept = 0
      for (let i = 0; i < 4_000; i++) if (table.get(name(i)) === i) kept++
      expect(kept).toBeGreaterThan(2_000) // of 4,000 thrown into 4,096 places some 60 % stay; the table grows on the way
    }
  })
})
