import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Pattern } from './pattern.ts'
import { BadPattern } from './patternNode.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const test = (pattern: string, text: string, ignoreCase = false): boolean => {
  const bytes = bytesOf(text)
  return new Pattern(pattern, ignoreCase).test(bytes, 0, bytes.length)
}

it('answers as JavaScript does, for expressions and texts of every kind', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '\\s',
    'ä',
    '[ä-ü]',
    '€',
    '\\b',
    '^',
    '$',
    '\\B',
    '1',
    ' ',
    '\\.',
  )
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
    .map(([a, q]) => (/^(\^|\$|\\b|\\B)$/.test(a) ? a : a + q))
  const sequence = fc.array(quantified, { maxLength: 5 }).map((parts) => parts.join(''))
  const pattern = fc
    .array(sequence, { minLength: 1, maxLength: 3 })
    .map((parts) => (parts.length > 1 ? `(?:${parts.join('|')})x?` : (parts[0] ?? '')))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' ', '.', 'ä', 'ö', '€', 'x', '_', '😀'), maxLength: 12 })
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (expression, line, ignoreCase) => {
      expect(test(expression, line, ignoreCase)).toBe(new RegExp(expression, ignoreCase ? 'iu' : 'u').test(line))
    }),
    { numRuns: 3000, seed: 7 },
  )
})

it('marks what it finds, the longest from the left, and never matches of nothing', () => {
  expect(new Pattern('er+or|warn', false).marks(bytesOf('an error, a warn, errrror'))).toEqual([
    { start: 3, end: 8 },
    { start: 12, end: 16 },
    { start: 18, end: 25 },
  ])
  expect(new Pattern('x*', false).marks(bytesOf('axxb'))).toEqual([{ start: 1, end: 3 }])
  expect(new Pattern('\\bb', false).marks(bytesOf('ab b'))).toEqual([{ start: 3, end: 4 }])
  expect(new Pattern('b$', false).marks(bytesOf('b ab'))).toEqual([{ start: 3, end: 4 }])
})

it('takes the flag for either case, also of letters beyond ASCII', () => {
  expect(test('ÄRGER', 'ärger', true)).toBe(true)
  expect(test('(?i)error', 'ERROR')).toBe(true)
  expect(test('error', 'ERROR')).toBe(false)
})

it('refuses what cannot be answered in linear time, and what is no expression, with the place', () => {
  for (const [pattern, words] of [
    ['(a)\\1', 'references back'],
    ['a(?=b)', 'looking ahead'],
    ['(?<!a)b', 'looking behind'],
    ['(a', 'no end'],
    ['a)', 'too many'],
    ['[a', 'no end'],
    ['*a', 'nothing to repeat (at character 1)'],
    ['a{3,1}', 'wrong order'],
    ['a{5000}', 'repeats'],
    ['((a{1000}){1000}){1000}', 'repeats too much'],
    ['\\q', 'not known'],
    ['a\\', 'backslash'],
  ] as const)
    expect(() => new Pattern(pattern, false), pattern).toThrow(words)
  expect(() => new Pattern('('.repeat(3000), false)).toThrow(BadPattern)
})

it('sorts out by a text no line that matches', () => {
  const word = fc.constantFrom('ab', 'a', 'b', 'AB', '[ab]', '(ab)', '(a|b)', 'ab?', '(ab)+', '(ab)*', '.', '\\b', 'a.b', '^', '$', 'ba{2}')
  const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'ä', ' '), maxLength: 8 }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), lines, fc.boolean(), (words, texts, ignoreCase) => {
      const pattern = new Pattern(words.join(''), ignoreCase)
      const parts = texts.map(bytesOf)
      const ends = parts.map(
        (
          (sum) => (part) =>
            (sum += part.length)
        )(0),
      )
      const bytes = Buffer.concat(parts)
      const start = (line: number): number => ends[line - 1] ?? 0
      const end = (line: number): number => ends[line] ?? 0
      const may = pattern.candidates(bytes, bytes.length, { count: texts.length, start, end })
      for (const line of texts.keys())
        if (may?.[line] === 0) expect(pattern.test(bytes, start(line), end(line))).toBe(false)
        else if (may !== null && pattern.isPlain) expect(pattern.test(bytes, start(line), end(line))).toBe(true)
    }),
    { numRuns: 2000, seed: 11 },
  )
})

it('takes expressions that would keep a backtracking one busy for years', () => {
  const line = bytesOf(`${'a'.repeat(20_000)}!`)
  for (const pattern of ['(a+)+$', '(a|aa)+$', '(a*)*b', '(.*)*c', '^(([a-z])+.)+[A-Z]([a-z])+$', '(x+x+)+y'])
    expect(new Pattern(pattern, false).test(line, 0, line.length), pattern).toBe(false)
})
