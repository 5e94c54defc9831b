import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import { Backoff } from './backoff.ts'

describe('Backoff', () => {
  it('doubles from 0.8 s to 30 s, with as much again at random', () => {
    const clock = new VirtualClock(7)
    const backoff = new Backoff(clock)
    for (const base of [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000]) {
      const pause = backoff.next()
      expect(pause).toBeGreaterThanOrEqual(base)
      expect(pause).toBeLessThan(2 * base)
    }
  })

  it('begins anew after two minutes without a failure, and not before', async () => {
    const clock = new VirtualClock(7)
    const backoff = new Backoff(clock)
    for (let i = 0; i < 5; i++) backoff.next()
    await clock.advance(119_000)
    expect(backoff.next()).toBeGreaterThanOrEqual(25_600)
    await clock.advance(121_000)
    expect(backoff.next()).toBeLessThan(1600)
  })

  it('begins anew when told so', () => {
    const backoff = new Backoff(new VirtualClock(7))
    for (let i = 0; i < 5; i++) backoff.next()
    backoff.reset()
    expect(backoff.next()).toBeLessThan(1600)
  })
})
