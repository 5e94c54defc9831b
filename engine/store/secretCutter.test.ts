import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMaskedSecret, maskedAnnotation, maskSecret } from './secretCutter.ts'

function mask(text: string): any {
  const bytes = maskSecret(Buffer.from(text))
  return bytes === null ? null : JSON.parse(Buffer.from(bytes).toString())
}

describe('maskSecret', () => {
  it('keeps names and sizes of the values, and everything else that is plain', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      immutable: true,
      metadata: {
        name: 'db',
        namespace: 'shop',
        labels: { app: 'db' },
        annotations: { 'team.example.com/owner': 'dba' },
        managedFields: [{}],
      },
      data: { password: Buffer.from('hunter2').toString('base64'), empty: '', 'tls.crt': Buffer.alloc(1000).toString('base64') },
      stringData: { note: 'grün\n"x"' },
    }
    expect(mask(JSON.stringify(secret))).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      immutable: true,
      metadata: { name: 'db', namespace: 'shop', labels: { app: 'db' }, annotations: { 'team.example.com/owner': 'dba' } },
      data: { password: { size: 7 }, empty: { size: 0 }, 'tls.crt': { size: 1000 } },
      stringData: { note: { size: 9 } },
    })
  })

  it('masks annotations that may repeat the values', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': 'anything',
      'other.example.com/applied': ' {"data":{"a":"aHVudGVyMg=="}}',
      'long.example.com/blob': 'x'.repeat(2000),
      short: 'stays',
    }
    const masked = mask(JSON.stringify({ metadata: { name: 'a', annotations } }))
    expect(masked.metadata.annotations).toEqual({
      'kubectl.kubernetes.io/last-applied-configuration': maskedAnnotation,
      'other.example.com/applied': maskedAnnotation,
      'long.example.com/blob': maskedAnnotation,
      short: 'stays',
    })
  })

  it('changes nothing when it is applied again, as on opening a snapshot', () => {
    const once = maskSecret(Buffer.from('{"metadata":{"name":"a"},"data":{"k":"YWJj"},"stringData":{"x":"y"}}'))
    expect(once).not.toBeNull()
    expect(Buffer.from(maskSecret(once ?? new Uint8Array()) ?? []).toString()).toBe(Buffer.from(once ?? []).toString())
  })

  it('drops what a Secret has not, and what is not of the right form', () => {
    expect(
      mask('{"metadata":{"name":"a"},"Data":{"k":"canary"},"spec":"canary","type":{"x":"canary"},"data":"canary","stringData":["canary"]}'),
    ).toEqual({ metadata: { name: 'a' }, data: null, stringData: null })
    expect(mask('{"data":{"a":{"size":3,"value":"canary"},"b":{"size":"canary"},"c":["canary"],"d":true}}').data).toEqual({
      a: { size: 3 },
      b: { size: 0 },
      c: { size: 0 },
      d: { size: 0 },
    })
  })

  it('masks every copy of a repeated member', () => {
    const bytes = Buffer.from(
      maskSecret(
        Buffer.from(
          '{"data":{"a":"canary1"},"d\\u0061ta":{"a":"canary2"},"metadata":{"annotations":{"a":"{canary3"}},"metadata":{"annotations":{"a":"\\u007bcanary4"}}}',
        ),
      ) ?? [],
    )
    expect(bytes.toString()).not.toContain('canary')
  })

  it('refuses bytes that are not one whole object', () => {
    for (const text of ['', '[]', '{"data":{"a":"x"}', '{"data":{"a":"x}}', '{} {"data":{}}'])
      expect(maskSecret(Buffer.from(text)), text).toBeNull()
  })

  it('never lets a value through and gives true sizes, for any names and values', () => {
    const canary = fc.string({ minLength: 1, maxLength: 30 }).map((text) => `canary${text}`)
    const name = fc.string().filter((text) => !text.includes('\\')) // V8's JSON.parse mistakes some keys with a backslash for others
    fc.assert(
      fc.property(
        fc.dictionary(name, canary),
        fc.dictionary(name, canary),
        fc.constantFrom(undefined, 1, '\t'),
        (data, stringData, spacing) => {
          const encoded = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Buffer.from(value).toString('base64')]))
          const text = JSON.stringify(
            { metadata: { name: 'a', annotations: { applied: JSON.stringify({ stringData }) } }, data: encoded, stringData },
            null,
            spacing,
          )
          const bytes = maskSecret(Buffer.from(text))
          const left = Buffer.from(bytes ?? []).toString()
          const masked = JSON.parse(left) as Record<string, any>
          expect(isMaskedSecret(masked)).toBe(true)
          const names = [...Object.keys(data), ...Object.keys(stringData)].join()
          if (!names.includes('canary')) expect(left).not.toContain('canary')
          for (const [name, value] of Object.entries(data)) {
            expect(Object.getOwnPropertyDescriptor(masked['data'], name)?.value).toEqual({ size: Buffer.byteLength(value) })
            if (!names.includes(encoded[name] ?? '')) expect(left).not.toContain(encoded[name])
          }
          for (const [name, value] of Object.entries(stringData))
            expect(Object.getOwnPropertyDescriptor(masked['stringData'], name)?.value).toEqual({ size: Buffer.byteLength(value) })
        },
      ),
      { numRuns: 1000 },
    )
  })
})
