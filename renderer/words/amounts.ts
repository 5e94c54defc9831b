import type { RangeAnswer } from '../../engine/contract/index.ts'
import { bytes } from './names.ts'

/** Cores as Kubernetes writes them: `250m`, `1.5`. */
export function coresText(cores: number): string {
  const milli = Math.round(cores * 1000)
  return milli < 1000 ? `${milli}m` : `${Number(cores.toFixed(2))}`
}

/** An amount in the unit of a graph. */
export function amountText(value: number, unit: RangeAnswer['unit']): string {
  switch (unit) {
    case 'cores':
      return coresText(value)
    case 'bytes':
      return bytes(value)
    case 'bytes/s':
      return `${bytes(value)}/s`
    case 'count':
      return String(Number(value.toFixed(2)))
  }
}

/** `25 %`, `<1 %`; null without a whole. */
export function shareText(part: number | null, whole: number | null): string | null {
  if (part === null || whole === null || whole <= 0) return null
  const share = (part / whole) * 100
  return share > 0 && share < 1 ? '<1 %' : `${Math.round(share)} %`
}
