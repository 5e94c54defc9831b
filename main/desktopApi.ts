import { join } from 'node:path'
import { app, clipboard, ipcMain, MessageChannelMain, shell } from 'electron'
import type { BrowserWindow } from 'electron'
import { z } from 'zod'
import { exportFormats } from '../engine/contract/index.ts'
import type { ExportFormat } from '../engine/contract/index.ts'
import { noticeChannels, questionChannel } from '../preload/contract.ts'
import type { DesktopApi, DesktopInfo, DesktopQuestion } from '../preload/contract.ts'
import { appearanceOf, appSettingsOf } from './appearance.ts'
import { pickExportTarget, pickKubeconfigFiles, pickKubeconfigFolder, pickLogTarget, pickSnapshot, pickSnapshotTarget } from './dialogs.ts'
import type { EngineHost } from './engineHost.ts'
import type { EngineRelay } from './engineRelay.ts'
import { beginKeymapFile, readKeymapFile } from './keymapFile.ts'
import { savedViews, type SavedViews } from './savedViews.ts'
import { openLink, senderWindow } from './security.ts'
import { longestSession } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import { settingsSchema } from './settings.ts'
import type { Settings } from './settings.ts'

/** What the answers are made of. */
export interface DesktopParts {
  windows: () => readonly BrowserWindow[]
  host: EngineHost
  relay: EngineRelay
  settings: Settings
  sessions: Sessions
  savedViews: SavedViews
  notices: () => readonly string[]
}

type Answers = {
  readonly [Q in DesktopQuestion]: {
    takes: z.ZodType<Parameters<DesktopApi[Q]>>
    answer: (window: BrowserWindow, ...args: Parameters<DesktopApi[Q]>) => Awaited<ReturnType<DesktopApi[Q]>> | ReturnType<DesktopApi[Q]>
  }
}

/** Largest text that may be copied: the YAML of the largest object etcd takes, with room to spare. */
const largestCopy = 20_000_000

const { shape } = settingsSchema
const appearanceChange = z.strictObject({
  theme: shape.theme.exactOptional(),
  density: shape.density.exactOptional(),
  motion: shape.motion.exactOptional(),
  clock: shape.clock.exactOptional(),
  zone: shape.zone.exactOptional(),
  zoom: shape.zoom.exactOptional(),
})
const settingsChange = z.strictObject({
  events: shape.events.exactOptional(),
  logs: shape.logs.exactOptional(),
  metrics: shape.metrics.exactOptional(),
})
const keymapPath = (): string => join(app.getPath('userData'), 'keymap.json')

/** Answers the windows' questions. Each is taken only from the main frame of one of the app's own windows, with checked arguments. */
export function serveDesktopApi(parts: DesktopParts): void {
  const nothing = z.tuple([])
  const answers: Answers = {
    info: { takes: nothing, answer: () => infoOf(parts.notices()) },
    restartEngine: {
      takes: nothing,
      answer: () => {
        parts.host.restart()
        return Promise.resolve()
      },
    },
    pickKubeconfigFiles: { takes: nothing, answer: (window) => pickKubeconfigFiles(window) },
    pickKubeconfigFolder: { takes: nothing, answer: (window) => pickKubeconfigFolder(window) },
    pickSnapshot: { takes: nothing, answer: (window) => pickSnapshot(window) },
    pickSnapshotTarget: {
      takes: z.tuple([z.string().max(300)]),
      answer: (window, suggestedName) => pickSnapshotTarget(window, suggestedName),
    },
    pickLogTarget: {
      takes: z.tuple([z.string().max(300)]),
      answer: (window, suggestedName) => pickLogTarget(window, suggestedName),
    },
    pickExportTarget: {
      takes: z.tuple([z.string().max(300), z.string().refine(isExportFormat)]),
      answer: (window, suggestedName, format) => pickExportTarget(window, suggestedName, format as ExportFormat),
    },
    appearance: { takes: nothing, answer: () => appearanceOf(parts.settings) },
    setAppearance: {
      takes: z.tuple([appearanceChange]),
      answer: (_window, change) => {
        parts.settings.set(change)
        return appearanceOf(parts.settings)
      },
    },
    settings: {
      takes: nothing,
      answer: () => ({ values: appSettingsOf(parts.settings), file: parts.settings.file, problems: parts.settings.problems }),
    },
    setSettings: {
      takes: z.tuple([settingsChange]),
      answer: (_window, change) => {
        parts.settings.set(change)
        return appSettingsOf(parts.settings)
      },
    },
    session: { takes: nothing, answer: (window) => ({ content: parts.sessions.contentOf(window), problem: parts.sessions.problem }) },
    keepSession: {
      takes: z.tuple([z.string().max(longestSession)]),
      answer: (window, content) => {
        parts.sessions.keep(window, content)
        return Promise.resolve()
      },
    },
    savedViews: { takes: nothing, answer: () => Promise.resolve({ views: parts.savedViews.views, problem: parts.savedViews.problem }) },
    keepSavedViews: {
      takes: z.tuple([savedViews]),
      answer: (_window, views) => {
        try {
          parts.savedViews.keep(views)
        } catch (thrown) {
          return Promise.resolve(`The views could not be written (${(thrown as NodeJS.ErrnoException).code ?? 'unknown reason'}).`)
        }
        for (const window of parts.windows()) window.webContents.send(noticeChannels.savedViews, views)
        return Promise.resolve(null)
      },
    },
    keymap: {
      takes: nothing,
      answer: () => ({ file: keymapPath(), ...readKeymapFile(keymapPath()) }),
    },
    openKeymap: { takes: nothing, answer: () => openKeymap() },
    copyText: { takes: z.tuple([z.string().max(largestCopy)]), answer: (_window, text) => Promise.resolve(clipboard.writeText(text)) },
    openLink: { takes: z.tuple([z.string(), z.boolean()]), answer: (window, url, plain) => openLink(url, window, plain) },
  }
  for (const question of Object.keys(answers) as DesktopQuestion[]) {
    // each pair of schema and answer is of one question; the table's type says so, a loop over its keys cannot
    const { takes, answer } = answers[question] as {
      takes: z.ZodType<unknown[]>
      answer: (window: BrowserWindow, ...args: unknown[]) => unknown
    }
    ipcMain.handle(questionChannel(question), (event, ...args: unknown[]) => {
      const window = senderWindow(event, parts.windows())
      if (window === null) throw new Error('not for this page')
      const checked = takes.safeParse(args)
      if (!checked.success) throw new Error(`${question}: ${checked.error.issues[0]?.message ?? 'bad arguments'}`)
      return answer(window, ...checked.data)
    })
  }
  servePorts(parts)
}

async function openKeymap(): Promise<string | null> {
  const file = keymapPath()
  try {
    beginKeymapFile(file)
  } catch (thrown) {
    return `${file} could not be made (${(thrown as NodeJS.ErrnoException).code ?? 'unknown reason'}).`
  }
  const problem = await shell.openPath(file)
  return problem === '' ? null : `${file} could not be opened: ${problem}`
}

function isExportFormat(format: string): boolean {
  return Object.hasOwn(exportFormats, format)
}

/** Gives a window its port to the engine; a page that asks again (it was loaded anew) gets a new one, and the old is closed. */
function servePorts({ windows, relay }: DesktopParts): void {
  const open = new Map<number, () => void>()
  ipcMain.on(noticeChannels.connectEngine, (event) => {
    const window = senderWindow(event, windows())
    if (window === null) return
    const { id } = window.webContents
    const before = open.get(id)
    before?.()
    const { port1, port2 } = new MessageChannelMain()
    open.set(id, relay.connect(port1))
    // once for a window, however often its page is loaded anew
    if (before === undefined)
      window.once('closed', () => {
        open.get(id)?.()
        open.delete(id)
      })
    window.webContents.postMessage(noticeChannels.enginePort, null, [port2])
  })
}

function infoOf(notices: readonly string[]): DesktopInfo {
  return {
    version: app.getVersion(),
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    arch: process.arch,
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    packaged: app.isPackaged,
    notices,
  }
}
