import type { ElectronApplication } from '@playwright/test'

/**
 * Ends the engine's worker as a crash would, from outside: the app has no door for it. From the moment this is called, the next worker that
 * main speaks to (a window that connects) is the one. Call {@link crashEngine} after that.
 */
export async function watchForEngine(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(() => {
    const { Worker } = process.mainModule!.require('node:worker_threads')
    const original = Worker.prototype.postMessage
    Worker.prototype.postMessage = function postMessage(...args: unknown[]) {
      ;(globalThis as any).watchedEngine = this
      return original.apply(this, args)
    }
  })
}

/** Ends the engine that {@link watchForEngine} has seen. */
export async function crashEngine(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(async () => {
    await (globalThis as any).watchedEngine.terminate()
  })
}

/** Replaces the system's message boxes: answers with the given button, and remembers what was asked. */
export async function answerDialogs(electron: ElectronApplication, button: number): Promise<() => Promise<string[]>> {
  await electron.evaluate(({ dialog, shell }, response) => {
    const asked: string[] = []
    ;(globalThis as any).asked = asked
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push(`asked ${(args.at(-1) as { detail?: string }).detail ?? ''}`)
      return Promise.resolve({ response, checkboxChecked: false })
    }
    shell.openExternal = (url: string) => {
      asked.push(`opened ${url}`)
      return Promise.resolve()
    }
  }, button)
  return () => electron.evaluate(() => (globalThis as any).asked as string[])
}

/** Clicks an item of the menu bar, by the words on it. */
export async function pressMenu(electron: ElectronApplication, ...words: string[]): Promise<void> {
  await electron.evaluate(({ Menu, BrowserWindow }, path) => {
    let items = Menu.getApplicationMenu()!.items
    let found: Electron.MenuItem | undefined
    for (const word of path) {
      found = items.find((item) => item.label.replace('&', '') === word)
      if (found === undefined) throw new Error(`no menu item ${word}; there are ${items.map((item) => item.label).join(', ')}`)
      items = found.submenu?.items ?? []
    }
    found!.click({}, BrowserWindow.getAllWindows()[0], undefined)
  }, words)
}

/** `data-ready` of the first window's page, asked through main: after a crash the test's tool has lost the page. */
export async function firstWindowReady(electron: ElectronApplication): Promise<string> {
  return electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    return Promise.race([
      (window!.webContents.executeJavaScript('document.body.dataset.ready') as Promise<string>).catch(() => 'no page'),
      new Promise<string>((resolve) => setTimeout(() => resolve('no answer'), 1000)),
    ])
  })
}
