import type { RowsQuery } from '../contract/index.ts'
import type { NameOrder } from './nameOrder.ts'
import { type CellTerm, parseRowFilter, type RowFilter } from './rowFilter.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { TableCells } from './tableCells.ts'

/** Keys of objects by name, and their places among all of the kind (null: these are all). */
export interface NamedRows {
  keys: Uint32Array
  places: Uint32Array | null
}

/** What a query lets through of the objects of a kind: namespaces, filter, problems only. */
export class RowMatch {
  readonly #query: RowsQuery
  readonly #cells: TableCells
  readonly #now: () => number
  readonly #filter: RowFilter
  readonly #namespaces: ReadonlySet<string> | null
  /** What it filters by is not kept with the objects: it may be another while they stay the same. */
  readonly usesExtra: boolean

  constructor(query: RowsQuery, cells: TableCells, now: () => number, clusterName: string) {
    this.#query = query
    this.#cells = cells
    this.#now = now
    this.#filter = parseRowFilter(query.filter, cells.columns, (object, index) => cells.value(object, index), clusterName)
    this.#namespaces = query.namespaces === null ? null : new Set(query.namespaces)
    this.usesExtra = [...this.#filter.columns].some((index) => cells.isExtra(index))
  }

  /** The first term of the filter that is not understood. */
  get error(): RowFilter['error'] {
    return this.#filter.error
  }

  /** Whether an object may come and go by the clock alone. */
  get usesClock(): boolean {
    return this.#filter.usesClock
  }

  /** Columns that are filtered by. */
  get columns(): RowFilter['columns'] {
    return this.#filter.columns
  }

  inScope(object: StoredObject): boolean {
    return this.#namespaces === null || this.#namespaces.has(object.namespace)
  }

  /** Whether an object is among the rows now. */
  belongs(object: StoredObject): boolean {
    if (!this.inScope(object) || (this.#query.problemsOnly && object.health.level === 'healthy')) return false
    return this.#filter.isEmpty || this.#filter.matches(object, this.#now())
  }
  /** What an object in the chosen namespaces has to pass now; null when all do. */
  passes(): ((object: StoredObject) => boolean) | null {
    const now = this.#now()
    const { problemsOnly } = this.#query
    const { matches, isEmpty } = this.#filter
    if (!problemsOnly) return isEmpty ? null : (object) => matches(object, now)
    return (object) => object.health.level !== 'healthy' && (isEmpty || matches(object, now))
  }

  /** The matching objects by name: their keys, and places among all (null: all match). Null while those have not been sorted. */
  named(names: NameOrder): NamedRows | null {
    const { objects, keys } = names
    if (objects === null) return null
    const passes = this.passes()
    if (passes === null && this.#namespaces === null) return { keys: keys.slice(), places: null }
    const { matches, left } = this.#matchCells(names, objects.length)
    if (left !== null || this.#namespaces !== null) {
      for (const place of names.byKey) {
        if (matches[place] === 0) continue
        const object = objects[place] as StoredObject // within its length
        if (!this.inScope(object) || left?.(object) === false) matches[place] = 0
      }
    }
    const places = new Uint32Array(objects.length)
    let count = 0
    for (let place = 0; place < matches.length; place++) if (matches[place] === 1) places[count++] = place
    const matching = places.slice(0, count)
    return { keys: pick(keys, matching), places: matching }
  }

  /** By what is kept of cells, which objects match, by their places among all; `left` is what they have to pass besides, null: nothing. */
  #matchCells(names: NameOrder, length: number): { matches: Uint8Array; left: ((object: StoredObject) => boolean) | null } {
    let matches: Uint8Array | null = null
    const rest: CellTerm[] = []
    for (const term of this.#filter.cells) {
      const column = this.#cells.columns[term.column]
      const passing =
        column === undefined || this.#cells.isExtra(term.column)
          ? null
          : names.passing(column.id, this.#cells.epoch(term.column), term.matches)
      if (passing === null) rest.push(term)
      else if (matches === null) matches = passing
      else for (let place = 0; place < length; place++) matches[place] = (matches[place] ?? 0) & (passing[place] ?? 0)
    }
    if (matches === null) return { matches: new Uint8Array(length).fill(1), left: this.passes() }
    const now = this.#now()
    const { problemsOnly } = this.#query
    const { others } = this.#filter
    if (!problemsOnly && others === null && rest.length === 0) return { matches, left: null }
    const left = (object: StoredObject): boolean =>
      (!problemsOnly || object.health.level !== 'healthy') &&
      (others === null || others(object, now)) &&
      rest.every((term) => term.matches(this.#cells.value(object, term.column)))
    return { matches, left }
  }
}

/** The keys at these indexes. */
export function pick(keys: Uint32Array, indexes: ArrayLike<number>): Uint32Array {
  const picked = new Uint32Array(indexes.length)
  for (let place = 0; place < picked.length; place++) picked[place] = keys[indexes[place] ?? 0] ?? 0
  return picked
}
