import type { EngineSettings } from '../engine/contract/index.ts'

/**
 * What the menus (or a second start of the app) ask the window to do. `path` comes with the two `…-file` commands, for files
 * named on the command line of a second start, and with `open-link`, which is a link as somebody wrote it.
 */
export type DesktopCommand =
  | 'add-kubeconfig'
  | 'add-kubeconfig-folder'
  | 'open-snapshot'
  | 'save-snapshot'
  | 'go-clusters'
  | 'reload-data'
  | 'show-keyboard'
  | 'open-kubeconfig-file'
  | 'open-snapshot-file'
  | 'open-link'
  | 'copy-link'
  | 'new-tab'
  | 'close-tab'
  | 'split'
  | 'toggle-dock'
  | 'toggle-sidebar'
  | 'go-settings'

export type ThemeChoice = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'compact'
/** `reduced`: nothing moves, whatever the system says. */
export type MotionChoice = 'system' | 'reduced'
export type ClockChoice = '24h' | '12h'
export type ZoneChoice = 'local' | 'utc'

/** How the app looks, and writes times; kept in the app's settings, shared by all windows. */
export interface Appearance {
  theme: ThemeChoice
  density: Density
  motion: MotionChoice
  clock: ClockChoice
  zone: ZoneChoice
  /** 1 is 100 %. Applied by the shell. */
  zoom: number
  /** What `theme` comes to right now. */
  dark: boolean
}

/** Settings that are not of one cluster, and not of how the app looks. */
export type AppSettings = EngineSettings

/** The settings of the app, and the file they are in. */
export interface KeptSettings {
  values: AppSettings
  file: string
  /** What of the file could not be used at the start, a sentence each. */
  problems: readonly string[]
}

/** The keys a person chose, from `keymap.json` beside the settings. */
export interface KeptKeymap {
  file: string
  /** Lists of keys by action. */
  keys: Readonly<Record<string, readonly string[]>>
  problems: readonly string[]
}

/** The session of a window, from the start before. */
export interface KeptSession {
  /** Null: the window begins anew. */
  content: string | null
  /** Why sessions could not be read; null when all is well. */
  problem: string | null
}

/** Smallest and largest zoom; 1 is 100 %. */
export const zoomRange = { least: 0.5, most: 2, step: 0.1 } as const

/** The next zoom step up or down, within the range. */
export function zoomed(zoom: number, steps: number): number {
  const next = Math.round((zoom + steps * zoomRange.step) * 10) / 10
  return Math.min(zoomRange.most, Math.max(zoomRange.least, next))
}

/** Most views that are kept. */
export const mostSavedViews = 200

interface NamedView {
  /** Lower-case letters, digits and hyphens. */
  id: string
  /** At most 80 characters. */
  name: string
  /** The first leads; several are merged. Ids of the engine's registry, at most 32. */
  clusters: string[]
}

/** A list with a name: what it shows, of which clusters, in which order and columns. */
export interface SavedList extends NamedView {
  kind: string
  namespaces: string[] | null
  filter: string
  sort: { column: string; descending: boolean } | null
  problemsOnly: boolean
  columns: { wide: boolean; shown: Record<string, boolean>; added: string[] }
}

/** A topology with a name, of one cluster: lens, scope and filter. What of it is unknown to the window is as at first. */
export interface SavedTopology extends NamedView {
  topology: {
    /** The object it is around; null: a part of the cluster. */
    object: string | null
    steps: number
    namespaces: string[] | null
    application: string | null
    lens: string
    categories: string[] | null
    filter: { kinds: string[] | null; health: string[] | null; labels: string; text: string }
    incident: boolean
  }
}

/** What a person gave a name, to come back to it. */
export type SavedView = SavedList | SavedTopology

/** About the app and the system it runs on. */
export interface DesktopInfo {
  version: string
  platform: 'linux' | 'darwin' | 'win32'
  arch: string
  electron: string
  chrome: string
  packaged: boolean
  /** Problems met at the start that a person should know (a settings file that could not be read, and the like). */
  notices: readonly string[]
}

/**
 * What the window may ask of the shell: `window.kubilitics`. Named methods only; every argument and the sender are checked in main.
 * Promises reject only when the window is not one of the app's own, or an argument is not what it should be.
 */
export interface DesktopApi {
  info(): Promise<DesktopInfo>

  /** Asks for the engine's port; it arrives as a window message of type {@link enginePortMessage}. Used by `renderer/engine/client.ts` only. */
  connectEngine(): void
  /** Starts the engine again after it was given up on (`engine-gone` with `willRestart: false`). */
  restartEngine(): Promise<void>

  /** Absolute paths; empty when cancelled. */
  pickKubeconfigFiles(): Promise<readonly string[]>
  pickKubeconfigFolder(): Promise<string | null>
  pickSnapshot(): Promise<string | null>
  /** Where to write a snapshot; null when cancelled. */
  pickSnapshotTarget(suggestedName: string): Promise<string | null>
  /** Where to write a graph in a format (a name of the engine's `exportFormats`); null when cancelled. */
  /** Where to save a log; null when cancelled. */
  pickLogTarget(suggestedName: string): Promise<string | null>
  pickExportTarget(suggestedName: string, format: string): Promise<string | null>
  /** Path of a file that was dropped on the window; null for something that is no file on disk. */
  pathOfDrop(file: File): string | null

  appearance(): Promise<Appearance>
  setAppearance(change: Partial<Omit<Appearance, 'dark'>>): Promise<Appearance>
  /** Returns the stop function. */
  onAppearance(listener: (appearance: Appearance) => void): () => void

  settings(): Promise<KeptSettings>
  /** Changes settings of all windows; each holds at once. */
  setSettings(change: Partial<AppSettings>): Promise<AppSettings>
  /** Returns the stop function. */
  onSettings(listener: (values: AppSettings) => void): () => void

  /** What this window kept in the session before. */
  session(): Promise<KeptSession>
  /** Keeps what this window shows for the next start; text of at most 256 Ki characters that only the window reads. */
  keepSession(content: string): Promise<void>

  /** The views of the app; `problem` says what of their file could not be read. */
  savedViews(): Promise<{ views: readonly SavedView[]; problem: string | null }>
  /** Keeps these instead, in this order; every window is told. Null: done, else why not. */
  keepSavedViews(views: readonly SavedView[]): Promise<string | null>
  /** Returns the stop function. */
  onSavedViews(listener: (views: readonly SavedView[]) => void): () => void

  /** Reads the keys a person chose. */
  keymap(): Promise<KeptKeymap>
  /** Opens the file with the system's program for it, made before if there is none. A sentence says why it could not. */
  openKeymap(): Promise<string | null>

  copyText(text: string): Promise<void>
  /**
   * Opens an https page in the system's browser, after a person agreed to the host; with `plain` also one of http, with a warning. False: refused or
   * declined.
   */
  openLink(url: string, plain?: boolean): Promise<boolean>

  /** Returns the stop function. Commands that came before the first listener are handed over then. */
  onCommand(listener: (command: DesktopCommand, path: string | null) => void): () => void
}

/** The questions of {@link DesktopApi} that main answers; each has a channel of its own, and the page knows none of them. */
export type DesktopQuestion = {
  [Q in keyof DesktopApi]: ReturnType<DesktopApi[Q]> extends Promise<unknown> ? Q : never
}[keyof DesktopApi]

/** The channel of a question. */
export function questionChannel(question: DesktopQuestion): string {
  return `kubilitics:${question}`
}

/** Channels without an answer: page to main (`connectEngine`), main to page. */
export const noticeChannels = {
  connectEngine: 'kubilitics:connect-engine',
  enginePort: 'kubilitics:engine-port',
  appearance: 'kubilitics:appearance',
  savedViews: 'kubilitics:saved-views',
  settings: 'kubilitics:settings',
  command: 'kubilitics:command',
} as const

/** `data.type` of the window message that carries the engine's port. */
export const enginePortMessage = 'kubilitics:engine-port'

declare global {
  interface Window {
    readonly kubilitics: DesktopApi
  }
}
