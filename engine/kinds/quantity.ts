import type { Cell } from '../contract/index.ts'

const factors: ReadonlyMap<string, number> = new Map([
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
])

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)$/

/** The number a Kubernetes quantity stands for (`512Mi`, `100m`, `1e3`), null when it is none. */
export function parseQuantity(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.length > 64) return null
  const match = form.exec(value)
  if (!match) return null
  const digits = Number(match[1])
  if (match[2] !== undefined) return digits * 10 ** Number(match[2])
  return digits * (factors.get(match[3] ?? '') ?? 1)
}

/** A cell that shows a quantity as written and sorts by its value; plain text when it is no quantity. */
export function quantity(value: unknown): Cell {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value)
  if (text === '') return null
  const parsed = parseQuantity(value)
  return parsed === null ? text : { t: 'quantity', text, value: parsed }
}

/** Bytes as text: `512 B`, `3.4 KiB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
