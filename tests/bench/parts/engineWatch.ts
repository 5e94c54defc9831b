// Our side of `watch.ts`, in a process of its own: a whole engine with a window that has a list open, under a storm of changes. Says `{ready}` when
// synced, then answers `start`, `version` and `end` on standard input. Run: `node --expose-gc engineWatch.ts KUBECONFIG`.
import { createHash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from './figures.ts'
import { settledMemory } from './memory.ts'
import { must, openEngine } from './windowOfEngine.ts'

const window = await openEngine(process.argv[2] ?? '')
const { cluster, client, engine } = window
const opened = engine.workspace.get(cluster)
if (opened === undefined) throw new Error('the cluster is not open')
const { store } = opened.picture
const subscription = must(
  await client.api.openRows(
    { cluster, kind: 'core/Pod', namespaces: null, filter: '', sort: { column: 'restarts', descending: true }, problemsOnly: false },
    0,
    60,
  ),
)
let latencies: number[] = []
let rows = 0
window.onRows(subscription, (frame) => {
  rows += frame.rows.length
  if (frame.changedAt > 0) latencies.push(Date.now() - frame.changedAt)
})
const say = (what: unknown): void => void process.stdout.write(`${JSON.stringify(what)}\n`)
while (opened.summary().state !== 'live') await sleep(5)

let newest = 0
store.onChange((changes) => {
  for (const { after } of changes.updated) newest = Math.max(newest, Number(after.resourceVersion))
  for (const after of changes.added) newest = Math.max(newest, Number(after.resourceVersion))
})
const delay = monitorEventLoopDelay({ resolution: 5 })
let cpu = process.cpuUsage()
let threadCpu = process.threadCpuUsage()
let began = performance.now()
let before = await settledMemory()
say({ ready: true, pods: store.count('core/Pod') })

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'start') {
    before = await settledMemory()
    latencies = []
    rows = 0
    delay.enable()
    cpu = process.cpuUsage()
    threadCpu = process.threadCpuUsage()
    began = performance.now()
    say({ started: true })
  } else if (line === 'version') {
    say({ newest })
  } else if (line === 'end') {
    const { user, system } = process.cpuUsage(cpu)
    const thread = process.threadCpuUsage(threadCpu)
    const seconds = (performance.now() - began) / 1000
    delay.disable()
    const peak = process.memoryUsage.rss()
    const lines = [...store.bodiesOf('core/Pod')].map(
      ({ object, json }) =>
        `${object.namespace}/${object.name} ${object.resourceVersion} ${/"restartCount":(\d+)/.exec(Buffer.from(json).toString())?.[1] ?? ''}`,
    )
    await store.settle()
    const after = await settledMemory()
    say({
      digest: createHash('sha256').update(lines.sort().join('\n')).digest('hex'),
      cpu: user + system,
      threadCpu: thread.user + thread.system,
      seconds,
      frames: latencies.length,
      rows,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      max: quantile(latencies, 1),
      loop50: delay.percentile(50) / 1e6,
      loop99: delay.percentile(99) / 1e6,
      before,
      after,
      rssAtEnd: peak,
      state: opened.ledgerOf('core/Pod'),
    })
    await window.stop()
    process.stdin.destroy()
    break
  }
}
