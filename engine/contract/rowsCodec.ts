import type { Cell, Column, ColumnType, UsageCell } from './cells.ts'
import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readLedgerEntry, readLevel, writeLedgerEntry, writeLevel } from './ledgerFrame.ts'
import type { Row, RowsFrame } from './rows.ts'

/** The first byte of a cell. */
const tag = { null: 0, string: 1, number: 2, time: 3, status: 4, ratio: 5, restarts: 6, quantity: 7, list: 8, ref: 9, usage: 10 } as const

const usageBounds: readonly NonNullable<UsageCell['against']>['what'][] = ['limit', 'request', 'allocatable']

/** Writes the body of a rows frame. */
export function writeRows(w: FrameWriter, frame: RowsFrame): void {
  w.number(frame.subscription)
  w.number(frame.revision)
  w.number(frame.total)
  w.number(frame.matching)
  w.number(frame.start)
  w.list(frame.slots, (key) => w.number(key))
  w.list(frame.rows, (row) => writeRow(w, row))
  w.list(frame.extra, (column) => writeColumn(w, column))
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
    extra: r.list(() => readColumn(r)),
    ledger: readLedgerEntry(r),
    filterError: r.optional(() => ({ term: r.string(), reason: r.string() })),
    changedAt: r.number(),
  }
}

function writeColumn(w: FrameWriter, column: Column): void {
  w.string(column.id)
  w.string(column.title)
  w.string(column.type)
  w.string(column.align)
  w.number(column.width)
  w.byte((column.grow === true ? 1 : 0) | (column.wide === true ? 2 : 0))
  w.optional(column.note ?? null, (note) => w.string(note))
}

function readColumn(r: FrameReader): Column {
  // both ends of a frame are of one build: the words are the contract's
  const [id, title, type, align] = [r.string(), r.string(), r.string() as ColumnType, r.string() as Column['align']]
  const width = r.number()
  const flags = r.byte()
  const note = r.optional(() => r.string())
  return {
    id,
    title,
    type,
    align,
    width,
    ...((flags & 1) === 0 ? {} : { grow: true }),
    ...((flags & 2) === 0 ? {} : { wide: true }),
    ...(note === null ? {} : { note }),
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
    case 'usage':
      w.string(cell.text)
      w.number(cell.value)
      w.optional(cell.against, ({ what, text, value }) => {
        w.byte(usageBounds.indexOf(what))
        w.string(text)
        w.number(value)
      })
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
    case tag.usage:
      return {
        t: 'usage',
        text: r.string(),
        value: r.number(),
        against: r.optional(() => ({
          what: usageBounds[r.byte()] ?? r.fail('no such bound of usage'),
          text: r.string(),
          value: r.number(),
        })),
      }
    case tag.list:
      return { t: 'list', items: r.list(() => r.string()) }
    case tag.ref:
      return { t: 'ref', id: r.string(), text: r.string() }
    default:
      return r.fail('no such type of cell')
  }
}
