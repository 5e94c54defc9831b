import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Keeps the thread busy. */
function work(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

describe('turns', () => {
  it('do one piece each: what is most urgent first, and equals one after the other', async () => {
    const turns = new Turns()
    const log: string[] = []
    const add = (name: string, pieces: number, urgency: number): (() => void) => {
      let left = pieces
      return turns.add({ urgency: () => urgency, piece: () => (log.push(name), --left > 0) })
    }
    add('a', 2, 0)
    add('b', 2, 0)
    add('seen', 2, 1)
    add('gone', 2, 2)()
    await turn()
    expect(log).toEqual(['seen'])
    for (let i = 0; i < 6; i++) await turn()
    expect(log).toEqual(['seen', 'seen', 'a', 'b', 'a', 'b'])
  })

  it('let go on at once who comes while they are young, and let wait who comes later', async () => {
    const turns = new Turns()
    expect(turns.wait(() => 0)).toBeNull()
    expect(turns.wait(() => 0)).toBeNull()
    work(12)
    const log: string[] = []
    const waits = [0, 2, 1].flatMap((urgency) => turns.wait(() => urgency)?.then(() => log.push(String(urgency))) ?? [])
    expect(waits).toHaveLength(3)
    expect(log).toEqual([])
    await Promise.all(waits)
    expect(log).toEqual(['2', '1', '0'])
    await turn()
    expect(turns.wait(() => 0)).toBeNull()
  })

  it('stay short, however many streams have something to say: a timer comes in between', async () => {
    const turns = new Turns()
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const began = performance.now()
    const stream = async (urgency: number): Promise<void> => {
      for (let i = 0; i < 10; i++) {
        await turns.wait(() => urgency)
        work(4)
      }
    }
    await Promise.all(Array.from({ length: 20 }, (_, i) => stream(i)))
    clearInterval(timer)
    // all of it is a hundred times as long as a piece
    expect(longest).toBeLessThan((performance.now() - began) / 4)
  })

  it('serve what waits for long before what is more urgent', async () => {
    const turns = new Turns()
    const now = performance.now
    const log: string[] = []
    let left = 3
    turns.add({ urgency: () => 0, piece: () => (log.push('old'), false) })
    turns.add({ urgency: () => 1, piece: () => (log.push('urgent'), --left > 0) })
    await turn()
    performance.now = () => now.call(performance) + 10_000
    try {
      await turn()
      await turn()
      await turn()
    } finally {
      performance.now = now
    }
    expect(log).toEqual(['urgent', 'old', 'urgent', 'urgent'])
  })
})
