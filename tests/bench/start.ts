/**
 * From the start of the app to the first rows of a cluster that is kept on disk and does not answer: it is opened once, so that its last picture is kept; then its server
 * hangs, and the app starts again. Run: `node tests/bench/start.ts [--pods N] [--others N] [--runs N]`; only on Linux.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { banner, openKind } from '../e2e/appScreen.ts'
import { FakeCluster } from '../support/fakeCluster.ts'
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

/** Waits in the page, picture by picture, until rows are painted. */
const firstRows = (page: Page): Promise<{ painted: number; wasThere: boolean; script: number }> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`no rows within 60 s: ${document.body.innerText.slice(0, 500)}`)), 60_000)
        const wasThere = document.querySelector('[data-testid="row"]') !== null
        const look = (): void => {
          if (document.querySelector('[data-testid="row"]') === null) {
            requestAnimationFrame(look)
            return
          }
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve({ painted: Date.now(), wasThere, script: performance.timeOrigin })
          port2.postMessage(null)
        }
        requestAnimationFrame(look)
      }),
  )

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
  for (let i = 0; i < Number(values.runs); i++) {
    const app = await apps.start(how)
    const began = beganAt(app.electron.process().pid ?? 0)
    const { painted, wasThere, script } = await firstRows(app.page)
    const cpu = new Map<string, number>()
    for (const { part, first: isFirst, cpu: ms } of threadTimes(app.electron.process().pid ?? 0).values()) {
      // the engine is a thread of main
      const who = part === 'main' ? (isFirst ? 'main' : 'engine and helpers of main') : part
      cpu.set(who, (cpu.get(who) ?? 0) + ms)
    }
    runs.push({
      cpu: Object.fromEntries(cpu),
      page: script - began,
      rows: painted - began,
      count: await app.page.getByTestId('count').innerText(),
    })
    if (wasThere) figures.heading('  rows were there before anybody looked: at most this long')
    if (!(await banner(app.page, 'cluster').innerText()).includes('from the cache')) figures.wrong('the rows are not those of the cache')
    await app.close()
  }
  figures.heading(`${values.pods} pods and ${values.others} others kept, server hangs; median of ${values.runs}`)
  figures.add('start of the process to the page being loaded', median(runs.map(({ page }) => page)), ' ms')
  figures.add('start of the process to the first rows painted', median(runs.map(({ rows }) => rows)), ' ms', 1500, runs[0]?.count.trim())
  const parts = Object.entries(runs[0]?.cpu ?? {}).sort((a, b) => b[1] - a[1])
  figures.add(
    'processor time of the whole app until then',
    median(runs.map(({ cpu }) => Object.values(cpu).reduce((sum, ms) => sum + ms, 0))),
    ' ms',
    undefined,
    parts.map(([part, ms]) => `${part} ${ms.toFixed(0)}`).join(', '),
  )
  figures.end(runs)
} finally {
  await apps.stop()
  gate.thaw()
  await gate.close()
  await cluster.stop()
  rmSync(userData, { recursive: true, force: true })
}
