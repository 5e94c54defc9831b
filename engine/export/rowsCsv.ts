import type { Cell, Column } from '../contract/index.ts'
import { cellText } from '../store/cellValue.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { csvLine } from './csv.ts'

/** Rows that are made without a pause. */
const rowsAtOnce = 500

/** A table to be written. */
export interface RowsSource {
  columns: readonly Column[]
  of: (object: StoredObject) => readonly Cell[]
  /** In their order; those that are gone meanwhile are left out. */
  objects: Iterable<StoredObject>
}

/**
 * A table as CSV, piece by piece: a head, then a row for each object, with the columns named by `ids` (`name` and `namespace` besides those of the
 * table; what the table does not have is an empty column). Times are RFC 3339.
 */
export async function* rowsCsv(
  { columns, of, objects }: RowsSource,
  ids: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const places = ids.map((id) => columns.findIndex((column) => column.id === id))
  const titles = ids.map((id, at) => columns[places[at] ?? -1]?.title ?? (id === 'name' ? 'Name' : id === 'namespace' ? 'Namespace' : id))
  let text = csvLine(titles)
  let rows = 0
  for (const object of objects) {
    const cells = of(object)
    text += csvLine(
      ids.map((id, at) => {
        const place = places[at] ?? -1
        if (place >= 0) return cellText(cells[place])
        return id === 'name' ? object.name : id === 'namespace' ? object.namespace : ''
      }),
    )
    if (++rows % rowsAtOnce !== 0) continue
    yield Buffer.from(text)
    text = ''
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
  }
  yield Buffer.from(text)
}
