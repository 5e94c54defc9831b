/**
 * The app in a real window under 500 changes a second of 10,000 pods: how long from the change at the server until it is drawn, how many rows are in the
 * page, how long the page is busy, what the whole app holds in memory. Changes carry their moment in the restart count, and the list is
 * sorted by it, so that every change comes into view. Run: `node tests/bench/window.ts [--rate N] [--seconds N] [--pods N]`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { buildApp } from '../../build/buildApp.mjs'
import { hasDisplay, startVirtualDisplay } from '../../build/virtualDisplay.mjs'
import { openKind, sizeWindow } from '../e2e/appScreen.ts'
import { startApp } from '../e2e/appTest.ts'
import { processTree } from '../packaged/processTree.ts'
import { type ServerState, startServer } from './parts/childProcess.ts'
import { Figures, quantile } from './parts/figures.ts'

/** What the page finds out about itself. */
interface Seen {
  /** Milliseconds from the change at the server until it was drawn. */
  late: number[]
  /** Durations of tasks of more than 50 ms. */
  long: number[]
  mostRows: number
  frames: number
}

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    pods: { type: 'string', default: '10000' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-window-'))
const kubeconfig = join(folder, 'config')
const figures = new Figures('window')

await buildApp()
const display = hasDisplay() ? null : await startVirtualDisplay()
if (display !== null) process.env['DISPLAY'] = display.display
const server = await startServer({ pods: Number(values.pods), others: Number(values.pods) * 4 }, kubeconfig)
const app = await startApp({ args: ['--kubeconfig', kubeconfig] })

/** Proportional set size of the app's processes, bytes: what they share is counted once. */
function wholeMemory(): number {
  let sum = 0
  for (const pid of processTree(app.electron.process().pid ?? 0)) {
    try {
      sum += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // a process that ended meanwhile holds nothing
    }
  }
  return sum
}

/** Runs in the page, picture by picture. */
function watchRows(): void {
  const seen: Seen = { late: [], long: [], mostRows: 0, frames: 0 }
  ;(window as unknown as { seen: Seen }).seen = seen
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.long.push(entry.duration)
  }).observe({ type: 'longtask' })
  const column = [...document.querySelectorAll('[role="columnheader"]')].findIndex((header) => header.textContent?.trim() === 'Restarts')
  const shown = new Map<string, number>()
  const look = (): void => {
    const rows = document.querySelectorAll<HTMLElement>('[data-testid="row"]')
    seen.mostRows = Math.max(seen.mostRows, rows.length)
    seen.frames++
    const now = Date.now() % 1_000_000_000
    for (const row of rows) {
      const stamp = Number((row.children[column]?.textContent ?? '').split('·')[0]?.replace(/\D/g, ''))
      const id = row.dataset['object'] ?? ''
      // small numbers are restarts of before
      if (stamp > 1_000_000 && shown.get(id) !== stamp && now - stamp < 60_000) seen.late.push(now - stamp)
      shown.set(id, stamp)
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

try {
  const { page } = app
  await sizeWindow(app, 1440, 900)
  await openKind(page, 'core/Pod')
  const complete = Number(values.pods).toLocaleString('en')
  await page.waitForFunction((text) => document.querySelector('[data-testid="count"]')?.textContent?.trim() === text, complete, {
    timeout: 120_000,
  })
  for (
    let clicks = 0;
    clicks < 3 && (await page.locator('[role="columnheader"][aria-sort="descending"]', { hasText: 'Restarts' }).count()) === 0;
    clicks++
  ) {
    await page.getByRole('columnheader', { name: 'Restarts' }).getByRole('button').first().click()
    await sleep(300)
  }
  await sleep(8_000)
  const before = wholeMemory()
  await page.evaluate(watchRows)
  await server.process.ask<ServerState>(`churn ${values.rate} stamped`)
  await sleep(Number(values.seconds) * 1000)
  const state = await server.process.ask<ServerState>('churn 0')
  await sleep(2_000)
  const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen)
  const after = wholeMemory()
  figures.heading(
    `${values.pods} pods and ${String(Number(values.pods) * 4)} others, ${values.rate} changes a second for ${values.seconds} s, sorted by what changes`,
  )
  figures.add('changes seen drawn', seen.late.length, '')
  figures.add('change at the server to row drawn, p50', quantile(seen.late, 0.5), ' ms')
  figures.add('change at the server to row drawn, p99', quantile(seen.late, 0.99), ' ms')
  figures.add('pictures a second', seen.frames / (Number(values.seconds) + 2), '')
  figures.add('rows in the page, most', seen.mostRows, '', 60)
  figures.add('tasks of more than 50 ms', seen.long.length, '')
  figures.add('  the longest', Math.max(0, ...seen.long), ' ms')
  figures.add('whole app in memory before, PSS', before / 2 ** 20, ' MB')
  figures.add('whole app in memory after, PSS', after / 2 ** 20, ' MB')
  if (seen.late.length === 0) figures.wrong('no change was ever drawn')
  if (seen.mostRows > 60) figures.wrong(`${String(seen.mostRows)} rows in the page`)
  if (app.errors.length > 0) figures.wrong(`the page's console: ${app.errors.slice(0, 3).join(' | ')}`)
  figures.end({ seen, version: state.version })
} finally {
  await app.close()
  app.forget()
  await server.process.stop()
  display?.stop()
  rmSync(folder, { recursive: true, force: true })
}
