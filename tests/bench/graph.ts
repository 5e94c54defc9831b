/**
 * Figures of the graph beside their goals. Run: `node --expose-gc tests/bench/graph.ts`.
 * Objects come through the real store, with the real kinds; times are medians of processor time of this thread.
 */
import type { GraphQuery } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPlain } from '../../engine/graph/picture.ts'
import { scopeOf } from '../../engine/graph/scope.ts'
import { tileGraph } from '../../engine/graph/tileGraph.ts'
import { isPlumbing } from '../../engine/graph/fold.ts'
import { layoutOverview } from '../../engine/layout/overview.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { readFacts } from '../../engine/kinds/index.ts'
import type { KubeObject } from '../../engine/kinds/kind.ts'
import { extractReferences } from '../../engine/relations/interpreter.ts'
import { builtInBook } from '../../engine/relations/ruleBook.ts'
import { ClusterStore } from '../../engine/store/clusterStore.ts'
import type { ChangeSet } from '../../engine/store/storedObject.ts'
import { estate, type EstateSize } from '../support/estate.ts'
import { kindOf, type RawObject } from '../support/memoryReader.ts'

const everything: GraphQuery = { cluster: 'bench', scope: { type: 'cluster' }, categories: null }
const encoder = new TextEncoder()

function line(what: string, value: string, goal = ''): void {
  process.stdout.write(`${what.padEnd(56)} ${value.padStart(14)}  ${goal}\n`)
}

/** Milliseconds of processor time of this thread: other load does not count. */
function busyTime(): number {
  const { user, system } = typeof process.threadCpuUsage === 'function' ? process.threadCpuUsage() : process.cpuUsage()
  return (user + system) / 1000
}

function median(runs: number, work: () => unknown): number {
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const from = busyTime()
    work()
    times.push(busyTime() - from)
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

const ms = (value: number): string => `${value.toFixed(1)} ms`

function memory(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function fill(objects: readonly RawObject[]): ClusterStore {
  const store = new ClusterStore({
    read: (kind, object: KubeObject) => readFacts(kind, object, undefined, Date.now()),
    references: (kind, object, near) => extractReferences(builtInBook, kind, object, near),
    now: () => Date.now(),
  })
  for (const object of objects) put(store, object)
  for (const kind of store.kinds()) store.setKindState(kind, { complete: true, forbidden: false })
  store.flush()
  return store
}

function put(store: ClusterStore, object: RawObject): void {
  const problem = store.sink(kindOf(object)).upsert(encoder.encode(JSON.stringify(object)))
  if (problem !== null) throw new Error(problem)
}

function run(size: EstateSize, goal: { build: string; layout: string }): void {
  const objects = estate(size).map((o, i) => ({ ...o, metadata: { ...o['metadata'], resourceVersion: String(i + 1) } }))
  const store = fill(objects)
  const n = objects.length
  line(`${n.toLocaleString('en')} objects`, '')
  const before = memory()
  let graph = new Graph(store)
  const held = memory() - before
  line('  graph from the store', ms(median(5, () => (graph = new Graph(store)))), goal.build)
  line('  memory of the graph per object', globalThis.gc ? `${(held / n).toFixed(0)} B` : 'needs --expose-gc')
  line('  all edges, written out', ms(median(3, () => graph.edges())), `${graph.edges().length.toLocaleString('en')} edges`)

  const random = seededRandom(1)
  let version = n
  const told: ChangeSet[] = []
  const stop = store.onChange((changes) => told.push(changes))
  const times = [true, false].map((structure) => {
    const runs = Array.from({ length: 15 }, () => {
      for (let i = 0; i < 100; i++) {
        const object = objects[Math.floor(random() * n)] as RawObject
        const labels = structure ? { ...object['metadata'].labels, round: String(version) } : object['metadata'].labels
        put(store, { ...object, metadata: { ...object['metadata'], labels, resourceVersion: String(++version) } })
      }
      store.flush()
      const from = busyTime()
      for (const changes of told.splice(0)) graph.apply(changes)
      return busyTime() - from
    })
    return runs.sort((a, b) => a - b)[7] ?? 0
  })
  stop()
  line('  100 objects updated', ms(times[1] ?? 0), 'goal 2 ms')
  line('  100 objects updated, with new labels', ms(times[0] ?? 0), 'goal 2 ms')

  const scope = scopeOf(graph, store, everything)
  line('  overview: scope', ms(median(3, () => scopeOf(graph, store, everything))))
  const { nodes, edges } = tileGraph(graph, store, scope, everything)
  line(
    '  overview: tiles and lifted edges',
    ms(median(3, () => tileGraph(graph, store, scope, everything))),
    `${edges.length.toLocaleString('en')} edges`,
  )
  line(
    '  overview: fold, layout and routes',
    ms(median(3, () => layoutOverview(nodes, edges, (node) => isPlumbing(node.kind, node.name)))),
    goal.layout,
  )
  line('  overview: all of it', ms(median(3, () => drawPlain(graph, store, everything))))
  const id = 'apps/Deployment/atlas/checkout'
  line(
    '  a Deployment and two steps, without forces',
    ms(median(5, () => drawPlain(graph, store, { ...everything, scope: { type: 'object', id, steps: 2 } }))),
  )
  store.close()
}

run({ namespaces: 4, apps: 10, pods: 10, nodes: 20 }, { build: '', layout: 'goal of the next step 10 ms' })
run({ namespaces: 29, apps: 10, pods: 24, nodes: 100 }, { build: 'goal 60 ms', layout: 'goal of the next step 20 ms' })
run({ namespaces: 60, apps: 16, pods: 40, nodes: 400 }, { build: 'goal 300 ms', layout: 'goal of the next step 80 ms' })
