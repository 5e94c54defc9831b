import { describe, expect, test } from 'vitest'
import { parsePath, readPath } from './fieldPath.ts'
import { PathTree } from './pathTree.ts'

function found(paths: readonly string[], value: unknown): Record<string, unknown> {
  const tree = new PathTree<string>()
  for (const path of paths) tree.add(path, path)
  const out: Record<string, unknown> = {}
  tree.walk(value, '', (_, each, path) => (out[path] = each))
  return out
}

describe('field paths', () => {
  test('lead through fields, lists, quoted names and alternatives, and say where', () => {
    const pod = {
      spec: { containers: [{ env: [{ name: 'a' }] }, { env: [] }, null], initContainers: [{ env: [{ name: 'b' }] }] },
      metadata: { annotations: { 'x.y/z': 1 } },
    }
    expect(found(['spec.(containers|initContainers)[].env[].name', 'metadata.annotations["x.y/z"]'], pod)).toEqual({
      'spec.containers[0].env[0].name': 'a',
      'spec.initContainers[0].env[0].name': 'b',
      'metadata.annotations["x.y/z"]': 1,
    })
  })

  test('lead nowhere in what has another shape, and never into prototypes', () => {
    for (const value of [
      null,
      'text',
      7,
      [],
      { spec: null },
      { spec: { containers: 'many' } },
      { spec: { containers: { 0: {} } } },
      { spec: [] },
    ]) {
      expect(found(['spec.containers[].env[].name', 'spec.toString', 'constructor.name'], value)).toEqual({})
    }
    expect(readPath({ a: { b: 1 } }, 'a.b')).toBe(1)
    expect(readPath({}, 'constructor.name')).toBeUndefined()
  })

  test('are refused when they are none', () => {
    for (const path of ['a..b', 'a[0]', 'a b', '.a', 'a["b']) expect(() => parsePath(path), path).toThrow(/not a field path/)
  })
})
