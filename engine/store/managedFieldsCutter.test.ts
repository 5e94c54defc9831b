import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteWriter } from './byteWriter.ts'
import { maxDepth } from './jsonScan.ts'
import { copyWithoutManagedFields, cutManagedFields } from './managedFieldsCutter.ts'
import { ObjectOutline } from './objectOutline.ts'
import { ObjectReader } from './objectReader.ts'

function cut(text: string): string | null {
  const bytes = cutManagedFields(Buffer.from(text))
  return bytes === null ? null : Buffer.from(bytes).toString()
}

function reason(text: string): string | null {
  return copyWithoutManagedFields(Buffer.from(text), new ByteWriter())
}

/** As the store does it: what was guessed is parsed, and cut anew when that is no JSON. */
function guessed(text: string): { object: unknown; sure: boolean } {
  const bytes = Buffer.from(text)
  const out = new ByteWriter()
  try {
    if (copyWithoutManagedFields(bytes, out, undefined, true) === null) return { object: JSON.parse(out.text()), sure: false }
  } catch {
    // the guess was wrong
  }
  return { object: JSON.parse(cut(text) ?? ''), sure: true }
}

describe('managedFields whose end is guessed', () => {
  const around = (managed: string, rest = ''): string =>
    `{"kind":"Pod","metadata":{"name":"a","managedFields":${managed}${rest}},"spec":{"containers":[{"name":"x"}],"y":[]}}`
  const expected = { kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'x' }], y: [] } }

  it('are cut at once where a server writes them as servers do', () => {
    const managed = String.raw`[{"fieldsV1":{"k:{\"a\":[{\"b\":1}]}":{},"v:[]":{}}},{"time":null}]`
    expect(guessed(around('[{"manager":"x","fieldsV1":{"f:a":{".":{}}}},{"manager":"y"}]'))).toEqual({ object: expected, sure: false })
    expect(guessed(around('[{"manager":"x"}]', ',"uid":"1"'))).toEqual({
      object: { ...expected, metadata: { name: 'a', uid: '1' } },
      sure: false,
    })
    expect(guessed(around(managed)).object).toEqual(expected)
  })

  it('never cost anything that follows, and never leave anything of themselves', () => {
    for (const managed of [
      '[]',
      'null',
      '[{},1]',
      '[{}, 1]',
      '[{} ]',
      '[{"a":[{}]}]',
      '[{"a":[{}],"b":[{"c":[{}]}]}]',
      '[{"a":"}]"}]',
      '[{"a":"}]}"}]',
      '[{"a":"}],"}]',
      '[{"}],":"}]},"},{"":""}]',
      String.raw`[{"a":"\"}],\"b"}]`,
      String.raw`[{"a":"}],\"b\":[{"},{"b":"}]\\"}]`,
      '[{"a":{"b":[{"c":1}]}}]',
    ])
      for (const [rest, metadata] of [
        ['', { name: 'a' }],
        [',"finalizers":[{}],"labels":{"x":"}],"}', { name: 'a', finalizers: [{}], labels: { x: '}],' } }],
        [', "uid":"1"', { name: 'a', uid: '1' }],
      ] as const)
        expect(guessed(around(managed, rest)).object, managed + rest).toEqual({ ...expected, metadata })
  })
})

describe('a short rest behind the metadata', () => {
  /** What an outline leaves out, of bytes that were gone through or not. */
  const rest = (text: string, guessing: boolean): string => {
    const out = new ByteWriter()
    const left = new ByteWriter()
    const outline = new ObjectOutline()
    expect(copyWithoutManagedFields(Buffer.from(text), out, outline, guessing)).toBeNull()
    expect(outline.locate(out.bytes())).toBe(true)
    outline.copyRest(out.bytes(), left)
    return left.text()
  }

  it('is looked through when somebody wants to know where the status stands, and says the same then', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    const key = fc.constantFrom('spec', 'status', 'data', 'kind', 'sta\\u0074us')
    const members = fc.array(fc.tuple(key, value), { maxLength: 5 })
    fc.assert(
      fc.property(members, members, fc.constantFrom('', ' ', '\n'), (before, after, space) => {
        const written = ([name, each]: [string, unknown]): string => `"${name}"${space}:${space}${JSON.stringify(each)}`
        const metadata = '"metadata":{"name":"a","resourceVersion":"7","managedFields":[{"manager":"x"}]}'
        const text = `{${[...before.map(written), metadata, ...after.map(written)].join(`${space},${space}`)}${space}}`
        expect(rest(text, true)).toBe(rest(text, false))
      }),
    )
  })

  it('may have metadata once more, which are cut then', () => {
    const reader = new ObjectReader('core/ConfigMap', new ByteWriter())
    const text = '{"metadata":{"name":"a","managedFields":[{"a":1}]},"metadata":{"name":"b","managedFields":[{"b":1}]},"data":{}}'
    expect(reader.read(Buffer.from(text))).toEqual({ metadata: { name: 'b' }, data: {} })
    expect(reader.read(Buffer.from('{"metadata":{"name":"a"},"data":{}'))).toBe('not a whole JSON object')
    expect(reader.read(Buffer.from('{"metadata":{"name":"a"},"data":{"x":y}}'))).toBe('not valid JSON')
  })
})

describe('cutManagedFields', () => {
  it('takes the comma before the member, or the one behind it when it is the first', () => {
    expect(cut('{"metadata":{"name":"a","managedFields":[{"f:x":{}}]},"spec":{}}')).toBe('{"metadata":{"name":"a"},"spec":{}}')
    expect(cut('{"metadata":{"managedFields":[1,2],"name":"a"}}')).toBe('{"metadata":{"name":"a"}}')
    expect(cut('{"metadata":{"a":1,"managedFields":null,"b":2}}')).toBe('{"metadata":{"a":1,"b":2}}')
    expect(cut('{"metadata":{"managedFields":[]}}')).toBe('{"metadata":{}}')
    expect(cut('{"metadata":{"managedFields":[],"managedFields":[],"a":1}}')).toBe('{"metadata":{"a":1}}')
  })

  it('leaves managedFields of other places and of texts alone', () => {
    for (const text of [
      '{"spec":{"metadata":{"managedFields":[1]}}}',
      '{"managedFields":[1]}',
      '{"metadata":{"annotations":{"managedFields":"[]"}}}',
      '{"metadata":{"annotations":{"x":"{\\"metadata\\":{\\"managedFields\\":[1]}}"}}}',
      '{"metadata":["managedFields"]}',
      '{"metadata":{"name":"managedFields"}}',
    ])
      expect(cut(text)).toBe(text)
  })

  it('knows the key when it is written with escapes', () => {
    expect(cut('{"m\\u0065tadata":{"a":1,"managed\\u0046ields":{"x":"\\"}"}}}')).toBe('{"m\\u0065tadata":{"a":1}}')
  })

  it('says why bytes are not an object', () => {
    for (const text of [
      '',
      '[]',
      'null',
      '{',
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"metadata":{"managedFields":[',
      '{"metadata":{"a":1}',
      '{"a":"x',
      '{"a":"\\',
      '{a:1}',
      '{"metadata":{"a" 1}}',
    ]) {
      expect(reason(text), text).toBe('not a whole JSON object')
    }
  })

  it('refuses depth bombs wherever they are, and takes what is just allowed', () => {
    for (const where of ['{"spec":#}', '{"metadata":{"managedFields":#}}', '{"metadata":{"annotations":#}}']) {
      expect(reason(where.replace('#', '['.repeat(1_000_000)))).toBe(`nested deeper than ${String(maxDepth)} levels`)
    }
    const deepest = `{"spec":${'['.repeat(maxDepth - 1)}${']'.repeat(maxDepth - 1)}}`
    expect(reason(deepest)).toBeNull()
    expect(reason(deepest.replace('[', '[[').replace(']', ']]'))).not.toBeNull()
  })

  it('equals parsing and deleting, for any object, spacing and position', () => {
    // No backslash in keys: JSON.parse of V8 itself takes the key `"` for `\` when it saw an object with a key `\` before, so that it cannot judge.
    const unit = fc
      .integer({ min: 0, max: 0x24ff })
      .filter((code) => code !== 0x5c)
      .map((code) => String.fromCharCode(code % 7 === 0 ? code : code % 0x80).replace('\\', '"'))
    const json = fc.oneof(
      fc.jsonValue({ maxDepth: 3, stringUnit: unit }),
      fc.array(fc.constantFrom('\\', 'x\\', '\\"', '"}]', '\\\\', '{"managedFields":[1]}', '"metadata":{\\')),
    )
    const key = fc.oneof(
      fc.constantFrom('managedFields', 'metadata', 'name', 'annotations', '__proto__', 'a"b', '"', '\n', 'ü', '\u2028'),
      fc.string({ unit }),
    )
    const members = fc.array(fc.tuple(key, json), { maxLength: 6 })
    const object = fc.tuple(members, members, fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 1, '\t', ' \n\r'))
    fc.assert(
      fc.property(object, ([outer, inner, position, spacing]) => {
        const metadata = fromMembers([...inner.slice(0, position), ['managedFields', outer], ...inner.slice(position)])
        const whole = fromMembers([
          ...outer.slice(0, position),
          ['metadata', metadata],
          ...outer.slice(position).filter(([name]) => name !== 'metadata'),
        ])
        const text = JSON.stringify(whole, null, spacing === 0 ? undefined : spacing)
        const expected = JSON.parse(text) as { metadata: Record<string, unknown> }
        delete expected.metadata['managedFields']
        const left = cut(text)
        expect(left).not.toBeNull()
        expect(JSON.stringify(JSON.parse(left ?? ''))).toBe(JSON.stringify(expected))
        expect(JSON.stringify(guessed(text).object)).toBe(JSON.stringify(expected))
      }),
      { numRuns: 5000 },
    )
  })

  it('never throws and never reads past the end, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (noise, at) => {
        const text = Buffer.from('{"kind":"Pod","metadata":{"name":"a","managedFields":[{"f:x":{"a":"\\"]"}}]},"spec":{}}')
        const broken = Buffer.concat([text.subarray(0, at), noise, text.subarray(at)])
        const out = new ByteWriter()
        copyWithoutManagedFields(broken, out)
        expect(out.length).toBeLessThanOrEqual(broken.length)
      }),
      { numRuns: 3000 },
    )
  })
})

/** An object with these own members, `__proto__` included; of equal names the last counts. */
function fromMembers(members: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(members)
}
