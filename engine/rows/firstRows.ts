import type { ClusterStore } from '../store/clusterStore.ts'
import { compareFigures } from './figureColumn.ts'
import { bySpaces, type NameOrder } from './nameOrder.ts'
import { type NamedRows, pick } from './rowMatch.ts'
import { byName, type RowOrder, type SortValue } from './rowOrder.ts'
import { smallestOf } from './rowSelection.ts'
import type { RowsQuery } from '../contract/index.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** The first rows of a table by their keys, and how many there are in all. */
export interface FirstRows {
  keys: number[]
  matching: number
}

/** The first `count` of rows that stand by name, by what is kept of a column. */
export function firstOfNamed({ keys, places }: NamedRows, names: NameOrder, value: SortValue, count: number): FirstRows {
  const byPlace = names.orderBy(value)
  // asked for indexes of the rows only
  const compare: (a: number, b: number) => number =
    places === null ? (a, b) => byPlace(a, b) || a - b : (a, b) => byPlace(places[a] as number, places[b] as number) || a - b
  return { keys: [...pick(keys, smallestOf(keys.length, count, compare))], matching: keys.length }
}

/**
 * The first `count` of the objects that pass (null: all do), of which nothing is kept yet: one pass over them. Few enough to be sorted at once (`atOnce`) are all
 * sorted: `all` says so.
 */
export function firstOfStored(
  store: ClusterStore,
  { kind, namespaces }: Pick<RowsQuery, 'kind' | 'namespaces'>,
  passes: ((object: StoredObject) => boolean) | null,
  order: RowOrder,
  count: number,
  atOnce: number,
): FirstRows & { all: boolean } {
  const candidates = store.ofKindStore(kind)?.countIn(namespaces) ?? 0
  // without anything to test or to sort by, the namespaces behind the first page need not be looked at
  const firstOnly = count <= atOnce && passes === null && order.value === null && candidates > atOnce
  const { objects, spaces } = bySpaces(store, kind, namespaces, passes, firstOnly ? count : Infinity)
  const matching = firstOnly ? candidates : objects.length
  if (matching <= atOnce) return { keys: objects.sort(order.compare).map(({ key }) => key), matching, all: true }
  if (count > atOnce) return { keys: [], matching, all: false }
  const byKey = byValue(objects, order)
  // both are asked for indexes of the list only
  const compare = (a: number, b: number): number =>
    byKey?.(a, b) || (spaces[a] as number) - (spaces[b] as number) || byName(objects[a] as StoredObject, objects[b] as StoredObject)
  const first = smallestOf(objects.length, count, compare)
  return { keys: first.map((index) => (objects[index] as StoredObject).key), matching, all: false }
}

/** By the chosen column alone: figures are read once, other values looked at when they are compared. */
function byValue(objects: readonly StoredObject[], { value, primary }: RowOrder): ((a: number, b: number) => number) | null {
  if (value === null) return null
  if (value.type === 'figure') return compareFigures(objects, value)
  return (a, b) => primary(objects[a] as StoredObject, objects[b] as StoredObject) // indexes of the list
}
