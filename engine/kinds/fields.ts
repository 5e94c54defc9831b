/**
 * Reading fields of objects that nobody vouches for: a field may be missing, or of any type. These readers always answer with the
 * asked-for type and never throw, so that a kind reads as if the object were well formed.
 */

const nothing: any = Object.freeze(Object.create(null))

/** The value when it is an object, else an empty one. */
export function rec(value: unknown): any {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : nothing
}

/** The value when it is an array, else an empty one. */
export function arr(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : []
}

/** The elements of an array as objects. */
export function recs(value: unknown): readonly any[] {
  return Array.isArray(value) ? value.map(rec) : []
}

/** The value when it is a string, else ''. */
export function str(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The strings of an array; other elements are left out. */
export function strs(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/** The value when it is a finite number, else the fallback. */
export function num(value: unknown, fallback = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

/** Text of a string, a number or a boolean (IntOrString fields and the like), else ''. */
export function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** An own property, so that a key from the cluster such as `constructor` never reaches a prototype. */
export function own(value: unknown, key: string): any {
  return typeof value === 'object' && value !== null && Object.prototype.hasOwnProperty.call(value, key) ? (value as any)[key] : undefined
}

/** Keys and values of a map of scalars (labels, selectors, node selectors), sorted by key. */
export function pairs(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(rec(value))
    .filter(([, item]) => typeof item !== 'object')
    .map(([key, item]) => [key, String(item)] as const)
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
}

/** Epoch milliseconds of an RFC 3339 time, else null. */
export function epoch(value: unknown): number | null {
  if (typeof value !== 'string' || value === '') return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}
