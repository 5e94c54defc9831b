import { expect, test } from 'vitest'
import { readFacts } from '../kinds/index.ts'
import { kindFor } from '../kinds/index.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { Warnings } from './warnings.ts'

const hour = 3_600_000
const noon = Date.parse('2026-01-01T12:00:00Z')

function event(key: number, about: string, type: 'Warning' | 'Normal', at: number): StoredObject {
  const facts = readFacts(
    'core/Event',
    {
      type,
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: about },
      lastTimestamp: new Date(at).toISOString(),
      metadata: { name: `e${key}`, namespace: 'shop' },
    },
    undefined,
    noon,
  )
  return {
    key,
    kind: 'core/Event',
    namespace: 'shop',
    name: `e${key}`,
    createdAt: at,
    health: facts.health,
    cells: facts.cells,
  } as StoredObject
}

test('warnings of the last hour are counted by the object that they are about', () => {
  const columns = kindFor('core/Event')?.columns ?? []
  const at = (id: string): number => columns.findIndex((column) => column.id === id)
  let now = noon
  const warnings = new Warnings({ lastSeen: at('lastSeen'), object: at('object') }, () => now)
  const first = event(1, 'web', 'Warning', noon - hour / 2)
  const touched = warnings.take({
    removed: [],
    updated: [],
    added: [first, event(2, 'web', 'Warning', noon - 1), event(3, 'web', 'Normal', noon), event(4, 'old', 'Warning', noon - hour)],
  })
  expect([...touched].sort()).toEqual(['core/Pod/shop/old', 'core/Pod/shop/web'])
  expect(warnings.of('core/Pod/shop/web')).toBe(2)
  expect(warnings.of('core/Pod/shop/old')).toBe(0)
  now = noon + hour * 0.6
  expect(warnings.of('core/Pod/shop/web')).toBe(1)
  expect([...warnings.take({ removed: [], updated: [{ before: first, after: event(1, 'web', 'Warning', now) }], added: [] })]).toEqual([
    'core/Pod/shop/web',
  ])
  expect(warnings.of('core/Pod/shop/web')).toBe(2)
  warnings.take({ removed: [event(1, 'web', 'Warning', now), event(2, 'web', 'Warning', noon)], updated: [], added: [] })
  expect(warnings.of('core/Pod/shop/web')).toBe(0)
})
