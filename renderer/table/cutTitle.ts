/** What is pointed at: a cell of one run of text. */
const cellOf = (event: Event): HTMLElement | null => (event.target as HTMLElement).closest<HTMLElement>('[data-words]')

/**
 * The text of a cell that is cut is said while somebody points at it. A title on every cell would be written anew with every change of a row, for hundreds of
 * cells that nobody points at.
 */
export function showCutTitle(event: Event): void {
  const cell = cellOf(event)
  if (cell !== null && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent
}

/** The pointer left: the cell may say something else by the next time. */
export function hideCutTitle(event: Event): void {
  cellOf(event)?.removeAttribute('title')
}
