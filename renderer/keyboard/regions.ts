/** The order in which F6 goes through the window. An element of the page says which region it is with `data-region`. */
export const regionOrder = ['rail', 'top', 'sidebar', 'query', 'viewbar', 'table', 'drawer', 'dock', 'ledger'] as const

const focusable = '[tabindex="0"], input:not([disabled]), textarea, button:not([disabled]):not([tabindex="-1"]), [href]'

/** Puts the focus into the next (or previous) region that is on screen. */
export function moveRegion(root: ParentNode, from: Element | null, by: 1 | -1): void {
  const present = regionOrder.flatMap((name) => [...root.querySelectorAll<HTMLElement>(`[data-region="${name}"]`)].slice(0, 1))
  if (present.length === 0) return
  const here = from?.closest('[data-region]') ?? null
  const index = here === null ? (by === 1 ? -1 : 0) : present.findIndex((one) => one === here)
  for (let step = 1; step <= present.length; step++) {
    const region = present[(index + by * step + present.length * step) % present.length]
    if (region === undefined) continue
    // A region inside another one (the query in the view bar) has its own turn.
    const target = region.matches(focusable)
      ? region
      : [...region.querySelectorAll<HTMLElement>(focusable)].find((one) => one.closest('[data-region]') === region)
    if (target !== undefined) {
      target.focus()
      return
    }
  }
}
