import type { Cell, Column, DetailField, DetailSection } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { listCell, refCell, textCell, timeCell } from './cells.ts'
import { text } from './columns.ts'
import { conditionList } from './conditions.ts'
import { rec, scalar, str } from './fields.ts'
import type { KubeObject } from './kind.ts'

/**
 * The drawer of objects whose kind nobody wrote a file for, by the shape of what they say: fields in groups as they stand, references to other objects
 * as links, lists of things as tables, conditions as conditions. What is beyond the bounds is counted, and stands in the YAML.
 */

/** Fields of one section. */
const mostFields = 60
/** Rows, and columns, of a table of things. */
const mostRows = 100
const mostColumns = 8
/** Tables of one object. */
const mostTables = 24
/** Levels that are written into one name (`acme.solver.name`); what lies deeper is counted. */
const deepest = 4

/** Fields that the drawer shows elsewhere. */
const elsewhere: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** Sections of everything that an object says of itself. `namespace` is that of the object: what it names beside it is there. */
export function anySections(object: KubeObject): readonly DetailSection[] {
  const namespace = str(rec(object.metadata).namespace)
  const sections: DetailSection[] = []
  const tops = Object.keys(object).filter((key) => !elsewhere.has(key))
  const order = ['spec', ...tops.filter((key) => key !== 'spec' && key !== 'status'), 'status'].filter((key) => tops.includes(key))
  const loose: [string, unknown][] = []
  for (const key of order) {
    const value: unknown = object[key]
    if (isFields(value)) sections.push(...new Reading(namespace).sections(titleOf(key), Object.entries(value)))
    else loose.push([key, value])
  }
  // A kind may keep fields beside its spec, or have no spec at all.
  return loose.length === 0 ? sections : [...new Reading(namespace).sections('Fields', loose), ...sections]
}

/** One walk through a part of an object. */
class Reading {
  readonly #namespace: string
  readonly #fields: DetailField[] = []
  readonly #after: DetailSection[] = []
  #left = 0
  #tablesLeft = 0

  constructor(namespace: string) {
    this.#namespace = namespace
  }

  sections(title: string, entries: readonly (readonly [string, unknown])[]): readonly DetailSection[] {
    for (const [key, value] of entries) this.#take(key, value, title, 1)
    if (this.#left > 0) this.#fields.push({ label: 'More', value: `${this.#left} more fields stand in the YAML` })
    if (this.#tablesLeft > 0) this.#fields.push({ label: 'More lists', value: `${this.#tablesLeft} more lists stand in the YAML` })
    return this.#fields.length === 0 ? this.#after : [{ type: 'fields', title, fields: this.#fields }, ...this.#after]
  }

  #take(name: string, value: unknown, title: string, depth: number): void {
    const cell = cellOf(name, value, this.#namespace)
    if (cell !== undefined) {
      if (cell === null) return
      if (this.#fields.length < mostFields) this.#fields.push({ label: name, value: cell })
      else this.#left += 1
    } else if (Array.isArray(value)) this.#list(name, value, title)
    else if (isFields(value)) {
      const entries = Object.entries(value)
      if (depth >= deepest) this.#left += entries.length
      else for (const [key, each] of entries) this.#take(`${name}.${key}`, each, title, depth + 1)
    }
  }

  /** A list of objects. */
  #list(name: string, list: readonly unknown[], title: string): void {
    const things = list.filter(isFields)
    const conditions = areConditions(things) ? conditionList(name === 'conditions' ? 'Conditions' : `${title}: ${name}`, things) : null
    if (conditions !== null) this.#after.push(conditions)
    else if (this.#after.length >= mostTables) this.#tablesLeft += 1
    else if (things.length > 0) this.#after.push(this.#table(`${title}: ${name}`, things))
  }

  #table(title: string, things: readonly Fields[]): DetailSection {
    const shown = things.slice(0, mostRows).map((thing) => flat(thing, this.#namespace))
    const seen = new Map<string, number>()
    for (const row of shown) for (const key of row.keys()) seen.set(key, (seen.get(key) ?? 0) + 1)
    // What tells things apart comes first, then what most of them say.
    const rank = (key: string): number => (key === 'name' || key === 'type' ? Infinity : (seen.get(key) ?? 0))
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
