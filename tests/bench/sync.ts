/**
 * The first sync of a whole cluster, beside the informers of @kubernetes/client-node that hold the same objects and do nothing else. Both in processes
 * of their own, in turns, against a fake API server in a third. Run: `node tests/bench/sync.ts [--pods N] [--others N] [--runs N] [--real KUBECONFIG]`.
 * Processor time stands beside wall time, because client and server share the machine's cores.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engineLimits } from '../../main/engineLimits.ts'
import { bundle } from './parts/bundle.ts'
import { JsonProcess, startServer } from './parts/childProcess.ts'
import { Figures, median } from './parts/figures.ts'

interface Run {
  synced: number
  first: number
  cpu: number
  counts: Record<string, number>
  rss: number
  held: number
  peak: number
}

interface OurRun extends Run {
  firstPage: number
  graph: { objects: number; references: number; targets: number }
  bodyFound: boolean
  /** Kinds that the ledger does not call listed, and why. */
  unlisted: string[]
}

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' },
    others: { type: 'string', default: '40000' },
    runs: { type: 'string', default: '3' },
    real: { type: 'string' },
    only: { type: 'string' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-sync-'))
const figures = new Figures(values.real === undefined ? 'sync' : 'sync-real')
const kubeconfig = values.real ?? join(folder, 'config')
const server =
  values.real === undefined ? await startServer({ pods: Number(values.pods), others: Number(values.others) }, kubeconfig) : null

async function run<T>(part: string, flags: readonly string[] = []): Promise<T> {
  const child = new JsonProcess(part, [kubeconfig], ['--expose-gc', ...flags])
  const began = performance.now()
  const result = await child.next<T>(240_000)
  // an engine that was stopped must leave nothing that keeps its process alive
  const ended = await Promise.race([
    child.exited,
    new Promise<'hangs'>((resolve) => {
      setTimeout(() => resolve('hangs'), 5_000).unref()
    }),
  ])
  if (ended === 'hangs') figures.wrong(`${part} does not end by itself`)
  else if (ended !== 0) figures.wrong(`${part} ended with ${String(ended)} after ${String(Math.round(performance.now() - began))} ms`)
  await child.stop()
  return result
}

// bundled, and with the limits of its heap, as in the app
const engine = await bundle('engineSync.ts')
const limits = [`--max-semi-space-size=${String(engineLimits.maxYoungGenerationSizeMb / 3)}`]
const ours: OurRun[] = []
const theirs: Run[] = []
try {
  for (let i = 0; i < Number(values.runs); i++) {
    if (values.only !== 'peer') ours.push(await run<OurRun>(engine, limits))
    if (values.only !== 'ours') theirs.push(await run<Run>('bench/parts/clientNodeInformers.ts'))
  }
} finally {
  await server?.process.stop()
  rmSync(folder, { recursive: true, force: true })
}

const of = <T>(runs: readonly T[], pick: (run: T) => number): number => median(runs.map(pick))
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0)
const mb = (bytes: number): number => bytes / 1024 / 1024

if (ours.length > 0) {
  figures.heading(
    `ours, median of ${String(ours.length)}: ${String(of(ours, (r) => sum(r.counts)))} objects of ${String(Object.keys(ours[0]?.counts ?? {}).length)} kinds, ${String(of(ours, (r) => r.graph.references))} references`,
  )
  figures.add(
    'full sync, facts and graph ready',
    of(ours, (r) => r.synced),
    ' ms',
  )
  figures.add(
    'processor time, all threads',
    of(ours, (r) => r.cpu),
    ' ms',
  )
  figures.add(
    'first row in the window',
    of(ours, (r) => r.first),
    ' ms',
  )
  figures.add(
    'first 200 rows in the window',
    of(ours, (r) => r.firstPage),
    ' ms',
  )
  figures.add(
    '  of the full sync',
    of(ours, (r) => r.firstPage / r.synced),
    'x',
    0.1,
  )
  figures.add('settled, resident', mb(of(ours, (r) => r.rss)), ' MB')
  figures.add('settled, held by the engine', mb(of(ours, (r) => r.held)), ' MB')
  figures.add('peak of the sync, resident', mb(of(ours, (r) => r.peak)), ' MB')
  figures.add(
    '  of settled',
    of(ours, (r) => r.peak / r.rss),
    'x',
    1.3,
  )
}
if (theirs.length > 0) {
  figures.heading(
    `informers of @kubernetes/client-node, median of ${String(theirs.length)}: ${String(of(theirs, (r) => sum(r.counts)))} objects`,
  )
  figures.add(
    'full sync',
    of(theirs, (r) => r.synced),
    ' ms',
  )
  figures.add(
    'processor time, all threads',
    of(theirs, (r) => r.cpu),
    ' ms',
  )
  figures.add(
    'first pod',
    of(theirs, (r) => r.first),
    ' ms',
  )
  figures.add('settled, resident', mb(of(theirs, (r) => r.rss)), ' MB')
  figures.add('settled, held', mb(of(theirs, (r) => r.held)), ' MB')
  figures.add('peak, resident', mb(of(theirs, (r) => r.peak)), ' MB')
}
if (ours.length > 0 && theirs.length > 0) {
  figures.heading('ours to theirs')
  const ratio = (pick: (run: Run) => number): number => of(ours, pick) / of(theirs, pick)
  figures.add(
    'full sync',
    ratio((r) => r.synced),
    'x',
    0.6,
    'stretch 0.35x',
  )
  figures.add(
    'processor time',
    ratio((r) => r.cpu),
    'x',
  )
  figures.add(
    'settled memory, resident',
    ratio((r) => r.rss),
    'x',
    0.3,
  )
  figures.add(
    'settled memory, held',
    ratio((r) => r.held),
    'x',
    0.3,
  )
  figures.add(
    'peak',
    ratio((r) => r.peak),
    'x',
  )
}
for (const [who, runs] of [
  ['ours', ours],
  ['theirs', theirs],
] as const) {
  for (const each of runs) {
    const expected = server?.state.counts
    if (expected === undefined) continue
    for (const [resource, count] of Object.entries(expected))
      if ((each.counts[resource] ?? 0) !== count)
        figures.wrong(`${who}: ${String(each.counts[resource] ?? 0)} ${resource} instead of ${String(count)}`)
  }
}
if (server === null) {
  // a real cluster goes on living between the runs: told, and no failure
  for (const [resource, count] of Object.entries(theirs[0]?.counts ?? {})) {
    const held = ours[0]?.counts[resource]
    if (held !== undefined && held !== count)
      figures.heading(`  note: ${String(held)} ${resource} in our first run, ${String(count)} in theirs`)
  }
}
for (const each of ours) for (const kind of each.unlisted) figures.wrong(`ours: ${kind}`)
for (const each of ours) if (!each.bodyFound) figures.wrong('the body of a pod could not be retrieved')
figures.end({ ours, theirs })
