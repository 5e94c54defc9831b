import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ListStream, ListSyntaxError } from './listStream.ts'

function read(bytes: Uint8Array, sizes: readonly number[]): { items: unknown[]; head: ReturnType<ListStream['end']> } {
  const items: unknown[] = []
  const list = new ListStream((json) => {
    items.push(JSON.parse(Buffer.from(json).toString('utf8')))
  })
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1)
    const lent = new Uint8Array(bytes.subarray(at, at + size))
    list.push(lent)
    lent.fill(0x21)
    at += size
  }
  return { items, head: list.end() }
}

const object = fc.dictionary(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), fc.jsonValue())
const sizes = fc.array(fc.integer({ min: 1, max: 40 }))

describe('ListStream', () => {
  it('gives the same objects in any order of members, with any spaces, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(object), sizes, fc.boolean(), fc.constantFrom(0, 1, 2), (items, cuts, itemsFirst, indent) => {
        const metadata = { resourceVersion: '77', continue: 'next', remainingItemCount: 3 }
        const list = itemsFirst ? { apiVersion: 'v1', items, kind: 'List', metadata } : { kind: 'List', apiVersion: 'v1', metadata, items }
        const plain = JSON.parse(JSON.stringify(list)) as typeof list
        expect(read(Buffer.from(JSON.stringify(list, null, indent)), cuts)).toEqual({ items: plain.items, head: metadata })
      }),
    )
  })

  it('is not misled by brackets, quotes and backslashes in strings', () => {
    const items = [{ a: '}]{["' }, { 'b\\"': '\\' }, { c: '\\\\"' }, { d: '"items":[{}]' }]
    for (const cuts of [[], [1], [2, 3]]) expect(read(Buffer.from(JSON.stringify({ items, metadata: {} })), cuts).items).toEqual(items)
  })

  it('hands on items that are no objects, for the sink to judge', () => {
    expect(read(Buffer.from('{"items":[1, "x" ,null,[2],true]}'), [1]).items).toEqual([1, 'x', null, [2], true])
  })

  it('takes null and nothing for no items', () => {
    expect(read(Buffer.from('{"metadata":{"resourceVersion":"5"},"items":null}'), [1])).toEqual({
      items: [],
      head: { resourceVersion: '5', continue: '', remainingItemCount: null },
    })
    expect(read(Buffer.from('{"items":[]}\n'), []).items).toEqual([])
  })

  it('refuses every list that ended early', () => {
    const whole = Buffer.from('{"kind":"PodList","metadata":{"resourceVersion":"5"},"items":[{"a":"x"},{"b":[1,{"c":2}]}]}')
    for (let end = 0; end < whole.length; end++) expect(() => read(whole.subarray(0, end), [3])).toThrow(ListSyntaxError)
  })

  it.each([
    '<html>',
    '[]',
    '7',
    '{"kind":"Status"}',
    '{"items":{}}',
    '{"items":[{}{}]}',
    '{"items":[]}{}',
    '{"items":[,]}',
    '{"a" 1}',
    '{1:2}',
  ])('refuses %s', (text) => {
    expect(() => read(Buffer.from(text), [2])).toThrow(ListSyntaxError)
  })

  it('never holds more than one object', () => {
    let seen = 0
    const list = new ListStream(() => {
      seen++
    })
    list.push(Buffer.from('{"items":['))
    for (let i = 0; i < 1000; i++) {
      list.push(Buffer.from('{"a":1},'))
      expect(seen).toBe(i + 1)
    }
  })
})
