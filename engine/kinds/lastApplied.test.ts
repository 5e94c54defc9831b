import { describe, expect, it } from 'vitest'
import { lastApplied, onlyApplied, withoutAnnotation } from './lastApplied.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
const object = (text: string) => ({ metadata: { name: 'web', annotations: { [annotation]: text, own: '1' } } })

describe('what was last applied', () => {
  it('is read from the annotation; nobody applied anything where there is none, and what is no object cannot be read', () => {
    expect(lastApplied(object('{"metadata":{"name":"web"},"spec":{"replicas":2}}'))).toEqual({
      metadata: { name: 'web' },
      spec: { replicas: 2 },
    })
    expect(lastApplied({ metadata: { name: 'web' } })).toBeNull()
    for (const text of ['{', '7', '[]', 'null']) expect(lastApplied(object(text)), text).toBeUndefined()
    expect(withoutAnnotation(object('{}')).metadata.annotations).toEqual({ own: '1' })
  })
})

describe('what is live of the fields that were applied', () => {
  it('leaves out what the server filled in, and tells what was changed or removed', () => {
    const applied = { replicas: 2, strategy: { type: 'Recreate' }, paused: true }
    const live = { replicas: 5, strategy: { type: 'Recreate', other: 1 }, progressDeadlineSeconds: 600 }
    expect(onlyApplied(applied, live)).toEqual({ replicas: 5, strategy: { type: 'Recreate' } })
  })

  it('pairs items of a list by what tells them apart, in whatever order; what others added is told whole', () => {
    const applied = [
      { name: 'web', image: 'web:1' },
      { name: 'log', image: 'log:1' },
    ]
    const live = [
      { name: 'mesh', image: 'mesh:9' },
      { name: 'log', image: 'log:1', pull: 'Always' },
      { name: 'web', image: 'web:2', pull: 'Always' },
    ]
    expect(onlyApplied(applied, live)).toEqual([
      { name: 'mesh', image: 'mesh:9' },
      { name: 'log', image: 'log:1' },
      { name: 'web', image: 'web:2' },
    ])
    // no field tells these apart: by their place
    expect(onlyApplied([{ name: 'a' }, { name: 'a' }], [{ name: 'a', x: 1 }, { name: 'b', x: 1 }, { name: 'c' }])).toEqual([
      { name: 'a' },
      { name: 'b' },
      { name: 'c' },
    ])
  })

  it('sees no difference between an empty value and none, and survives hostile names', () => {
    expect(onlyApplied({ a: {}, b: null, c: '' }, {})).toEqual({ a: {}, b: null, c: '' })
    const hostile = JSON.parse('{"__proto__":{"x":1}}') as unknown
    expect(JSON.stringify(onlyApplied(hostile, hostile))).toBe('{"__proto__":{"x":1}}')
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})
