/** What the menus (or a second start of the app) ask the window to do. `path` comes with the two `…-file` commands only. */
export type DesktopCommand =
  | 'add-kubeconfig' | 'add-kubeconfig-folder' | 'open-snapshot' | 'save-snapshot' | 'close-view'
  | 'go-clusters' | 'reload-data' | 'command-palette'
  | 'show-keyboard' | 'show-diagnostics'
  | 'open-kubeconfig-file' | 'open-snapshot-file'

export type ThemeChoice = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'compact'

/** How the app looks; kept in the app's settings, shared by all windows. */
export interface Appearance {
  theme: ThemeChoice
  density: Density
  /** 1 is 100 %. Applied by the shell. */
  zoom: number
  /** What `theme` comes to right now. */
  dark: boolean
}

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
  /** Path of a file that was dropped on the window; null for something that is no file on disk. */
  pathOfDrop(file: File): string | null

  appearance(): Promise<Appearance>
  setAppearance(change: Partial<Pick<Appearance, 'theme' | 'density' | 'zoom'>>): Promise<Appearance>
  /** Returns the stop function. */
  onAppearance(listener: (appearance: Appearance) => void): () => void

  copyText(text: string): Promise<void>
  /** Opens an https page in the system's browser, after a person agreed to the host. False: refused or declined. */
  openLink(url: string): Promise<boolean>

  /** Returns the stop function. Commands that came before the first listener are handed over then. */
  onCommand(listener: (command: DesktopCommand, path: string | null) => void): () => void
}

/** `data.type` of the window message that carries the engine's port. */
export const enginePortMessage = 'kubilitics:engine-port'

declare global {
  interface Window {
    readonly kubilitics: DesktopApi
  }
}
