import { nativeTheme } from 'electron'
import type { BrowserWindow } from 'electron'
import { noticeChannels } from '../preload/contract.ts'
import type { Appearance, AppSettings } from '../preload/contract.ts'
import type { Settings } from './settings.ts'

/** What is painted before the page is: the pane's colour in each theme, so that a starting window does not flash. */
export const backgrounds = { dark: '#111318', light: '#f7f8fa' } as const

/** How the app looks right now. */
export function appearanceOf(settings: Settings): Appearance {
  const { theme, density, motion, clock, zone, zoom } = settings.values
  return { theme, density, motion, clock, zone, zoom, dark: nativeTheme.shouldUseDarkColors }
}

/** The other settings that windows show. */
export function appSettingsOf(settings: Settings): AppSettings {
  const { events, logs, metrics } = settings.values
  return { events, logs, metrics }
}

/** Applies theme and zoom to the windows, and tells them, whenever settings or the system change. */
export function followAppearance(settings: Settings, windows: () => readonly BrowserWindow[]): void {
  const tell = (): void => {
    const appearance = appearanceOf(settings)
    for (const window of windows()) {
      window.webContents.setZoomFactor(appearance.zoom)
      window.webContents.send(noticeChannels.appearance, appearance)
      window.webContents.send(noticeChannels.settings, appSettingsOf(settings))
    }
  }
  nativeTheme.themeSource = settings.values.theme
  nativeTheme.on('updated', tell)
  settings.onChange((values) => {
    // a change of themeSource alone also fires `updated`; telling twice is harmless
    nativeTheme.themeSource = values.theme
    tell()
  })
}
