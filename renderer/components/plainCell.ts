import type { Cell } from '../../engine/contract/index.ts'
import { healthShapes, shapeClasses } from '../words/clusterState.ts'
import { count } from '../words/names.ts'
import { levelInk, quietWords } from './cellInk.ts'

/** A cell that is one run of text; `title` is what is said on hover, where the text may be cut. */
export interface PlainCell {
  class: string
  text: string
  title?: string
}

const none: PlainCell = { class: 't3', text: '–' }
const figure = (text: string, isZero: boolean): PlainCell => ({ class: isZero ? 'tn t3' : 'tn t1', text })

/** What most cells are: text of one ink. Null for those that are made of more: ages, which step with the clock, usage, links to objects. */
export function plainCell(cell: Cell): PlainCell | null {
  if (cell === null || cell === '') return none
  if (typeof cell === 'string') return { class: 'ell', text: cell, title: cell }
  if (typeof cell === 'number') return figure(count(cell), cell === 0)
  switch (cell.t) {
    case 'status':
      return { class: `ell ${quietWords.has(cell.text) ? 't3' : levelInk(cell.level)}`, text: cell.text, title: cell.text }
    case 'ratio':
      return { class: `tn ${cell.level === 'healthy' ? 't2' : shapeClasses[healthShapes[cell.level]]}`, text: `${cell.have}/${cell.want}` }
    case 'restarts':
      return cell.count === 0 || cell.lastAt === null ? figure(count(cell.count), cell.count === 0) : null
    case 'quantity':
      return figure(cell.text, cell.value === 0)
    case 'list': {
      const text = cell.items.join(', ')
      return text === '' ? none : { class: 'ell', text, title: text }
    }
    default:
      return null
  }
}
