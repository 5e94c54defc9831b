import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlainYaml } from './plainYaml.ts'
import { parseAnyYaml, parseYamlText } from './yamlText.ts'
import { YamlTextError } from './yamlValue.ts'

/** What a parser says of a text, comparable. */
function outcome(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof YamlTextError) return 'refused'
    throw error
  }
}

const oddScalars = fc.constantFrom(
  '',
  'x',
  '1234',
  'true',
  'null',
  '~',
  '{}',
  '[]',
  'a b',
  'a: b',
  'x #c',
  'x#c',
  '#c',
  '"q"',
  "'q'",
  '"a\\n"',
  '|',
  '>-',
  '*a',
  '&a x',
  '!t x',
  'https://h:6443',
  'a:',
  ':b',
  '- x',
  '-x',
  '--x=y',
  '---',
  '--- x',
  '...',
  '[a, b]',
  '{a: b}',
  '@x',
  '%x',
  '`x',
  'x]',
  'a,b',
  '"a" b',
  "'it''s'",
  '=',
  '<<',
  'é',
  '\u0085',
  '\u2028',
  '\u00a0',
  'x\u00a0',
  '(x)',
  '$HOME',
  '\\x',
  'a::b',
  'C:\\x:y',
  '?',
  '? x',
  '-',
  '-\u00a0x',
  'x  y',
  '0x1',
  '"',
  "'",
  '""',
  "''",
  '"a',
  'x: ',
  'x\u2028y',
  '~/x',
  '<a>',
)
const scalars = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', 'x', '1234', 'https://h:6443', '{}', '"q"', '-x') },
  { weight: 1, arbitrary: oddScalars },
)
const oddKeys = fc.constantFrom(
  'name',
  'a',
  'b-c',
  'k.x/y',
  '0',
  'null',
  '-a',
  '"q"',
  '? x',
  '<<',
  'server',
  'a b',
  '_',
  '~',
  'name ',
  'Null',
)

const keys = fc.oneof({ weight: 12, arbitrary: fc.stringMatching(/^[a-z0-9][a-z-]{1,4}$/) }, { weight: 1, arbitrary: oddKeys })

interface Tree {
  key: string
  scalar: string
  children: Tree[]
  list: boolean
}

/** Trees of at most so many levels below. */
function treeOf(levels: number): fc.Arbitrary<Tree> {
  const children: fc.Arbitrary<Tree[]> = levels === 0 ? fc.constant([]) : fc.array(treeOf(levels - 1), { maxLength: 2 })
  return fc.record({ key: keys, scalar: scalars, children, list: fc.boolean() })
}

/** Block YAML of a tree; whether it is right depends on what its keys and scalars are. */
function write(nodes: readonly Tree[], indent: string, list: boolean): string[] {
  return nodes.flatMap(({ key, scalar, children, list: below }) => {
    const head = list ? `${indent}- ` : indent
    const inner = list ? `${indent}  ` : indent
    if (children.length === 0) return [list && key === 'a' ? `${head}${scalar}` : `${head}${key}: ${scalar}`]
    return [`${head}${key}:`, ...write(children, below && scalar.length % 2 === 0 ? inner : `${inner}  `, below)]
  })
}

/** What happens to text by hand: a blank, a line too many, one moved. */
const slips: readonly ((lines: string[], at: number) => string[])[] = [
  (lines) => lines,
  (lines) => lines,
  (lines) => lines,
  (lines, at) => lines.map((text, index) => (index === at ? ` ${text}` : text)),
  (lines, at) => lines.map((text, index) => (index === at ? text.replace(/^ /, '') : text)),
  (lines, at) => [...lines.slice(0, at), '# note', '', ...lines.slice(at)],
  (lines, at) => [...lines.slice(0, at), '---', ...lines.slice(at)],
  (lines, at) => [...lines.slice(0, at), '    more', ...lines.slice(at)],
  (lines, at) => lines.filter((_, index) => index !== at),
  (lines, at) => lines.map((text, index) => (index === at ? `${text}  ` : text)),
  (lines, at) => lines.map((text, index) => (index === at ? text.replace(/: /, ':') : text)),
]

describe('plain YAML', () => {
  it('means the same to the fast reader as to the full parser, whatever the fast one accepts', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc.array(treeOf(3), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...slips),
        fc.nat(6),
        fc.constantFrom('\n', '\r\n'),
        (trees, slip, at, end) => {
          const text = slip(write(trees, '', false), at).join(end)
          const fast = outcome(parsePlainYaml, text)
          if (fast === undefined) return
          accepted += 1
          expect(fast).toEqual(outcome(parseAnyYaml, text))
        },
      ),
      { numRuns: 4_000, seed: 7 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  it('means the same in flow form, and as JSON in any layout', () => {
    let accepted = 0
    const texts = fc.oneof(
      { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9:/.#,' -]{0,8}$/) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
      { weight: 1, arbitrary: oddScalars },
    )
    const json = fc.dictionary(texts, fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }), { minKeys: 1, maxKeys: 4 })
    fc.assert(
      fc.property(json, fc.constantFrom<string | number>(0, 1, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const fast = outcome(parsePlainYaml, text)
        if (fast === undefined) return
        accepted += 1
        // JSON may have tabs where YAML has none
        expect(fast).toEqual(outcome(parseAnyYaml, indent === '\t' ? JSON.stringify(value) : text))
      }),
      { numRuns: 2_000, seed: 11 },
    )
    expect(accepted).toBeGreaterThan(1_500)

    const flow: fc.Arbitrary<string> = fc.letrec<{ node: string; map: string; list: string }>((tie) => ({
      node: fc.oneof({ depthSize: 'small' }, scalars, texts, tie('map'), tie('list')),
      map: fc
        .array(fc.tuple(keys, fc.constantFrom(': ', ': ', ':  ', ':', ' : '), tie('node')), { maxLength: 3 })
        .map((pairs) => `{${pairs.map((pair) => pair.join('')).join(', ')}}`),
      list: fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    })).map
    let read = 0
    fc.assert(
      fc.property(flow, fc.constantFrom('', '', ' # note', '# no note', ' x'), (text, end) => {
        for (const whole of [text + end, `a: ${text}${end}\nb: c`, `- ${text}${end}`, `a:\n- ${text}${end}`]) {
          const fast = outcome(parsePlainYaml, whole)
          if (fast === undefined) continue
          read += 1
          expect(fast).toEqual(outcome(parseAnyYaml, whole))
        }
      }),
      { numRuns: 4_000, seed: 12 },
    )
    expect(read).toBeGreaterThan(1_000)
  })

  it('is what kubectl writes', () => {
    const text =
      'apiVersion: v1\nclusters:\n- cluster:\n    server: https://a:6443\n  name: a\ncontexts: []\npreferences: {}\nusers:\n  - name: "on"\n    user:\n      exec:\n        args:\n        - get-token\n        - --x=y\n        env: null\n'
    expect(parsePlainYaml(text)).toEqual(parseAnyYaml(text))
    expect(parsePlainYaml(text)).toBeInstanceOf(Map)
  })
})

describe('any YAML', () => {
  it('keeps scalars as they are written', () => {
    expect(parseYamlText('{a: 0123, b: on, c: 1e3, "d": "null", e: null, f: ~, g: |\n x\n}'.replace(', g: |\n x\n', ''))).toEqual(
      new Map<string, unknown>([
        ['a', '0123'],
        ['b', 'on'],
        ['c', '1e3'],
        ['d', 'null'],
        ['e', null],
        ['f', null],
      ]),
    )
  })

  it('expands aliases and merges, and takes __proto__ for a name', () => {
    const value = parseYamlText('base: &b {x: "1", y: "2"}\nuse:\n  <<: *b\n  y: "3"\n__proto__: {polluted: "yes"}\n') as Map<
      string,
      unknown
    >
    expect(value.get('use')).toEqual(
      new Map([
        ['y', '3'],
        ['x', '1'],
      ]),
    )
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })

  const bomb = [
    'a: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`),
  ].join('\n')
  it.each([
    ['an alias bomb', bomb, /aliases/],
    ['an alias of itself', 'a: &a [*a]', /inside of what it stands for/],
    ['an alias of nothing', 'a: *b', /alias/i],
    ['brackets without end', '['.repeat(1_000_000), /nested too deeply/],
    ['dashes without end', '- '.repeat(1_000_000), /nested too deeply/],
    ['question marks without end', '? '.repeat(1_000_000), /nested too deeply/],
    ['maps in maps', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}k:`).join('\n'), /nested too deeply/],
    ['41 levels', Array.from({ length: 45 }, (_, i) => `${' '.repeat(i)}k:`).join('\n'), /nested more than 40/],
    ['half a million elements', `a: {${'b, '.repeat(500_000)}}`, /more than 40,000/],
    ['half a million quotes', '- "'.repeat(500_000), /more than 40,000/],
    ['a key twice', 'a: 1\nb: 2\na: 3', /"a" is there twice/],
    ['a key twice, in flow style', '{a: 1, a: 2}', /"a" is there twice/],
    ['a mapping as a key', '{[a]: b}', /not a plain text/],
    ['two documents', 'a: b\n---\nc: d', /several documents/],
    ['a tab as indentation', 'a:\n\tb: c', /tab/i],
    ['a quote without end', 'a: "b', /quote/i],
  ])('refuses %s without delay', (_name, text, message) => {
    const started = performance.now()
    expect(() => parseYamlText(text)).toThrow(message)
    expect(performance.now() - started).toBeLessThan(5_000) // hangs took minutes; this is no measurement
  })

  it('says line and column, and nothing of a value', () => {
    const error = (() => {
      try {
        return parseYamlText('users:\n- name: a\n  user: {token: s3cr3t-token, token: s3cr3t-token}\n')
      } catch (thrown) {
        return thrown as YamlTextError
      }
    })() as YamlTextError
    expect([error.line, error.column]).toEqual([3, 31])
    for (const text of [
      'a: "s3cr3t\n',
      'a: s3cr3t: s3cr3t',
      'a: [s3cr3t',
      's3cr3t\n  - b: c',
      'a: @s3cr3t',
      'a: "\\qs3cr3t"',
      '&s3cr3t &s3cr3t a',
      'a: *s3cr3t b',
      '!s3cr3t',
      '%s3cr3t',
    ]) {
      try {
        parseYamlText(text)
      } catch (thrown) {
        expect((thrown as Error).message.replace(/\*s3cr3t has no anchor/, '')).not.toContain('s3cr3t')
      }
    }
  })
})
