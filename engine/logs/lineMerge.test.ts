import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import { LineMerge, type LineMergeOptions, type MergedLine, streamsOfSource } from './lineMerge.ts'

const textOf = ({ text }: MergedLine): string => Buffer.from(text).toString()

function merge(live: number[], part: Partial<LineMergeOptions> = {}) {
  const clock = new VirtualClock()
  const written: string[] = []
  const it = new LineMerge({
    clock,
    linePatience: Infinity,
    streamPatience: 5_000,
    live: () => live,
    write: (lines) => {
      written.push(...lines.map(textOf))
      return Promise.resolve()
    },
    ...part,
  })
  const say = (source: number, stream: number, at: number, text: string, size = 0): void => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(size)])
    it.source(source).add({ at, stream, severity: 0, flags: 0, bytes, from: 0, to: bytes.length })
  }
  return { clock, it, say, written }
}

describe('merging lines of streams', () => {
  it('gives them in the order of their times, each when nobody can say something older', async () => {
    const { clock, say, written } = merge([0, 1])
    say(0, 0, 10, 'a10')
    say(0, 0, 30, 'a30')
    await clock.advance(100)
    expect(written).toEqual([])
    say(0, 1, 20, 'b20')
    await clock.advance(100)
    expect(written).toEqual(['a10', 'b20'])
  })

  it('gives a stream up that holds all others back, until it says something again', async () => {
    const { clock, say, written, it: merging } = merge([0, streamsOfSource])
    say(0, 0, 10, 'a10')
    await clock.advance(4_900)
    expect(written).toEqual([])
    await clock.advance(200)
    expect(written).toEqual(['a10'])
    say(0, 0, 40, 'a40')
    await clock.advance(10)
    expect(written).toEqual(['a10', 'a40'])
    say(1, 0, 20, 'late')
    await clock.advance(6_000)
    expect(written).toEqual(['a10', 'a40', 'late'])
    expect(merging.late).toBe(1)
  })

  it('lets no followed line wait longer than its patience', async () => {
    const { clock, say, written } = merge([0, 1], { linePatience: 300, streamPatience: Infinity })
    say(0, 0, 20, 'a20')
    await clock.advance(200)
    say(0, 1, 10, 'b10')
    await clock.advance(10)
    expect(written).toEqual(['b10'])
    await clock.advance(100)
    expect(written).toEqual(['b10', 'a20'])
  })

  it('says that there is no room when a stream is far ahead, and that there is again', async () => {
    const live = [0, 1]
    const { clock, say, written, it: merging } = merge(live, { streamPatience: Infinity })
    for (let i = 0; i < 50; i++) say(0, 0, i, `a${i}`, 100_000)
    const room = merging.source(0).room?.(0) ?? null
    expect(room).not.toBeNull()
    expect(merging.source(0).room?.(1)).toBeNull()
    live.length = 1 // the other one ended
    merging.look()
    await clock.advance(10)
    await room
    expect(written).toHaveLength(50)
  })

  it('hands on all that is left at the end, and fails with what writing failed with', async () => {
    const { say, written, it: merging } = merge([0, 1])
    say(0, 0, 10, 'a10')
    await merging.finish()
    expect(written).toEqual(['a10'])
    const failing = merge([], { write: () => Promise.reject(new Error('disk full')) })
    failing.say(0, 0, 10, 'x')
    await expect(failing.it.finish()).rejects.toThrow('disk full')
  })
})
