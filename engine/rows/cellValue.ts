import { assertNever, type Cell, healthOrder } from '../contract/index.ts'

/** What a filter finds in a cell, as a person reads it; empty for nothing. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return String(cell)
  switch (cell.t) {
    case 'time':
      return new Date(cell.at).toISOString()
    case 'status':
      return cell.text
    case 'ratio':
      return `${String(cell.have)}/${String(cell.want)}`
    case 'restarts':
      return String(cell.count)
    case 'quantity':
      return cell.text
    case 'usage':
      return cell.against === null ? cell.text : `${cell.text} / ${cell.against.text}`
    case 'list':
      return cell.items.join(',')
    case 'ref':
      return cell.text
    default:
      return assertNever(cell)
  }
}

/** What a cell sorts and compares by when it is a figure; null when it is none. A ratio counts as its fraction, nothing wanted as whole. */
export function cellNumber(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return cell
  if (cell === null || cell === undefined || typeof cell === 'string') return null
  switch (cell.t) {
    case 'time':
      return cell.at
    case 'ratio':
      return cell.want === 0 ? 1 : cell.have / cell.want
    case 'restarts':
      return cell.count
    case 'quantity':
    case 'usage':
      return cell.value
    case 'status':
      return healthOrder.indexOf(cell.level)
    case 'list':
    case 'ref':
      return null
    default:
      return assertNever(cell)
  }
}

const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A number as Kubernetes writes quantities (`512Mi`, `250m`), or as it is; null when it is none. */
export function parseFigure(text: string): number | null {
  const match = /^([+-]?\d+(?:\.\d+)?)([a-zA-Z]{0,2})$/.exec(text)
  const factor = match === null ? undefined : suffixes[match[2] ?? '']
  return match === null || factor === undefined ? null : Number(match[1]) * factor
}

const units: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 7 * 86400e3, y: 365 * 86400e3 }

/** Milliseconds of a duration as `90s`, `1h30m`, `2d`; null when it is none. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?[smhdwy])+$/.test(text)) return null
  let sum = 0
  for (const match of text.matchAll(/(\d+(?:\.\d+)?)([smhdwy])/g)) sum += Number(match[1]) * (units[match[2] ?? ''] ?? 0)
  return sum
}
