import { BrowserWindow, nativeTheme, screen } from 'electron'
import { backgrounds } from './appearance.ts'
import { bundle } from './assets.ts'
import { appUrl } from './protocol.ts'
import { safePreferences } from './security.ts'
import { leastSize } from './windowState.ts'
import type { WindowState } from './windowState.ts'

/** Opens a window with the safe settings, where the last one was. */
export function openAppWindow(state: WindowState, zoom: number): BrowserWindow {
  const { size, at, maximised } = state.read(screen.getAllDisplays().map((display) => display.workArea))
  const window = new BrowserWindow({
    ...size,
    // a second window does not hide the first
    ...(at === null || BrowserWindow.getAllWindows().length > 0 ? {} : at),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Kubilitics',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: { ...safePreferences, preload: bundle.preload, zoomFactor: zoom },
  })
  if (maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('resize', () => state.moved(window))
  window.on('move', () => state.moved(window))
  window.on('close', () => state.save(window))
  window.loadURL(appUrl).catch((thrown: unknown) => {
    // a window closed while it loads is no failure
    if (!window.isDestroyed()) console.error('the window could not be loaded', thrown)
  })
  return window
}
