import { describe, expect, it } from 'vitest'
import { alignSeries } from './alignSeries.ts'

describe('lines on one axis', () => {
  it('go on where another was measured, and have holes where they were not', () => {
    const columns = alignSeries(
      [
        { name: 'a', at: [1000, 3000, 4000], values: [1, NaN, 3] },
        { name: 'b', at: [2000, 4000], values: [5, Infinity] },
      ],
      [{ value: 9 }],
    )
    expect(columns).toEqual([
      [1, 2, 3, 4],
      [1, undefined, null, 3],
      [undefined, 5, undefined, null],
      [9, 9, 9, 9],
    ])
  })

  it('are nothing without a line', () => {
    expect(alignSeries([], [{ value: 1 }])).toEqual([[], []])
  })
})
