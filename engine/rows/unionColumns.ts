import type { Cell, Column } from '../contract/index.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { TableCells } from './tableCells.ts'

/** The columns of a list: of one cluster those it has, of several all that any of them has, each once. */
export class UnionColumns {
  readonly #parts: readonly { cells: TableCells; known: boolean }[]
  /** What the union was made of. */
  #made: readonly (readonly Column[])[] = []
  #columns: readonly Column[] = []
  /** Of each part, where it has each column; -1: nowhere. */
  #places: readonly (readonly number[])[] = []

  constructor(parts: readonly { cells: TableCells; known: boolean }[]) {
    this.#parts = parts
  }

  /** All of them, in the order of cells. */
  get columns(): readonly Column[] {
    const only = this.#only
    if (only !== null) return only.columns
    this.#make()
    return this.#columns
  }

  /** What a frame says of them: of one cluster those behind the kind's own, of several all. */
  get extra(): readonly Column[] {
    return this.#only?.extra ?? this.columns
  }

  /** The cells of an object of a part. */
  of(part: number, object: StoredObject): readonly Cell[] {
    const only = this.#only
    if (only !== null) return only.of(object)
    this.#make()
    const cells = this.#parts[part]?.cells.of(object) ?? []
    return (this.#places[part] ?? []).map((place) => cells[place] ?? null)
  }

  get #only(): TableCells | null {
    return this.#parts.length === 1 ? (this.#parts[0]?.cells ?? null) : null
  }

  #make(): void {
    if (this.#made.length > 0 && this.#parts.every(({ cells }, place) => cells.columns === this.#made[place])) return
    this.#made = this.#parts.map(({ cells }) => cells.columns)
    const byKnown = [...this.#parts].sort((a, b) => Number(b.known) - Number(a.known))
    const union = new Map<string, Column>()
    // those of the kind, then those that are not kept with the objects
    for (const columns of [...byKnown.map(({ cells }) => cells.own), ...byKnown.map(({ cells }) => cells.extra)])
      for (const column of columns) if (!union.has(column.id)) union.set(column.id, column)
    this.#columns = [...union.values()].map((column) => this.#withNote(column))
    this.#places = this.#made.map((columns) => this.#columns.map(({ id }) => columns.findIndex((one) => one.id === id)))
  }

  /** A column that is empty in one cluster only has no note for all. */
  #withNote(column: Column): Column {
    const same = this.#made.flatMap((columns) => columns.find(({ id }) => id === column.id) ?? [])
    const notes = [...new Set(same.flatMap(({ note }) => note ?? []))]
    const { note: _note, ...rest } = column
    return notes.length === 0 || same.some(({ note }) => note === undefined) ? rest : { ...rest, note: notes.join(' ') }
  }
}
