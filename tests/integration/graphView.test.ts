import { describe, expect, test } from 'vitest'
import type {
  GraphEdge,
  GraphFrame,
  GraphGroup,
  GraphNode,
  GraphQuery,
  PictureBox,
  PictureRoute,
  PictureTile,
} from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import type { GraphView } from '../../engine/graph/graphView.ts'
import { openGraphView } from '../../engine/graph/openView.ts'
import { drawPlain } from '../../engine/graph/picture.ts'
import type { PlanKeeper } from '../../engine/graph/planKeeper.ts'
import { ShownGraph } from '../../engine/graph/shownGraph.ts'
import type { ViewClock } from '../../engine/graph/slicedWork.ts'
import type { Plan } from '../../engine/layout/plan.ts'
import { ownerChain, relationsOf } from '../../engine/graph/relationLines.ts'
import { checkGraphQuery } from '../../engine/graph/scope.ts'
import { atOnce } from '../../engine/layout/inPieces.ts'
import { LayoutThread } from '../../engine/layout/layoutThread.ts'
import { pictureBoxes, pictureRoutes, pictureTile, tilesWithHomes } from '../../engine/layout/scenePicture.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { estate } from '../support/estate.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { smallShop } from '../support/smallShop.ts'

const layout = new LayoutThread({ file: null })
const shop: GraphQuery = { cluster: 'c', scope: { type: 'namespaces', namespaces: ['shop'] }, categories: null }

/** Places kept in memory. */
class Places implements PlanKeeper {
  plan: Plan | null = null

  load(): Promise<Plan | null> {
    return Promise.resolve(this.plan)
  }

  keep(_query: GraphQuery, plan: Plan): void {
    this.plan = plan
  }

  drop(): void {
    this.plan = null
  }
}

/** A clock that stands: drawing costs nothing, so it is never put off. */
const standing: ViewClock = { now: () => 1, after: () => () => undefined }

/** A clock on which a millisecond passes with every look at it, and tasks are run by hand. */
class SteppingClock implements ViewClock {
  #now = 0
  #tasks: { waited: number; task: () => void }[] = []
  ran = 0

  now = (): number => (this.#now += 1)

  after = (waited: number, task: () => void): (() => void) => {
    const entry = { waited, task }
    this.#tasks.push(entry)
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry)
    }
  }

  get waiting(): number {
    return this.#tasks.length
  }

  /** Runs the next task when its time has come; tells how long it waited, and took. */
  run(): { waited: number; took: number } | null {
    const next = this.#tasks.shift()
    if (!next) return null
    this.#now += next.waited
    this.ran++
    const from = this.#now
    next.task()
    return { waited: next.waited, took: this.#now - from }
  }

  runUntil(isDone: () => boolean): { waited: number; took: number }[] {
    const runs: { waited: number; took: number }[] = []
    while (!isDone() && runs.length < 10_000) {
      const run = this.run()
      if (!run) break
      runs.push(run)
    }
    return runs
  }
}

/** What a window holds: frames applied one after the other. */
class Window {
  readonly nodes = new Map<string, GraphNode>()
  readonly edges = new Map<string, GraphEdge>()
  readonly groups = new Map<string, GraphGroup>()
  readonly tiles = new Map<string, PictureTile>()
  readonly boxes = new Map<string, PictureBox>()
  readonly routes = new Map<string, PictureRoute>()
  last: Omit<GraphFrame, 'subscription'> | null = null

  apply(frame: Omit<GraphFrame, 'subscription'> | null): void {
    if (!frame) return
    this.last = frame
    if (frame.full) for (const map of [this.nodes, this.edges, this.groups, this.tiles, this.boxes, this.routes]) map.clear()
    for (const id of frame.removedNodes) this.nodes.delete(id)
    for (const id of frame.removedEdges) this.edges.delete(id)
    for (const id of frame.removedGroups) this.groups.delete(id)
    for (const n of frame.nodes) this.nodes.set(n.id, n)
    for (const e of frame.edges) this.edges.set(e.id, e)
    for (const g of frame.groups) this.groups.set(g.id, g)
    const { picture } = frame
    for (const id of picture.removedTiles) this.tiles.delete(id)
    for (const id of picture.removedBoxes) this.boxes.delete(id)
    for (const id of picture.removedRoutes) this.routes.delete(id)
    for (const t of picture.tiles) this.tiles.set(t.id, t)
    for (const b of picture.boxes) this.boxes.set(b.id, b)
    for (const r of picture.routes) this.routes.set(r.id, r)
  }
}

function open(
  objects: readonly RawObject[],
  query: GraphQuery,
  plans?: PlanKeeper,
): { reader: MemoryReader; graph: Graph; view: GraphView; window: Window; dirty: () => number } {
  const reader = new MemoryReader(objects)
  const graph = new Graph(reader)
  let count = 0
  const view = openGraphView(graph, reader, query, { layout, onDirty: () => count++, clock: standing, ...(plans ? { plans } : {}) })
  const window = new Window()
  window.apply(view.take())
  return { reader, graph, view, window, dirty: () => count }
}

/** Takes what there is, waiting for what is drawn in the background. */
async function settle(view: GraphView, window: Window): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const frame = view.take()
    window.apply(frame)
    quiet = frame ? 0 : quiet + 1
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

function sorted<T extends { id: string }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1))
}

describe('an open view of the graph', () => {
  test('after any changes, the window holds what a new window would be given', async () => {
    const places = new Places()
    const { reader, graph, view, window } = open(smallShop(0), shop, places)
    await settle(view, window)
    expect(window.last?.full).toBe(true)
    const random = seededRandom(42)
    for (let i = 0; i < 120; i++) {
      const version = Math.floor(random() * 3)
      const object = smallShop(version)[Math.floor(random() * smallShop(0).length)] as RawObject
      const id = `${String(object['apiVersion']).includes('/') ? String(object['apiVersion']).split('/')[0] : 'core'}/${object['kind']}/${object['metadata'].namespace ?? '_'}/${object['metadata'].name}`
      graph.apply(random() < 0.3 ? reader.delete(id) : reader.put(object))
      if (i % 3 !== 0) continue
      await settle(view, window)
      const fresh = drawPlain(graph, reader, shop, places.plan ?? undefined)
      const shown = atOnce(ShownGraph.of(fresh))
      expect(sorted(window.nodes.values())).toEqual(sorted(shown.drawnNodes()))
      expect(sorted(window.edges.values())).toEqual(sorted(shown.drawnEdges()))
      expect(sorted(window.groups.values())).toEqual(sorted(shown.drawnGroups()))
      expect(sorted(window.tiles.values())).toEqual(sorted([...tilesWithHomes(fresh.scene)].map(([tile, home]) => pictureTile(tile, home))))
      expect(sorted(window.boxes.values())).toEqual(sorted(pictureBoxes(fresh.scene)))
      expect(sorted(window.routes.values())).toEqual(sorted(pictureRoutes(fresh.scene)))
      if (i > 0) expect(window.last?.full).toBe(false)
    }
    view.close()
  })

  test('sends only the tile and its groups when one Pod changes its mind', () => {
    const objects = estate({ namespaces: 1, apps: 6, pods: 4, nodes: 3 })
    const { reader, graph, view, window, dirty } = open(objects, { ...shop, scope: { type: 'namespaces', namespaces: ['atlas'] } })
    const pod = objects.find((o) => o['kind'] === 'Pod') as RawObject
    const before = dirty()
    graph.apply(reader.put({ ...pod, status: { phase: 'Pending', containerStatuses: [{ ready: true }] } }))
    expect(dirty()).toBe(before + 1)
    const frame = view.take()
    expect(frame?.full).toBe(false)
    const whole = view.tileOf(`core/Pod/${pod['metadata'].namespace}/${pod['metadata'].name}`)
    expect(frame?.nodes).toEqual([])
    expect(frame?.picture.tiles.map((t) => t.id)).toEqual([whole])
    expect(frame?.edges).toEqual([])
    expect(frame?.groups.map((g) => g.type).sort()).toEqual(['application', 'namespace'])
    expect(view.take()).toBeNull()
    window.apply(frame)
    view.close()
  })

  test('leaves a view alone that a change does not concern', () => {
    const objects = estate({ namespaces: 2, apps: 3, pods: 2, nodes: 3 })
    const { reader, graph, view, dirty } = open(objects, { ...shop, scope: { type: 'namespaces', namespaces: ['atlas'] } })
    const before = dirty()
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new', namespace: 'beacon' } }))
    expect(dirty()).toBe(before)
    expect(view.take()).toBeNull()
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new', namespace: 'atlas' } }))
    expect(dirty()).toBe(before + 1)
    view.close()
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'newer', namespace: 'atlas' } }))
    expect(dirty()).toBe(before + 1)
  })

  test('counts every object of its scope: drawn, folded or not drawn', () => {
    const objects = estate({ namespaces: 2, apps: 5, pods: 5, nodes: 4 })
    const { window, view } = open([...objects, { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e', namespace: 'atlas' } }], {
      ...shop,
      scope: { type: 'cluster' },
    })
    const totals = window.last?.totals
    expect(totals?.objects).toBe(objects.length + 1)
    expect((totals?.drawn ?? 0) + (totals?.folded ?? 0) + (totals?.notDrawn ?? 0)).toBe(totals?.objects)
    view.close()
  })

  test('counts what is no node as it comes and goes, in the whole cluster and in namespaces, without drawing anew', () => {
    const event = (name: string, namespace: string): RawObject => ({ apiVersion: 'v1', kind: 'Event', metadata: { name, namespace } })
    const objects = [...estate({ namespaces: 2, apps: 2, pods: 2, nodes: 2 }), event('first', 'atlas')]
    for (const scope of [{ type: 'cluster' as const }, { type: 'namespaces' as const, namespaces: ['atlas'] }]) {
      const { reader, graph, view, window } = open(objects, { ...shop, scope })
      const sum = (): number => {
        window.apply(view.take())
        const { objects: all, drawn, folded, notDrawn } = window.last?.totals ?? { objects: 0, drawn: 0, folded: 0, notDrawn: -1 }
        expect(drawn + folded + notDrawn).toBe(all)
        return all
      }
      const before = sum()
      const atlas = reader.kinds().reduce((count, kind) => count + [...reader.inNamespace(kind, 'atlas')].length, 0)
      // The whole cluster is all of it; namespaces have what they touch beside what is in them.
      if (scope.type === 'cluster') expect(before).toBe(objects.length)
      else expect(before).toBeGreaterThan(atlas)
      graph.apply(reader.put(event('second', 'atlas')))
      graph.apply(reader.put(event('third', 'beacon')))
      expect(sum()).toBe(scope.type === 'cluster' ? before + 2 : before + 1)
      expect(window.last?.full).toBe(false)
      expect([window.last?.nodes, window.last?.picture.tiles, window.last?.picture.routes]).toEqual([[], [], []])
      graph.apply(reader.delete('core/Event/atlas/first'))
      graph.apply(reader.delete('core/Event/atlas/second'))
      graph.apply(reader.delete('core/Event/beacon/third'))
      expect(sum()).toBe(before - 1)
      expect(view.take()).toBeNull()
      view.close()
    }
  })

  test('shows what is opened around an object, too', () => {
    const objects = estate({ namespaces: 1, apps: 2, pods: 6, nodes: 2 })
    const reader = new MemoryReader(objects)
    const graph = new Graph(reader)
    const pods = (opened: readonly string[]): number =>
      drawPlain(graph, reader, {
        ...shop,
        scope: { type: 'object', id: 'core/Service/atlas/checkout', steps: 2 },
        opened,
      }).scene.loose.filter(({ kind }) => kind === 'core/Pod').length
    expect(pods([])).toBe(0)
    expect(pods(['apps/Deployment/atlas/checkout'])).toBeGreaterThan(0)
  })

  test('asked for another part, sends all of it', async () => {
    const { view, window } = open(estate({ namespaces: 2, apps: 2, pods: 2, nodes: 2 }), {
      ...shop,
      scope: { type: 'namespaces', namespaces: ['atlas'] },
    })
    view.change({ ...shop, scope: { type: 'object', id: 'core/Service/beacon/payments', steps: 1 } })
    await settle(view, window)
    expect(window.last?.full).toBe(true)
    expect([...window.nodes.values()].every((n) => n.namespace !== 'atlas')).toBe(true)
    view.close()
  })

  test('what is opened in place and folded again leaves everything where it was, on disk too; a pin of meanwhile is kept', async () => {
    const plans = new Places()
    const { view, window } = open(estate({ namespaces: 1, apps: 6, pods: 12, nodes: 3 }), { ...shop, scope: { type: 'cluster' } }, plans)
    await settle(view, window)
    const places = (): string => JSON.stringify(sorted(window.boxes.values()).map(({ id, x, y, w, h }) => [id, x, y, w, h]))
    const [before, kept] = [places(), JSON.stringify(plans.plan)]
    const deployment = [...window.tiles.values()].find((tile) => tile.kind === 'apps/Deployment')?.id ?? ''
    const query: GraphQuery = { ...shop, scope: { type: 'cluster' } }
    view.change({ ...query, opened: [deployment] })
    await settle(view, window)
    expect(places()).not.toBe(before)
    expect(JSON.stringify(plans.plan)).toBe(kept)
    view.change({ ...query, opened: [] })
    await settle(view, window)
    expect(places()).toBe(before)
    view.change({ ...query, opened: [deployment] })
    await settle(view, window)
    expect(view.pin('namespace/atlas', { x: 400, y: 240 }).ok).toBe(true)
    view.change(query)
    await settle(view, window)
    expect(window.boxes.get('namespace/atlas')).toMatchObject({ pinned: true })
    expect(plans.plan?.spaces.find((space) => space.name === 'atlas')?.pinned).toBe(true)
  })

  test('draws in slices, and a busy scope anew at most a fifth of the time, and then with all that happened', () => {
    const reader = new MemoryReader(smallShop(0))
    const graph = new Graph(reader)
    const clock = new SteppingClock()
    const view = openGraphView(graph, reader, shop, { layout, onDirty: () => undefined, clock })
    expect(view.take()).toBeNull()
    const slices = clock.runUntil(() => view.tileOf('core/Namespace/_/shop') !== null || view.shown() !== null)
    expect(slices.length).toBeGreaterThan(1)
    for (const { waited, took } of slices) {
      expect(waited).toBe(0)
      expect(took).toBeLessThan(20)
    }
    expect(view.take()?.full).toBe(true)
    const drawing = slices.reduce((sum, { took }) => sum + took, 0)
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', namespace: 'shop' } }))
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'two', namespace: 'shop' } }))
    expect(view.take()).toBeNull()
    const [rest] = clock.runUntil(() => clock.ran > slices.length)
    expect(rest?.waited).toBeGreaterThan(3 * drawing)
    expect(view.take()).toBeNull()
    let frame: ReturnType<GraphView['take']> = null
    clock.runUntil(() => (frame = view.take()) !== null)
    expect((frame as ReturnType<GraphView['take']>)?.nodes.map((n) => n.name)).toEqual(expect.arrayContaining(['one', 'two']))
    view.close()
    expect(clock.waiting).toBe(0)
  })

  test('gives a drawing up for another question, or when it is closed; and changes meanwhile are in the next picture', () => {
    const reader = new MemoryReader(estate({ namespaces: 2, apps: 4, pods: 3, nodes: 2 }))
    const graph = new Graph(reader)
    const clock = new SteppingClock()
    const everything: GraphQuery = { ...shop, scope: { type: 'cluster' } }
    const view = openGraphView(graph, reader, everything, { layout, onDirty: () => undefined, clock })
    const window = new Window()
    const take = (): boolean => {
      window.apply(view.take())
      return window.last !== null
    }
    take()
    clock.run()
    // In the middle of the first picture, something changes.
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late', namespace: 'atlas' } }))
    clock.runUntil(take)
    for (let i = 0; i < 400 && (clock.waiting > 0 || i < 3); i++) {
      clock.run()
      take()
    }
    expect(view.tileOf('core/ConfigMap/atlas/late')).not.toBeNull()
    graph.apply(reader.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later', namespace: 'atlas' } }))
    clock.runUntil(() => take() && clock.ran % 2 === 0)
    view.change({ ...everything, scope: { type: 'namespaces', namespaces: ['beacon'] } })
    window.last = null
    clock.runUntil(take)
    expect((window.last as Window['last'])?.full).toBe(true)
    expect([...window.tiles.keys()].some((id) => id.includes('/atlas/'))).toBe(false)
    view.change(everything)
    view.take()
    expect(clock.waiting).toBe(1)
    view.close()
    expect(clock.waiting).toBe(0)
    expect(view.take()).toBeNull()
  })

  test('reads ghosts anew when a kind has been listed', () => {
    const reader = new MemoryReader([
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' }, spec: { volumes: [{ secret: { secretName: 's' } }] } },
    ])
    reader.incomplete.add('core/Secret')
    const graph = new Graph(reader)
    const view = openGraphView(graph, reader, shop, { layout, onDirty: () => undefined, clock: standing })
    const state = (frame: ReturnType<GraphView['take']>): unknown => frame?.nodes.find((n) => n.kind === 'core/Secret')?.computed.state
    expect(state(view.take())).toBe('unknown')
    reader.incomplete.clear()
    view.refresh()
    expect(state(view.take())).toBe('missing')
    view.close()
  })

  test('does not wait for readings and events, which are no nodes: places are kept without them', async () => {
    const reader = new MemoryReader([
      ...estate({ namespaces: 1, apps: 2, pods: 1, nodes: 1 }),
      { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', metadata: { name: 'p', namespace: 'atlas' } },
    ])
    reader.incomplete.add('metrics.k8s.io/PodMetrics')
    const plans = new Places()
    const view = openGraphView(
      new Graph(reader),
      reader,
      { ...shop, scope: { type: 'cluster' } },
      { layout, onDirty: () => undefined, clock: standing, plans },
    )
    await Promise.resolve()
    expect(view.take()?.isComplete).toBe(true)
    expect(plans.plan).not.toBeNull()
    view.close()
  })

  test('reads ghosts anew whenever a kind is listed, also while the first picture is being drawn', () => {
    const said: unknown[] = []
    for (let slices = 0; slices < 60; slices++) {
      const reader = new MemoryReader([
        ...estate({ namespaces: 1, apps: 3, pods: 2, nodes: 1 }),
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'a' }, spec: { volumes: [{ secret: { secretName: 's' } }] } },
      ])
      reader.incomplete.add('core/Secret')
      const clock = new SteppingClock()
      const view = openGraphView(
        new Graph(reader),
        reader,
        { ...shop, scope: { type: 'cluster' } },
        { layout, onDirty: () => undefined, clock },
      )
      const window = new Window()
      const take = (): void => {
        window.apply(view.take())
      }
      take()
      let ran = 0
      for (; ran < slices && clock.waiting > 0; ran++) {
        clock.run()
        take()
      }
      reader.incomplete.clear()
      view.refresh()
      for (let i = 0; i < 400; i++) {
        take()
        clock.run()
      }
      said.push(window.nodes.get('core/Secret/a/s')?.computed.state)
      view.close()
      if (ran < slices) break
    }
    expect(said.length).toBeGreaterThan(2)
    expect(new Set(said)).toEqual(new Set(['missing']))
  })
})

describe('what the drawer says', () => {
  test('names uses and users, broken first', () => {
    const reader = new MemoryReader(smallShop(2))
    const { uses, usedBy } = relationsOf(new Graph(reader), 'networking.k8s.io/Ingress/shop/front')
    expect(uses.map((l) => [l.rule, l.name, l.state])).toEqual([
      [50, 'gone', 'dangling'],
      [49, 'nginx', 'ok'],
    ])
    expect(usedBy).toEqual([])
    const pod = relationsOf(new Graph(reader), 'core/Pod/shop/lonely')
    expect(pod.uses[0]).toMatchObject({
      kind: 'core/ConfigMap',
      name: 'other',
      state: 'dangling',
      text: 'Missing',
      level: 'failing',
      path: 'spec.containers[0].envFrom[0].configMapRef.name',
    })
    expect(pod.usedBy.map((l) => l.relationshipType)).toContain('protects')
  })

  test('tells the chain of controllers, and where it ends in nothing', () => {
    const reader = new MemoryReader(smallShop(0))
    const graph = new Graph(reader)
    expect(ownerChain(graph, reader, 'core/Pod/shop/web-1-x').map((o) => [o.name, o.exists])).toEqual([
      ['web', true],
      ['web-1', true],
    ])
    graph.apply(reader.delete('apps/Deployment/shop/web'))
    expect(ownerChain(graph, reader, 'core/Pod/shop/web-1-x').map((o) => [o.name, o.exists])).toEqual([
      ['web', false],
      ['web-1', true],
    ])
  })
})

describe('a query', () => {
  test.each([
    [{ type: 'namespaces', namespaces: [] }, 'scope.namespaces'],
    [{ type: 'object', id: 'nonsense', steps: 1 }, 'scope.id'],
    [{ type: 'object', id: 'core/Pod/a/b', steps: 99 }, 'scope.steps'],
    [{ type: 'object', id: 'core/Pod/a/b', steps: 1.5 }, 'scope.steps'],
  ] as const)('that makes no sense is refused with the place: %j', (scope, where) => {
    expect(checkGraphQuery({ cluster: 'c', scope, categories: null })).toMatchObject({ code: 'bad-input', where })
    expect(checkGraphQuery(shop)).toBeNull()
  })
})
