import { type Allowance, type Cell, type Column, type KindId, objectId, type UsageCell } from '../contract/index.ts'
import { coresCell, memoryCell } from '../kinds/usage.ts'
import type { RowOverlay } from '../rows/rowOverlay.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { nodeAllowance, podAllowance } from './allowance.ts'
import type { UsageBook } from './usageBook.ts'

/** Allowances that are kept; they are read for rows on screen only. */
const mostKept = 2000

/** Kinds of which usage is measured for each object. */
export const measuredKinds: ReadonlySet<KindId> = new Set(['core/Pod', 'core/Node'])

/** CPU and memory in use as two columns of Pods or Nodes, against limit, request or what can be allocated. Usage is read while this is open. */
export class UsageColumns implements RowOverlay {
  readonly #book: UsageBook
  readonly #store: StoreReader
  readonly #kind: KindId
  readonly #listeners = new Set<() => void>()
  readonly #stops: (() => void)[]
  #allowances = new Map<number, { of: StoredObject; allowance: Allowance }>()
  #columns: readonly Column[]
  #closed = false

  constructor(book: UsageBook, store: StoreReader, kind: KindId) {
    this.#book = book
    this.#store = store
    this.#kind = kind
    this.#stops = [
      book.watch(),
      book.onReading(() => {
        this.#changed()
      }),
    ]
    this.#columns = usageColumns(book.whyNot(kind))
  }

  get columns(): readonly Column[] {
    return this.#columns
  }

  /** Whether usage is known, and why not, may be another now: the ledger changed. */
  hear(): void {
    if ((this.#columns[0]?.note ?? null) !== this.#book.whyNot(this.#kind)) this.#changed()
  }

  cell(object: StoredObject, index: number): Cell {
    const value = this.#now(object, index)
    if (value === null) return null
    const allowance = this.#allowanceOf(object)
    const [limit, request] = index === 0 ? [allowance.cpuLimit, allowance.cpuRequest] : [allowance.memoryLimit, allowance.memoryRequest]
    const bound = limit ?? request
    const what = this.#kind === 'core/Node' ? 'allocatable' : limit === null ? 'request' : 'limit'
    return {
      t: 'usage',
      text: amount(value, index),
      value,
      against: bound === null ? null : { what, text: amount(bound, index), value: bound },
    } satisfies UsageCell
  }

  value(object: StoredObject, index: number): Cell {
    return this.#now(object, index)
  }

  ready(): boolean {
    return true
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    this.#closed = true
    for (const stop of this.#stops) stop()
    this.#listeners.clear()
    this.#allowances = new Map()
  }

  #now(object: StoredObject, index: number): number | null {
    if (this.#closed) return null
    const reading = this.#book.now(this.#kind, object.namespace, object.name)
    const value = index === 0 ? reading?.cpu : reading?.memory
    return value === undefined || Number.isNaN(value) ? null : value
  }

  #changed(): void {
    this.#columns = usageColumns(this.#book.whyNot(this.#kind))
    for (const listener of this.#listeners) listener()
  }

  #allowanceOf(object: StoredObject): Allowance {
    const known = this.#allowances.get(object.key)
    if (known?.of === object) return known.allowance
    const body = this.#store.body(objectId(object.kind, object.namespace, object.name)) ?? {}
    const allowance = this.#kind === 'core/Node' ? nodeAllowance(body) : podAllowance(body)
    if (this.#allowances.size >= mostKept) this.#allowances.clear()
    this.#allowances.set(object.key, { of: object, allowance })
    return allowance
  }
}

function usageColumns(note: string | null): readonly Column[] {
  const common = { type: 'usage', align: 'end', ...(note === null ? {} : { note }) } as const
  return [
    { id: 'cpuUsage', title: 'CPU', width: 104, ...common },
    { id: 'memoryUsage', title: 'Memory', width: 116, ...common },
  ]
}

function amount(value: number, index: number): string {
  const cell = index === 0 ? coresCell(value) : memoryCell(value)
  return typeof cell === 'object' && cell?.t === 'quantity' ? cell.text : ''
}
