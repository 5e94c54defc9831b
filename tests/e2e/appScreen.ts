import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { RunningApp } from './appTest.ts'
import { expect } from './appTest.ts'

/** Id of a context, as the engine makes it. */
export function contextId(file: string, name: string): string {
  return `ctx-${createHash('sha256').update(`${file}\0${name}`).digest('hex').slice(0, 12)}`
}

/** Where the pictures of screens go, beside the reports. */
export const screenshots = 'test_reports/screenshots'

/** Sets the theme, and waits until the page shows it. */
export async function setTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.evaluate((wanted) => window.kubilitics.setAppearance({ theme: wanted }), theme)
  await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' })
}

/** Saves a picture of the window in both themes; it is left in dark. */
export async function shoot({ page }: RunningApp, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme)
    // hiding the caret would put a style element into the page, which its policy refuses
    await page.screenshot({ path: join(screenshots, `${name}-${theme}.png`), caret: 'initial' })
  }
}

/** Sizes the first window's page. */
export async function sizeWindow({ electron, page }: RunningApp, width: number, height: number): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(size.width, size.height), {
    width,
    height,
  })
  await expect.poll(() => page.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([width, height])
}

/** The row of an object in the table on screen. */
export function rowOf(page: Page, id: string): Locator {
  return page.locator(`[data-testid="row"][data-object="${id}"]`)
}

/** Goes to a kind through the sidebar; unfolds its category if need be. */
export async function openKind(page: Page, kind: string): Promise<void> {
  const line = page.getByTestId(`sidebar-kind-${kind}`)
  await page.getByTestId('sidebar').waitFor()
  const folded = page.locator('[data-testid="sidebar"] [aria-expanded="false"]')
  const more = page.getByTestId('sidebar').getByText(/more kinds?$/)
  // a click takes away what it unfolds
  while (!(await line.isVisible()) && (await folded.count()) > 0) await folded.first().click()
  while (!(await line.isVisible()) && (await more.count()) > 0) await more.first().click()
  await line.click()
  await expect(line).toHaveAttribute('aria-current', 'page')
}

/** Sends keys to whatever has the focus, one after another. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** The banner that says what is wrong (or what is shown) by its id. */
export function banner(page: Page, id: string): Locator {
  return page.locator(`[data-testid="banner"][data-banner="${id}"]`)
}

/** What a banner says; the same words stand in the page a second time, to be said aloud. */
export function saidInBanner(page: Page, what: string | RegExp): Locator {
  return page.getByTestId('banner').locator('.what').filter({ hasText: what })
}
