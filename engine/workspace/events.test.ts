import { expect, it } from 'vitest'
import type { StoreReader } from '../store/storedObject.ts'
import { eventsOf } from './events.ts'

const pod = { kind: 'core/Pod', namespace: 'shop', name: 'web' }

/** A store that holds these messages as events about one Pod, the first one the newest. */
const holding = (messages: readonly string[]): StoreReader =>
  ({
    inNamespace: () => messages.map((_, index) => ({ name: `web.${index}`, namespace: 'shop' })),
    body: (id: string) => ({
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'shop' },
      message: messages[Number(id.split('.').at(-1))],
      lastTimestamp: new Date(Date.UTC(2026, 10, 22) - Number(id.split('.').at(-1)) * 1000).toISOString(),
    }),
  }) as unknown as StoreReader

it('sends long messages whole, and says of longer ones how much there is', () => {
  const [first, second] = eventsOf(holding(['a'.repeat(20_000), 'b'.repeat(100_000)]), pod, '', {})
  expect(first?.message).toBe('a'.repeat(20_000))
  expect(second?.message.slice(0, 64_000)).toBe('b'.repeat(64_000))
  expect(second?.message.slice(64_000)).toBe('… (100000 characters in all: the YAML of the event has them)')
})

it('sends the beginning of those behind what is sent of one object at most', () => {
  const lines = eventsOf(holding(Array.from({ length: 30 }, () => 'c'.repeat(60_000))), pod, '', {})
  expect(lines).toHaveLength(30)
  expect(lines[0]?.message).toHaveLength(60_000)
  expect(lines.at(-1)?.message).toMatch(/^c{1000}… \(60000 characters/)
  expect(lines.reduce((sum, { message }) => sum + message.length, 0)).toBeLessThan(600_000)
})
