import type { ServedKind } from '../cluster/servedKind.ts'
import type { Cell, DetailSection } from '../contract/index.ts'
import { ageCell, textCell } from './cells.ts'
import { age } from './columns.ts'
import { conditionList, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, scalar, str } from './fields.ts'
import { genericHealth } from './genericHealth.ts'
import { categoryOfGroup, pluralTitle } from './groupCategories.ts'
import type { Kind, KubeObject } from './kind.ts'
import type { PrinterColumn, ReadableColumns, TableColumnDefinition } from './printerColumns.ts'
import { printerTable, tableColumns } from './printerColumns.ts'
import { fieldsSection, referenceText, sectionList } from './sections.ts'

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
    detail: genericSections,
  })
}

/** What a server's table says of a kind: its columns, and the cells that it wrote for an object. */
export interface ServerTable {
  columns: readonly TableColumnDefinition[]
  rowOf(namespace: string, name: string): readonly unknown[] | undefined
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
  detail: genericSections,
})

/** Scalars and references at the top of spec and status, and all conditions; the YAML has the rest. */
function genericSections(object: KubeObject): readonly DetailSection[] {
  const status = rec(object.status)
  const parents = recs(status.parents).map((parent) =>
    conditionList(`Conditions of ${str(rec(parent.parentRef).name) || 'a parent'}`, recs(parent.conditions)),
  )
  return sectionList(
    fieldsSection('Spec', scalarFields(rec(object.spec))),
    conditionsSection(object),
    ...parents,
    fieldsSection('Status', scalarFields(status)),
  )
}

function scalarFields(source: any): readonly (readonly [string, Cell])[] {
  return Object.keys(source).map((key): readonly [string, Cell] => {
    const value = source[key]
    if (typeof value === 'object' && value !== null && /Ref$/.test(key)) return [key, textCell(referenceText(value))]
    return [key, textCell(scalar(value))]
  })
}
