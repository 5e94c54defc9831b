import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyTable } from './keyTable.ts'

describe('KeyTable', () => {
  it('holds what a Map would hold, whatever is put in and taken out', () => {
    const step = fc.record({ key: fc.integer({ min: 1, max: 1500 }), value: fc.option(fc.nat(), { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const table = new KeyTable<number>()
        const map = new Map<number, number>()
        for (const { key, value } of steps) {
          if (value === undefined) {
            table.delete(key)
            map.delete(key)
          } else {
            table.set(key, value)
            map.set(key, value)
          }
          expect(table.get(key)).toBe(value)
          expect(table.has(key)).toBe(value !== undefined)
          expect(table.size).toBe(map.size)
        }
        expect([...table.keys()]).toEqual([...map.keys()].sort((a, b) => a - b))
        for (const key of map.keys()) expect(table.get(key)).toBe(map.get(key))
      }),
    )
  })

  it('leaves out what is taken away while its keys are gone through', () => {
    const table = new KeyTable<string>()
    for (let key = 1; key <= 600; key++) table.set(key, 'x')
    const seen: number[] = []
    for (const key of table.keys()) {
      seen.push(key)
      for (let other = key + 1; other < key + 300; other++) table.delete(other)
    }
    expect(seen).toEqual([1, 301])
    expect(table.size).toBe(2)
  })
})
