import { bandGroup, namespaceGroup } from './groupIds.ts'
import { forEachInPieces, type InPieces } from './inPieces.ts'
import { LaneGrid, withoutMiddles } from './laneGrid.ts'
import { LaneTree, type Entry } from './laneTree.ts'
import { measures as m } from './measures.ts'
import { compare } from './order.ts'
import { spaceSides, type Band, type Box, type Route, type Space, type Tile, type TileEdge } from './scene.ts'

/** More lines between a namespace and a band than this stay one bundle at every zoom. */
const widestBundle = 48
/** More single lines than this in one picture are not told: the widest bundles stay bundles. */
const mostStrands = 3000
/** Grids of more crossings than this are not searched: their lines go around the field, or stay bundles. */
const mostCrossings = 160_000
/** Lines to bands run beside those of trunks, which keep to the middle between boxes. */
const aside = 8
/** How far above a band its lane runs, and how far left of a tile the way down to it. */
const above = 8
const beside = 7
/** How far lines keep from the border of their namespace, and from its cards. */
const inside = 8
const clearance = m.cardGap / 2

type Point = [number, number]

/** Where a tile stands. */
interface Place {
  tile: Tile
  space: Space | null
  band: Band | null
  /** The card or column around it. */
  box: Box | null
  beside: readonly Tile[]
}

interface Bundle {
  source: Space | Band
  target: Space | Band
  edges: TileEdge[]
}

/**
 * The ways to cluster-wide things, of a scene whose boxes have their places: a bundle per pair of namespace (or band) and band, and its strands, one for each
 * edge. Every namespace has one way to the lane above the bands, and all its lines share it: ways that meet stay together. A function of places alone.
 * Bands are told how many of their edges are seen as part of a bundle only.
 */
export function* bandRoutes(edges: readonly TileEdge[], spaces: readonly Space[], bands: readonly Band[]): InPieces<Route[]> {
  if (edges.length === 0) return []
  const places = placesOf(spaces, bands)
  const routes: Route[] = []
  const bundles = new Map<string, Bundle>()
  yield* forEachInPieces(edges, (edge) => {
    const [a, b] = [places.get(edge.source), places.get(edge.target)]
    const [from, to] = [a?.band ?? a?.space, b?.band ?? b?.space]
    if (!a || !b || !from || !to) return
    if (from === to) {
      if (a.band && !a.band.squares) routes.push(strand(edge, within(a.tile, b.tile), true))
      return
    }
    const key = `${groupOf(from)}\n${groupOf(to)}`
    const bundle = bundles.get(key)
    if (bundle) bundle.edges.push(edge)
    else bundles.set(key, { source: from, target: to, edges: [edge] })
  })
  const field = new BandField(spaces, bands)
  const insides = new Map<Space, SpaceLanes | null>()
  const lanesOf = (space: Space): SpaceLanes | null => {
    let lanes = insides.get(space)
    if (lanes === undefined) insides.set(space, (lanes = SpaceLanes.of(space, field.exit(space))))
    return lanes
  }
  let room = mostStrands
  const ordered = [...bundles].sort(([a, { edges: x }], [b, { edges: y }]) => x.length - y.length || compare(a, b))
  for (const [, bundle] of ordered) {
    yield
    const strands: Route[] = []
    if (bundle.edges.length <= Math.min(widestBundle, room)) {
      for (const edge of bundle.edges) {
        const points = field.join(end(places.get(edge.source), lanesOf), end(places.get(edge.target), lanesOf))
        if (!points) break
        strands.push(strand(edge, points, false))
      }
    }
    const whole = strands.length === bundle.edges.length
    if (whole) {
      room -= strands.length
      routes.push(...strands)
    } else {
      const band = isBand(bundle.target) ? bundle.target : bundle.source
      if (isBand(band)) band.unlined = { leftOut: 0, bundled: (band.unlined?.bundled ?? 0) + bundle.edges.length }
    }
    const points = field.join({ box: bundle.source, points: [] }, { box: bundle.target, points: [] })
    if (points) for (const edge of merged(bundle)) routes.push({ ...edge, points, level: whole ? 'bundle' : 'namespaces', curved: false })
  }
  return routes
}

/** An end of a way: its box, and the points from what stands in it to the border; none for the box as a whole. */
interface End {
  box: Space | Band
  points: Point[]
}

function end(place: Place | undefined, lanesOf: (space: Space) => SpaceLanes | null): End | null {
  if (place?.space) {
    const points = lanesOf(place.space)?.way(place)
    return points ? { box: place.space, points } : null
  }
  if (!place?.band || place.band.squares) return null
  const { tile, band } = place
  const x = tile.x - beside * band.scale
  const y = tile.y + tile.h / 2
  return {
    box: band,
    points: [
      [tile.x, y],
      [x, y],
      [x, band.y - above],
    ],
  }
}

/** The lines between boxes, below and beside namespaces, down to the lanes above bands. */
class BandField {
  readonly #grid: LaneGrid | null
  readonly #lanes: Lane[]
  readonly #laneOf = new Map<Band, Lane>()
  readonly #trees = new Map<Lane, LaneTree>()
  readonly #exits = new Map<Space, Entry>()
  readonly #boxes: readonly Box[]

  constructor(spaces: readonly Space[], bands: readonly Band[]) {
    const half = m.spaceGap / 2
    this.#boxes = [...spaces, ...bands]
    this.#lanes = lanesOf(bands, this.#boxes)
    for (const lane of this.#lanes) for (const band of lane.bands) this.#laneOf.set(band, lane)
    const xs = spaces.flatMap((s) => [s.x - half + aside, s.x + s.w + half + aside])
    const ys = spaces.flatMap((s) => [s.y - half + aside, s.y + s.h + half + aside])
    for (const lane of this.#lanes) {
      xs.push(lane.from, lane.to)
      ys.push(lane.y)
    }
    this.#grid = new Set(xs).size * new Set(ys).size > mostCrossings ? null : new LaneGrid(xs, ys, this.#boxes)
  }

  /** Where all lines of a namespace to bands cross its border: below, at the end from where the way is the shorter. */
  exit(space: Space): Entry {
    let exit = this.#exits.get(space)
    if (exit) return exit
    const y = space.y + space.h
    const ends = [space.x + 2 * m.spacePad + inside, space.x + space.w - 2 * m.spacePad - inside]
    let least = Infinity
    exit = { x: ends[0] ?? 0, y }
    for (const x of ends) {
      const [first] = this.#lanes
      const cost = first ? this.#toLane({ x, y: this.#gutter(space) }, first).cost : Infinity
      if (cost < least) [exit, least] = [{ x, y }, cost]
    }
    this.#exits.set(space, exit)
    return exit
  }

  /** A way from one end to another, of which at least one is in a band. Null when there is none. */
  join(from: End | null, to: End | null): Point[] | null {
    if (!from || !to) return null
    const [a, b] = [this.#outside(from, to), this.#outside(to, from)]
    if (!a || !b) return null
    return withoutMiddles([...from.points, ...a, ...b.reverse(), ...[...to.points].reverse()])
  }

  /** From the border of a box to the lane of the other end, which is a band's when this is none. */
  #outside({ box, points }: End, other: End): Point[] | null {
    if (!isBand(box)) {
      const { x, y } = this.exit(box)
      const lane = isBand(other.box) ? this.#laneOf.get(other.box) : undefined
      return lane ? [[x, y], ...this.#toLane({ x, y: this.#gutter(box) }, lane).points] : null
    }
    const lane = this.#laneOf.get(box)
    if (!lane) return null
    const last = points.at(-1)
    if (last) {
      const [x] = last
      const way: Point[] = [[x, lane.y]]
      const theirs = isBand(other.box) ? this.#laneOf.get(other.box) : lane
      if (!theirs || theirs === lane || theirs.order < lane.order) return way
      return [...way, ...this.#toLane({ x, y: lane.y }, theirs).points]
    }
    // The whole band: into its head, near to where the lines come from.
    const towards = isBand(other.box) ? other.box.x + other.box.w / 2 : (this.#arrival(other.box, lane) ?? box.x)
    const x = Math.max(box.x + 24, Math.min(towards, box.x + box.w - 24))
    return [
      [x, box.y],
      [x, lane.y],
    ]
  }

  #arrival(space: Space, lane: Lane): number | undefined {
    const { x } = this.exit(space)
    return this.#toLane({ x, y: this.#gutter(space) }, lane).points.at(-1)?.[0]
  }

  #toLane(from: Entry, lane: Lane): { points: Point[]; cost: number } {
    const { x, y } = from
    const straight = x > lane.from && x < lane.to && y <= lane.y
    if (straight && !this.#boxes.some((b) => b.x <= x && b.x + b.w >= x && b.y < lane.y && b.y + b.h > y))
      return {
        points: [
          [x, y],
          [x, lane.y],
        ],
        cost: lane.y - y,
      }
    const found = this.#tree(lane)?.way(from)
    if (found) return found
    // Beside everything, then to the lane: never quite wrong, seldom the best.
    const left = this.#boxes.reduce((least, b) => Math.min(least, b.x), Infinity) - m.spaceGap / 2
    return {
      points: [
        [x, y],
        [left, y],
        [left, lane.y],
      ],
      cost: Infinity,
    }
  }

  /** The line below a namespace. */
  #gutter(space: Space): number {
    return space.y + space.h + m.spaceGap / 2 + aside
  }

  #tree(lane: Lane): LaneTree | null {
    if (!this.#grid) return null
    let tree = this.#trees.get(lane)
    if (!tree) {
      const { xs } = this.#grid
      const roots = xs.filter((x) => x >= lane.from && x <= lane.to).map((x) => ({ x, y: lane.y }))
      this.#trees.set(lane, (tree = new LaneTree(this.#grid, roots)))
    }
    return tree
  }
}

/** The lane above bands that stand in a row. */
interface Lane {
  y: number
  from: number
  to: number
  bands: Band[]
  order: number
}

function lanesOf(bands: readonly Band[], boxes: readonly Box[]): Lane[] {
  const lanes: Lane[] = []
  for (const band of [...bands].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const y = band.y - above
    const last = lanes.at(-1)
    const [from, to] = [band.x - m.spaceGap / 2 + aside, band.x + band.w + m.spaceGap / 2 - aside]
    const between = last && boxes.some((b) => b.x < from && b.x + b.w > last.to && b.y < y && b.y + b.h > y)
    if (last?.y === y && !between) {
      last.to = to
      last.bands.push(band)
    } else lanes.push({ y, from, to, bands: [band], order: lanes.length })
  }
  return lanes
}

/** The lines between the cards of a namespace, as a tree that leads out of it. */
class SpaceLanes {
  readonly #tree: LaneTree
  readonly #exit: Entry

  constructor(grid: LaneGrid, exit: Entry, floor: number) {
    this.#tree = new LaneTree(grid, [{ x: exit.x, y: floor }])
    this.#exit = exit
  }

  /** Null for a namespace of more cards than can be searched. */
  static of(space: Space, exit: Entry): SpaceLanes | null {
    const boxes: Box[] = [...space.cards, ...space.sides.values()]
    const floor = space.y + space.h - inside
    const xs = [space.x + inside, space.x + space.w - inside, exit.x]
    const ys = [floor]
    for (const box of boxes) {
      xs.push(box.x - clearance, box.x + box.w + clearance)
      ys.push(box.y - clearance, box.y + box.h + clearance)
    }
    if (new Set(xs).size * new Set(ys).size > mostCrossings) return null
    return new SpaceLanes(new LaneGrid(xs, ys, boxes), exit, floor)
  }

  /** From a tile to the border; null when it is walled in. */
  way(place: Place): Point[] | null {
    const { tile, box } = place
    if (!box) return null
    const y = tile.y + (tile.pods ? Math.min(18, tile.h / 2) : tile.h / 2)
    const others = place.beside.filter((t) => t !== tile)
    const isFree = (from: number, to: number): boolean =>
      !others.some((t) => t.x < to && t.x + t.w > from && t.y < y + 4 && t.y + t.h > y - 4)
    const [centre, foot] = [tile.x + tile.w / 2, box.y + box.h + clearance]
    const isFreeBelow = !others.some((t) => t.y > tile.y && t.x < centre + 4 && t.x + t.w > centre - 4)
    // To a side, as lines of traffic leave; out below where both are taken.
    const ways: { at: Entry; from: Point; free: boolean; worse?: number }[] = [
      { at: { x: box.x + box.w + clearance, y }, from: [tile.x + tile.w, y], free: isFree(tile.x + tile.w, box.x + box.w) },
      { at: { x: box.x - clearance, y }, from: [tile.x, y], free: isFree(box.x, tile.x) },
      { at: { x: centre, y: foot }, from: [centre, tile.y + tile.h], free: isFreeBelow, worse: 1e4 },
    ]
    let best: Point[] | null = null
    let least = Infinity
    for (const { at, from, free, worse = 0 } of ways) {
      const found = this.#tree.way(at)
      // What stands in between is crossed only where there is no other way.
      const cost = found ? found.cost + Math.abs(at.x - from[0]) + Math.abs(at.y - from[1]) + worse + (free ? 0 : 1e6) : Infinity
      if (found && cost < least) [best, least] = [[from, ...found.points, [this.#exit.x, this.#exit.y]], cost]
    }
    return best
  }
}

/** Between two tiles of a band, from column to column. */
function within(a: Tile, b: Tile): Point[] {
  const [ya, yb] = [a.y + a.h / 2, b.y + b.h / 2]
  if (a.x + a.w <= b.x)
    return [
      [a.x + a.w, ya],
      [b.x, yb],
    ]
  if (b.x + b.w <= a.x)
    return [
      [a.x, ya],
      [b.x + b.w, yb],
    ]
  const reach = a.x + a.w + 8
  return [
    [a.x + a.w, ya],
    [reach, ya],
    [reach, yb],
    [b.x + b.w, yb],
  ]
}

function strand(edge: TileEdge, points: Point[], curved: boolean): Route {
  return { ...edge, points, level: 'strand', curved: curved && points.length === 2 }
}

/** One line per flow for all edges of a bundle. */
function merged({ source, target, edges }: Bundle): TileEdge[] {
  const found = new Map<string, TileEdge>()
  for (const edge of edges) {
    const before = found.get(edge.flow)
    if (!before) {
      const { flow, broken, optional, inferred, count } = edge
      found.set(flow, { source: groupOf(source), target: groupOf(target), flow, broken, optional, inferred, count })
      continue
    }
    before.count += edge.count
    before.broken ||= edge.broken
    before.optional &&= edge.optional
    before.inferred &&= edge.inferred
  }
  return [...found.values()].sort((a, b) => compare(a.flow, b.flow))
}

function placesOf(spaces: readonly Space[], bands: readonly Band[]): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const space of spaces) {
    for (const box of space.cards) for (const tile of box.tiles) places.set(tile.id, { tile, space, band: null, box, beside: box.tiles })
    for (const side of spaceSides)
      for (const tile of space[side])
        places.set(tile.id, { tile, space, band: null, box: space.sides.get(side) ?? null, beside: space[side] })
  }
  for (const band of bands) for (const tile of band.tiles) places.set(tile.id, { tile, space: null, band, box: null, beside: [] })
  return places
}

function isBand(box: Space | Band): box is Band {
  return 'squares' in box
}

function groupOf(box: Space | Band): string {
  return isBand(box) ? bandGroup(box.title) : namespaceGroup(box.name)
}
