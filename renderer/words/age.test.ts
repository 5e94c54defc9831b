import { describe, expect, it } from 'vitest'
import { age, clockTime, exactTime, shortSpan, span, spanUntil } from './age.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('age', () => {
  it.each([
    [0, '0s'],
    [41 * second, '41s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [119 * minute, '119m'],
    [5 * hour, '5h'],
    [47 * hour, '47h'],
    [2 * day, '2d'],
    [729 * day, '729d'],
    [730 * day, '2y'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(age(ms)).toBe(text)
  })

  it('counts a time that is still to come as no age', () => {
    expect(age(-5 * minute)).toBe('0s')
  })
})

describe('spans in words', () => {
  it.each([
    [8 * second, '8 s'],
    [131 * second, '2 min 11 s'],
    [2 * minute, '2 min'],
    [26 * minute, '26 min'],
    [5 * hour + 13 * minute, '5 h 13 min'],
    [20 * hour, '20 h'],
    [3 * day, '3 d'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(span(ms)).toBe(text)
  })

  it.each([
    [4 * minute, '4 min'],
    [5 * hour, '5 h'],
    [12 * day, '12 d'],
    [90 * second, '90 s'],
  ])('writes %i ms as %s in a list of clusters', (ms, text) => {
    expect(shortSpan(ms)).toBe(text)
  })
})

describe('times of day', () => {
  const now = new Date(2026, 10, 21, 14, 15, 52).getTime()

  it('names the day only when it is another one, and the year only when it is another one', () => {
    expect(clockTime(new Date(2026, 10, 21, 14, 13, 41).getTime(), now)).toBe('14:13:41')
    expect(clockTime(new Date(2026, 10, 20, 18, 0, 4).getTime(), now)).toBe('20 Nov 18:00:04')
    expect(clockTime(new Date(2025, 0, 2, 3, 4, 5).getTime(), now)).toBe('2 Jan 2025 03:04:05')
  })

  it('gives the exact time with UTC', () => {
    expect(exactTime(Date.UTC(2026, 10, 21, 14, 13, 41))).toContain('(2026-11-21T14:13:41Z)')
    expect(exactTime(Number.NaN)).toBe('not a time')
  })
})

it('says until something happens no 0 s', () => {
  expect([1, 999, 1000, 1001, 61_000].map(spanUntil)).toEqual(['1 s', '1 s', '1 s', '2 s', '1 min 1 s'])
})
