import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../contract/index.ts'
import { noHealth } from '../contract/index.ts'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import { Ledger } from './ledger.ts'

function ledger(): { ledger: Ledger; clock: VirtualClock; told: (readonly LedgerEntry[])[]; counts: Map<string, number> } {
  const clock = new VirtualClock()
  const told: (readonly LedgerEntry[])[] = []
  const counts = new Map<string, number>()
  return {
    ledger: new Ledger(
      clock,
      (kind) => ({ count: counts.get(kind) ?? 0, health: noHealth() }),
      (entries) => {
        told.push(entries)
      },
    ),
    clock,
    told,
    counts,
  }
}

describe('Ledger', () => {
  it('tells what changed at most every 100 ms, each kind once, with the count of that moment', async () => {
    const { ledger: book, clock, told, counts } = ledger()
    book.add('core/Pod')
    book.add('core/Node')
    book.set('core/Pod', { state: 'loading' })
    for (let i = 1; i <= 50; i++) {
      counts.set('core/Pod', i)
      book.heard('core/Pod')
    }
    expect(told).toEqual([])
    await clock.advance(100)
    expect(told.length).toBe(1)
    expect(told[0]?.map(({ kind, state, count }) => [kind, state, count])).toEqual([
      ['core/Pod', 'loading', 50],
      ['core/Node', 'waiting', 0],
    ])
    await clock.advance(1000)
    expect(told.length).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('keeps since when a state holds while details of it change', async () => {
    const { ledger: book, clock } = ledger()
    book.add('core/Pod')
    book.set('core/Pod', { state: 'loading' })
    const since = clock.now()
    await clock.advance(5000)
    book.set('core/Pod', { state: 'loading', expected: 9 })
    expect(book.entry('core/Pod')).toMatchObject({ since, expected: 9 })
    book.set('core/Pod', { state: 'listed' })
    expect(book.entry('core/Pod')?.since).toBe(since + 5000)
  })

  it('shows what was complete as stale while the link is gone, and as before when it is back', async () => {
    const { ledger: book, clock } = ledger()
    const states = { 'core/Pod': 'listed', 'core/Node': 'forbidden', 'core/Secret': 'partial', 'core/Event': 'loading' } as const
    for (const [kind, state] of Object.entries(states)) {
      book.add(kind)
      book.set(kind, { state })
    }
    await clock.advance(1000)
    book.linkLost({ code: 'unreachable', message: 'gone' }, 99)
    expect(book.entries().map(({ kind, state }) => [kind, state])).toEqual([
      ['core/Pod', 'stale'],
      ['core/Node', 'forbidden'],
      ['core/Secret', 'stale'],
      ['core/Event', 'loading'],
    ])
    expect(book.entry('core/Pod')).toMatchObject({ since: clock.now(), retryAt: 99, error: { message: 'gone' } })
    book.linkBack()
    expect(book.entries().map(({ state }) => state)).toEqual(['listed', 'forbidden', 'partial', 'loading'])
  })

  it('counts what could not be read, and says why', () => {
    const { ledger: book } = ledger()
    book.add('core/Pod')
    book.set('core/Pod', { state: 'listed' })
    book.skip('core/Pod', 3, 'not JSON')
    expect(book.entry('core/Pod')).toMatchObject({ skipped: 3, error: { message: '3 of the objects could not be read: not JSON.' } })
    book.skip('core/Pod', 0, null)
    expect(book.entry('core/Pod')?.skipped).toBeUndefined()
    expect(book.entry('core/Pod')?.error).toBeUndefined()
  })

  it('lets one wait until a first list has come to an end', async () => {
    const { ledger: book } = ledger()
    book.add('core/Namespace')
    let settled = false
    const wait = book.settled('core/Namespace', new AbortController().signal).then(() => {
      settled = true
    })
    book.set('core/Namespace', { state: 'loading' })
    await Promise.resolve()
    expect(settled).toBe(false)
    book.set('core/Namespace', { state: 'forbidden' })
    await wait
    const abort = new AbortController()
    book.add('core/Pod')
    const cancelled = book.settled('core/Pod', abort.signal)
    abort.abort()
    await cancelled
  })
})
