/**
 * Figures of the layout beside their goals. Run: `npm run bench layout`. Times are medians of processor time of this thread; whatever is counted is
 * counted of the same pictures that views and exports get.
 */
import { createHash } from 'node:crypto'
import cytoscape from 'cytoscape'
import type { ElkNode } from 'elkjs/lib/elk-api.js'
import Elk from 'elkjs/lib/elk.bundled.js'
import { objectId, type GraphLens, type GraphNode, type GraphQuery } from '../../engine/contract/index.ts'
import { applicationsOf } from '../../engine/graph/applications.ts'
import { isPlumbing } from '../../engine/graph/fold.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { lenses } from '../../engine/graph/lenses.ts'
import { contentsOf, drawPlain } from '../../engine/graph/picture.ts'
import { policyFlows } from '../../engine/graph/policyFlows.ts'
import { atOnce } from '../../engine/layout/inPieces.ts'
import { layOut, makeOverview, tilesOf } from '../../engine/layout/overview.ts'
import { planOf } from '../../engine/layout/plan.ts'
import type { Scene } from '../../engine/layout/scene.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { sceneToSvg } from '../../engine/layout/svg.ts'
import { callingEstate } from '../support/callingEstate.ts'
import { estate, type EstateSize } from '../support/estate.ts'
import { MemoryReader, kindOf, type RawObject } from '../support/memoryReader.ts'
import { oneChange } from '../support/oneChange.ts'
import { faults, moved, placesOf } from '../support/sceneMoves.ts'

const everything: GraphQuery = { cluster: 'bench', scope: { type: 'cluster' }, categories: null }
const plumbing = (node: GraphNode): boolean => isPlumbing(node.kind, node.name)
const ms = (value: number): string => `${value.toFixed(1)} ms`

function line(what: string, value: string, goal = ''): void {
  process.stdout.write(`${what.padEnd(64)} ${value.padStart(18)}  ${goal}\n`)
}

/** Milliseconds of processor time of this thread: other load does not count. */
function busyTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

function timed<T>(work: () => T): [number, T] {
  const from = busyTime()
  const result = work()
  return [busyTime() - from, result]
}

function memory(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[out[i], out[j]] = [out[j] as T, out[i] as T]
  }
  return out
}

const idOf = (o: RawObject): string => objectId(kindOf(o), o['metadata'].namespace ?? '', o['metadata'].name)

/** Times and memory of one size; returns milliseconds of layout and the number of objects. */
function size(of: EstateSize, goal: string): { n: number; layout: number } {
  const objects = callingEstate(of)
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const { nodes, edges } = atOnce(contentsOf(graph, reader, everything)).tiles
  const runs = objects.length > 100_000 ? 5 : 11
  const fold: number[] = []
  const layout: number[] = []
  const onto: number[] = []
  let scene = layOut(makeOverview(nodes, edges, plumbing))
  const plan = planOf(scene)
  for (let i = 0; i < runs; i++) {
    const [folded, overview] = timed(() => makeOverview(nodes, edges, plumbing))
    const [laid, drawn] = timed(() => layOut(overview))
    const again = makeOverview(nodes, edges, plumbing)
    onto.push(timed(() => layOut(again, plan))[0])
    fold.push(folded)
    layout.push(laid)
    scene = drawn
  }
  line(`${objects.length.toLocaleString('en')} objects, ${scene.routes.length.toLocaleString('en')} lines`, '')
  line('  fold: tiles, cards', ms(median(fold)))
  line('  overview layout and routes', ms(median(layout)), goal)
  line('  the same, onto its plan', ms(median(onto)), goal)
  const whole = median([0, 1, 2].map(() => timed(() => drawPlain(graph, reader, everything, plan))[0]))
  line('  a view drawn anew: scope, tiles, fold, layout, groups', ms(whole))
  const zoom = Math.min(2400 / scene.width, 1466 / scene.height)
  line('  zoom that fits 2400 x 1466; shape', `${zoom.toFixed(3)}; ${(scene.width / scene.height).toFixed(2)}`)
  const filled =
    scene.spaces.reduce((sum, s) => sum + s.w * s.h, 0) / scene.spaces.reduce((sum, s) => Math.max(sum, (s.y + s.h) * scene.width), 1)
  line('  namespaces fill of the field', `${(filled * 100).toFixed(0)} %`)
  const held: unknown[] = [null]
  const before = memory()
  held[0] = layOut(makeOverview(nodes, edges, plumbing))
  const bytes = memory() - before
  line('  memory of the layout per object', held[0] && globalThis.gc ? `${(bytes / objects.length).toFixed(0)} B` : 'needs --expose-gc')
  const json = JSON.stringify(plan).length
  line('  plan as JSON', `${(json / 1024).toFixed(0)} KB`)
  ledger(nodes, scene, reader)
  return { n: objects.length, layout: median(layout) }
}

/** Every object in exactly one place, by identity: sums can cancel each other out. */
function ledger(nodes: readonly GraphNode[], scene: Scene, reader: MemoryReader): void {
  const places = new Map<string, number>()
  const note = (id: string): void => void places.set(id, (places.get(id) ?? 0) + 1)
  let drawn = 0
  let inside = 0
  for (const tile of tilesOf(scene)) {
    tile.members.forEach(note)
    if (tile.ghost === null && reader.get(tile.id)) drawn++
    inside += tile.members.filter((id) => id !== tile.id).length
  }
  scene.notDrawn.forEach(note)
  const held = nodes.filter((n) => reader.get(n.id))
  const lost = held.filter((n) => !places.has(n.id)).length
  const twice = [...places.values()].filter((count) => count > 1).length
  line('  objects lost / in two places', `${lost} / ${twice}`, 'goal 0 / 0')
  line(
    '  ledger: tiles + inside + counted',
    `${drawn} + ${inside} + ${scene.notDrawn.length}`,
    `= ${drawn + inside + scene.notDrawn.length}, store ${held.length}`,
  )
}

interface Drawn {
  n: number
  layout: number
}

function growth(drawn: readonly Drawn[]): void {
  line('growth of layout time against n log n (1.0: in step with it)', '')
  const [first] = drawn
  if (!first) return
  const cost = (n: number): number => n * Math.log2(n)
  for (const { n, layout } of drawn.slice(1))
    line(`  ${first.n.toLocaleString('en')} to ${n.toLocaleString('en')}`, (layout / first.layout / (cost(n) / cost(first.n))).toFixed(2))
}

/** The same thousand nodes through fcose with its defaults and ELK layered, in the same run. */
async function beside(): Promise<void> {
  const objects = callingEstate({ namespaces: 5, apps: 10, pods: 9, nodes: 9 })
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const query = everything
  const { nodes: all, edges: lifted } = atOnce(contentsOf(graph, reader, query)).tiles
  const nodes = all.slice(0, 1000)
  const ids = new Set(nodes.map((n) => n.id))
  const edges = lifted.filter((e) => ids.has(e.source) && ids.has(e.target) && e.source !== e.target)
  memory() // what larger sizes left behind is not this one's to collect
  const own = median(Array.from({ length: 15 }, () => timed(() => layOut(makeOverview(nodes, lifted, plumbing)))[0]))
  line(`${nodes.length.toLocaleString('en')} nodes, ${edges.length.toLocaleString('en')} edges: ours, fold and layout`, ms(own))
  // It has no types of its own.
  const name: string = 'cytoscape-fcose'
  const { default: fcose } = (await import(name)) as { default: cytoscape.Ext }
  cytoscape.use(fcose)
  const elements = [
    ...nodes.map((n) => ({ data: { id: n.id } })),
    ...edges.map((e) => ({ data: { id: `edge ${e.id}`, source: e.source, target: e.target } })),
  ]
  const cy = cytoscape({ headless: true, styleEnabled: true, elements })
  const [forces] = timed(() => cy.layout({ name: 'fcose', animate: false } as cytoscape.LayoutOptions).run())
  cy.destroy()
  line('  fcose, its defaults', ms(forces), `${(forces / own).toFixed(0)} times ours; goal 100`)
  const elk = new Elk()
  const input: ElkNode = {
    id: 'root',
    layoutOptions: { 'elk.algorithm': 'layered' },
    children: nodes.map((n) => ({ id: n.id, width: 144, height: 24 })),
    edges: edges.map((e) => ({ id: e.id, sources: [e.source], targets: [e.target] })),
  }
  const from = busyTime()
  await elk.layout(input)
  const layered = busyTime() - from
  line('  ELK layered', ms(layered), `${(layered / own).toFixed(0)} times ours; goal 100`)
}

/** A thousand orders of arrival, of objects and of changes: one picture. */
function shuffles(rounds: number): void {
  const objects = callingEstate({ namespaces: 3, apps: 4, pods: 3, nodes: 6 })
  const positions = new Set<string>()
  const drawings = new Set<string>()
  let changes = 0
  for (let seed = 1; seed <= rounds; seed++) {
    const random = seededRandom(seed)
    const order = shuffled(objects, random)
    const reader = new MemoryReader(order.slice(0, seed % 2 === 0 ? order.length : order.length >> 1))
    const graph = new Graph(reader)
    if (seed % 2 === 1) {
      // Interleaved: the rest arrives while some go, change, and come back.
      const rest = order.slice(order.length >> 1)
      const steps: (() => void)[] = rest.map((o) => () => void graph.apply(reader.put(o)))
      for (const o of shuffled(order, random).slice(0, 40)) {
        graph.apply(reader.delete(idOf(o)))
        steps.push(() => void graph.apply(reader.put({ ...o, metadata: { ...o['metadata'], labels: { odd: 'label' } } })))
      }
      for (const step of shuffled(steps, random)) step()
      for (const o of shuffled(objects, random)) graph.apply(reader.put(o))
      changes += steps.length + objects.length
    }
    const { scene, nodes } = drawPlain(graph, reader, everything)
    positions.add(hash(JSON.stringify([[...placesOf(scene)].sort(), scene.routes, nodes])))
    drawings.add(hash(sceneToSvg(scene, { theme: 'dark', title: 'bench', summary: '' })))
  }
  line(`${rounds.toLocaleString('en')} orders of ${objects.length} objects, ${changes.toLocaleString('en')} changes in between`, '')
  line('  hashes of positions / of SVG', `${positions.size} / ${drawings.size}`, 'goal 1 / 1')
}

/** A thousand changes of one object, each drawn onto the plan of the same picture. */
function stability(rounds: number): void {
  const objects = callingEstate({ namespaces: 7, apps: 9, pods: 6, nodes: 9 })
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const base = drawPlain(graph, reader, everything)
  const plan = base.plan ?? undefined
  const held = new Map(objects.map((o) => [idOf(o), o]))
  const random = seededRandom(11)
  const zero = (): Record<string, number> => ({
    all: 0,
    outside: 0,
    card: 0,
    others: 0,
    shrunk: 0,
    grown: 0,
    relocated: 0,
    bands: 0,
    faults: 0,
  })
  const sums = new Map<string, Record<string, number>>()
  let factor = 1
  for (let i = 0; i < rounds; i++) {
    const change = oneChange(objects, i, random)
    for (const o of change.put) graph.apply(reader.put(o))
    for (const o of change.removed) graph.apply(reader.delete(idOf(o)))
    const { scene } = drawPlain(graph, reader, everything, plan)
    const sum = sums.get(change.what) ?? zero()
    sums.set(change.what, sum)
    const add = (what: string, when: boolean): void => void (sum[what] = (sum[what] ?? 0) + Number(when))
    const far = moved(base.scene, scene)
    add('all', true)
    add(
      'outside',
      far.some((m) => m.was.space !== change.namespace && !m.key.startsWith('band/') && m.was.card.startsWith('band/') === false),
    )
    add(
      'bands',
      far.some((m) => m.key.startsWith('band/') || m.was.card.startsWith('band/')),
    )
    add(
      'card',
      far.some((m) => m.was.space === change.namespace && m.was.card !== `apps/Deployment/${change.namespace}/${change.app}`),
    )
    const cards = far.filter((m) => m.key.startsWith('card/') && m.key !== `card/apps/Deployment/${change.namespace}/${change.app}`)
    add('others', cards.length > 0)
    const factors = shrinkFactors(base.scene, scene, `apps/Deployment/${change.namespace}/${change.app}`)
    add(
      'shrunk',
      factors.some((f) => f < 1),
    )
    for (const f of factors) factor = Math.min(factor, f)
    const own = far.find((m) => m.key === `space/${change.namespace}`)
    const corner = (box: string): string => box.split(' ').slice(0, 2).join(' ')
    add('relocated', own !== undefined && corner(own.was.box) !== corner(own.is.box))
    add('grown', own !== undefined && corner(own.was.box) === corner(own.is.box))
    add('faults', faults(scene).length > 0)
    for (const o of change.put) {
      const before = held.get(idOf(o))
      graph.apply(before ? reader.put(before) : reader.delete(idOf(o)))
    }
    for (const o of change.removed) graph.apply(reader.put(o))
  }
  line(`${rounds.toLocaleString('en')} changes of one object onto the plan of ${objects.length.toLocaleString('en')} objects`, '')
  for (const [what, sum] of sums) {
    const n = sum['all'] ?? 0
    line(`  ${what}: moved outside the namespace / bands moved`, `${sum['outside']} / ${sum['bands']} of ${n}`, 'goal 0 / 0')
    line(`  ${what}: neighbours shrunk`, `${sum['shrunk']} of ${n}`, 'goal at most 5 %')
    line(`  ${what}: other cards of the namespace moved`, `${sum['others']} of ${n}`, what === 'pod' || what === 'replicas' ? 'goal 0' : '')
    line(`  ${what}: anything outside the card moved`, `${sum['card']} of ${n}`, what === 'pod' || what === 'replicas' ? 'goal 0' : '')
    line(`  ${what}: slot grew in place / namespace went elsewhere`, `${sum['grown']} / ${sum['relocated']} of ${n}`)
    line(`  ${what}: something over something else`, `${sum['faults']} of ${n}`, 'goal 0')
  }
  line('  smallest factor by which anything shrank', factor.toFixed(2), '1: nothing ever does')
}

/** What is left of the sizes of everything but the changed card: namespaces, cards, tiles, bands. */
function shrinkFactors(before: Scene, after: Scene, own: string): number[] {
  const is = placesOf(after)
  const out: number[] = []
  for (const [key, was] of placesOf(before)) {
    const now = is.get(key)
    if (!now || was.card === own) continue
    const [a, b] = [was.box.split(' ').map(Number), now.box.split(' ').map(Number)]
    out.push(Math.min((b[2] ?? 0) / (a[2] ?? 1), (b[3] ?? 0) / (a[3] ?? 1)))
  }
  return out
}

/** Many applications in one namespace, each guarded by a policy: sets stay sets, and pairs are never made. `peers`: how each policy names who is let in. */
function policies(apps: number, what: string, peers: (i: number, names: readonly string[]) => Record<string, string>): void {
  const objects: RawObject[] = []
  const all = estate({ namespaces: 1, apps, pods: 2, nodes: 9 })
  const names = all.filter((o) => o['kind'] === 'Deployment').map((o) => String(o['metadata'].name))
  const places = new Map(names.map((name, i) => [name, i]))
  for (const object of all) {
    const { kind, metadata } = object
    const at = places.get(String(metadata.labels?.app)) ?? 0
    if (kind === 'NetworkPolicy') {
      objects.push({ ...object, spec: { ...object['spec'], ingress: [{ from: [{ podSelector: { matchLabels: peers(at, names) } }] }] } })
    } else if (kind === 'Pod') {
      const labels = { ...metadata.labels, tier: at % 2 === 0 ? 'web' : 'back', group: `g${at >> 2}` }
      objects.push({ ...object, metadata: { ...metadata, labels } })
    } else objects.push(object)
  }
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const { scope, tiles } = atOnce(contentsOf(graph, reader, everything))
  const { nodes, edges, policies: flows = [] } = tiles
  const runs = [0, 1, 2, 3, 4]
  const found = median(runs.map(() => timed(() => atOnce(policyFlows(graph, reader, scope, everything)))[0]))
  const plain = median(runs.map(() => timed(() => layOut(makeOverview(nodes, edges, plumbing)))[0]))
  const drawn = median(runs.map(() => timed(() => layOut(makeOverview(nodes, edges, plumbing, undefined, flows)))[0]))
  const scene = layOut(makeOverview(nodes, edges, plumbing, undefined, flows))
  const lines = scene.routes.filter(({ reasons }) => reasons !== undefined).length
  const leftOut = scene.spaces.reduce((sum, space) => sum + (space.linesLeftOut ?? 0), 0)
  line(`${apps.toLocaleString('en')} applications with policies in one namespace, ${what}`, '')
  line('  who is let through to what', ms(found))
  line('  fold, layout and routes, without the lines of policies / with them', `${ms(plain)} / ${ms(drawn)}`)
  line('  lines drawn / left out', `${lines.toLocaleString('en')} / ${leftOut.toLocaleString('en')}`)
}

/** Policies alone: `npm run bench layout policies`. */
function guarded(): void {
  policies(2000, 'each lets half of them in', () => ({ tier: 'web' }))
  policies(2000, 'each lets four in', (i) => ({ group: `g${i >> 2}` }))
  policies(2000, 'each lets one in', (i, names) => ({ app: names[(i + 1) % names.length] ?? '' }))
}

/** One view drawn anew and again onto its plan, and the longest piece of it. */
function view(what: string, graph: Graph, reader: MemoryReader, query: GraphQuery): void {
  const first = drawPlain(graph, reader, query)
  const { plan } = first
  const anew = median([0, 1, 2].map(() => timed(() => drawPlain(graph, reader, query, plan ?? undefined))[0]))
  const { scene } = first
  const tiles = [...tilesOf(scene)].length
  line(`  ${what}`, ms(anew), `${tiles.toLocaleString('en')} tiles, ${scene.routes.length.toLocaleString('en')} lines`)
}

/** What a window may ask for beside the picture of everything: `npm run bench layout lenses`. */
function lensesAndScopes(of: EstateSize): void {
  const objects = callingEstate(of)
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  const cluster = everything.scope
  line(`${objects.length.toLocaleString('en')} objects, a view drawn anew: by lens`, '')
  for (const lens of Object.keys(lenses) as GraphLens[]) view(lens, graph, reader, { ...everything, lens })
  const namespaces = [...reader.ofKind('core/Namespace')].map(({ name }) => name).sort()
  const deployment = [...reader.ofKind('apps/Deployment')].map(idOfStored).sort()[0] ?? ''
  const pod = [...reader.ofKind('core/Pod')].map(idOfStored).sort()[0] ?? ''
  const node = [...reader.ofKind('core/Node')].map(idOfStored).sort()[0] ?? ''
  const application = applicationsOf(graph, reader)[0]?.id ?? ''
  line('  by scope and filter', '')
  view('one namespace', graph, reader, { ...everything, scope: { type: 'namespaces', namespaces: namespaces.slice(0, 1) } })
  view('five namespaces', graph, reader, { ...everything, scope: { type: 'namespaces', namespaces: namespaces.slice(0, 5) } })
  for (const steps of [1, 2, 3])
    view(`a Deployment and ${steps} steps, without forces`, graph, reader, {
      ...everything,
      scope: { type: 'object', id: deployment, steps },
    })
  view('a Pod and 2 steps, without forces', graph, reader, { ...everything, scope: { type: 'object', id: pod, steps: 2 } })
  view('a Node and 2 steps, without forces', graph, reader, { ...everything, scope: { type: 'object', id: node, steps: 2 } })
  view('an application', graph, reader, { ...everything, scope: { type: 'application', id: application } })
  view('incident mode', graph, reader, { ...everything, scope: cluster, incident: true })
  view('Deployments only', graph, reader, {
    ...everything,
    filter: { kinds: ['apps/Deployment'], health: null, labels: '', text: '' },
  })
  view('what is named checkout', graph, reader, { ...everything, filter: { kinds: null, health: null, labels: '', text: 'checkout' } })
}

const idOfStored = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string => objectId(kind, namespace, name)

function seenThrough(): void {
  lensesAndScopes({ namespaces: 29, apps: 10, pods: 24, nodes: 100 })
  lensesAndScopes({ namespaces: 60, apps: 16, pods: 40, nodes: 400 })
}

if (process.argv.includes('lenses')) {
  seenThrough()
  process.exit(0)
}
guarded()
if (process.argv.includes('policies')) process.exit(0)
const sizes = [
  size({ namespaces: 4, apps: 10, pods: 10, nodes: 20 }, 'goal 10 ms'),
  size({ namespaces: 29, apps: 10, pods: 24, nodes: 100 }, 'goal 20 ms'),
  size({ namespaces: 60, apps: 16, pods: 40, nodes: 400 }, 'goal 80 ms'),
  size({ namespaces: 120, apps: 20, pods: 53, nodes: 1000 }, ''),
]
growth(sizes)
seenThrough()
await beside()
stability(1000)
shuffles(1000)
