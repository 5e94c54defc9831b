import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'

/** File ending of snapshots. */
export const snapshotEnding = 'kubilitics'

const snapshotFilters = [
  { name: 'Kubilitics snapshot', extensions: [snapshotEnding] },
  { name: 'All files', extensions: ['*'] },
]

/** Kubeconfig files; empty when cancelled. Hidden files are shown: the usual place is `~/.kube/config`. */
export async function pickKubeconfigFiles(window: BrowserWindow): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Add kubeconfig',
    buttonLabel: 'Add',
    properties: ['openFile', 'multiSelections', 'showHiddenFiles', 'dontAddToRecent'],
  })
  return canceled ? [] : filePaths
}

/** A folder of kubeconfig files; null when cancelled. */
export async function pickKubeconfigFolder(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Add folder of kubeconfigs',
    buttonLabel: 'Add',
    properties: ['openDirectory', 'showHiddenFiles', 'dontAddToRecent'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** A snapshot to open; null when cancelled. */
export async function pickSnapshot(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open snapshot',
    buttonLabel: 'Open',
    properties: ['openFile'],
    filters: snapshotFilters,
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Where to write a snapshot; null when cancelled. The system asks before a file is replaced. */
export async function pickSnapshotTarget(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  // the name comes from a cluster: nothing in it may mean another folder
  const name = suggestedName.replace(/[^\p{L}\p{N} ._@-]+/gu, '-').replace(/^\.+/, '') || 'snapshot'
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save snapshot',
    buttonLabel: 'Save',
    defaultPath: name.endsWith(`.${snapshotEnding}`) ? name : `${name}.${snapshotEnding}`,
    filters: snapshotFilters,
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  })
  return canceled || filePath === '' ? null : filePath
}
