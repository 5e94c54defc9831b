import { describe, expect, it } from 'vitest'
import type { Cell, Column, RowsQuery } from '../contract/index.ts'
import { AddedColumns } from './addedColumns.ts'
import { ClusterStore } from '../store/clusterStore.ts'
import { filterOffers } from './filterOffers.ts'
import { openRowsList } from './rowsList.ts'
import type { RowOverlay } from './rowOverlay.ts'
import { TableCells } from './tableCells.ts'

const kind = 'example.org/Thing'
const phase: Column = { id: 'phase', title: 'Phase', type: 'text', align: 'start', width: 80 }
const query: RowsQuery = { cluster: 'c', kind, namespaces: null, filter: '', sort: null, problemsOnly: false }

/** A store of a few things whose tasks run when they are told to. */
function things() {
  const tasks: (() => void)[] = []
  const run = (): void => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task()
  }
  const store = new ClusterStore({
    read: (_kind, object) => ({
      cells: [(object['status'] as { phase: string }).phase],
      health: { level: 'healthy', reason: '', message: '' },
    }),
    references: () => [],
    now: () => 0,
    schedule: (task) => tasks.push(task),
  })
  const put = (name: string, owner: string, node: string, version = 1): void => {
    const metadata = {
      name,
      namespace: 'a',
      uid: name,
      resourceVersion: String(version),
      labels: { app: `of-${name}` },
      annotations: { 'x/owner': owner },
    }
    const failure = store.load(kind, Buffer.from(JSON.stringify({ metadata, spec: { node }, status: { phase: 'Up' } })))
    if (failure !== null) throw new Error(failure)
  }
  put('one', 'zoe', 'n2')
  put('two', 'amy', 'n1')
  put('three', 'kim', 'n3')
  store.flush()
  return { store, put, run, schedule: (task: () => void) => void tasks.push(task) }
}

const names = (rows: readonly { name: string }[]): string[] => rows.map(({ name }) => name)

describe('columns that a person added', () => {
  it('show labels, annotations and values of paths, and say why one cannot', () => {
    const { store, schedule } = things()
    const added = new AddedColumns(
      store,
      kind,
      ['label:app', 'annotation:x/owner', 'path:.spec.node', 'path:.spec[', 'colour:red'],
      schedule,
    )
    expect(added.columns.map(({ title }) => title).slice(0, 3)).toEqual(['app', 'owner', 'node'])
    expect(added.columns[0]?.note).toBeUndefined()
    expect(added.columns[3]?.note).toContain('.spec[')
    expect(added.columns[4]?.note).toContain('"colour" is none of')
    const view = openRowsList([{ store, columns: [phase], cluster: null, overlays: [added] }], query, () => undefined, { schedule })
    view.move(0, 10)
    const frame = view.take()
    expect(frame?.extra).toBe(frame === null ? null : view.columns.slice(1).length === 5 ? frame.extra : null)
    const cells = (name: string): readonly Cell[] | undefined => frame?.rows.find((row) => row.name === name)?.cells
    expect(cells('one')).toEqual(['Up', 'of-one', 'zoe', 'n2', null, null])
  })

  it('sort and filter once all bodies are read, and follow changes', () => {
    const { store, put, run, schedule } = things()
    const added = new AddedColumns(store, kind, ['annotation:x/owner', 'path:.spec.node'], schedule)
    let told = 0
    const view = openRowsList(
      [{ store, columns: [phase], cluster: null, overlays: [added] }],
      { ...query, sort: { column: 'annotation:x/owner', descending: false } },
      () => told++,
      {
        schedule,
      },
    )
    view.move(0, 10)
    expect(view.take()).toBeNull()
    const before = told
    run()
    expect(told).toBeGreaterThan(before)
    const frame = view.take()
    const inOrder = (): string[] => {
      const by = new Map(frame?.rows.map((row) => [row.key, row.name]))
      return (frame?.slots ?? []).map((key) => by.get(key) ?? '')
    }
    expect(inOrder()).toEqual(['two', 'three', 'one'])
    put('two', 'zz', 'n1', 2)
    store.flush()
    run()
    expect(view.slotOf(`${kind}/a/two`)).toBe(2)
    view.change({ ...query, filter: 'node:n1' })
    run()
    const filtered = view.take()
    expect(filtered?.matching).toBe(1)
    put('three', 'kim', 'n1', 2)
    store.flush()
    expect(view.take()?.matching).toBe(2)
    put('two', 'zz', 'n9', 3)
    store.flush()
    expect(view.take()?.matching).toBe(1)
  })

  it('give all keys in their order, and none once the table is closed', async () => {
    const { store, schedule, run } = things()
    const view = openRowsList(
      [{ store, columns: [phase], cluster: null }],
      { ...query, sort: { column: 'name', descending: true } },
      () => undefined,
      { schedule },
    )
    const keys = await view.allKeys()
    expect(names([...(keys ?? [])].map((key) => ({ name: store.byKey(key)?.name ?? '' })))).toEqual(['two', 'three', 'one'])
    view.close()
    run()
    expect(await view.allKeys()).toBeNull()
  })
})

describe('columns whose values change by themselves', () => {
  it('sort anew at a reading, in the same table', () => {
    const { store, schedule, run } = things()
    const values = new Map([
      ['one', 1],
      ['two', 2],
      ['three', 3],
    ])
    let tell = (): void => undefined
    const column: Column = { id: 'cpuUsage', title: 'CPU', type: 'usage', align: 'end', width: 80 }
    let columns: readonly Column[] = [column]
    const overlay: RowOverlay = {
      get columns() {
        return columns
      },
      cell: ({ name }) => ({ t: 'usage', text: String(values.get(name)), value: values.get(name) ?? 0, against: null }),
      value: ({ name }) => values.get(name) ?? null,
      ready: () => true,
      onChange: (listener) => {
        tell = listener
        return () => undefined
      },
      close: () => undefined,
    }
    const view = openRowsList(
      [{ store, columns: [phase], cluster: null, overlays: [overlay] }],
      { ...query, sort: { column: 'cpuUsage', descending: true } },
      () => undefined,
      {
        schedule,
      },
    )
    view.move(0, 10)
    const first = view.take()
    expect(names(first?.rows ?? [])).toEqual(['three', 'two', 'one'])
    values.set('one', 9)
    columns = [{ ...column, note: 'soon' }]
    tell()
    run()
    const second = view.take()
    expect(names(second?.rows ?? [])).toEqual(['one'])
    expect(second?.slots[0]).toBe(first?.slots[2])
    expect(second?.extra[0]?.note).toBe('soon')
    view.change({ ...query, filter: 'cpu:>2' })
    expect(view.take()?.matching).toBe(2)
    values.set('three', 0)
    columns = [...columns]
    tell()
    expect(view.take()?.matching).toBe(1)
  })
})

describe('offers of the query bar', () => {
  it('are keys of the table, then values with their numbers', () => {
    const { store } = things()
    const cells = new TableCells([phase], [])
    expect(filterOffers(store, cells, query, 'ph')).toEqual([{ term: 'phase:', count: null, note: 'Phase' }])
    expect(filterOffers(store, cells, query, 'phase:')).toEqual([{ term: 'phase:Up', count: 3, note: '' }])
    expect(filterOffers(store, cells, query, '-label:')).toEqual([{ term: '-label:app=', count: 3, note: '' }])
    expect(filterOffers(store, cells, query, 'label:app=of-t').map(({ term }) => term)).toEqual(['label:app=of-three', 'label:app=of-two'])
    expect(filterOffers(store, cells, query, 'ns:')).toEqual([{ term: 'ns:a', count: 3, note: '' }])
  })
})
