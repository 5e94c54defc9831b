import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter } from './lineSplitter.ts'

function split(chunks: readonly Uint8Array[], limit?: number): { lines: string[]; oversize: number[]; pending: number } {
  const lines: string[] = []
  const oversize: number[] = []
  const target = {
    line: (bytes: Uint8Array) => {
      lines.push(Buffer.from(bytes).toString('utf8'))
    },
    oversize: (size: number) => {
      oversize.push(size)
    },
  }
  const splitter = limit === undefined ? new LineSplitter(target) : new LineSplitter(target, limit)
  for (const chunk of chunks) {
    const lent = new Uint8Array(chunk)
    splitter.push(lent)
    lent.fill(0x21) // the memory is used for something else afterwards
  }
  return { lines, oversize, pending: splitter.pending }
}

/** The same bytes in pieces that end anywhere, also inside a character. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1)
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

describe('LineSplitter', () => {
  it('gives the same lines wherever the chunks end, whatever the bytes are', () => {
    // Many newlines among the bytes, so that there are lines at all; the last line has not ended and is not told.
    const bytes = fc.array(
      fc.oneof(
        { arbitrary: fc.constant(0x0a), weight: 1 },
        { arbitrary: fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 0x0d), weight: 5 },
      ),
      { maxLength: 120 },
    )
    fc.assert(
      fc.property(bytes, fc.array(fc.integer({ min: 1, max: 9 })), (values, sizes) => {
        const all = Buffer.from(values)
        const wanted = all
          .toString('latin1')
          .split('\n')
          .slice(0, -1)
          .filter((line) => line !== '')
          .map((line) => Buffer.from(line, 'latin1').toString('utf8'))
        expect(split(cut(all, sizes)).lines).toEqual(wanted)
      }),
    )
  })

  it('keeps back what has not ended, and says how much that is', () => {
    expect(split([Buffer.from('whole\nhal'), Buffer.from('f')])).toEqual({ lines: ['whole'], oversize: [], pending: 4 })
  })

  it('leaves out empty lines and the carriage return of a proxy', () => {
    expect(split([Buffer.from('\n\r\na\r\n\nb\n')]).lines).toEqual(['a', 'b'])
  })

  it('leaves out a line over the cap, says so, and goes on with the next', () => {
    for (const sizes of [[], [1], [7]]) {
      const result = split(cut(Buffer.from(`short\n${'x'.repeat(50)}\nnext\n`), sizes), 20)
      expect(result.lines).toEqual(['short', 'next'])
      expect(result.oversize).toEqual([50])
    }
  })

  it('holds nothing of a line over the cap', () => {
    const splitter = new LineSplitter({ line: () => undefined, oversize: () => undefined }, 10)
    for (let i = 0; i < 100; i++) splitter.push(Buffer.from('y'.repeat(10)))
    expect(splitter.pending).toBe(1000)
  })
})
