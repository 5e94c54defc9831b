import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronRuntime, launchArgs } from '../../build/electronRuntime.mjs'
import { saidInBanner } from './appScreen.ts'
import { expect, ready, test } from './appTest.ts'
import { crashEngine, firstWindowReady, pressMenu, watchForEngine } from './mainProcess.ts'

test('an engine that dies is started again, and the window says so and connects to it', async ({ app, picture }) => {
  const { page, electron } = app
  await watchForEngine(electron)
  await page.reload()
  await ready(page)
  await page.evaluate(() => {
    const states: string[] = []
    ;(window as any).linkStates = states
    new MutationObserver(() => states.push(document.documentElement.dataset['engine'] ?? '')).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-engine'],
    })
  })
  await crashEngine(electron)
  await expect.poll(() => page.evaluate(() => (window as any).linkStates.join(' ')), { timeout: 20_000 }).toMatch(/gone.*connected/)
  await expect(saidInBanner(page, /engine.*restarted/i)).toBeVisible()
  await picture(page, 'engine-restarted')
  app.errors.length = 0
})

test('a page whose process dies is loaded anew', async ({ app }) => {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer())
  // the crashed page is lost to the test's tool as well: the new one is asked through main
  await expect.poll(() => firstWindowReady(app.electron), { timeout: 30_000 }).toBe('1')
})

test('the size of the window and the settings outlive the app', async ({ launch }) => {
  const first = await launch()
  await first.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 50, width: 1000, height: 700 }),
  )
  await pressMenu(first.electron, 'View', 'Theme', 'Light')
  await pressMenu(first.electron, 'View', 'Density', 'Compact')
  await pressMenu(first.electron, 'View', 'Zoom In')
  expect(await first.page.evaluate(() => window.kubilitics.appearance())).toEqual({
    theme: 'light',
    density: 'compact',
    zoom: 1.1,
    dark: false,
    motion: 'system',
    clock: '24h',
    zone: 'local',
  })
  await first.close()

  const second = await launch({ userData: first.userData })
  const size = await second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getSize())
  expect(size).toEqual([1000, 700])
  expect(await second.page.evaluate(() => window.kubilitics.appearance())).toMatchObject({ theme: 'light', density: 'compact', zoom: 1.1 })
})

test('a broken settings file is kept, told, and does not keep the app from starting', async ({ launch }) => {
  const first = await launch()
  await first.close()
  writeFileSync(join(first.userData, 'settings.json'), '{ not json')
  const second = await launch({ userData: first.userData })
  expect((await second.page.evaluate(() => window.kubilitics.info())).notices.join()).toContain('settings.json.broken')
})

test('a second start hands its files to the first, and ends', async ({ app }) => {
  await app.page.evaluate(() => {
    const heard: unknown[] = []
    ;(window as any).heardCommands = heard
    window.kubilitics.onCommand((command, path) => heard.push([command, path]))
  })
  const { exe } = await electronRuntime()
  const second = spawn(exe, launchArgs([`--user-data-dir=${app.userData}`, '--kubeconfig', 'some/config', '--snapshot=/x/y.kubilitics']), {
    cwd: app.userData,
    stdio: 'ignore',
  })
  const code = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      second.kill('SIGKILL')
      reject(new Error('the second start did not end'))
    }, 20_000)
    second.once('exit', (exitCode) => {
      clearTimeout(timer)
      resolve(exitCode)
    })
  })
  expect(code).toBe(0)
  await expect
    .poll(() => app.page.evaluate(() => (window as any).heardCommands))
    .toEqual([
      ['open-kubeconfig-file', join(app.userData, 'some/config')],
      ['open-snapshot-file', '/x/y.kubilitics'],
    ])
})

test('menus reach the window, and diagnostics the clipboard', async ({ app }) => {
  await app.page.evaluate(() => {
    const heard: unknown[] = []
    ;(window as any).heardCommands = heard
    window.kubilitics.onCommand((command, path) => heard.push([command, path]))
  })
  await pressMenu(app.electron, 'View', 'Reload Data')
  await expect.poll(() => app.page.evaluate(() => (window as any).heardCommands)).toEqual([['reload-data', null]])
  await pressMenu(app.electron, 'Help', 'Copy Diagnostics')
  const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
  expect(text).toMatch(/^Kubilitics \d+\.\d+\.\d+ \(from a checkout\)\nElectron /)
  expect(text).toContain('Engine: running')
  expect(text).not.toContain(app.userData)
})

test('the app ends in good time', async ({ app }) => {
  const exited = new Promise((resolve) => app.electron.process().once('exit', resolve))
  await app.close()
  await exited
})
