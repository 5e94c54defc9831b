import type { Page } from '@playwright/test'
import type { RunningApp } from './appTest.ts'
import { sizeWindow } from './appScreen.ts'

/** What the gallery's page offers to tests. */
interface GalleryWindow {
  gallery: {
    specimens: readonly string[]
    show: (id: string) => Promise<void>
    look: (change: { theme?: 'dark' | 'light' }) => Promise<void>
    bare: (now: boolean) => void
    few: () => void
  }
}

/** Opens the gallery in the first window, without its index and with few objects. */
export async function openGallery(app: RunningApp): Promise<void> {
  await sizeWindow(app, 1440, 900)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.loadURL('app://ui/gallery/index.html'))
  await app.page.locator('[data-shown="parts"]').waitFor({ state: 'attached' })
  await app.page.evaluate(() => {
    const { gallery } = window as unknown as GalleryWindow
    gallery.bare(true)
    gallery.few()
  })
}

/** All that the gallery can show: `list.stale`. */
export function specimens(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as unknown as GalleryWindow).gallery.specimens)
}

export async function showSpecimen(page: Page, id: string): Promise<void> {
  await page.evaluate((wanted) => (window as unknown as GalleryWindow).gallery.show(wanted), id)
  await page.locator(`[data-shown="${id}"]`).waitFor({ state: 'attached' })
  // frames of tables, graphs and logs come a little later, as they do from an engine
  await page.waitForTimeout(120)
}

/** Sets the theme of the gallery, and waits until the page shows it. */
export async function galleryTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.evaluate((wanted) => (window as unknown as GalleryWindow).gallery.look({ theme: wanted }), theme)
  await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' })
}
