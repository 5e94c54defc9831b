import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineFilter } from './logFilter.ts'
import { lineFlag } from './logPage.ts'
import { LogRing } from './logRing.ts'
import { ringText } from './logText.ts'

const everything = { include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] }
const room = { lines: 1_000_000, bytes: 1_000_000_000 }
const add = (ring: LogRing, at: number, text: string, stream = 0, severity = 0): void => {
  const bytes = Buffer.from(text)
  ring.add({ at, stream, severity, flags: 0, bytes, from: 0, to: bytes.length })
}
const texts = (ring: LogRing, from = ring.base, count = ring.shown): string[] =>
  [...ring.slots(from, count)].map(({ page, line }) => Buffer.from(page.text(line)).toString())

describe('a ring of lines', () => {
  it('holds lines in the order of their times, and of one time in the order they came, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 400 }), (times) => {
        const ring = new LogRing(room, { shows: () => true })
        // many lines of a page, so that pages are split as well
        for (let round = 0; round < 25; round++) for (const [i, at] of times.entries()) add(ring, at, `${at} ${round} ${i}`)
        const wanted = Array.from({ length: 25 }, (_, round) => times.map((at, i) => ({ at, text: `${at} ${round} ${i}` })))
          .flat()
          .sort((a, b) => a.at - b.at)
          .map(({ text }) => text)
        expect(texts(ring)).toEqual(wanted)
        expect(ring.held).toBe(wanted.length)
      }),
      { numRuns: 20, seed: 3 },
    )
  })

  it('lets the oldest go, says how many, and keeps the slots of the others', () => {
    const ring = new LogRing({ lines: 10_000, bytes: 1_000_000_000 }, { shows: () => true })
    for (let i = 0; i < 50_000; i++) add(ring, i, `line ${i}`)
    expect(ring.held).toBeLessThanOrEqual(10_000)
    expect(ring.held + ring.dropped).toBe(50_000)
    expect(ring.base).toBe(ring.dropped)
    expect(texts(ring, 49_990, 3)).toEqual(['line 49990', 'line 49991', 'line 49992'])
    add(ring, 5, 'older than what is held')
    expect(ring.held + ring.dropped).toBe(50_001)
    expect(texts(ring, 49_990, 1)).toEqual(['line 49990'])
  })

  it('holds no more bytes than allowed', () => {
    const ring = new LogRing({ lines: 1_000_000, bytes: 2_000_000 }, { shows: () => true })
    for (let i = 0; i < 3_000; i++) add(ring, i, 'x'.repeat(10_000))
    expect(ring.bytes).toBeLessThanOrEqual(2_000_000)
    expect(ring.held).toBe(ring.bytes / 10_000)
    expect(ring.held + ring.dropped).toBe(3_000)
  })

  it('shows what a filter lets through: at once for new lines, page by page from the newest for those held', () => {
    const ring = new LogRing(room, { shows: () => true })
    for (let i = 0; i < 20_000; i++) add(ring, i, `line ${i} ${i % 10 === 0 ? 'ERROR' : 'fine'}`)
    const made = lineFilter({ ...everything, include: 'error' })
    if (!made.ok) throw new Error(made.error.reason)
    ring.useJudge(made.value.judge)
    expect([ring.shown, ring.judged]).toEqual([0, 0])
    ring.judgeNext()
    const slotOfLast = ring.base + ring.shown - 1
    expect(texts(ring, slotOfLast, 1)).toEqual(['line 19990 ERROR'])
    while (ring.judgeNext());
    expect([ring.shown, ring.judged]).toEqual([2_000, 20_000])
    expect(texts(ring, slotOfLast, 1)).toEqual(['line 19990 ERROR'])
    expect(texts(ring, ring.base, 2)).toEqual(['line 0 ERROR', 'line 10 ERROR'])
    expect(ring.slotAt(15)).toBe(ring.base + 2)
    add(ring, 20_001, 'one more Error')
    add(ring, 20_002, 'one more')
    expect(texts(ring, slotOfLast, 5)).toEqual(['line 19990 ERROR', 'one more Error'])
  })

  it('judges severity, stream and what must not be in a line; text of escape codes is no text', () => {
    const ring = new LogRing(room, { shows: () => true })
    add(ring, 1, 'a warning', 0, 4)
    add(ring, 2, 'an error', 1, 5)
    add(ring, 3, 'another error', 2, 5)
    const coloured = Buffer.from('\u001b[31mred\u001b[0m error')
    ring.add({ at: 4, stream: 3, severity: 5, flags: lineFlag.controls, bytes: coloured, from: 0, to: coloured.length })
    const show = (part: Partial<Parameters<typeof lineFilter>[0]>): number[] => {
      const made = lineFilter({ ...everything, ...part })
      if (!made.ok) throw new Error(made.error.reason)
      ring.useJudge(made.value.judge)
      while (ring.judgeNext());
      return [...ring.slots(ring.base, 9)].map(({ page, line }) => page.at[line] ?? 0)
    }
    expect(show({ severities: ['error'] })).toEqual([2, 3, 4])
    expect(show({ hidden: [1], severities: ['error'] })).toEqual([3, 4])
    expect(show({ exclude: 'another' })).toEqual([1, 2, 4])
    expect(show({ include: '31m' })).toEqual([])
    expect(show({ include: 'red error' })).toEqual([4])
  })

  it('is written out whole while lines go on coming: each once, in order', () => {
    const ring = new LogRing(room, { shows: () => true })
    for (let i = 0; i < 30_000; i++) add(ring, i * 2, `line ${i}`)
    const parts: string[] = []
    let more = 30_000
    for (const { text } of ringText(ring, false, { timestamps: false, prefixOf: () => '' })) {
      parts.push(text)
      // late lines that split the page just written, and new ones at the end
      for (let i = 0; i < 3_000; i++) add(ring, 1_001 + i * 2, 'late')
      for (let i = 0; i < 1_000; i++) add(ring, more * 2, `line ${more++}`)
    }
    const written = parts.join('').trimEnd().split('\n')
    expect(written).toEqual(Array.from({ length: 30_000 }, (_, i) => `line ${i}`))
  })
})
