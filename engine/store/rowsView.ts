import { type Column, parseObjectId, type ObjectId, type RowsQuery } from '../contract/index.ts'
import type { ClusterStore } from './clusterStore.ts'
import { bySpaces, keepNameOrder, type NameOrder } from './nameOrder.ts'
import { type CellTerm, parseRowFilter, type RowFilter } from './rowFilter.ts'
import { byName, type RowOrder, rowOrder, sortValues } from './rowOrder.ts'
import { compareFigures } from './figureColumn.ts'
import { sortRows } from './rowKeys.ts'
import type { RowOverlay } from './rowOverlay.ts'
import { lowerBound, smallestOf } from './rowSelection.ts'
import type { ChangeSet, StoredObject } from './storedObject.ts'
import { TableCells } from './tableCells.ts'

/** Up to so many rows are simply sorted; more are selected for the first page and sorted step by step afterwards. */
const defaultSortAtOnce = 4096

/** Changes that are brought into the sorted rows at once. */
const mostMerged = 4096

/** How rows are kept in order. */
export interface SortedRowsOptions {
  /** Runs a task soon; `setImmediate` when not given. */
  schedule?: (task: () => void) => void
  /** Tables up to this size are sorted in one go; 4,096 when not given. */
  sortAtOnce?: number
  /** Columns behind those of the kind. They are whoever's who gives them: to be closed after the rows. */
  overlays?: readonly RowOverlay[]
  /** What the cluster is called, for the term `cluster:`; asked with each filter. */
  clusterName?: () => string
}

/**
 * The rows of one kind of one cluster in the order of a query: what lists are made of (`rowsList.ts`). `onDirty` is called when there may be something
 * new to ask for: once, until it is asked for. The cost of a change is a binary search, whatever the size of the table; the first page of a new filter or
 * order is one pass over the objects.
 */
export class SortedRows {
  readonly #store: ClusterStore
  readonly cells: TableCells
  readonly #onDirty: () => void
  readonly #schedule: (task: () => void) => void
  readonly #sortAtOnce: number
  readonly #clusterName: () => string
  readonly #stops: readonly (() => void)[]
  readonly #names: NameOrder
  readonly #releaseNames: () => void
  #query: RowsQuery
  #filter: RowFilter
  #order: RowOrder
  #namespaces: ReadonlySet<string> | null = null
  /** So many of the first rows are asked for. */
  #end = 0
  /** Keys of all matching rows in order; null until they have been sorted. */
  #sorted: Uint32Array | null = null
  /** Objects that may have to leave, enter or move; the value says whether they may be among the sorted. */
  #touched = new Map<number, boolean>()
  /** The first rows and the number of all, while the rest is being sorted. */
  #first: { keys: number[]; matching: number } | null = null
  #sorting: Generator<void, Uint32Array> | null = null
  /** What rows are filtered or sorted by is not kept with the objects: it may be another while they stay the same. */
  #filtersExtra = false
  #sortsExtra = false
  #dirty = false
  #hasReadAhead = false
  #closed = false

  constructor(store: ClusterStore, columns: readonly Column[], query: RowsQuery, onDirty: () => void, options: SortedRowsOptions = {}) {
    this.#store = store
    this.cells = new TableCells(columns, options.overlays ?? [])
    this.#onDirty = onDirty
    this.#schedule = options.schedule ?? setImmediate
    this.#sortAtOnce = options.sortAtOnce ?? defaultSortAtOnce
    this.#clusterName = options.clusterName ?? (() => '')
    this.#query = query
    this.#filter = this.#parse()
    this.#order = this.#read()
    this.#namespaces = query.namespaces === null ? null : new Set(query.namespaces)
    store.flush() // what happened before is not news
    const names = keepNameOrder(store, query.kind)
    this.#names = names.order
    this.#releaseNames = names.release
    this.#stops = [
      store.onChange((changes) => {
        this.#hear(changes)
      }),
      ...(options.overlays ?? []).map((overlay) =>
        overlay.onChange(() => {
          this.#hearOverlay()
        }),
      ),
    ]
  }

  get query(): RowsQuery {
    return this.#query
  }

  get order(): RowOrder {
    return this.#order
  }

  /** The first term of the filter that is not understood. */
  get filterError(): RowFilter['error'] {
    return this.#filter.error
  }

  /** Objects in the namespaces of the query. */
  get total(): number {
    return this.#store.ofKindStore(this.#query.kind)?.countIn(this.#query.namespaces) ?? 0
  }

  /** When the newest change of the kind came: epoch milliseconds. */
  get changedAt(): number {
    return this.#store.ofKindStore(this.#query.kind)?.changedAt ?? 0
  }

  /** An object among the rows by its key; undefined when it is gone. */
  object(key: number): StoredObject | undefined {
    return this.#store.byKey(key)
  }

  /** An object of the kind by its id, whether the filter lets it through or not. */
  find(id: ObjectId): StoredObject | undefined {
    return parseObjectId(id)?.kind === this.#query.kind ? this.#store.get(id) : undefined
  }

  /**
   * Keys of the rows in their order: all of them, or, while those are still being sorted, at least the first `end`. Null: told by `onDirty` when they are
   * sorted. Not to be changed; another change makes another list.
   */
  ordered(end: number): { keys: ArrayLike<number>; matching: number } | null {
    this.#store.flush()
    if (end !== this.#end && this.#sorted === null) this.#first = null
    this.#end = end
    this.#dirty = true
    const page = this.#page()
    if (page === null) return null
    this.#dirty = false
    return page
  }

  change(query: RowsQuery): void {
    this.#query = query
    this.#filter = this.#parse()
    this.#order = this.#read()
    this.#namespaces = query.namespaces === null ? null : new Set(query.namespaces)
    this.#restart()
    this.#mark()
  }

  tick(): void {
    if (!this.#filter.usesClock) return
    this.#restart()
    this.#mark()
  }

  /** Whether an object is among the rows. */
  holds(object: StoredObject): boolean {
    this.#store.flush()
    return object.kind === this.#query.kind && this.#store.byKey(object.key) === object && this.#belongs(object)
  }

  /** How many rows stand before something, whatever that is: `isBefore` is asked of rows, and agrees with their order. */
  countBefore(isBefore: (object: StoredObject) => boolean): number {
    this.#store.flush()
    if (this.#sorted !== null) {
      this.#apply()
      let [low, high] = [0, this.#sorted.length]
      while (low < high) {
        const middle = (low + high) >>> 1
        const object = this.#store.byKey(this.#sorted[middle] ?? 0)
        if (object !== undefined && isBefore(object)) low = middle + 1
        else high = middle
      }
      return low
    }
    let before = 0
    const passes = this.#passes()
    this.#store.ofKindStore(this.#query.kind)?.forEach(this.#query.namespaces, (other) => {
      if ((passes === null || passes(other)) && isBefore(other)) before++
    })
    return before
  }

  /** Keys of all rows in order, as soon as they have been sorted; null when these were closed meanwhile. */
  async allKeys(): Promise<Uint32Array | null> {
    while (!this.#closed) {
      this.#store.flush()
      if (this.#sorted !== null || (this.#first === null && this.#sorting === null)) this.#page()
      if (this.#sorted !== null) return this.#sorted.slice()
      await new Promise<void>((resolve) => this.#schedule(resolve))
    }
    return null
  }

  close(): void {
    this.#closed = true
    for (const stop of this.#stops) stop()
    this.#releaseNames()
    this.#restart()
  }

  #hear(changes: ChangeSet): void {
    const { kind } = this.#query
    let any = false
    for (const object of changes.removed) {
      if (object.kind !== kind || !this.#inScope(object)) continue
      any = true
      if (this.#filter.usesClock || this.#filtersExtra || this.#belongs(object)) this.#touched.set(object.key, true)
    }
    for (const { before, after } of changes.updated) {
      if (after.kind !== kind || !this.#inScope(after)) continue
      any = true
      // what was true of the version before cannot be asked any more where the object itself does not say it
      const unsure = this.#filter.usesClock || this.#filtersExtra
      const belonged = unsure || this.#belongs(before)
      const belongs = unsure || this.#belongs(after)
      if (belonged !== belongs || (belongs && (unsure || this.#sortsExtra || this.#order.primary(before, after) !== 0))) {
        this.#touched.set(after.key, belonged || this.#touched.get(after.key) === true)
      }
    }
    for (const object of changes.added) {
      if (object.kind !== kind || !this.#inScope(object)) continue
      any = true
      if (this.#belongs(object)) this.#touched.set(object.key, false)
    }
    if (!any) return
    if (this.#sorted === null) this.#first = null
    this.#mark()
  }

  #hearOverlay(): void {
    this.cells.refresh()
    this.#filter = this.#parse()
    this.#order = this.#read()
    if (this.#filtersExtra || this.#sortsExtra) this.#restart()
    if (this.#dirty && !this.#closed) this.#onDirty()
    else this.#mark()
  }

  #parse(): RowFilter {
    const filter = parseRowFilter(
      this.#query.filter,
      this.cells.columns,
      (object, index) => this.cells.value(object, index),
      this.#clusterName(),
    )
    this.#filtersExtra = [...filter.columns].some((index) => this.cells.isExtra(index))
    return filter
  }

  #read(): RowOrder {
    const index = this.cells.columns.findIndex(({ id }) => id === this.#query.sort?.column)
    this.#sortsExtra = index >= 0 && this.cells.isExtra(index)
    return rowOrder(this.#query.sort, this.cells.columns, this.cells)
  }

  /** Whether all that is filtered and sorted by has been read; what has not is read from now on. */
  #isReady(): boolean {
    const sorted = this.cells.columns.findIndex(({ id }) => id === this.#query.sort?.column)
    return [...this.#filter.columns, ...(sorted < 0 ? [] : [sorted])].every((index) => this.cells.ready(index))
  }

  #mark(): void {
    if (this.#dirty || this.#closed) return
    this.#dirty = true
    this.#onDirty()
  }

  /** Forgets what was sorted. */
  #restart(): void {
    this.#sorted = null
    this.#first = null
    this.#sorting = null
    this.#touched = new Map()
  }

  #page(): { keys: ArrayLike<number>; matching: number } | null {
    if ((this.#filtersExtra || this.#sortsExtra) && !this.#isReady()) return null
    // so many changes would hold everything else up; sorting anew is done in steps
    if (this.#sorted !== null && this.#touched.size > mostMerged) this.#restart()
    if (this.#sorted === null) this.#sort()
    if (this.#sorted !== null) {
      this.#apply()
      return { keys: this.#sorted, matching: this.#sorted.length }
    }
    return this.#first
  }

  /** One pass: small tables are sorted, of large ones the first page is selected and the sorting begun. */
  #sort(): void {
    if (this.#first !== null) return
    const end = this.#end
    const early = end <= this.#sortAtOnce
    if (!early && this.#sorting !== null) return
    const { kind, namespaces } = this.#query
    const candidates = this.#store.ofKindStore(kind)?.countIn(namespaces) ?? 0
    const named = candidates > this.#sortAtOnce ? this.#collect() : null
    if (named !== null) {
      const { value } = this.#order
      if (value === null) {
        this.#settleOn(named.keys)
        return
      }
      if (early) {
        const { places } = named
        const byPlace = this.#names.orderBy(value)
        const compare: (a: number, b: number) => number =
          places === null ? (a, b) => byPlace(a, b) || a - b : (a, b) => byPlace(places[a] as number, places[b] as number) || a - b // asked for indexes of the places only
        const first = smallestOf(named.keys.length, Math.max(end, 1), compare)
        this.#first = { keys: [...pick(named.keys, first)], matching: named.keys.length }
      }
      if (this.#sorting === null) this.#begin(this.#complete())
      return
    }
    const passes = this.#passes()
    // without anything to test or to sort by, the namespaces behind the first page need not be looked at
    const firstOnly = early && passes === null && this.#order.value === null && candidates > this.#sortAtOnce
    const { objects, spaces } = bySpaces(this.#store, kind, namespaces, passes, firstOnly ? Math.max(end, 1) : Infinity)
    const matching = firstOnly ? candidates : objects.length
    if (matching <= this.#sortAtOnce) {
      this.#settleOn(keysOf(objects.sort(this.#order.compare)))
      return
    }
    if (early) {
      const byKey = this.#byValue(objects)
      // both are asked for indexes of the list only
      const compare = (a: number, b: number): number =>
        byKey?.(a, b) || (spaces[a] as number) - (spaces[b] as number) || byName(objects[a] as StoredObject, objects[b] as StoredObject)
      const first = smallestOf(objects.length, Math.max(end, 1), compare)
      this.#first = { keys: first.map((index) => (objects[index] as StoredObject).key), matching }
    }
    if (this.#sorting === null) this.#begin(this.#complete())
  }

  /** By the chosen column alone, of objects that nothing is kept of yet: figures are read once, other values looked at when they are compared. */
  #byValue(objects: readonly StoredObject[]): ((a: number, b: number) => number) | null {
    const { value, primary } = this.#order
    if (value === null) return null
    if (value.type === 'figure') return compareFigures(objects, value)
    return (a, b) => primary(objects[a] as StoredObject, objects[b] as StoredObject) // indexes of the list
  }

  #settleOn(sorted: Uint32Array): void {
    this.#sorting = null
    this.#first = null
    this.#touched.clear()
    this.#sorted = sorted
  }

  /** All matching rows in order, in steps: those of when it began to sort them, and what changes meanwhile is put in afterwards. */
  *#complete(): Generator<void, Uint32Array> {
    for (;;) {
      while (!this.#names.step()) yield
      const named = this.#collect()
      if (named === null) continue // too much changed at once
      this.#touched.clear()
      if (this.#order.value === null) return named.keys
      const keys = this.#names.rowKeys(named.places, this.#order.value)
      yield
      return pick(named.keys, yield* sortRows(keys))
    }
  }

  /** Sorts in the background, instead of what was sorted there before. */
  #begin(sorting: Generator<void, Uint32Array>): void {
    this.#touched.clear()
    this.#sorting = sorting
    this.#continue(sorting)
  }

  #continue(sorting: Generator<void, Uint32Array>): void {
    this.#schedule(() => {
      if (this.#sorting !== sorting) return // another query, or closed
      const step = sorting.next()
      if (step.done !== true) {
        this.#continue(sorting)
        return
      }
      this.#sorting = null
      this.#first = null
      this.#sorted = step.value
      this.#readAhead()
      // a page that could not be answered before waits for this
      if (this.#dirty) this.#onDirty()
    })
  }

  /** Reads the other columns of a large table, one at a time, so that sorting by one of them later need not. */
  #readAhead(): void {
    if (this.#hasReadAhead) return
    this.#hasReadAhead = true
    const values = sortValues(this.cells.own)
    const next = (): void => {
      const value = values[0]
      if (value === undefined || this.#closed) return
      if (this.#names.readAhead(value)) values.shift()
      this.#schedule(next)
    }
    this.#schedule(next)
  }

  /** The matching objects by name: their keys, and places among all (null: all match). Null while those have not been sorted. */
  #collect(): { keys: Uint32Array; places: Uint32Array | null } | null {
    const { objects, keys } = this.#names
    if (objects === null) return null
    const passes = this.#passes()
    if (passes === null && this.#namespaces === null) return { keys: keys.slice(), places: null }
    const { matches, left } = this.#matchCells(objects.length)
    if (left !== null || this.#namespaces !== null) {
      for (const place of this.#names.byKey) {
        if (matches[place] === 0) continue
        const object = objects[place] as StoredObject // within its length
        if (!this.#inScope(object) || left?.(object) === false) matches[place] = 0
      }
    }
    const places = new Uint32Array(objects.length)
    let count = 0
    for (let place = 0; place < matches.length; place++) if (matches[place] === 1) places[count++] = place
    const matching = places.slice(0, count)
    return { keys: pick(keys, matching), places: matching }
  }

  /** By what is kept of cells, which objects match, by their places among all; `left` is what they have to pass besides, null: nothing. */
  #matchCells(length: number): { matches: Uint8Array; left: ((object: StoredObject) => boolean) | null } {
    let matches: Uint8Array | null = null
    const rest: CellTerm[] = []
    for (const term of this.#filter.cells) {
      const column = this.cells.columns[term.column]
      const passing =
        column === undefined || this.cells.isExtra(term.column)
          ? null
          : this.#names.passing(column.id, this.cells.epoch(term.column), term.matches)
      if (passing === null) rest.push(term)
      else if (matches === null) matches = passing
      else for (let place = 0; place < length; place++) matches[place] = (matches[place] ?? 0) & (passing[place] ?? 0)
    }
    if (matches === null) return { matches: new Uint8Array(length).fill(1), left: this.#passes() }
    const now = this.#store.now()
    const { problemsOnly } = this.#query
    const { others } = this.#filter
    if (!problemsOnly && others === null && rest.length === 0) return { matches, left: null }
    const left = (object: StoredObject): boolean =>
      (!problemsOnly || object.health.level !== 'healthy') &&
      (others === null || others(object, now)) &&
      rest.every((term) => term.matches(this.cells.value(object, term.column)))
    return { matches, left }
  }

  /** Brings what changed since into the sorted keys: one copy, and a binary search for each object that entered or moved. */
  #apply(): void {
    if (this.#sorted === null || this.#touched.size === 0) return
    const touched = this.#touched
    this.#touched = new Map()
    let kept: Uint32Array = this.#sorted
    let low = Infinity
    let high = -1
    for (const [key, mayBeThere] of touched) {
      if (!mayBeThere) continue
      low = Math.min(low, key)
      high = Math.max(high, key)
    }
    if (high >= 0) kept = kept.filter((key) => key < low || key > high || !touched.has(key))
    const entering: StoredObject[] = []
    for (const key of touched.keys()) {
      const object = this.#store.byKey(key)
      if (object !== undefined && this.#belongs(object)) entering.push(object)
    }
    if (entering.length === 0) {
      this.#sorted = kept
      return
    }
    const { compare } = this.#order
    entering.sort(compare)
    const next = new Uint32Array(kept.length + entering.length)
    const objectAt = (index: number): StoredObject => {
      const object = this.#store.byKey(kept[index] ?? 0)
      if (object === undefined) throw new Error(`row ${String(kept[index])} is sorted but not stored`)
      return object
    }
    let from = 0
    let to = 0
    for (const object of entering) {
      const at = lowerBound(object, from, kept.length, objectAt, compare)
      next.set(kept.subarray(from, at), to)
      to += at - from
      next[to++] = object.key
      from = at
    }
    next.set(kept.subarray(from), to)
    this.#sorted = next
  }

  /** What an object in the chosen namespaces has to pass now; null when all do. */
  #passes(): ((object: StoredObject) => boolean) | null {
    const now = this.#store.now()
    const { problemsOnly } = this.#query
    const { matches, isEmpty } = this.#filter
    if (!problemsOnly) return isEmpty ? null : (object) => matches(object, now)
    return (object) => object.health.level !== 'healthy' && (isEmpty || matches(object, now))
  }

  #inScope(object: StoredObject): boolean {
    return this.#namespaces === null || this.#namespaces.has(object.namespace)
  }

  #belongs(object: StoredObject): boolean {
    if (!this.#inScope(object) || (this.#query.problemsOnly && object.health.level === 'healthy')) return false
    return this.#filter.isEmpty || this.#filter.matches(object, this.#store.now())
  }
}

function keysOf(objects: readonly StoredObject[]): Uint32Array {
  const keys = new Uint32Array(objects.length)
  for (let index = 0; index < objects.length; index++) keys[index] = objects[index]?.key ?? 0
  return keys
}

/** The keys at these indexes. */
function pick(keys: Uint32Array, indexes: ArrayLike<number>): Uint32Array {
  const picked = new Uint32Array(indexes.length)
  for (let place = 0; place < picked.length; place++) picked[place] = keys[indexes[place] ?? 0] ?? 0
  return picked
}
