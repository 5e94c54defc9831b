import { visibleName } from '../contract/index.ts'
import { isRecord, readPath } from './fieldPath.ts'

/** A field of the value by its name; the value itself when there is no name. Only non-empty text counts. */
export function textAt(value: unknown, field: string | undefined): string {
  const found = field === undefined ? value : isRecord(value) ? readPath(value, field) : undefined
  return typeof found === 'string' ? legible(found) : ''
}

/** What a real server would never let through (control characters, characters that turn text round) is marked: the names of ghosts are drawn. */
export function legible(written: string): string {
  for (let i = 0; i < written.length; i++) {
    const code = written.charCodeAt(i)
    if (code < 0x20 || code > 0x7e) return visibleName(written)
  }
  return written
}

/** Texts and whole numbers as the names of parts; what is neither names none. */
export function partNames(values: readonly unknown[]): readonly string[] {
  return values
    .map((value) => (typeof value === 'string' ? legible(value) : Number.isInteger(value) ? String(value) : ''))
    .filter((name) => name !== '')
}
