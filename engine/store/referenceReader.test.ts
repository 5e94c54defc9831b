import { afterEach, describe, expect, it } from 'vitest'
import { extractReferences } from '../relations/interpreter.ts'
import type { Rule } from '../relations/rule.ts'
import { RuleBook } from '../relations/ruleBook.ts'
import { ClusterStore } from './clusterStore.ts'
import type { ChangeSet } from './storedObject.ts'

const widget = 'example.io/Widget'

function rule(field: string): Rule {
  return {
    id: 127,
    from: [widget],
    to: 'core/Secret',
    at: [`spec.${field}`],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'uses',
    category: 'configuration',
    confidence: 'declared',
  }
}

const stores: ClusterStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

function filled(count: number) {
  const book = new RuleBook()
  const store = new ClusterStore({
    read: () => ({ cells: [], health: { level: 'healthy', reason: '' } }),
    references: (kind, object, near) => extractReferences(book, kind, object, near),
    now: () => 0,
  })
  stores.push(store)
  for (let i = 0; i < count; i++) {
    const object = { metadata: { name: `w-${i}`, namespace: 'shop', uid: `u${i}`, resourceVersion: '1' }, spec: { a: 's', b: `t-${i}` } }
    expect(store.load(widget, Buffer.from(JSON.stringify(object)))).toBeNull()
  }
  store.flush()
  return { book, store }
}

function named(store: ClusterStore, name: string): readonly string[] {
  const references = store.get(`${widget}/shop/${name}`)?.references ?? []
  return references.filter((r) => r.rule.id === 127).map((r) => (r.by === 'name' ? r.name : r.by))
}

describe('reading references anew', () => {
  it('reads what the rules say now, of objects that are held, as change sets', async () => {
    const { book, store } = filled(600)
    const heard: ChangeSet[] = []
    store.onChange((changes) => heard.push(changes))
    book.setOwn([rule('a')])
    expect(await store.rereadReferences([widget])).toEqual({ changed: 600, defects: [] })
    expect(named(store, 'w-7')).toEqual(['s'])
    book.setOwn([rule('b')])
    expect((await store.rereadReferences(null)).changed).toBe(600)
    expect(named(store, 'w-7')).toEqual(['t-7'])
    book.setOwn([])
    await store.rereadReferences([widget])
    store.flush()
    expect(named(store, 'w-7')).toEqual([])
    for (const { removed, added, updated } of heard) {
      expect([removed.length, added.length]).toEqual([0, 0])
      for (const { before, after } of updated) expect(after.references).not.toBe(before.references)
    }
    expect(heard.length).toBeGreaterThan(0)
  })

  it('tells nothing where nothing changes, and reads only what it is asked to', async () => {
    const { book, store } = filled(20)
    book.setOwn([rule('a')])
    const done = await store.rereadReferences([widget], (object) => object.name === 'w-3')
    expect(done.changed).toBe(1)
    expect([named(store, 'w-3'), named(store, 'w-4')]).toEqual([['s'], []])
    await store.rereadReferences(null)
    expect(await store.rereadReferences(null)).toEqual({ changed: 0, defects: [] })
  })

  it('lets other work run in between, and starts anew when asked again meanwhile', async () => {
    const { book, store } = filled(6_000)
    book.setOwn([rule('a')])
    let turns = 0
    let ended = false
    const count = (): void => {
      turns++
      if (!ended) setImmediate(count)
    }
    setImmediate(count)
    const first = store.rereadReferences([widget])
    setImmediate(() => {
      book.setOwn([rule('b')])
      void store.rereadReferences([widget])
    })
    await first
    ended = true
    expect(turns).toBeGreaterThan(3)
    for (const i of [0, 2_999, 5_999]) expect(named(store, `w-${i}`)).toEqual([`t-${i}`])
  })

  it('keeps what is known of an object whose references cannot be read, and says which', async () => {
    let broken = false
    const store = new ClusterStore({
      read: () => ({ cells: [], health: { level: 'healthy', reason: '' } }),
      references: () => {
        if (broken) throw new Error('no')
        return []
      },
      now: () => 0,
    })
    stores.push(store)
    store.load(widget, Buffer.from(JSON.stringify({ metadata: { name: 'w', namespace: 'shop' } })))
    broken = true
    const { changed, defects } = await store.rereadReferences(null)
    expect(changed).toBe(0)
    expect(defects).toEqual([`${widget} shop/w: its references could not be read: Error: no`])
  })

  it('ends when the store closes', async () => {
    const { book, store } = filled(2_000)
    book.setOwn([rule('a')])
    const reading = store.rereadReferences(null)
    store.close()
    expect((await reading).changed).toBeLessThan(2_000)
  })
})
