import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epoch } from './fields.ts'

const two = (most: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'))

describe('epoch', () => {
  it('is what Date.parse says, for any time as Kubernetes writes it and for what only looks like one', () => {
    const written = fc
      .tuple(
        fc.integer({ min: 0, max: 9999 }),
        two(14),
        two(33),
        two(26),
        two(62),
        two(62),
        fc.nat(19),
        fc.constantFrom('', ' ', 'z', '-', '5', '٣'),
      )
      .map(([year, month, day, hour, minute, second, at, other]) => {
        const text = `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`
        return other === '' ? text : text.slice(0, at) + other + text.slice(at + 1)
      })
    fc.assert(
      fc.property(written, (text) => {
        const at = Date.parse(text)
        expect(epoch(text)).toBe(Number.isNaN(at) ? null : at)
      }),
      { numRuns: 5_000 },
    )
    expect(epoch('2026-02-28T23:59:59Z')).toBe(Date.UTC(2026, 1, 28, 23, 59, 59))
    expect(epoch('2026-02-31T00:00:00Z')).toBe(epochOf('2026-02-31T00:00:00Z'))
  })

  it('is null for what is no time', () => {
    for (const value of ['', 'yesterday', 5, null, undefined, {}, 'abcdefghijklmnopqrst']) expect(epoch(value)).toBeNull()
  })
})

function epochOf(text: string): number | null {
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}
