/**
 * From the start of the app to the first rows of a cluster that is kept on disk and does not answer: it is opened once, so that its last picture is kept; then its server
 * hangs, and the app starts again; in turn with an app that has nothing to open, which is what a start costs by itself. Run: `node tests/bench/start.ts [--pods N] [--others N] [--runs N]`; only on Linux.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { banner, openKind } from '../e2e/appScreen.ts'
import type { RunningApp } from '../e2e/appTest.ts'
import { FakeCluster } from '../support/fakeCluster.ts'
import { kubeconfigText } from '../support/kubeconfigText.ts'
import { benchApps, surroundings } from './parts/benchApp.ts'
import { Figures, median } from './parts/figures.ts'
import { TcpGate } from '../fakeApiServer/tcpGate.ts'
import { threadTimes } from './parts/processFigures.ts'

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '2000' },
    others: { type: 'string', default: '3000' },
    runs: { type: 'string', default: '3' },
  },
})
const userData = mkdtempSync(join(tmpdir(), 'kubilitics-bench-start-'))
const emptyData = mkdtempSync(join(tmpdir(), 'kubilitics-bench-start-'))
const figures = new Figures('start')
const apps = await benchApps()
const cluster = await FakeCluster.start({ pods: Number(values.pods), others: Number(values.others) })
const gate = new TcpGate(cluster.server.port)
await gate.open()
const how = {
  userData,
  early: true,
  args: ['--password-store=basic'],
  env: { KUBECONFIG: cluster.kubeconfig([cluster.context('kept', { port: gate.port })]) },
}
// of two contexts the app opens none by itself
const nothing = {
  ...how,
  userData: emptyData,
  env: { KUBECONFIG: join(emptyData, 'config') },
}
writeFileSync(nothing.env.KUBECONFIG, kubeconfigText([cluster.context('one'), cluster.context('two')]))

/** Epoch milliseconds when a process began. */
function beganAt(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  const boot = Number(/^btime (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1])
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  // btime is in whole seconds; the uptime gives the rest
  const booted = Date.now() - uptime * 1000
  return (Math.abs(booted - boot * 1000) < 2000 ? booted : boot * 1000) + ticks * 10
}

/** Waits in the page, picture by picture, until something is painted. */
const firstOf = (page: Page, wanted: string): Promise<{ painted: number; wasThere: boolean; script: number }> =>
  page.evaluate(
    (selector) =>
      new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`no ${selector} within 60 s: ${document.body.innerText.slice(0, 500)}`)), 60_000)
        const wasThere = document.querySelector(selector) !== null
        const look = (): void => {
          if (document.querySelector(selector) === null) {
            requestAnimationFrame(look)
            return
          }
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve({ painted: Date.now(), wasThere, script: performance.timeOrigin })
          port2.postMessage(null)
        }
        requestAnimationFrame(look)
      }),
    wanted,
  )

/** Processor time so far, by who used it. */
function processorTime(app: RunningApp): Record<string, number> {
  const cpu: Record<string, number> = {}
  for (const { part, first: isFirst, cpu: ms } of threadTimes(app.electron.process().pid ?? 0).values()) {
    // the engine is a thread of main
    const who = part === 'main' ? (isFirst ? 'main' : 'engine and helpers of main') : part
    cpu[who] = (cpu[who] ?? 0) + ms
  }
  return cpu
}

const sum = (cpu: Record<string, number>): number => Object.values(cpu).reduce((all, ms) => all + ms, 0)

try {
  const first = await apps.start(how)
  await openKind(first.page, 'core/Pod')
  await first.page.getByTestId('row').first().waitFor()
  await first.page.locator('[data-testid="ledger"]', { hasText: 'live' }).waitFor({ timeout: 120_000 })
  await banner(first.page, 'cache').getByRole('button', { name: 'Keep, weakly protected' }).click()
  await banner(first.page, 'cache').waitFor({ state: 'detached' })
  cluster.server.put('', 'configmaps', { metadata: { name: 'kept', namespace: 'team-0' }, data: {} })
  // the picture is kept once a minute, and at the end if there is time for it
  for (const until = Date.now() + 150_000; !readdirSync(userData, { recursive: true }).some((name) => String(name).endsWith('.picture'));) {
    if (Date.now() > until) throw new Error('no picture was kept within 150 s')
    await sleep(500)
  }
  figures.heading(await surroundings(first))
  await first.close()
  gate.freeze()
  gate.cut()
  const runs: { cpu: Record<string, number>; page: number; rows: number; count: string }[] = []
  const empties: { rows: number; cpu: Record<string, number> }[] = []
  for (let i = 0; i < Number(values.runs); i++) {
    const app = await apps.start(how)
    const began = beganAt(app.electron.process().pid ?? 0)
    const { painted, wasThere, script } = await firstOf(app.page, '[data-testid="row"]')
    const cpu = processorTime(app)
    runs.push({
      cpu,
      page: script - began,
      rows: painted - began,
      count: await app.page.getByTestId('count').innerText(),
    })
    if (wasThere) figures.heading('  rows were there before anybody looked: at most this long')
    if (!(await banner(app.page, 'cluster').innerText()).includes('from the cache')) figures.wrong('the rows are not those of the cache')
    await app.close()
    const empty = await apps.start(nothing)
    const emptyBegan = beganAt(empty.electron.process().pid ?? 0)
    const shown = await firstOf(empty.page, 'body[data-ready]')
    empties.push({ rows: shown.painted - emptyBegan, cpu: processorTime(empty) })
    await empty.close()
  }
  figures.heading(`${values.pods} pods and ${values.others} others kept, server hangs; median of ${values.runs}`)
  figures.add('start of the process to the page being loaded', median(runs.map(({ page }) => page)), ' ms')
  figures.add('start of the process to the first rows painted', median(runs.map(({ rows }) => rows)), ' ms', 1500, runs[0]?.count.trim())
  const parts = Object.entries(runs[0]?.cpu ?? {}).sort((a, b) => b[1] - a[1])
  figures.add(
    'processor time of the whole app until then',
    median(runs.map(({ cpu }) => sum(cpu))),
    ' ms',
    undefined,
    parts.map(([part, ms]) => `${part} ${ms.toFixed(0)}`).join(', '),
  )
  const [own, ownTime] = [median(empties.map(({ cpu }) => sum(cpu))), median(empties.map(({ rows }) => rows))]
  figures.add('an app with nothing to open, until its window is ready', ownTime, ' ms')
  figures.add('  processor time until then', own, ' ms')
  figures.add('  the first rows against that, time', median(runs.map(({ rows }) => rows)) / ownTime, 'x')
  figures.add('  the first rows against that, processor time', median(runs.map(({ cpu }) => sum(cpu))) / own, 'x')
  figures.end({ runs, empties })
} finally {
  await apps.stop()
  gate.thaw()
  await gate.close()
  await cluster.stop()
  for (const folder of [userData, emptyData]) rmSync(folder, { recursive: true, force: true })
}
