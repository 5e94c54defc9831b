import { Heap } from './heap.ts'
import { after, bendCost, type LaneGrid, withoutMiddles } from './laneGrid.ts'

/** Where a way begins that is not a crossing: on a line down, at a height of its own, or on a line across. */
export interface Entry {
  x: number
  y: number
}

/**
 * The shortest ways from everywhere on a grid to its roots: ways that meet stay together, as branches of a tree. Found once, whatever the number of
 * ways that are asked for.
 */
export class LaneTree {
  readonly #grid: LaneGrid
  readonly #cost: Float64Array
  readonly #next: Int32Array

  constructor(grid: LaneGrid, roots: readonly Entry[]) {
    this.#grid = grid
    const { xs, ys, height, right, down } = grid
    const n = grid.crossings * 2
    this.#cost = new Float64Array(n).fill(Infinity)
    this.#next = new Int32Array(n).fill(-1)
    const open = new Heap()
    const reach = (at: number, vertical: number, cost: number, from: number): void => {
      const state = at * 2 + vertical
      if ((this.#cost[state] ?? 0) <= cost) return
      this.#cost[state] = cost
      this.#next[state] = from
      open.push(state, cost, cost)
    }
    for (const { x, y } of roots) for (const vertical of [0, 1]) reach(grid.column(x) * height + grid.row(y), vertical, 0, -1)
    for (let state = open.pop(); state >= 0; state = open.pop()) {
      const cost = open.cost
      if (cost > (this.#cost[state] ?? 0)) continue
      const [at, vertical] = [state >> 1, state & 1]
      const [i, j] = [Math.floor(at / height), at % height]
      // A way to a root passes here upright or level, and turns where it must.
      reach(at, 1 - vertical, cost + bendCost, state)
      if (vertical === 0) {
        if (i + 1 < xs.length && !right[at]) reach(at + height, 0, cost + (xs[i + 1] ?? 0) - (xs[i] ?? 0), state)
        if (i > 0 && !right[at - height]) reach(at - height, 0, cost + (xs[i] ?? 0) - (xs[i - 1] ?? 0), state)
      } else {
        if (j + 1 < height && !down[at]) reach(at + 1, 1, cost + (ys[j + 1] ?? 0) - (ys[j] ?? 0), state)
        if (j > 0 && !down[at - 1]) reach(at - 1, 1, cost + (ys[j] ?? 0) - (ys[j - 1] ?? 0), state)
      }
    }
  }

  /** The way from a place on a line to the nearest root, and what it costs; null when every way is blocked. */
  way({ x, y }: Entry): { points: [number, number][]; cost: number } | null {
    const { xs, ys, height, right, down } = this.#grid
    const [i, j] = [after(xs, x) - 1, after(ys, y) - 1]
    const [onColumn, onRow] = [xs[i] === x, ys[j] === y]
    const starts: { at: number; vertical: number; far: number }[] = []
    const add = (a: number, b: number, vertical: number): void => {
      if (a >= 0 && b >= 0 && a < xs.length && b < ys.length)
        starts.push({ at: a * height + b, vertical, far: Math.abs((xs[a] ?? 0) - x) + Math.abs((ys[b] ?? 0) - y) })
    }
    if (onColumn && onRow) {
      add(i, j, 0)
      add(i, j, 1)
    } else if (onColumn) {
      if (j < 0 || !down[i * height + j]) {
        add(i, j, 1)
        add(i, j + 1, 1)
      }
    } else if (onRow && (i < 0 || !right[i * height + j])) {
      add(i, j, 0)
      add(i + 1, j, 0)
    }
    let best: (typeof starts)[number] | null = null
    let least = Infinity
    for (const start of starts) {
      const cost = (this.#cost[start.at * 2 + start.vertical] ?? Infinity) + start.far
      if (cost < least) [best, least] = [start, cost]
    }
    if (!best) return null
    const points: [number, number][] = [[x, y]]
    for (let state = best.at * 2 + best.vertical; state >= 0; state = this.#next[state] ?? -1) points.push(this.#grid.point(state >> 1))
    return { points: withoutMiddles(points), cost: least }
  }
}
