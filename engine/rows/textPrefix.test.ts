import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naturalOrder } from './naturalOrder.ts'
import { commonStart, textPrefix } from './textPrefix.ts'

const wordsOf = (text: string, from = 0): Uint32Array => {
  const words = new Uint32Array(2)
  textPrefix(text, from, words)
  return words
}
const order = (a: Uint32Array, b: Uint32Array): number => Math.sign((a[0] ?? 0) - (b[0] ?? 0)) || Math.sign((a[1] ?? 0) - (b[1] ?? 0))
const unit = fc.constantFrom('a', 'b', '-', '.', 'Z', '0', '1', '2', '9', '00', '999', '~', 'é', 'þ', 'ÿ', 'Ā', '\u0000', '𝒳')
const name = fc.string({ unit, maxLength: 14 })

describe('textPrefix', () => {
  it('never contradicts the natural order', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const said = order(wordsOf(a), wordsOf(b))
        if (said !== 0) expect(said).toBe(Math.sign(naturalOrder(a, b)))
      }),
      { numRuns: 20_000 },
    )
  })

  it('does not contradict it behind what two texts have in common either', () => {
    fc.assert(
      fc.property(name, name, name, (start, a, b) => {
        const from = commonStart(start + a, start + b, Infinity)
        expect((start + a).slice(0, from)).toBe((start + b).slice(0, from))
        const said = order(wordsOf(start + a, from), wordsOf(start + b, from))
        if (said !== 0) expect(said).toBe(Math.sign(naturalOrder(start + a, start + b)))
      }),
      { numRuns: 20_000 },
    )
  })

  it('tells names and addresses apart, and equal ones with other zeros not', () => {
    expect(order(wordsOf('web-2'), wordsOf('web-10'))).toBe(-1)
    expect(order(wordsOf('10.2.3.4', 3), wordsOf('10.10.3.4', 3))).toBe(-1)
    expect(order(wordsOf('a-007'), wordsOf('a-7'))).toBe(0)
    expect([...wordsOf('\u{10ffff}'.repeat(8))]).not.toEqual([0xffff_ffff, 0xffff_ffff])
  })
})
