import type { Cell, Column } from '../contract/index.ts'
import type { SortCells } from './rowOrder.ts'
import type { RowOverlay } from './rowOverlay.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** The columns of a table and where their cells come from: those of the kind, kept with the objects, and behind them those of its overlays. */
export class TableCells implements SortCells {
  /** Of the kind. */
  readonly own: readonly Column[]
  readonly #overlays: readonly RowOverlay[]
  #places: { overlay: RowOverlay; index: number }[] = []
  #extra: readonly Column[] = []
  #all: readonly Column[]

  constructor(own: readonly Column[], overlays: readonly RowOverlay[]) {
    this.own = own
    this.#overlays = overlays
    this.#all = own
    this.refresh()
  }

  /** All of them, in the order of cells. */
  get columns(): readonly Column[] {
    return this.#all
  }

  /** Those behind the kind's own. */
  get extra(): readonly Column[] {
    return this.#extra
  }

  /** The columns of an overlay are others now. */
  refresh(): void {
    this.#places = this.#overlays.flatMap((overlay) => overlay.columns.map((_column, index) => ({ overlay, index })))
    this.#extra = this.#overlays.flatMap((overlay) => overlay.columns)
    this.#all = this.#extra.length === 0 ? this.own : [...this.own, ...this.#extra]
  }

  /** What is shown of an object: the list it has itself when there is nothing beside it. */
  of(object: StoredObject): readonly Cell[] {
    if (this.#places.length === 0) return object.cells
    const cells = this.own.map((_column, index) => object.cells[index] ?? null)
    for (const { overlay, index } of this.#places) cells.push(overlay.cell(object, index))
    return cells
  }

  value(object: StoredObject, index: number): Cell {
    const place = this.#places[index - this.own.length]
    return place === undefined ? (object.cells[index] ?? null) : place.overlay.value(object, place.index)
  }

  epoch(index: number): readonly Column[] {
    return this.#places[index - this.own.length]?.overlay.columns ?? this.own
  }

  /** Kept with the objects. */
  isOwn(index: number): boolean {
    return index < this.own.length
  }

  /** Not kept with the objects. */
  isExtra(index: number): boolean {
    return index >= this.own.length
  }

  /** Whether the values of all objects can be had at once; see {@link RowOverlay.ready}. */
  ready(index: number): boolean {
    const place = this.#places[index - this.own.length]
    return place === undefined || place.overlay.ready(place.index)
  }
}
