import type { Column, ColumnType, KindInfo } from '../../engine/contract/index.ts'

/** One column on screen. `cell` is the index into a row's cells; name and namespace are no cells. */
export interface TableColumn {
  id: string
  title: string
  align: 'start' | 'end'
  /** Pixels; the track grows from here when `grow` is set. */
  width: number
  grow: boolean
  /** Text may be cut down to this when there is little room; figures never. Equal to `width` for those. */
  least: number
  cell: number | null
  /** Why nothing is in it. */
  note?: string
}

/** What of a kind's columns is shown: those a person chose, else all but the wide ones, or (`wide`) all. */
export interface ColumnChoice {
  wide: boolean
  shown: Readonly<Record<string, boolean>>
}

export function isShown(column: Column, { wide, shown }: ColumnChoice): boolean {
  return shown[column.id] ?? (column.wide !== true || wide)
}

/** Below this a name is no longer told from its neighbours; it grows with the window. */
const nameWidth = 152
/** What can be cut with an ellipsis without lying. */
const shrinks: ReadonlySet<ColumnType> = new Set<ColumnType>(['name', 'text', 'status', 'list', 'ref'])
const shrunk = 0.62

/** The columns of a kind: name, namespace when more than one can be seen, then the kind's own; `wide` ones only when asked for. A person's widths win. */
export function tableColumns(
  kind: KindInfo,
  options: {
    namespaces: readonly string[] | null
    wide: boolean
    widths: Readonly<Record<string, number>>
    shown?: Readonly<Record<string, boolean>>
    /** Objects of several clusters stand in the list. */
    merged?: boolean
    /** Columns behind those of the kind: usage, and those a person added. */
    extra?: readonly Column[]
  },
): readonly TableColumn[] {
  const width = (id: string, own: number): number => options.widths[id] ?? own
  const columns: TableColumn[] = [
    {
      id: 'name',
      title: 'Name',
      align: 'start',
      width: width('name', nameWidth),
      grow: options.widths['name'] === undefined,
      least: width('name', nameWidth),
      cell: null,
    },
  ]
  if (options.merged === true)
    columns.push({
      id: 'cluster',
      title: 'Cluster',
      align: 'start',
      width: width('cluster', 120),
      grow: false,
      least: options.widths['cluster'] ?? 88,
      cell: null,
    })
  if (kind.namespaced && options.namespaces?.length !== 1)
    columns.push({
      id: 'namespace',
      title: 'Namespace',
      align: 'start',
      width: width('namespace', 104),
      grow: false,
      least: options.widths['namespace'] ?? 72,
      cell: null,
    })
  ;[...kind.columns, ...(options.extra ?? [])].forEach((column: Column, cell) => {
    if (!isShown(column, { wide: options.wide, shown: options.shown ?? {} })) return
    const own = width(column.id, column.width)
    // A width that a person set is kept.
    const least = options.widths[column.id] === undefined && shrinks.has(column.type) ? Math.round(own * shrunk) : own
    columns.push({
      id: column.id,
      title: column.title,
      align: column.align,
      width: own,
      grow: (column.grow ?? false) && options.widths[column.id] === undefined,
      least,
      cell,
      ...(column.note === undefined ? {} : { note: column.note }),
    })
  })
  return columns
}

/** The value of `grid-template-columns` for them, with the health shape in front. */
export function gridTracks(columns: readonly TableColumn[]): string {
  return [
    '12px',
    ...columns.map((column) =>
      column.grow
        ? `minmax(${column.least}px, ${column.id === 'name' ? '2fr' : '1fr'})`
        : column.least < column.width
          ? `minmax(${column.least}px, ${column.width}px)`
          : `${column.width}px`,
    ),
  ].join(' ')
}

/** Pixels below which the table scrolls sideways instead of cutting figures: columns, gaps of 12, the padding of 12 at both ends and the scroll bar. */
export function tableWidth(columns: readonly TableColumn[]): number {
  return columns.reduce((sum, column) => sum + column.least + 12, 12 + 24 + 8)
}
