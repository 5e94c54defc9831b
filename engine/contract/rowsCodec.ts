import type { Cell } from './cells.ts'
import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readLedgerEntry, readLevel, writeLedgerEntry, writeLevel } from './ledgerFrame.ts'
import type { Row, RowsFrame } from './rows.ts'

/** The first byte of a cell. */
const tag = { null: 0, string: 1, number: 2, time: 3, status: 4, ratio: 5, restarts: 6, quantity: 7, list: 8, ref: 9 } as const

/** Writes the body of a rows frame. */
export function writeRows(w: FrameWriter, frame: RowsFrame): void {
  w.number(frame.subscription)
  w.number(frame.revision)
  w.number(frame.total)
  w.number(frame.matching)
  w.number(frame.start)
  w.list(frame.slots, (key) => w.number(key))
  w.list(frame.rows, (row) => writeRow(w, row))
  writeLedgerEntry(w, frame.ledger)
  w.optional(frame.filterError, (error) => {
    w.string(error.term)
    w.string(error.reason)
  })
  w.number(frame.changedAt)
}

/** Reads what {@link writeRows} wrote. */
export function readRows(r: FrameReader): RowsFrame {
  return {
    subscription: r.number(),
    revision: r.number(),
    total: r.number(),
    matching: r.number(),
    start: r.number(),
    slots: r.list(() => r.number()),
    rows: r.list(() => readRow(r)),
    ledger: readLedgerEntry(r),
    filterError: r.optional(() => ({ term: r.string(), reason: r.string() })),
    changedAt: r.number(),
  }
}

function writeRow(w: FrameWriter, row: Row): void {
  w.number(row.key)
  w.string(row.id)
  w.string(row.namespace)
  w.string(row.name)
  writeLevel(w, row.level)
  w.list(row.cells, (cell) => writeCell(w, cell))
}

function readRow(r: FrameReader): Row {
  return { key: r.number(), id: r.string(), namespace: r.string(), name: r.string(), level: readLevel(r), cells: r.list(() => readCell(r)) }
}

function writeCell(w: FrameWriter, cell: Cell): void {
  if (cell === null) {
    w.byte(tag.null)
    return
  }
  if (typeof cell === 'string') {
    w.byte(tag.string)
    w.string(cell)
    return
  }
  if (typeof cell === 'number') {
    w.byte(tag.number)
    w.number(cell)
    return
  }
  w.byte(tag[cell.t])
  switch (cell.t) {
    case 'time':
      w.number(cell.at)
      break
    case 'status':
      w.string(cell.text)
      writeLevel(w, cell.level)
      break
    case 'ratio':
      w.number(cell.have)
      w.number(cell.want)
      writeLevel(w, cell.level)
      break
    case 'restarts':
      w.number(cell.count)
      w.optional(cell.lastAt, (at) => w.number(at))
      break
    case 'quantity':
      w.string(cell.text)
      w.number(cell.value)
      break
    case 'list':
      w.list(cell.items, (item) => w.string(item))
      break
    case 'ref':
      w.string(cell.id)
      w.string(cell.text)
      break
  }
}

function readCell(r: FrameReader): Cell {
  switch (r.byte()) {
    case tag.null:
      return null
    case tag.string:
      return r.string()
    case tag.number:
      return r.number()
    case tag.time:
      return { t: 'time', at: r.number() }
    case tag.status:
      return { t: 'status', text: r.string(), level: readLevel(r) }
    case tag.ratio:
      return { t: 'ratio', have: r.number(), want: r.number(), level: readLevel(r) }
    case tag.restarts:
      return { t: 'restarts', count: r.number(), lastAt: r.optional(() => r.number()) }
    case tag.quantity:
      return { t: 'quantity', text: r.string(), value: r.number() }
    case tag.list:
      return { t: 'list', items: r.list(() => r.string()) }
    case tag.ref:
      return { t: 'ref', id: r.string(), text: r.string() }
    default:
      return r.fail('no such type of cell')
  }
}
