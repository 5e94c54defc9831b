import { homedir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { app, clipboard, dialog, Menu, protocol, safeStorage, session } from 'electron'
import type { BrowserWindow } from 'electron'
import { longestLink } from '../engine/contract/index.ts'
import type { EngineStart, HostMessage } from '../engine/contract/index.ts'
import { noticeChannels } from '../preload/contract.ts'
import type { DesktopCommand } from '../preload/contract.ts'
import { appSettingsOf, followAppearance } from './appearance.ts'
import { openAppWindow } from './appWindow.ts'
import { bundle, sampleSnapshotFile } from './assets.ts'
import type { LaunchArgs } from './commandLine.ts'
import { serveDesktopApi } from './desktopApi.ts'
import { diagnosticsText } from './diagnostics.ts'
import { EngineHost } from './engineHost.ts'
import { engineLimits } from './engineLimits.ts'
import { EngineRelay } from './engineRelay.ts'
import { menuTemplate } from './menu.ts'
import { galleryIsBuilt, openGallery } from './gallery.ts'
import { handleScheme } from './protocol.ts'
import { lockPermissions, openLink } from './security.ts'
import { SavedViews } from './savedViews.ts'
import { Sessions } from './sessions.ts'
import type { SavedWindow } from './sessions.ts'
import { zoomed } from '../preload/contract.ts'
import { Settings } from './settings.ts'
import { Vault } from './vault.ts'
import { WindowState } from './windowState.ts'

const documentation = 'https://github.com/kubilitics/kubilitics/tree/main/docs'

/** The parts of the main process, made by hand and in order. */
export class Shell {
  readonly #launch: LaunchArgs
  readonly #notices: string[] = []
  readonly #settings: Settings
  readonly #windowState: WindowState
  readonly #sessions: Sessions
  readonly #savedViews: SavedViews
  readonly #vault: Vault
  readonly #host: EngineHost
  readonly #relay: EngineRelay
  readonly #windows = new Set<BrowserWindow>()

  constructor(launch: LaunchArgs) {
    this.#launch = launch
    for (const problem of launch.problems) this.#problem(problem)
    const folder = app.getPath('userData')
    const notKept = (what: string) => (thrown: unknown) => this.#problem(`${what} could not be written.`, thrown)
    this.#settings = new Settings(join(folder, 'settings.json'), notKept('Settings'))
    for (const problem of this.#settings.problems) this.#problem(problem)
    this.#windowState = new WindowState(join(folder, 'window.json'), notKept('The place of the window'))
    this.#sessions = new Sessions(join(folder, 'session.json'), notKept('The session'))
    if (this.#sessions.problem !== null) this.#problem(this.#sessions.problem)
    this.#savedViews = new SavedViews(join(folder, 'views.json'))
    this.#vault = new Vault({
      store: safeStorage,
      platform: process.platform,
      file: join(folder, 'vault.json'),
      allowWeak: () => this.#settings.values.allowWeakVault,
      onProblem: (problem) => this.#problem(problem),
    })
    this.#host = new EngineHost({
      startWorker: () => this.#startWorker(),
      greet: () => [this.#vaultMessage(), this.#settingsMessage()],
      onMessage: (message) => this.#allowWeak(message.allow),
      onProblem: (problem, thrown) => this.#problem(problem, thrown),
    })
    this.#relay = new EngineRelay(this.#host)
  }

  /** Opens the first window. The engine starts beside it: neither waits for the other. */
  start(): void {
    lockPermissions(session.defaultSession)
    handleScheme(protocol, bundle.renderer)
    this.#host.start()
    const windows = (): readonly BrowserWindow[] => [...this.#windows]
    serveDesktopApi({
      windows,
      host: this.#host,
      relay: this.#relay,
      settings: this.#settings,
      sessions: this.#sessions,
      savedViews: this.#savedViews,
      notices: () => this.#notices,
    })
    followAppearance(this.#settings, windows)
    this.#setMenu()
    this.#settings.onChange(() => {
      this.#setMenu()
      this.#host.say(this.#settingsMessage())
    })
    if (this.#sessions.before.length === 0) this.#openWindow()
    for (const saved of this.#sessions.before) this.#openWindow(saved)
    if (this.#launch.link !== null) this.openLink(this.#launch.link)
  }

  /** Shows the window in front, or opens one. */
  showWindow(): BrowserWindow {
    const window = this.#front() ?? this.#openWindow(this.#sessions.lastClosed())
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    return window
  }

  /** Somebody started the app again: show it, and open the files they named. */
  secondStart(theirs: LaunchArgs | null): void {
    this.showWindow()
    if (theirs === null) return
    for (const problem of theirs.problems) this.#problem(problem)
    if (theirs.link !== null) this.openLink(theirs.link)
    if (theirs.kubeconfig !== null) this.#command('open-kubeconfig-file', theirs.kubeconfig)
    if (theirs.snapshot !== null) this.#command('open-snapshot-file', theirs.snapshot)
  }

  /** The system hands over a link of the app. It may come from anybody: the window reads it strictly, and only goes somewhere. */
  openLink(link: string): void {
    this.showWindow()
    this.#command('open-link', link.slice(0, longestLink + 1))
  }

  /** The app is about to close its windows: they come back at the next start. */
  ending(): void {
    this.#sessions.end()
  }

  /** Ends the engine orderly. */
  stop(): Promise<void> {
    return this.#host.stop()
  }

  #openWindow(saved: SavedWindow | null = null): BrowserWindow {
    const window = openAppWindow(this.#windowState, this.#sessions, saved, this.#settings.values.zoom)
    this.#windows.add(window)
    window.on('closed', () => this.#windows.delete(window))
    return window
  }

  #front(): BrowserWindow | null {
    const windows = [...this.#windows]
    return windows.find((window) => window.isFocused()) ?? windows.at(-1) ?? null
  }

  #command(command: DesktopCommand, path: string | null = null): void {
    const window = this.#front() ?? this.#openWindow()
    const send = (): void => window.webContents.send(noticeChannels.command, command, path)
    // a window that still loads has no preload yet
    if (window.webContents.isLoading()) window.webContents.once('did-finish-load', send)
    else send()
  }

  #startWorker(): Worker {
    const start: EngineStart = {
      userData: app.getPath('userData'),
      appVersion: app.getVersion(),
      sqlWasm: bundle.sqlWasm,
      layoutWorker: bundle.layoutWorker,
      drawing: bundle.drawing,
      sampleSnapshot: sampleSnapshotFile(app),
      kubeconfig: this.#launch.kubeconfig,
      snapshot: this.#launch.snapshot,
    }
    return new Worker(bundle.engine, { name: 'engine', workerData: start, resourceLimits: engineLimits })
  }

  #vaultMessage(): HostMessage<never> {
    return { type: 'vault', policy: this.#vault.policy, key: this.#vault.key }
  }

  #settingsMessage(): HostMessage<never> {
    return { type: 'settings', settings: appSettingsOf(this.#settings) }
  }

  #allowWeak(allow: boolean): void {
    this.#settings.set({ allowWeakVault: allow })
    this.#vault.refresh()
    this.#host.say(this.#vaultMessage())
  }

  #setMenu(): void {
    const { theme, density } = this.#settings.values
    const template = menuTemplate(
      { platform: process.platform, packaged: app.isPackaged, theme, density },
      {
        command: (command) => this.#command(command),
        newWindow: () => void this.#openWindow(),
        setTheme: (chosen) => this.#settings.set({ theme: chosen }),
        setDensity: (chosen) => this.#settings.set({ density: chosen }),
        zoom: (steps) => this.#settings.set({ zoom: steps === 0 ? 1 : zoomed(this.#settings.values.zoom, steps) }),
        showGallery: galleryIsBuilt(app) ? openGallery : null,
        openDocumentation: () => void openLink(documentation, this.#front()),
        copyDiagnostics: () => this.#copyDiagnostics(),
        showAbout: () => void this.#showAbout(),
      },
    )
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  #copyDiagnostics(): void {
    const text = diagnosticsText(
      {
        version: app.getVersion(),
        packaged: app.isPackaged,
        engine: this.#host.state,
        policy: this.#vault.policy,
        notices: this.#notices,
        windows: this.#windows.size,
      },
      homedir(),
    )
    // older versions of Electron answer at once, newer ones with a promise
    Promise.resolve(clipboard.writeText(text)).catch((thrown: unknown) => this.#problem('The diagnostics could not be copied.', thrown))
  }

  async #showAbout(): Promise<void> {
    const window = this.showWindow()
    await dialog.showMessageBox(window, {
      type: 'info',
      title: 'About Kubilitics',
      message: `Kubilitics ${app.getVersion()}`,
      buttons: ['Close'],
      detail: `Electron ${process.versions.electron}, Chrome ${process.versions.chrome}, Node ${process.versions.node}\nApache License 2.0`,
    })
  }

  #problem(problem: string, thrown?: unknown): void {
    // the same thing may go wrong at every write: it is told once
    if (!this.#notices.includes(problem)) this.#notices.push(problem)
    console.error(problem, ...(thrown === undefined ? [] : [thrown]))
  }
}
