import { describe, expect, it } from 'vitest'
import type { GraphEdge, GraphNode, PictureRoute, PictureTile } from '../../engine/contract/index.ts'
import { demoGraph } from '../../tests/support/demo/demoGraph.ts'
import { demoPicture } from '../../tests/support/demo/demoPicture.ts'
import { graphLines } from './graphLines.ts'
import { cardsBelow, chooseElements, farBelow, isShown, litWith, mostElements } from './levels.ts'
import { linkPoints, routePoints, shapeOf } from './lineShape.ts'
import type { Scene, SceneParts } from './sceneModel.ts'
import { buildScene } from './sceneModel.ts'
import { walk } from './walk.ts'

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((one) => [one.id, one]))
const frame = demoGraph(1)
const nodes = byId(frame.nodes)
const edges = byId(frame.edges)
const parts: SceneParts = {
  nodes,
  edges,
  tiles: byId(frame.picture.tiles),
  boxes: byId(frame.picture.boxes),
  routes: byId(frame.picture.routes),
}
const scene = buildScene(parts)
const everything = { x: -1e6, y: -1e6, w: 2e6, h: 2e6 }
const checkout = 'apps/Deployment/shop/checkout'

/** Pods in a grid, each with a route to the one before it. */
function field(size: number): Scene {
  const many: GraphNode[] = []
  const lines: GraphEdge[] = []
  const routes: PictureRoute[] = []
  for (let i = 0; i < size; i++) {
    const id = `core/Pod/a/p${i}`
    many.push({
      id,
      kind: 'core/Pod',
      apiVersion: 'v1',
      namespace: 'a',
      name: `p${i}`,
      metadata: { labels: {}, createdAt: null },
      computed: { health: 'healthy', reason: '', state: 'present' },
      position: { x: (i % 100) * 200, y: Math.floor(i / 100) * 40, width: 100, height: 24 },
      group: 'card',
    })
    if (i === 0) continue
    const target = `core/Pod/a/p${i - 1}`
    lines.push({
      id: `e${i}`,
      source: id,
      target,
      relationshipType: 'uses',
      rule: 1,
      category: 'configuration',
      confidence: 'declared',
      state: i === 7 ? 'dangling' : 'ok',
      evidence: [],
    })
    routes.push({
      id: `r${i}`,
      source: id,
      target,
      points: [i, 0, i + 50, 30],
      flow: 'need',
      level: 'card',
      curved: true,
      broken: i === 7,
      optional: false,
      inferred: false,
      count: 1,
      reasons: [],
      both: false,
    })
  }
  const box = {
    id: 'card',
    type: 'application' as const,
    title: 'card',
    parent: null,
    x: 0,
    y: 0,
    w: 20000,
    h: 2000,
    head: 28,
    health: 'healthy' as const,
    pods: { healthy: 0, progressing: 0, warning: 0, failing: 0, paused: 0, unknown: 0 },
    words: [],
    loose: false,
    pinned: false,
    scale: 1,
    captions: [],
  }
  return buildScene({
    nodes: byId(many),
    edges: byId(lines),
    tiles: byId(demoPicture(many, []).tiles),
    boxes: byId([box]),
    routes: byId(routes),
  })
}

describe('the scene', () => {
  it('finds the tile of an object, also of what is folded into it', () => {
    expect(scene.tiles.size).toBe(frame.nodes.filter((node) => node.position).length)
    expect(scene.tileOf('core/Pod/shop/checkout-7c9f8d-0')).toBe(checkout)
    expect(scene.tileOf('core/Pod/shop/none')).toBeNull()
  })

  it('makes one line of several edges between two tiles, in the worst state of them', () => {
    const line = frame.edges[0]
    if (line === undefined) throw new Error('no edge')
    const twice = buildScene({ ...parts, edges: byId([line, { ...line, id: 'second', state: 'dangling' as const }]) })
    expect(twice.linesOf(line.source)).toHaveLength(1)
    expect(twice.linesOf(line.source)[0]).toMatchObject({ state: 'dangling', edges: [{ id: line.id }, { id: 'second' }] })
    expect(twice.linesOf(line.target)).toEqual(twice.linesOf(line.source))
  })

  it('says which edges a route stands for', () => {
    const route = scene.routes.find((one) => one.target === checkout)
    if (route === undefined) throw new Error('no route')
    expect(scene.lineOf(route)).toMatchObject({ category: 'traffic', state: 'not-ready', edges: [{ rule: 41, target: checkout }] })
    expect(scene.lineOf({ ...route, flow: 'policy' })).toBeNull()
  })

  it('says of a route that is no edge which edges are behind it', () => {
    const [route, edge] = [scene.routes[0], frame.edges[0]]
    if (route === undefined || edge === undefined) throw new Error('nothing to try it with')
    const guard: GraphEdge = { ...edge, id: '64:guard', category: 'policy', rule: 64 }
    const guarded = buildScene({ ...parts, edges: byId([...frame.edges, guard]) })
    const between: PictureRoute = { ...route, flow: 'policy', source: 'nowhere', target: 'nowhere', reasons: [] }
    expect(guarded.lineOf(between)).toBeNull()
    expect(guarded.lineOf({ ...between, reasons: ['65.ingress:not told', guard.id] })?.edges).toEqual([guard])
  })

  it('gathers the edges between what stands in two boxes', () => {
    const [to, from] = [...scene.tiles.values()]
      .filter((tile) => tile.role === 'service' && tile.box.startsWith('card shop'))
      .map((tile) => tile.box)
    const call = frame.edges.find((edge) => edge.confidence === 'inferred' && scene.tiles.get(edge.target)?.box === from)
    const route: PictureRoute = {
      id: 'x',
      source: to ?? '',
      target: from ?? '',
      points: [0, 0, 9, 9],
      flow: 'call',
      level: 'between',
      curved: true,
      broken: false,
      optional: false,
      inferred: true,
      count: 1,
      reasons: [],
      both: false,
    }
    expect(scene.lineOf(route)?.edges.map((edge) => edge.id)).toEqual([call?.id])
    expect(scene.lineOf({ ...route, source: 'namespace/shop', target: 'namespace/catalog', level: 'namespaces' })).toBeNull()
  })

  it('does not hang on foldings that go in a circle', () => {
    const [a, b] = [...nodes.values()]
    if (a === undefined || b === undefined) throw new Error('no nodes')
    const circle = new Map([
      [a.id, { ...a, foldedInto: b.id }],
      [b.id, { ...b, foldedInto: a.id }],
    ])
    expect(buildScene({ ...parts, nodes: circle, tiles: new Map() }).tileOf(a.id)).toBeNull()
    expect(graphLines(circle, new Map(), new Map()).filter((line) => line.type === 'object')).toHaveLength(2)
  })
})

describe('what is alive', () => {
  it('is the tiles in view and the routes of the scene; other relations only when asked for', () => {
    const calm = chooseElements(scene, everything, 1, null)
    expect(calm.tiles.size).toBe(scene.tiles.size)
    expect(calm.routes).toHaveLength(scene.routes.length)
    expect(calm.lines).toEqual([])
    const asked = chooseElements(scene, everything, 1, checkout)
    expect(asked.lines.map((line) => line.category)).toContain('configuration')
    expect(asked.lines.every((line) => line.source === checkout || line.target === checkout)).toBe(true)
    // From afar a card stands for its tiles.
    const inside = ({ source, target }: { source: string; target: string }): boolean =>
      scene.tiles.get(source)?.box === scene.tiles.get(target)?.box && (scene.tiles.get(source)?.box ?? '') !== ''
    expect(asked.lines.some(inside)).toBe(true)
    const afar = chooseElements(scene, everything, cardsBelow - 0.1, checkout)
    expect(afar.level).toBe('cards')
    expect(afar.lines.some(inside)).toBe(false)
    // What a route draws already is not drawn twice.
    const drawn = new Set(asked.routes.map((route) => `${route.source} ${route.target}`))
    expect(asked.lines.some((line) => drawn.has(`${line.source} ${line.target}`))).toBe(false)
  })

  it('never exceeds the limit, and says how many lines were left out', () => {
    for (const size of [10, 700, 990, 1000, 3000]) {
      const big = field(size)
      const chosen = chooseElements(big, everything, 1, null)
      expect(chosen.tiles.size + chosen.anchors.size + chosen.routes.length + chosen.lines.length).toBeLessThanOrEqual(mostElements)
      if (chosen.level === 'tiles') expect(chosen.routes.length + chosen.linesLeftOut).toBe(big.routes.length)
    }
  })

  it('lets cards stand for their tiles when too many are in view, and counts them', () => {
    expect(chooseElements(field(3000), everything, 1, null)).toMatchObject({ level: 'cards', summed: 3000, routes: [] })
  })

  it('draws broken routes last, on top, and leaves them out last', () => {
    const chosen = chooseElements(field(1000), everything, 1, null)
    expect(chosen.linesLeftOut).toBeGreaterThan(0)
    expect(chosen.routes.at(-1)?.broken).toBe(true)
  })

  it('takes only what is in view, and the far ends of its routes', () => {
    const chosen = chooseElements(field(900), { x: -50, y: -20, w: 120, h: 40 }, 1, null)
    expect(chosen.tiles.has('core/Pod/a/p0')).toBe(true)
    expect(chosen.tiles.size).toBeLessThan(200)
  })

  it('shows tiles by zoom: cards stand for them from afar, bands are read from further away, a neighbourhood always', () => {
    const tile = { box: 'card', scale: 1, square: false } as PictureTile
    expect(isShown(tile, cardsBelow, 'tiles')).toBe(true)
    expect(isShown(tile, farBelow, 'cards')).toBe(false)
    expect(isShown({ ...tile, scale: 3 }, cardsBelow / 2, 'cards')).toBe(true)
    expect(isShown({ ...tile, box: '' }, 0.05, 'far')).toBe(true)
  })
})

it('lights with a tile all it is related to, and nothing else', () => {
  const lit = litWith(scene, checkout)
  expect(lit.has('core/Service/shop/checkout')).toBe(true)
  expect(lit.has('core/ConfigMap/shop/checkout-config')).toBe(true)
  expect(lit.has('core/ConfigMap/catalog/orders-config')).toBe(false)
})

describe('a line as Cytoscape takes it', () => {
  /** The points that Cytoscape will draw, from what it is given. */
  const drawn = (points: readonly { x: number; y: number }[]): { x: number; y: number }[] => {
    const box = { x: 3, y: 5, w: 10, h: 10 }
    const shape = shapeOf(points, box, box)
    if (shape === null) throw new Error('no shape')
    const at = (text: string): { x: number; y: number } => {
      const [x = 0, y = 0] = text.split(' ').map(Number)
      return { x: x + 8, y: y + 10 }
    }
    const [s, t] = [at(shape.from), at(shape.to)]
    const [dx, dy] = [t.x - s.x, t.y - s.y]
    const length = Math.hypot(dx, dy)
    const far = shape.distances.split(' ').map(Number)
    return [
      s,
      ...shape.weights
        .split(' ')
        .map(Number)
        .map((w, i) => ({ x: s.x + dx * w + (-dy / length) * (far[i] ?? 0), y: s.y + dy * w + (dx / length) * (far[i] ?? 0) })),
      t,
    ]
  }

  it('runs through the points of the route', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 40, y: 0 },
      { x: 40, y: 60 },
      { x: 90, y: 60 },
    ]
    drawn(points).forEach((point, i) => {
      expect(point.x).toBeCloseTo(points[i]?.x ?? NaN, 0)
      expect(point.y).toBeCloseTo(points[i]?.y ?? NaN, 0)
    })
  })

  it('bends round corners and curves between columns', () => {
    const square = routePoints({ points: [0, 0, 40, 0, 40, 60], curved: false })
    expect(square).not.toContainEqual({ x: 40, y: 0 })
    expect(square.at(-1)).toEqual({ x: 40, y: 60 })
    const curve = routePoints({ points: [0, 0, 40, 60], curved: true })
    expect(curve[1]?.y).toBeLessThan(5)
    expect(curve.at(-1)).toEqual({ x: 40, y: 60 })
    expect(routePoints({ points: [], curved: true })).toEqual([])
  })

  it('has no shape without a length, and never not-a-number', () => {
    const a = { x: 0, y: 0, w: 100, h: 20 }
    expect(
      shapeOf(
        [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
        a,
        a,
      ),
    ).toBeNull()
    for (const b of [
      { x: 200, y: 0, w: 100, h: 20 },
      { x: -200, y: 0, w: 100, h: 20 },
      { x: 10, y: 100, w: 100, h: 20 },
      { x: 10, y: -100, w: 100, h: 20 },
    ]) {
      const shape = shapeOf(linkPoints(a, b), a, b)
      expect(`${shape?.weights} ${shape?.distances} ${shape?.from} ${shape?.to}`).not.toContain('NaN')
    }
  })

  it('leaves a tile at the side that faces the other', () => {
    const a = { x: 0, y: 0, w: 100, h: 20 }
    expect(linkPoints(a, { x: 200, y: 0, w: 100, h: 20 })[0]).toEqual({ x: 100, y: 10 })
    expect(linkPoints({ x: 200, y: 0, w: 100, h: 20 }, a)[0]).toEqual({ x: 200, y: 10 })
    expect(linkPoints(a, { x: 10, y: 100, w: 100, h: 20 })[0]).toEqual({ x: 50, y: 20 })
  })
})

describe('walking by arrow keys', () => {
  it('goes along a relation, and back', () => {
    expect(walk(scene, 'core/Service/shop/checkout', 'right')).toBe(checkout)
    expect(walk(scene, checkout, 'right')).toBe('core/Secret/shop/checkout-tls')
    expect(walk(scene, 'core/ConfigMap/shop/checkout-config', 'left')).toBe(checkout)
  })

  it('begins at what is worst, and goes on to the nearest where there is no relation', () => {
    expect(scene.tiles.get(walk(scene, null, 'right') ?? '')?.health).toBe('failing')
    const below = walk(scene, 'core/ConfigMap/shop/checkout-config', 'down')
    expect(scene.tiles.get(below ?? '')?.y).toBeGreaterThan(scene.tiles.get('core/ConfigMap/shop/checkout-config')?.y ?? 0)
  })

  it('stays where there is nothing that way', () => {
    const leftmost = [...scene.tiles.values()].reduce((a, b) => (b.x < a.x ? b : a))
    expect(walk(scene, leftmost.id, 'left')).toBeNull()
  })
})

it('has a tree twin in which every object stands exactly once', () => {
  const ids = graphLines(nodes, edges, byId(frame.groups)).flatMap((line) => (line.type === 'object' ? [line.id] : []))
  expect(ids).toHaveLength(nodes.size)
  expect(new Set(ids).size).toBe(nodes.size)
})
