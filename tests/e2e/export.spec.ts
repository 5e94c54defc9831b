import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { saidInBanner, shoot } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

const sample = 'build/sample.kubilitics'
const run = promisify(execFile)

/** One window on the bundled sample, its graph open. */
let app: RunningApp

test.beforeAll(async () => {
  app = await startApp({ args: ['--snapshot', join(process.cwd(), sample)] })
  await app.page.getByTestId('sidebar-topology').click()
  await expect(app.page.getByTestId('legend')).toContainText('objects =')
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

for (const [item, format, options] of [
  ['export-svg', 'svg', []],
  ['export-pdf', 'pdf', []],
  ['export-png-1', 'png', ['--scale', '1']],
  ['export-drawio', 'drawio', []],
] as const) {
  test(`writes what is seen as ${format}: the bytes of the command line`, async () => {
    const file = join(app.userData, `seen.${format}`)
    await saveTo(file)
    await app.page.getByTestId('export').click()
    if (format === 'svg') await shoot(app, 'export-menu')
    await app.page.getByRole('radio', { name: 'Light' }).click()
    await app.page.getByTestId(item).click()
    await expect(saidInBanner(app.page, `written: ${file}`)).toBeVisible()
    const other = join(app.userData, `told.${format}`)
    const source = ['--snapshot', sample, '--format', format, '--theme', 'light', ...options, '--out', other]
    await run(process.execPath, ['engine/cli/main.ts', 'graph', ...source], { timeout: 60_000 })
    const [seen, told] = [readFileSync(file), readFileSync(other)]
    expect(seen.length).toBeGreaterThan(10_000)
    expect(seen.equals(told), 'both files, byte by byte').toBe(true)
    expect(await suggestedName()).toContain(`.${format}`)
  })
}

test('says why a file could not be written', async () => {
  const { page } = app
  await saveTo(join(app.userData, 'no', 'such', 'folder.pdf'))
  await page.getByTestId('export').click()
  await page.getByTestId('export-pdf').click()
  await expect(saidInBanner(page, 'The PDF was not written')).toBeVisible()
  await expect(page.getByText('The file could not be written (ENOENT).')).toBeVisible()
  await expect(page.getByTestId('export')).toBeVisible()
})

/** The system's save dialog answers with this file, and remembers what it was offered. */
async function saveTo(file: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (...args: unknown[]) => {
      ;(globalThis as { offered?: unknown }).offered = (args.at(-1) as { defaultPath?: string }).defaultPath
      return Promise.resolve({ canceled: false, filePath: path })
    }
  }, file)
}

function suggestedName(): Promise<string> {
  return app.electron.evaluate(() => String((globalThis as { offered?: unknown }).offered))
}
