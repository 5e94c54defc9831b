import {
  type Cell,
  type Column,
  type ClusterId,
  objectId,
  parseRowId,
  type Row,
  type RowId,
  rowId,
  type RowsFrame,
  type RowsQuery,
  visibleName,
} from '../contract/index.ts'
import type { ClusterStore } from './clusterStore.ts'
import { sameCell } from './interner.ts'
import { mergedFrom, type SortedLists, splitAt } from './mergedOrder.ts'
import { byNameAlone, byValues, type SortValue } from './rowOrder.ts'
import { SortedRows, type SortedRowsOptions } from './rowsView.ts'
import { naturalOrder } from './naturalOrder.ts'
import type { StoredObject } from './storedObject.ts'
import { UnionColumns } from './unionColumns.ts'

/** Rows around the window whose order is held with it, at each end: so far one scrolls before the order is that of now. */
const heldAround = 200
/** Rows that are put in their order without a pause, when all are asked for. */
const mergedAtOnce = 5_000
/** Keys of the rows of one cluster are below this: a key of a list is that of the row, and this times the place of its cluster. */
const keysOfCluster = 2 ** 32

/** What a list says: a frame without the number of its subscription and what only the engine as a whole knows. */
export type RowsAnswer = Omit<RowsFrame, 'subscription' | 'ledger' | 'clusters'>

/** The rows of one cluster in a list. */
export interface RowsPart {
  store: ClusterStore
  /** Columns of the kind there. */
  columns: readonly Column[]
  /** Null in a list of one cluster, whose rows need not name it. */
  cluster: { id: ClusterId; name: () => string } | null
  overlays?: SortedRowsOptions['overlays']
  /** The kind is known there; where it is not, its columns are the last. */
  known?: boolean
}

/** One row, wherever it stands. */
export interface ListedRow {
  object: StoredObject
  cells: readonly Cell[]
  /** What its cluster is called; empty in a list of one cluster. */
  cluster: string
  id: RowId
}

/** An open list of the objects of a kind, of one cluster or of several: each keeps its own rows in order, and the list reads them as one. */
export interface RowsList {
  /** Another window of the same rows. */
  move(start: number, count: number): void
  /** Another filter, sort, or set of namespaces; clusters and kind stay. */
  change(query: RowsQuery): void
  /** Rows stay where they are from now on, though their cells are those of now; false: they stand where they belong. */
  hold(on: boolean): void
  /** What the window does not know yet; null when there is nothing (or the window asked for is still being sorted). */
  take(): RowsAnswer | null
  /** Slot of an object, -1 when it is not among the rows. */
  slotOf(id: RowId): number
  /** Keys of all rows in order, as soon as they have been sorted; null when the list was closed meanwhile. */
  allKeys(): Promise<Float64Array | null>
  /** A row by its key; undefined when it is gone. */
  row(key: number): ListedRow | undefined
  /** All columns, in the order of the cells of {@link row}. */
  readonly columns: readonly Column[]
  /** The rows of each cluster, in the order of the query. */
  readonly parts: readonly SortedRows[]
  /** To be called every few seconds: rows come and go by the clock alone when the filter has an `age:` term. */
  tick(): void
  close(): void
}

/** Opens a list. `onDirty` is called when there may be something to take. A change costs binary searches, whatever the size of the list. */
export function openRowsList(
  parts: readonly RowsPart[],
  query: RowsQuery,
  onDirty: () => void,
  options: Omit<SortedRowsOptions, 'overlays' | 'clusterName'> = {},
): RowsList {
  return new MergedRows(parts, query, onDirty, options)
}

class MergedRows implements RowsList {
  readonly parts: readonly SortedRows[]
  readonly #clusters: readonly RowsPart['cluster'][]
  readonly #onDirty: () => void
  readonly #schedule: (task: () => void) => void
  readonly #union: UnionColumns
  #query: RowsQuery
  #start = 0
  #count = 0
  #holding = false
  #held: { start: number; keys: readonly number[]; matching: number } | null = null
  /** What the window holds. */
  #sent = new Map<number, ListedRow>()
  #sentSlots: readonly number[] = []
  #shown: { start: number; keys: readonly number[]; matching: number } | null = null
  #sentHead = ''
  #sentExtra: readonly Column[] = []
  #revision = 0
  #dirty = false
  #closed = false

  constructor(
    parts: readonly RowsPart[],
    query: RowsQuery,
    onDirty: () => void,
    options: Omit<SortedRowsOptions, 'overlays' | 'clusterName'>,
  ) {
    this.#onDirty = onDirty
    this.#schedule = options.schedule ?? setImmediate
    this.#query = query
    this.#clusters = parts.map(({ cluster }) => cluster)
    this.parts = parts.map(
      ({ store, columns, cluster, overlays = [] }) =>
        new SortedRows(store, columns, query, () => this.#hear(), {
          ...options,
          overlays,
          ...(cluster === null ? {} : { clusterName: cluster.name }),
        }),
    )
    this.#union = new UnionColumns(this.parts.map(({ cells }, place) => ({ cells, known: parts[place]?.known !== false })))
  }

  get columns(): readonly Column[] {
    return this.#union.columns
  }

  move(start: number, count: number): void {
    this.#start = Math.max(0, Math.floor(start))
    this.#count = Math.max(0, Math.floor(count))
    this.#hear()
  }

  change(query: RowsQuery): void {
    this.#query = query
    this.#held = null
    for (const part of this.parts) part.change(query)
    this.#hear()
  }

  hold(on: boolean): void {
    if (this.#holding === on) return
    this.#holding = on
    // what is on screen is what is held, whatever has changed since
    this.#held = on && this.#revision > 0 ? this.#shown : null
    this.#hear()
  }

  tick(): void {
    for (const part of this.parts) part.tick()
  }

  take(): RowsAnswer | null {
    if (!this.#dirty || this.#closed) return null
    const page = this.#page()
    if (page === null) return null // told again when it is sorted
    this.#dirty = false
    const total = this.parts.reduce((sum, part) => sum + part.total, 0)
    const filterError = this.#filterError()
    const head = JSON.stringify([total, page.matching, this.#start, page.held, page.gone, filterError])
    const rows: Row[] = []
    const sent = new Map<number, ListedRow>()
    for (const key of page.keys) {
      const row = this.row(key)
      if (row === undefined) {
        if (page.held === null) throw new Error(`row ${String(key)} is shown but not stored`)
        continue
      }
      const known = this.#sent.get(key)
      sent.set(key, row)
      if (known === undefined || !sameRow(known, row)) rows.push(this.#rowOf(key, row))
    }
    const moved = page.keys.length !== this.#sentSlots.length || page.keys.some((key, slot) => key !== this.#sentSlots[slot])
    const extra = this.#union.extra
    this.#sent = sent
    if (this.#revision > 0 && rows.length === 0 && !moved && head === this.#sentHead && extra === this.#sentExtra) return null
    this.#sentSlots = page.keys
    this.#shown = { start: this.#start, keys: page.keys, matching: page.matching }
    this.#sentHead = head
    this.#sentExtra = extra
    return {
      revision: ++this.#revision,
      total,
      matching: page.matching,
      start: this.#start,
      slots: page.keys,
      rows,
      extra,
      filterError,
      held: page.held,
      gone: page.gone,
      changedAt: Math.max(...this.parts.map((part) => part.changedAt)),
    }
  }

  slotOf(id: RowId): number {
    const { cluster, object: wanted } = parseRowId(id)
    const place = cluster === null ? 0 : this.#clusters.findIndex((one) => one?.id === cluster)
    const part = this.parts[place]
    const object = part?.find(wanted)
    if (part === undefined || object === undefined || !part.holds(object)) return -1
    const held = this.#held?.keys.indexOf(place * keysOfCluster + object.key) ?? -1
    if (this.#held !== null && held >= 0) return this.#held.start + held
    const me = { list: place, object }
    return this.parts.reduce((sum, other, list) => sum + other.countBefore((one) => this.#compare({ list, object: one }, me) < 0), 0)
  }

  async allKeys(): Promise<Float64Array | null> {
    const sorted: Uint32Array[] = []
    for (const part of this.parts) {
      const keys = await part.allKeys()
      if (keys === null) return null
      sorted.push(keys)
    }
    if (sorted.length === 1) return Float64Array.from(sorted[0] ?? [])
    const all = new Float64Array(sorted.reduce((sum, keys) => sum + keys.length, 0))
    let length = 0
    // what goes away while the rest is merged is left out
    const lists = this.#lists(sorted)
    for (const { list, place } of mergedFrom(
      {
        ...lists,
        at: (from, at) => lists.at(from, at) ?? null,
        compare: (a, b) => (a === null ? -1 : b === null ? 1 : this.#compare(a, b)),
      },
      sorted.map(() => 0),
    )) {
      all[length++] = list * keysOfCluster + (sorted[list]?.[place] ?? 0)
      if (length % mergedAtOnce !== 0) continue
      await new Promise<void>((resolve) => this.#schedule(resolve))
      if (this.#closed) return null
    }
    return all
  }

  row(key: number): ListedRow | undefined {
    const list = Math.floor(key / keysOfCluster)
    const object = this.parts[list]?.object(key % keysOfCluster)
    if (object === undefined) return undefined
    const cluster = this.#clusters[list] ?? null
    const id = objectId(object.kind, object.namespace, object.name)
    return {
      object,
      cells: this.#union.of(list, object),
      cluster: cluster?.name() ?? '',
      id: cluster === null ? id : rowId(cluster.id, id),
    }
  }

  close(): void {
    this.#closed = true
    this.#held = null
    for (const part of this.parts) part.close()
    this.#sent = new Map()
  }

  #hear(): void {
    if (this.#closed) return
    this.#dirty = true
    this.#onDirty()
  }

  /** The window's keys; null when they are still being sorted. */
  #page(): { keys: readonly number[]; matching: number; held: number | null; gone: readonly number[] } | null {
    if (!this.#holding) {
      const live = this.#live(this.#start, this.#count)
      return live === null ? null : { ...live, held: null, gone: [] }
    }
    const end = this.#start + this.#count
    let held = this.#held
    const isInside =
      held !== null && held.start <= this.#start && (held.start + held.keys.length >= end || held.matching <= held.start + held.keys.length)
    if (held === null || !isInside) {
      const start = Math.max(0, this.#start - heldAround)
      const page = this.#live(start, end + heldAround - start)
      if (page === null) return null
      this.#held = held = { start, ...page }
    }
    const live = this.#live(this.#start, this.#count)
    if (live === null) return null
    const keys = held.keys.slice(this.#start - held.start, end - held.start)
    let waiting = 0
    for (let slot = 0; slot < Math.max(keys.length, live.keys.length); slot++) if (keys[slot] !== live.keys[slot]) waiting++
    return { keys, matching: held.matching, held: waiting, gone: keys.filter((key) => this.row(key) === undefined) }
  }

  /** Keys by the order of now. */
  #live(start: number, count: number): { keys: readonly number[]; matching: number } | null {
    this.#agree()
    const end = start + count
    const sorted: ArrayLike<number>[] = []
    let matching = 0
    for (const part of this.parts) {
      const page = part.ordered(end)
      if (page === null) return null
      sorted.push(page.keys)
      matching += page.matching
    }
    const only = sorted.length === 1 ? sorted[0] : undefined
    if (only !== undefined) return { keys: Array.prototype.slice.call(only, start, end) as number[], matching }
    const keys: number[] = []
    const lists = this.#lists(sorted) as SortedLists<ListItem> // of lists that were brought up to date just now
    if (count > 0)
      for (const { list, place } of mergedFrom(lists, splitAt(lists, start))) {
        keys.push(list * keysOfCluster + (sorted[list]?.[place] ?? 0))
        if (keys.length === count) break
      }
    return { keys, matching }
  }

  #lists(sorted: readonly ArrayLike<number>[]): SortedLists<ListItem | null> {
    return {
      lengths: sorted.map(({ length }) => length),
      at: (list, place) => {
        const object = this.parts[list]?.object(sorted[list]?.[place] ?? 0)
        return object === undefined ? null : { list, object }
      },
      compare: (a, b) => this.#compare(a as ListItem, b as ListItem),
    }
  }

  /** The order of the list: total, and that of each part among its own. */
  #compare(a: ListItem, b: ListItem): number {
    const { sort } = this.#query
    if (sort?.column === 'cluster' && a.list !== b.list) return (sort.descending ? -1 : 1) * this.#byCluster(a.list, b.list)
    return (
      byValues(a.object, this.#valueOf(a.list), b.object, this.#valueOf(b.list)) ||
      byNameAlone(a.object, b.object) ||
      a.list - b.list ||
      a.object.key - b.object.key
    )
  }

  #byCluster(a: number, b: number): number {
    return naturalOrder(this.#clusters[a]?.name() ?? '', this.#clusters[b]?.name() ?? '') || a - b
  }

  #valueOf(list: number): SortValue | null {
    return this.parts[list]?.order.value ?? null
  }

  /** A column of one name may hold text in one cluster and figures in another: there its rows stand by name, as if they had nothing in it. */
  #agree(): void {
    const { sort } = this.#query
    if (this.parts.length === 1 || sort === null) return
    const typeIn = ({ cells }: SortedRows): string | undefined => cells.columns.find(({ id }) => id === sort.column)?.type
    const wanted = this.parts.map(typeIn).find((type) => type !== undefined)
    for (const part of this.parts) {
      const type = typeIn(part)
      const query = type === undefined || type === wanted ? this.#query : { ...this.#query, sort: null }
      if (part.query.sort !== query.sort) part.change(query)
    }
  }

  #filterError(): RowsFrame['filterError'] {
    for (const [list, { filterError }] of this.parts.entries()) {
      if (filterError === null) continue
      const everywhere = this.parts.every((part) => part.filterError?.term === filterError.term)
      return everywhere ? filterError : { ...filterError, reason: `in ${this.#clusters[list]?.name() ?? ''}: ${filterError.reason}` }
    }
    return null
  }

  #rowOf(key: number, { object, cells }: ListedRow): Row {
    const cluster = this.#clusters[Math.floor(key / keysOfCluster)]?.id
    return {
      key,
      id: objectId(object.kind, object.namespace, object.name),
      namespace: visibleName(object.namespace),
      name: visibleName(object.name),
      level: object.health.level,
      cells,
      ...(cluster === undefined ? {} : { cluster }),
    }
  }
}

interface ListItem {
  list: number
  object: StoredObject
}

function sameRow(a: ListedRow, b: ListedRow): boolean {
  if (a.object.health.level !== b.object.health.level || a.cells.length !== b.cells.length) return false
  return a.cells === b.cells || a.cells.every((cell, index) => sameCell(cell, b.cells[index] ?? null))
}
