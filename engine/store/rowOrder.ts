import type { Column, RowsQuery } from '../contract/index.ts'
import { cellNumber, cellText } from './cellValue.ts'
import { naturalOrder } from './naturalOrder.ts'
import type { StoredObject } from './storedObject.ts'

/** Negative when `a` stands before `b`. */
export type Order = (a: StoredObject, b: StoredObject) => number

/** How a table is sorted. */
export interface RowOrder {
  /** Total: no two objects are equal. */
  compare: Order
  /** By the chosen column alone: zero means that the one could stand where the other does. */
  primary: Order
}

/**
 * The order of a query. Equal values are told apart by namespace, name, then age in the store, always ascending. Nothing (an empty cell)
 * comes last in both directions. A column of times sorts as the ages it shows: the youngest is the smallest.
 */
export function rowOrder(sort: RowsQuery['sort'], columns: readonly Column[]): RowOrder {
  const primary = primaryOrder(sort, columns)
  if (primary === null) return { compare: byName, primary: () => 0 }
  return { compare: (a, b) => primary(a, b) || byName(a, b), primary }
}

/** Namespace, then name. */
function byName(a: StoredObject, b: StoredObject): number {
  if (a.namespace !== b.namespace) {
    const order = naturalOrder(a.namespace, b.namespace)
    if (order !== 0) return order
    return a.namespace < b.namespace ? -1 : 1
  }
  const order = naturalOrder(a.name, b.name)
  if (order !== 0) return order
  return a.name === b.name ? a.key - b.key : a.name < b.name ? -1 : 1
}

function primaryOrder(sort: RowsQuery['sort'], columns: readonly Column[]): Order | null {
  if (sort === null) return null
  const sign = sort.descending ? -1 : 1
  const index = columns.findIndex((column) => column.id === sort.column)
  const column = columns[index]
  if (column === undefined) {
    if (sort.column === 'name') return (a, b) => sign * naturalOrder(a.name, b.name)
    if (sort.column === 'namespace') return (a, b) => sign * naturalOrder(a.namespace, b.namespace)
    if (sort.column === 'age') return (a, b) => byNumber(a.createdAt, b.createdAt, -sign)
    return null
  }
  switch (column.type) {
    case 'time':
      return (a, b) => byNumber(cellNumber(a.cells[index]), cellNumber(b.cells[index]), -sign)
    case 'status':
      return (a, b) =>
        byNumber(cellNumber(a.cells[index]), cellNumber(b.cells[index]), sign) ||
        byText(cellText(a.cells[index]), cellText(b.cells[index]), sign)
    case 'ratio':
      return (a, b) =>
        byNumber(cellNumber(a.cells[index]), cellNumber(b.cells[index]), sign) ||
        byText(cellText(a.cells[index]), cellText(b.cells[index]), sign)
    case 'number':
    case 'restarts':
    case 'quantity':
      return (a, b) => byNumber(cellNumber(a.cells[index]), cellNumber(b.cells[index]), sign)
    case 'name':
    case 'text':
    case 'list':
    case 'ref':
      return (a, b) => byText(cellText(a.cells[index]), cellText(b.cells[index]), sign)
  }
}

function byNumber(a: number | null, b: number | null, sign: number): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -sign : a > b ? sign : 0
}

function byText(a: string, b: string, sign: number): number {
  if (a === b) return 0
  if (a === '') return 1
  if (b === '') return -1
  return sign * naturalOrder(a, b)
}
