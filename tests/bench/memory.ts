/**
 * What the whole app holds, as the proportional set size of all its processes: with no cluster, and with a cluster of 10,000 pods whose list was scrolled
 * through. Run: `node tests/bench/memory.ts [--pods N] [--others N]`; only on Linux.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openKind } from '../e2e/appScreen.ts'
import type { RunningApp } from '../e2e/appTest.ts'
import { benchApps, surroundings } from './parts/benchApp.ts'
import { startServer } from './parts/childProcess.ts'
import { Figures } from './parts/figures.ts'
import { memoryOf, type ProcessMemory } from './parts/processFigures.ts'

const { values } = parseArgs({ options: { pods: { type: 'string', default: '10000' }, others: { type: 'string', default: '0' } } })
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-memory-'))
const kubeconfig = join(folder, 'config')
const figures = new Figures('memory')
const apps = await benchApps()
const mb = (bytes: number): number => bytes / 2 ** 20
const server = await startServer({ pods: Number(values.pods), others: Number(values.others) }, kubeconfig)

/** The least of some looks: what is held when nothing is on its way. */
async function measure(app: RunningApp, what: string, goal: number): Promise<void> {
  const looks: ProcessMemory[][] = []
  for (let i = 0; i < 5; i++) {
    await sleep(2_000)
    looks.push(memoryOf(app.electron.process().pid ?? 0))
  }
  const sum = (parts: readonly ProcessMemory[]): number => parts.reduce((all, { pss }) => all + pss, 0)
  const least = looks.reduce((a, b) => (sum(b) < sum(a) ? b : a))
  const parts = least.map(({ part, pss }) => `${part} ${mb(pss).toFixed(0)}`).join(', ')
  figures.add(what, mb(sum(least)), ' MB', goal, parts)
}

try {
  const empty = await apps.start({ args: ['--kubeconfig', join(folder, 'none')] })
  figures.heading(await surroundings(empty))
  await measure(empty, 'whole app with no cluster, PSS', 280)
  // the list of clusters alone: no bundled sample is open
  figures.add('  clusters open in it', await empty.page.locator('[data-testid^="rail-ctx-"]').count(), '')
  await empty.close()
  const app = await apps.start({ args: ['--kubeconfig', kubeconfig] })
  const { page } = app
  await openKind(page, 'core/Pod')
  await page.waitForFunction(
    (text) => document.querySelector('[data-testid="count"]')?.textContent?.trim() === text,
    Number(values.pods).toLocaleString('en'),
    { timeout: 180_000 },
  )
  const objects = await page.locator('[data-segment="objects"]').innerText()
  await measure(app, `whole app with ${values.pods} pods, ${objects.replaceAll(/\s+/g, ' ')}, PSS`, 450)
  await page.getByTestId('table').focus()
  for (let i = 0; i < 60; i++) await page.keyboard.press('PageDown', { delay: 30 })
  await measure(app, '  after their list was scrolled through', 450)
  if (app.errors.length > 0) figures.wrong(`the page's console: ${app.errors.slice(0, 3).join(' | ')}`)
  figures.end(null)
} finally {
  await apps.stop()
  await server.process.stop()
  rmSync(folder, { recursive: true, force: true })
}
