import { r1 } from './glyphs.ts'
import type { Route } from './scene.ts'
import type { Theme } from './theme.ts'

/** The line of an edge: curves between columns, else straight with round corners. */
export function edgePath(route: Pick<Route, 'points' | 'curved'>): string {
  const points = route.points.map(([x, y]) => [r1(x), r1(y)] as const)
  const [first] = points
  if (!first) return ''
  let path = `M${first[0]} ${first[1]}`
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1] ?? first
    const b = points[i] ?? first
    const c = points[i + 1]
    if (route.curved) path += curve(a, b)
    else path += c ? corner(a, b, c) : `L${b[0]} ${b[1]}`
  }
  return path
}

type Point = readonly [number, number]

function curve(a: Point, b: Point): string {
  if (Math.abs(a[1] - b[1]) < 0.6) return `L${b[0]} ${b[1]}`
  const reach = Math.max(8, Math.abs(b[0] - a[0]) * 0.5)
  return `C${r1(a[0] + reach)} ${a[1]} ${r1(b[0] - reach)} ${b[1]} ${b[0]} ${b[1]}`
}

function corner(a: Point, b: Point, c: Point): string {
  const before = Math.hypot(b[0] - a[0], b[1] - a[1])
  const after = Math.hypot(c[0] - b[0], c[1] - b[1])
  const q = Math.min(8, before / 2, after / 2)
  if (q < 0.5) return `L${b[0]} ${b[1]}`
  const [ix, iy] = [b[0] - ((b[0] - a[0]) / before) * q, b[1] - ((b[1] - a[1]) / before) * q]
  const [ox, oy] = [b[0] + ((c[0] - b[0]) / after) * q, b[1] + ((c[1] - b[1]) / after) * q]
  return `L${r1(ix)} ${r1(iy)}Q${b[0]} ${b[1]} ${r1(ox)} ${r1(oy)}`
}

/** Traffic solid, need thin, policy dotted, inferred dashed, broken red; all but needs with an arrowhead. */
export function edgeStyle(theme: Theme, route: Route): { stroke: string; width: number; dash: string; arrow: string } {
  const traffic = route.flow === 'traffic' || route.flow === 'call'
  const stroke = route.broken
    ? theme.failing
    : traffic
      ? theme.accent
      : route.flow === 'policy'
        ? theme.policy
        : route.flow === 'other'
          ? theme.other
          : theme.need
  const width =
    route.level === 'namespaces' || route.level === 'bundle' ? 2 : traffic || route.broken ? 1.5 : route.flow === 'policy' ? 1.7 : 1.1
  const dash = route.flow === 'policy' ? '0.1 4.2' : route.inferred ? '6 3.5' : route.optional ? '3 3' : ''
  return {
    stroke,
    width,
    dash,
    arrow: route.flow === 'need' && !route.broken ? '' : arrowHead(route) + (route.both ? arrowHead(reversed(route)) : ''),
  }
}

function reversed({ points, curved }: Pick<Route, 'points' | 'curved'>): Pick<Route, 'points' | 'curved'> {
  return { points: [...points].reverse(), curved }
}

function arrowHead({ points, curved }: Pick<Route, 'points' | 'curved'>): string {
  const a = points.at(-2)
  const b = points.at(-1)
  if (!a || !b) return ''
  // A curve arrives level; a line arrives from where it comes.
  const angle = curved ? (b[0] >= a[0] ? 0 : Math.PI) : Math.atan2(b[1] - a[1], b[0] - a[0])
  const side = (turn: number): string => `${r1(b[0] - 7 * Math.cos(angle + turn))} ${r1(b[1] - 7 * Math.sin(angle + turn))}`
  return `M${r1(b[0])} ${r1(b[1])}L${side(0.49)}L${side(-0.49)}z`
}
