/**
 * A storm of changes: 5,000 events a second of pods of about 10 KB on the wire (6 KB without managedFields), for 20 s, into a whole engine with a list open
 * that sorts by what changes. Server and engine in processes of their own, which share the cores of the machine: what the engine alone needs is told
 * as processor time, and how far it came beside the server as the rate on this machine. Run: `node tests/bench/watch.ts [--rate N] [--seconds N] [--pods N]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { engineLimits } from '../../main/engineLimits.ts'
import { bundle } from './parts/bundle.ts'
import { JsonProcess, type ServerState, startServer } from './parts/childProcess.ts'
import { Figures, quantile } from './parts/figures.ts'

interface End {
  digest: string
  /** Microseconds of all threads, and of the engine's own. */
  cpu: number
  threadCpu: number
  seconds: number
  frames: number
  rows: number
  p50: number
  p99: number
  max: number
  loop50: number
  loop99: number
  before: { rss: number; held: number }
  after: { rss: number; held: number }
  rssAtEnd: number
  state: { state: string; skipped?: number }
}

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '20' },
    pods: { type: 'string', default: '10000' },
  },
})
const rate = Number(values.rate)
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-watch-'))
const kubeconfig = join(folder, 'config')
const figures = new Figures('watch')
const server = await startServer({ pods: Number(values.pods), others: 4000 }, kubeconfig)
const engine = new JsonProcess(
  await bundle('engineWatch.ts'),
  [kubeconfig],
  ['--expose-gc', `--max-semi-space-size=${String(engineLimits.maxYoungGenerationSizeMb / 3)}`],
)
try {
  await engine.next(120_000)
  await engine.ask('start', 60_000)
  const before = await server.process.ask<ServerState & { requests: number }>(`churn ${String(rate)}`)
  const began = performance.now()
  const lags: number[] = []
  while (performance.now() - began < Number(values.seconds) * 1000) {
    await sleep(250)
    const { version } = await server.process.ask<ServerState>('stats')
    const { newest } = await engine.ask<{ newest: number }>('version')
    lags.push(Math.max(0, version - newest))
  }
  const stopped = await server.process.ask<ServerState>('stats')
  const sent = stopped.events / ((performance.now() - began) / 1000)
  const end = await server.process.ask<ServerState & { requests: number }>('churn 0')
  const halted = performance.now()
  let caughtUp = -1
  // a slow machine may take its time: only an engine that stands still has lost something
  for (let moved = { newest: 0, at: performance.now() }; performance.now() - moved.at < 20_000; await sleep(20)) {
    const { newest } = await engine.ask<{ newest: number }>('version')
    if (newest > moved.newest) moved = { newest, at: performance.now() }
    if (newest < end.version) continue
    caughtUp = performance.now() - halted
    break
  }
  const takenIn = performance.now() - began
  const changes = end.version - before.version
  const { digest } = await server.process.ask<{ digest: string }>('digest')
  const run = await engine.ask<End>('end', 60_000)
  const perChange = run.threadCpu / changes
  figures.heading(`${String(changes)} changes of ${values.pods} pods in ${values.seconds} s, a list of 60 rows open that sorts by restarts`)
  figures.add('changes sent a second', sent, '')
  figures.add('engine behind the server, median', quantile(lags, 0.5), ' events')
  figures.add('engine behind the server, most', quantile(lags, 1), ' events')
  figures.add('  in time', (quantile(lags, 1) / sent) * 1000, ' ms')
  figures.add('caught up after the last change', caughtUp, ' ms')
  figures.add('change in the engine to frame in the window, p50', run.p50, ' ms')
  figures.add('change in the engine to frame in the window, p99', run.p99, ' ms')
  figures.add('frames a second', run.frames / run.seconds, '')
  figures.add('event loop of the engine late, p99', run.loop99, ' ms')
  figures.add("processor time of a change, the engine's thread", perChange, ' us', 1e6 / rate, 'one core is enough')
  figures.add('  so many changes a second fill one core', 1e6 / perChange, '')
  figures.add(
    'processor time of a change, all threads of the engine',
    run.cpu / changes,
    ' us',
    undefined,
    'with garbage collection and packing',
  )
  figures.add('processor time of a change, the server', (end.cpu - before.cpu) / changes, ' us', undefined, 'takes from the same cores')
  figures.add('changes taken a second on this machine', changes / (takenIn / 1000), '')
  figures.add('resident memory, settled before', run.before.rss / 2 ** 20, ' MB')
  figures.add('resident memory at the end of the storm', run.rssAtEnd / 2 ** 20, ' MB')
  figures.add('resident memory, settled after', run.after.rss / 2 ** 20, ' MB')
  figures.add('held memory, after to before', run.after.held / run.before.held, 'x', 1.1)
  if (sent < rate * 0.9)
    figures.heading(`  note: the server managed ${String(Math.round(sent))} of ${String(rate)} changes a second on this machine`)
  if (caughtUp < 0) figures.wrong('the engine stands still behind the server')
  if (digest !== run.digest) figures.wrong('pods of the engine differ from those of the server: changes were lost')
  if (end.requests !== before.requests)
    figures.wrong(`${String(end.requests - before.requests)} requests during the storm: a watch broke or a kind was listed anew`)
  if ((run.state.skipped ?? 0) > 0 || run.state.state !== 'listed')
    figures.wrong(`the ledger says ${run.state.state}, ${String(run.state.skipped)} skipped`)
  figures.end({ run, lags })
  const ended = await Promise.race([engine.exited, sleep(5_000, 'hangs' as const)])
  if (ended !== 0) figures.wrong(`the engine's process ${ended === 'hangs' ? 'does not end by itself' : `ended with ${String(ended)}`}`)
} finally {
  await engine.stop()
  await server.process.stop()
  rmSync(folder, { recursive: true, force: true })
}
