import { usualEngineSettings } from '../../engine/contract/index.ts'
import type { Appearance, AppSettings, DesktopApi, DesktopCommand, KeptSession, SavedView } from '../../preload/contract.ts'

/** A shell without a shell: for tests of the stores, and for looking at the window in a browser. */
export class DemoDesktop implements DesktopApi {
  copied: string[] = []
  look: Appearance = { theme: 'system', density: 'comfortable', motion: 'system', clock: '24h', zone: 'local', zoom: 1, dark: true }
  private listeners = new Set<(command: DesktopCommand, path: string | null) => void>()
  private looks = new Set<(appearance: Appearance) => void>()

  info = (): ReturnType<DesktopApi['info']> =>
    Promise.resolve({ version: '0.1.0', platform: 'linux', arch: 'x64', electron: '45', chrome: '150', packaged: false, notices: [] })
  connectEngine = (): void => undefined
  restartEngine = (): Promise<void> => Promise.resolve()
  pickKubeconfigFiles = (): Promise<readonly string[]> => Promise.resolve(['/home/me/.kube/new.yaml'])
  pickKubeconfigFolder = (): Promise<string | null> => Promise.resolve(null)
  pickSnapshot = (): Promise<string | null> => Promise.resolve(null)
  pickLogTarget = (suggestedName: string): Promise<string | null> => Promise.resolve(`/tmp/${suggestedName}`)
  pickSnapshotTarget = (suggestedName: string): Promise<string | null> => Promise.resolve(`/tmp/${suggestedName}`)
  pickExportTarget = (suggestedName: string, format: string): Promise<string | null> => Promise.resolve(`/tmp/${suggestedName}.${format}`)
  pathOfDrop = (file: File): string | null => `/dropped/${file.name}`
  appearance = (): Promise<Appearance> => Promise.resolve(this.look)
  setAppearance = (change: Partial<Appearance>): Promise<Appearance> => {
    this.look = { ...this.look, ...change, dark: (change.theme ?? this.look.theme) !== 'light' }
    for (const listener of this.looks) listener(this.look)
    return Promise.resolve(this.look)
  }
  onAppearance = (listener: (appearance: Appearance) => void): (() => void) => {
    this.looks.add(listener)
    return () => {
      this.looks.delete(listener)
    }
  }
  chosen: AppSettings = usualEngineSettings
  settings = (): ReturnType<DesktopApi['settings']> =>
    Promise.resolve({ values: this.chosen, file: '/home/me/settings.json', problems: [] })
  setSettings = (change: Partial<AppSettings>): Promise<AppSettings> => {
    this.chosen = { ...this.chosen, ...change }
    return Promise.resolve(this.chosen)
  }
  onSettings = (): (() => void) => () => undefined
  kept: KeptSession = { content: null, problem: null }
  session = (): Promise<KeptSession> => Promise.resolve(this.kept)
  keepSession = (content: string): Promise<void> => {
    this.kept = { content, problem: null }
    return Promise.resolve()
  }
  views: readonly SavedView[] = []
  savedViews = (): ReturnType<DesktopApi['savedViews']> => Promise.resolve({ views: this.views, problem: null })
  keepSavedViews = (views: readonly SavedView[]): Promise<string | null> => {
    this.views = views
    return Promise.resolve(null)
  }
  onSavedViews = (): (() => void) => () => undefined
  keymap = (): ReturnType<DesktopApi['keymap']> => Promise.resolve({ file: '/home/me/keymap.json', keys: {}, problems: [] })
  openKeymap = (): Promise<string | null> => Promise.resolve(null)
  copyText = (text: string): Promise<void> => {
    this.copied.push(text)
    return Promise.resolve()
  }
  openLink = (): Promise<boolean> => Promise.resolve(true)
  onCommand = (listener: (command: DesktopCommand, path: string | null) => void): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }
  command(command: DesktopCommand, path: string | null = null): void {
    for (const listener of this.listeners) listener(command, path)
  }
}
