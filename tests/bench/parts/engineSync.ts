// Our side of `sync.ts`, in a process of its own: a whole engine with a window that has the Pods table open. Prints one JSON line when all kinds are
// listed, facts read, the graph is joined and memory has settled. Run: `node --expose-gc engineSync.ts KUBECONFIG`.
import { setTimeout as sleep } from 'node:timers/promises'
import { peakMemory, settledMemory } from './memory.ts'
import { must, openEngine } from './windowOfEngine.ts'

const deadline = 180_000
const started = performance.now()
const cpuBefore = process.cpuUsage()
const threadBefore = process.threadCpuUsage()
const since = (): number => performance.now() - started

const window = await openEngine(process.argv[2] ?? '')
const { cluster, client, engine } = window
let firstRow = 0
let firstPage = 0
const subscription = must(
  await client.api.openRows({ cluster, kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false }, 0, 200),
)
window.onRows(subscription, (frame) => {
  if (firstRow === 0 && frame.slots.length > 0) firstRow = since()
  // fewer rows than 200 are a page when there are no more
  if (firstPage === 0 && (frame.slots.length >= 200 || frame.ledger.state === 'listed')) firstPage = since()
})
const opened = engine.workspace.get(cluster)
if (opened === undefined) throw new Error('the cluster is not open')
const { store, graph } = opened.picture
while (opened.summary().state !== 'live') {
  if (since() > deadline) throw new Error(`not synced within ${deadline / 1000} s: ${JSON.stringify(opened.summary())}`)
  await sleep(2)
}
store.flush()
const synced = since()
const { user, system } = process.cpuUsage(cpuBefore)
const thread = process.threadCpuUsage(threadBefore)
const kinds = must(await client.api.openCluster(cluster)).kinds
// metrics.k8s.io serves `pods` and `nodes` of its own, which are counted with it
const counts = Object.fromEntries(
  kinds.map((kind) => [kind.group === 'metrics.k8s.io' ? `${kind.resource}.${kind.group}` : kind.resource, store.count(kind.id)]),
)
const peak = peakMemory()
// what cannot be watched is polled while somebody looks, and waits until then
const unlisted = opened
  .ledger()
  .filter((entry) => entry.state !== 'listed' && entry.state !== 'waiting')
  .map((entry) => `${entry.kind} is ${entry.state}: ${entry.error?.message ?? ''}`)
await store.settle()
const memory = await settledMemory()
const pods = kinds.find((kind) => kind.id === 'core/Pod')
const random = [...store.ofKind('core/Pod')][Math.floor(store.count('core/Pod') / 3)]
const body = random === undefined ? undefined : store.body(`core/Pod/${random.namespace}/${random.name}`)
await window.stop()
process.stdout.write(
  `${JSON.stringify({
    synced,
    first: firstRow,
    firstPage,
    cpu: (user + system) / 1000,
    threadCpu: (thread.user + thread.system) / 1000,
    counts,
    unlisted,
    graph: graph.size,
    ...memory,
    peak,
    bodyFound: pods !== undefined && (random === undefined || body?.['metadata'] !== undefined),
  })}\n`,
)
