import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Cell, Column, HealthLevel, KindId, Row, RowsQuery } from '../contract/index.ts'
import { ClusterStore } from '../store/clusterStore.ts'
import { openRowsList, type RowsList } from './rowsList.ts'
import type { SortedRowsOptions } from './rowsView.ts'
import type { StoredObject } from '../store/storedObject.ts'

const pods: KindId = 'core/Pod'
const columns: Column[] = [
  { id: 'status', title: 'Status', type: 'status', align: 'start', width: 1 },
  { id: 'restarts', title: 'Restarts', type: 'number', align: 'end', width: 1 },
  { id: 'node', title: 'Node', type: 'text', align: 'start', width: 1 },
  { id: 'age', title: 'Age', type: 'time', align: 'end', width: 1 },
]
const levels: readonly HealthLevel[] = ['healthy', 'progressing', 'failing']

interface Pod {
  name: string
  namespace?: string
  version: number
  level?: HealthLevel
  restarts?: number | null
  node?: string | null
  app?: string
  created?: number
}

const stores: ClusterStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

function newStore(now: () => number = () => 1_000_000): ClusterStore {
  const store = new ClusterStore({
    now,
    schedule: () => {},
    references: () => [],
    read: (_kind, { spec, metadata }) => {
      const level = (spec.level ?? 'healthy') as HealthLevel
      const cells: Cell[] = [
        { t: 'status', text: `is-${level}`, level },
        spec.restarts ?? null,
        spec.node ?? null,
        metadata.creationTimestamp === undefined ? null : { t: 'time', at: Date.parse(metadata.creationTimestamp) },
      ]
      return { cells, health: { level, reason: level } }
    },
  })
  stores.push(store)
  return store
}

function put(store: ClusterStore, pod: Pod): void {
  const { name, namespace = 'shop', version, app, created, ...spec } = pod
  const creationTimestamp = created === undefined ? undefined : new Date(created).toISOString()
  const metadata = {
    name,
    namespace,
    uid: `${namespace}/${name}`,
    resourceVersion: String(version),
    labels: app === undefined ? undefined : { app },
    creationTimestamp,
  }
  expect(store.load(pods, Buffer.from(JSON.stringify({ metadata, spec })))).toBeNull()
}

function remove(store: ClusterStore, namespace: string, name: string): void {
  store.sink(pods).remove(Buffer.from(JSON.stringify({ metadata: { name, namespace, uid: `${namespace}/${name}` } })))
}

function query(change: Partial<RowsQuery> = {}): RowsQuery {
  return { cluster: 'c', kind: pods, namespaces: null, filter: '', sort: null, problemsOnly: false, ...change }
}

/** A window: holds the rows it was sent, forgets those that are not in its slots, as the contract allows. */
class Window {
  readonly view: RowsList
  readonly steps: (() => void)[] = []
  told = 0
  rows = new Map<number, Row>()
  slots: readonly number[] = []
  head = { total: 0, matching: 0, start: 0, revision: 0, changedAt: 0, error: null as { term: string; reason: string } | null }
  lastSent = 0

  constructor(store: ClusterStore, of: RowsQuery, options: SortedRowsOptions = {}) {
    this.view = openRowsList(
      [{ store, columns, cluster: null }],
      of,
      () => {
        this.told++
      },
      {
        schedule: (task) => {
          this.steps.push(task)
        },
        ...options,
      },
    )
  }

  take(): boolean {
    const answer = this.view.take()
    if (answer === null) return false
    for (const row of answer.rows) this.rows.set(row.key, row)
    for (const key of [...this.rows.keys()]) if (!answer.slots.includes(key)) this.rows.delete(key)
    this.slots = answer.slots
    this.lastSent = answer.rows.length
    expect(answer.revision).toBeGreaterThan(this.head.revision)
    this.head = {
      total: answer.total,
      matching: answer.matching,
      start: answer.start,
      revision: answer.revision,
      changedAt: answer.changedAt,
      error: answer.filterError,
    }
    return true
  }

  /** Runs what the view has put off. */
  work(steps = Infinity): void {
    while (steps-- > 0) {
      const step = this.steps.shift()
      if (step === undefined) return
      step()
    }
  }

  get names(): (string | undefined)[] {
    return this.slots.map((key) => this.rows.get(key)?.name)
  }
}

describe('a list of one cluster', () => {
  it('shows a window of the rows in order of namespace and name, with numbers as numbers', () => {
    const store = newStore()
    for (const name of ['web-10', 'web-2', 'api']) put(store, { name, version: 1 })
    put(store, { name: 'zoo', namespace: 'alpha', version: 1 })
    const window = new Window(store, query())
    window.view.move(0, 3)
    expect(window.take()).toBe(true)
    expect(window.names).toEqual(['zoo', 'api', 'web-2'])
    expect(window.head).toMatchObject({ total: 4, matching: 4, start: 0, error: null })
    expect(window.rows.get(window.slots[0] ?? 0)).toMatchObject({ id: 'core/Pod/alpha/zoo', namespace: 'alpha', level: 'healthy' })
    window.view.move(2, 3)
    window.take()
    expect(window.names).toEqual(['web-2', 'web-10'])
    expect(window.lastSent).toBe(1)
  })

  it('says that there is something new once, and sends only what the window does not have', () => {
    const store = newStore()
    for (const name of ['a', 'b', 'c', 'd']) put(store, { name, version: 1 })
    const window = new Window(store, query())
    window.view.move(0, 3)
    window.take()
    expect(window.take()).toBe(false)
    window.told = 0
    put(store, { name: 'b', version: 2, restarts: 5 })
    store.flush()
    put(store, { name: 'c', version: 2 })
    store.flush()
    expect(window.told).toBe(1)
    expect(window.take()).toBe(true)
    expect(window.lastSent).toBe(1) // c has a new version, but its row says the same
    put(store, { name: 'd', version: 2, restarts: 1 })
    store.flush()
    expect(window.take()).toBe(false) // d is not in the window
    remove(store, 'shop', 'a')
    store.flush()
    expect(window.take()).toBe(true)
    expect([window.names, window.lastSent]).toEqual([['b', 'c', 'd'], 1])
  })

  it('filters, and says what it did not understand', () => {
    const store = newStore()
    put(store, { name: 'web', version: 1, level: 'failing', app: 'web' })
    put(store, { name: 'api', version: 1, app: 'api' })
    const window = new Window(store, query({ filter: 'label:app=web colour:red' }))
    window.view.move(0, 10)
    window.take()
    expect(window.names).toEqual(['web'])
    expect(window.head).toMatchObject({ total: 2, matching: 1, error: { term: 'colour:red' } })
    window.view.change(query({ problemsOnly: true }))
    window.take()
    expect([window.names, window.lastSent, window.head.error]).toEqual([['web'], 0, null])
    window.view.change(query({ namespaces: ['other'] }))
    window.take()
    expect([window.names, window.head.total]).toEqual([[], 0])
  })

  it('brings rows in and out as they begin and cease to match', () => {
    const store = newStore()
    put(store, { name: 'a', version: 1 })
    put(store, { name: 'b', version: 1 })
    const window = new Window(store, query({ filter: 'status:failing' }))
    window.view.move(0, 10)
    window.take()
    expect(window.names).toEqual([])
    put(store, { name: 'b', version: 2, level: 'failing' })
    store.flush()
    window.take()
    expect(window.names).toEqual(['b'])
    put(store, { name: 'b', version: 3 })
    store.flush()
    window.take()
    expect(window.names).toEqual([])
  })

  it('puts nothing last in both directions, the youngest first among ages, the worst last among statuses', () => {
    const store = newStore()
    put(store, { name: 'a', version: 1, restarts: 3, level: 'failing', created: 5000 })
    put(store, { name: 'b', version: 1, restarts: null, level: 'healthy', created: 9000 })
    put(store, { name: 'c', version: 1, restarts: 20, level: 'progressing' })
    const order = (column: string, descending: boolean): (string | undefined)[] => {
      const window = new Window(store, query({ sort: { column, descending } }))
      window.view.move(0, 10)
      window.take()
      window.view.close()
      return window.names
    }
    expect(order('restarts', false)).toEqual(['a', 'c', 'b'])
    expect(order('restarts', true)).toEqual(['c', 'a', 'b'])
    expect(order('age', false)).toEqual(['b', 'a', 'c'])
    expect(order('age', true)).toEqual(['a', 'b', 'c'])
    expect(order('status', false)).toEqual(['b', 'c', 'a'])
    expect(order('name', true)).toEqual(['c', 'b', 'a'])
    expect(order('no such column', true)).toEqual(['a', 'b', 'c'])
  })

  it('finds the slot of an object', () => {
    const store = newStore()
    for (let index = 0; index < 50; index++)
      put(store, { name: `web-${String(index)}`, version: 1, level: index % 2 === 0 ? 'failing' : 'healthy' })
    for (const sortAtOnce of [100, 10]) {
      const window = new Window(store, query({ problemsOnly: true }), { sortAtOnce })
      window.view.move(0, 5)
      window.take()
      expect(window.view.slotOf('core/Pod/shop/web-10')).toBe(5)
      expect(window.view.slotOf('core/Pod/shop/web-11')).toBe(-1)
      expect(window.view.slotOf('core/Node/_/web-10')).toBe(-1)
      remove(store, 'shop', 'web-0')
      expect(window.view.slotOf('core/Pod/shop/web-10')).toBe(4)
      put(store, { name: 'web-0', version: 1, level: 'failing' })
    }
  })

  it('shows hostile names as text that can be seen', () => {
    const store = newStore()
    put(store, { name: 'web\u202e\u001b[0m', version: 1 })
    const window = new Window(store, query())
    window.view.move(0, 1)
    window.take()
    expect(window.names).toEqual(['web⟨U+202E⟩␛[0m'])
  })

  it('answers the first page of a large table at once, a far one when it is sorted', () => {
    const store = newStore()
    for (let index = 0; index < 6000; index++) put(store, { name: `web-${String((index * 7919) % 6000)}`, version: 1 })
    const window = new Window(store, query())
    window.view.move(0, 2)
    window.take()
    expect([window.names, window.head.matching]).toEqual([['web-0', 'web-1'], 6000])
    window.view.move(5000, 2)
    expect(window.take()).toBe(false)
    put(store, { name: 'web-4999', version: 2, restarts: 1 })
    remove(store, 'shop', 'web-7')
    put(store, { name: 'web-7a', version: 2 })
    put(store, { name: 'web-8a', version: 2 })
    store.flush()
    window.told = 0
    window.work()
    expect(window.told).toBe(1)
    window.take()
    expect([window.names, window.head.matching]).toEqual([['web-4999', 'web-5000'], 6001])
    expect(window.view.slotOf('core/Pod/shop/web-5000')).toBe(5001)
  })

  it('lets rows come and go by the clock', () => {
    let now = 100_000
    const store = newStore(() => now)
    put(store, { name: 'young', version: 1, created: 95_000 })
    put(store, { name: 'old', version: 1, created: 1000 })
    const window = new Window(store, query({ filter: 'age:<10s' }))
    window.view.move(0, 10)
    window.take()
    expect(window.names).toEqual(['young'])
    now = 106_000
    window.view.tick()
    expect(window.take()).toBe(true)
    expect(window.names).toEqual([])
  })

  it('says nothing more after closing, and nothing of other kinds', () => {
    const store = newStore()
    const window = new Window(store, query())
    window.view.move(0, 10)
    window.take()
    window.told = 0
    store.load('core/Node', Buffer.from('{"metadata":{"name":"node-1"},"spec":{}}'))
    store.flush()
    expect(window.told).toBe(0)
    window.view.close()
    put(store, { name: 'a', version: 1 })
    store.flush()
    window.view.move(0, 5)
    expect([window.told, window.take()]).toEqual([0, false])
  })

  it('empties when its kind is dropped', () => {
    const store = newStore()
    put(store, { name: 'a', version: 1 })
    const window = new Window(store, query())
    window.view.move(0, 10)
    window.take()
    store.dropKind(pods)
    store.flush()
    window.take()
    expect([window.names, window.head.total]).toEqual([[], 0])
  })

  it('shows at all times what a plain filter and sort of everything gives, whatever happened', () => {
    const filters: [Partial<RowsQuery>, (object: StoredObject) => boolean][] = [
      [{}, () => true],
      [{ filter: 'a' }, (object) => object.name.includes('a')],
      [{ filter: '-name:*1 label:app=web' }, (object) => !object.name.endsWith('1') && object.labels['app'] === 'web'],
      [{ filter: 'restarts:>2' }, (object) => typeof object.cells[1] === 'number' && object.cells[1] > 2],
      [{ filter: 'node:n-1' }, (object) => object.cells[2] === 'n-10'],
      [
        { namespaces: ['y', 'z'], problemsOnly: true, filter: '-node:n-2 restarts:>2 a' },
        (object) =>
          ['y', 'z'].includes(object.namespace) &&
          object.health.level !== 'healthy' &&
          object.cells[2] !== 'n-2' &&
          Number(object.cells[1]) > 2 &&
          object.name.includes('a'),
      ],
      [{ namespaces: ['x'] }, (object) => object.namespace === 'x'],
      [
        { namespaces: ['x', 'y'], problemsOnly: true, filter: 'ns:y' },
        (object) => object.namespace === 'y' && object.health.level !== 'healthy',
      ],
    ]
    const natural = (text: string): string => text.replace(/\d+/g, (digits) => digits.padStart(6, '0'))
    const text = (a: string, b: string): number => (natural(a) < natural(b) ? -1 : natural(a) > natural(b) ? 1 : 0)
    const byName = (a: StoredObject, b: StoredObject): number => text(a.namespace, b.namespace) || text(a.name, b.name)
    const nothingLast = (a: Cell | undefined, b: Cell | undefined, order: () => number): number =>
      a === b ? 0 : a === null ? 1 : b === null ? -1 : order()
    const sorts: [RowsQuery['sort'], (a: StoredObject, b: StoredObject) => number][] = [
      [null, byName],
      [{ column: 'name', descending: true }, (a, b) => text(b.name, a.name) || byName(a, b)],
      [
        { column: 'restarts', descending: false },
        (a, b) => nothingLast(a.cells[1], b.cells[1], () => Number(a.cells[1]) - Number(b.cells[1])) || byName(a, b),
      ],
      [{ column: 'status', descending: true }, (a, b) => levels.indexOf(b.health.level) - levels.indexOf(a.health.level) || byName(a, b)],
      [
        { column: 'node', descending: true },
        (a, b) => nothingLast(a.cells[2], b.cells[2], () => text(b.cells[2] as string, a.cells[2] as string)) || byName(a, b),
      ],
    ]
    const pod = fc.record({
      name: fc.integer({ min: 0, max: 30 }).map((index) => `${index % 2 === 0 ? 'a' : 'b'}-${String(index)}`),
      namespace: fc.constantFrom('x', 'y', 'z'),
      level: fc.constantFrom(...levels),
      restarts: fc.constantFrom(null, 0, 3, 10),
      node: fc.constantFrom(null, 'n-2', 'n-10'),
      app: fc.constantFrom('web', 'api'),
    })
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ put: fc.array(pod, { minLength: 1, maxLength: 8 }) }) },
      { weight: 4, arbitrary: fc.record({ remove: pod }) },
      { weight: 2, arbitrary: fc.record({ move: fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 })) }) },
      { weight: 1, arbitrary: fc.record({ change: fc.tuple(fc.nat(filters.length - 1), fc.nat(sorts.length - 1)) }) },
      { weight: 3, arbitrary: fc.record({ work: fc.integer({ min: 1, max: 3 }) }) },
      { weight: 4, arbitrary: fc.constant('take' as const) },
      { weight: 1, arbitrary: fc.constant('drop' as const) },
      { weight: 2, arbitrary: fc.constant('flush' as const) },
    )
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60, size: 'max' }),
        fc.nat(filters.length - 1),
        fc.nat(sorts.length - 1),
        fc.constantFrom(1000, 12, 0),
        (steps, firstFilter, firstSort, sortAtOnce) => {
          const store = newStore()
          let version = 0
          let filter = filters[firstFilter] ?? filters[0]
          let sort = sorts[firstSort] ?? sorts[0]
          const current = (): RowsQuery => query({ ...filter?.[0], sort: sort?.[0] ?? null })
          const window = new Window(store, current(), { sortAtOnce })
          let place: readonly [number, number] = [0, 10]
          window.view.move(...place)
          const check = (): void => {
            const { namespaces } = current()
            const scope = [...store.ofKind(pods)].filter((object) => namespaces === null || namespaces.includes(object.namespace))
            const expected = scope
              .filter((object) => filter?.[1](object) && (!current().problemsOnly || object.health.level !== 'healthy'))
              .sort(sort?.[1])
            expect(window.head).toMatchObject({ total: scope.length, matching: expected.length, start: place[0] })
            const shown = window.slots.map((key) => window.rows.get(key))
            expect(shown).toEqual(
              expected.slice(place[0], place[0] + place[1]).map((object) => ({
                key: object.key,
                id: `${pods}/${object.namespace}/${object.name}`,
                namespace: object.namespace,
                name: object.name,
                level: object.health.level,
                cells: object.cells,
              })),
            )
            const somewhere = expected[Math.floor(expected.length / 2)]
            if (somewhere !== undefined)
              expect(window.view.slotOf(`${pods}/${somewhere.namespace}/${somewhere.name}`)).toBe(expected.indexOf(somewhere))
          }
          for (const one of steps) {
            if (one === 'take') {
              if (window.take()) check()
            } else if (one === 'flush') store.flush()
            else if (one === 'drop') store.dropKind(pods)
            else if ('put' in one) for (const wanted of one.put) put(store, { ...wanted, version: ++version })
            else if ('remove' in one) remove(store, one.remove.namespace, one.remove.name)
            else if ('move' in one) window.view.move(...(place = one.move))
            else if ('change' in one) {
              filter = filters[one.change[0]] ?? filter
              sort = sorts[one.change[1]] ?? sort
              window.view.change(current())
            } else window.work(one.work)
          }
          // Whoever takes after being told, and lets put-off work be done, sees the truth.
          store.flush()
          window.take()
          window.work()
          window.take()
          check()
          window.view.close()
          store.close()
        },
      ),
      { numRuns: 300 },
    )
  }, 120_000)
})
