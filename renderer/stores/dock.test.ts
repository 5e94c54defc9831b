import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { useDock } from './dock.ts'

beforeEach(() => {
  setActivePinia(createPinia())
})

const open = (cluster: string | null, props: Record<string, unknown> = {}): number => {
  const id = useDock().open({ type: 'operations', cluster, props })
  if (id === null) throw new Error('no tab')
  return id
}

it('brings a tab that shows just the same to the front instead of opening it twice', () => {
  const first = open('a', { pod: 'x' })
  open('b', { pod: 'x' })
  expect(open('a', { pod: 'x' })).toBe(first)
  expect(useDock().tabs).toHaveLength(2)
  expect(useDock().activeId).toBe(first)
})

it('shows the neighbour of a tab that was closed, and nothing when all are', () => {
  const [a, b, c] = [open('a'), open('b'), open('c')]
  useDock().focus(b)
  useDock().close(b)
  expect(useDock().activeId).toBe(c)
  useDock().close(c)
  expect(useDock().activeId).toBe(a)
  useDock().close(a)
  expect(useDock().shown).toBe(false)
})

it('takes the tabs of a closed cluster along', () => {
  open('a')
  const b = open('b')
  useDock().forget('a')
  expect(useDock().tabs.map((tab) => tab.id)).toEqual([b])
})

it('is hidden and shown by the same key, and asks for the focus when it comes', () => {
  const dock = useDock()
  dock.toggle()
  expect(dock.active?.type).toBe('operations')
  dock.toggle()
  expect(dock.shown).toBe(false)
  const asked = dock.focusAsked
  dock.toggle()
  expect(dock.shown).toBe(true)
  expect(dock.focusAsked).toBe(asked + 1)
})

it('refuses more tabs than it may hold', () => {
  for (let n = 0; n < 24; n++) open(`cluster-${n}`)
  expect(useDock().open({ type: 'operations', cluster: 'one-more' })).toBeNull()
})

it('keeps its height within bounds, in steps of 8', () => {
  useDock().setHeight(211)
  expect(useDock().height).toBe(208)
  useDock().setHeight(1)
  expect(useDock().height).toBe(96)
  useDock().setHeight(9000)
  expect(useDock().height).toBe(800)
})
