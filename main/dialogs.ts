import { dialog } from 'electron'
import type { BrowserWindow, FileFilter } from 'electron'
import { exportFormats } from '../engine/contract/index.ts'
import type { ExportFormat } from '../engine/contract/index.ts'

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
export function pickSnapshotTarget(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  return pickTarget(window, 'Save snapshot', safeName(suggestedName, 'snapshot'), snapshotEnding, snapshotFilters)
}

/** Where to write a picture of a graph; null when cancelled. The system asks before a file is replaced. */
export function pickExportTarget(window: BrowserWindow, suggestedName: string, format: ExportFormat): Promise<string | null> {
  const { ending, title } = exportFormats[format]
  return pickTarget(window, `Export as ${title}`, safeName(suggestedName, 'graph'), ending, [
    { name: title, extensions: [ending] },
    { name: 'All files', extensions: ['*'] },
  ])
}

/** Where to save a log; null when cancelled. The system asks before a file is replaced. */
export function pickLogTarget(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  return pickTarget(window, 'Save log', safeName(suggestedName, 'log'), 'log', [
    { name: 'Text', extensions: ['log', 'txt'] },
    { name: 'All files', extensions: ['*'] },
  ])
}

async function pickTarget(
  window: BrowserWindow,
  title: string,
  name: string,
  ending: string,
  filters: FileFilter[],
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title,
    buttonLabel: 'Save',
    defaultPath: name.endsWith(`.${ending}`) ? name : `${name}.${ending}`,
    filters,
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  })
  return canceled || filePath === '' ? null : filePath
}

/** The name comes from a cluster: nothing in it may mean another folder. */
function safeName(suggested: string, otherwise: string): string {
  return suggested.replace(/[^\p{L}\p{N} ._@-]+/gu, '-').replace(/^\.+/, '') || otherwise
}
