/**
 * The app in a real window under 500 changes a second of 10,000 pods, with their list open: how long from the change at the server until it is painted, what
 * share of a core the page takes, and whether a task of it ever takes more than 50 ms, also while somebody types, scrolls and opens objects.
 * Changes carry their moment in the restart count. Run: `node tests/bench/window.ts [--rate N] [--seconds N] [--pods N]`; each of six parts takes so long. With `--minutes N` the list
 * is only watched, for so long: also how many pictures are dropped, and what memory grows by.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { orderPace } from '../../engine/rpc/orderPace.ts'
import { openKind } from '../e2e/appScreen.ts'
import type { RunningApp } from '../e2e/appTest.ts'
import { benchApps, surroundings } from './parts/benchApp.ts'
import { type ServerState, startServer } from './parts/childProcess.ts'
import { Figures, quantile } from './parts/figures.ts'
import { type TaskFigures, tasksTogether, traceTasks } from './parts/longTasks.ts'
import { endWatch, watchStamps } from './parts/paintWatch.ts'
import { memoryOf, threadShares, threadTimes } from './parts/processFigures.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '15' },
    minutes: { type: 'string' },
    pods: { type: 'string', default: '10000' },
  },
})
const seconds = Number(values.seconds)
/** Seconds of one trace: more would not fit into its buffer, so that a longer while is traced in several. */
const mostTraced = 60
const goals = { p50: 50, p99: 150, share: 10, longTasks: 0, rows: 60 }
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-window-'))
const kubeconfig = join(folder, 'config')
const figures = new Figures('window')
const apps = await benchApps()
const server = await startServer({ pods: Number(values.pods), others: Number(values.pods) * 4 }, kubeconfig)
const raw: Record<string, unknown> = {}

/** Every stamp that is painted, for a while. */
async function latency(page: Page, what: string): Promise<void> {
  await watchStamps(page, 'Restarts')
  await sleep(seconds * 1000)
  const seen = await endWatch(page)
  figures.add(`${what}: changes seen painted`, seen.late.length, '')
  figures.add(`${what}: change at the server to painted, p50`, quantile(seen.late, 0.5), ' ms', goals.p50)
  figures.add(`${what}: change at the server to painted, p99`, quantile(seen.late, 0.99), ' ms', goals.p99)
  if (seen.cameLate.length > 0) {
    const pace = `at most every ${String(orderPace)} ms the order is another`
    figures.add(`${what}: rows that came into sight`, seen.cameLate.length, '')
    figures.add(`${what}: change at the server to its row in sight, p50`, quantile(seen.cameLate, 0.5), ' ms', undefined, pace)
    figures.add(`${what}: change at the server to its row in sight, p99`, quantile(seen.cameLate, 0.99), ' ms')
  }
  figures.add(`${what}: rows in the page, most`, seen.mostRows, '', goals.rows)
  if (seen.late.length === 0) figures.wrong(`${what}: no change was ever painted`)
  if (seen.mostRows > goals.rows) figures.wrong(`${what}: ${String(seen.mostRows)} rows in the page`)
  raw[what] = { late: seen.late, cameLate: seen.cameLate }
}

const rest = (until: number): Promise<void> => sleep(Math.max(0, until - performance.now()))

/** What the threads of the app use, and how long the tasks of the page are, while nobody watches. */
async function cost(app: RunningApp, what: string, act: (until: number) => Promise<void>): Promise<void> {
  const pid = app.electron.process().pid ?? 0
  const before = threadTimes(pid)
  const began = performance.now()
  const traced: TaskFigures[] = []
  for (let left = seconds; left > 0; left -= mostTraced) {
    const end = await traceTasks(app)
    await act(Math.min(left, mostTraced) * 1000 + performance.now())
    traced.push(await end())
  }
  const shares = threadShares(before, threadTimes(pid), performance.now() - began)
  const pageShare = shares.find(({ part, first }) => part === 'renderer' && first)?.share ?? NaN
  const engineShare = shares.find(({ part, first }) => part === 'main' && !first)?.share ?? NaN
  const all = shares.reduce((sum, { share }) => sum + share, 0)
  figures.add(`${what}: main thread of the page`, pageShare * 100, ' % of a core', goals.share)
  figures.add(`${what}: thread of the engine`, engineShare * 100, ' % of a core', undefined, `whole app ${(all * 100).toFixed(0)} %`)
  addTasks(what, traced.reduce(tasksTogether))
}

function addTasks(what: string, tasks: TaskFigures): void {
  figures.add(
    `${what}: tasks of more than 50 ms of processor time`,
    tasks.longByProcessor,
    '',
    goals.longTasks,
    `of ${String(tasks.tasks)}, longest ${tasks.longestByProcessor.toFixed(0)} ms`,
  )
  figures.add(
    `${what}: tasks of more than 50 ms on the clock`,
    tasks.longByClock,
    '',
    undefined,
    `longest ${tasks.longestByClock.toFixed(0)} ms; grows with the load of others`,
  )
}

/**
 * The list open for minutes while nobody does anything. Its tasks are traced all the time; a quarter of it the pictures are watched, too, which costs the page something, so that its
 * share is that of the rest.
 */
async function watchLong(app: RunningApp, minutes: number): Promise<void> {
  const pid = app.electron.process().pid ?? 0
  /** By part, of which there may be several processes. */
  const megabytes = (): Map<string, number> => {
    const parts = new Map<string, number>()
    for (const { part, pss } of memoryOf(pid)) parts.set(part, (parts.get(part) ?? 0) + pss / 2 ** 20)
    return parts
  }
  const begun = megabytes()
  const late: number[] = []
  const tasks: TaskFigures[] = []
  const busy = { page: 0, engine: 0, ms: 0 }
  let [pictures, dropped] = [0, 0]
  for (let minute = 0; minute < minutes; minute++) {
    const end = await traceTasks(app)
    await watchStamps(app.page, 'Restarts')
    await sleep(15_000)
    const seen = await endWatch(app.page)
    late.push(...seen.late, ...seen.cameLate)
    pictures += seen.pictures
    dropped += seen.dropped
    const before = threadTimes(pid)
    const from = performance.now()
    await sleep(45_000)
    const ms = performance.now() - from
    for (const { part, first, share } of threadShares(before, threadTimes(pid), ms)) {
      if (part === 'renderer' && first) busy.page += share * ms
      if (part === 'main' && !first) busy.engine = Math.max(busy.engine, share)
    }
    busy.ms += ms
    tasks.push(await end())
  }
  const what = `${String(minutes)} min`
  figures.add(`${what}: changes seen painted`, late.length, '')
  figures.add(`${what}: change at the server to painted, p50`, quantile(late, 0.5), ' ms', goals.p50)
  figures.add(`${what}: change at the server to painted, p99`, quantile(late, 0.99), ' ms', goals.p99)
  figures.add(`${what}: main thread of the page`, (busy.page / busy.ms) * 100, ' % of a core', goals.share)
  figures.add(`${what}: thread of the engine, busiest minute`, busy.engine * 100, ' % of a core')
  addTasks(what, tasks.reduce(tasksTogether))
  figures.add(`${what}: dropped pictures`, dropped, '', undefined, `of ${String(pictures)} that were watched`)
  const ended = megabytes()
  const sum = (parts: Map<string, number>): number => [...parts.values()].reduce((total, mb) => total + mb, 0)
  const grown = [...ended].map(([part, mb]) => `${part} ${(mb - (begun.get(part) ?? 0)).toFixed(0)}`)
  figures.add(
    `${what}: memory grown by, PSS`,
    sum(ended) - sum(begun),
    ' MB',
    undefined,
    `from ${sum(begun).toFixed(0)}: ${grown.join(', ')}`,
  )
  if (late.length === 0) figures.wrong(`${what}: no change was ever painted`)
  raw[what] = { late, tasks }
}

/** What somebody does: types into the filter, takes it back, scrolls, walks, opens an object, closes it. */
async function work(page: Page, until: number): Promise<void> {
  const table = page.getByTestId('table')
  while (performance.now() < until) {
    await table.focus()
    await page.keyboard.press('/')
    await page.keyboard.type('app-1 team-1', { delay: 70 })
    await sleep(300)
    for (let i = 0; i < 12; i++) await page.keyboard.press('Backspace', { delay: 30 })
    await page.keyboard.press('Escape')
    await sleep(300)
    const box = await table.boundingBox()
    if (box !== null) await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2)
    for (let i = 0; i < 20; i++) {
      await page.mouse.wheel(0, i < 10 ? 400 : -400)
      await sleep(40)
    }
    await table.focus()
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowDown', { delay: 30 })
    await page.keyboard.press('Enter')
    await page.getByTestId('drawer-name').waitFor()
    await sleep(500)
    await page.keyboard.press('Escape')
    await sleep(200)
  }
}

/** The parts of the bench, one after the other. */
async function inParts(app: RunningApp): Promise<void> {
  const { page } = app
  await latency(page, 'default order')
  await cost(app, 'default order', rest)
  await cost(app, 'typing, scrolling, opening', (until) => work(page, until))
  await sortBy(page, 'Restarts')
  await latency(page, 'sorted by what changes')
  await cost(app, 'sorted by what changes', rest)
}

async function sortBy(page: Page, column: string): Promise<void> {
  const header = page.locator('[role="columnheader"]', { hasText: column })
  for (let clicks = 0; clicks < 3 && (await header.getAttribute('aria-sort')) !== 'descending'; clicks++) {
    await header.getByRole('button').first().click()
    await sleep(300)
  }
}

try {
  const app = await apps.start({ args: ['--kubeconfig', kubeconfig] })
  const { page } = app
  await openKind(page, 'core/Pod')
  const complete = Number(values.pods).toLocaleString('en')
  await page.waitForFunction((text) => document.querySelector('[data-testid="count"]')?.textContent?.trim() === text, complete, {
    timeout: 180_000,
  })
  await sleep(5_000)
  figures.heading(await surroundings(app))
  const howLong = values.minutes === undefined ? `${String(seconds)} s each` : `${values.minutes} minutes`
  figures.heading(`${values.pods} pods and ${String(Number(values.pods) * 4)} others, ${values.rate} changes a second, ${howLong}`)
  if (values.minutes === undefined) await cost(app, 'at rest', rest)
  await server.process.ask<ServerState>(`churn ${values.rate} stamped`)
  await sleep(2_000)
  if (values.minutes === undefined) await inParts(app)
  else await watchLong(app, Number(values.minutes))
  const { events } = await server.process.ask<ServerState>('stats')
  const parts = memoryOf(app.electron.process().pid ?? 0)
  figures.add('changes sent', events, '')
  figures.add(
    'whole app in memory after it all, PSS',
    parts.reduce((sum, { pss }) => sum + pss, 0) / 2 ** 20,
    ' MB',
    undefined,
    parts.map(({ part, pss }) => `${part} ${(pss / 2 ** 20).toFixed(0)}`).join(', '),
  )
  await server.process.ask<ServerState>('churn 0')
  if (app.errors.length > 0) figures.wrong(`the page's console: ${app.errors.slice(0, 3).join(' | ')}`)
  figures.end(raw)
} finally {
  await apps.stop()
  await server.process.stop()
  rmSync(folder, { recursive: true, force: true })
}
