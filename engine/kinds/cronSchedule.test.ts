import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextRun } from './cronSchedule.ts'

const next = (schedule: string, after: string, zone = 'UTC'): string | null => {
  const at = nextRun(schedule, zone, Date.parse(after))
  return at === null ? null : new Date(at).toISOString().replace(':00.000Z', 'Z')
}

describe('when a schedule comes next', () => {
  it.each([
    ['*/15 * * * *', '2026-01-15T12:00:30Z', '2026-01-15T12:15Z'],
    ['*/15 * * * *', '2026-01-15T12:15:00Z', '2026-01-15T12:30Z'],
    ['0 4 * * *', '2026-01-15T12:00:00Z', '2026-01-16T04:00Z'],
    ['0 0 1 * *', '2026-01-15T12:00:00Z', '2026-02-01T00:00Z'],
    ['30 23 31 12 *', '2026-01-15T12:00:00Z', '2026-12-31T23:30Z'],
    ['0 9-17/4 * * mon-fri', '2026-01-16T18:00:00Z', '2026-01-19T09:00Z'],
    ['5,10 1 * * *', '2026-01-15T01:05:00Z', '2026-01-15T01:10Z'],
    ['40/10 * * * *', '2026-01-15T01:05:00Z', '2026-01-15T01:40Z'],
    ['0 0 ? JAN SUN', '2026-01-15T00:00:00Z', '2026-01-18T00:00Z'],
    ['@weekly', '2026-01-15T00:00:00Z', '2026-01-18T00:00Z'],
    ['@hourly', '2026-01-15T00:59:59Z', '2026-01-15T01:00Z'],
    // day of month or day of week, where both are given; both, where one is any
    ['0 0 13 * 5', '2026-01-15T00:00:00Z', '2026-01-16T00:00Z'],
    ['0 0 13 * *', '2026-01-15T00:00:00Z', '2026-02-13T00:00Z'],
    ['0 0 29 2 *', '2026-01-15T00:00:00Z', '2028-02-29T00:00Z'],
  ])('%s after %s is %s', (schedule, after, wanted) => {
    expect(next(schedule, after)).toBe(wanted)
  })

  it('goes by the clock of its zone, also when that is put forward or back', () => {
    expect(next('0 4 * * *', '2026-01-15T12:00:00Z', 'Europe/Berlin')).toBe('2026-01-16T03:00Z')
    expect(next('0 4 * * *', '2026-07-15T12:00:00Z', 'Europe/Berlin')).toBe('2026-07-16T02:00Z')
    // there is no half past two on the 29th of March
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30Z')
    expect(next('0 0 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-28T23:00Z')
    expect(next('0 12 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T11:00Z')
    expect(next('0 0 * * *', '2026-01-15T12:00:00Z', 'Asia/Kolkata')).toBe('2026-01-15T18:30Z')
    expect(next('0 9 1 * *', '2026-01-15T12:00:00Z', 'Australia/Lord_Howe')).toBe('2026-01-31T22:00Z')
  })

  it('is not said of what is no schedule, has no fixed one, or never comes', () => {
    for (const schedule of [
      '',
      '* * * *',
      '* * * * * *',
      '60 * * * *',
      '* 24 * * *',
      '* * 0 * *',
      '* * * 13 *',
      '* * * * 7',
      '5-1 * * * *',
    ])
      expect(next(schedule, '2026-01-15T12:00:00Z'), schedule).toBeNull()
    for (const schedule of ['@every 5m', '*/0 * * * *', 'a * * * *', '1- * * * *', '0 0 30 2 *', `${'1,'.repeat(400)}1 * * * *`])
      expect(next(schedule, '2026-01-15T12:00:00Z'), schedule).toBeNull()
    expect(next('* * * * *', '2026-01-15T12:00:00Z', 'Nowhere/None')).toBeNull()
  })

  it('is never before the moment, and nothing that matches lies between', () => {
    const field = (most: number): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: 1, max: most }).map(String),
        fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
      )
    fc.assert(
      fc.property(field(59), field(23), fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }), (minutes, hours, after) => {
        const at = nextRun(`${minutes} ${hours} * * *`, 'UTC', after)
        expect(at).toBeGreaterThan(after)
        const hit = (text: string, value: number): boolean =>
          text === '*' || (text.startsWith('*/') ? value % Number(text.slice(2)) === 0 : value === Number(text))
        const matches = (moment: number): boolean =>
          hit(minutes, new Date(moment).getUTCMinutes()) && hit(hours, new Date(moment).getUTCHours())
        expect(matches(at ?? 0)).toBe(true)
        for (let t = Math.floor(after / 60_000) * 60_000 + 60_000; t < (at ?? 0); t += 60_000) expect(matches(t)).toBe(false)
      }),
    )
  })
})
