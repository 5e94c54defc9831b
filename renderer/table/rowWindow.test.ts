import { describe, expect, it } from 'vitest'
import type { RowsQuery } from '../../engine/contract/index.ts'
import { demoFrame } from '../../tests/support/demo/demoRows.ts'
import { applyRowsFrame, emptyWindow, idOfRow, margin, nextWindow, rowAt, slotOf } from './rowWindow.ts'

const query: RowsQuery = { cluster: 'a', kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false }

describe('the window of rows', () => {
  it('finds rows by slot, and says what is not here', () => {
    const window = applyRowsFrame(emptyWindow(), demoFrame(1, 1, query, 100, 50, 1000))
    expect(rowAt(window, 99)).toBeNull()
    expect(rowAt(window, 100)?.key).toBe(101)
    expect(rowAt(window, 149)?.key).toBe(150)
    expect(rowAt(window, 150)).toBeNull()
    expect(window.matching).toBe(1000)
  })

  it('keeps rows that a frame names by slot alone, and forgets those no slot names', () => {
    const first = applyRowsFrame(emptyWindow(), demoFrame(1, 1, query, 0, 10, 100))
    const moved = demoFrame(1, 2, query, 5, 10, 100)
    const second = applyRowsFrame(first, { ...moved, rows: moved.rows.filter((row) => row.key > 10) })
    expect(rowAt(second, 5)).toBe(rowAt(first, 5))
    expect(rowAt(second, 14)?.key).toBe(15)
    expect(second.rows.has(1)).toBe(false)
    expect(second.rows.size).toBe(10)
  })

  it('replaces a row that changed and leaves the others untouched', () => {
    const first = applyRowsFrame(emptyWindow(), demoFrame(1, 1, query, 0, 5, 5))
    const changed = { ...demoFrame(1, 2, query, 0, 5, 5) }
    const row = changed.rows[2]
    if (row === undefined) throw new Error('no row')
    const second = applyRowsFrame(first, { ...changed, rows: [{ ...row, level: 'warning' }] })
    expect(rowAt(second, 2)?.level).toBe('warning')
    expect(rowAt(second, 1)).toBe(rowAt(first, 1))
  })

  it('lets no older frame replace a newer one', () => {
    const newer = applyRowsFrame(emptyWindow(), demoFrame(1, 7, query, 0, 5, 50))
    expect(applyRowsFrame(newer, demoFrame(1, 6, query, 0, 5, 10))).toBe(newer)
  })
})

it('a row is found by what it is, not by its key, which another engine gives to another row', () => {
  const was = applyRowsFrame(emptyWindow(), demoFrame(1, 1, query, 0, 20, 100))
  const row = rowAt(was, 8)
  if (row === null) throw new Error('no row')
  // the same rows, with keys of another engine: the ninth has the number of the twentieth
  const keys = (key: number): number => was.slots[19 - was.slots.indexOf(key)] ?? -1
  const rows = new Map([...was.rows.values()].map((each) => [keys(each.key), { ...each, key: keys(each.key) }]))
  const now = { ...was, slots: was.slots.map(keys), rows }
  expect(now.slots.indexOf(row.key)).toBe(11)
  expect(slotOf(now, idOfRow(row))).toBe(8)
  expect(slotOf(now, 'core/Pod/shop/nobody')).toBe(-1)
})

describe('the next window to ask for', () => {
  it('is the present one while the edge is far', () => {
    const present = { start: 0, count: 200 }
    expect(nextWindow({ first: 40, last: 80 }, present, 1000)).toBe(present)
  })

  it('reaches beyond both edges of what is seen', () => {
    const next = nextWindow({ first: 500, last: 540 }, { start: 0, count: 100 }, 1000)
    expect(next).toEqual({ start: 500 - margin, count: 41 + 2 * margin })
  })

  it('does not ask again at the ends of the list', () => {
    const top = nextWindow({ first: 0, last: 30 }, { start: 0, count: 0 }, 1000)
    expect(top.start).toBe(0)
    expect(nextWindow({ first: 0, last: 30 }, top, 1000)).toBe(top)
    const end = nextWindow({ first: 970, last: 999 }, { start: 0, count: 0 }, 1000)
    expect(nextWindow({ first: 970, last: 999 }, end, 1000)).toBe(end)
  })

  it('always covers what is seen, wherever a person scrolls', () => {
    let present = { start: 0, count: 80 }
    for (let step = 0; step < 2000; step++) {
      const first = (step * 7919) % 99_960
      present = nextWindow({ first, last: first + 39 }, present, 100_000)
      expect(present.start).toBeLessThanOrEqual(first)
      expect(present.start + present.count).toBeGreaterThanOrEqual(first + 40)
      expect(present.count).toBeLessThanOrEqual(40 + 2 * margin)
    }
  })
})
