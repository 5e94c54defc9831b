import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naturalOrder } from './naturalOrder.ts'

/** The same order, defined plainly: digit runs as numbers, everything else as code units, side by side. */
function plainOrder(a: string, b: string): number {
  const tokens = (text: string): (string | bigint)[] =>
    (text.match(/\d+|[^\d]/g) ?? []).map((token) => (/\d/.test(token) ? BigInt(token) : token))
  const left = tokens(a)
  const right = tokens(b)
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const x = left[index] ?? ''
    const y = right[index] ?? ''
    if (x === y) continue
    if (typeof x === 'bigint' && typeof y === 'bigint') return x < y ? -1 : 1
    const code = (token: string | bigint): number => (typeof token === 'bigint' ? 0x30 : token.charCodeAt(0))
    return code(x) - code(y)
  }
  return left.length - right.length
}

describe('naturalOrder', () => {
  it('puts numbers in their order', () => {
    const names = ['web-10', 'web-2', 'web', 'web-2a', 'Web-1', 'web-02b', '10', '9', 'node-1.b', 'node-1.a10', 'node-1.a9']
    expect([...names].sort(naturalOrder)).toEqual([
      '9',
      '10',
      'Web-1',
      'node-1.a9',
      'node-1.a10',
      'node-1.b',
      'web',
      'web-2',
      'web-2a',
      'web-02b',
      'web-10',
    ])
  })

  it('equals the plain definition', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', 'Z', '0', '1', '2', '9', '~', 'é'), maxLength: 12 })
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(Math.sign(plainOrder(a, b)))
      }),
      { numRuns: 20_000 },
    )
  })
})
