import { type Column, parseObjectId, type ObjectId, type RowsQuery } from '../contract/index.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import { type FirstRows, firstOfNamed, firstOfStored } from './firstRows.ts'
import { keepNameOrder, type NameOrder } from './nameOrder.ts'
import { pick, RowMatch } from './rowMatch.ts'
import { type RowOrder, rowOrder, sortValues } from './rowOrder.ts'
import { sortRows } from './rowKeys.ts'
import type { RowOverlay } from './rowOverlay.ts'
import { broughtUpToDate } from './sortedKeys.ts'
import type { ChangeSet, StoredObject } from '../store/storedObject.ts'
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
  #match: RowMatch
  #order: RowOrder
  /** So many of the first rows are asked for. */
  #end = 0
  /** Keys of all matching rows in order; null until they have been sorted. */
  #sorted: Uint32Array | null = null
  /** Objects that may have to leave, enter or move; the value says whether they may be among the sorted. */
  #touched = new Map<number, boolean>()
  /** The first rows and the number of all, while the rest is being sorted. */
  #first: FirstRows | null = null
  #sorting: Generator<void, Uint32Array> | null = null
  /** What rows are sorted by is not kept with the objects: it may be another while they stay the same. */
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
    this.#match = this.#parse()
    this.#order = this.#read()
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
  get filterError(): RowMatch['error'] {
    return this.#match.error
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
    this.#match = this.#parse()
    this.#order = this.#read()
    this.#restart()
    this.#mark()
  }

  tick(): void {
    if (!this.#match.usesClock) return
    this.#restart()
    this.#mark()
  }

  /** Whether an object is among the rows. */
  holds(object: StoredObject): boolean {
    this.#store.flush()
    return object.kind === this.#query.kind && this.#store.byKey(object.key) === object && this.#match.belongs(object)
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
    const passes = this.#match.passes()
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
      if (object.kind !== kind || !this.#match.inScope(object)) continue
      any = true
      if (this.#match.usesClock || this.#match.usesExtra || this.#match.belongs(object)) this.#touched.set(object.key, true)
    }
    for (const { before, after } of changes.updated) {
      if (after.kind !== kind || !this.#match.inScope(after)) continue
      any = true
      // what was true of the version before cannot be asked any more where the object itself does not say it
      const unsure = this.#match.usesClock || this.#match.usesExtra
      const belonged = unsure || this.#match.belongs(before)
      const belongs = unsure || this.#match.belongs(after)
      if (belonged !== belongs || (belongs && (unsure || this.#sortsExtra || this.#order.primary(before, after) !== 0))) {
        this.#touched.set(after.key, belonged || this.#touched.get(after.key) === true)
      }
    }
    for (const object of changes.added) {
      if (object.kind !== kind || !this.#match.inScope(object)) continue
      any = true
      if (this.#match.belongs(object)) this.#touched.set(object.key, false)
    }
    if (!any) return
    if (this.#sorted === null) this.#first = null
    this.#mark()
  }

  #hearOverlay(): void {
    this.cells.refresh()
    this.#match = this.#parse()
    this.#order = this.#read()
    if (this.#match.usesExtra || this.#sortsExtra) this.#restart()
    if (this.#dirty && !this.#closed) this.#onDirty()
    else this.#mark()
  }

  #parse(): RowMatch {
    return new RowMatch(this.#query, this.cells, () => this.#store.now(), this.#clusterName())
  }

  #read(): RowOrder {
    const index = this.cells.columns.findIndex(({ id }) => id === this.#query.sort?.column)
    this.#sortsExtra = index >= 0 && this.cells.isExtra(index)
    return rowOrder(this.#query.sort, this.cells.columns, this.cells)
  }

  /** Whether all that is filtered and sorted by has been read; what has not is read from now on. */
  #isReady(): boolean {
    const sorted = this.cells.columns.findIndex(({ id }) => id === this.#query.sort?.column)
    return [...this.#match.columns, ...(sorted < 0 ? [] : [sorted])].every((index) => this.cells.ready(index))
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
    if ((this.#match.usesExtra || this.#sortsExtra) && !this.#isReady()) return null
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
    const end = Math.max(this.#end, 1)
    const early = end <= this.#sortAtOnce
    if (!early && this.#sorting !== null) return
    const candidates = this.#store.ofKindStore(this.#query.kind)?.countIn(this.#query.namespaces) ?? 0
    const named = candidates > this.#sortAtOnce ? this.#match.named(this.#names) : null
    if (named !== null) {
      const { value } = this.#order
      if (value === null) {
        this.#settleOn(named.keys)
        return
      }
      if (early) this.#first = firstOfNamed(named, this.#names, value, end)
    } else {
      const first = firstOfStored(this.#store, this.#query, this.#match.passes(), this.#order, end, this.#sortAtOnce)
      if (first.all) {
        this.#settleOn(Uint32Array.from(first.keys))
        return
      }
      if (early) this.#first = first
    }
    if (this.#sorting === null) this.#begin(this.#complete())
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
      const named = this.#match.named(this.#names)
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

  /** Brings what changed since into the sorted keys. */
  #apply(): void {
    if (this.#sorted === null || this.#touched.size === 0) return
    const touched = this.#touched
    this.#touched = new Map()
    this.#sorted = broughtUpToDate(
      this.#sorted,
      touched,
      (key) => this.#store.byKey(key),
      (object) => this.#match.belongs(object),
      this.#order.compare,
    )
  }
}
