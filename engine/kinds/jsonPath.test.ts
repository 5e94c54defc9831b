import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstValue, parseJsonPath } from './jsonPath.ts'

const object = {
  metadata: { name: 'web', annotations: { 'acme.io/team': 'shop' }, 'dotted.key': 1 },
  spec: {
    ports: [
      { name: 'http', port: 80 },
      { name: 'metrics', port: 9090 },
    ],
    empty: '',
  },
  status: {
    conditions: [
      { type: 'Synced', status: 'False', reason: 'Waiting' },
      { type: 'Ready', status: 'True', nested: { deep: ['x', 'y'] } },
    ],
  },
}

function all(path: string): unknown[] {
  const parsed = parseJsonPath(path)
  if (typeof parsed === 'string') throw new Error(parsed)
  return [...parsed.values(object)]
}

describe('JSON paths of printer columns', () => {
  it.each<[string, unknown[]]>([
    ['.metadata.name', ['web']],
    ['metadata.name', ['web']],
    ['{.metadata.name}', ['web']],
    ['$.metadata.name', ['web']],
    ["['metadata']['name']", ['web']],
    ['.metadata.annotations.acme\\.io/team', ['shop']],
    [".metadata.annotations['acme.io/team']", ['shop']],
    ['.metadata["dotted.key"]', [1]],
    ['.spec.ports[0].port', [80]],
    ['.spec.ports[-1].port', [9090]],
    ['.spec.ports[0:1].name', ['http']],
    ['.spec.ports[*].port', [80, 9090]],
    ['.spec.ports.*.port', [80, 9090]],
    ['.spec.ports[0,1].port', [80, 9090]],
    [".spec.ports[0]['name','port']", ['http', 80]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type == 'Ready')].nested.deep[1]", ['y']],
    ['.status.conditions[?(@.type!="Ready")].reason', ['Waiting']],
    ['.status.conditions[?(@.nested)].type', ['Ready']],
    ['.spec.ports[?(@.port>=9000)].name', ['metrics']],
    ['.spec.ports[?(@.port<81)].name', ['http']],
    ['..port', [80, 9090]],
    ['.spec.empty', ['']],
    ['.spec.missing.more', []],
    ['.spec.ports[7]', []],
    ['.constructor', []],
    ['.metadata.__proto__', []],
    ['.metadata.name.length', []],
  ])('%s', (path, expected) => {
    expect(all(path)).toEqual(expected)
  })

  it.each(['.a[', '.a[?(@.b', '.a[?(b)]', ".a['b", '.a b', '.a[?(@.b==]', '.[', '.a..', '(', '.a[-]'])(
    'says where it cannot read %s',
    (path) => {
      expect(parseJsonPath(path)).toMatch(/^cannot read the JSON path .* at character \d+$/)
    },
  )

  it('stops at the first value', () => {
    const path = parseJsonPath('..port')
    expect(typeof path !== 'string' && firstValue(path, object)).toBe(80)
  })

  it('never throws, whatever the path and the object', () => {
    const part = fc.constantFrom(
      '.a',
      '..',
      '[0]',
      '[*]',
      "['a']",
      '[?(@.a=="b")]',
      '[?(@.a)]',
      '[',
      ']',
      '(',
      ')',
      '@',
      '$',
      '\\',
      '"',
      "'",
      '*',
      '-',
      ':',
      ',',
      '?',
      '=',
      ' ',
      'a',
      '1',
      '{',
      '}',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.jsonValue(), (parts, root) => {
        const parsed = parseJsonPath(parts.join(''))
        if (typeof parsed !== 'string') expect([...parsed.values(root)].length).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 500 },
    )
  })
})
