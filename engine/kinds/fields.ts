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
  if (value === lastText) return lastAt
  const at = value.length === 20 ? wholeSeconds(value) : Date.parse(value)
  lastText = value
  return (lastAt = Number.isNaN(at) ? null : at)
}

/** What was read last: an object says the same time at many places. */
let lastText = ''
let lastAt: number | null = null

/** As Date.parse; quicker for `2026-01-02T03:04:05Z`, as Kubernetes writes times: every object has some. */
function wholeSeconds(text: string): number {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  const second = digits(text, 17, 19)
  const isUsual =
    year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59 && hasMarks(text)
  return isUsual ? Date.UTC(year, month - 1, day, hour, minute, second) : Date.parse(text)
}

function hasMarks(text: string): boolean {
  return text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[19] === 'Z'
}

/** The number that stands there; NaN where there is anything but digits. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return NaN
    number = number * 10 + digit
  }
  return number
}
