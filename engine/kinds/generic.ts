import type { ServedKind } from '../cluster/servedKind.ts'
import type { DetailSection } from '../contract/index.ts'
import { anySections } from './anyFields.ts'
import { ageCell } from './cells.ts'
import { age } from './columns.ts'
import { conditionList, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str } from './fields.ts'
import { genericHealth } from './genericHealth.ts'
import { categoryOfGroup, pluralTitle } from './groupCategories.ts'
import type { Kind, Knowledge, KubeObject } from './kind.ts'
import type { PrinterColumn, ReadableColumns, TableColumnDefinition } from './printerColumns.ts'
import { printerTable, tableColumns } from './printerColumns.ts'
import { fieldsSection, sectionList } from './sections.ts'

/**
 * A kind without a file of its own, from what discovery says of it. Its columns are the given printer columns (of its CustomResourceDefinition),
 * else those of the server's own table, else the age.
 */
export function genericKind(served: ServedKind, printerColumns?: readonly PrinterColumn[], serverTable?: ServerTable): Kind {
  const table =
    printerColumns === undefined && serverTable !== undefined ? readServerTable(serverTable) : printerTable(printerColumns ?? [])
  return defineKind({
    id: served.id,
    resource: served.resource,
    title: pluralTitle(served.kind, served.resource),
    shortName: served.shortNames[0] ?? (served.singular || served.kind.toLowerCase()),
    namespaced: served.namespaced,
    category: categoryOfGroup(served.group),
    columns: table.columns,
    read(object) {
      const health = genericHealth(object)
      return { cells: table.cells(object, health), health }
    },
    detail: (object, _lookup, knowledge) => genericSections(object, knowledge, table),
  })
}

/** What a server's table says of a kind: its columns, and the cells that it wrote for an object. */
export interface ServerTable {
  columns: readonly TableColumnDefinition[]
  rowOf: (namespace: string, name: string) => readonly unknown[] | undefined
}

/** Cells of objects that the server has not been asked about yet are empty. */
function readServerTable({ columns, rowOf }: ServerTable): ReadableColumns {
  const table = tableColumns(columns)
  return {
    columns: table.columns,
    cells: (object, health) => {
      const meta = rec(object.metadata)
      return table.cells(rowOf(str(meta.namespace), str(meta.name)) ?? [], object, health)
    },
  }
}

/** A kind of which nothing is known but its objects. */
export const bareKind: Kind = defineKind({
  id: '',
  resource: '',
  title: '',
  shortName: '',
  namespaced: true,
  category: 'custom',
  columns: [age],
  read(object) {
    return { cells: [ageCell(object)], health: genericHealth(object) }
  },
  detail: (object, _lookup, knowledge) => genericSections(object, knowledge),
})

/**
 * What the columns say, which is what the kind's authors find worth knowing, then the conditions, then all it says of itself. Routes and policies have
 * conditions under each parent.
 */
function genericSections(object: KubeObject, knowledge?: Knowledge, table?: ReadableColumns): readonly DetailSection[] {
  const status = rec(object.status)
  const told = table === undefined ? [] : table.cells(object, genericHealth(object))
  const parents = recs(status.parents).map((parent) =>
    conditionList(`Conditions of ${str(rec(parent.parentRef).name) || 'a parent'}`, recs(parent.conditions)),
  )
  const ofParents = parents.some((section) => section !== null)
  const { conditions: _conditions, ...rest } = status as Record<string, unknown>
  const shown = ofParents ? omit(rest, 'parents') : rest
  return sectionList(
    fieldsSection('Summary', [
      ['Deprecated', knowledge === undefined || knowledge.deprecation === '' ? null : knowledge.deprecation] as const,
      ...(table?.columns ?? []).flatMap((column, at) => (column.id === 'age' ? [] : [[column.title, told[at] ?? null] as const])),
    ]),
    conditionsSection(object),
    ...parents,
    anySections(typeof object.status === 'object' && object.status !== null ? { ...object, status: shown } : object, knowledge),
  )
}

function omit(source: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _left, ...rest } = source
  return rest
}
