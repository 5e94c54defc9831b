import type { Cell, Column, Health } from '../contract/index.ts'
import { ageCell, statusCell, timeCell } from './cells.ts'
import { age, figure, status, text, time } from './columns.ts'
import { num, rec, recs, str } from './fields.ts'
import type { JsonPath } from './jsonPath.ts'
import { firstValue, parseJsonPath } from './jsonPath.ts'
import type { KubeObject } from './kind.ts'

/** One column as a CustomResourceDefinition declares it (`additionalPrinterColumns`). */
export interface PrinterColumn {
  name: string
  /** `string`, `integer`, `number`, `boolean`, `date`. */
  type: string
  jsonPath: string
  /** Above 0: shown only when asked for. */
  priority: number
}

/** One column as the server's Table answer declares it. */
export interface TableColumnDefinition {
  name: string
  type: string
  format?: string
  description?: string
  priority?: number
}

/** Columns and the way to fill them for an object. */
export interface ReadableColumns {
  columns: readonly Column[]
  cells(object: KubeObject, health: Health): readonly Cell[]
}

/** The printer columns of one version of a CustomResourceDefinition; of the stored version when none is named. */
export function printerColumnsOf(definition: KubeObject, version?: string): readonly PrinterColumn[] {
  const versions = recs(rec(definition.spec).versions)
  const chosen = versions.find((item) => (version === undefined ? item.storage === true : item.name === version))
  return recs(rec(chosen).additionalPrinterColumns).map((column) => ({
    name: str(column.name),
    type: str(column.type),
    jsonPath: str(column.jsonPath),
    priority: num(column.priority),
  }))
}

/** Column names that say how an object is: they are drawn in its health colour. */
const stateNames: ReadonlySet<string> = new Set([
  'ready',
  'status',
  'state',
  'phase',
  'health',
  'health status',
  'healthy',
  'synced',
  'sync status',
  'available',
  'established',
  'succeeded',
  'accepted',
  'programmed',
  'active',
  'reconciled',
  'installed',
  'current state',
])

/** Ids of columns from their names: `Health Status` becomes `health-status`. The same name twice gets a number. */
function idOf(name: string, taken: Set<string>): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'column'
  let id = base
  for (let n = 2; taken.has(id) || id === 'name' || id === 'namespace'; n += 1) id = `${base}-${n}`
  taken.add(id)
  return id
}

function columnOf(id: string, name: string, type: string, priority: number): Column {
  const extra = priority > 0 ? { wide: true } : {}
  const width = Math.min(240, Math.max(72, name.length * 8 + 24))
  if (type === 'date') return time(id, name, width, extra)
  if (type === 'integer' || type === 'number') return figure(id, name, width, extra)
  if (stateNames.has(name.toLowerCase())) return status(id, name, Math.max(110, width), extra)
  return text(id, name, Math.max(120, width), extra)
}

/** Text of a value as the server prints it: JSON for objects and lists. */
function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * Source of the rule: cellForJSONValue in k8s.io/apiextensions-apiserver (tableconvertor.go). The level of a status cell is the object's.
 */
function cellOf(value: unknown, column: Column, type: string, health: Health): Cell {
  if (value === undefined || value === null) return null
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'date':
      return timeCell(value) ?? (typeof value === 'string' && value !== '' ? '<invalid>' : null)
    case 'boolean':
      if (typeof value !== 'boolean') return null
      break
  }
  const words = valueText(value)
  if (words === '') return null
  return column.type === 'status' ? statusCell(words, health.level) : words
}

/** Columns read out of the object itself by JSON paths. The age is added where they have none. A path that cannot be read gives empty cells. */
export function printerTable(declared: readonly PrinterColumn[]): ReadableColumns {
  const taken = new Set<string>(['age'])
  const readers: { column: Column; type: string; path: JsonPath | null }[] = []
  let agePlaced = false
  for (const item of declared) {
    const isAge = item.jsonPath === '.metadata.creationTimestamp'
    if (isAge && agePlaced) continue
    const path = parseJsonPath(item.jsonPath)
    const column = isAge ? age : columnOf(idOf(item.name, taken), item.name, item.type, item.priority)
    agePlaced ||= isAge
    readers.push({ column, type: item.type, path: typeof path === 'string' ? null : path })
  }
  if (!agePlaced) readers.push({ column: age, type: 'date', path: null })
  return {
    columns: readers.map((reader) => reader.column),
    cells: (object, health) =>
      readers.map(({ column, type, path }) => {
        if (column === age) return ageCell(object)
        if (path === null) return null
        return cellOf(firstValue(path, object), column, type, health)
      }),
  }
}

/**
 * The server's Table columns as ours, and its rows as cells. The name is left out: every row has it; the object's own age becomes a time, and is
 * added where the server has none.
 */
export function tableColumns(definitions: readonly TableColumnDefinition[]): ReadableTable {
  const taken = new Set<string>(['age'])
  const kept: { index: number; column: Column; type: string }[] = []
  for (const [index, { name, type, format, priority }] of definitions.entries()) {
    if (format === 'name' || name === 'Name') continue
    const isAge = name === 'Age' || name === 'Created At'
    if (isAge && kept.some(({ column }) => column === age)) continue
    // The server gives dates as ages in words, so that a column of them is text.
    const told = type === 'date' ? 'string' : type
    kept.push({ index, column: isAge ? age : columnOf(idOf(name, taken), name, told, priority ?? 0), type: told })
  }
  if (!kept.some(({ column }) => column === age)) kept.push({ index: definitions.length, column: age, type: 'string' })
  return {
    columns: kept.map(({ column }) => column),
    cells: (row, object, health) =>
      kept.map(({ index, column, type }) => {
        if (column === age && object !== undefined) return ageCell(object)
        const said = row[index]
        return said === '<none>' || said === '<unset>' ? null : cellOf(said, column, type, health)
      }),
  }
}

/** Columns of a server's table and the way to read its rows. */
interface ReadableTable {
  columns: readonly Column[]
  cells(row: readonly unknown[], object: KubeObject | undefined, health: Health): readonly Cell[]
}
