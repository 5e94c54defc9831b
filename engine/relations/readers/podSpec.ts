import { isRecord } from '../fieldPath.ts'

/** A text field of a value that should be an object; empty when it is not there. */
export function textAt(value: unknown, field: string): string {
  if (!isRecord(value) || !Object.hasOwn(value, field)) return ''
  const found = value[field]
  return typeof found === 'string' ? found : ''
}
