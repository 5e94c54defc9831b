import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import type { ConsoleMessage, ElectronApplication, Page } from '@playwright/test'
import { electronRuntime, launchArgs } from '../../build/electronRuntime.mjs'
import { test as base } from '../support/displayTest.ts'

/** Milliseconds until the window must be connected to the engine; generous, for machines that are busy. */
const readyDeadline = 45_000

/** Milliseconds in which the test's tool must have reached the app's main process; now and then it waits for a word that it has missed. */
const reachDeadline = 20_000
/** How often a start is tried before it counts as failed. */
const mostStarts = 3

/** A running app. */
export interface RunningApp {
  electron: ElectronApplication
  /** The first window. */
  page: Page
  userData: string
  /** Errors of the page's console and uncaught ones, as text. A test that provokes some takes them out. */
  errors: string[]
  /** What the app wrote to stdout and stderr. */
  output: string[]
  close(): Promise<void>
  /** Removes its folder, if it was made for this start. */
  forget(): void
}

/** How to start the app. */
export interface Launch {
  /** The app's own arguments: `--kubeconfig FILE` and the like. */
  args?: readonly string[]
  /** A folder of an earlier start; a fresh one otherwise. */
  userData?: string
  env?: Readonly<Record<string, string>>
  /** A program that starts the one named by `KUBILITICS_TEST_APP`, with its own arguments. */
  wrapper?: string
  /** Do not wait until the page is connected to the engine. */
  early?: boolean
}

interface Fixtures {
  /** Starts an app; ended with the test. */
  launch: (how?: Launch) => Promise<RunningApp>
  /** One app, started plainly, with no kubeconfig of the machine's owner. */
  app: RunningApp
  /** Saves a picture under `test_reports/`. */
  picture: (page: Page, name: string) => Promise<void>
}

/** Tests of the built app in a real Electron. */
export const test = base.extend<Fixtures>({
  launch: async ({}, use) => {
    const running: RunningApp[] = []
    await use(async (how = {}) => {
      const app = await startApp(how)
      running.push(app)
      return app
    })
    for (const app of running) await app.close()
    for (const app of running) app.forget()
  },
  app: async ({ launch }, use) => {
    await use(await launch())
  },
  picture: async ({}, use) => {
    await use(async (page, name) => {
      mkdirSync('test_reports', { recursive: true })
      await page.screenshot({ path: join('test_reports', `${name}.png`) })
    })
  },
})

export { expect } from '@playwright/test'

/** Starts an app that a test ends itself: one for all tests of a file, in `beforeAll`. */
export async function startApp(how: Launch = {}): Promise<RunningApp> {
  const userData = how.userData ?? mkdtempSync(join(tmpdir(), 'kubilitics-e2e-'))
  const { exe } = await electronRuntime()
  const launchOnce = (): Promise<ElectronApplication> =>
    _electron.launch({
      executablePath: how.wrapper ?? exe,
      args: launchArgs([`--user-data-dir=${userData}`, ...(how.args ?? [])]),
      // the kubeconfigs of whoever runs the tests are none of the tests' business
      env: { ...definedEnv(), HOME: userData, KUBECONFIG: '', KUBILITICS_TEST_APP: exe, ...how.env },
      timeout: reachDeadline,
    })
  let electron: ElectronApplication | null = null
  for (let start = 1; electron === null; start++) {
    try {
      electron = await launchOnce()
    } catch (error) {
      if (start === mostStarts) throw error
      console.warn(`The app was not reached within ${reachDeadline / 1000} s; start ${start + 1} of ${mostStarts}.`)
    }
  }
  const output: string[] = []
  electron.process().stdout?.on('data', (text: Buffer) => output.push(text.toString()))
  electron.process().stderr?.on('data', (text: Buffer) => output.push(text.toString()))
  const errors: string[] = []
  const page = await electron.firstWindow()
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  if (!how.early) await ready(page, output)
  let closed = false
  return {
    electron,
    page,
    userData,
    errors,
    output,
    async close() {
      if (closed) return
      closed = true
      await electron.close()
    },
    forget() {
      if (how.userData === undefined) rmSync(userData, { recursive: true, force: true })
    },
  }
}

/** Waits until the page is connected to the engine. */
export async function ready(page: Page, output: readonly string[] = []): Promise<void> {
  await page.waitForSelector('body[data-ready="1"]', { state: 'attached', timeout: readyDeadline }).catch((error: Error) => {
    throw new Error(`the window did not get ready; the app wrote:\n${output.join('')}`, { cause: error })
  })
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
