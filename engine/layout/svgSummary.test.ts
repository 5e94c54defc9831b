import { describe, expect, it } from 'vitest'
import { footer, summaryPlace } from './svgSummary.ts'

describe('the numbers of a drawing', () => {
  const at = { width: 1400, height: 600, title: 200, legend: 830 }

  it('stand beside the legend while they fit, with room for a wider font', () => {
    const place = summaryPlace('36 objects: 18 drawn', at)
    expect(place.y).toBe(600 - footer + 22)
    expect(at.legend + place.max * 1.1).toBeLessThan(place.x)
  })

  it('stand beside the title where there is more room, and not over it', () => {
    const place = summaryPlace(
      '36 objects: 18 drawn, 11 inside them, 7 not drawn · 1 named and missing · 1 cluster-wide one beside the lenses',
      at,
    )
    expect(place.y).toBeLessThan(40)
    expect(at.title + place.max * 1.1).toBeLessThan(place.x)
  })

  it('are cut beside the legend where the title is long', () => {
    expect(summaryPlace('x'.repeat(300), { ...at, title: 1300 }).y).toBe(600 - footer + 22)
  })
})
