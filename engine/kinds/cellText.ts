import type { Cell } from '../contract/index.ts'
import { humanDuration } from './age.ts'

/** A cell as the text of a terminal table; `now` in epoch milliseconds turns times into ages. */
export function cellText(cell: Cell, now: number): string {
  if (cell === null) return '-'
  if (typeof cell !== 'object') return String(cell)
  switch (cell.t) {
    case 'time':
      return humanDuration(now - cell.at)
    case 'status':
    case 'quantity':
    case 'ref':
      return cell.text
    case 'usage':
      return cell.against === null ? cell.text : `${cell.text} / ${cell.against.text}`
    case 'ratio':
      return `${cell.have}/${cell.want}`
    case 'restarts':
      return cell.lastAt === null || cell.count === 0 ? String(cell.count) : `${cell.count} (${humanDuration(now - cell.lastAt)} ago)`
    case 'list':
      return cell.items.length === 0 ? '-' : cell.items.join(',')
  }
}
