/**
 * What taking one object over costs, kind by kind, on the objects of the fake estate in the order in which a server lists them: cutting its bytes, parsing,
 * reading its facts, and reading what it points at. In this process, without a server. Run: `node tests/bench/references.ts [--pods N] [--others N]`.
 */
import { parseArgs } from 'node:util'
import { groupOf, kindId, kindName } from '../../engine/contract/index.ts'
import { readFacts } from '../../engine/kinds/index.ts'
import type { KubeObject } from '../../engine/kinds/kind.ts'
import { extractReferences } from '../../engine/relations/interpreter.ts'
import type { Reference } from '../../engine/relations/reference.ts'
import { ReferenceTable } from '../../engine/relations/referenceTable.ts'
import { RuleBook } from '../../engine/relations/ruleBook.ts'
import { ByteWriter } from '../../engine/store/byteWriter.ts'
import { copyWithoutManagedFields } from '../../engine/store/managedFieldsCutter.ts'
import { fillEstate } from '../fakeApiServer/estate.ts'
import { FakeApiServer } from '../fakeApiServer/fakeApiServer.ts'
import { Figures } from './parts/figures.ts'

const { values } = parseArgs({ options: { pods: { type: 'string', default: '3000' }, others: { type: 'string', default: '12000' } } })
const { etcd } = new FakeApiServer({ port: 0 })
fillEstate(etcd, { pods: Number(values.pods), others: Number(values.others), seed: 1 })
const book = new RuleBook()
const table = new ReferenceTable()
const writer = new ByteWriter()
const figures = new Figures('references')
const rounds = 3
const cost = { cut: 0, parse: 0, facts: 0, references: 0 }
let all = 0
/** So many objects are timed at once: the clock of a thread is not read in no time. */
const batch = 100

/** What a step takes of this thread's processor time, in milliseconds, whatever else the machine does. */
function timed<T>(of: typeof cost, what: keyof typeof cost, step: () => T): T {
  const before = process.threadCpuUsage()
  const result = step()
  const { user, system } = process.threadCpuUsage(before)
  of[what] += (user + system) / 1000
  return result
}

for (const collection of etcd.collections()) {
  const { group, kind: word } = collection.resource
  const kind = kindId(group, word)
  const bytes = [...collection.objects.values()].map((stored) => Buffer.from(collection.whole(stored)))
  if (bytes.length < 50) continue
  const of = { cut: 0, parse: 0, facts: 0, references: 0 }
  let found = 0
  for (let round = 0; round < rounds; round++) {
    let near: readonly Reference[] = []
    found = 0
    of.cut = of.parse = of.facts = of.references = 0
    for (let from = 0; from < bytes.length; from += batch) {
      const some = bytes.slice(from, from + batch)
      const texts = timed(of, 'cut', () =>
        some.map((json) => {
          writer.reset()
          copyWithoutManagedFields(json, writer)
          return Buffer.from(writer.bytes())
        }),
      )
      const objects = timed(of, 'parse', () => texts.map((text) => JSON.parse(text.toString('utf8')) as KubeObject))
      timed(of, 'facts', () => {
        for (const object of objects) readFacts(kind, object, undefined, 0)
      })
      timed(of, 'references', () => {
        for (const object of objects) found += (near = extractReferences(book, kind, object, near, table)).length
      })
    }
  }
  const each = (ms: number): number => (ms * 1000) / bytes.length
  figures.heading(
    `${groupOf(kind) === '' ? '' : `${groupOf(kind)}/`}${kindName(kind)}: ${String(bytes.length)} of ${String(bytes[0]?.length ?? 0)} bytes, ${(found / bytes.length).toFixed(1)} references each`,
  )
  for (const [what, ms] of Object.entries(of)) {
    figures.add(what, each(ms), ' us')
    cost[what as keyof typeof cost] += ms
  }
  all += bytes.length
}
figures.heading(`all ${String(all)} objects`)
for (const [what, ms] of Object.entries(cost)) figures.add(what, (ms * 1000) / all, ' us an object', what === 'references' ? 8 : undefined)
figures.end({ cost, all })
