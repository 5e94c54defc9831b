/** The arrow keys go through the items of a menu that is open, and stay at its ends. */
export function menuArrows(event: KeyboardEvent, menu: HTMLElement | null): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  const at = items.findIndex((one) => one === document.activeElement)
  event.preventDefault()
  items[Math.max(0, Math.min(items.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus()
}
