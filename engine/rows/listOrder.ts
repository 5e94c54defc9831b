import type { ClusterId, RowsQuery } from '../contract/index.ts'
import { mergedFrom, type SortedLists, splitAt } from './mergedOrder.ts'
import { naturalOrder } from './naturalOrder.ts'
import { byNameAlone, byValues, type SortValue } from './rowOrder.ts'
import type { SortedRows } from './rowsView.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Rows that are put in their order without a pause, when all are asked for. */
const mergedAtOnce = 5_000
/** Keys of the rows of one cluster are below this: a key of a list is that of the row, and this times the place of its cluster. */
export const keysOfCluster = 2 ** 32

/** The cluster of a part of a list; null in a list of one cluster, whose rows need not name it. */
export type ListedCluster = { id: ClusterId; name: () => string } | null

/** Some rows of a list by their keys, and how many there are in all. */
export interface PageOfKeys {
  keys: readonly number[]
  matching: number
}

interface ListItem {
  list: number
  object: StoredObject
}

/** The rows of several clusters, each in order, as one list in the order of their query: total, and that of each part among its own. */
export class ListOrder {
  readonly #parts: readonly SortedRows[]
  readonly #clusters: readonly ListedCluster[]
  #query: RowsQuery

  constructor(parts: readonly SortedRows[], clusters: readonly ListedCluster[], query: RowsQuery) {
    this.#parts = parts
    this.#clusters = clusters
    this.#query = query
  }

  change(query: RowsQuery): void {
    this.#query = query
    for (const part of this.#parts) part.change(query)
  }

  /** Keys of `count` rows from `start` on, by the order of now; null when they are still being sorted. */
  page(start: number, count: number): PageOfKeys | null {
    this.#agree()
    const end = start + count
    const sorted: ArrayLike<number>[] = []
    let matching = 0
    for (const part of this.#parts) {
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

  /** How many rows stand before an object of a part. */
  placeOf(list: number, object: StoredObject): number {
    const me = { list, object }
    return this.#parts.reduce((sum, other, at) => sum + other.countBefore((one) => this.#compare({ list: at, object: one }, me) < 0), 0)
  }

  /** Keys of all rows in order, as soon as they have been sorted; null when these were closed meanwhile. `pause` gives the thread to others, and says whether to go on. */
  async allKeys(pause: () => Promise<boolean>): Promise<Float64Array | null> {
    const sorted: Uint32Array[] = []
    for (const part of this.#parts) {
      const keys = await part.allKeys()
      if (keys === null) return null
      sorted.push(keys)
    }
    if (sorted.length === 1) return Float64Array.from(sorted[0] ?? [])
    const all = new Float64Array(sorted.reduce((sum, keys) => sum + keys.length, 0))
    let length = 0
    // what goes away while the rest is merged is left out
    const lists = this.#lists(sorted)
    const compare = (a: ListItem | null, b: ListItem | null): number => (a === null ? -1 : b === null ? 1 : this.#compare(a, b))
    for (const { list, place } of mergedFrom(
      { ...lists, at: (from, at) => lists.at(from, at) ?? null, compare },
      sorted.map(() => 0),
    )) {
      all[length++] = list * keysOfCluster + (sorted[list]?.[place] ?? 0)
      if (length % mergedAtOnce === 0 && !(await pause())) return null
    }
    return all
  }

  #lists(sorted: readonly ArrayLike<number>[]): SortedLists<ListItem | null> {
    return {
      lengths: sorted.map(({ length }) => length),
      at: (list, place) => {
        const object = this.#parts[list]?.object(sorted[list]?.[place] ?? 0)
        return object === undefined ? null : { list, object }
      },
      compare: (a, b) => this.#compare(a as ListItem, b as ListItem),
    }
  }

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
    return this.#parts[list]?.order.value ?? null
  }

  /** A column of one name may hold text in one cluster and figures in another: there its rows stand by name, as if they had nothing in it. */
  #agree(): void {
    const { sort } = this.#query
    if (this.#parts.length === 1 || sort === null) return
    const typeIn = ({ cells }: SortedRows): string | undefined => cells.columns.find(({ id }) => id === sort.column)?.type
    const wanted = this.#parts.map(typeIn).find((type) => type !== undefined)
    for (const part of this.#parts) {
      const type = typeIn(part)
      const query = type === undefined || type === wanted ? this.#query : { ...this.#query, sort: null }
      if (part.query.sort !== query.sort) part.change(query)
    }
  }
}
