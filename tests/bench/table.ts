/**
 * A table of 100,000 rows through a whole engine and a window's port: filter, sort, scroll, each until the first page of the answer is in the window.
 * Every page is held against a plain filter and sort of the same objects. Run: `node tests/bench/table.ts [--rows N]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { RowsFrame, RowsQuery } from '../../engine/contract/index.ts'
import { newsPace } from '../../engine/rpc/frameHub.ts'
import { keepNameOrder } from '../../engine/rows/nameOrder.ts'
import { seededRandom } from '../support/seededRandom.ts'
import { startServer } from './parts/childProcess.ts'
import { Figures, median, quantile } from './parts/figures.ts'
import { must, openEngine } from './parts/windowOfEngine.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, runs: { type: 'string', default: '7' } } })
const count = Number(values.rows)
const page = 60
const goal = 50
const figures = new Figures('table')

interface PlainPod {
  namespace: string
  name: string
  restarts: number
  node: string
}

const random = seededRandom(7)
const plain = Array.from({ length: count }, (_, i): PlainPod => ({
  namespace: `team-${String(Math.floor(random() * 200)).padStart(3, '0')}`,
  name: `app-${String(Math.floor(random() * 4000)).padStart(4, '0')}-${String(i).padStart(6, '0')}`,
  restarts: random() < 0.05 ? Math.floor(random() * 500) : 0,
  node: `node-${String(Math.floor(random() * 1000))}`,
}))
const json = (pod: PlainPod, i: number, version = 5000 + i): Buffer =>
  Buffer.from(
    JSON.stringify({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        name: pod.name,
        namespace: pod.namespace,
        uid: `10000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
        resourceVersion: String(version),
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: { app: pod.name.slice(0, 8) },
      },
      spec: { nodeName: pod.node, containers: [{ name: 'main', image: 'registry.example/main:1' }] },
      status: {
        phase: 'Running',
        podIP: `10.${String(i >> 16)}.${String((i >> 8) & 255)}.${String(i & 255)}`,
        containerStatuses: [
          { name: 'main', ready: true, restartCount: pod.restarts, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } },
        ],
      },
    }),
  )

const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-table-'))
const server = await startServer({ pods: 0, others: 10 }, join(folder, 'config'))
const window = await openEngine(join(folder, 'config'))
try {
  const { cluster, client, engine } = window
  const opened = engine.workspace.get(cluster)
  if (opened === undefined) throw new Error('the cluster is not open')
  while (opened.summary().state !== 'live') await sleep(5)
  const { store } = opened.picture
  const began = performance.now()
  for (const [i, pod] of plain.entries()) {
    const problem = store.load('core/Pod', json(pod, i))
    if (problem !== null) throw new Error(problem)
    if (i % 500 === 0) await new Promise(setImmediate)
  }
  store.flush()
  await store.settle()
  figures.heading(`${count.toLocaleString('en')} rows, pages of ${String(page)}, median of ${values.runs} (most)`)
  figures.add('rows loaded', performance.now() - began, ' ms')

  let query: RowsQuery = { cluster, kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false }
  let take: ((frame: RowsFrame) => void) | null = null
  /** The first frame that comes after the engine has said yes: it holds the answer. */
  const timed = async (ask: () => Promise<unknown>): Promise<{ took: number; frame: RowsFrame }> => {
    const from = performance.now()
    await ask()
    const frame = await new Promise<RowsFrame>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no frame within 20 s')), 20_000)
      take = (got) => {
        clearTimeout(timer)
        resolve(got)
      }
    })
    take = null
    return { took: performance.now() - from, frame }
  }
  const opening = performance.now()
  const subscription = must(await client.api.openRows(query, 0, page))
  const shown = new Map<number, string>()
  window.onRows(subscription, (frame) => {
    for (const row of frame.rows) shown.set(row.key, `${row.namespace}/${row.name}`)
    take?.(frame)
  })
  await timed(() => Promise.resolve())
  figures.add('table opened', performance.now() - opening, ' ms', goal)

  const byName = (a: PlainPod, b: PlainPod): number =>
    a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0
  const expected = (rows: readonly PlainPod[]): readonly PlainPod[] => {
    const words = query.filter.split(' ').filter((word) => word !== '')
    const left = rows.filter(
      (pod) =>
        (query.namespaces?.includes(pod.namespace) ?? true) &&
        words.every((word) => (word.startsWith('node:') ? pod.node.includes(word.slice(5)) : pod.name.includes(word))),
    )
    const sign = query.sort?.descending === true ? -1 : 1
    return left.sort(
      (a, b) =>
        (query.sort?.column === 'restarts'
          ? sign * (a.restarts - b.restarts)
          : query.sort?.column === 'name'
            ? sign * (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
            : 0) || byName(a, b),
    )
  }
  /** Done when everything has been measured: it would hold up the engine, which is in this thread. */
  const checks: (() => void)[] = []
  const check = (what: string, frame: RowsFrame): void => {
    const asked = query
    const rows = [...plain]
    checks.push(() => {
      query = asked
      checkNow(what, frame, rows)
    })
  }
  const checkNow = (what: string, frame: RowsFrame, rows: readonly PlainPod[]): void => {
    const all = expected(rows)
    if (frame.matching !== all.length) figures.wrong(`${what}: ${String(frame.matching)} rows instead of ${String(all.length)}`)
    const wanted = all.slice(frame.start, frame.start + page).map((pod) => `${pod.namespace}/${pod.name}`)
    const got = frame.slots.map((key) => shown.get(key) ?? '?')
    if (got.join() !== wanted.join())
      figures.wrong(
        `${what}: another page than a plain filter and sort gives (${got.slice(0, 2).join()} instead of ${wanted.slice(0, 2).join()})`,
      )
  }
  const measure = async (what: string, steps: readonly Partial<RowsQuery>[], runs = Number(values.runs)): Promise<void> => {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      for (const step of steps) {
        query = { ...query, ...step }
        const { took, frame } = await timed(() => client.api.changeRows(subscription, query).then(must))
        times.push(took)
        if (run === 0) check(what, frame)
      }
    }
    figures.add(what, median(times), ' ms', goal, `most ${quantile(times, 1).toFixed(0)} ms`)
  }
  const held = keepNameOrder(store, 'core/Pod')
  const turns = monitorEventLoopDelay({ resolution: 1 })
  turns.enable()
  await measure('sort by restarts as soon as the table is open', [{ sort: { column: 'restarts', descending: true } }], 1)
  query = { ...query, sort: null }
  await timed(() => client.api.changeRows(subscription, query).then(must))
  while (held.order.bytes < 50 * count) await sleep(5) // columns are read ahead in the background
  await measure('filter by a word of the name', [{ filter: 'app-12' }, { filter: 'app-123' }, { filter: '' }])
  await measure('filter by node', [{ filter: 'node:node-77' }, { filter: '' }])
  await measure('one namespace, and back', [{ namespaces: ['team-017'] }, { namespaces: null }])
  await measure('sort by name, both ways', [
    { sort: { column: 'name', descending: false } },
    { sort: { column: 'name', descending: true } },
  ])
  await measure('sort by restarts, both ways', [
    { sort: { column: 'restarts', descending: true } },
    { sort: { column: 'restarts', descending: false } },
  ])
  await measure('default order again', [{ sort: { column: 'restarts', descending: true } }, { sort: null }])
  query = { ...query, sort: { column: 'restarts', descending: true } }
  await timed(() => client.api.changeRows(subscription, query).then(must))
  const changes: number[] = []
  for (let run = 0; run < 20; run++) {
    await sleep(2 * newsPace) // what follows the news before at once is held back, and that is no work
    const { took } = await timed(() => {
      for (let i = 0; i < 40; i++) {
        const at = Math.floor(random() * count)
        const pod = { ...(plain[at] as PlainPod), restarts: 600 + Math.floor(random() * 400) } // within the list
        plain[at] = pod
        const problem = store.load('core/Pod', json(pod, at, 200_000 + run))
        if (problem !== null) throw new Error(problem)
      }
      return Promise.resolve()
    })
    changes.push(took)
  }
  figures.add('40 changed rows brought into an order', median(changes), ' ms', goal, `most ${quantile(changes, 1).toFixed(0)} ms`)
  await measure('default order after changes', [{ sort: null }], 1)
  const scrolls: number[] = []
  for (let i = 0; i < 40; i++) {
    const start = Math.floor(random() * (count - page))
    const { took, frame } = await timed(() => client.api.moveRows(subscription, start, page).then(must))
    scrolls.push(took)
    if (frame.start !== start) figures.wrong(`scrolled to ${String(start)}, got ${String(frame.start)}`)
    else if (i < 5) check('scroll', frame)
  }
  figures.add('scroll anywhere', median(scrolls), ' ms', goal, `most ${quantile(scrolls, 1).toFixed(0)} ms`)
  turns.disable()
  figures.add(
    'longest turn of the engine thread',
    turns.max / 1e6 - 1,
    ' ms',
    undefined,
    `99 of 100 below ${(turns.percentile(99) / 1e6 - 1).toFixed(1)} ms`,
  )
  figures.add(
    'kept for sorting',
    held.order.bytes / count,
    ' bytes a row',
    undefined,
    `${String(opened.picture.kindOf('core/Pod').columns.length)} columns`,
  )
  held.release()
  for (const one of checks) one()
  figures.end(null)
} finally {
  await window.stop()
  await server.process.stop()
  rmSync(folder, { recursive: true, force: true })
}
