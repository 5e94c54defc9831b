import { describe, expect, it } from 'vitest'
import { severities } from '../contract/index.ts'
import { lineFields } from './lineFields.ts'
import { LineIntake } from './lineIntake.ts'
import { lineSeverity } from './lineSeverity.ts'
import { LogRing } from './logRing.ts'
import { LogTimeReader } from './logTime.ts'
import { shownText } from './shownText.ts'
import { longestLogLine, StreamLines } from './streamLines.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the lines of a stream', () => {
  it('are the same wherever chunks end; what stands behind the last newline is a line as well', () => {
    const text = 'one\r\n\ntwo ä€😀\nthree'
    const whole = bytesOf(text)
    for (let size = 1; size <= whole.length; size++) {
      const lines: string[] = []
      const stream = new StreamLines((bytes, from, to) => lines.push(Buffer.from(bytes.subarray(from, to)).toString()))
      for (let at = 0; at < whole.length; at += size) stream.push(whole.subarray(at, at + size))
      stream.end()
      // an empty line is one with nothing before its newline
      expect(lines.filter((line) => line !== '')).toEqual(['one', 'two ä€😀', 'three'])
    }
  })

  it('that are longer than any are cut, and the next is whole', () => {
    const lines: [number, boolean][] = []
    const stream = new StreamLines((_, from, to, cut) => lines.push([to - from, cut]))
    stream.push(Buffer.alloc(longestLogLine, 'x'))
    stream.push(Buffer.alloc(5_000, 'y'))
    stream.push(bytesOf('\nnext\n'))
    expect(lines).toEqual([
      [longestLogLine, true],
      [4, false],
    ])
  })
})

describe('the time before a line', () => {
  const read = (text: string): [string, number, number] | null => {
    const time = new LogTimeReader().read(bytesOf(text), 0, bytesOf(text).length)
    return time === null ? null : [new Date(time.at).toISOString(), time.nanos, time.length]
  }

  it('is read with nanoseconds, with fewer digits, and in any zone', () => {
    expect(read('2026-01-01T00:33:18.000001998Z hello')).toEqual(['2026-01-01T00:33:18.000Z', 1_998, 30])
    expect(read('2026-01-01T00:33:18.5Z hello')).toEqual(['2026-01-01T00:33:18.500Z', 500_000_000, 22])
    expect(read('2026-01-01T00:33:18Z ')).toEqual(['2026-01-01T00:33:18.000Z', 0, 20])
    expect(read('2026-01-01T00:33:18.250000000+05:30 x')).toEqual(['2025-12-31T19:03:18.250Z', 250_000_000, 35])
  })

  it('is not invented where there is none', () => {
    for (const text of ['', 'hello there, this is a line', '2026-01-01 00:33:18 x', '2026-99-01T00:33:18Z x', '2026-01-01T00:33:18.1+5 x'])
      expect(read(text), text).toBeNull()
  })
})

describe('after a broken connection', () => {
  const lines = (ring: LogRing): string[] =>
    [...ring.slots(ring.base, 1e6)].map(({ page, line }) => Buffer.from(page.text(line)).toString())
  const stamp = (second: number, nanos: number): string =>
    `2026-01-01T00:00:${String(second).padStart(2, '0')}.${String(nanos).padStart(9, '0')}Z`

  it('no line is lost and none is there twice, wherever it broke, also between lines of one time', () => {
    const all = [
      ...Array.from({ length: 20 }, (_, i) => `${stamp(1, i * 1_000)} line ${i}\n`),
      ...Array.from({ length: 20 }, (_, i) => `${stamp(2, 5)} same ${i % 2}\n`),
      ...Array.from({ length: 20 }, (_, i) => `${stamp(2, 6 + i)} more ${i}\n`),
    ]
    const bytes = bytesOf(all.join(''))
    const wanted = all.map((line) => line.slice(31, -1))
    for (let broke = 0; broke <= bytes.length; broke += 3) {
      const ring = new LogRing({ lines: 1e6, bytes: 1e9 }, { shows: () => true })
      const intake = new LineIntake(ring, 0, () => 0)
      intake.begin()
      intake.push(bytes.subarray(0, broke))
      intake.end(false)
      const since = intake.resumeAt
      intake.begin()
      // the server knows whole seconds only
      intake.push(bytesOf(all.filter((line) => since === null || Date.parse(line.slice(0, 30)) >= since * 1000).join('')))
      intake.end(true)
      expect(lines(ring)).toEqual(wanted)
    }
  })
})

describe('severity', () => {
  it.each([
    ['level=error msg=x', 'error'],
    ['{"level":"warn","msg":"x"}', 'warn'],
    ['{"ts":1,"level":50,"msg":"x"}', 'error'],
    ['{"severity":"CRITICAL"}', 'fatal'],
    ['{"msg":"level of water"}', 'none'],
    ['I0102 15:04:05.123456       1 main.go:12] started', 'info'],
    ['E0102 15:04:05.123456       1 main.go:12] failed', 'error'],
    ['2026/01/01 00:00:00 [error] 7#7: *1 open() failed', 'error'],
    ['2026-01-01 12:00:00,123 WARNING app: careful', 'warn'],
    ['2026-01-01 12:00:00 UTC [12] LOG:  checkpoint', 'info'],
    ['panic: runtime error: index out of range', 'fatal'],
    ['Traceback (most recent call last):', 'error'],
    ['java.lang.IllegalStateException: no', 'error'],
    ['<debug> x', 'debug'],
    ['no errors were found', 'none'],
    ['GET /warning/info 200', 'none'],
    ['', 'none'],
  ])('of %s is %s', (line, severity) => {
    expect(severities[lineSeverity(line)]).toBe(severity)
  })
})

describe('what is shown of a line', () => {
  it('keeps colours as spans and no control character', () => {
    expect(shownText('a \u001b[1;31mred\u001b[0m b \u001b[38;5;46mgreen\u001b[39m c')).toEqual({
      text: 'a red b green c',
      spans: [
        { start: 2, end: 5, ink: 2, bold: true },
        { start: 8, end: 13, ink: 11, bold: false },
      ],
    })
  })

  it('removes what a terminal would obey, and marks what is left', () => {
    expect(shownText('\u001b]0;owned\u0007title \u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\ \u001b[2J\u001b[H end').text).toBe(
      'title link  end',
    )
    expect(shownText('a\u0000b\rc\u202ed').text).toBe('a␀b␍c⟨U+202E⟩d')
    expect(shownText('half \u001b[31').text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(shownText(`\u001b]${'x'.repeat(50_000)}`).text).not.toMatch(/\u001b/)
    // a code without an end hides nothing of the line
    expect(shownText('a\u001b]0;rm -rf /').text).toBe('a␛]0;rm -rf /')
    expect(shownText('a\u001b]0;b\u001b[31mc').text).toBe('a␛]0;bc')
  })
})

describe('fields', () => {
  it('are read from JSON with nested names, from klog, and from logfmt', () => {
    expect(lineFields('{"level":"info","http":{"status":500,"tags":["a"]},"e":{}}')).toEqual({
      format: 'json',
      fields: [
        { name: 'level', value: 'info' },
        { name: 'http.status', value: '500' },
        { name: 'http.tags.0', value: 'a' },
        { name: 'e', value: '{}' },
      ],
    })
    expect(lineFields('I0102 15:04:05.1       7 main.go:12] "Started" pod="shop/web"').fields).toEqual([
      { name: 'severity', value: 'I' },
      { name: 'time', value: '0102 15:04:05.1' },
      { name: 'thread', value: '7' },
      { name: 'place', value: 'main.go:12' },
      { name: 'message', value: '"Started"' },
      { name: 'pod', value: 'shop/web' },
    ])
    expect(lineFields('level=info msg="a \\"b\\"" n=1').fields).toEqual([
      { name: 'level', value: 'info' },
      { name: 'msg', value: 'a "b"' },
      { name: 'n', value: '1' },
    ])
    expect(lineFields('{"cut off')).toEqual({ format: 'text', fields: [] })
    expect(lineFields('plain text').format).toBe('text')
  })

  it('of a hostile line are bounded, quick, and safe', () => {
    const started = performance.now()
    expect(lineFields(`{"__proto__":{"x":1},"a\u202e":"\\u001b[31m"}`).fields).toEqual([
      { name: '__proto__.x', value: '1' },
      { name: 'a⟨U+202E⟩', value: '␛[31m' },
    ])
    lineFields('a="'.repeat(80_000))
    lineFields(`a="${'\\'.repeat(200_000)}`)
    lineFields('['.repeat(250_000))
    lineSeverity(`{${'"level" '.repeat(40_000)}`)
    // generous: what it guards against takes minutes
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
