import type { DetailSection } from '../contract/index.ts'
import { num, rec } from './fields.ts'
import { bytesText } from './quantity.ts'

type Key = Extract<DetailSection, { type: 'keys' }>['keys'][number]

/** Values longer than this many characters are cut in the drawer, and say by how much; the YAML has them whole. */
const shownLength = 16 * 1024

/** Bytes that base64 text stands for. */
function decodedSize(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding)
}

/** Keys of a ConfigMap with their text; binary ones with their size only. */
export function textKeys(data: unknown, binaryData: unknown): readonly Key[] {
  const keys: Key[] = []
  for (const [name, value] of Object.entries(rec(data))) {
    if (typeof value !== 'string') continue
    const size = Buffer.byteLength(value)
    const shown = value.length <= shownLength ? value : `${value.slice(0, shownLength)}\n\u2026 cut here: ${bytesText(size)} in all`
    keys.push({ name, size, secret: false, value: shown })
  }
  for (const [name, value] of Object.entries(rec(binaryData))) {
    keys.push({ name, size: typeof value === 'string' ? decodedSize(value) : num(rec(value).size), secret: false, value: null })
  }
  return keys
}

/** Keys of a Secret: names and sizes. The store has `{ size }` in place of each value; a value that is still there is never passed on. */
export function secretKeys(data: unknown): readonly Key[] {
  return Object.entries(rec(data)).map(([name, value]) => ({
    name,
    size: typeof value === 'string' ? decodedSize(value) : num(rec(value).size),
    secret: true,
    value: null,
  }))
}
