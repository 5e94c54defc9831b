import { describe, expect, it } from 'vitest'
import type { EventsQuery } from '../contract/index.ts'
import { EventLog } from './eventLog.ts'
import type { KeptEvent } from './keptEvent.ts'

const everything: EventsQuery = { namespaces: null, type: null, kinds: null, reasons: null, text: '' }

function event(key: string, lastAt: number, part: Partial<KeptEvent> = {}): KeptEvent {
  return {
    key,
    id: `core/Event/shop/${key}`,
    type: 'Normal',
    reason: 'Pulled',
    message: `message of ${key}`,
    source: 'kubelet',
    part: '',
    count: 1,
    firstAt: lastAt,
    lastAt,
    target: 'core/Pod/shop/web',
    targetUid: '',
    namespace: 'shop',
    ...part,
  }
}
const keys = (log: EventLog, query: Partial<EventsQuery> = {}): string[] =>
  log.find({ ...everything, ...query }).map(({ newest }) => newest.key)

describe('EventLog', () => {
  it('folds events of one object and reason into a line with sums, newest first', () => {
    const log = new EventLog(100)
    log.put(event('a', 100, { count: 3, firstAt: 50 }))
    log.put(event('b', 300, { reason: 'Failed', type: 'Warning' }))
    log.put(event('c', 200, { count: 2 }))
    expect(keys(log)).toEqual(['b', 'c'])
    const line = log.find(everything)[1]?.line(() => true)
    expect(line).toMatchObject({
      reason: 'Pulled',
      count: 5,
      events: 2,
      firstAt: 50,
      lastAt: 200,
      message: 'message of c',
      name: 'web',
      keptOnly: false,
    })
  })

  it('takes the newer state of an event instead of counting it twice, and moves its line up', () => {
    const log = new EventLog(100)
    log.put(event('a', 100, { count: 3 }))
    log.put(event('b', 200, { reason: 'Failed' }))
    expect(log.put(event('a', 300, { count: 7 }))).toBe(true)
    expect(log.put(event('a', 100, { count: 3 })), 'an older state').toBe(false)
    expect(keys(log)).toEqual(['a', 'b'])
    expect(log.find(everything)[0]?.count).toBe(7)
    expect(log.size).toBe(2)
  })

  it('moves an event that says something else now to another line', () => {
    const log = new EventLog(100)
    log.put(event('a', 100))
    log.put(event('a', 200, { reason: 'Failed' }))
    expect(log.lines).toBe(1)
    expect(log.facets('reasons')).toEqual([{ value: 'Failed', lines: 1 }])
  })

  it('filters by namespace, type, kind, reason and words', () => {
    const log = new EventLog(100)
    log.put(event('a', 1))
    log.put(event('b', 2, { target: 'apps/Deployment/other/api', namespace: 'other', reason: 'ScalingReplicaSet' }))
    log.put(event('c', 3, { type: 'Warning', reason: 'BackOff', message: 'Back-off restarting' }))
    expect(keys(log, { namespaces: ['other'] })).toEqual(['b'])
    expect(keys(log, { type: 'Warning' })).toEqual(['c'])
    expect(keys(log, { kinds: ['core/Pod'] })).toEqual(['c', 'a'])
    expect(keys(log, { reasons: ['Pulled', 'BackOff'] })).toEqual(['c', 'a'])
    expect(keys(log, { text: 'WEB restarting' })).toEqual(['c'])
    expect(log.facets('namespaces')).toEqual([
      { value: 'shop', lines: 2 },
      { value: 'other', lines: 1 },
    ])
  })

  it('drops the oldest when there are too many, and counts them', () => {
    const log = new EventLog(10)
    for (let at = 1; at <= 25; at++) log.put(event(`e${at}`, at, { reason: `r${at % 4}` }))
    expect(log.size).toBeLessThanOrEqual(10)
    expect(log.size + log.dropped).toBe(25)
    expect(Math.min(...log.all().map(({ lastAt }) => lastAt))).toBe(log.dropped + 1)
  })

  it('forgets what is too old, and settles the sums of what stays', () => {
    const log = new EventLog(100)
    log.put(event('a', 10, { count: 4 }))
    log.put(event('b', 20, { count: 2 }))
    log.put(event('c', 5, { reason: 'Gone' }))
    expect(log.forgetBefore(15)).toBe(2)
    expect(log.find(everything).map((fold) => fold.line(() => false))).toMatchObject([{ count: 2, firstAt: 20, keptOnly: true }])
    expect(log.facets('reasons').map(({ value }) => value)).toEqual(['Pulled'])
    expect(log.about('core/Pod/shop/web')).toHaveLength(1)
  })

  it('keeps its order and its sums through any sequence of changes', () => {
    const log = new EventLog(60)
    let seed = 7
    const next = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
    for (let step = 0; step < 2000; step++) {
      log.put(event(`e${next(90)}`, next(500), { reason: `r${next(5)}`, target: `core/Pod/shop/p${next(4)}`, count: 1 + next(9) }))
      if (step % 300 === 299) log.forgetBefore(next(200))
    }
    const folds = log.find(everything)
    const times = folds.map(({ lastAt }) => lastAt)
    expect(times).toEqual([...times].sort((a, b) => b - a))
    expect(folds).toHaveLength(log.lines)
    expect(folds.reduce((sum, fold) => sum + fold.events.size, 0)).toBe(log.size)
    for (const fold of folds) {
      const held = [...fold.events.values()]
      expect(fold.count).toBe(held.reduce((sum, each) => sum + each.count, 0))
      expect(fold.lastAt).toBe(Math.max(...held.map(({ lastAt }) => lastAt)))
    }
    expect(log.facets('reasons').reduce((sum, { lines }) => sum + lines, 0)).toBe(folds.length)
  })

  it('drops the oldest when their texts are more than may be held, also when less is allowed later', () => {
    const log = new EventLog(1000, 100_000)
    for (let at = 0; at < 100; at++) log.put(event(`e${at}`, at, { message: 'x'.repeat(2000), reason: `R${at}` }))
    expect(log.bytes).toBeLessThanOrEqual(100_000)
    expect(log.bytes).toBeGreaterThan(80_000)
    expect(log.size + log.dropped).toBe(100)
    expect(keys(log)[0]).toBe('e99')
    log.bound(10_000)
    expect(log.bytes).toBeLessThanOrEqual(10_000)
    expect(keys(log)).toEqual(['e99', 'e98', 'e97', 'e96'])
  })

  it('counts its bytes as if it had been made of what it holds', () => {
    const log = new EventLog(1000, Infinity)
    for (let round = 0; round < 5; round++)
      for (let at = 0; at < 20; at++)
        log.put(
          event(`e${at}`, round * 100 + at, {
            count: round + 1,
            reason: round === 3 && at % 2 === 0 ? 'Other' : 'Pulled',
            message: 'y'.repeat(round),
          }),
        )
    for (let at = 0; at < 20; at += 3) expect(log.forgetOne(`e${at}`)).toBe(true)
    expect(log.forgetOne('e0')).toBe(false)
    const fresh = new EventLog(1000)
    for (const one of log.all()) fresh.put(one)
    expect(log.bytes).toBe(fresh.bytes)
    log.clear()
    expect(log.bytes).toBe(0)
  })

  it('learns the uid of an event that was kept without one, and forgets none', () => {
    const log = new EventLog(100)
    log.put(event('a', 100))
    expect(log.put(event('a', 100, { targetUid: 'u-1' }))).toBe(true)
    expect(log.put(event('a', 100, { targetUid: '' }))).toBe(false)
    expect(log.put(event('a', 90, { targetUid: 'u-2' }))).toBe(false)
    expect(log.about('core/Pod/shop/web').map(({ targetUid }) => targetUid)).toEqual(['u-1'])
  })
})
