import { afterEach, describe, expect, it } from 'vitest'
import { clockTime } from './age.ts'
import { timeOfDay, timeStyle } from './timeStyle.ts'

afterEach(() => {
  timeStyle.value = { clock: '24h', zone: 'local' }
})

describe('times', () => {
  const at = Date.UTC(2026, 10, 22, 0, 5, 9, 42)
  it('are written by the clock and zone that a person chose, and say when they are UTC', () => {
    timeStyle.value = { clock: '24h', zone: 'utc' }
    expect(timeOfDay(at)).toBe('00:05:09Z')
    expect(timeOfDay(at, true)).toBe('00:05:09.042Z')
    expect(clockTime(at, at + 86_400_000)).toBe('22 Nov 00:05:09Z')
    timeStyle.value = { clock: '12h', zone: 'utc' }
    expect(timeOfDay(at)).toBe('12:05:09 AM UTC')
    expect(timeOfDay(at + 13 * 3_600_000)).toBe('1:05:09 PM UTC')
  })
})
