import { type Column, visibleText } from '../contract/index.ts'

/** A table for a terminal: columns as wide as their longest value, two spaces between. Nothing in it steers the terminal or breaks a line. */
export function textTable(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => visibleText(cell).replace(/[\n\t]/g, ' ')))
  // a loop, since a call takes only so many arguments, and a cluster has more pods
  const widths = titles.map((title, at) => rows.reduce((widest, row) => Math.max(widest, widthOf(row[at] ?? '')), title.length))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd()
  return [titles.map((title) => visibleText(title).toUpperCase()), ...rows].map(line).join('\n') + '\n'
}

/** Code points, as terminals count them near enough: most cells are ASCII. */
function widthOf(text: string): number {
  return Array.from(text).length
}

/** The columns that `table` and `wide` show. */
export function shownColumns(columns: readonly Column[], wide: boolean): readonly number[] {
  return columns.map((_, at) => at).filter((at) => wide || columns[at]?.wide !== true)
}
