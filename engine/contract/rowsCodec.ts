import type { Cell, Column, ColumnType, UsageCell } from './cells.ts'
import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readError, readLedgerEntry, readLevel, writeError, writeLedgerEntry, writeLevel } from './ledgerFrame.ts'
import type { Row, RowsCluster, RowsFrame } from './rows.ts'

/** The first byte of a cell. */
const tag = { null: 0, string: 1, number: 2, time: 3, status: 4, ratio: 5, restarts: 6, quantity: 7, list: 8, ref: 9, usage: 10 } as const

const usageBounds: readonly NonNullable<UsageCell['against']>['what'][] = ['limit', 'request', 'allocatable', 'quota']

/** Writes the body of a rows frame. */
export function writeRows(w: FrameWriter, frame: RowsFrame): void {
  w.number(frame.subscription)
  w.number(frame.revision)
  w.number(frame.total)
  w.number(frame.matching)
  w.number(frame.start)
  w.list(frame.slots, (key) => w.number(key))
  w.list(frame.clusters, (cluster) => writeCluster(w, cluster))
  w.list(frame.rows, (row) => writeRow(w, row, frame.clusters))
  w.list(frame.extra, (column) => writeColumn(w, column))
  w.optional(frame.held, (waiting) => w.number(waiting))
  w.list(frame.gone, (key) => w.number(key))
  writeLedgerEntry(w, frame.ledger)
  w.optional(frame.filterError, (error) => {
    w.string(error.term)
    w.string(error.reason)
  })
  w.number(frame.changedAt)
}

/** Reads what {@link writeRows} wrote. */
export function readRows(r: FrameReader): RowsFrame {
  const [subscription, revision, total, matching, start] = [r.number(), r.number(), r.number(), r.number(), r.number()]
  const slots = r.list(() => r.number())
  const clusters = r.list(() => readCluster(r))
  return {
    subscription,
    revision,
    total,
    matching,
    start,
    slots,
    clusters,
    rows: r.list(() => readRow(r, clusters)),
    extra: r.list(() => readColumn(r)),
    held: r.optional(() => r.number()),
    gone: r.list(() => r.number()),
    ledger: readLedgerEntry(r),
    filterError: r.optional(() => ({ term: r.string(), reason: r.string() })),
    changedAt: r.number(),
  }
}

function writeCluster(w: FrameWriter, { cluster, total, matching, ledger, error }: RowsCluster): void {
  w.string(cluster)
  w.number(total)
  w.number(matching)
  w.optional(ledger, (entry) => writeLedgerEntry(w, entry))
  w.optional(error, (why) => writeError(w, why))
}

function readCluster(r: FrameReader): RowsCluster {
  return {
    cluster: r.string(),
    total: r.number(),
    matching: r.number(),
    ledger: r.optional(() => readLedgerEntry(r)),
    error: r.optional(() => readError(r)),
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

/** The cluster of a row is written as its place, where there are several. */
function writeRow(w: FrameWriter, row: Row, clusters: readonly RowsCluster[]): void {
  w.number(row.key)
  if (clusters.length > 0) w.number(clusters.findIndex(({ cluster }) => cluster === row.cluster))
  w.string(row.id)
  w.string(row.namespace)
  w.string(row.name)
  writeLevel(w, row.level)
  w.list(row.cells, (cell) => writeCell(w, cell))
}

function readRow(r: FrameReader, clusters: readonly RowsCluster[]): Row {
  const key = r.number()
  const cluster = clusters.length === 0 ? undefined : (clusters[r.number()]?.cluster ?? r.fail('no such cluster of the list'))
  return {
    key,
    id: r.string(),
    namespace: r.string(),
    name: r.string(),
    level: readLevel(r),
    cells: r.list(() => readCell(r)),
    ...(cluster === undefined ? {} : { cluster }),
  }
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
