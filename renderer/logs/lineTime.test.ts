import { describe, expect, it } from 'vitest'
import { lineTime } from './lineTime.ts'

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 67)

describe('the time of a line', () => {
  it('is written as it is wanted', () => {
    expect(lineTime(at, 'utc', at)).toBe('2026-01-02 03:04:05.067Z')
    expect(lineTime(at, 'ago', at + 200_000)).toBe('3m')
    expect(lineTime(at, 'local', at)).toMatch(/^\d\d:\d\d:05\.067$/)
    expect(lineTime(at, 'none', at)).toBe('')
    expect(lineTime(null, 'utc', at)).toBe('')
  })
})
