import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChangeBatch } from './changeBatch.ts'
import type { StoredObject } from './storedObject.ts'

const object = (key: number, version: number): StoredObject => ({ key, version }) as unknown as StoredObject // all that matters here

describe('ChangeBatch', () => {
  it('tells of each object the first and the last state only', () => {
    // a number takes that object a version on or away; null is a new one, true is the moment in which somebody is told
    const step = fc.oneof(fc.constant(null), fc.constant(true as const), fc.record({ which: fc.nat(20), gone: fc.boolean() }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const batch = new ChangeBatch()
        const now = new Map<number, StoredObject>()
        let told = new Map<number, StoredObject>()
        let lastKey = 0
        let version = 0
        const tell = (): void => {
          const { removed, updated, added } = batch.take()
          const common = [...told.keys()].filter((key) => now.has(key))
          expect(new Set(removed)).toEqual(new Set([...told.values()].filter(({ key }) => !now.has(key))))
          expect(new Set(updated.map(({ after }) => after))).toEqual(
            new Set(common.map((key) => now.get(key)).filter((after) => after !== told.get((after as StoredObject).key))),
          )
          for (const { before, after } of updated) expect(told.get(after.key)).toBe(before)
          expect(added).toEqual([...now.values()].filter(({ key }) => !told.has(key)))
          expect(batch.isEmpty).toBe(true)
          told = new Map(now)
        }
        for (const each of steps) {
          if (each === true) tell()
          else if (each === null) {
            const after = object(++lastKey, version++)
            now.set(after.key, after)
            batch.add(after.key, undefined, after)
          } else {
            const key = [...now.keys()][each.which % Math.max(1, now.size)]
            const before = key === undefined ? undefined : now.get(key)
            if (key === undefined || before === undefined) continue
            const after = each.gone ? undefined : object(key, version++)
            if (after === undefined) now.delete(key)
            else now.set(key, after)
            batch.add(key, before, after)
          }
        }
        tell()
      }),
    )
  })
})
