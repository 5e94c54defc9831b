import { type Cell, cellTextLimit, type Column, type KindId, objectId, visibleText } from '../contract/index.ts'
import { type JsonPath, parseJsonPath } from '../kinds/jsonPath.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import type { RowOverlay } from './rowOverlay.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Milliseconds of reading bodies without a pause. */
const readFor = 6
/** Values of one path that are shown. */
const mostValues = 100

type Source =
  { from: 'label'; name: string } | { from: 'annotation'; name: string } | { from: 'path'; path: JsonPath } | { from: 'nothing' }

/** Columns that a person added to a table, by label, annotation or JSON path. Annotations and paths are read from bodies, once for each version. */
export class AddedColumns implements RowOverlay {
  readonly #store: ClusterStore
  readonly #kind: KindId
  readonly #schedule: (task: () => void) => void
  readonly #sources: readonly Source[]
  readonly #listeners = new Set<() => void>()
  readonly #stop: () => void
  #columns: readonly Column[]
  /** What was read from bodies, by key of the object. */
  #read = new Map<number, { of: StoredObject; cells: readonly Cell[] }>()
  /** How far all bodies have been read. */
  #whole: 'no' | 'reading' | 'yes' = 'no'
  #closed = false

  constructor(store: ClusterStore, kind: KindId, texts: readonly string[], schedule: (task: () => void) => void = setImmediate) {
    this.#store = store
    this.#kind = kind
    this.#schedule = schedule
    const parsed = texts.map(addedColumn)
    this.#sources = parsed.map(({ source }) => source)
    this.#columns = parsed.map(({ column }) => column)
    this.#stop = store.onChange(({ removed }) => {
      for (const { key } of removed) this.#read.delete(key)
    })
  }

  get columns(): readonly Column[] {
    return this.#columns
  }

  cell(object: StoredObject, index: number): Cell {
    return this.value(object, index)
  }

  value(object: StoredObject, index: number): Cell {
    const source = this.#sources[index]
    if (source === undefined || source.from === 'nothing' || this.#closed) return null
    if (source.from === 'label') return shown(object.labels[source.name])
    return this.#cellsOf(object)[index] ?? null
  }

  ready(index: number): boolean {
    const source = this.#sources[index]
    if (source === undefined || source.from === 'label' || source.from === 'nothing' || this.#whole === 'yes') return true
    if (this.#whole === 'no') {
      this.#whole = 'reading'
      this.#readOn(this.#store.ofKind(this.#kind)[Symbol.iterator]())
    }
    return false
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    this.#closed = true
    this.#stop()
    this.#listeners.clear()
    this.#read = new Map()
  }

  #readOn(rest: Iterator<StoredObject>): void {
    this.#schedule(() => {
      if (this.#closed) return
      const end = performance.now() + readFor
      do {
        const next = rest.next()
        if (next.done === true) {
          this.#whole = 'yes'
          this.#columns = [...this.#columns]
          for (const listener of this.#listeners) listener()
          return
        }
        this.#cellsOf(next.value)
      } while (performance.now() < end)
      this.#readOn(rest)
    })
  }

  #cellsOf(object: StoredObject): readonly Cell[] {
    const known = this.#read.get(object.key)
    // of an earlier version there is no body any more
    if (known?.of === object || this.#store.byKey(object.key) !== object) return known?.cells ?? []
    const body = this.#store.body(objectId(object.kind, object.namespace, object.name))
    const cells = this.#sources.map((source) => cellOf(source, body))
    this.#read.set(object.key, { of: object, cells })
    return cells
  }
}

/** Reads what names a column: `label:app`, `annotation:example.org/owner`, `path:.spec.nodeName`. What cannot be read is an empty column that says why. */
function addedColumn(text: string): { source: Source; column: Column } {
  const colon = text.indexOf(':')
  const from = text.slice(0, colon)
  const name = text.slice(colon + 1).trim()
  const column: Column = { id: text, title: titleOf(name), type: 'text', align: 'start', width: 140 }
  const bad = (note: string): { source: Source; column: Column } => ({ source: { from: 'nothing' }, column: { ...column, note } })
  if (name === '') return bad('A column is named as label:NAME, annotation:NAME or path:.spec.field.')
  if (from === 'label' || from === 'annotation') return { source: { from, name }, column }
  if (from !== 'path') return bad(`"${visibleText(from, 40)}" is none of label, annotation and path.`)
  const path = parseJsonPath(name)
  return typeof path === 'string' ? bad(`${visibleText(path, cellTextLimit)}.`) : { source: { from: 'path', path }, column }
}

/** The last word of a name or path: `owner` of `example.org/owner`, `nodeName` of `.spec.nodeName`. */
function titleOf(name: string): string {
  const words = name.split(/[^\w-]+/).filter((word) => word !== '')
  return visibleText(words.at(-1) ?? name, 60)
}

function cellOf(source: Source, body: Record<string, unknown> | undefined): Cell {
  if (body === undefined) return null
  if (source.from === 'annotation') {
    const annotations = (body['metadata'] as { annotations?: Record<string, unknown> | null } | undefined)?.annotations
    return annotations !== undefined && annotations !== null && Object.hasOwn(annotations, source.name)
      ? shown(annotations[source.name])
      : null
  }
  if (source.from !== 'path') return null
  const values: string[] = []
  for (const value of source.path.values(body)) {
    if (values.length === mostValues) {
      values.push('…')
      break
    }
    values.push(typeof value === 'string' ? value : JSON.stringify(value))
  }
  return shown(values.join(', '))
}

function shown(value: unknown): Cell {
  return typeof value !== 'string' || value === '' ? null : visibleText(value, cellTextLimit)
}
