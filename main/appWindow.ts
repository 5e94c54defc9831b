import { BrowserWindow, nativeTheme, screen } from 'electron'
import { backgrounds } from './appearance.ts'
import { bundle } from './assets.ts'
import { appUrl, isAppUrl } from './protocol.ts'
import { safePreferences } from './security.ts'
import type { SavedWindow, Sessions } from './sessions.ts'
import { leastSize, placement } from './windowState.ts'
import type { WindowState } from './windowState.ts'

/** At most so many times … */
const mostReloads = 3
/** … within so many milliseconds a broken page is loaded anew. */
const reloadWindow = 60_000

/** Opens a window with the safe settings: where it was in the session before, else where the last one was. */
export function openAppWindow(state: WindowState, sessions: Sessions, saved: SavedWindow | null, zoom: number): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const { size, at, maximised } = saved === null ? state.read(areas) : placement(saved, areas)
  const window = new BrowserWindow({
    ...size,
    // a new window does not hide the first
    ...(at === null || (saved === null && BrowserWindow.getAllWindows().length > 0) ? {} : at),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Kubilitics',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: { ...safePreferences, preload: bundle.preload, zoomFactor: zoom },
  })
  if (maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  sessions.opened(window, saved?.content ?? null)
  const moved = (): void => {
    state.moved(window)
    sessions.moved(window)
  }
  window.on('resize', moved)
  window.on('move', moved)
  window.on('close', () => {
    sessions.moved(window)
    state.save(window)
  })
  window.on('closed', () => sessions.closed(window))
  keepAlive(window)
  load(window)
  return window
}

function load(window: BrowserWindow): void {
  window.loadURL(appUrl).catch((thrown: unknown) => {
    // a window closed while it loads is no failure
    if (!window.isDestroyed()) console.error('the window could not be loaded', thrown)
  })
}

/** A page that went away, or whose process died, is loaded anew; not without end, should it die of what it shows. */
function keepAlive(window: BrowserWindow): void {
  const reloads: number[] = []
  const reload = (why: string): void => {
    const now = Date.now()
    while (reloads[0] !== undefined && reloads[0] < now - reloadWindow) reloads.shift()
    console.error(`the page ${why}${reloads.length < mostReloads ? ': it is loaded anew' : ' too often: the window stays as it is'}`)
    if (reloads.length >= mostReloads) return
    reloads.push(now)
    load(window)
  }
  // about:blank passes no `will-navigate`: it is not denied but undone
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isAppUrl(url)) reload('left the app')
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') reload(`ended (${reason})`)
  })
}
