// Our side of `clusters.ts`, in a process of its own: an engine that opens contexts of a kubeconfig, all at once, and says how long each took to be live and what it
// holds then. Contexts whose names begin with `bad` never get live. Run: `node --expose-gc engineClusters.ts KUBECONFIG
// [HOW MANY TO OPEN [look]]`; with `look` somebody looks at the Pods of the last one.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { settledMemory, peakMemory } from './memory.ts'
import { must, startEngine } from './windowOfEngine.ts'

const deadline = 180_000
const began = performance.now()
const { engine, client, hello, stop } = await startEngine(process.argv[2] ?? '')
const started = performance.now() - began
const looks = process.argv[4] === 'look'
const wanted = hello.clusters.slice(0, Number(process.argv[3] ?? hello.clusters.length))
const turns = monitorEventLoopDelay({ resolution: 5 })
turns.enable()
/** Milliseconds of processor time of this thread: between two ticks of a timer it is what one turn took, whatever else the machine does. */
const busyTime = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
let longestWork = 0
let worked = busyTime()
const ticks = setInterval(() => {
  const now = busyTime()
  longestWork = Math.max(longestWork, now - worked)
  worked = now
}, 2)
const opening = performance.now()
const live: Record<string, number> = {}
/** Until the one that somebody looks at, the last of them, has all its Pods. */
let lookedAt: number | null = null
/** What is said of those that never get live. */
const told: Record<string, string> = {}
await Promise.all(
  wanted.map(async ({ id, name }) => {
    must(await client.api.openCluster(id))
    const isSeen = looks && id === wanted.at(-1)?.id
    if (isSeen)
      must(
        await client.api.openRows({ cluster: id, kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false }, 0, 50),
      )
    for (;;) {
      if (isSeen && lookedAt === null && engine.workspace.get(id)?.ledgerOf('core/Pod').state === 'listed')
        lookedAt = performance.now() - opening
      const summary = engine.workspace.get(id)?.summary()
      if (summary?.state === 'live') {
        live[name] = performance.now() - opening
        return
      }
      if (name.startsWith('bad')) {
        // it is enough that it says what is wrong with it; one that hangs says that it connects
        told[name] = summary?.state ?? '?'
        return
      }
      if (performance.now() - opening > deadline) throw new Error(`${name} is ${summary?.state ?? 'not open'} after ${deadline / 1000} s`)
      await sleep(5)
    }
  }),
)
// the store's own work goes on for a moment after the last list
for (const { id } of wanted) await engine.workspace.get(id)?.picture.store.settle()
const longestTurn = turns.max / 1e6
turns.disable()
clearInterval(ticks)
// dead servers have been tried a few times by then
if (Object.keys(told).length > 0) await sleep(8_000)
for (const { id, name } of wanted) if (name in told) told[name] = engine.workspace.get(id)?.summary().state ?? 'closed'
const objects = wanted.reduce((sum, { id }) => {
  const picture = engine.workspace.get(id)?.picture
  return sum + (picture?.kinds().reduce((all, kind) => all + picture.store.count(kind.id), 0) ?? 0)
}, 0)
const memory = await settledMemory()
await stop()
process.stdout.write(
  `${JSON.stringify({ started, live, lookedAt, told, objects, longestTurn, longestWork, ...memory, peak: peakMemory() })}
`,
)
