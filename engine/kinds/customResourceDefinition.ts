import type { Cell, DetailSection, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, statusCell, textCell } from './cells.ts'
import { age, list, status, text } from './columns.ts'
import { conditionOf, conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str, strs } from './fields.ts'
import { typeOf } from './fieldSchema.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** CustomResourceDefinitions: what they define and whether it is served. */
export const customResourceDefinition: Kind = defineKind({
  id: 'apiextensions.k8s.io/CustomResourceDefinition',
  resource: 'customresourcedefinitions',
  title: 'CustomResourceDefinitions',
  shortName: 'crd',
  namespaced: false,
  category: 'cluster',
  columns: [
    text('kind', 'Kind', 200),
    text('group', 'Group', 220, { grow: true }),
    list('versions', 'Versions', 140),
    text('scope', 'Scope', 100),
    status('status', 'Status', 120),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const health = definitionHealth(object)
    return {
      cells: [
        textCell(str(rec(spec.names).kind)),
        textCell(str(spec.group)),
        listCell(
          recs(spec.versions)
            .filter((version) => version.served === true)
            .map((version) => str(version.name)),
        ),
        textCell(str(spec.scope)),
        statusCell(health.reason, health.level),
        ageCell(object),
      ],
      health,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const names = rec(spec.names)
    const versions = recs(spec.versions).map((version): Cell[] => [
      str(version.name),
      version.served === true ? 'served' : 'not served',
      version.storage === true ? 'stored' : null,
      listCell(recs(version.additionalPrinterColumns).map((column) => str(column.name))),
      version.deprecated === true ? str(version.deprecationWarning) || 'deprecated' : null,
    ])
    return sectionList(
      fieldsSection('Summary', [
        ['Kind', textCell(str(names.kind))],
        ['Group', textCell(str(spec.group))],
        ['Scope', textCell(str(spec.scope))],
        ['Plural', textCell(str(names.plural))],
        ['Short names', listCell(strs(names.shortNames))],
        ['Categories', listCell(strs(names.categories))],
        ['Conversion', textCell(str(rec(spec.conversion).strategy))],
        ['Stored versions', listCell(strs(rec(object.status).storedVersions))],
      ]),
      conditionsSection(object),
      tableSection(
        'Versions',
        [
          text('name', 'Version', 96),
          text('served', 'Served', 90),
          text('stored', 'Stored', 80),
          list('columns', 'Columns', 160),
          text('deprecated', 'Deprecation', 180, { grow: true }),
        ],
        versions,
      ),
      fieldsOf(recs(spec.versions)),
    )
  },
})

/** Fields that are told; the largest real schemas have about a hundred of them at this depth. */
const mostFields = 150
/** Characters told of what a field means; the whole of it is in the field docs of the YAML of an object. */
const mostDocs = 200

/** What an object of the stored version may say, two steps deep: the fields of its spec and status, and of others beside them. */
function fieldsOf(versions: readonly any[]): DetailSection | null {
  const version = versions.find(({ storage }) => storage === true) ?? versions[0]
  if (version === undefined) return null
  const schema = rec(rec(version.schema).openAPIV3Schema)
  const rows: Cell[][] = []
  const walk = (parent: any, prefix: string, depth: number): void => {
    const required = new Set(strs(parent.required))
    for (const [name, value] of Object.entries(rec(parent.properties))) {
      const field = rec(value)
      if (prefix === '' && ['apiVersion', 'kind', 'metadata'].includes(name)) continue
      rows.push([
        `${prefix}${name}`,
        `${typeOf(field, {})}${required.has(name) ? ', required' : ''}`,
        textCell(str(field.description).slice(0, mostDocs)),
      ])
      if (depth < 2) walk(field, `${prefix}${name}.`, depth + 1)
    }
  }
  walk(schema, '', 1)
  const left = rows.length - mostFields
  return tableSection(
    `Fields of ${str(version.name)}`,
    [text('field', 'Field', 160), text('type', 'Type', 110), text('docs', 'What it means', 240, { grow: true })],
    left > 0 ? [...rows.slice(0, mostFields), [`${left} more fields`, null, null]] : rows,
  )
}

/** In the manner of Argo CD's check. */
function definitionHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (conditionsOf(object).length === 0) return health('progressing', 'Installing', 'Status conditions not found')
  const names = rec(conditionOf(object, 'NamesAccepted'))
  if (names.status === 'False') return health('failing', str(names.reason) || 'NamesNotAccepted', str(names.message))
  const schema = rec(conditionOf(object, 'NonStructuralSchema'))
  if (schema.status === 'True') return health('warning', 'NonStructuralSchema', str(schema.message))
  const established = rec(conditionOf(object, 'Established'))
  if (established.status === 'True') return health('healthy', 'Established')
  const installing = str(established.reason) === 'Installing' || established.status === undefined
  return health(installing ? 'progressing' : 'failing', str(established.reason) || 'NotEstablished', str(established.message))
}
