import {
  type Column,
  objectId,
  parseObjectId,
  type ObjectId,
  type Row,
  type RowsFrame,
  type RowsQuery,
  visibleName,
} from '../contract/index.ts'
import type { ClusterStore } from './clusterStore.ts'
import { sameCell } from './interner.ts'
import { parseRowFilter, type RowFilter } from './rowFilter.ts'
import { type RowOrder, rowOrder } from './rowOrder.ts'
import { lowerBound, Smallest, sortInSteps } from './rowSelection.ts'
import type { ChangeSet, StoredObject } from './storedObject.ts'

/** Up to so many rows are simply sorted; more are selected for the first page and sorted step by step afterwards. */
const defaultSortAtOnce = 4096

/** What a view says: a frame without the number of its subscription and the ledger, which the engine puts in. */
export type RowsAnswer = Omit<RowsFrame, 'subscription' | 'ledger'>

/** An open table. */
export interface RowsView {
  /** Another window of the same rows. */
  move(start: number, count: number): void
  /** Another filter, sort, or set of namespaces; the cluster and kind stay. */
  change(query: RowsQuery): void
  /** What the window does not know yet; null when there is nothing (or the window asked for is still being sorted). */
  take(): RowsAnswer | null
  /** Slot of an object, -1 when it is not among the rows. */
  slotOf(id: ObjectId): number
  /** To be called every few seconds: rows come and go by the clock alone when the filter has an `age:` term. */
  tick(): void
  close(): void
}

/** How a view runs what need not be done at once. */
export interface RowsViewOptions {
  /** Runs a task soon; `setImmediate` when not given. */
  schedule?: (task: () => void) => void
  /** Tables up to this size are sorted in one go; 4,096 when not given. */
  sortAtOnce?: number
}

/**
 * Opens a table on a store. `onDirty` is called when there may be something to take: once, until it is taken. The cost of a change is a binary
 * search, whatever the size of the table; the first page of a new filter or order is one pass over the objects.
 */
export function openRowsView(
  store: ClusterStore,
  columns: readonly Column[],
  query: RowsQuery,
  onDirty: () => void,
  options: RowsViewOptions = {},
): RowsView {
  return new StoreRowsView(store, columns, query, onDirty, options)
}

class StoreRowsView implements RowsView {
  readonly #store: ClusterStore
  readonly #columns: readonly Column[]
  readonly #onDirty: () => void
  readonly #schedule: (task: () => void) => void
  readonly #sortAtOnce: number
  readonly #stop: () => void
  #query: RowsQuery
  #filter: RowFilter
  #order: RowOrder
  #namespaces: ReadonlySet<string> | null = null
  #start = 0
  #count = 0
  /** Keys of all matching rows in order; null until they have been sorted. */
  #sorted: Uint32Array | null = null
  /** Objects that may have to leave, enter or move; the value says whether they may be among the sorted. */
  #touched = new Map<number, boolean>()
  /** The first rows and the number of all, while the rest is being sorted. */
  #first: { keys: number[]; matching: number } | null = null
  #sorting: Generator<void, StoredObject[]> | null = null
  /** What the window holds. */
  #sent = new Map<number, StoredObject>()
  #sentSlots: readonly number[] = []
  #sentHead = ''
  #revision = 0
  #dirty = false
  #closed = false

  constructor(store: ClusterStore, columns: readonly Column[], query: RowsQuery, onDirty: () => void, options: RowsViewOptions) {
    this.#store = store
    this.#columns = columns
    this.#onDirty = onDirty
    this.#schedule = options.schedule ?? setImmediate
    this.#sortAtOnce = options.sortAtOnce ?? defaultSortAtOnce
    this.#query = query
    this.#filter = parseRowFilter(query.filter, columns)
    this.#order = rowOrder(query.sort, columns)
    this.#namespaces = query.namespaces === null ? null : new Set(query.namespaces)
    store.flush() // what happened before is not news
    this.#stop = store.onChange((changes) => {
      this.#hear(changes)
    })
  }

  move(start: number, count: number): void {
    this.#start = Math.max(0, Math.floor(start))
    this.#count = Math.max(0, Math.floor(count))
    if (this.#sorted === null) this.#first = null
    this.#mark()
  }

  change(query: RowsQuery): void {
    this.#query = query
    this.#filter = parseRowFilter(query.filter, this.#columns)
    this.#order = rowOrder(query.sort, this.#columns)
    this.#namespaces = query.namespaces === null ? null : new Set(query.namespaces)
    this.#restart()
    this.#mark()
  }

  tick(): void {
    if (!this.#filter.usesClock) return
    this.#restart()
    this.#mark()
  }

  take(): RowsAnswer | null {
    if (!this.#dirty || this.#closed) return null
    this.#store.flush()
    const page = this.#page()
    if (page === null) return null // told again when it is sorted
    this.#dirty = false
    const kind = this.#store.ofKindStore(this.#query.kind)
    const total = kind?.countIn(this.#query.namespaces) ?? 0
    const error = this.#filter.error
    const head = `${String(total)} ${String(page.matching)} ${String(this.#start)} ${error?.term ?? ''} ${error?.reason ?? ''}`
    const rows: Row[] = []
    const sent = new Map<number, StoredObject>()
    for (const key of page.keys) {
      const object = this.#store.byKey(key)
      if (object === undefined) throw new Error(`row ${String(key)} is shown but not stored`)
      const known = this.#sent.get(key)
      sent.set(key, object)
      if (known === undefined || !sameRow(known, object)) rows.push(rowOf(object))
    }
    const moved = page.keys.length !== this.#sentSlots.length || page.keys.some((key, slot) => key !== this.#sentSlots[slot])
    this.#sent = sent
    if (this.#revision > 0 && rows.length === 0 && !moved && head === this.#sentHead) return null
    this.#sentSlots = page.keys
    this.#sentHead = head
    return {
      revision: ++this.#revision,
      total,
      matching: page.matching,
      start: this.#start,
      slots: page.keys,
      rows,
      filterError: error,
      changedAt: kind?.changedAt ?? 0,
    }
  }

  slotOf(id: ObjectId): number {
    this.#store.flush()
    const object = this.#store.get(id)
    if (object === undefined || parseObjectId(id)?.kind !== this.#query.kind || !this.#belongs(object)) return -1
    if (this.#sorted !== null) {
      this.#apply()
      return this.#sorted.indexOf(object.key)
    }
    let before = 0
    const { compare } = this.#order
    this.#visit((other) => {
      if (compare(other, object) < 0) before++
    })
    return before
  }

  close(): void {
    this.#closed = true
    this.#stop()
    this.#restart()
    this.#sent = new Map()
  }

  #hear(changes: ChangeSet): void {
    const { kind } = this.#query
    let any = false
    for (const object of changes.removed) {
      if (object.kind !== kind || !this.#inScope(object)) continue
      any = true
      if (this.#filter.usesClock || this.#belongs(object)) this.#touched.set(object.key, true)
    }
    for (const { before, after } of changes.updated) {
      if (after.kind !== kind || !this.#inScope(after)) continue
      any = true
      const belonged = this.#filter.usesClock || this.#belongs(before)
      const belongs = this.#filter.usesClock || this.#belongs(after)
      if (belonged !== belongs || (belongs && (this.#filter.usesClock || this.#order.primary(before, after) !== 0))) {
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

  #page(): { keys: number[]; matching: number } | null {
    if (this.#sorted === null) this.#sort()
    if (this.#sorted !== null) {
      this.#apply()
      return { keys: [...this.#sorted.subarray(this.#start, this.#start + this.#count)], matching: this.#sorted.length }
    }
    const first = this.#first
    if (first === null) return null
    return { keys: first.keys.slice(this.#start, this.#start + this.#count), matching: first.matching }
  }

  /** One pass: small tables are sorted, of large ones the first page is selected and the sorting begun. */
  #sort(): void {
    const end = this.#start + this.#count
    if (this.#first !== null) return
    const { compare } = this.#order
    if (end > this.#sortAtOnce && this.#sorting !== null) return
    const smallest = new Smallest<StoredObject>(Math.min(Math.max(end, 1), this.#sortAtOnce), compare)
    const all: StoredObject[] = []
    this.#visit((object) => {
      all.push(object)
    })
    if (all.length <= this.#sortAtOnce) {
      this.#sorting = null
      this.#touched.clear()
      this.#sorted = Uint32Array.from(all.sort(compare), (object) => object.key)
      return
    }
    if (end <= this.#sortAtOnce) {
      for (const object of all) smallest.add(object)
      this.#first = { keys: smallest.sorted().map((object) => object.key), matching: all.length }
    }
    if (this.#sorting !== null) return
    this.#touched.clear()
    this.#sorting = sortInSteps(all, compare)
    this.#continue(this.#sorting)
  }

  #continue(sorting: Generator<void, StoredObject[]>): void {
    this.#schedule(() => {
      if (this.#sorting !== sorting) return // another query, or closed
      const step = sorting.next()
      if (step.done !== true) {
        this.#continue(sorting)
        return
      }
      this.#sorting = null
      this.#first = null
      this.#sorted = Uint32Array.from(step.value, (object) => object.key)
      // a page that could not be answered before waits for this
      if (this.#dirty) this.#onDirty()
    })
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

  #visit(visit: (object: StoredObject) => void): void {
    const now = this.#store.now()
    const { problemsOnly } = this.#query
    const { matches, isEmpty } = this.#filter
    this.#store.ofKindStore(this.#query.kind)?.forEach(this.#query.namespaces, (object) => {
      if (problemsOnly && object.health.level === 'healthy') return
      if (isEmpty || matches(object, now)) visit(object)
    })
  }

  #inScope(object: StoredObject): boolean {
    return this.#namespaces === null || this.#namespaces.has(object.namespace)
  }

  #belongs(object: StoredObject): boolean {
    if (!this.#inScope(object) || (this.#query.problemsOnly && object.health.level === 'healthy')) return false
    return this.#filter.isEmpty || this.#filter.matches(object, this.#store.now())
  }
}

function rowOf(object: StoredObject): Row {
  return {
    key: object.key,
    id: objectId(object.kind, object.namespace, object.name),
    namespace: visibleName(object.namespace),
    name: visibleName(object.name),
    level: object.health.level,
    cells: object.cells,
  }
}

function sameRow(a: StoredObject, b: StoredObject): boolean {
  if (a === b) return true
  if (a.health.level !== b.health.level || a.cells.length !== b.cells.length) return false
  return a.cells === b.cells || a.cells.every((cell, index) => sameCell(cell, b.cells[index] ?? null))
}
