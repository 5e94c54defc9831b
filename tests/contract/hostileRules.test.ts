import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { parse } from 'yaml'
import { extractReferences } from '../../engine/relations/interpreter.ts'
import { builtInBook } from '../../engine/relations/ruleBook.ts'
import { kindOf, type RawObject } from '../support/memoryReader.ts'

/** Fields of the golden corpus with something in them that no server would let through. */

const folder = new URL('../fixtures/graph/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const odd = fc.constantFrom<unknown>(
  null,
  '',
  'text',
  7,
  -1,
  NaN,
  true,
  [],
  {},
  [null],
  ['x'],
  [[]],
  { name: 7 },
  { name: 'x' },
  { matchLabels: 'x' },
  '__proto__',
)

/** Every place in a value, as a function that puts something else there. */
function places(value: unknown, found: ((put: unknown) => void)[] = []): ((put: unknown) => void)[] {
  if (typeof value !== 'object' || value === null) return found
  for (const key of Object.keys(value)) {
    found.push((put) => Object.assign(value, { [key]: put }))
    places((value as Record<string, unknown>)[key], found)
  }
  return found
}

describe('what an object holds never makes a rule throw', () => {
  test.each(files)('%s', (file) => {
    const objects = (parse(readFileSync(new URL(file, folder), 'utf8')) as { objects: RawObject[] }[]).flatMap((c) => c.objects)
    fc.assert(
      fc.property(fc.nat(objects.length - 1), fc.array(fc.tuple(fc.nat(1000), odd), { minLength: 1, maxLength: 5 }), (index, changes) => {
        const original = objects[index] as RawObject
        const object = structuredClone(original)
        for (const [at, put] of changes) {
          const all = places(object)
          all[at % all.length]?.(structuredClone(put))
        }
        extractReferences(builtInBook, kindOf(original), object)
      }),
      { numRuns: 500, seed: 4 },
    )
  })
})
