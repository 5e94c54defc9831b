import type { Cell, Column, DetailField, DetailSection } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { listCell, refCell, textCell, timeCell } from './cells.ts'
import { text } from './columns.ts'
import { conditionList } from './conditions.ts'
import { fieldHint, isHidden, keyFields, Guide } from './fieldHint.ts'
import { rec, scalar, str } from './fields.ts'
import type { Knowledge, KubeObject } from './kind.ts'
import { masked } from './sections.ts'

/**
 * The drawer of objects whose kind nobody wrote a file for, by the shape of what they say: fields in groups as they stand, references to other objects
 * as links, lists of things as tables, conditions as conditions. What is beyond the bounds is counted, and stands in the YAML.
 */

/** Fields of one section. */
const mostFields = 400
/** Rows, and columns, of a table of things. */
const mostRows = 400
const mostColumns = 8
/** Tables of one object. */
const mostTables = 40
/** Levels that are written into one name (`acme.solver.name`); what lies deeper is counted. */
const deepest = 4

/** Fields that the drawer shows elsewhere. */
const elsewhere: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** Sections of everything that an object says of itself. `namespace` is that of the object: what it names beside it is there. */
export function anySections(object: KubeObject, knowledge?: Knowledge): readonly DetailSection[] {
  const namespace = str(rec(object.metadata).namespace)
  const sections: DetailSection[] = []
  const tops = Object.keys(object).filter((key) => !elsewhere.has(key))
  const order = ['spec', ...tops.filter((key) => key !== 'spec' && key !== 'status'), 'status'].filter((key) => tops.includes(key))
  const loose: [string, unknown][] = []
  const guide = knowledge?.schema == null ? null : Guide.of(knowledge.schema)
  const reading = (path: string): Reading => new Reading(namespace, knowledge?.targets ?? new Map(), path)
  for (const key of order) {
    const value: unknown = object[key]
    if (isFields(value)) sections.push(...reading(`${key}.`).sections(titleOf(key), value, guide?.field(key) ?? null))
    else loose.push([key, value])
  }
  // A kind may keep fields beside its spec, or have no spec at all.
  return loose.length === 0 ? sections : [...reading('').sections('Fields', Object.fromEntries(loose), guide), ...sections]
}

/** One walk through a part of an object. */
class Reading {
  readonly #namespace: string
  readonly #targets: Knowledge['targets']
  /** What stands before the names of fields in paths. */
  readonly #path: string
  readonly #fields: DetailField[] = []
  readonly #after: DetailSection[] = []
  #left = 0
  #tablesLeft = 0

  constructor(namespace: string, targets: Knowledge['targets'], path: string) {
    this.#namespace = namespace
    this.#targets = targets
    this.#path = path
  }

  sections(title: string, fields: Fields, guide: Guide | null): readonly DetailSection[] {
    for (const key of ordered(fields, guide)) this.#take(key, fields[key], title, 1, guide?.field(key) ?? null)
    if (this.#left > 0) this.#fields.push({ label: 'More', value: `${this.#left} more fields stand in the YAML` })
    if (this.#tablesLeft > 0) this.#fields.push({ label: 'More lists', value: `${this.#tablesLeft} more lists stand in the YAML` })
    return this.#fields.length === 0 ? this.#after : [{ type: 'fields', title, fields: this.#fields }, ...this.#after]
  }

  #take(name: string, value: unknown, title: string, depth: number, guide: Guide | null): void {
    const cell = isHidden(guide) && value !== null && value !== undefined ? masked : this.#cell(name, value)
    if (cell !== undefined) {
      if (cell === null) return
      const hint = fieldHint(guide, value)
      if (this.#fields.length < mostFields) this.#fields.push({ label: name, value: cell, ...(hint === null ? {} : { hint }) })
      else this.#left += 1
    } else if (Array.isArray(value)) this.#list(name, value, title, guide?.item() ?? null, guide)
    else if (isFields(value)) {
      const keys = ordered(value, guide)
      if (depth >= deepest) this.#left += keys.length
      else for (const key of keys) this.#take(`${name}.${key}`, value[key], title, depth + 1, guide?.field(key) ?? null)
    }
  }

  /** What a field says; where a rule found what it names, a link to that. */
  #cell(name: string, value: unknown): Cell | undefined {
    const cell = cellOf(name, value, this.#namespace)
    const path = `${this.#path}${name}`
    const target = typeof value === 'string' ? this.#targets.get(path) : isFields(value) ? this.#targets.get(`${path}.name`) : undefined
    if (target === undefined || cell === null) return cell
    if (typeof value === 'string') return { t: 'ref', id: target, text: value }
    // more than the name stands there, and is told apart, unless it is a reference and nothing else
    if (cell === undefined) return undefined
    const text = typeof cell === 'string' ? cell : typeof cell === 'object' && cell.t === 'ref' ? cell.text : null
    return text === null ? cell : { t: 'ref', id: target, text }
  }

  /** A list of objects. */
  #list(name: string, list: readonly unknown[], title: string, item: Guide | null, guide: Guide | null): void {
    const things = list.filter(isFields)
    const conditions = areConditions(things) ? conditionList(name === 'conditions' ? 'Conditions' : `${title}: ${name}`, things) : null
    if (conditions !== null) this.#after.push(conditions)
    else if (this.#after.length >= mostTables) this.#tablesLeft += 1
    else if (things.length > 0) this.#after.push(this.#table(`${title}: ${name}`, name, things, item, keyFields(guide)))
  }

  #table(title: string, name: string, things: readonly Fields[], item: Guide | null, keyed: ReadonlySet<string>): DetailSection {
    const shown = things.slice(0, mostRows).map((thing, at) => {
      const cells = flat(thing, this.#namespace)
      for (const key of [...cells.keys()]) {
        const [value, guide] = reach(thing, key, item)
        const target =
          this.#targets.get(`${this.#path}${name}[${at}].${key}`) ?? this.#targets.get(`${this.#path}${name}[${at}].${key}.name`)
        if (isHidden(guide)) cells.set(key, masked)
        else if (target !== undefined)
          cells.set(key, { t: 'ref', id: target, text: typeof value === 'string' ? value : refText(cells.get(key)) })
      }
      return cells
    })
    const seen = new Map<string, number>()
    for (const row of shown) for (const key of row.keys()) seen.set(key, (seen.get(key) ?? 0) + 1)
    // What tells things apart comes first, then what most of them say.
    const rank = (key: string): number => (keyed.has(key) || key === 'name' || key === 'type' ? Infinity : (seen.get(key) ?? 0))
    const keys = [...seen.keys()].sort((a, b) => rank(b) - rank(a) || 0).slice(0, mostColumns)
    const columns: Column[] = keys.map((key, at) => text(key, key, 130, at === keys.length - 1 ? { grow: true } : {}))
    const beyond = seen.size > keys.length || things.length > shown.length
    const rows = shown.map((row): Cell[] => keys.map((key) => drawn(row.get(key) ?? null)))
    if (beyond) {
      const words = [
        things.length > shown.length ? `${things.length - shown.length} more` : '',
        seen.size > keys.length ? `${seen.size - keys.length} more fields each` : '',
      ].filter((part) => part !== '')
      rows.push([`${words.join(', ')}: in the YAML`, ...keys.slice(1).map(() => null)])
    }
    return { type: 'table', title, columns, rows }
  }
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names of fields as they stand, but those first that the schema requires: what the author holds for needed says most. */
function ordered(fields: Fields, guide: Guide | null): readonly string[] {
  const keys = Object.keys(fields)
  return guide === null ? keys : [...keys.filter((key) => guide.requires(key)), ...keys.filter((key) => !guide.requires(key))]
}

/** What stands below a thing by a path of names, and what the schema says of it. */
function reach(thing: Fields, path: string, guide: Guide | null): readonly [unknown, Guide | null] {
  let value: unknown = thing
  let at = guide
  let rest = path
  while (isFields(value)) {
    const here: Fields = value
    // names may hold dots themselves
    const key = Object.keys(here).find((each) => rest === each || rest.startsWith(`${each}.`))
    if (key === undefined) break
    value = here[key]
    at = at?.field(key) ?? null
    if (rest === key) break
    rest = rest.slice(key.length + 1)
  }
  return [value, at]
}

function refText(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : typeof cell === 'object' && cell?.t === 'ref' ? cell.text : ''
}

/** One thing of a list as cells by path; what lies deep or is a list of things again is written as how many. */
function flat(thing: Fields, namespace: string): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  const take = (name: string, value: unknown, depth: number): void => {
    const cell = cellOf(name, value, namespace)
    if (cell !== undefined) {
      if (cell !== null) cells.set(name, cell)
    } else if (Array.isArray(value)) cells.set(name, `${value.length} of them`)
    else if (isFields(value)) {
      const entries = Object.entries(value)
      if (depth >= 3) cells.set(name, `${entries.length} fields`)
      else for (const [key, each] of entries) take(`${name}.${key}`, each, depth + 1)
    }
  }
  for (const [key, value] of Object.entries(thing)) take(key, value, 1)
  return cells
}

/** Tables of the drawer hold text, lists and links in any column; a time is said in words there. */
function drawn(cell: Cell): Cell {
  return typeof cell === 'object' && cell?.t === 'time' ? new Date(cell.at).toISOString() : cell
}

/** What a field says as one cell; null: nothing; undefined: it is made of several things. */
function cellOf(name: string, value: unknown, namespace: string): Cell | undefined {
  if (value === undefined || value === null) return null
  const key = name.slice(name.lastIndexOf('.') + 1)
  if (typeof value === 'string') return nameCell(key, value, namespace) ?? momentCell(value) ?? textCell(value)
  if (typeof value !== 'object') return textCell(scalar(value))
  if (Array.isArray(value)) {
    if (value.length === 0) return null
    return value.every((each) => typeof each !== 'object' || each === null)
      ? listCell(value.map((each) => scalar(each)).filter((each) => each !== ''))
      : undefined
  }
  return isFields(value) ? referenceCell(key, value, namespace) : undefined
}

/** `2026-01-15T12:00:00Z`, and nothing else that begins like a date. */
function momentCell(value: string): Cell {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) ? timeCell(value) : null
}

/** Fields that hold the name of an object of Kubernetes itself. */
const named: readonly (readonly [RegExp, string, boolean])[] = [
  [/^secretName$|SecretName$/, 'core/Secret', true],
  [/^configMapName$|ConfigMapName$/, 'core/ConfigMap', true],
  [/^serviceAccountName$|ServiceAccountName$/, 'core/ServiceAccount', true],
  [/^storageClassName$/, 'storage.k8s.io/StorageClass', false],
  [/^priorityClassName$/, 'scheduling.k8s.io/PriorityClass', false],
  [/^ingressClassName$/, 'networking.k8s.io/IngressClass', false],
  [/^nodeName$/, 'core/Node', false],
]

function nameCell(key: string, value: string, namespace: string): Cell {
  const found = named.find(([form]) => form.test(key))
  if (found === undefined) return null
  const [, kind, namespaced] = found
  // Of an object without a namespace a name beside it says nothing.
  if (namespaced && namespace === '') return null
  return refCell(kind, namespaced ? namespace : '', value)
}

/** Kinds without a namespace that references name; and by custom those that are called Cluster…. */
const clusterWide: ReadonlySet<string> = new Set([
  'Node',
  'Namespace',
  'PersistentVolume',
  'StorageClass',
  'GatewayClass',
  'IngressClass',
  'CustomResourceDefinition',
  'Composition',
])
/** Fields that are references by their name alone. */
const objectFields: readonly (readonly [RegExp, string])[] = [
  [/[sS]ecret(Key)?(Ref|Reference|Selector)$/, 'core/Secret'],
  [/[cC]onfigMap(Key)?(Ref|Reference|Selector)$/, 'core/ConfigMap'],
  [/[sS]erviceAccount(Ref|Reference)$/, 'core/ServiceAccount'],
]

/** `{kind, name}` with a group or apiVersion, or `secretRef: {name, key}`: a link. Undefined: it is no reference. */
function referenceCell(key: string, value: Fields, namespace: string): Cell | undefined {
  const { name, kind, apiVersion, group, apiGroup, namespace: there } = value
  if (typeof name !== 'string' || name === '') return undefined
  const where = typeof there === 'string' && there !== '' ? there : namespace
  const part = typeof value['key'] === 'string' ? ` \u00b7 ${value['key']}` : ''
  if (typeof kind === 'string' && kind !== '') {
    const told = typeof group === 'string' ? group : typeof apiGroup === 'string' ? apiGroup : groupOf(apiVersion)
    const words = `${kind}/${name}`
    if (told === undefined) return words
    return refCell(kindId(told, kind), clusterWide.has(kind) || kind.startsWith('Cluster') ? '' : where, name, words)
  }
  const found = objectFields.find(([form]) => form.test(key))
  return found === undefined || where === '' ? undefined : refCell(found[1], where, name, `${name}${part}`)
}

function groupOf(apiVersion: unknown): string | undefined {
  if (typeof apiVersion !== 'string' || apiVersion === '') return undefined
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** `{type, status: True|False|Unknown}`, all of them. */
function areConditions(list: readonly Fields[]): boolean {
  return (
    list.length > 0 &&
    list.every(({ type, status }) => typeof type === 'string' && (status === 'True' || status === 'False' || status === 'Unknown'))
  )
}

/** `spec` is `Spec`. */
function titleOf(key: string): string {
  return `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`
}
