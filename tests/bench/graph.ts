/**
 * Figures of the graph beside their goals: made-up estates of 1,000 to 50,000 objects in which everything is related, and one as large and as
 * loosely related as the largest clusters of the field. Run: `node --expose-gc tests/bench/graph.ts`.
 * Objects come through the real store, with the real kinds; times are medians of processor time of this thread.
 */
import { objectId, packGraphFrame, type GraphQuery, type GraphQuestion } from '../../engine/contract/index.ts'
import { AreaTiles } from '../../engine/graph/areaTiles.ts'
import { ask } from '../../engine/graph/asking/ask.ts'
import { Graph } from '../../engine/graph/graph.ts'
import type { GraphView } from '../../engine/graph/graphView.ts'
import { openGraphView } from '../../engine/graph/openView.ts'
import { idOf } from '../../engine/graph/nodeTarget.ts'
import { contentsOf, drawPlain } from '../../engine/graph/picture.ts'
import { scopeOf } from '../../engine/graph/scope.ts'
import type { ViewClock } from '../../engine/graph/slicedWork.ts'
import { tileGraph } from '../../engine/graph/tileGraph.ts'
import { isPlumbing } from '../../engine/graph/fold.ts'
import { atOnce } from '../../engine/layout/inPieces.ts'
import { LayoutThread } from '../../engine/layout/layoutThread.ts'
import { layoutOverview } from '../../engine/layout/overview.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { readFacts } from '../../engine/kinds/index.ts'
import type { KubeObject } from '../../engine/kinds/kind.ts'
import { extractReferences } from '../../engine/relations/interpreter.ts'
import { builtInBook } from '../../engine/relations/ruleBook.ts'
import { ClusterStore } from '../../engine/store/clusterStore.ts'
import type { ChangeSet } from '../../engine/store/storedObject.ts'
import { census } from '../support/census.ts'
import { estate } from '../support/estate.ts'
import { kindOf, type RawObject } from '../support/memoryReader.ts'
import { Figures } from './parts/figures.ts'

const everything: GraphQuery = { cluster: 'bench', scope: { type: 'cluster' }, categories: null }
const encoder = new TextEncoder()

const figures = new Figures('graph')

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

interface Goals {
  /** Milliseconds, of the graph alone and of everything a cold start asks of it. */
  build?: number
  cold?: number
  layout?: number
}

/** The time of 100 changes, to hold against that of other sizes. */
function run(raw: Iterable<RawObject>, goal: Goals, said = ''): number {
  const objects = Array.from(raw, (o, i) => ({ ...o, metadata: { ...o['metadata'], resourceVersion: String(i + 1) } }))
  const store = fill(objects)
  const n = objects.length
  figures.heading(`${n.toLocaleString('en')} objects${said}`)
  const before = memory()
  let graph = new Graph(store)
  if (globalThis.gc) figures.add('memory of the graph per object', (memory() - before) / n, ' B')
  const build = median(5, () => (graph = new Graph(store)))
  figures.add('graph from the store', build, ' ms', goal.build)
  const writing = median(3, () => graph.edges())
  const all = graph.edges()
  const related = all.filter((edge) => edge.rule !== 2).length
  const nodes = new Set(Array.from(graph.objects(), idOf))
  for (const { source, target } of all) nodes.add(source).add(target)
  figures.add('all edges, joined and written out', writing, ' ms')
  figures.heading(
    `    ${nodes.size.toLocaleString('en')} nodes, ${related.toLocaleString('en')} edges and ${(all.length - related).toLocaleString('en')} of what lies in which namespace`,
  )

  const changed = changes(store, graph, objects)
  figures.add('100 objects updated', changed.plain, ' ms', 2)
  figures.add('100 objects updated, with new labels', changed.labelled, ' ms', 2)

  figures.add(
    'overview: scope',
    median(3, () => atOnce(scopeOf(graph, store, everything))),
    ' ms',
  )
  const scope = atOnce(scopeOf(graph, store, everything))
  const tiles = atOnce(tileGraph(graph, store, scope, everything))
  const tiling = median(3, () => atOnce(tileGraph(graph, store, scope, everything)))
  figures.add('overview: tiles and lifted edges', tiling, ' ms', undefined, `${tiles.edges.length.toLocaleString('en')} edges`)
  const laying = median(3, () => layoutOverview(tiles.nodes, tiles.edges, (node) => isPlumbing(node.kind, node.name)))
  figures.add('overview: fold, layout and routes', laying, ' ms', goal.layout)
  const drawing = median(3, () => drawPlain(graph, store, everything))
  figures.add('overview: all of it', drawing, ' ms')
  if (goal.cold !== undefined)
    figures.add('cold: graph and all its edges', build + writing, ' ms', goal.cold, 'the best peer rebuilds in 12,900 ms')
  const id = objects.map((o) => idOfRaw(o)).find((each) => each.startsWith('apps/Deployment/')) ?? ''
  const near = { ...everything, scope: { type: 'object' as const, id, steps: 2 as const } }
  figures.add(
    'a Deployment and two steps, without forces',
    median(5, () => drawPlain(graph, store, near)),
    ' ms',
  )
  area(store, graph, objects)
  frames(store, graph, objects)
  store.close()
  return changed.plain
}

/** Time that passes while this thread works, and tasks that wait for their turn: as in an engine that has nothing else to do. */
class BenchClock implements ViewClock {
  #skipped = 0
  #tasks: { at: number; task: () => void }[] = []

  now = (): number => busyTime() + this.#skipped

  after = (milliseconds: number, task: () => void): (() => void) => {
    const entry = { at: milliseconds, task }
    this.#tasks.push(entry)
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry)
    }
  }

  /** Runs the next task; false when none waits. */
  run(): boolean {
    const next = this.#tasks.shift()
    if (!next) return false
    this.#skipped += next.at
    next.task()
    return true
  }
}

/** A frame, the time that all of it took, and the longest that it held up who else works in the thread. */
interface Taken {
  frame: ReturnType<GraphView['take']>
  took: number
  longest: number
}

/** Takes frames until nothing is left to do; the last one counts. */
function takeAll(view: GraphView, clock: BenchClock): Taken {
  const taken: Taken = { frame: null, took: 0, longest: 0 }
  const timed = <T>(work: () => T): T => {
    const from = busyTime()
    const result = work()
    const spent = busyTime() - from
    taken.took += spent
    taken.longest = Math.max(taken.longest, spent)
    return result
  }
  do {
    const frame = timed(() => view.take())
    if (frame) taken.frame = frame
  } while (timed(() => clock.run()))
  return taken
}

/** What a window gets that opens the whole cluster: the first frame, and those after a few changes. */
function frames(store: ClusterStore, graph: Graph, objects: readonly RawObject[]): void {
  const clock = new BenchClock()
  const layout = new LayoutThread({ file: null })
  const view = openGraphView(graph, store, everything, { layout, onDirty: () => undefined, clock })
  const first = takeAll(view, clock)
  figures.add('first frame of a view: made', first.took, ' ms')
  figures.add('  its longest piece', first.longest, ' ms', 50)
  if (first.frame === null) figures.wrong('a view has no first frame')
  else {
    const packing = busyTime()
    const bytes = packGraphFrame({ ...first.frame, subscription: 1 }).byteLength
    const spent = busyTime() - packing
    const { nodes, edges } = first.frame
    const what = `${nodes.length.toLocaleString('en')} nodes, ${edges.length.toLocaleString('en')} edges, packed in ${spent.toFixed(1)} ms`
    figures.add('  its size', bytes / 1024, ' KB', undefined, what)
  }
  const stop = store.onChange((changes) => graph.take(changes))
  const random = seededRandom(2)
  let version = 10 * objects.length
  const pods = objects.filter((object) => object['kind'] === 'Pod')
  const after = (change: (object: RawObject) => RawObject): Taken[] =>
    Array.from({ length: 7 }, () => {
      for (let i = 0; i < 10; i++) {
        const object = change(pods[Math.floor(random() * pods.length)] as RawObject) // below the length
        put(store, { ...object, metadata: { ...object['metadata'], resourceVersion: String(++version) } })
      }
      store.flush()
      return takeAll(view, clock)
    }).sort((a, b) => a.took - b.took)
  const told = after((pod) => ({ ...pod, status: { ...pod['status'], phase: 'Failed' } }))[3]
  const drawn = after((pod) => ({
    ...pod,
    metadata: { ...pod['metadata'], name: `${pod['metadata'].name}-${version}`, uid: `new-${version}` },
  }))
  figures.add('10 Pods fail, told', told?.took ?? 0, ' ms')
  figures.add('10 Pods come, drawn and told', drawn[3]?.took ?? 0, ' ms')
  figures.add('  longest piece', Math.max(...drawn.map(({ longest }) => longest)), ' ms', 50)
  stop()
  view.close()
  layout.close()
}

/** The contents of a wide picture, kept in step with changes; and made anew, as they would be otherwise. */
function area(store: ClusterStore, graph: Graph, objects: readonly RawObject[]): void {
  const before = memory()
  const area = new AreaTiles(graph, store, everything)
  const from = busyTime()
  atOnce(area.catchUp())
  figures.add(
    'overview: contents, kept in step',
    busyTime() - from,
    ' ms',
    undefined,
    `${area.size.units.toLocaleString('en')} references of tiles`,
  )
  if (globalThis.gc) figures.add('  memory per object', (memory() - before) / objects.length, ' B')
  const stops = [store.onChange((changes) => graph.take(changes)), graph.onDelta((delta) => area.take(delta))]
  const random = seededRandom(3)
  let version = 20 * objects.length
  const times = Array.from({ length: 21 }, () => {
    for (let i = 0; i < 100; i++) {
      const object = objects[Math.floor(random() * objects.length)] as RawObject // below the length
      const labels = { ...object['metadata'].labels, round: String(version) }
      put(store, { ...object, metadata: { ...object['metadata'], labels, resourceVersion: String(++version) } })
    }
    store.flush()
    const began = busyTime()
    atOnce(area.catchUp())
    return busyTime() - began
  }).sort((a, b) => a - b)
  for (const stop of stops) stop()
  const scratch = median(3, () => atOnce(contentsOf(graph, store, everything)))
  const kept = times[10] ?? 0
  figures.add('overview: contents after 100 objects with new labels', kept, ' ms', undefined, `${scratch.toFixed(0)} ms anew`)
  if (JSON.stringify(atOnce(area.catchUp())) !== JSON.stringify(atOnce(contentsOf(graph, store, everything)).tiles))
    figures.wrong('the contents that are kept are not those that are made anew')
}

function idOfRaw(object: RawObject): string {
  const meta = object['metadata'] as RawObject
  return objectId(kindOf(object), String(meta['namespace'] ?? ''), String(meta['name']))
}

/** Median times of batches of 100 objects that are put again, as they are and with another label; milliseconds. */
function changes(store: ClusterStore, graph: Graph, objects: readonly RawObject[]): { plain: number; labelled: number } {
  const random = seededRandom(1)
  let version = objects.length
  const told: ChangeSet[] = []
  const stop = store.onChange((set) => told.push(set))
  const [labelled = 0, plain = 0] = [true, false].map((relabel) => {
    const runs = Array.from({ length: 41 }, () => {
      for (let i = 0; i < 100; i++) {
        const object = objects[Math.floor(random() * objects.length)] as RawObject // below the length
        const labels = relabel ? { ...object['metadata'].labels, round: String(version) } : object['metadata'].labels
        put(store, { ...object, metadata: { ...object['metadata'], labels, resourceVersion: String(++version) } })
      }
      store.flush()
      // far below what the processor's clock tells apart
      const from = performance.now()
      for (const set of told.splice(0)) graph.apply(set)
      return performance.now() - from
    })
    return runs.sort((a, b) => a - b)[20] ?? 0
  })
  stop()
  return { plain, labelled }
}

/** Questions asked of a graph: how long an answer takes, and the longest that it holds up who else works in its thread. */
async function asking(objects: readonly RawObject[]): Promise<void> {
  const store = fill(objects)
  const graph = new Graph(store)
  const ids = objects.map(idOfRaw)
  const first = (kind: string): string => ids.find((id) => id.startsWith(`${kind}/`)) ?? ''
  const questions: readonly GraphQuestion[] = [
    { ask: 'impact', id: first('core/Node') },
    { ask: 'impact', id: first('core/Secret') },
    { ask: 'needs', id: first('apps/Deployment') },
    { ask: 'path', from: first('networking.k8s.io/Ingress'), to: ids.findLast((id) => id.startsWith('core/Secret/')) ?? '' },
    { ask: 'ways-in', id: first('apps/Deployment') },
    { ask: 'readers', id: first('core/Secret') },
    { ask: 'orphans', namespaces: null },
  ]
  figures.heading(`${objects.length.toLocaleString('en')} objects, asked`)
  for (const question of questions) {
    let [piece, longest] = [busyTime(), 0]
    const nextTurn = async (): Promise<void> => {
      longest = Math.max(longest, busyTime() - piece)
      await new Promise((resolve) => setImmediate(resolve))
      piece = busyTime()
    }
    const from = busyTime()
    const answer = await ask({ graph, reader: store }, question, { deadline: 120_000, signal: new AbortController().signal, nextTurn })
    await nextTurn()
    const took = busyTime() - from
    const note = answer.ok ? `${(answer.value.findings.length + answer.value.more).toLocaleString('en')} findings` : answer.error.message
    figures.add(question.ask, took, ' ms', undefined, note)
    figures.add(`${question.ask}: longest piece`, longest, ' ms', 50)
  }
  store.close()
}

run(estate({ namespaces: 4, apps: 10, pods: 10, nodes: 20 }), { layout: 10 })
const small = run(estate({ namespaces: 29, apps: 10, pods: 24, nodes: 100 }), { build: 60, layout: 20 })
run(estate({ namespaces: 60, apps: 16, pods: 40, nodes: 400 }), { build: 300, layout: 80 })
await asking(estate({ namespaces: 60, apps: 16, pods: 40, nodes: 400 }))
const large = run(census(134_000), { cold: 3_000 }, ', related as in the field')
figures.heading('134,000 objects to 10,000')
figures.add('100 objects updated', large / small, 'x', undefined, 'not to grow with the size')
figures.end({})
