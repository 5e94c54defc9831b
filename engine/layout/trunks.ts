import { measures } from './measures.ts'
import type { Box } from './scene.ts'

/** With more boxes than this, a trunk is a straight line: the way around them all costs more than it tells. */
const manyBoxes = 60
/** A bend is worth as much as this length. */
const bendCost = 60

/** A trunk between two boxes: the shortest orthogonal way on the lines halfway between boxes. */
export function trunk(from: Box, to: Box, boxes: readonly Box[]): [number, number][] {
  const half = measures.spaceGap / 2
  const start: [number, number] = [from.x + from.w, from.y + 18]
  const end: [number, number] = [to.x, to.y + 18]
  if (boxes.length > manyBoxes) return [start, end]
  const xs = distinct(boxes.flatMap((b) => [b.x - half, b.x + b.w + half]))
  const ys = distinct([...boxes.flatMap((b) => [b.y - half, b.y + b.h + half]), start[1], end[1]])
  const free = (x1: number, y1: number, x2: number, y2: number): boolean =>
    !boxes.some((b) => Math.max(x1, x2) > b.x && Math.min(x1, x2) < b.x + b.w && Math.max(y1, y2) > b.y && Math.min(y1, y2) < b.y + b.h)
  const x = (i: number): number => xs[i] ?? 0
  const y = (j: number): number => ys[j] ?? 0
  const id = (i: number, j: number, vertical: number): number => (i * ys.length + j) * 2 + vertical
  const cost = new Float64Array(xs.length * ys.length * 2).fill(Infinity)
  const before = new Int32Array(cost.length).fill(-1)
  const done = new Uint8Array(cost.length)
  const goal = [xs.indexOf(to.x - half), ys.indexOf(end[1])]
  const first = id(xs.indexOf(from.x + from.w + half), ys.indexOf(start[1]), 0)
  cost[first] = 0
  const open = [first]
  while (open.length > 0) {
    let least = 0
    for (let k = 1; k < open.length; k++) if ((cost[open[k] ?? 0] ?? 0) < (cost[open[least] ?? 0] ?? 0)) least = k
    const at = open.splice(least, 1)[0] ?? 0
    if (done[at] === 1) continue
    done[at] = 1
    const j = (at >> 1) % ys.length
    const i = Math.floor((at >> 1) / ys.length)
    if (i === goal[0] && j === goal[1]) {
      const points: [number, number][] = [end]
      for (let v = at; v >= 0; v = before[v] ?? -1) points.unshift([x(Math.floor((v >> 1) / ys.length)), y((v >> 1) % ys.length)])
      return withoutMiddles([start, ...points])
    }
    for (const [di, dj] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const [p, q] = [i + di, j + dj]
      if (p < 0 || q < 0 || p >= xs.length || q >= ys.length || !free(x(i), y(j), x(p), y(q))) continue
      const vertical = dj === 0 ? 0 : 1
      const next = id(p, q, vertical)
      const total = (cost[at] ?? 0) + Math.abs(x(p) - x(i)) + Math.abs(y(q) - y(j)) + (vertical === (at & 1) ? 0 : bendCost)
      if (total >= (cost[next] ?? 0)) continue
      cost[next] = total
      before[next] = at
      open.push(next)
    }
  }
  return [start, end]
}

/** Only the corners. */
function withoutMiddles(points: readonly [number, number][]): [number, number][] {
  return points.filter((p, i) => {
    const a = points[i - 1]
    const b = points[i + 1]
    return !a || !b || !((a[0] === p[0] && p[0] === b[0]) || (a[1] === p[1] && p[1] === b[1]))
  })
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}
