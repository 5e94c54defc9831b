import type { Cell, Row, RowId, RowsFrame } from '../../engine/contract/index.ts'
import { rowId } from '../../engine/contract/index.ts'

/** The rows a window holds of one table: only those it shows, and a few around them. */
export interface RowWindow {
  revision: number
  total: number
  matching: number
  start: number
  slots: readonly number[]
  rows: ReadonlyMap<number, Row>
  /** Rows that are gone, and keep their slots while the order is held. */
  gone: ReadonlySet<number>
}

/** A table before the engine's first word. */
export function emptyWindow(): RowWindow {
  return { revision: -1, total: 0, matching: 0, start: 0, slots: [], rows: new Map(), gone: new Set() }
}

/** The window after a frame. Rows that no slot names any more are forgotten; an older frame than the one shown changes nothing. */
export function applyRowsFrame(was: RowWindow, frame: RowsFrame): RowWindow {
  if (frame.revision <= was.revision && frame.revision !== 0) return was
  const fresh = new Map(frame.rows.map((row) => [row.key, keptCells(was.rows.get(row.key), row)]))
  const rows = new Map<number, Row>()
  for (const key of frame.slots) {
    const row = fresh.get(key) ?? was.rows.get(key)
    if (row !== undefined) rows.set(key, row)
  }
  const { revision, total, matching, start, slots } = frame
  return { revision, total, matching, start, slots, rows, gone: new Set(frame.gone) }
}

/** A row of a frame with the cells that say the same as before being those of before: what shows them is not drawn again. */
function keptCells(was: Row | undefined, row: Row): Row {
  if (was === undefined) return row
  return { ...row, cells: row.cells.map((cell, index) => (sameCell(was.cells[index], cell) ? (was.cells[index] as Cell) : cell)) }
}

function sameCell(a: Cell | undefined, b: Cell): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || a.t !== b.t) return false
  // cells are small and plain, written in the order of one reader
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The row of a slot; null when it is not here yet. */
export function rowAt(window: RowWindow, index: number): Row | null {
  const key = window.slots[index - window.start]
  return key === undefined ? null : (window.rows.get(key) ?? null)
}

/** The slot of a row that is held; -1 when it is not. */
export function slotOf(window: RowWindow, id: RowId): number {
  const at = window.slots.findIndex((key) => {
    const row = window.rows.get(key)
    return row !== undefined && idOfRow(row) === id
  })
  return at < 0 ? -1 : window.start + at
}

/** What a row is called in questions about its list. */
export function idOfRow(row: Row): RowId {
  return row.cluster === undefined ? row.id : rowId(row.cluster, row.id)
}

/** Rows asked for beyond the edge of what is seen, so that a short scroll shows no skeleton. */
export const margin = 60

/**
 * The window to ask for when slots `first` to `last` (inclusive) are seen. The present window is kept while at least a third of the margin is left on both sides,
 * so that scrolling asks a few times a second and not for every line.
 */
export function nextWindow(
  seen: { first: number; last: number },
  present: { start: number; count: number },
  matching: number,
): { start: number; count: number } {
  const slack = margin / 3
  const needStart = Math.max(0, seen.first - slack)
  const needEnd = Math.min(matching, seen.last + 1 + slack)
  if (present.start <= needStart && present.start + present.count >= needEnd) return present
  const start = Math.max(0, seen.first - margin)
  return { start, count: seen.last + 1 + margin - start }
}
