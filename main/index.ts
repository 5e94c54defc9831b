import { lstatSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app, dialog, protocol } from 'electron'
import { launchArgsOf, parseLaunchArgs } from './commandLine.ts'
import { dataFolder, temporaryFolder } from './dataFolder.ts'
import { declareScheme } from './protocol.ts'
import { lockPages } from './security.ts'
import { Shell } from './shell.ts'

/** The life of the app, in order. Everything before `whenReady` has to be. */
const asked = parseLaunchArgs(process.argv.slice(1), process.cwd())

// Electron knows the switch; set here as well, since a runtime may have chosen its folder before it looked
const userData = app.commandLine.getSwitchValue('user-data-dir')
if (userData !== '') app.setPath('userData', resolve(userData))
const folder = usableFolder(app.getPath('userData'))
const launch = folder.problem === null ? asked : { ...asked, problems: [...asked.problems, folder.problem] }

// a second start hands its files to the first and ends. Its arguments travel as data: Chromium reorders argv
if (!app.requestSingleInstanceLock({ ...launch })) {
  if (isHeld(folder.path)) app.exit(0)
  else refuse(`The lock of its single instance could not be made in ${folder.path}, or in ${tmpdir()}.`)
} else {
  // as root (containers, where the app is only tried) Chromium starts with --no-sandbox or not at all; with both, its helpers end at once.
  // Every window asks for the sandbox by itself as well (safePreferences), so a page has no Node either way
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  declareScheme(protocol)
  // from a checkout the system would start Electron itself
  if (app.isPackaged) app.setAsDefaultProtocolClient('kubilitics')
  // macOS hands links over here, the first one before there is a window
  let early: string | null = null
  let open = (link: string): void => {
    early = link
  }
  app.on('open-url', (event, link) => {
    event.preventDefault()
    open(link)
  })
  lockPages(app)
  app
    .whenReady()
    .then(() => {
      const shell = new Shell(launch)
      shell.start()
      open = (link) => shell.openLink(link)
      if (early !== null) open(early)
      app.on('second-instance', (_event, _argv, _folder, theirs) => shell.secondStart(launchArgsOf(theirs)))
      app.on('activate', () => shell.showWindow())
      app.on('window-all-closed', () => {
        if (process.platform !== 'darwin') app.quit()
      })
      app.on('before-quit', () => shell.ending())
      let stopped = false
      app.on('will-quit', (event) => {
        if (stopped) return
        event.preventDefault()
        void shell.stop().finally(() => {
          stopped = true
          app.quit()
        })
      })
    })
    .catch((thrown: unknown) => refuse(thrown instanceof Error ? thrown.message : String(thrown)))
}

/** Settles where the app keeps its files, and its temporary ones. */
function usableFolder(wanted: string): ReturnType<typeof dataFolder> {
  try {
    const found = dataFolder(wanted)
    if (found.path !== wanted) app.setPath('userData', found.path)
    const temporary = temporaryFolder(found.path)
    if (process.platform !== 'win32' && temporary !== tmpdir()) process.env['TMPDIR'] = temporary
    if (found.temporary) app.on('quit', () => rmSync(found.path, { recursive: true, force: true }))
    return found
  } catch (thrown) {
    refuse(thrown instanceof Error ? thrown.message : String(thrown))
    return { path: wanted, temporary: false, problem: null }
  }
}

/** Whether another start has the lock; a lock that could not even be made leaves nothing behind. */
function isHeld(userDataFolder: string): boolean {
  if (process.platform === 'win32') return true
  try {
    lstatSync(join(userDataFolder, 'SingletonLock'))
    return true
  } catch {
    return false
  }
}

/** Without a window there is no other place to say it. */
function refuse(reason: string): void {
  dialog.showErrorBox('Kubilitics cannot start', reason)
  app.exit(1)
}
