import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, isNumeric, objectVersion } from './objectVersion.ts'

describe('objectVersion', () => {
  it('is that of metadata, wherever metadata stands and whatever else there is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.stringMatching(/^[1-9][0-9]{0,20}$/),
        (around, meta, version) => {
          const object = {
            ...around,
            involvedObject: { resourceVersion: '1' },
            metadata: { ...meta, nested: { resourceVersion: '2' }, resourceVersion: version },
            after: around,
          }
          expect(objectVersion(Buffer.from(JSON.stringify(object)))).toBe(version)
          expect(objectVersion(Buffer.from(JSON.stringify(object, null, 2)))).toBe(version)
        },
      ),
    )
  })

  it('is null where there is none, or the bytes end early', () => {
    for (const text of ['{}', '{"metadata":{"name":"x"}}', '{"spec":{"resourceVersion":"5"}}', '{"metadata":{"resourceVersion":"5', ''])
      expect(objectVersion(Buffer.from(text))).toBeNull()
  })
})

describe('compareVersions', () => {
  it('compares numbers of any length', () => {
    const big = fc.bigInt({ min: 1n, max: 10n ** 40n })
    fc.assert(
      fc.property(big, big, (a, b) => {
        expect(Math.sign(compareVersions(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  it('knows what is a number', () => {
    expect(['1', '90', '12345678901234567890'].every(isNumeric)).toBe(true)
    expect(['', '0', '01', '-1', '1.5', 'abc', '1e3', '１'].some(isNumeric)).toBe(false)
  })
})
