import { describe, expect, it } from 'vitest'
import { lineTime, localDay } from './lineTime.ts'

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 67)

describe('the time of a line', () => {
  it('is written as it is wanted', () => {
    expect(lineTime(at, 'utc', at)).toBe('2026-01-02 03:04:05.067Z')
    expect(lineTime(at, 'ago', at + 200_000)).toBe('3m')
    expect(lineTime(at, 'local', at)).toMatch(/^\d\d:\d\d:05\.067$/)
    expect(lineTime(at, 'none', at)).toBe('')
    expect(lineTime(null, 'utc', at)).toBe('')
  })

  it('has a day, too, in the zone of this place', () => {
    expect(localDay(new Date(2026, 0, 2, 23, 59).getTime())).toBe('2026-01-02')
    expect(localDay(new Date(2026, 11, 31, 0, 1).getTime())).toBe('2026-12-31')
  })
})
