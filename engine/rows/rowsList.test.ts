import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Cell, Column, HealthLevel, KindId, Row, RowsQuery } from '../contract/index.ts'
import { ClusterStore } from '../store/clusterStore.ts'
import { mergedOffers } from './filterOffers.ts'
import { openRowsList, type RowsList } from './rowsList.ts'
import type { OrderPace } from './shownOrder.ts'

const kind: KindId = 'core/Pod'
const restarts: Column = { id: 'restarts', title: 'Restarts', type: 'number', align: 'end', width: 1 }
const node: Column = { id: 'node', title: 'Node', type: 'text', align: 'start', width: 1 }
const stores: ClusterStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

interface Pod {
  name: string
  space: string
  restarts: number | null
  node: string | null
  level: HealthLevel
}

/** A store whose cells are those of these columns, in their order. */
function newStore(columns: readonly Column[]): ClusterStore {
  const store = new ClusterStore({
    now: () => 1_000_000,
    schedule: () => {},
    references: () => [],
    read: (_kind, { spec }) => ({
      cells: columns.map(({ id }): Cell => (spec as Record<string, Cell>)[id] ?? null),
      health: { level: spec['level'] as HealthLevel, reason: '' },
    }),
  })
  stores.push(store)
  return store
}

let version = 0
function put(store: ClusterStore, { name, space, ...spec }: Pod): void {
  const metadata = { name, namespace: space, uid: `${space}/${name}`, resourceVersion: String(++version) }
  expect(store.load(kind, Buffer.from(JSON.stringify({ metadata, spec })))).toBeNull()
}
function remove(store: ClusterStore, { name, space }: Pod): void {
  store.sink(kind).remove(Buffer.from(JSON.stringify({ metadata: { name, namespace: space, uid: `${space}/${name}` } })))
}
const query = (part: Partial<RowsQuery> = {}): RowsQuery => ({
  cluster: 'c0',
  kind,
  namespaces: null,
  filter: '',
  sort: null,
  problemsOnly: false,
  ...part,
})
const pod = (name: string, part: Partial<Pod> = {}): Pod => ({ name, space: 'shop', restarts: 0, node: 'n', level: 'healthy', ...part })

/** Keeps the rows that frames bring, as the window does. */
class Seen {
  readonly list: RowsList
  rows = new Map<number, Row>()
  slots: readonly number[] = []
  frame: ReturnType<RowsList['take']> = null
  told = 0
  readonly #tasks: (() => void)[] = []

  constructor(
    parts: readonly { store: ClusterStore; columns: readonly Column[]; name: string }[],
    of: RowsQuery,
    sortAtOnce = 4096,
    pace?: OrderPace,
  ) {
    this.list = openRowsList(
      parts.map(({ store, columns, name }, at) => ({ store, columns, cluster: { id: `c${at}`, name: () => name } })),
      of,
      () => this.told++,
      { sortAtOnce, ...(pace === undefined ? {} : { pace }), schedule: (task) => this.#tasks.push(task) },
    )
  }

  /** Takes what there is, after what was put off. */
  look(start: number, count: number): string[] {
    this.list.move(start, count)
    return this.again()
  }

  again(): string[] {
    for (const store of stores) store.flush()
    for (let frame = this.list.take(); ; frame = this.list.take()) {
      if (frame !== null) {
        for (const row of frame.rows) this.rows.set(row.key, row)
        this.slots = frame.slots
        this.frame = frame
      }
      const task = this.#tasks.shift()
      if (task === undefined) return this.names
      task()
    }
  }

  get names(): string[] {
    return this.slots.map((key) => `${this.rows.get(key)?.cluster ?? '?'}:${this.rows.get(key)?.namespace}/${this.rows.get(key)?.name}`)
  }
}

const podOf = fc.record({
  name: fc.constantFrom('web-1', 'web-2', 'web-10', 'api', 'db-01', 'db-1'),
  space: fc.constantFrom('shop', 'kube-system'),
  restarts: fc.option(fc.nat(3)),
  node: fc.option(fc.constantFrom('n1', 'n2', 'n10', '')),
  level: fc.constantFrom<HealthLevel>('healthy', 'failing'),
})
const step = fc.record({ cluster: fc.nat(3), pod: podOf, does: fc.constantFrom('put', 'put', 'put', 'remove') })

describe('a list of several clusters', () => {
  it('is each cluster’s own rows, in one order, whatever changes and wherever the window is', () => {
    const sorts: RowsQuery['sort'][] = [
      null,
      ...['restarts', 'node', 'cluster', 'name', 'none'].flatMap((column) => [false, true].map((descending) => ({ column, descending }))),
    ]
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(...sorts),
        fc.constantFrom('', 'web', 'cluster:prod', 'restarts:>0', '-cluster:prod-1'),
        fc.boolean(),
        fc.constantFrom(2, 4096),
        (steps, sort, filter, problemsOnly, sortAtOnce) => {
          const parts = [0, 1, 2, 3].map((at) => {
            // the last one has no column of nodes, and the others in another place
            const columns = at === 3 ? [restarts] : at === 1 ? [node, restarts] : [restarts, node]
            return { store: newStore(columns), columns, name: at < 2 ? `prod-${at}` : `dev-${at}` }
          })
          const seen = new Seen(parts, query({ sort, filter, problemsOnly }), sortAtOnce)
          for (const [at, { cluster, pod: one, does }] of steps.entries()) {
            const { store } = parts[cluster] as (typeof parts)[number]
            if (does === 'put') put(store, one)
            else remove(store, one)
            if (at % 7 === 3) seen.look(at % 5, 4)
          }
          const all = seen.look(0, 1000)
          // each cluster's own part is what a list of it alone shows
          for (const [at, part] of parts.entries()) {
            const alone = new Seen([part], query({ sort: sort?.column === 'none' ? null : sort, filter, problemsOnly }), sortAtOnce)
            expect(all.filter((name) => name.startsWith(`c${at}:`)).map((name) => name.slice(3))).toEqual(
              alone.look(0, 1000).map((name) => name.slice(3)),
            )
            alone.list.close()
          }
          // and neighbours of different clusters stand in order
          const value = (name: string): [string, Row | undefined] => [
            name,
            [...seen.rows.values()].find((row) => `${row.cluster}:${row.namespace}/${row.name}` === name),
          ]
          if (sort?.column === 'restarts') {
            const figures = all.map((name) => value(name)[1]?.cells[0] as number | null)
            const known = figures.filter((figure) => figure !== null)
            expect(figures.slice(0, known.length)).toEqual([...known].sort((a, b) => (sort.descending ? b - a : a - b)))
          }
          if (sort?.column === 'cluster') {
            const order = all.map((name) => name.slice(0, 2))
            const wanted = sort.descending ? ['c1', 'c0', 'c3', 'c2'] : ['c2', 'c3', 'c0', 'c1']
            expect(order).toEqual([...order].sort((a, b) => wanted.indexOf(a) - wanted.indexOf(b)))
          }
          // every window is a part of the whole, and every row is found in its slot
          for (const start of [0, 1, 3, all.length - 2])
            expect(seen.look(Math.max(0, start), 3)).toEqual(all.slice(Math.max(0, start), Math.max(0, start) + 3))
          for (const [slot, name] of all.entries()) {
            const [cluster, path] = [name.slice(0, 2), name.slice(3)]
            expect(seen.list.slotOf(`${cluster} ${kind}/${path}`)).toBe(slot)
          }
          expect(seen.frame?.matching).toBe(all.length)
          seen.list.close()
        },
      ),
      { numRuns: 150 },
    )
  })

  it('has the columns of all, each once, with the cells of each cluster in their places', () => {
    const [a, b] = [newStore([restarts]), newStore([node, restarts])]
    put(a, pod('one', { restarts: 7 }))
    put(b, pod('two', { restarts: 8, node: 'n8' }))
    const seen = new Seen(
      [
        { store: a, columns: [restarts], name: 'a' },
        { store: b, columns: [node, restarts], name: 'b' },
      ],
      query(),
    )
    seen.look(0, 10)
    expect(seen.frame?.extra.map(({ id }) => id)).toEqual(['restarts', 'node'])
    expect([...seen.rows.values()].map(({ cells }) => cells)).toEqual([
      [7, null],
      [8, 'n8'],
    ])
  })

  it('stands by name where a column is of another type than in the cluster before', () => {
    const text: Column = { ...restarts, type: 'text' }
    const [a, b] = [newStore([restarts]), newStore([text])]
    for (const [name, figure] of [
      ['a1', 5],
      ['a2', 1],
    ] as const)
      put(a, pod(name, { restarts: figure }))
    for (const name of ['b2', 'b1']) put(b, pod(name, { restarts: 'many' as unknown as number }))
    const seen = new Seen(
      [
        { store: a, columns: [restarts], name: 'a' },
        { store: b, columns: [text], name: 'b' },
      ],
      query({ sort: { column: 'restarts', descending: false } }),
    )
    expect(seen.look(0, 10)).toEqual(['c0:shop/a2', 'c0:shop/a1', 'c1:shop/b1', 'c1:shop/b2'])
  })

  it('gives all keys in order, also when rows go away meanwhile', async () => {
    const [a, b] = [newStore([restarts]), newStore([restarts])]
    for (let at = 0; at < 30; at++) put(at % 3 === 0 ? a : b, pod(`p-${at}`))
    const seen = new Seen(
      [
        { store: a, columns: [restarts], name: 'a' },
        { store: b, columns: [restarts], name: 'b' },
      ],
      query(),
    )
    const keys = [...((await seen.list.allKeys()) ?? [])]
    expect(keys.map((key) => seen.list.row(key)?.object.name)).toEqual(Array.from({ length: 30 }, (_, at) => `p-${at}`))
    remove(a, pod('p-3'))
    a.flush()
    expect(keys.map((key) => seen.list.row(key)).filter((row) => row === undefined)).toHaveLength(1)
  })

  it('says in which cluster a term is not understood', () => {
    const [a, b] = [newStore([restarts]), newStore([restarts, node])]
    const seen = new Seen(
      [
        { store: a, columns: [restarts], name: 'prod' },
        { store: b, columns: [restarts, node], name: 'dev' },
      ],
      query({ filter: 'node:n1' }),
    )
    seen.look(0, 10)
    expect(seen.frame?.filterError?.reason).toMatch(/^in prod: there is no column "node"/)
  })
})

describe('an order that is held', () => {
  const shown = (): { store: ClusterStore; other: ClusterStore; seen: Seen } => {
    const [store, other] = [newStore([restarts]), newStore([restarts])]
    for (let at = 0; at < 6; at++) put(at % 2 === 0 ? store : other, pod(`p-${at}`, { restarts: at }))
    const seen = new Seen(
      [
        { store, columns: [restarts], name: 'a' },
        { store: other, columns: [restarts], name: 'b' },
      ],
      query({ sort: { column: 'restarts', descending: true } }),
    )
    seen.look(0, 4)
    return { store, other, seen }
  }

  it('keeps every row in its slot while its cells are those of now, and counts what would stand elsewhere', () => {
    const { store, seen } = shown()
    const before = seen.names
    seen.list.hold(true)
    expect(seen.again()).toEqual(before)
    expect(seen.frame?.held).toBe(0)
    put(store, pod('p-0', { restarts: 90 }))
    put(store, pod('p-4', { restarts: -1 }))
    put(store, pod('new', { restarts: 91 }))
    expect(seen.again()).toEqual(before)
    expect(seen.frame?.held).toBe(4)
    expect([...seen.rows.values()].find((row) => row.name === 'p-4')?.cells).toEqual([-1])
    seen.list.hold(false)
    expect(seen.again()).toEqual(['c0:shop/new', 'c0:shop/p-0', 'c1:shop/p-5', 'c1:shop/p-3'])
    expect(seen.frame?.held).toBeNull()
  })

  it('is the order on screen, also of what has changed and was not shown yet', () => {
    const { store, seen } = shown()
    const before = seen.names
    put(store, pod('new', { restarts: 91 }))
    seen.list.hold(true)
    expect(seen.again()).toEqual(before)
    expect(seen.frame?.held).toBe(4)
  })

  it('says which rows are gone, and lets nothing take their slots', () => {
    const { other, seen } = shown()
    seen.list.hold(true)
    const before = seen.again()
    remove(other, pod('p-5'))
    expect(seen.again()).toEqual(before)
    expect(seen.frame?.gone.map((key) => seen.rows.get(key)?.name)).toEqual(['p-5'])
    expect(seen.frame?.matching).toBe(6)
    seen.list.hold(false)
    expect(seen.again()[0]).toBe('c0:shop/p-4')
    expect(seen.frame).toMatchObject({ gone: [], matching: 5 })
  })

  it('ends with another filter, and finds rows where they are held', () => {
    const { store, seen } = shown()
    seen.look(0, 6)
    seen.list.hold(true)
    seen.again()
    put(store, pod('p-0', { restarts: 90 }))
    expect(seen.list.slotOf(`c0 ${kind}/shop/p-0`)).toBe(5)
    seen.list.change(query({ filter: 'p-', sort: { column: 'restarts', descending: true } }))
    seen.again()
    expect(seen.list.slotOf(`c0 ${kind}/shop/p-0`)).toBe(0)
  })
})

describe('an order that changes all the time', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const paced = (): { store: ClusterStore; seen: Seen } => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const store = newStore([restarts])
    for (let at = 0; at < 6; at++) put(store, pod(`p-${at}`, { restarts: at }))
    const seen = new Seen(
      [{ store, columns: [restarts], name: 'a' }],
      query({ sort: { column: 'restarts', descending: true } }),
      undefined,
      {
        ms: 200,
        after: (ms, task) => {
          const timer = setTimeout(task, ms)
          return () => clearTimeout(timer)
        },
      },
    )
    seen.look(0, 3)
    vi.advanceTimersByTime(1000)
    return { store, seen }
  }
  const restartsOf = (seen: Seen): (Cell | undefined)[] => seen.slots.map((key) => seen.rows.get(key)?.cells[0])

  it('is shown at once, and again after its pace, while cells are those of now', () => {
    const { store, seen } = paced()
    put(store, pod('p-0', { restarts: 10 }))
    expect(seen.again()).toEqual(['c0:shop/p-0', 'c0:shop/p-5', 'c0:shop/p-4'])
    vi.advanceTimersByTime(50)
    put(store, pod('p-5', { restarts: 20 }))
    expect(seen.again()).toEqual(['c0:shop/p-0', 'c0:shop/p-5', 'c0:shop/p-4'])
    expect(restartsOf(seen)).toEqual([10, 20, 4])
    expect(seen.list.slotOf(`c0 ${kind}/shop/p-5`)).toBe(1)
    const told = seen.told
    vi.advanceTimersByTime(150)
    expect(seen.told).toBe(told + 1)
    expect(seen.again()).toEqual(['c0:shop/p-5', 'c0:shop/p-0', 'c0:shop/p-4'])
    expect(seen.list.slotOf(`c0 ${kind}/shop/p-5`)).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not wait when somebody asks, nor when a row is gone or there are more or fewer', () => {
    const { store, seen } = paced()
    put(store, pod('p-0', { restarts: 10 }))
    seen.again()
    put(store, pod('p-1', { restarts: 20 }))
    expect(seen.look(0, 3)[0]).toBe('c0:shop/p-1')
    put(store, pod('p-2', { restarts: 30 }))
    remove(store, pod('p-0'))
    expect(seen.again()).toEqual(['c0:shop/p-2', 'c0:shop/p-1', 'c0:shop/p-5'])
    for (const at of [3, 4, 5]) remove(store, pod(`p-${at}`))
    expect(seen.again()).toEqual(['c0:shop/p-2', 'c0:shop/p-1'])
    put(store, pod('p-7', { restarts: 40 }))
    expect(seen.again()).toEqual(['c0:shop/p-7', 'c0:shop/p-2', 'c0:shop/p-1'])
  })

  it('leaves nothing behind when it is closed', () => {
    const { store, seen } = paced()
    for (const restartsNow of [10, 20]) {
      put(store, pod(`p-${restartsNow / 10}`, { restarts: restartsNow }))
      seen.again()
    }
    expect(vi.getTimerCount()).toBe(1)
    seen.list.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('offers of several clusters are counted together, and clusters are offered', () => {
  const each = [
    [
      { term: 'ns:shop', count: 3, note: '' },
      { term: 'ns:kube-system', count: 9, note: '' },
    ],
    [{ term: 'ns:shop', count: 8, note: '' }],
  ]
  const clusters = [
    { name: 'prod eu', matching: 4 },
    { name: 'staging', matching: 2 },
  ]
  expect(mergedOffers(each, clusters, 'ns:')).toEqual([
    { term: 'ns:shop', count: 11, note: '' },
    { term: 'ns:kube-system', count: 9, note: '' },
  ])
  expect(mergedOffers([], clusters, '-cluster:')).toEqual([
    { term: '-cluster:"prod eu"', count: 4, note: '' },
    { term: '-cluster:staging', count: 2, note: '' },
  ])
  expect(mergedOffers([[]], clusters, 'clu')).toEqual([{ term: 'cluster:', count: null, note: 'Cluster' }])
})
