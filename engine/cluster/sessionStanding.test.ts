import { expect, it } from 'vitest'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import { noHealth } from '../contract/index.ts'
import { Ledger } from '../watch/ledger.ts'
import { SessionStanding } from './sessionStanding.ts'

it('says since when a cluster is lost, however often it is tried again meanwhile', async () => {
  const clock = new VirtualClock()
  const standing = new SessionStanding(
    clock,
    new Ledger(
      clock,
      () => ({ count: 0, health: noHealth() }),
      () => {},
    ),
    null,
    () => {},
  )
  standing.set('connecting')
  await clock.advance(1_000)
  standing.set('lost')
  const lostAt = clock.now()
  for (let attempt = 0; attempt < 3; attempt++) {
    await clock.advance(5_000)
    standing.set('connecting')
    expect(standing.since).toBe(clock.now())
    await clock.advance(2_000)
    standing.set('lost')
    expect(standing.since).toBe(lostAt)
  }
  standing.set('connecting')
  standing.set('syncing')
  await clock.advance(1_000)
  standing.set('lost')
  expect(standing.since).toBe(clock.now())
})
