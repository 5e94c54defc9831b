import type { Evidence } from '../../contract/index.ts'
import { isRecord, join } from '../fieldPath.ts'
import type { Holder } from '../rule.ts'

/** Makes evidence of some fields of the value: numbers and texts as they are, lists with commas. */
export function alsoFields(...fields: readonly string[]): (value: unknown, holder: Holder, path: string) => readonly Evidence[] {
  return (value, _holder, path) => {
    if (!isRecord(value)) return []
    return fields.flatMap((field) => {
      const found = Object.hasOwn(value, field) ? value[field] : undefined
      const text = Array.isArray(found)
        ? (found as unknown[]).filter((each) => typeof each === 'string').join(', ')
        : typeof found === 'string' || typeof found === 'number'
          ? String(found)
          : ''
      return text === '' ? [] : [{ path: join(path, field), value: text }]
    })
  }
}
