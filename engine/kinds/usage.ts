import type { Cell } from '../contract/index.ts'
import { parseQuantity } from './quantity.ts'

/** Cores as people write them: `250m`, `1.50`. Null when nothing is known. */
export function coresCell(cores: number | null): Cell {
  if (cores === null) return null
  const milli = Math.round(cores * 1000)
  return { t: 'quantity', text: milli < 1000 ? `${milli}m` : cores.toFixed(2), value: cores }
}

/** Bytes in the unit that quantities of memory are written in: `64Mi`, `1.5Gi`. Null when nothing is known. */
export function memoryCell(bytes: number | null): Cell {
  if (bytes === null) return null
  const text =
    bytes < 1024 ** 2
      ? `${Math.round(bytes / 1024)}Ki`
      : bytes < 1024 ** 3
        ? `${Math.round(bytes / 1024 ** 2)}Mi`
        : `${(bytes / 1024 ** 3).toFixed(1)}Gi`
  return { t: 'quantity', text, value: bytes }
}

/** The sum of a resource (`cpu` in cores, `memory` in bytes) over lists of usage; null when none of them names it. */
export function sumOf(usages: readonly Record<string, unknown>[], resource: string): number | null {
  let sum: number | null = null
  for (const usage of usages) {
    const amount = parseQuantity(usage[resource])
    if (amount !== null) sum = (sum ?? 0) + amount
  }
  return sum
}
