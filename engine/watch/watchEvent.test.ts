import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWatchEvent, splitWatchEvent } from './watchEvent.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const text = (event: ReturnType<typeof splitWatchEvent>): unknown =>
  'object' in event ? { type: event.type, object: JSON.parse(Buffer.from(event.object).toString('utf8')) as unknown } : event

describe('splitWatchEvent', () => {
  it('finds the same as parsing the whole line, whatever the object is', () => {
    fc.assert(
      fc.property(fc.constantFrom('ADDED', 'MODIFIED', 'DELETED'), fc.dictionary(fc.string(), fc.jsonValue()), (type, object) => {
        const line = bytes(`{"type":"${type}","object":${JSON.stringify(object)}}`)
        expect(text(splitWatchEvent(line))).toEqual({ type, object: JSON.parse(JSON.stringify(object)) as unknown })
        expect(text(parseWatchEvent(line))).toEqual(text(splitWatchEvent(line)))
      }),
    )
  })

  it('takes the object as a slice of the line, without copying', () => {
    const line = bytes('{"type":"ADDED","object":{"a":1}}')
    const event = splitWatchEvent(line)
    expect('object' in event && event.object.buffer).toBe(line.buffer)
  })

  it('understands other orders and spaces', () => {
    expect(text(splitWatchEvent(bytes('{ "object" : {"a":[1]}, "type" : "DELETED" }')))).toEqual({ type: 'DELETED', object: { a: [1] } })
    expect(text(splitWatchEvent(bytes('{"type":"ADDED","object":{"a":1} }')))).toEqual({ type: 'ADDED', object: { a: 1 } })
  })

  it('reads bookmarks, and knows the one behind the initial events', () => {
    const line = (annotations: string): Uint8Array =>
      bytes(`{"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"12"${annotations}}}}`)
    expect(splitWatchEvent(line(''))).toEqual({ type: 'BOOKMARK', resourceVersion: '12', initialEventsEnd: false })
    expect(splitWatchEvent(line(',"annotations":{"k8s.io/initial-events-end":"true"}'))).toEqual({
      type: 'BOOKMARK',
      resourceVersion: '12',
      initialEventsEnd: true,
    })
  })

  it('reads the status of an error event', () => {
    expect(splitWatchEvent(bytes('{"type":"ERROR","object":{"kind":"Status","code":410}}'))).toEqual({
      type: 'ERROR',
      status: { kind: 'Status', code: 410 },
    })
  })

  it.each([
    ['{"type":"ADDED","object":{"a":1', 'not JSON'],
    ['{"type":"ADDED","object":7}', 'has no object'],
    ['[1]', 'not a JSON object'],
    ['{"type":"EXPLODED","object":{}}', 'unknown type "EXPLODED"'],
    ['{"type":"BOOKMARK","object":{"metadata":{}}}', 'no resourceVersion'],
    ['<html>', 'not JSON'],
  ])('calls %s garbage, and says why', (line, why) => {
    const event = splitWatchEvent(bytes(line))
    expect(event.type).toBe('garbage')
    expect('reason' in event && event.reason).toContain(why)
  })
})
