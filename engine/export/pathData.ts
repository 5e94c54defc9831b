/** A step of a path; all coordinates absolute. */
export type PathStep = { type: 'move' | 'line'; to: Point } | { type: 'curve'; by: Point; then: Point; to: Point } | { type: 'close' }
type Point = readonly [number, number]

/** Reads SVG path data (https://www.w3.org/TR/SVG2/paths.html#PathDataBNF) as lines and cubic curves. */
export function readPath(data: string): PathStep[] {
  const steps: PathStep[] = []
  const source = new PathSource(data)
  let here: Point = [0, 0]
  let start: Point = here
  /** The last control point, for the curves that go on smoothly, and whose kind it was. */
  let control: Point = here
  let smooth = ''
  let command = ''
  const curve = (by: Point, then: Point, to: Point): void => {
    steps.push({ type: 'curve', by, then, to })
    here = to
  }
  const line = (to: Point): void => {
    steps.push({ type: 'line', to })
    here = to
  }
  const quadratic = (by: Point, to: Point): void => {
    const from = here
    control = by
    curve(between(from, by, 2 / 3), between(to, by, 2 / 3), to)
  }
  while (!source.ended()) {
    const next = source.command()
    // numbers after a move without a letter of their own are lines
    command = next ?? (command === 'M' ? 'L' : command === 'm' ? 'l' : command)
    const relative = command === command.toLowerCase()
    const [ox, oy] = relative ? here : [0, 0]
    const point = (): Point => [source.number() + ox, source.number() + oy]
    const mirrored = (kind: string): Point => (smooth === kind ? [2 * here[0] - control[0], 2 * here[1] - control[1]] : here)
    let kind = ''
    switch (command.toUpperCase()) {
      case 'M':
        here = start = point()
        steps.push({ type: 'move', to: here })
        break
      case 'L':
        line(point())
        break
      case 'H':
        line([source.number() + ox, here[1]])
        break
      case 'V':
        line([here[0], source.number() + oy])
        break
      case 'C':
      case 'S': {
        const by = command.toUpperCase() === 'C' ? point() : mirrored('cubic')
        control = point()
        curve(by, control, point())
        kind = 'cubic'
        break
      }
      case 'Q':
      case 'T':
        quadratic(command.toUpperCase() === 'Q' ? point() : mirrored('quadratic'), point())
        kind = 'quadratic'
        break
      case 'A': {
        const [rx, ry, turn] = [Math.abs(source.number()), Math.abs(source.number()), source.number()]
        const [large, sweep] = [source.flag(), source.flag()]
        const to = point()
        for (const [by, then, end] of arcCurves(here, rx, ry, turn, large, sweep, to)) curve(by, then, end)
        here = to
        break
      }
      case 'Z':
        steps.push({ type: 'close' })
        here = start
        break
      default:
        throw new Error(`path data has no command here: ${data.slice(0, 60)}`)
    }
    smooth = kind
  }
  return steps
}

/** An ellipse as four curves. */
export function ellipsePath(cx: number, cy: number, rx: number, ry: number): PathStep[] {
  return readPath(`M${cx - rx} ${cy}A${rx} ${ry} 0 0 1 ${cx + rx} ${cy}A${rx} ${ry} 0 0 1 ${cx - rx} ${cy}Z`)
}

/** A rectangle with round corners. */
export function rectanglePath(x: number, y: number, w: number, h: number, radius: number): PathStep[] {
  const r = Math.min(radius, w / 2, h / 2)
  if (r <= 0) return readPath(`M${x} ${y}h${w}v${h}h${-w}Z`)
  const arc = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`
  return readPath(`M${x + r} ${y}h${w - 2 * r}${arc(r, r)}v${h - 2 * r}${arc(-r, r)}h${2 * r - w}${arc(-r, -r)}v${2 * r - h}${arc(r, -r)}Z`)
}

class PathSource {
  readonly #data: string
  #at = 0

  constructor(data: string) {
    this.#data = data
    this.#skip()
  }

  ended(): boolean {
    return this.#at >= this.#data.length
  }

  command(): string | null {
    const letter = this.#data[this.#at] ?? ''
    if (!/[a-z]/i.test(letter)) return null
    this.#at++
    this.#skip()
    return letter
  }

  number(): number {
    const pattern = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/iy
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#data)
    if (found === null) throw new Error(`path data has no number at ${this.#at}: ${this.#data.slice(0, 60)}`)
    this.#at = pattern.lastIndex
    this.#skip()
    return Number(found[0])
  }

  /** One digit; nothing needs to stand between it and what follows. */
  flag(): boolean {
    const digit = this.#data[this.#at]
    if (digit !== '0' && digit !== '1') throw new Error(`path data has no flag at ${this.#at}: ${this.#data.slice(0, 60)}`)
    this.#at++
    this.#skip()
    return digit === '1'
  }

  #skip(): void {
    while (/[\s,]/.test(this.#data[this.#at] ?? '')) this.#at++
  }
}

function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

/** An arc as cubic curves of at most a quarter turn each (https://www.w3.org/TR/SVG2/implnote.html#ArcConversionEndpointToCenter). */
function arcCurves(
  from: Point,
  rx0: number,
  ry0: number,
  turn: number,
  large: boolean,
  sweep: boolean,
  to: Point,
): [Point, Point, Point][] {
  if (from[0] === to[0] && from[1] === to[1]) return []
  if (rx0 === 0 || ry0 === 0) return [[from, to, to]]
  const phi = (turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(phi), Math.sin(phi)]
  const [dx, dy] = [(from[0] - to[0]) / 2, (from[1] - to[1]) / 2]
  const [x, y] = [cos * dx + sin * dy, cos * dy - sin * dx]
  const stretch = Math.max(1, Math.sqrt((x / rx0) ** 2 + (y / ry0) ** 2))
  const [rx, ry] = [rx0 * stretch, ry0 * stretch]
  const rest = Math.max(0, (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2) / ((rx * y) ** 2 + (ry * x) ** 2)
  const factor = (large === sweep ? -1 : 1) * Math.sqrt(rest)
  const [mx, my] = [(factor * rx * y) / ry, (-factor * ry * x) / rx]
  const centre: Point = [cos * mx - sin * my + (from[0] + to[0]) / 2, sin * mx + cos * my + (from[1] + to[1]) / 2]
  const first = Math.atan2((y - my) / ry, (x - mx) / rx)
  let swept = Math.atan2((-y - my) / ry, (-x - mx) / rx) - first
  if (sweep && swept < 0) swept += 2 * Math.PI
  if (!sweep && swept > 0) swept -= 2 * Math.PI
  const parts = Math.max(1, Math.ceil(Math.abs(swept) / (Math.PI / 2) - 1e-9))
  const step = swept / parts
  const reach = (4 / 3) * Math.tan(step / 4)
  const place = (ex: number, ey: number): Point => [cos * rx * ex - sin * ry * ey + centre[0], sin * rx * ex + cos * ry * ey + centre[1]]
  const curves: [Point, Point, Point][] = []
  for (let part = 0; part < parts; part++) {
    const [a, b] = [first + part * step, first + (part + 1) * step]
    curves.push([
      place(Math.cos(a) - reach * Math.sin(a), Math.sin(a) + reach * Math.cos(a)),
      place(Math.cos(b) + reach * Math.sin(b), Math.sin(b) - reach * Math.cos(b)),
      part === parts - 1 ? to : place(Math.cos(b), Math.sin(b)),
    ])
  }
  return curves
}
