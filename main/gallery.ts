import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow } from 'electron'
import type { App } from 'electron'
import { bundle } from './assets.ts'
import { appUrl } from './protocol.ts'
import { safePreferences } from './security.ts'

/** True in development, once the gallery was built (`npm start -- --gallery`): a package has no such folder. */
export function galleryIsBuilt(app: App): boolean {
  return !app.isPackaged && existsSync(join(bundle.renderer, 'gallery/index.html'))
}

/** Opens the gallery: a page of the app's own with made-up answers, and neither preload nor engine. */
export function openGallery(): void {
  const window = new BrowserWindow({ width: 1640, height: 960, title: 'Gallery', webPreferences: { ...safePreferences } })
  window.loadURL(`${appUrl}gallery/index.html`).catch((thrown: unknown) => {
    if (!window.isDestroyed()) console.error('the gallery could not be loaded', thrown)
  })
}
