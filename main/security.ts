import { dialog, shell } from 'electron'
import type { App, BrowserWindow, IpcMainEvent, IpcMainInvokeEvent, Session, WebContents } from 'electron'
import { openableLink } from './openableLink.ts'
import { isAppUrl } from './protocol.ts'

/** The settings of every window, spelled out although most are Electron's defaults: they are promises. */
export const safePreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false, // it would download dictionaries
} as const

/** Denies, for every page that will ever exist, to leave the app, to open windows, to embed others. */
export function lockPages(app: App): void {
  app.on('web-contents-created', (_event, contents) => lockPage(contents))
}

function lockPage(contents: WebContents): void {
  const deny = (event: { preventDefault: () => void }): void => event.preventDefault()
  contents.on('will-navigate', deny)
  contents.on('will-redirect', deny)
  contents.on('will-frame-navigate', deny)
  contents.on('will-attach-webview', deny)
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Denies every permission, asked for or looked up, and every device. */
export function lockPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // nothing is ever downloaded: files are written by the engine, to a place a person picked
  session.on('will-download', (event) => event.preventDefault())
}

/** The window that a message comes from, or null when it is not from the main frame of a page of ours. */
export function senderWindow(event: IpcMainEvent | IpcMainInvokeEvent, windows: readonly BrowserWindow[]): BrowserWindow | null {
  const frame = event.senderFrame
  // a message from a frame, even one of ours, is not from a person's window
  if (!frame || frame.parent !== null || !isAppUrl(frame.url)) return null
  return windows.find((window) => !window.isDestroyed() && window.webContents === event.sender) ?? null
}

/** Opens a page in the system's browser, after a person has seen the host and agreed. False: refused or declined. */
export async function openLink(text: string, window: BrowserWindow | null, plain: boolean = false): Promise<boolean> {
  const url = openableLink(text, plain)
  if (url === null) return false
  const encrypted = url.protocol === 'https:'
  const question = {
    type: encrypted ? ('question' as const) : ('warning' as const),
    message: `Open ${url.host} in the browser${encrypted ? '' : ' without encryption'}?`,
    detail: encrypted ? url.href : `${url.href}\n\nWhat is read and sent there, a password too, can be seen and changed on the way.`,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window === null ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question))
  if (response !== 0) return false
  await shell.openExternal(url.href)
  return true
}
