/**
 * Logs through a whole engine and a window's port: lines followed at a rate, then a million of them searched. The server runs in a process of its
 * own; each line says when it was written. Run: `node tests/bench/logs.ts [--rate N] [--seconds N] [--lines N]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { LogFilter, LogsFrame } from '../../engine/contract/index.ts'
import { type ServerState, startServer } from './parts/childProcess.ts'
import { Figures, median, quantile } from './parts/figures.ts'
import { must, openEngine } from './parts/windowOfEngine.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '10' },
    lines: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
  },
})
const [rate, seconds, lines, runs] = [values.rate, values.seconds, values.lines, values.runs].map(Number) as [
  number,
  number,
  number,
  number,
]
const figures = new Figures('logs')
const everyLine: LogFilter = { include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] }

interface LogServerState extends ServerState {
  logged: number
  firstPod: string
}

const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-logs-'))
const server = await startServer({ pods: 2, others: 10 }, join(folder, 'config'))
const window = await openEngine(join(folder, 'config'))
try {
  const { client, cluster, engine } = window
  while (engine.workspace.get(cluster)?.summary().state !== 'live') await sleep(5)
  const { firstPod } = await server.process.ask<LogServerState>('stats')
  const query = {
    sources: [{ type: 'object' as const, cluster, id: `core/Pod/${firstPod}` }],
    containers: ['main'],
    tail: null,
    since: null,
    previous: false,
    follow: true,
    mostStreams: 10,
    keep: { lines: lines + rate * seconds + 100_000, bytes: 1_000_000_000 },
  }
  const log = must(await client.api.openLogs(query, everyLine, 60))
  let last: LogsFrame | null = null
  let frames = 0
  const lags: number[] = []
  let onFrame: (frame: LogsFrame) => void = () => undefined
  client.onFrame(log, ({ type, frame }) => {
    if (type !== 'logs') return
    last = frame
    frames++
    const sent = /"sent":(\d+)/.exec(frame.lines.at(-1)?.text ?? '')?.[1]
    if (sent !== undefined) lags.push(Date.now() - Number(sent))
    onFrame(frame)
  })
  const held = async (wanted: number): Promise<number> => {
    const began = performance.now()
    while ((last?.held ?? 0) + (last?.dropped ?? 0) < wanted) {
      if (performance.now() - began > 60_000) throw new Error(`${String(last?.held)} of ${String(wanted)} lines came`)
      await sleep(2)
    }
    return performance.now() - began
  }
  await sleep(500)

  figures.heading(`${rate.toLocaleString('en')} lines/s followed for ${String(seconds)} s, window of 60 lines`)
  lags.length = 0
  frames = 0
  const delays = monitorEventLoopDelay({ resolution: 5 })
  delays.enable()
  const cpu = process.cpuUsage()
  await server.process.ask(`log-rate ${rate}`)
  await sleep(seconds * 1000)
  const { logged } = await server.process.ask<LogServerState>('log-rate 0')
  const behind = await held(logged)
  delays.disable()
  const used = process.cpuUsage(cpu)
  figures.add('lines written', logged, '')
  figures.add('after the last line was written, all are held within', behind, ' ms', 1000)
  figures.add('written → in the window, p50', quantile(lags, 0.5), ' ms', 150)
  figures.add('written → in the window, p99', quantile(lags, 0.99), ' ms', 500)
  figures.add('frames per second', frames / seconds, '/s')
  figures.add('processor of engine and window', ((used.user + used.system) / 1e6 / seconds) * 100, ' %')
  figures.add('longest turn of the event loop', delays.max / 1e6, ' ms')
  const counts: LogsFrame | null = last
  if (counts !== null && (counts as LogsFrame).held !== logged)
    figures.wrong(`${String((counts as LogsFrame).held)} lines are held of ${String(logged)}`)

  figures.heading(`${lines.toLocaleString('en')} lines searched, median of ${String(runs)} (most)`)
  global.gc?.()
  const before = process.memoryUsage()
  for (let written = 0; written < lines; written += 50_000) {
    const state = await server.process.ask<LogServerState>('log-lines 50000')
    await held(state.logged)
  }
  global.gc?.()
  const after = process.memoryUsage()
  const total = (last as LogsFrame | null)?.held ?? 0
  const bytes = (last as LogsFrame | null)?.bytes ?? 0
  figures.add('lines held', total, '')
  figures.add(
    'memory per line, beside its text',
    (after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed - (bytes * lines) / total) / lines,
    ' B',
    40,
  )

  const search = async (part: Partial<LogFilter>): Promise<{ first: number; whole: number; cpu: number; matching: number }> => {
    const began = performance.now()
    const cpuBefore = process.cpuUsage()
    must(await client.api.filterLogs(log, { ...everyLine, ...part }))
    let first = 0
    const done = new Promise<LogsFrame>((resolve) => {
      onFrame = (frame) => {
        if (first === 0 && frame.lines.length > 0) first = performance.now() - began
        if (frame.scanned === frame.held) resolve(frame)
      }
    })
    const frame = await done
    const { user, system } = process.cpuUsage(cpuBefore)
    return { first, whole: performance.now() - began, cpu: (user + system) / 1000, matching: frame.matching }
  }
  const raw: unknown[] = []
  for (const [name, part, wanted] of [
    ['words: items/777', { include: 'items/777' }, null],
    ['expression: "status":5\\d\\d', { include: '"status":5\\d\\d' }, Math.ceil(total / 50)],
    ['expression that would backtrack: (\\w+\\s?)+served.*(a+)+z|items/5"', { include: '(\\w+\\s?)+served.*(a+)+z|items/5"' }, 1],
    ['without: exclude "info"', { exclude: '"info"' }, Math.ceil(total / 50)],
    ['severity error', { severities: ['error'] }, Math.ceil(total / 50)],
  ] as [string, Partial<LogFilter>, number | null][]) {
    const found: Awaited<ReturnType<typeof search>>[] = []
    for (let run = 0; run < runs; run++) {
      await search({ exclude: `nothing has this ${String(run)}` })
      found.push(await search(part))
    }
    raw.push({ name, found })
    const whole = found.map((each) => each.whole)
    figures.add(`${name}: first lines shown`, median(found.map((each) => each.first)), ' ms')
    figures.add(
      `${name}: all looked at`,
      median(whole),
      ' ms',
      1000,
      `most ${Math.max(...whole).toFixed(0)} ms, ${median(found.map((each) => each.cpu)).toFixed(0)} ms of processor, ${String(found[0]?.matching)} lines`,
    )
    if (wanted !== null && found.some(({ matching }) => matching !== wanted))
      figures.wrong(`${name}: ${String(found[0]?.matching)} lines instead of ${String(wanted)}`)
  }
  figures.end(raw)
} finally {
  await window.stop()
  await server.process.stop()
  rmSync(folder, { recursive: true, force: true })
}
