import type { PictureRoute } from '../../engine/contract/index.ts'
import type { Rect } from './sceneModel.ts'

interface Point {
  x: number
  y: number
}

/** A line as Cytoscape takes it: ends as offsets from the centres of what they belong to, what is between as weights and distances from the straight way. */
export interface LineShape {
  from: string
  to: string
  weights: string
  distances: string
}

/** A curve is drawn in straight pieces: one for so many layout units, and no fewer or more than that. */
const pieceLength = 60
const [fewest, most] = [10, 28]
const piecesOf = (from: Point, to: Point): number =>
  Math.max(fewest, Math.min(most, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / pieceLength)))
/** Radius of a bend. */
const bend = 8

/** The points of a route: curves between columns, else straight with round corners; the same as in an export. */
export function routePoints(route: Pick<PictureRoute, 'points' | 'curved'>): Point[] {
  const given: Point[] = []
  for (let i = 0; i + 1 < route.points.length; i += 2) given.push({ x: route.points[i] ?? 0, y: route.points[i + 1] ?? 0 })
  const [first] = given
  if (first === undefined) return []
  const out: Point[] = [first]
  for (let i = 1; i < given.length; i++) {
    const [a, b, c] = [given[i - 1] ?? first, given[i] ?? first, given[i + 1]]
    if (route.curved) out.push(...curve(a, b))
    else if (c === undefined) out.push(b)
    else out.push(...corner(a, b, c))
  }
  return out
}

function curve(a: Point, b: Point): Point[] {
  if (Math.abs(a.y - b.y) < 0.6) return [b]
  const reach = Math.max(8, Math.abs(b.x - a.x) * 0.5)
  const pieces = piecesOf(a, b)
  return Array.from({ length: pieces }, (_, i) => {
    const t = (i + 1) / pieces
    const u = 1 - t
    return {
      x: u * u * u * a.x + 3 * u * u * t * (a.x + reach) + 3 * u * t * t * (b.x - reach) + t * t * t * b.x,
      y: u * u * u * a.y + 3 * u * u * t * a.y + 3 * u * t * t * b.y + t * t * t * b.y,
    }
  })
}

function corner(a: Point, b: Point, c: Point): Point[] {
  const before = Math.hypot(b.x - a.x, b.y - a.y)
  const after = Math.hypot(c.x - b.x, c.y - b.y)
  const q = Math.min(bend, before / 2, after / 2)
  if (q < 0.5) return [b]
  const s = { x: b.x - ((b.x - a.x) / before) * q, y: b.y - ((b.y - a.y) / before) * q }
  const e = { x: b.x + ((c.x - b.x) / after) * q, y: b.y + ((c.y - b.y) / after) * q }
  return [0, 0.25, 0.5, 0.75, 1].map((t) => ({
    x: (1 - t) * (1 - t) * s.x + 2 * (1 - t) * t * b.x + t * t * e.x,
    y: (1 - t) * (1 - t) * s.y + 2 * (1 - t) * t * b.y + t * t * e.y,
  }))
}

/** The S-curve of a relation between two tiles: from the sides that face each other, level with the ends. */
export function linkPoints(a: Rect, b: Rect): Point[] {
  const right = b.x >= a.x + a.w - 1
  const left = b.x + b.w <= a.x + 1
  const down = b.y >= a.y + a.h
  const s = right
    ? { x: a.x + a.w, y: a.y + a.h / 2 }
    : left
      ? { x: a.x, y: a.y + a.h / 2 }
      : { x: a.x + a.w / 2, y: down ? a.y + a.h : a.y }
  const t = right
    ? { x: b.x, y: b.y + b.h / 2 }
    : left
      ? { x: b.x + b.w, y: b.y + b.h / 2 }
      : { x: b.x + b.w / 2, y: down ? b.y : b.y + b.h }
  const level = right || left
  const reach = level
    ? Math.max(12, Math.abs(t.x - s.x) * 0.4) * (right ? 1 : -1)
    : Math.max(12, Math.abs(t.y - s.y) * 0.4) * (down ? 1 : -1)
  const c1 = level ? { x: s.x + reach, y: s.y } : { x: s.x, y: s.y + reach }
  const c2 = level ? { x: t.x - reach, y: t.y } : { x: t.x, y: t.y - reach }
  const pieces = piecesOf(s, t)
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const k = i / pieces
    const u = 1 - k
    return {
      x: u * u * u * s.x + 3 * u * u * k * c1.x + 3 * u * k * k * c2.x + k * k * k * t.x,
      y: u * u * u * s.y + 3 * u * u * k * c1.y + 3 * u * k * k * c2.y + k * k * k * t.y,
    }
  })
}

/** Points as Cytoscape takes them, between two rectangles; null when they have no length. */
export function shapeOf(points: readonly Point[], source: Rect, target: Rect): LineShape | null {
  const [s, t] = [points[0], points.at(-1)]
  if (s === undefined || t === undefined) return null
  const v = { x: t.x - s.x, y: t.y - s.y }
  const length = Math.hypot(v.x, v.y)
  if (length < 1) return null
  const middle = points.length > 2 ? points.slice(1, -1) : [{ x: (s.x + t.x) / 2, y: (s.y + t.y) / 2 }]
  const r = (n: number): string => String(Math.round(n * 1000) / 1000)
  const offset = (p: Point, of: Rect): string => `${r(p.x - of.x - of.w / 2)} ${r(p.y - of.y - of.h / 2)}`
  return {
    from: offset(s, source),
    to: offset(t, target),
    weights: middle.map((p) => r(((p.x - s.x) * v.x + (p.y - s.y) * v.y) / (length * length))).join(' '),
    distances: middle.map((p) => r(((p.x - s.x) * v.y - (p.y - s.y) * v.x) / -length)).join(' '),
  }
}
