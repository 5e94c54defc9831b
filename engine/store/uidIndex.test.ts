import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StoredRecord } from './storedRecord.ts'
import { UidIndex } from './uidIndex.ts'

/** All that the index looks at. */
const record = (key: number, uid: string): StoredRecord =>
  Object.assign(Object.create(StoredRecord.prototype) as StoredRecord, { key, uid })

describe('UidIndex', () => {
  it('finds what a list would find, whatever comes, changes its uid and goes', () => {
    const step = fc.record({
      slot: fc.nat(400),
      uid: fc.option(fc.constantFrom('', ...Array.from({ length: 60 }, (_, i) => `uid-${String(i)}`))),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 800 }), (steps) => {
        const held = new Map<number, StoredRecord>()
        const index = new UidIndex((key) => held.get(key))
        for (const { slot, uid } of steps) {
          const key = slot + 1
          const before = held.get(key)
          const after = uid === null ? undefined : record(key, uid)
          if (after === undefined) held.delete(key)
          else held.set(key, after)
          index.move(before, after)
        }
        for (let i = 0; i < 60; i++) {
          const uid = `uid-${String(i)}`
          const keys = [...held.values()].filter((each) => each.uid === uid).map(({ key }) => key)
          expect(index.get(uid)?.key).toBe(keys.length === 0 ? undefined : Math.min(...keys))
        }
        expect(index.get('')).toBeUndefined()
      }),
    )
  })

  it('holds many, and goes on when as many again have come and gone', () => {
    const held = new Map<number, StoredRecord>()
    const index = new UidIndex((key) => held.get(key))
    const uid = (key: number): string => `00000000-0000-4000-8000-${String(key).padStart(12, '0')}`
    for (let key = 1; key <= 30_000; key++) {
      held.set(key, record(key, uid(key)))
      index.move(undefined, held.get(key))
      const old = held.get(key - 5_000)
      if (old === undefined) continue
      held.delete(old.key)
      index.move(old, undefined)
    }
    for (let key = 1; key <= 30_000; key++) expect(index.get(uid(key))?.key).toBe(held.get(key)?.key)
  })
})
