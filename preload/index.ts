import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import { enginePortMessage, noticeChannels, questionChannel } from './contract.ts'
import type { AppSettings, Appearance, DesktopApi, DesktopCommand, DesktopQuestion, SavedView } from './contract.ts'

/** The bridge: named methods, never a channel name; nothing of Electron gets through. */
const ask = <Q extends DesktopQuestion>(question: Q, ...args: Parameters<DesktopApi[Q]>): ReturnType<DesktopApi[Q]> =>
  // main answers each question with what the contract says (`main/desktopApi.ts` is typed by the same)
  ipcRenderer.invoke(questionChannel(question), ...args) as ReturnType<DesktopApi[Q]>

// a command may come before the page has a listener: the first one gets what waited
const commandListeners = new Set<(command: DesktopCommand, path: string | null) => void>()
const waitingCommands: [DesktopCommand, string | null][] = []
ipcRenderer.on(noticeChannels.command, (_event: IpcRendererEvent, command: DesktopCommand, path: string | null) => {
  if (commandListeners.size === 0) waitingCommands.push([command, path])
  for (const listener of commandListeners) listener(command, path)
})

// a port cannot cross the context bridge; a message of the window to itself is the supported way
ipcRenderer.on(noticeChannels.enginePort, (event: IpcRendererEvent) => {
  window.postMessage({ type: enginePortMessage }, window.location.origin, event.ports)
})

const api: DesktopApi = {
  info: () => ask('info'),
  connectEngine: () => ipcRenderer.send(noticeChannels.connectEngine),
  restartEngine: () => ask('restartEngine'),
  pickKubeconfigFiles: () => ask('pickKubeconfigFiles'),
  pickKubeconfigFolder: () => ask('pickKubeconfigFolder'),
  pickSnapshot: () => ask('pickSnapshot'),
  pickSnapshotTarget: (suggestedName) => ask('pickSnapshotTarget', suggestedName),
  pickLogTarget: (suggestedName) => ask('pickLogTarget', suggestedName),
  pickExportTarget: (suggestedName, format) => ask('pickExportTarget', suggestedName, format),
  // before Electron 32 a dropped file had its path as a property
  pathOfDrop: (file) => (webUtils as typeof webUtils | undefined)?.getPathForFile(file) || (file as { path?: string }).path || null,
  appearance: () => ask('appearance'),
  setAppearance: (change) => ask('setAppearance', change),
  onAppearance(listener) {
    const hear = (_event: IpcRendererEvent, appearance: Appearance): void => listener(appearance)
    ipcRenderer.on(noticeChannels.appearance, hear)
    return () => void ipcRenderer.off(noticeChannels.appearance, hear)
  },
  settings: () => ask('settings'),
  setSettings: (change) => ask('setSettings', change),
  onSettings(listener) {
    const hear = (_event: IpcRendererEvent, values: AppSettings): void => listener(values)
    ipcRenderer.on(noticeChannels.settings, hear)
    return () => void ipcRenderer.off(noticeChannels.settings, hear)
  },
  session: () => ask('session'),
  keepSession: (content) => ask('keepSession', content),
  savedViews: () => ask('savedViews'),
  keepSavedViews: (views) => ask('keepSavedViews', views),
  onSavedViews(listener) {
    const hear = (_event: IpcRendererEvent, views: readonly SavedView[]): void => listener(views)
    ipcRenderer.on(noticeChannels.savedViews, hear)
    return () => void ipcRenderer.off(noticeChannels.savedViews, hear)
  },
  keymap: () => ask('keymap'),
  openKeymap: () => ask('openKeymap'),
  copyText: (text) => ask('copyText', text),
  openLink: (url, plain = false) => ask('openLink', url, plain),
  onCommand(listener) {
    commandListeners.add(listener)
    for (const [command, path] of waitingCommands.splice(0)) listener(command, path)
    return () => void commandListeners.delete(listener)
  },
}

contextBridge.exposeInMainWorld('kubilitics', api)
