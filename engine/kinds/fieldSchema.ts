import { visibleData, visibleText, type FieldDocs } from '../contract/index.ts'
import { arr, own, rec, scalar, str, strs } from './fields.ts'

/** A schema and the names it may refer to. */
export interface SchemaSource {
  root: unknown
  /** What `$ref` names; empty for the schema of a custom resource, which holds everything itself. */
  schemas: Readonly<Record<string, unknown>>
  source: FieldDocs['source']
}

const longestDescription = 4000
/** Names told of the fields below one, and of allowed values: the largest real ones have about 60. */
const mostNames = 300
/** References that lead to references: more is a circle. */
const mostSteps = 20

/** One part of a path: a field, or an item of a list. */
type Part = { field: string } | { item: true }

/** Reads a path as evidence and editor write it: `spec.containers[0].image`, `data["tls.crt"]`; null when it is none. */
export function pathParts(path: string): readonly Part[] | null {
  const parts: Part[] = []
  const token = /\.?([^.[\]"]+)|\["([^"]*)"\]|\[\d*\]/y
  while (token.lastIndex < path.length) {
    const found = token.exec(path)
    if (found === null) return null
    parts.push(found[1] !== undefined ? { field: found[1] } : found[2] !== undefined ? { field: found[2] } : { item: true })
  }
  return parts
}

/** What a schema says of a field; null when it does not know it. A stranger's schema: every field of it may be anything. */
export function describeField(from: SchemaSource, path: string): FieldDocs | null {
  const parts = pathParts(path)
  if (parts === null) return null
  let schema = resolved(from.root, from.schemas)
  let required = false
  let shown = ''
  for (const part of parts) {
    if ('item' in part) {
      if (own(schema, 'items') === undefined) return null
      schema = resolved(schema.items, from.schemas)
      shown += '[]'
      required = false
      continue
    }
    const property = own(schema.properties, part.field) as unknown
    const extra: unknown = own(schema, 'additionalProperties')
    if (property === undefined && (typeof extra !== 'object' || extra === null)) return null
    required = property !== undefined && strs(schema.required).includes(part.field)
    schema = resolved(property ?? extra, from.schemas)
    shown += /^[\w-]+$/.test(part.field) ? `${shown === '' ? '' : '.'}${part.field}` : `["${part.field}"]`
  }
  const below = schema.items === undefined ? schema : resolved(schema.items, from.schemas)
  return visibleData({
    path: shown,
    type: typeOf(schema, from.schemas),
    description: visibleText(str(schema.description), longestDescription),
    required,
    enum: arr(schema.enum).slice(0, mostNames).map(scalar),
    default: schema.default === undefined ? null : visibleText(JSON.stringify(schema.default), 300),
    bounds: boundsOf(schema),
    fields: Object.keys(rec(below.properties)).slice(0, mostNames),
    source: from.source,
  })
}

/** A schema with what it refers to; what stands beside a reference (its own description, its default) goes before. */
export function resolved(schema: unknown, schemas: SchemaSource['schemas']): any {
  let found = rec(schema)
  let beside: Record<string, unknown> = {}
  for (let step = 0; step < mostSteps; step++) {
    const only = arr(found.allOf).length === 1 ? rec(found.allOf[0]) : null
    const name = str(found.$ref === undefined ? only?.$ref : found.$ref).replace('#/components/schemas/', '')
    if (name === '') return Object.keys(beside).length === 0 ? found : { ...found, ...beside }
    const { $ref: _ref, allOf: _allOf, ...rest } = found as Record<string, unknown>
    // an empty default says only that the field is an object
    if (rest['default'] !== undefined && JSON.stringify(rest['default']) === '{}') delete rest['default']
    beside = { ...rest, ...beside, title: beside['title'] ?? name.slice(name.lastIndexOf('.') + 1) }
    found = rec(own(schemas, name))
  }
  return beside
}

/** The type of a field in words. */
export function typeOf(schema: any, schemas: SchemaSource['schemas']): string {
  if (schema['x-kubernetes-int-or-string'] === true || str(schema.format) === 'int-or-string') return 'integer or string'
  const type = str(schema.type)
  if (type === 'array') return `list of ${typeOf(resolved(schema.items, schemas), schemas)}`
  const extra: unknown = schema.additionalProperties
  if (typeof extra === 'object' && extra !== null && schema.properties === undefined)
    return `map of ${typeOf(resolved(extra, schemas), schemas)}`
  if (type === 'object' || (type === '' && schema.properties !== undefined)) return str(schema.title) || 'object'
  const one = arr(schema.oneOf)
    .concat(arr(schema.anyOf))
    .map((each) => str(rec(each).type))
    .filter((each) => each !== '')
  if (type === '') return str(schema.title) || (one.length > 0 ? [...new Set(one)].join(' or ') : 'anything')
  return type
}

function boundsOf(schema: any): readonly string[] {
  const bounds: string[] = []
  const say = (key: string, words: (value: string) => string): void => {
    const value = scalar(own(schema, key))
    if (value !== '') bounds.push(words(visibleText(value, 300)))
  }
  say('format', (value) => `format ${value}`)
  say('minimum', (value) => `at least ${value}`)
  say('maximum', (value) => `at most ${value}`)
  say('minLength', (value) => `at least ${value} characters`)
  say('maxLength', (value) => `at most ${value} characters`)
  say('minItems', (value) => `at least ${value} items`)
  say('maxItems', (value) => `at most ${value} items`)
  say('pattern', (value) => `matches ${value}`)
  if (schema.nullable === true) bounds.push('may be null')
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) bounds.push('keeps fields that are not described')
  return bounds
}
