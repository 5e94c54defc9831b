import type { Page } from '@playwright/test'

/** One stop of the Tab key. */
export interface TabStop {
  /** What it is, in a few words. */
  what: string
  region: string
  /** A ring is seen on it, or on what stands for it: the field around an input, the row of a list. */
  ring: boolean
}

/** Looks at what has the focus; runs in the page. */
function stopNow(): (TabStop & { index: number }) | null {
  const all = ((window as unknown as { tabStops?: Element[] }).tabStops ??= [])
  const at = document.activeElement
  if (at === null || at === document.body) return null
  const index = all.indexOf(at)
  if (index < 0) all.push(at)
  const outlined = (element: Element | null, pseudo?: string): boolean => {
    if (element === null) return false
    const style = getComputedStyle(element, pseudo)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
  }
  const bordered = (element: Element): boolean => {
    const style = getComputedStyle(element, '::after')
    return style.content !== 'none' && parseFloat(style.borderTopWidth) >= 1.5
  }
  // an editor or a terminal draws its cursor where it is typed into
  const typed = at.shadowRoot !== null || at.closest('.xterm') !== null || at.closest('.cm-editor') !== null
  const around = [at.parentElement, at.parentElement?.parentElement ?? null].filter(
    (one) => one?.matches('.field, .query, .in, label') === true,
  )
  const ring =
    outlined(at) ||
    bordered(at) ||
    typed ||
    around.some((one) => outlined(one)) ||
    [...at.querySelectorAll('.sel')].some((one) => outlined(one))
  const name = at.getAttribute('aria-label') ?? at.textContent?.trim().slice(0, 40) ?? ''
  return {
    what: `${at.tagName.toLowerCase()}${at.getAttribute('role') === null ? '' : `[${at.getAttribute('role')}]`} ${name}`.trim(),
    region: at.closest('[data-region]')?.getAttribute('data-region') ?? (at.closest('[role="dialog"]') === null ? '' : 'dialog'),
    ring,
    index,
  }
}

/** Presses Tab until the focus is where it has been before; at most `most` times. `closed` is false when it never came around: something holds it. */
export async function tabThrough(page: Page, most = 160): Promise<{ stops: readonly TabStop[]; closed: boolean }> {
  await page.evaluate(() => {
    ;(window as unknown as { tabStops?: Element[] }).tabStops = []
  })
  const stops: TabStop[] = []
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(stopNow)
    if (stop === null) continue
    const { index, ...rest } = stop
    if (index === 0 && stops.length > 0) return { stops, closed: true }
    // there and back between two things is a trap
    if (index > 0) return { stops, closed: false }
    stops.push(rest)
  }
  return { stops, closed: false }
}
