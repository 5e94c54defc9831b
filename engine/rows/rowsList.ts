import {
  type Cell,
  type Column,
  objectId,
  parseRowId,
  type Row,
  type RowId,
  rowId,
  type RowsFrame,
  type RowsQuery,
  visibleName,
} from '../contract/index.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import { sameCell } from '../store/interner.ts'
import { keysOfCluster, type ListedCluster, ListOrder } from './listOrder.ts'
import { SortedRows, type SortedRowsOptions } from './rowsView.ts'
import { type OrderPace, ShownOrder } from './shownOrder.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { UnionColumns } from './unionColumns.ts'

/** What a list says: a frame without the number of its subscription and what only the engine as a whole knows. */
export type RowsAnswer = Omit<RowsFrame, 'subscription' | 'ledger' | 'clusters'>

/** The rows of one cluster in a list. */
export interface RowsPart {
  store: ClusterStore
  /** Columns of the kind there. */
  columns: readonly Column[]
  cluster: ListedCluster
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

/** How a list is kept. */
export interface RowsListOptions extends Omit<SortedRowsOptions, 'overlays' | 'clusterName'> {
  /** How often the rows of the window may change places by themselves; when not given, each order is shown. */
  pace?: OrderPace
}

/** Opens a list. `onDirty` is called when there may be something to take. A change costs binary searches, whatever the size of the list. */
export function openRowsList(parts: readonly RowsPart[], query: RowsQuery, onDirty: () => void, options: RowsListOptions = {}): RowsList {
  return new MergedRows(parts, query, onDirty, options)
}

class MergedRows implements RowsList {
  readonly parts: readonly SortedRows[]
  readonly #clusters: readonly ListedCluster[]
  readonly #onDirty: () => void
  readonly #schedule: (task: () => void) => void
  readonly #union: UnionColumns
  readonly #order: ListOrder
  readonly #shown: ShownOrder
  #start = 0
  #count = 0
  /** What the window holds. */
  #sent = new Map<number, ListedRow>()
  #sentSlots: readonly number[] = []
  #sentHead = ''
  #sentExtra: readonly Column[] = []
  #revision = 0
  #dirty = false
  #closed = false

  constructor(parts: readonly RowsPart[], query: RowsQuery, onDirty: () => void, options: RowsListOptions) {
    this.#onDirty = onDirty
    this.#schedule = options.schedule ?? setImmediate
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
    this.#order = new ListOrder(this.parts, this.#clusters, query)
    this.#shown = new ShownOrder(
      this.#order,
      (key) => this.#objectOf(key) !== undefined,
      () => this.#hear(),
      options.pace ?? null,
    )
  }

  get columns(): readonly Column[] {
    return this.#union.columns
  }

  move(start: number, count: number): void {
    this.#start = Math.max(0, Math.floor(start))
    this.#count = Math.max(0, Math.floor(count))
    this.#shown.ask()
    this.#hear()
  }

  change(query: RowsQuery): void {
    this.#order.change(query)
    this.#shown.forget()
    this.#hear()
  }

  hold(on: boolean): void {
    if (this.#shown.hold(on)) this.#hear()
  }

  tick(): void {
    for (const part of this.parts) part.tick()
  }

  take(): RowsAnswer | null {
    if (!this.#dirty || this.#closed) return null
    const page = this.#shown.page(this.#start, this.#count)
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
    return this.#shown.slotOf(place * keysOfCluster + object.key) ?? this.#order.placeOf(place, object)
  }

  allKeys(): Promise<Float64Array | null> {
    return this.#order.allKeys(async () => {
      await new Promise<void>((resolve) => this.#schedule(resolve))
      return !this.#closed
    })
  }

  row(key: number): ListedRow | undefined {
    const list = Math.floor(key / keysOfCluster)
    const object = this.#objectOf(key)
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
    this.#shown.close()
    for (const part of this.parts) part.close()
    this.#sent = new Map()
  }

  #hear(): void {
    if (this.#closed) return
    this.#dirty = true
    this.#onDirty()
  }

  #objectOf(key: number): StoredObject | undefined {
    return this.parts[Math.floor(key / keysOfCluster)]?.object(key % keysOfCluster)
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

function sameRow(a: ListedRow, b: ListedRow): boolean {
  if (a.object.health.level !== b.object.health.level || a.cells.length !== b.cells.length) return false
  return a.cells === b.cells || a.cells.every((cell, index) => sameCell(cell, b.cells[index] ?? null))
}
