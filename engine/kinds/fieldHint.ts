import { visibleText, type FieldHint } from '../contract/index.ts'
import { resolved, typeOf, type SchemaSource } from './fieldSchema.ts'
import { arr, own, scalar, str, strs } from './fields.ts'

/** Characters of a description that a drawer carries; the whole of it is in the field docs of the YAML. */
const mostText = 500
/** Allowed values that are told. */
const mostAllowed = 40

/** A place in a schema, to walk down beside the fields of an object. */
export class Guide {
  readonly schema: any
  readonly #source: SchemaSource

  private constructor(schema: unknown, source: SchemaSource) {
    this.schema = resolved(schema, source.schemas)
    this.#source = source
  }

  static of(source: SchemaSource): Guide {
    return new Guide(source.root, source)
  }

  /** The field below, also of a map; null where the schema does not know it. */
  field(key: string): Guide | null {
    const property: unknown = own(this.schema.properties, key) ?? own(this.schema, 'additionalProperties')
    return typeof property === 'object' && property !== null ? new Guide(property, this.#source) : null
  }

  /** An item of a list. */
  item(): Guide | null {
    const items: unknown = own(this.schema, 'items')
    return typeof items === 'object' && items !== null ? new Guide(items, this.#source) : null
  }

  requires(key: string): boolean {
    return strs(this.schema.required).includes(key)
  }

  get type(): string {
    if (isQuantity(this.schema)) return 'quantity'
    return typeOf(this.schema, this.#source.schemas)
  }
}

/** The pattern that controller-gen writes for a quantity. */
function isQuantity(schema: any): boolean {
  return schema['x-kubernetes-int-or-string'] === true && str(schema.pattern).includes('numkMGTPE')
}

/** A value that its author calls a password, or that is written only: it is not shown. */
export function isHidden(guide: Guide | null): boolean {
  return guide !== null && (str(guide.schema.format) === 'password' || guide.schema.writeOnly === true)
}

/** The fields by which the items of a list are told apart (`x-kubernetes-list-map-keys`). */
export function keyFields(guide: Guide | null): ReadonlySet<string> {
  return new Set(guide === null ? [] : strs(guide.schema['x-kubernetes-list-map-keys']))
}

/** What the schema says of a field with this value; null where it says nothing. */
export function fieldHint(guide: Guide | null, value: unknown): FieldHint | null {
  if (guide === null) return null
  // lines are broken where the source file had them; paragraphs and lists stay
  const description = str(guide.schema.description)
    .trim()
    .replace(/([^\n])\n(?![\n\s*-])/g, '$1 ')
  const allowed = arr(guide.schema.enum).map(scalar)
  const isDeprecated =
    guide.schema.deprecated === true || /^\W*deprecated\b/i.test(description) || /\bDEPRECATED\b/.test(description.slice(0, 200))
  const type = guide.type
  if (description === '' && allowed.length === 0 && !isDeprecated && (type === '' || type === 'anything')) return null
  return {
    type,
    text: visibleText(description, mostText),
    allowed: allowed.slice(0, mostAllowed).map((each) => visibleText(each, 200)),
    deprecated: isDeprecated,
    problem: problemOf(guide.schema, value, allowed),
  }
}

/** The schema may be newer than the object, which the server does not look at again until somebody writes it. */
function problemOf(schema: any, value: unknown, allowed: readonly string[]): string | null {
  const text = scalar(value)
  if (text === '') return null
  if (allowed.length > 0 && !allowed.includes(text)) return 'none of the values that are allowed'
  if (typeof value === 'number') {
    if (typeof schema.minimum === 'number' && value < schema.minimum) return `less than ${schema.minimum}`
    if (typeof schema.maximum === 'number' && value > schema.maximum) return `more than ${schema.maximum}`
  }
  return null
}
