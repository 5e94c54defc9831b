import type { Cell, Column, RowsQuery } from '../contract/index.ts'
import { cellNumber, cellText } from './cellValue.ts'
import { naturalOrder } from './naturalOrder.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Where the cells of a column come from, for all objects. */
export interface SortCells {
  value(object: StoredObject, index: number): Cell
  /** Whether the cells of a column are kept with the objects. */
  isOwn(index: number): boolean
  /** What says that values read of a column once still hold: the same list for as long as they do. */
  epoch(index: number): readonly Column[]
}

function ownCells(columns: readonly Column[]): SortCells {
  return { value: (object, index) => object.cells[index] ?? null, isOwn: () => true, epoch: () => columns }
}

/** Negative when `a` stands before `b`. */
export type Order = (a: StoredObject, b: StoredObject) => number

/**
 * What a column sorts by: figures (nothing, and what is no number, last in both directions), or values with an order of their own. `column` and
 * `columns` say which it is: what was read of it once is good for both directions.
 */
export type SortValue = { column: string; columns: readonly Column[] } & (
  | { type: 'figure'; of: (object: StoredObject) => number | null; descending: boolean }
  | { type: 'value'; of: (object: StoredObject) => Cell; compare: CellOrder; descending: boolean; text: CellText | null }
)

/** What is compared of a cell by {@link naturalOrder}, where that is all that is. */
type CellText = (cell: Cell) => string

type CellOrder = (a: Cell, b: Cell) => number

/** How a table is sorted. */
export interface RowOrder {
  /** Total: no two objects are equal. */
  compare: Order
  /** By the chosen column alone: zero means that the one could stand where the other does. */
  primary: Order
  /** What the chosen column sorts by; null when rows stand by namespace and name. */
  value: SortValue | null
}

/**
 * The order of a query. Equal values are told apart by namespace, name, then age in the store, always ascending. Nothing (an empty cell)
 * comes last in both directions. A column of times sorts as the ages it shows: the youngest is the smallest.
 */
export function rowOrder(sort: RowsQuery['sort'], columns: readonly Column[], cells: SortCells = ownCells(columns)): RowOrder {
  const value = sortValue(sort, columns, cells)
  if (value === null) return { compare: byName, primary: () => 0, value }
  const primary: Order =
    value.type === 'figure'
      ? (a, b) => byNumber(value.of(a), value.of(b), value.descending ? -1 : 1)
      : (a, b) => value.compare(value.of(a), value.of(b))
  return { compare: (a, b) => primary(a, b) || byName(a, b), primary, value }
}

/** What a table with these columns can be sorted by. */
export function sortValues(columns: readonly Column[]): SortValue[] {
  const ids = new Set(['name', ...columns.map(({ id }) => id), 'namespace', 'age'])
  return [...ids].flatMap((column) => sortValue({ column, descending: false }, columns, ownCells(columns)) ?? [])
}

/** Namespace, name, then age in the store: total among the objects of one cluster. */
export function byName(a: StoredObject, b: StoredObject): number {
  return byNameAlone(a, b) || a.key - b.key
}

/** Namespace, then name: zero for objects that are called the same, in whichever clusters. */
export function byNameAlone(a: StoredObject, b: StoredObject): number {
  if (a.namespace !== b.namespace) return bySpace(a.namespace, b.namespace)
  const order = naturalOrder(a.name, b.name)
  if (order !== 0 || a.name === b.name) return order
  return a.name < b.name ? -1 : 1
}

/** By the values of a chosen column, of objects of two clusters; where a cluster has no such column, its objects have nothing in it. */
export function byValues(a: StoredObject, ofA: SortValue | null, b: StoredObject, ofB: SortValue | null): number {
  const value = ofA ?? ofB
  if (value === null) return 0
  if (value.type === 'figure') {
    const figure = (object: StoredObject, of: SortValue | null): number | null => (of?.type === 'figure' ? of.of(object) : null)
    return byNumber(figure(a, ofA), figure(b, ofB), value.descending ? -1 : 1)
  }
  const cell = (object: StoredObject, of: SortValue | null): Cell => (of?.type === 'value' ? of.of(object) : null)
  return value.compare(cell(a, ofA), cell(b, ofB))
}

/** Order of namespaces: total. */
export function bySpace(a: string, b: string): number {
  const order = naturalOrder(a, b)
  if (order !== 0) return order
  return a === b ? 0 : a < b ? -1 : 1
}

function sortValue(sort: RowsQuery['sort'], table: readonly Column[], cells: SortCells): SortValue | null {
  if (sort === null) return null
  const { column: id, descending } = sort
  const sign = descending ? -1 : 1
  const index = table.findIndex((column) => column.id === id)
  const column = table[index]
  const columns = cells.epoch(index)
  const figure = (of: (object: StoredObject) => number | null, down: boolean): SortValue => ({
    type: 'figure',
    column: id,
    columns,
    of,
    descending: down,
  })
  const value = (of: (object: StoredObject) => Cell, compare: CellOrder, text: CellText | null): SortValue => ({
    type: 'value',
    column: id,
    columns,
    of,
    compare,
    text,
    descending,
  })
  const natural: CellOrder = (a, b) => sign * naturalOrder(a as string, b as string) // of names, which are text
  if (column === undefined) {
    if (id === 'name') return value((object) => object.name, natural, String)
    if (id === 'namespace') return value((object) => object.namespace, natural, String)
    if (id === 'age') return figure((object) => object.createdAt, !descending)
    return null
  }
  // a hundred thousand are asked at once
  const cell = cells.isOwn(index)
    ? (object: StoredObject): Cell => object.cells[index] ?? null
    : (object: StoredObject): Cell => cells.value(object, index)
  switch (column.type) {
    case 'time':
      return figure((object) => cellNumber(cell(object)), !descending)
    case 'number':
    case 'restarts':
    case 'quantity':
    case 'usage':
      return figure((object) => cellNumber(cell(object)), descending)
    case 'status':
    case 'ratio':
      return value(cell, (a, b) => byNumber(cellNumber(a), cellNumber(b), sign) || byText(cellText(a), cellText(b), sign), null)
    case 'name':
    case 'text':
    case 'list':
    case 'ref':
      return value(cell, (a, b) => byText(cellText(a), cellText(b), sign), cellText)
  }
}

function byNumber(a: number | null, b: number | null, sign: number): number {
  if (a === b) return 0
  if (a === null || Number.isNaN(a)) return b === null || Number.isNaN(b) ? 0 : 1
  if (b === null || Number.isNaN(b)) return -1
  return a < b ? -sign : a > b ? sign : 0
}

function byText(a: string, b: string, sign: number): number {
  if (a === b) return 0
  if (a === '') return 1
  if (b === '') return -1
  return sign * naturalOrder(a, b)
}
