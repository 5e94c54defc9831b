import type { Cell, Column, KindId } from '../contract/index.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import { ColumnReader } from './columnReader.ts'
import type { KeyColumn } from './keyColumn.ts'
import { type RowKeys, sortRows } from './rowKeys.ts'
import { byName, bySpace, type SortValue } from './rowOrder.ts'
import { lowerBound, mergedInto, mergedList, planMerge, sortInSteps } from './rowSelection.ts'
import type { ChangeSet, StoredObject } from '../store/storedObject.ts'

/** Changes of one change set that are put in at once; more are sorted in steps, when somebody asks. */
const mostMerged = 4096

/** Columns of a kind whose keys are kept: those sorted by last. More than tables mostly have. */
const mostColumns = 24

/** Objects of a column that are read without a pause. */
const readAtOnce = 16_384

/**
 * All objects of one kind by namespace and name, kept while tables of the kind are open: whatever a table filters and sorts by, taking its rows
 * from here leaves only its column to sort, since equal rows stand by name already. Sorted when first needed, in steps; from then on a change
 * costs a binary search. Holds 16 bytes for each object, and for
 * each column 8 (figures), 4 (other values), or 16 (of which nearly every one differs).
 */
export class NameOrder {
  readonly #store: ClusterStore
  readonly #kind: KindId
  readonly #stop: () => void
  #objects: StoredObject[] | null = null
  /** Of the objects, in the same order. */
  #keys = new Uint32Array(0)
  #byKey: Uint32Array | null = null
  /** The one sorted by last is the last. */
  #columns: { of: SortValue; column: KeyColumn }[] = []
  /** A column that is being read. */
  #reading: { of: SortValue; reader: ColumnReader } | null = null
  #sorting: Generator<void, StoredObject[]> | null = null
  /** What changed while it was sorted. */
  #touched = new Set<number>()

  constructor(store: ClusterStore, kind: KindId) {
    this.#store = store
    this.#kind = kind
    this.#stop = store.onChange((changes) => {
      this.#hear(changes)
    })
  }

  /** In order, as of the store's last flush; null until they have been sorted. Not to be held: the next change alters it. */
  get objects(): readonly StoredObject[] | null {
    return this.#objects
  }

  /** Their keys, in the same order. A copy may be held. */
  get keys(): Uint32Array {
    return this.#keys
  }

  /** Places of the objects in the order in which they came: the way through all of them that memory is quickest with. */
  get byKey(): Uint32Array {
    if (this.#byKey !== null) return this.#byKey
    const sorting = sortRows({ high: this.#keys, low: null, values: null })
    let step = sorting.next()
    while (step.done !== true) step = sorting.next()
    return (this.#byKey = step.value)
  }

  /** Bytes held, beside the objects themselves. */
  get bytes(): number {
    return this.#columns.reduce(
      (sum, { column }) => sum + column.bytes,
      this.#keys.byteLength + (this.#byKey?.byteLength ?? 0) + 8 * (this.#objects?.length ?? 0),
    )
  }

  /** What the objects at these places (null: all) sort by; read once for a column, then kept. Only while there are `objects`. */
  rowKeys(places: Uint32Array | null, value: SortValue): RowKeys {
    return this.#whole(value).keys(places, value)
  }

  /** Order of two objects by their places, by what is read of a column alone: zero for equal ones. Only while there are `objects`. */
  orderBy(value: SortValue): (a: number, b: number) => number {
    return this.#whole(value).order(value)
  }

  /**
   * Of each object, by its place, 1 when its cell of a column passes and 0 when not; null when the cells of the column are not kept. Different cells are
   * mostly few, and each is asked once; no object is touched.
   */
  passing(column: string, columns: readonly Column[], passes: (cell: Cell) => boolean): Uint8Array | null {
    return this.#columns.find(({ of }) => of.column === column && of.columns === columns)?.column.passing(passes) ?? null
  }

  /** Does a few milliseconds of the reading of a column, before somebody sorts by it; true when there is no more to do. */
  readAhead(value: SortValue): boolean {
    return this.#objects === null || this.#read(value, readAtOnce) !== null
  }

  #whole(value: SortValue): KeyColumn {
    for (;;) {
      const column = this.#read(value, Infinity)
      if (column !== null) return column
    }
  }

  #read(value: SortValue, more: number): KeyColumn | null {
    const is = ({ of }: { of: SortValue }): boolean => of.column === value.column && of.columns === value.columns
    const index = this.#columns.findIndex(is)
    const [held] = index < 0 ? [] : this.#columns.splice(index, 1)
    const objects = this.#objects ?? []
    let column = held?.column ?? null
    if (column === null) {
      if (this.#reading === null || !is(this.#reading)) this.#reading = { of: value, reader: new ColumnReader(objects, value) }
      column = this.#reading.reader.read(objects, more)
      if (column === null) return null
      this.#reading = null
    }
    this.#columns.push({ of: value, column })
    if (this.#columns.length > mostColumns) this.#columns.shift()
    return column
  }

  /** Does a few milliseconds of the sorting, of which several tables may take turns; true when it is done. */
  step(): boolean {
    if (this.#objects !== null) return true
    this.#store.flush() // what is read below must not be told again as news
    this.#sorting ??= this.#sort(null)
    const step = this.#sorting.next()
    if (step.done !== true) return false
    this.#sorting = null
    this.#objects = step.value
    this.#keys = new Uint32Array(step.value.length)
    for (const [place, { key }] of step.value.entries()) this.#keys[place] = key
    return true
  }

  close(): void {
    this.#stop()
    this.#forget()
  }

  #forget(): void {
    this.#objects = null
    this.#keys = new Uint32Array(0)
    this.#byKey = null
    this.#columns = []
    this.#reading = null
    this.#sorting = null
    this.#touched = new Set()
  }

  /** Sorts all objects, or brings what was touched into those `sorted` before, until nothing is left that was touched meanwhile. */
  *#sort(sorted: StoredObject[] | null): Generator<void, StoredObject[]> {
    if (sorted === null) {
      this.#touched = new Set()
      sorted = yield* sortInSteps(bySpaces(this.#store, this.#kind, null).objects, byName)
    }
    while (this.#touched.size > 0) {
      const touched = this.#touched
      this.#touched = new Set()
      let entering: StoredObject[] = []
      for (const key of touched) {
        const object = this.#store.byKey(key)
        if (object !== undefined) entering.push(object)
      }
      const staying: StoredObject[] = sorted.filter((object) => !touched.has(object.key))
      if (entering.length > mostMerged) entering = yield* sortInSteps(entering, byName)
      else entering.sort(byName)
      sorted = mergedList(staying, planMerge(staying, [], entering, byName), itself)
    }
    return sorted
  }

  #hear(changes: ChangeSet): void {
    const removed = changes.removed.filter((object) => object.kind === this.#kind)
    const added = changes.added.filter((object) => object.kind === this.#kind)
    const updated = changes.updated.filter(({ after }) => after.kind === this.#kind)
    if (this.#objects === null && this.#sorting === null) return
    const held = this.#objects
    if (held !== null && removed.length + added.length + updated.length <= mostMerged) {
      // namespace, name and key stay the same for as long as an object is there
      for (const { after } of updated) {
        const place = this.#find(after)
        held[place] = after
        this.#columns = this.#columns.filter(({ column }) => column.set(place, after))
        if (this.#reading?.reader.set(place, after) === false) this.#reading = null
      }
      if (removed.length + added.length === 0) return
      const leaving = removed.map((object) => this.#find(object)).sort((a, b) => a - b)
      const merge = planMerge(held, leaving, added.sort(byName), byName)
      this.#objects = mergedList(held, merge, itself)
      this.#byKey = null
      this.#keys = mergedInto(new Uint32Array(merge.length), this.#keys, merge)
      for (const { at, item } of merge.entering) this.#keys[at] = item.key
      this.#columns = this.#columns.filter(({ column }) => column.merge(merge))
      if (this.#reading?.reader.merge(merge) === false) this.#reading = null
      return
    }
    if (held !== null) {
      this.#forget()
      this.#sorting = this.#sort(held)
    }
    for (const { key } of removed) this.#touched.add(key)
    for (const { after } of updated) this.#touched.add(after.key)
    for (const { key } of added) this.#touched.add(key)
    // nobody has asked for a long time
    if (this.#touched.size > mostMerged + 2 * this.#store.count(this.#kind)) this.#forget()
  }

  #find(object: StoredObject): number {
    const held = this.#objects ?? []
    const place = lowerBound(object, 0, held.length, (index) => held[index] as StoredObject, byName) // asked within its length
    if (held[place]?.key !== object.key) throw new Error(`object ${String(object.key)} is stored but not in the order of names`)
    return place
  }
}

function itself(object: StoredObject): StoredObject {
  return object
}

/** Objects namespace by namespace in the order of the namespaces, and which namespace each is in, by number; in none of them sorted. */
interface SpacedObjects {
  objects: StoredObject[]
  spaces: number[]
}

/**
 * The objects of some namespaces (null: of all) that pass, with their namespaces in order. With `enough`, the namespaces behind those in which so
 * many were found are not looked at.
 */
export function bySpaces(
  store: ClusterStore,
  kind: KindId,
  namespaces: readonly string[] | null,
  passes: ((object: StoredObject) => boolean) | null = null,
  enough = Infinity,
): SpacedObjects {
  const objects: StoredObject[] = []
  const spaces: number[] = []
  const held = store.ofKindStore(kind)
  if (held === undefined) return { objects, spaces }
  const names = [...new Set(namespaces ?? held.namespaces())].sort(bySpace)
  for (const [space, name] of names.entries()) {
    if (objects.length >= enough) break
    held.forEach([name], (object) => {
      if (passes !== null && !passes(object)) return
      objects.push(object)
      spaces.push(space)
    })
  }
  return { objects, spaces }
}

interface Kept {
  order: NameOrder
  users: number
}

const kept = new WeakMap<ClusterStore, Map<KindId, Kept>>()

/** The order of a kind, one for all tables of it; `release` when a table closes. */
export function keepNameOrder(store: ClusterStore, kind: KindId): { order: NameOrder; release: () => void } {
  const ofStore = kept.get(store) ?? new Map<KindId, Kept>()
  kept.set(store, ofStore)
  const one = ofStore.get(kind) ?? { order: new NameOrder(store, kind), users: 0 }
  ofStore.set(kind, one)
  one.users++
  let released = false
  const release = (): void => {
    if (released) return
    released = true
    if (--one.users > 0) return
    one.order.close()
    ofStore.delete(kind)
  }
  return { order: one.order, release }
}
