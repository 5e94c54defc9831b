import type { Cell, DetailSection, Health } from '../contract/index.ts'

// Control characters, zero-width and direction marks: text that hides, or that turns what stands beside it around.
// Built from a string, since a pattern literal may not hold control characters.
const hidden = '\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff'
const oneLine = new RegExp(`[${hidden}]`, 'g')
const manyLines = new RegExp(`(?![\\n\\t])[${hidden}]`, 'g')
const anyHidden = new RegExp(`[${hidden}]`)

function show(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

/** Text of one line with its control characters made visible. */
export function visible(text: string): string {
  return anyHidden.test(text) ? text.replace(oneLine, show) : text
}

/** Text of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return anyHidden.test(text) ? text.replace(manyLines, show) : text
}

/** The same cell, or a copy with visible text. */
export function visibleCell(cell: Cell): Cell {
  if (cell === null || typeof cell === 'number') return cell
  if (typeof cell === 'string') return visible(cell)
  if (cell.t === 'list') return cell.items.some((item) => anyHidden.test(item)) ? { t: 'list', items: cell.items.map(visible) } : cell
  if ((cell.t === 'status' || cell.t === 'quantity') && anyHidden.test(cell.text)) return { ...cell, text: visible(cell.text) }
  if (cell.t === 'ref' && (anyHidden.test(cell.text) || anyHidden.test(cell.id)))
    return { t: 'ref', id: visible(cell.id), text: visible(cell.text) }
  return cell
}

/** The same health, or a copy with visible text. */
export function visibleHealth(health: Health): Health {
  if (!anyHidden.test(health.reason) && !(health.message !== undefined && anyHidden.test(health.message))) return health
  const reason = visible(health.reason)
  return health.message === undefined
    ? { level: health.level, reason }
    : { level: health.level, reason, message: visibleLines(health.message) }
}

/** Sections with all their text made visible; maps are rebuilt with own properties only. */
export function visibleSections(sections: readonly DetailSection[]): readonly DetailSection[] {
  return sections.map((section) => deep(section) as DetailSection)
}

function deep(value: unknown): unknown {
  if (typeof value === 'string') return visibleLines(value)
  if (Array.isArray(value)) return value.map(deep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [visible(key), deep(item)]))
}
