import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameHub, newsPace } from './frameHub.ts'
import type { FrameTicket } from './windowHandle.ts'

/** A hub whose ticks come at once, and whose window draws at once; `taken` counts the frames of its one source. */
function oneSource(has: () => boolean = () => true): { ticket: FrameTicket; taken: () => number } {
  let taken = 0
  const hub: FrameHub = new FrameHub({
    sendFrame: () => {
      taken++
      queueMicrotask(() => hub.ack())
    },
    requestTick: () => queueMicrotask(() => hub.flush()),
    setVisible: () => {},
    onError: (thrown) => {
      throw thrown as Error
    },
  })
  return { ticket: hub.register(() => (has() ? new Uint8Array(1) : null)), taken: () => taken }
}

describe('news of a table', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('tells the first change at once, and those that follow at a pace', async () => {
    const { ticket, taken } = oneSource()
    ticket.changed()
    await vi.advanceTimersByTimeAsync(0)
    expect(taken()).toBe(1)
    // a thousand changes a second, for a second
    for (let ms = 0; ms < 1000; ms++) {
      ticket.changed()
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(taken()).toBeGreaterThanOrEqual(Math.floor(1000 / newsPace))
    expect(taken()).toBeLessThanOrEqual(2 + Math.ceil(1000 / newsPace))
    // the last one is not forgotten
    const before = taken()
    ticket.changed()
    await vi.advanceTimersByTimeAsync(newsPace)
    expect(taken()).toBe(before + 1)
  })

  it('answers a question at once, in the midst of a flow of changes', async () => {
    const { ticket, taken } = oneSource()
    ticket.changed()
    await vi.advanceTimersByTimeAsync(1)
    ticket.changed()
    await vi.advanceTimersByTimeAsync(1)
    expect(taken()).toBe(1)
    ticket.dirty()
    await vi.advanceTimersByTimeAsync(0)
    expect(taken()).toBe(2)
  })

  it('does not hold back an answer that takes its time', async () => {
    let ready = true
    const { ticket, taken } = oneSource(() => ready)
    ticket.changed()
    await vi.advanceTimersByTimeAsync(1)
    ready = false
    ticket.dirty()
    await vi.advanceTimersByTimeAsync(5)
    expect(taken()).toBe(1)
    // the view has sorted, and says so as it says all its news
    ready = true
    ticket.changed()
    await vi.advanceTimersByTimeAsync(0)
    expect(taken()).toBe(2)
  })

  it('leaves no timer behind when it is closed', () => {
    const { ticket } = oneSource()
    ticket.changed()
    ticket.dirty()
    ticket.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})
