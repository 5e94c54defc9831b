import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAll } from './fieldPath.ts'
import { partsOf } from './parts.ts'
import { portPart } from './readers/portNames.ts'

const odd = fc.constantFrom<unknown>(null, 0, 'x', [], {})
const port = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name: fc.constantFrom('http', 'dns', '', 5), protocol: fc.constantFrom('TCP', 'UDP', undefined) }) },
  { weight: 1, arbitrary: odd },
)
const container = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      { ports: fc.array(port, { maxLength: 3 }), restartPolicy: fc.constantFrom('Always', 'Never') },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: odd },
)
const containers = fc.oneof({ weight: 6, arbitrary: fc.array(container, { maxLength: 3 }) }, { weight: 1, arbitrary: odd })

test('the parts of a ConfigMap are the keys of both of its maps', () => {
  const map = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c', '', '__proto__'), fc.string()) },
    { weight: 1, arbitrary: odd },
  )
  fc.assert(
    fc.property(fc.record({ data: map, binaryData: map, stringData: map }, { requiredKeys: [] }), (object) => {
      const maps = readAll(object, '(data|binaryData)').filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
      expect(partsOf('core/ConfigMap', object)).toEqual([...new Set(maps.flatMap((each) => Object.keys(each as object)))].sort())
    }),
    { numRuns: 500 },
  )
})

test('the parts of a Pod are the ports of its containers and sidecars', () => {
  fc.assert(
    fc.property(fc.record({ spec: fc.record({ containers, initContainers: containers }, { requiredKeys: [] }) }), (pod) => {
      const names = ['spec.containers[].ports[]', 'spec.initContainers[restartPolicy=Always].ports[]']
        .flatMap((path) => readAll(pod, path))
        .map((each) => {
          const name = (each as { name?: unknown } | null)?.name
          return portPart(typeof name === 'string' ? name : '', each)
        })
      expect(partsOf('core/Pod', pod)).toEqual([...new Set(names)].filter((name) => name !== '').sort())
    }),
    { numRuns: 500 },
  )
  expect(partsOf('core/Pod', {})).toEqual([])
})
