/**
 * 100,000 rows in a real window: how many rows the page holds and how many pictures are dropped while somebody scrolls; and from a key of the filter, a click on a
 * column, to the first page of the answer painted. `table.ts` measures the same without a window. With
 * `--clusters N` the rows are those of N clusters, merged in one list. Run: `node tests/bench/longTable.ts [--rows N] [--runs N] [--clusters N]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { openKind } from '../e2e/appScreen.ts'
import { benchApps, surroundings } from './parts/benchApp.ts'
import { startServer } from './parts/childProcess.ts'
import { Figures, median, quantile } from './parts/figures.ts'
import { traceTasks } from './parts/longTasks.ts'

/** The pictures of a while of scrolling. */
interface Scrolled {
  pictures: number
  dropped: number
  mostRows: number
  /** Pictures in which a row that is seen was not here yet. */
  unfilled: number
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '7' },
    clusters: { type: 'string', default: '1' },
  },
})
const goal = 50
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-long-table-'))
const clusters = Number(values.clusters)
const kubeconfigs = Array.from({ length: clusters }, (_, at) => join(folder, `cluster-${String(at)}`))
const figures = new Figures(clusters === 1 ? 'longTable' : `longTable-${String(clusters)}-clusters`)
const apps = await benchApps()
const servers = await Promise.all(
  kubeconfigs.map((file) => startServer({ pods: Math.round(Number(values.rows) / clusters), others: 100 }, file)),
)

/** Watches the pictures until the returned function is called; one that took longer than two steps of the screen is one or more dropped. */
async function watchScroll(page: Page): Promise<() => Promise<Scrolled>> {
  await page.evaluate(() => {
    const seen: Scrolled & { stop: boolean } = { pictures: 0, dropped: 0, mostRows: 0, unfilled: 0, stop: false }
    ;(window as unknown as { scrolled: typeof seen }).scrolled = seen
    let last: number | null = null
    const look = (at: number): void => {
      if (seen.stop) return
      if (last !== null) seen.dropped += Math.max(0, Math.round((at - last) / (1000 / 60)) - 1)
      last = at
      seen.pictures++
      const rows = document.querySelectorAll('[data-testid="table"] [data-virtual] [role="row"]')
      seen.mostRows = Math.max(seen.mostRows, rows.length)
      if (document.querySelector('[data-testid="table"] [role="row"][aria-busy="true"]') !== null) seen.unfilled++
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  return () =>
    page.evaluate(() => {
      const { scrolled } = window as unknown as { scrolled: Scrolled & { stop: boolean } }
      scrolled.stop = true
      return scrolled
    })
}

/** Milliseconds from the next key or click in the page until another count or other rows are painted. */
async function untilPainted(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const said = (): string => {
      const rows = [...document.querySelectorAll<HTMLElement>('[data-testid="row"]')].map(({ dataset }) => dataset['object'])
      return `${document.querySelector('[data-testid="count"]')?.textContent ?? ''} ${rows.join()}`
    }
    const before = said()
    ;(window as unknown as { took: Promise<number> }).took = new Promise((resolve) => {
      const begin = (): void => {
        removeEventListener('keydown', begin, true)
        removeEventListener('click', begin, true)
        const from = performance.now()
        const look = (): void => {
          if (said() === before) {
            requestAnimationFrame(look)
            return
          }
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve(performance.now() - from)
          port2.postMessage(null)
        }
        requestAnimationFrame(look)
      }
      addEventListener('keydown', begin, true)
      addEventListener('click', begin, true)
    })
  })
  await act()
  return page.evaluate(() =>
    Promise.race([
      (window as unknown as { took: Promise<number> }).took,
      new Promise<number>((resolve) => setTimeout(() => resolve(NaN), 20_000)),
    ]),
  )
}

/** Opens every context of the home screen. */
async function openAll(page: Page): Promise<void> {
  for (let at = 0; at < clusters; at++) {
    await page.getByTestId('rail-home').click()
    await page.locator('[data-testid^="cluster-row-ctx-"]').nth(at).dblclick()
    await page.locator('[data-testid^="rail-ctx-"]').nth(at).waitFor()
  }
}

/** The clusters that are open as one list. */
async function merge(page: Page): Promise<void> {
  await page.getByTestId('table').focus()
  await page.keyboard.press('m')
  await page.getByRole('menuitemcheckbox', { name: 'All open clusters' }).click()
  await page.keyboard.press('Escape')
}

try {
  const app = await apps.start(
    clusters === 1 ? { args: ['--kubeconfig', kubeconfigs[0] ?? ''] } : { env: { KUBECONFIG: kubeconfigs.join(delimiter) } },
  )
  const { page } = app
  if (clusters > 1) await openAll(page)
  await openKind(page, 'core/Pod')
  if (clusters > 1) await merge(page)
  await page.waitForFunction(
    (text) => document.querySelector('[data-testid="count"]')?.textContent?.trim() === text,
    (Math.round(Number(values.rows) / clusters) * clusters).toLocaleString('en'),
    { timeout: 400_000 },
  )
  await sleep(8_000)
  figures.heading(await surroundings(app))
  figures.heading(`${Number(values.rows).toLocaleString('en')} rows of ${String(clusters)} ${clusters === 1 ? 'cluster' : 'clusters'}`)
  const table = page.getByTestId('table')
  const box = await table.boundingBox()
  if (box === null) throw new Error('no table')
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2)
  const ways: Record<string, () => Promise<void>> = {
    wheel: async () => {
      for (let i = 0; i < 120; i++) {
        await page.mouse.wheel(0, 180)
        await sleep(16)
      }
    },
    'page by page': async () => {
      await table.focus()
      for (let i = 0; i < 40; i++) await page.keyboard.press('PageDown', { delay: 50 })
    },
    'dragged bar': () =>
      page.evaluate(async () => {
        const list = document.querySelector('[data-testid="table"] [data-virtual]') as HTMLElement
        for (let i = 0; i <= 90; i++) {
          list.scrollTop = (list.scrollHeight * i) / 90
          await new Promise(requestAnimationFrame)
        }
      }),
  }
  for (const [way, act] of Object.entries(ways)) {
    const end = await watchScroll(page)
    const endTrace = await traceTasks(app)
    await act()
    const tasks = await endTrace()
    const { pictures, dropped, mostRows, unfilled } = await end()
    figures.add(`scroll, ${way}: rows in the page, most`, mostRows, '', 60)
    figures.add(
      `scroll, ${way}: dropped pictures`,
      dropped,
      '',
      undefined,
      `of ${String(pictures + dropped)}; in ${String(unfilled)} a row was not here yet`,
    )
    figures.add(
      `scroll, ${way}: tasks of more than 50 ms of processor time`,
      tasks.longByProcessor,
      '',
      0,
      `${String(tasks.longByClock)} on the clock, longest ${tasks.longestByClock.toFixed(0)} ms`,
    )
    if (mostRows > 60) figures.wrong(`${String(mostRows)} rows in the page`)
  }
  await page.evaluate(() => {
    const list = document.querySelector('[data-testid="table"] [data-virtual]') as HTMLElement
    list.scrollTop = 0
  })
  await sleep(500)
  const times: Record<string, number[]> = {}
  const measure = async (what: string, act: () => Promise<void>): Promise<void> => {
    ;(times[what] ??= []).push(await untilPainted(page, act))
    await sleep(250)
  }
  for (let run = 0; run < Number(values.runs); run++) {
    await table.focus()
    await page.keyboard.press('/')
    for (const key of ['a', 'p', 'p', '-', '1', '2']) {
      if (key === '1' || key === '2') await measure('a key in the filter', () => page.keyboard.press(key))
      else await page.keyboard.press(key)
      await sleep(200)
    }
    for (let i = 0; i < 6; i++) await page.keyboard.press('Backspace')
    await page.keyboard.press('Escape')
    await sleep(500)
    for (const column of ['Name', 'Restarts']) {
      const header = page.locator('[role="columnheader"]', { hasText: column }).getByRole('button').first()
      // of the first page nothing need move by the first click
      await header.click()
      await sleep(500)
      await measure(`sort by ${column}, turned round`, () => header.click())
      await measure('default order again', () => header.click())
    }
  }
  for (const [what, took] of Object.entries(times)) {
    figures.add(`${what}, to the first page painted`, median(took), ' ms', goal, `most ${quantile(took, 1).toFixed(0)} ms`)
    if (took.some(Number.isNaN)) figures.wrong(`${what}: no answer was painted within 20 s`)
  }
  if (app.errors.length > 0) figures.wrong(`the page's console: ${app.errors.slice(0, 3).join(' | ')}`)
  figures.end(times)
} finally {
  await apps.stop()
  for (const server of servers) await server.process.stop()
  rmSync(folder, { recursive: true, force: true })
}
