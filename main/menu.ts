import type { MenuItemConstructorOptions } from 'electron'
import type { Density, DesktopCommand, ThemeChoice } from '../preload/contract.ts'

/** What the menus show as chosen. */
export interface MenuState {
  platform: NodeJS.Platform
  packaged: boolean
  theme: ThemeChoice
  density: Density
}

/** What the menus do. */
export interface MenuActions {
  /** Tells the window in front. */
  command(command: DesktopCommand): void
  newWindow(): void
  setTheme(theme: ThemeChoice): void
  setDensity(density: Density): void
  /** Steps up or down; 0 goes back to 100 %. */
  zoom(steps: number): void
  /** Shows every part and state of the window; null where it is not built, as in a package. */
  showGallery: (() => void) | null
  openDocumentation(): void
  copyDiagnostics(): void
  showAbout(): void
}

/** The menu bar. Plain data, so that a test can press every item. */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = state.platform === 'darwin'
  const tell = (label: string, command: DesktopCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => actions.command(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  /** The key is shown, and heard by the page: in a terminal it means something else, and a person may have chosen another. */
  const page = (label: string, command: DesktopCommand, accelerator: string): MenuItemConstructorOptions => ({
    ...tell(label, command, accelerator),
    registerAccelerator: false,
  })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(mac ? [appMenu(actions)] : []),
    {
      label: '&File',
      submenu: [
        page('Add Kubeconfig…', 'add-kubeconfig', 'CmdOrCtrl+O'),
        tell('Add Folder of Kubeconfigs…', 'add-kubeconfig-folder'),
        line,
        page('Open Snapshot…', 'open-snapshot', 'CmdOrCtrl+Shift+O'),
        page('Save Snapshot…', 'save-snapshot', 'CmdOrCtrl+S'),
        tell('Copy Link', 'copy-link'),
        ...(mac ? [] : [line, page('Settings', 'go-settings', 'CmdOrCtrl+,')]),
        line,
        page('New Tab', 'new-tab', 'CmdOrCtrl+T'),
        page('Close Tab', 'close-tab', 'CmdOrCtrl+W'),
        line,
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
        // its usual key closes a tab
        { label: 'Close Window', role: 'close', accelerator: 'CmdOrCtrl+Shift+W' },
        ...(mac ? [] : [line, { label: 'Quit', role: 'quit', accelerator: 'Ctrl+Q' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'delete' },
        line,
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        page('Clusters', 'go-clusters', 'CmdOrCtrl+Shift+C'),
        page('Reload Data', 'reload-data', 'F5'),
        line,
        page('Split', 'split', 'CmdOrCtrl+\\'),
        page('Sidebar', 'toggle-sidebar', 'CmdOrCtrl+B'),
        page('Dock', 'toggle-dock', 'CmdOrCtrl+J'),
        line,
        {
          label: 'Theme',
          submenu: (['system', 'light', 'dark'] as const).map((theme) => ({
            label: themeWords[theme],
            type: 'radio',
            checked: state.theme === theme,
            click: () => actions.setTheme(theme),
          })),
        },
        {
          label: 'Density',
          submenu: (['comfortable', 'compact'] as const).map((density) => ({
            label: densityWords[density],
            type: 'radio',
            checked: state.density === density,
            click: () => actions.setDensity(density),
          })),
        },
        line,
        { label: 'Zoom In', accelerator: 'CmdOrCtrl+Plus', registerAccelerator: false, click: () => actions.zoom(1) },
        { label: 'Zoom Out', accelerator: 'CmdOrCtrl+-', registerAccelerator: false, click: () => actions.zoom(-1) },
        { label: 'Actual Size', accelerator: 'CmdOrCtrl+0', registerAccelerator: false, click: () => actions.zoom(0) },
        line,
        { role: 'togglefullscreen' },
        ...(state.packaged ? [] : [{ role: 'toggleDevTools' } as const]),
        ...(actions.showGallery === null ? [] : [{ label: 'Gallery', click: actions.showGallery }]),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    {
      label: '&Help',
      role: 'help',
      submenu: [
        { label: 'Documentation', click: () => actions.openDocumentation() },
        page('Keyboard', 'show-keyboard', 'F1'),
        { label: 'Copy Diagnostics', click: () => actions.copyDiagnostics() },
        ...(mac ? [] : [line, { label: 'About Kubilitics', click: () => actions.showAbout() }]),
      ],
    },
  ]
}

const themeWords: Record<ThemeChoice, string> = { system: 'As the System', light: 'Light', dark: 'Dark' }
const densityWords: Record<Density, string> = { comfortable: 'Comfortable', compact: 'Compact' }

function appMenu(actions: MenuActions): MenuItemConstructorOptions {
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return {
    label: 'Kubilitics',
    submenu: [
      { label: 'About Kubilitics', click: () => actions.showAbout() },
      line,
      // the page hears the key, as a person may have chosen another
      { label: 'Settings…', accelerator: 'CmdOrCtrl+,', registerAccelerator: false, click: () => actions.command('go-settings') },
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  }
}
