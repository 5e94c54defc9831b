import type { Column } from '../contract/index.ts'
import { cellText } from '../rows/cellValue.ts'
import type { ListedRow } from '../rows/rowsList.ts'
import { csvLine } from './csv.ts'

/** Rows that are made without a pause. */
const rowsAtOnce = 500

/** Titles of what is no column of the kind. */
const own: Readonly<Record<string, string>> = { name: 'Name', namespace: 'Namespace', cluster: 'Cluster' }

/** A table to be written. */
export interface RowsSource {
  columns: readonly Column[]
  /** In their order; those that are gone meanwhile are left out. */
  rows: Iterable<Pick<ListedRow, 'object' | 'cells' | 'cluster'>>
}

/**
 * A table as CSV, piece by piece: a head, then a row for each object, with the columns named by `ids` (`name`, `namespace` and `cluster` besides those of the
 * table; what the table does not have is an empty column). Times are RFC 3339.
 */
export async function* rowsCsv({ columns, rows }: RowsSource, ids: readonly string[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const places = ids.map((id) => columns.findIndex((column) => column.id === id))
  const titles = ids.map((id, at) => columns[places[at] ?? -1]?.title ?? own[id] ?? id)
  let text = csvLine(titles)
  let written = 0
  for (const { object, cells, cluster } of rows) {
    text += csvLine(
      ids.map((id, at) => {
        const place = places[at] ?? -1
        if (place >= 0) return cellText(cells[place])
        return id === 'name' ? object.name : id === 'namespace' ? object.namespace : id === 'cluster' ? cluster : ''
      }),
    )
    if (++written % rowsAtOnce !== 0) continue
    yield Buffer.from(text)
    text = ''
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
  }
  yield Buffer.from(text)
}
