/**
 * Figures of the store beside their goals (P-3, P-4, P-5 of the design). Run: `node --expose-gc tests/bench/store.ts [pods]`.
 * Rates and times are of processor time, so that other load counts little; they depend on the machine, sizes hardly do.
 */
import { kindFor, readFacts } from '../../engine/kinds/index.ts'
import type { KubeObject } from '../../engine/kinds/kind.ts'
import { extractReferences } from '../../engine/relations/interpreter.ts'
import { builtInBook } from '../../engine/relations/ruleBook.ts'
import { ClusterStore } from '../../engine/store/clusterStore.ts'
import { ByteWriter } from '../../engine/store/byteWriter.ts'
import { copyWithoutManagedFields } from '../../engine/store/managedFieldsCutter.ts'
import { openRowsList } from '../../engine/rows/rowsList.ts'
import type { LedgerEntry, RowsQuery } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { UsageBook } from '../../engine/metrics/usageBook.ts'
import { UsageColumns } from '../../engine/metrics/usageColumns.ts'
import { PodFactory } from '../support/podFactory.ts'

const pods = Number(process.argv[2] ?? 10_000)
const rows = 100_000
const gc = globalThis.gc
const podColumns = kindFor('core/Pod')?.columns ?? []

function line(what: string, value: string, goal = ''): void {
  process.stdout.write(`${what.padEnd(52)} ${value.padStart(14)}  ${goal}\n`)
}

/** Milliseconds of processor time of this thread (of the process, where the thread's cannot be asked for): other load does not count. */
function busyTime(): number {
  const { user, system } = typeof process.threadCpuUsage === 'function' ? process.threadCpuUsage() : process.cpuUsage()
  return (user + system) / 1000
}

function memory(): number {
  gc?.()
  gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function newStore(): ClusterStore {
  return new ClusterStore({
    read: (kind, object) => readFacts(kind, object, undefined, Date.now()),
    references: (kind, object, near) => extractReferences(builtInBook, kind, object, near),
    now: () => Date.now(),
  })
}

async function ingest(): Promise<void> {
  const factory = new PodFactory()
  const batch = 250
  // Lines are made in batches outside the clock, and handed on in chunks with a turn of the loop between them, as a stream does.
  const before = memory()
  const store = newStore()
  const sink = store.sink('core/Pod')
  sink.begin({ namespace: null })
  let spent = 0
  let wire = 0
  let peak = 0
  let underway = 0
  let cpuSpent = 0
  const look = (): void => {
    const live = memory() - before
    if (live <= peak) return
    peak = live
    underway = store.stats().heldBytes
  }
  for (let start = 0; start < pods; start += batch) {
    const lines = Array.from({ length: Math.min(batch, pods - start) }, (_, index) => Buffer.from(factory.json(start + index)))
    for (const json of lines) wire += json.length
    const began = busyTime()
    const beganAll = process.cpuUsage()
    for (let index = 0; index < lines.length; index++) {
      const json = lines[index]
      const reason = json === undefined ? 'no line' : sink.upsert(json)
      if (reason !== null) throw new Error(reason)
      if (index % 10 === 9)
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
    }
    spent += busyTime() - began
    cpuSpent += process.cpuUsage(beganAll).user
    lines.length = 0 // they are the server's
    if (start % 1000 === 0) look()
  }
  sink.commit()
  look()
  await store.settle()
  const settled = memory() - before
  const stats = store.stats()
  const perPod = settled / pods
  line(
    `pods ingested (${(wire / pods / 1024).toFixed(1)} KB each on the wire)`,
    `${Math.round((pods / spent) * 1000).toLocaleString('en')}/s`,
    'figures.md 1.5: cut + parse alone 14,400/s',
  )
  line('CPU of it, all threads', `${(cpuSpent / pods).toFixed(0)} us/pod`)
  line('settled bytes per pod, body included', `${perPod.toFixed(0)} B`, 'goal 3,072, stretch 2,048')
  line(
    '  of which compressed bodies',
    `${(stats.heldBytes / pods).toFixed(0)} B`,
    `from ${(stats.bodyBytes / pods).toFixed(0)} B without managedFields`,
  )
  line('live memory while syncing / settled', `${(peak / settled).toFixed(2)}`, 'goal 1.3')
  line(
    '  of the difference, bodies on their way and their buffers',
    `${((underway - stats.heldBytes) / 1e6).toFixed(1)} of ${((peak - settled) / 1e6).toFixed(1)} MB`,
    'the same for any number of pods',
  )

  const ids = [...store.ofKind('core/Pod')].map((object) => `core/Pod/${object.namespace}/${object.name}`)
  const times: number[] = []
  for (let index = 0; index < 200; index++) {
    const id = ids[(index * 7919) % ids.length] ?? ''
    const began = performance.now()
    if (store.body(id) === undefined) throw new Error(`${id} has no body`)
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  line('body of a random pod, p50 / p99', `${(times[100] ?? 0).toFixed(2)} / ${(times[197] ?? 0).toFixed(2)} ms`)
  let began = performance.now()
  let read = 0
  for (const { json } of store.bodiesOf('core/Pod')) read += json.length
  line('all bodies, in order', `${Math.round(read / 1e3 / (performance.now() - began))} MB/s`)

  // Churn: updates of random pods with an open list.
  const view = openRowsList([{ store, columns: podColumns, cluster: null }], query(), () => {})
  view.move(0, 200)
  view.take()
  const events = 20_000
  let busy = 0
  let frames = 0
  for (let start = 0; start < events; start += batch) {
    const lines = Array.from({ length: batch }, (_, index) =>
      Buffer.from(JSON.stringify(withoutManagedFields(factory.pod(((start + index) * 7919) % pods, 1e6 + start + index)))),
    )
    began = busyTime()
    for (let index = 0; index < lines.length; index++) {
      const json = lines[index]
      if (json !== undefined) sink.upsert(json)
      if (index % 80 === 79) {
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
        if (view.take() !== null) frames++
      }
    }
    busy += busyTime() - began
  }
  await store.settle()
  line(
    'updates with an open list of all pods (6 KB each)',
    `${Math.round((events / busy) * 1000).toLocaleString('en')}/s`,
    `goal 5,000/s; ${String(frames)} frames`,
  )
  line(
    'settled bytes per pod after that',
    `${((memory() - before) / pods).toFixed(0)} B`,
    `dead ${(store.stats().deadBytes / pods).toFixed(0)} B`,
  )
  view.close()
  store.close()
}

function withoutManagedFields(pod: Record<string, unknown>): unknown {
  return { ...pod, metadata: { ...(pod['metadata'] as object), managedFields: undefined } }
}

/** What the same work costs without a store, in this run on this machine: the measure for the rate of ingestion. */
function baselines(): void {
  const factory = new PodFactory()
  const count = 2000
  const lines = Array.from({ length: count }, (_, index) => Buffer.from(factory.json(index)))
  const writer = new ByteWriter()
  const cut = (json: Buffer): void => {
    writer.reset()
    copyWithoutManagedFields(json, writer)
  }
  const rate = (work: (json: Buffer) => void): number => {
    for (const json of lines) work(json)
    const began = busyTime()
    for (const json of lines) work(json)
    return Math.round((count / (busyTime() - began)) * 1000)
  }
  line(
    'baseline: JSON.parse of the whole',
    `${rate((json) => {
      JSON.parse(json.toString())
    }).toLocaleString('en')}/s`,
  )
  line('baseline: cutting managedFields alone', `${rate(cut).toLocaleString('en')}/s`)
  line(
    'baseline: cut, then JSON.parse',
    `${rate((json) => {
      cut(json)
      JSON.parse(writer.text())
    }).toLocaleString('en')}/s`,
  )
  line(
    'baseline: cut, parse, facts, references',
    `${rate((json) => {
      cut(json)
      const pod = JSON.parse(writer.text()) as KubeObject
      readFacts('core/Pod', pod, undefined, Date.now())
      extractReferences(builtInBook, 'core/Pod', pod)
    }).toLocaleString('en')}/s`,
  )
}

function query(change: Partial<RowsQuery> = {}): RowsQuery {
  return { cluster: 'c', kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false, ...change }
}

async function tables(): Promise<void> {
  const store = newStore()
  const template = new PodFactory({ seed: 2 })
  for (let index = 0; index < rows; index++) {
    const pod = template.pod(index) as { metadata: Record<string, unknown>; spec: Record<string, unknown>; status: Record<string, unknown> }
    const { managedFields: _cut, annotations: _left, ...metadata } = pod.metadata
    const spec = { nodeName: pod.spec['nodeName'] }
    const reason = store.load('core/Pod', Buffer.from(JSON.stringify({ metadata, spec, status: pod.status })))
    if (reason !== null) throw new Error(reason)
    const { name, namespace } = metadata
    const usage = { cpu: `${String((index * 7919) % 4000)}m`, memory: `${String((index * 104_729) % 8192)}Mi` }
    const measured = { metadata: { name, namespace }, timestamp: '2026-01-01T00:00:00Z', window: '10s', containers: [{ name: 'c', usage }] }
    const defect = store.load('metrics.k8s.io/PodMetrics', Buffer.from(JSON.stringify(measured)))
    if (defect !== null) throw new Error(defect)
    if (index % 500 === 0)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  }
  await store.settle()
  store.flush()
  const graph = new Graph(store)
  const listed = { state: 'polled' } as LedgerEntry // of the ledger only the state is asked for
  const book = new UsageBook({
    store,
    graph,
    columns: (kind) => kindFor(kind)?.columns ?? [],
    ledgerOf: () => listed,
    minutes: () => 5,
    want: () => () => undefined,
  })
  const sorts: [string, Partial<RowsQuery>][] = [
    ['open', {}],
    ['filter "cart"', { filter: 'cart' }],
    ['filter status:crash', { filter: 'status:crash' }],
    ['filter label:tier=front -web', { filter: 'label:tier=front -web' }],
    ['filter age:<1000d', { filter: 'age:<1000d' }],
    ['sort name', { sort: { column: 'name', descending: false } }],
    ['sort status, worst first', { sort: { column: 'status', descending: true } }],
    ['sort restarts', { sort: { column: 'restarts', descending: true } }],
    ['sort age', { sort: { column: 'age', descending: false } }],
    ['sort node', { sort: { column: 'node', descending: false } }],
    ['problems only', { problemsOnly: true }],
    ['sort CPU in use', { sort: { column: 'cpuUsage', descending: true } }],
    ['sort memory in use', { sort: { column: 'memoryUsage', descending: false } }],
    ['filter cpuUsage:>3', { filter: 'cpuUsage:>3' }],
  ]
  for (const [name, change] of sorts) {
    let ready: () => void = () => {}
    const told = new Promise<void>((resolve) => {
      ready = resolve
    })
    let began = busyTime()
    const used = `${change.sort?.column ?? ''} ${change.filter ?? ''}`.includes('Usage')
    const overlays = used ? [new UsageColumns(book, store, 'core/Pod')] : []
    if (used) began = busyTime() // what was measured is read when the columns are opened
    const view = openRowsList([{ store, columns: podColumns, cluster: null, overlays }], query(change), ready)
    view.move(0, 200)
    await told
    const first = view.take()
    const firstPage = busyTime() - began
    began = busyTime()
    view.move(Math.max(0, (first?.matching ?? 0) - 300), 200)
    let deep = view.take()
    while (deep === null) {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      deep = view.take()
    }
    line(
      `100,000 rows, ${name}`,
      `${firstPage.toFixed(1)} ms`,
      `goal 50; ${String(first?.matching)} match; last page ${(busyTime() - began).toFixed(0)} ms`,
    )
    if (used && (first?.matching ?? 0) === 0) throw new Error(`${name}: no usage is known`)
    view.close()
    for (const overlay of overlays) overlay.close()
  }
  const began = performance.now()
  store.search('cart 7', 50)
  line('search over 100,000 names', `${(performance.now() - began).toFixed(1)} ms`)
  store.close()
}

async function main(): Promise<void> {
  if (gc === undefined) process.stdout.write('run with --expose-gc for true memory figures\n')
  baselines()
  if (pods > 0) await ingest()
  await tables()
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
})
