import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageHistory } from './usageHistory.ts'

describe('a history of usage', () => {
  it('keeps as many readings as it may, in their order, whatever was added before and however often that changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 2, max: 90 })), {
          maxLength: 200,
        }),
        (added) => {
          const history = new UsageHistory()
          const all: { at: number; cpu: number; memory: number }[] = []
          let at = 1_700_000_000_000
          let kept = 0
          for (const [later, milli, most] of added) {
            at += later * 1000
            const reading = { at, cpu: Math.fround(milli / 1000), memory: milli * 1024 }
            all.push(reading)
            expect(history.add(reading.at, reading.cpu, reading.memory, most)).toBe(true)
            kept = Math.min(kept + 1, most)
          }
          const readings = Array.from({ length: history.count }, (_, index) => history.reading(index))
          expect(readings).toEqual(kept === 0 ? [] : all.slice(-kept))
          expect(history.newest).toBe(all.at(-1)?.at ?? null)
        },
      ),
    )
  })

  it('takes no reading twice, and none that is older', () => {
    const history = new UsageHistory()
    expect(history.add(1_700_000_010_500, 1, 1024, 60)).toBe(true)
    expect(history.add(1_700_000_010_900, 2, 2048, 60)).toBe(false)
    expect(history.add(1_700_000_000_000, 3, 2048, 60)).toBe(false)
    expect(history.count).toBe(1)
    expect(history.reading(0)).toEqual({ at: 1_700_000_010_000, cpu: 1, memory: 1024 })
  })

  it('keeps that something was not measured', () => {
    const history = new UsageHistory()
    history.add(1_700_000_000_000, NaN, 1024, 60)
    expect(history.reading(0).cpu).toBeNaN()
  })
})
