import { parseObjectId, type ObjectId } from '../contract/index.ts'
import { escapedYaml } from './escapedText.ts'

/**
 * YAML of an object as the store holds it: managedFields are cut already; the values of a Secret, of which only sizes are held, are written as a
 * comment-like word that cannot be mistaken for a value.
 */
export function yamlText(id: ObjectId, body: Readonly<Record<string, unknown>>): string {
  const shown = parseObjectId(id)?.kind === 'core/Secret' ? withMaskedValues(body) : body
  return escapedYaml(ordered(shown))
}

function withMaskedValues(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const masked: Record<string, unknown> = { ...body }
  for (const field of ['data', 'stringData']) {
    const values = body[field]
    if (typeof values !== 'object' || values === null) continue
    masked[field] = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, `(not held: ${sizeOf(value)} bytes)`]))
  }
  return masked
}

function sizeOf(value: unknown): string {
  const size = typeof value === 'object' && value !== null ? (value as { size?: unknown }).size : undefined
  return typeof size === 'number' ? String(size) : 'unknown number of'
}

/** The order people expect: what it is, what it is called, then the rest as it came. */
function ordered(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { apiVersion, kind, metadata, ...rest } = body
  return { apiVersion, kind, metadata, ...rest }
}
