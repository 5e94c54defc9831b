import type { Box } from './scene.ts'

/** A bend is worth as much as this length. */
export const bendCost = 60

/** Lines that ways run on, where they cross, and where boxes block them. A crossing is `i * height + j` of its line down and its line across. */
export class LaneGrid {
  readonly xs: readonly number[]
  readonly ys: readonly number[]
  /** Blocked steps: to the right of a crossing, and below it. */
  readonly right: Uint8Array
  readonly down: Uint8Array
  readonly #xAt: ReadonlyMap<number, number>
  readonly #yAt: ReadonlyMap<number, number>

  constructor(xs: readonly number[], ys: readonly number[], boxes: readonly Box[]) {
    this.xs = distinct(xs)
    this.ys = distinct(ys)
    this.#xAt = new Map(this.xs.map((x, i) => [x, i]))
    this.#yAt = new Map(this.ys.map((y, i) => [y, i]))
    this.right = new Uint8Array(this.crossings)
    this.down = new Uint8Array(this.crossings)
    for (const box of boxes) this.#block(box)
  }

  get height(): number {
    return this.ys.length
  }

  get crossings(): number {
    return this.xs.length * this.ys.length
  }

  /** The number of the line at a place; 0 when there is none. */
  column(x: number): number {
    return this.#xAt.get(x) ?? 0
  }

  row(y: number): number {
    return this.#yAt.get(y) ?? 0
  }

  point(crossing: number): [number, number] {
    return [this.xs[Math.floor(crossing / this.height)] ?? 0, this.ys[crossing % this.height] ?? 0]
  }

  #block(box: Box): void {
    const { xs, ys, height } = this
    const fromX = after(xs, box.x)
    const toX = after(xs, box.x + box.w - 0.1)
    const fromY = after(ys, box.y)
    const toY = after(ys, box.y + box.h - 0.1)
    for (let i = Math.max(0, fromX - 1); i < toX; i++) for (let j = fromY; j < toY; j++) this.right[i * height + j] = 1
    for (let i = fromX; i < toX; i++) for (let j = Math.max(0, fromY - 1); j < toY; j++) this.down[i * height + j] = 1
  }
}

/** Only the corners of a way. */
export function withoutMiddles(points: readonly [number, number][]): [number, number][] {
  const out: [number, number][] = []
  for (const point of points) {
    for (;;) {
      const [a, b] = [out.at(-2), out.at(-1)]
      if (b && b[0] === point[0] && b[1] === point[1]) out.pop()
      else if (a && b && ((a[0] === b[0] && b[0] === point[0]) || (a[1] === b[1] && b[1] === point[1]))) out.pop()
      else break
    }
    out.push(point)
  }
  return out
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

/** The first place in a sorted list that is greater. */
export function after(list: readonly number[], value: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}
