import { describe, expect, it } from 'vitest'
import type { Slot } from './listSlots.ts'
import { ListSlots } from './listSlots.ts'

const never = new AbortController().signal
const upTo = (limit: number) => ({ first: limit, again: limit })

describe('ListSlots', () => {
  it('gives so many at once, then by priority as it is when one becomes free', async () => {
    const slots = new ListSlots(upTo(1))
    const first = await slots.acquire(() => 0, never)
    const order: string[] = []
    const wants: Record<string, number> = { a: 1, b: 2, c: 2 }
    const waiting = Object.keys(wants).map(async (name) => {
      const slot = await slots.acquire(() => wants[name] ?? 0, never)
      order.push(name)
      slot?.release()
    })
    wants['a'] = 3 // somebody has opened it meanwhile
    first?.release()
    await Promise.all(waiting)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('forgets who was cancelled, and counts a double release once', async () => {
    const slots = new ListSlots(upTo(1))
    const held = await slots.acquire(() => 0, never)
    const abort = new AbortController()
    const cancelled = slots.acquire(() => 9, abort.signal)
    abort.abort()
    expect(await cancelled).toBeNull()
    held?.release()
    held?.release()
    expect(await slots.acquire(() => 0, never)).not.toBeNull()
    let second: Slot | null | undefined
    void slots
      .acquire(() => 0, never)
      .then((slot) => {
        second = slot
      })
    await Promise.resolve()
    expect(second).toBeUndefined()
  })

  it('gives what a person looks at a head start: others begin when it is under way, or over', async () => {
    for (const end of ['underway', 'release'] as const) {
      const slots = new ListSlots(upTo(3), 1000)
      const order: string[] = []
      const take = async (name: string, priority: number): Promise<Slot | null> => {
        const slot = await slots.acquire(() => priority, never)
        order.push(name)
        return slot
      }
      const first = take('screen', 1000)
      void take('other', 500)
      void take('second screen', 1001)
      await new Promise(setImmediate)
      expect(order).toEqual(['screen', 'second screen'])
      ;(await first)?.[end]()
      await new Promise(setImmediate)
      expect(order).toHaveLength(2) // the second is not under way yet
    }
    const slots = new ListSlots(upTo(2), 1000)
    const first = await slots.acquire(() => 1000, never)
    let given = false
    const other = slots
      .acquire(() => 0, never)
      .then((slot) => {
        given = true
        return slot
      })
    await new Promise(setImmediate)
    expect(given).toBe(false)
    first?.underway()
    first?.underway()
    await other
    first?.release()
    expect(await slots.acquire(() => 0, never)).not.toBeNull()
  })

  it('lets fewer lists of kinds that were held before run at once, and first lists pass them', async () => {
    const slots = new ListSlots({ first: 3, again: 1 })
    const order: string[] = []
    const take = async (name: string, again: boolean): Promise<Slot | null> => {
      const slot = await slots.acquire(() => 0, never, again)
      order.push(name)
      return slot
    }
    const first = take('again 1', true)
    const second = take('again 2', true)
    const third = take('first 1', false)
    const fourth = take('first 2', false)
    await new Promise(setImmediate)
    expect(order).toEqual(['again 1', 'first 1', 'first 2'])
    ;(await third)?.release()
    await new Promise(setImmediate)
    expect(order).toHaveLength(3) // two run: one too many for a second list
    ;(await first)?.release()
    await new Promise(setImmediate)
    expect(order).toHaveLength(3) // one first list still runs
    ;(await fourth)?.release()
    await second
    expect(order.at(-1)).toBe('again 2')
  })
})
