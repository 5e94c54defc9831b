import { describe, expect, it } from 'vitest'
import { offsetsOf, SlotViews, slotsBetween } from './slotViews.ts'

const ids = (views: readonly { id: number }[]): number[] => views.map(({ id }) => id)

describe('views of slots', () => {
  it('keeps what is drawn of a row when another is put in above it', () => {
    const views = new SlotViews()
    const rows = ['a', 'b', 'c', 'd']
    const before = ids(views.place(0, 4, (index) => rows[index] ?? null))
    rows.unshift('new')
    const after = views.place(0, 4, (index) => rows[index] ?? null)
    expect(after.map(({ index }) => index)).toEqual([0, 1, 2, 3])
    // a, b and c moved on with their views; that of d, which left, draws the new one
    expect(ids(after)).toEqual([before[3], before[0], before[1], before[2]])
  })

  it('makes no new views while a list is scrolled', () => {
    const views = new SlotViews()
    const first = new Set(ids(views.place(0, 20, null)))
    for (let from = 1; from < 500; from += 7)
      for (const id of ids(views.place(from, from + 20, null))) expect(first.has(id), String(id)).toBe(true)
  })

  it('draws two slots of one key, or of none, as two', () => {
    const views = new SlotViews()
    for (let round = 0; round < 3; round++) {
      expect(new Set(ids(views.place(0, 4, () => 'same'))).size).toBe(4)
      expect(new Set(ids(views.place(0, 4, () => null))).size).toBe(4)
    }
  })

  it('draws every slot once, whatever comes, goes and moves', () => {
    const views = new SlotViews()
    let rows = Array.from({ length: 60 }, (_, index) => index)
    for (let step = 0; step < 300; step++) {
      const cut = (step * 7) % rows.length
      rows = [...rows.slice(cut), ...rows.slice(0, cut)]
      if (step % 3 === 0) rows[step % rows.length] = 1000 + step
      const from = (step * 11) % 40
      const placed = views.place(from, from + 15, (index) => rows[index] ?? null)
      expect(placed.map(({ index }) => index)).toEqual(Array.from({ length: 15 }, (_, at) => from + at))
      expect(new Set(ids(placed)).size).toBe(15)
    }
  })
})

describe('slots that are seen', () => {
  it('of one height', () => {
    expect(slotsBetween(0, 300, 100, 30)).toEqual({ first: 0, end: 10 })
    expect(slotsBetween(15, 300, 100, 30)).toEqual({ first: 0, end: 11 })
    expect(slotsBetween(2_999_700, 300, 100_000, 30)).toEqual({ first: 99_990, end: 100_000 })
    expect(slotsBetween(9000, 300, 10, 30)).toEqual({ first: 9, end: 10 })
    expect(slotsBetween(0, 300, 0, 30)).toEqual({ first: 0, end: 0 })
    expect(slotsBetween(0, 0, 10, 30)).toEqual({ first: 0, end: 0 })
  })

  it('of different heights', () => {
    const offsets = offsetsOf([10, 50, 0, 20, 40])
    expect([...offsets]).toEqual([0, 10, 60, 60, 80, 120])
    expect(slotsBetween(0, 10, 5, offsets)).toEqual({ first: 0, end: 1 })
    expect(slotsBetween(9, 10, 5, offsets)).toEqual({ first: 0, end: 2 })
    expect(slotsBetween(60, 30, 5, offsets)).toEqual({ first: 3, end: 5 })
    expect(slotsBetween(500, 30, 5, offsets)).toEqual({ first: 4, end: 5 })
  })
})
