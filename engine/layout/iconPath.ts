import { iconOf, iconShapes } from './icons.ts'

const known = new Map<string, string>()

/** The shape of a kind (by its bare name) as one line of SVG path data, 24 by 24: a canvas takes it without reading markup. */
export function iconPath(kind: string): string {
  const name = iconOf(kind)
  let path = known.get(name)
  if (path === undefined) {
    path = [...(iconShapes[name] ?? '').matchAll(/<(\w+) ([^>]*)\/>/g)]
      .map(([, tag = '', attributes = '']) => shapePath(tag, attributes))
      .join('')
    known.set(name, path)
  }
  return path
}

function shapePath(tag: string, attributes: string): string {
  const text = (name: string): string => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
  const value = (name: string): number => Number(text(name) || 0)
  switch (tag) {
    case 'path':
      // The first move is absolute whatever its letter; what follows a small one is relative.
      return text('d').replace(
        /^m\s*(-?[\d.]+)[\s,]*(-?[\d.]+)\s*(?=([-\d.])?)/,
        (_, x: string, y: string, next?: string) => `M${x} ${y}${next === undefined ? '' : 'l'}`,
      )
    case 'line':
      return `M${value('x1')} ${value('y1')}L${value('x2')} ${value('y2')}`
    case 'circle':
      return ellipse(value('cx'), value('cy'), value('r'), value('r'))
    case 'ellipse':
      return ellipse(value('cx'), value('cy'), value('rx'), value('ry'))
    case 'rect': {
      const [x, y, w, h, r] = [value('x'), value('y'), value('width'), value('height'), value('rx')]
      const arc = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`
      return `M${x + r} ${y}h${w - 2 * r}${arc(r, r)}v${h - 2 * r}${arc(-r, r)}h${2 * r - w}${arc(-r, -r)}v${2 * r - h}${arc(r, -r)}z`
    }
    default:
      throw new Error(`an icon has a ${tag}, which has no path yet`)
  }
}

function ellipse(cx: number, cy: number, rx: number, ry: number): string {
  return `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`
}
