import { assertNever, type Cell, type Column } from '../contract/index.ts'

/** A table for a terminal: columns as wide as their longest value, two spaces between. */
export function textTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => [...(row[at] ?? '')].length)))
  const line = (cells: readonly string[]): string => cells.map((cell, at) => (at === cells.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - [...cell].length))).join('  ').trimEnd()
  return [titles.map((title) => title.toUpperCase()), ...rows].map(line).join('\n') + '\n'
}

/** A cell as text. `now` is what ages are reckoned from. */
export function cellText(cell: Cell | undefined, now: number): string {
  if (cell === null || cell === undefined) return '-'
  if (typeof cell !== 'object') return String(cell)
  switch (cell.t) {
    case 'time':
      return age(now - cell.at)
    case 'status':
    case 'quantity':
    case 'ref':
      return cell.text
    case 'ratio':
      return `${cell.have}/${cell.want}`
    case 'restarts':
      return cell.lastAt === null ? String(cell.count) : `${cell.count} (${age(now - cell.lastAt)} ago)`
    case 'list':
      return cell.items.length === 0 ? '-' : cell.items.join(',')
    default:
      return assertNever(cell)
  }
}

/** The columns that `table` and `wide` show. */
export function shownColumns(columns: readonly Column[], wide: boolean): readonly number[] {
  return columns.map((_, at) => at).filter((at) => wide || columns[at]?.wide !== true)
}

/** As kubectl writes ages (duration.HumanDuration of apimachinery). */
export function age(ms: number): string {
  const s = Math.floor(ms / 1000)
  if (s < 0) return '0s'
  const two = (big: number, bigUnit: string, small: number, smallUnit: string): string => (small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`)
  if (s < 120) return `${s}s`
  const m = Math.floor(s / 60)
  if (m < 10) return two(m, 'm', s % 60, 's')
  if (m < 180) return `${m}m`
  const h = Math.floor(m / 60)
  if (h < 8) return two(h, 'h', m % 60, 'm')
  if (h < 48) return `${h}h`
  const d = Math.floor(h / 24)
  if (h < 192) return two(d, 'd', h % 24, 'h')
  if (d < 730) return `${d}d`
  const y = Math.floor(d / 365)
  return d < 2920 ? two(y, 'y', d % 365, 'd') : `${y}y`
}
