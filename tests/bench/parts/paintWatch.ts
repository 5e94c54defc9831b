import type { Page } from '@playwright/test'

/** What the page finds out about what it paints. */
export interface Painted {
  /** Milliseconds from a change at the server until a picture with it was painted, of rows that were on screen already. */
  late: number[]
  /** The same of rows that came into sight by it. */
  cameLate: number[]
  mostRows: number
  pictures: number
  /** Pictures that a screen of 60 a second would have shown, and the page did not make in time. */
  dropped: number
}

/**
 * Watches, picture by picture, the cells of a column that hold the moment of their change (`stamped` churn). A row counts as painted when the page
 * gets its next turn after the picture that has it.
 */
export async function watchStamps(page: Page, column: string): Promise<void> {
  await page.evaluate((title) => {
    const seen: Painted & { stop: boolean } = { late: [], cameLate: [], mostRows: 0, pictures: 0, dropped: 0, stop: false }
    ;(window as unknown as { painted: typeof seen }).painted = seen
    const place = [...document.querySelectorAll('[role="columnheader"]')].findIndex((header) => header.textContent?.trim() === title)
    const shown = new Map<string, number>()
    const channel = new MessageChannel()
    let waiting: { stamp: number; came: boolean }[] = []
    let onScreen = new Set<string>()
    channel.port1.onmessage = () => {
      const now = Date.now() % 1_000_000_000
      for (const { stamp, came } of waiting) (came ? seen.cameLate : seen.late).push(now - stamp)
      waiting = []
    }
    let isFirst = true
    let last: number | null = null
    const look = (at: number): void => {
      if (seen.stop) return
      if (last !== null) seen.dropped += Math.max(0, Math.round((at - last) / (1000 / 60)) - 1)
      last = at
      const rows = document.querySelectorAll<HTMLElement>('[data-testid="row"]')
      seen.mostRows = Math.max(seen.mostRows, rows.length)
      seen.pictures++
      const before = onScreen
      onScreen = new Set()
      for (const row of rows) {
        const stamp = Number((row.children[place]?.textContent ?? '').split('·')[0]?.replace(/\D/g, ''))
        const id = row.dataset['object'] ?? ''
        // small numbers are restarts of before; what stands there already was painted before anybody watched
        if (!isFirst && stamp > 1_000_000 && shown.get(id) !== stamp) {
          // a row that was scrolled or sorted into view shows a change of long ago
          if (shown.has(id) || (Date.now() % 1_000_000_000) - stamp < 10_000) waiting.push({ stamp, came: !before.has(id) })
        }
        onScreen.add(id)
        shown.set(id, stamp)
      }
      isFirst = false
      if (waiting.length > 0) channel.port2.postMessage(null)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, column)
}

/** Ends the watch, and what it found. */
export function endWatch(page: Page): Promise<Painted> {
  return page.evaluate(() => {
    const { painted } = window as unknown as { painted: Painted & { stop: boolean } }
    painted.stop = true
    return painted
  })
}
