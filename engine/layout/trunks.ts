import { Heap } from './heap.ts'
import { bendCost, LaneGrid, withoutMiddles } from './laneGrid.ts'
import { measures } from './measures.ts'
import type { Box, Route, TileEdge } from './scene.ts'

/** A search that has looked at this many places takes the way around the corner instead: the picture must come in time. */
const maxLooks = 20_000
/** How much a search prefers what looks nearer: ways may be longer by this, and are found many times sooner. */
const haste = 1.3
/** How far below the upper edge of a box a trunk leaves and enters. */
const port = 18

/**
 * Trunks between namespaces, one per pair and flow: the shortest orthogonal way on the lines halfway between boxes. The lines and what is free of
 * them are found once for all; then each search looks ahead to its goal, so that its cost is in the length of its way.
 */
export function trunks(edges: readonly TileEdge[], boxes: readonly (Box & { name: string })[], others: readonly Box[]): Route[] {
  if (edges.length === 0) return []
  const byName = new Map(boxes.map((b) => [b.name, b]))
  const wanted = edges.filter((e) => byName.has(e.source) && byName.has(e.target))
  const field = new Field(boxes, others)
  const ways = new Map<string, readonly [number, number][]>()
  const seen = new Map<string, number>()
  return wanted.map((edge): Route => {
    const key = `${edge.source}\n${edge.target}`
    const [a, b] = [byName.get(edge.source), byName.get(edge.target)] as [Box, Box] // filtered above
    let way = ways.get(key)
    if (!way) {
      way = field.way(a, b)
      ways.set(key, way)
    }
    // Several in one lane lie beside each other.
    const lane = `${way[1]?.[0] ?? 0} ${way.length}`
    const nth = seen.get(lane) ?? 0
    seen.set(lane, nth + 1)
    const shift = ((nth % 3) - 1) * 5
    const last = way.length - 1
    const points = way.map(([x, y], i): [number, number] => {
      if (i > 0 && i < last) return [x + shift, y + shift]
      const next = way[i === 0 ? 1 : last - 1]
      return next && next[0] === x ? [x + shift, y] : [x, y + shift]
    })
    return { ...edge, points, level: 'namespaces', curved: false }
  })
}

/** Where a trunk leaves a box or enters it: from its border to a crossing of the lines around it, and how it arrives there. */
interface Door {
  points: readonly [number, number][]
  i: number
  j: number
  vertical: 0 | 1
}

interface Way {
  points: [number, number][]
  start: Door
  goal: Door
}

/** Searches on the lines between boxes. */
class Field {
  readonly #grid: LaneGrid
  readonly #cost: Float64Array
  readonly #before: Int32Array
  readonly #round: Int32Array
  #searches = 0

  constructor(boxes: readonly Box[], others: readonly Box[]) {
    const half = measures.spaceGap / 2
    const xs = boxes.flatMap((b) => [b.x - half, b.x + b.w + half])
    const ys = boxes.flatMap((b) => [b.y - half, b.y + b.h + half])
    this.#grid = new LaneGrid(xs, ys, [...boxes, ...others])
    const n = this.#grid.crossings
    this.#cost = new Float64Array(n * 2)
    this.#before = new Int32Array(n * 2)
    this.#round = new Int32Array(n * 2)
  }

  /** From the side of one box to the side of another that are nearest to each other, on the lines between. */
  way(from: Box, to: Box): [number, number][] {
    const starts = this.#doors(from)
    const goals = this.#doors(to)
    const { points, start, goal } = this.#search(starts, goals) ?? this.#corner(starts, goals)
    return withoutMiddles([...start.points, ...points, ...[...goal.points].reverse()])
  }

  /** Out of each side, above and below near both ends, to the nearest corner of the lines around the box. */
  #doors(box: Box): Door[] {
    const half = measures.spaceGap / 2
    const [left, right, top, bottom] = [box.x - half, box.x + box.w + half, box.y - half, box.y + box.h + half]
    const [middle, along, beyond] = [box.y + port, box.x + 2 * port, box.x + box.w - 2 * port]
    const door = (x: number, y: number, vertical: 0 | 1, points: [number, number][]): Door => ({
      points,
      i: this.#grid.column(x),
      j: this.#grid.row(y),
      vertical,
    })
    return [
      door(right, top, 1, [
        [box.x + box.w, middle],
        [right, middle],
      ]),
      door(left, top, 1, [
        [box.x, middle],
        [left, middle],
      ]),
      door(left, bottom, 0, [
        [along, box.y + box.h],
        [along, bottom],
      ]),
      door(left, top, 0, [
        [along, box.y],
        [along, top],
      ]),
      door(right, bottom, 0, [
        [beyond, box.y + box.h],
        [beyond, bottom],
      ]),
      door(right, top, 0, [
        [beyond, box.y],
        [beyond, top],
      ]),
    ]
  }

  /** Along the gutters beside both boxes and above all: never quite wrong, seldom the best. */
  #corner(starts: readonly Door[], goals: readonly Door[]): Way {
    const { xs, ys } = this.#grid
    const [start, goal] = [starts[0] as Door, goals[1] as Door] // there are six doors
    const [from, to] = [xs[start.i] ?? 0, xs[goal.i] ?? 0]
    const points: [number, number][] = [
      [from, ys[start.j] ?? 0],
      [from, ys[0] ?? 0],
      [to, ys[0] ?? 0],
      [to, ys[goal.j] ?? 0],
    ]
    return { points, start, goal }
  }

  /** A*: states are crossings with the direction one came from. */
  #search(starts: readonly Door[], goals: readonly Door[]): Way | null {
    const { xs, ys, height, right, down } = this.#grid
    const round = ++this.#searches
    const stateOf = ({ i, j, vertical }: Door): number => (i * height + j) * 2 + vertical
    const ends = new Map(goals.map((d) => [d.i * height + d.j, 0]))
    for (const { i, j, vertical } of goals) ends.set(i * height + j, (ends.get(i * height + j) ?? 0) | (vertical + 1))
    const places = goals.map((d) => [xs[d.i] ?? 0, ys[d.j] ?? 0] as const)
    const open = new Heap()
    const reach = (i: number, j: number, vertical: number, cost: number, before: number): void => {
      const state = (i * height + j) * 2 + vertical
      if (this.#round[state] === round && (this.#cost[state] ?? 0) <= cost) return
      this.#round[state] = round
      this.#cost[state] = cost
      this.#before[state] = before
      let left = Infinity
      for (const [x, y] of places) {
        const [dx, dy] = [Math.abs((xs[i] ?? 0) - x), Math.abs((ys[j] ?? 0) - y)]
        left = Math.min(left, dx + dy + (dx > 0 && dy > 0 ? bendCost : 0))
      }
      open.push(state, cost + left * haste, cost)
    }
    for (const { i, j, vertical } of starts) reach(i, j, vertical, 0, -1)
    for (let looks = 0; looks < maxLooks; looks++) {
      const state = open.pop()
      if (state < 0) return null
      const cost = open.cost
      if (cost > (this.#cost[state] ?? 0)) continue
      const vertical = state & 1
      const at = state >> 1
      const [i, j] = [Math.floor(at / height), at % height]
      const end = ends.get(at) ?? 0
      if ((end & (vertical + 1)) > 0) {
        const goal = goals.find((d) => stateOf(d) === state) as Door // its bit says so
        const { points, first } = this.#trace(state)
        const start = starts.find((d) => stateOf(d) === first) as Door // where searches start
        return { points, start, goal }
      }
      if (end > 0) reach(i, j, 1 - vertical, cost + bendCost, state)
      const level = vertical === 0 ? cost : cost + bendCost
      const upright = vertical === 1 ? cost : cost + bendCost
      const step = (list: readonly number[], a: number, b: number): number => Math.abs((list[a] ?? 0) - (list[b] ?? 0))
      if (i + 1 < xs.length && !right[at]) reach(i + 1, j, 0, level + step(xs, i, i + 1), state)
      if (i > 0 && !right[at - height]) reach(i - 1, j, 0, level + step(xs, i, i - 1), state)
      if (j + 1 < height && !down[at]) reach(i, j + 1, 1, upright + step(ys, j, j + 1), state)
      if (j > 0 && !down[at - 1]) reach(i, j - 1, 1, upright + step(ys, j, j - 1), state)
    }
    return null
  }

  /** The crossings of a way, and the state it began in. */
  #trace(state: number): { points: [number, number][]; first: number } {
    const points: [number, number][] = []
    let first = state
    for (let at = state; at >= 0; at = this.#before[at] ?? -1) {
      points.push(this.#grid.point(at >> 1))
      first = at
    }
    return { points: points.reverse(), first }
  }
}
