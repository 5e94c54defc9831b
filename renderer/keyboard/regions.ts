/** The order in which F6 goes through the window; those of a pane in the order of the panes. An element of the page says which region it is with `data-region`. */
export const regionOrder = ['rail', 'top', 'sidebar', 'query', 'viewbar', 'table', 'drawer', 'dock', 'ledger'] as const

/** The regions that each pane has for itself. */
const ofPane: readonly string[] = ['query', 'viewbar', 'table']

const focusable = '[tabindex="0"], input:not([disabled]), textarea, button:not([disabled]):not([tabindex="-1"]), [href]'

const onScreen = (element: HTMLElement): boolean => element.style.display !== 'none'

/** The regions of the page in their order. A pane that shows a list and its detail has one region of each name. */
function regions(root: ParentNode): readonly HTMLElement[] {
  const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')]
  const first = (where: ParentNode, name: string): readonly HTMLElement[] =>
    [...where.querySelectorAll<HTMLElement>(`[data-region="${name}"]`)].filter(onScreen).slice(0, 1)
  if (panes.length === 0) return regionOrder.flatMap((name) => first(root, name))
  const before = regionOrder.slice(0, regionOrder.indexOf('query'))
  const after = regionOrder.slice(regionOrder.indexOf('table') + 1)
  return [
    ...before.flatMap((name) => first(root, name)),
    ...panes.flatMap((pane) => ofPane.flatMap((name) => first(pane, name))),
    ...after.flatMap((name) => first(root, name)),
  ]
}

/** What had the focus in a region when somebody left it: whoever comes back goes on there. */
const left = new WeakMap<Element, HTMLElement>()

/** Puts the focus into the next (or previous) region that is on screen. */
export function moveRegion(root: ParentNode, from: Element | null, by: 1 | -1): void {
  const present = regions(root)
  if (present.length === 0) return
  const here = from?.closest('[data-region]') ?? null
  if (here !== null && from instanceof HTMLElement) left.set(here, from)
  const index = here === null ? (by === 1 ? -1 : 0) : present.findIndex((one) => one === here)
  for (let step = 1; step <= present.length; step++) {
    const region = present[(index + by * step + present.length * step) % present.length]
    if (region === undefined) continue
    const before = left.get(region)
    if (before !== undefined && before.isConnected && before.closest('[data-region]') === region && before.getClientRects().length > 0) {
      before.focus()
      if (document.activeElement === before) return
    }
    if (focusRegion(region)) return
  }
}

/** Puts the focus into a region; false: nothing in it can have it. */
export function focusRegion(region: HTMLElement): boolean {
  // A region inside another one (the query in the view bar) has its own turn.
  const within = [...region.querySelectorAll<HTMLElement>(focusable)].filter((one) => one.closest('[data-region]') === region)
  const seen = within.filter((one) => one.getClientRects().length > 0)
  // the grip at the edge comes first on screen, and last of what somebody wants there
  const target = region.matches(focusable) ? region : (seen.find((one) => one.getAttribute('role') !== 'separator') ?? seen[0])
  target?.focus()
  return target !== undefined
}

/** The active pane; the whole page where there are no panes. */
export function activePaneElement(): ParentNode {
  return document.querySelector('[data-pane][data-active]') ?? document
}

/** A view may take so long until there is something in it that can have the focus. In milliseconds. */
const patience = 5000

/** Puts the focus into the list or picture of the active pane: once it is there, if nothing else has got it meanwhile. */
export function focusTable(): void {
  tryTable(performance.now() + patience)
}

function tryTable(deadline: number): void {
  const list = activePaneElement().querySelector<HTMLElement>('[data-region="table"]')
  if (list !== null) {
    list.focus()
    return
  }
  requestAnimationFrame(() => {
    const { activeElement } = document
    if ((activeElement === null || activeElement === document.body) && performance.now() < deadline) tryTable(deadline)
  })
}

/** Puts the focus into the tabs of the drawer. */
export function focusDrawer(): void {
  document.querySelector<HTMLElement>('[data-region="drawer"] [data-roving="current"]')?.focus()
}
