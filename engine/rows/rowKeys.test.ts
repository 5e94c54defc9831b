import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, Column } from '../contract/index.ts'
import { ColumnReader } from './columnReader.ts'
import { compareFigures } from './figureColumn.ts'
import type { KeyColumn } from './keyColumn.ts'
import { sortRows, type RowKeys } from './rowKeys.ts'
import { rowOrder, type SortValue } from './rowOrder.ts'
import { planMerge } from './rowSelection.ts'
import type { StoredObject } from '../store/storedObject.ts'

const columns: Column[] = (['number', 'text', 'status', 'time', 'list'] as const).map((type) => ({
  id: type,
  title: type,
  type,
  align: 'start',
  width: 1,
}))

/** An object of which only what tables sort by is there. */
function objectOf(key: number, cells: readonly Cell[]): StoredObject {
  return { key, namespace: 'n', name: `web-${String(key)}`, cells, createdAt: null } as unknown as StoredObject
}

const cells: fc.Arbitrary<Cell[]> = fc.tuple(
  fc.constantFrom<Cell>(null, 0, -0, 1, -1, 2.5, -2.5, 1e300, -1e300, Infinity, -Infinity, NaN, 3),
  fc.oneof(
    fc.constantFrom<Cell>(null, '', 'n-2', 'n-10', 'n-02'),
    fc.string({ unit: fc.constantFrom('a', '-', '0', '1', '9', 'ÿ'), maxLength: 12 }),
  ),
  fc.constantFrom<Cell>(
    null,
    { t: 'status', text: 'Running', level: 'healthy' },
    { t: 'status', text: 'Failed-2', level: 'failing' },
    { t: 'status', text: 'Failed-10', level: 'failing' },
  ),
  fc.constantFrom<Cell>(null, { t: 'time', at: 5 }, { t: 'time', at: -5 }, { t: 'time', at: 1_767_225_600_000 }),
  fc.array(fc.constantFrom('a', 'b-2', 'b-10'), { maxLength: 2 }).map((items): Cell => ({ t: 'list', items })),
)
const sorts = fc.record({
  column: fc.constantFrom('number', 'text', 'status', 'time', 'list', 'name', 'namespace', 'age'),
  descending: fc.boolean(),
})

/** A column of a list of objects, read at once. */
function keyColumn(objects: readonly StoredObject[], value: SortValue): KeyColumn {
  const reader = new ColumnReader(objects, value)
  let column = reader.read(objects, Infinity)
  while (column === null) column = reader.read(objects, Infinity)
  return column
}

function finish(keys: RowKeys): number[] {
  const sorting = sortRows(keys)
  let step = sorting.next()
  while (step.done !== true) step = sorting.next()
  return [...step.value]
}

describe('row keys', () => {
  it('order as a plain stable sort does, also of some rows, and after objects changed, left and entered', () => {
    fc.assert(
      fc.property(
        fc.array(cells, { maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(39), fc.constantFrom('set', 'leave', 'enter'), cells), { maxLength: 12 }),
        sorts,
        fc.integer({ min: 1, max: 50 }),
        (first, changes, sort, pace) => {
          const order = rowOrder(sort, columns)
          const { value } = order
          if (value === null) throw new Error('every one of these columns sorts')
          let objects = first.map((some, index) => objectOf(index * 100, some))
          const whole = keyColumn(objects, value)
          const reader = new ColumnReader(objects, value) // reads while objects change
          const byKey = (a: StoredObject, b: StoredObject): number => a.key - b.key
          let fresh = 0
          for (const [at, change, some] of changes) {
            reader.read(objects, pace)
            const held = objects[at]
            if (change === 'set' && held !== undefined) {
              objects[at] = objectOf(held.key, some)
              expect([whole.set(at, objects[at]), reader.set(at, objects[at])]).toEqual([true, true])
            } else if (change !== 'set') {
              const leaving = change === 'leave' && held !== undefined ? [at] : []
              const entering = change === 'enter' ? [objectOf(at * 100 + ++fresh, some)] : []
              const merge = planMerge(objects, leaving, entering, byKey)
              expect([whole.merge(merge), reader.merge(merge)]).toEqual([true, true])
              objects = [...objects.filter((_, index) => !leaving.includes(index)), ...entering].sort(byKey)
              expect(merge.length).toBe(objects.length)
            }
          }
          let read = reader.read(objects, pace)
          while (read === null) read = reader.read(objects, pace)
          const some = Uint32Array.from(objects.keys()).filter((index) => index % 3 !== 1)
          for (const column of [whole, read]) {
            for (const rows of [null, some]) {
              const listed = rows === null ? objects : [...rows].map((row) => objects[row] as StoredObject)
              const expected = [...listed.keys()].sort((a, b) => order.primary(listed[a] as StoredObject, listed[b] as StoredObject))
              const keys = column.keys(rows, value)
              expect(finish(keys)).toEqual(expected)
              const byPlace = column.order(value)
              const placeOf = (row: number): number => (rows === null ? row : (rows[row] as number))
              expect([...listed.keys()].sort((a, b) => byPlace(placeOf(a), placeOf(b)))).toEqual(expected)
              if (value.type === 'figure') expect([...listed.keys()].sort(compareFigures(listed, value))).toEqual(expected)
            }
            const passes = (cell: Cell): boolean => JSON.stringify(cell).includes('1')
            const passing = column.passing(passes)
            if (value.type === 'figure') expect(passing).toBeNull()
            else expect([...(passing ?? [])]).toEqual(objects.map((object) => Number(passes(value.of(object)))))
          }
        },
      ),
      { numRuns: 300 },
    )
  }, 60_000)

  it('keep text of which nearly every one differs, also when what all began with changes', () => {
    const order = rowOrder({ column: 'text', descending: true }, columns)
    if (order.value === null) throw new Error('text sorts')
    const objects = Array.from({ length: 6000 }, (_, i) =>
      objectOf(i, [null, i % 50 === 0 ? null : `10.${String(((i * 7919) % 6000) >> 8)}.${String((i * 7919) & 255)}`]),
    )
    const column = keyColumn(objects, order.value)
    const check = (): void => {
      if (order.value === null) return
      const expected = [...objects.keys()].sort((a, b) => order.primary(objects[a] as StoredObject, objects[b] as StoredObject))
      expect(finish(column.keys(null, order.value))).toEqual(expected)
      expect([...objects.keys()].sort(column.order(order.value))).toEqual(expected)
    }
    check()
    for (const [at, text] of [
      [17, '10.x'],
      [4000, 'fd00::1'],
      [5, '9'],
    ] as const) {
      objects[at] = objectOf(at, [null, text])
      expect(column.set(at, objects[at])).toBe(true)
      check()
    }
    expect(column.bytes).toBe(16 * objects.length)
  })
})
