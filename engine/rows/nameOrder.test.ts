import { afterEach, describe, expect, it } from 'vitest'
import type { Column, KindId } from '../contract/index.ts'
import { ClusterStore } from '../store/clusterStore.ts'
import { keepNameOrder, type NameOrder } from './nameOrder.ts'
import { byName, rowOrder } from './rowOrder.ts'
import { sortRows } from './rowKeys.ts'

const pods: KindId = 'core/Pod'
const columns: Column[] = [{ id: 'ip', title: 'IP', type: 'text', align: 'start', width: 1 }]
const stores: ClusterStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

function newStore(): ClusterStore {
  const store = new ClusterStore({
    now: () => 1000,
    schedule: () => {},
    references: () => [],
    read: (_kind, { spec }) => ({ cells: [(spec as { ip: string }).ip], health: { level: 'healthy', reason: 'Running' } }),
  })
  stores.push(store)
  return store
}

let version = 0
function put(store: ClusterStore, index: number, ip: string): void {
  const metadata = {
    name: `web-${String(index)}`,
    namespace: `n-${String(index % 7)}`,
    uid: String(index),
    resourceVersion: String(++version),
  }
  expect(store.load(pods, Buffer.from(JSON.stringify({ metadata, spec: { ip } })))).toBeNull()
}

function remove(store: ClusterStore, index: number): void {
  const metadata = { name: `web-${String(index)}`, namespace: `n-${String(index % 7)}`, uid: String(index) }
  store.sink(pods).remove(Buffer.from(JSON.stringify({ metadata })))
}

/** Sorts to the end; answers in how many steps. */
function finish(order: NameOrder): number {
  let steps = 0
  while (!order.step()) steps++
  return steps
}

function check(store: ClusterStore, order: NameOrder): void {
  const expected = [...store.ofKind(pods)].sort(byName)
  expect(order.objects).toEqual(expected)
  expect([...order.keys]).toEqual(expected.map(({ key }) => key))
  expect([...order.byKey].map((place) => order.keys[place])).toEqual([...order.keys].sort((a, b) => a - b))
  const byIp = rowOrder({ column: 'ip', descending: true }, columns)
  if (byIp.value === null) throw new Error('addresses sort')
  const sorting = sortRows(order.rowKeys(null, byIp.value))
  let step = sorting.next()
  while (step.done !== true) step = sorting.next()
  expect([...step.value].map((place) => order.keys[place])).toEqual(expected.sort(byIp.compare).map(({ key }) => key))
}

describe('NameOrder', () => {
  it('is the order of a plain sort through all changes, few and many at once, also while it is being sorted', () => {
    const store = newStore()
    const ip = (index: number): string => `10.0.${String((index * 31) >> 8)}.${String((index * 31) & 255)}`
    for (let index = 0; index < 9000; index++) put(store, (index * 7919) % 9000, ip(index))
    store.flush()
    const { order, release } = keepNameOrder(store, pods)
    for (let index = 0; index < 3; index++) expect(order.step()).toBe(false)
    for (let index = 100; index < 200; index++) put(store, index, 'moved') // seen by nobody yet
    remove(store, 5)
    store.flush()
    put(store, 20_000, 'new')
    finish(order)
    store.flush()
    check(store, order)
    for (let round = 0; round < 10; round++) {
      for (let index = 0; index < 20; index++) put(store, (round * 911 + index * 37) % 12_000, ip(round + index))
      remove(store, round * 700)
      store.flush()
      expect(order.objects).not.toBeNull()
      check(store, order)
    }
    // more than can be put in at once: in steps again
    for (let index = 30_000; index < 36_000; index++) put(store, index, ip(index))
    for (let index = 0; index < 500; index++) remove(store, index)
    store.flush()
    expect(order.objects).toBeNull()
    expect(finish(order)).toBeGreaterThan(1)
    check(store, order)
    store.dropKind(pods)
    store.flush()
    finish(order)
    expect(order.objects).toEqual([])
    release()
  }, 60_000)

  it('is one for all tables of a kind, and gone with the last', () => {
    const store = newStore()
    put(store, 1, 'a')
    store.flush()
    const first = keepNameOrder(store, pods)
    const second = keepNameOrder(store, pods)
    expect(second.order).toBe(first.order)
    finish(first.order)
    first.release()
    first.release()
    expect(second.order.objects).toHaveLength(1)
    second.release()
    expect([second.order.objects, second.order.bytes]).toEqual([null, 0])
    const third = keepNameOrder(store, pods)
    expect(third.order).not.toBe(second.order)
    third.release()
  })
})
