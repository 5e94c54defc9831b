import type { HealthCounts, HealthLevel } from '../../engine/contract/index.ts'
import type { Palette } from './palette.ts'
import type { Rect } from './sceneModel.ts'

/** What is on screen: pan in pixels, zoom, and the size of the canvas in CSS pixels. */
export interface Viewport {
  panX: number
  panY: number
  zoom: number
  width: number
  height: number
}

export type Ink = keyof Palette

export interface TextLook {
  size: number
  ink: Ink
  weight?: number
  /** Pixels it may take; cut in the middle beyond. */
  room?: number
  align?: 'left' | 'right' | 'center'
}

/** Text is never drawn below this; it is left out, and what it named is counted. In pixels. */
export const smallestText = 9
const font = '"Inter Variable", sans-serif'
/** From bad to good: what is not well is seen first. */
export const worstFirst: readonly HealthLevel[] = ['failing', 'warning', 'progressing', 'unknown', 'paused', 'healthy']
export const inkOf: Readonly<Record<HealthLevel, Ink>> = {
  healthy: 'ok',
  progressing: 'prog',
  warning: 'warn',
  failing: 'fail',
  paused: 'idle',
  unknown: 'text3',
}
/** Texts are measured at this size, in pixels; small sizes are rounded to whole pixels by some systems. */
const measuredAt = 48
/** Measured texts are kept while they are this few. */
const keptWords = 20_000

export const sumOf = (counts: HealthCounts): number => worstFirst.reduce((sum, level) => sum + counts[level], 0)

/** Draws the signs of the picture on a plain canvas, in pixels. Knows no graph. */
export class CanvasPen {
  /** Labels left out for size in the last picture. */
  omitted = 0
  palette: Palette
  private readonly pen: CanvasRenderingContext2D
  private readonly canvas: HTMLCanvasElement
  private readonly widths = new Map<string, number>()
  private readonly cuts = new Map<string, string>()
  private readonly icons = new Map<string, Path2D>()

  constructor(canvas: HTMLCanvasElement, palette: Palette) {
    this.canvas = canvas
    this.palette = palette
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('this window cannot draw on a canvas')
    this.pen = pen
  }

  begin(view: Viewport): void {
    const ratio = window.devicePixelRatio
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)]
    if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height]
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.pen.clearRect(0, 0, view.width, view.height)
    this.pen.globalAlpha = 1
    this.omitted = 0
  }

  /** Fonts came: what was measured without them is measured anew. */
  forget(): void {
    this.widths.clear()
    this.cuts.clear()
  }

  alpha(value: number): void {
    this.pen.globalAlpha = value
  }

  get inkNow(): number {
    return this.pen.globalAlpha
  }

  rect(r: Rect, radius: number, fill: Ink | null, line: Ink | null = null, dash: readonly number[] = [], width = 1): void {
    const { pen } = this
    const x = Math.round(r.x)
    const y = Math.round(r.y)
    pen.beginPath()
    pen.roundRect(
      x + 0.5,
      y + 0.5,
      Math.max(0.5, Math.round(r.x + r.w) - x - 1),
      Math.max(0.5, Math.round(r.y + r.h) - y - 1),
      Math.max(0, Math.min(radius, r.h / 2, r.w / 2)),
    )
    if (fill !== null) {
      pen.fillStyle = this.palette[fill]
      pen.fill()
    }
    if (line === null) return
    pen.setLineDash([...dash])
    pen.lineWidth = width
    pen.strokeStyle = this.palette[line]
    pen.stroke()
    pen.setLineDash([])
  }

  /** A line of text around a middle height; returns the width drawn, 0 when it was left out. */
  text(words: string, x: number, middle: number, look: TextLook): number {
    if (words === '') return 0
    const { size, ink, weight = 420, room = Infinity, align = 'left' } = look
    const fit = size < smallestText || room < 12 ? null : this.fit(words, size, weight, room)
    if (fit === null || fit.shown === '') {
      this.omitted++
      return 0
    }
    const { pen } = this
    pen.font = `${weight} ${size}px ${font}`
    pen.fillStyle = this.palette[ink]
    pen.textAlign = align
    pen.textBaseline = 'alphabetic'
    pen.fillText(fit.shown, x, middle + size * 0.36)
    return fit.width
  }

  width(words: string, size: number, weight = 420): number {
    return this.fit(words, size, weight, Infinity).width
  }

  /** Cut in the middle: names differ at both ends. Measured at one size, so that a zoom measures nothing anew; widths grow with the size. */
  private fit(words: string, size: number, weight: number, room: number): { shown: string; width: number } {
    const scale = size / measuredAt
    const whole = this.measure(words, weight)
    if (whole * scale <= room) return { shown: words, width: whole * scale }
    // In steps of a pixel at the measured size: while the zoom changes, a name is cut in few ways.
    const key = `${weight} ${Math.floor(room / scale)} ${words}`
    let shown = this.cuts.get(key)
    if (shown === undefined) {
      if (this.cuts.size > keptWords) this.cuts.clear()
      this.cuts.set(key, (shown = this.cut(words, weight, Math.floor(room / scale))))
    }
    return { shown, width: shown === '' ? 0 : this.measure(shown, weight) * scale }
  }

  /** As much of both ends as fits into a room at the measured size; nothing where that is less than three letters. */
  private cut(words: string, weight: number, room: number): string {
    const shortened = (n: number): string => {
      const tail = Math.min(Math.floor(n * 0.4), 8)
      return `${words.slice(0, n - tail).replace(/[-.]$/, '')}…${words.slice(words.length - tail)}`
    }
    this.pen.font = `${weight} ${measuredAt}px ${font}`
    const width = (text: string): number => this.pen.measureText(text).width
    // No letter is narrower than a fifth of its size: a very long name starts near what can fit.
    let [low, high] = [0, Math.min(words.length - 1, Math.ceil(room / (measuredAt * 0.2)))]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (width(shortened(middle)) <= room) low = middle
      else high = middle - 1
    }
    return low < 3 ? '' : shortened(low)
  }

  private measure(words: string, weight: number): number {
    const key = `${weight} ${words}`
    let width = this.widths.get(key)
    if (width !== undefined) return width
    this.pen.font = `${weight} ${measuredAt}px ${font}`
    width = this.pen.measureText(words).width
    if (this.widths.size > keptWords) this.widths.clear()
    this.widths.set(key, width)
    return width
  }

  /** The shape of a kind, stroked. */
  icon(path: string, x: number, y: number, size: number, ink: Ink): void {
    let shape = this.icons.get(path)
    if (shape === undefined) this.icons.set(path, (shape = new Path2D(path)))
    const { pen } = this
    pen.save()
    pen.translate(x, y)
    pen.scale(size / 24, size / 24)
    pen.lineWidth = Math.max(2, 26 / size)
    pen.lineCap = pen.lineJoin = 'round'
    pen.strokeStyle = this.palette[ink]
    pen.stroke(shape)
    pen.restore()
  }

  /** Health: a colour and a shape, always both. `s` is the side. */
  mark(level: HealthLevel, x: number, y: number, s: number): void {
    const { pen } = this
    pen.fillStyle = pen.strokeStyle = this.palette[inkOf[level]]
    pen.lineWidth = Math.max(1.2, s * 0.15)
    pen.beginPath()
    if (level === 'healthy') pen.arc(x + s / 2, y + s / 2, s * 0.36, 0, Math.PI * 2)
    else if (level === 'warning') this.triangle(x, y, s, s * 0.92)
    else if (level === 'failing') return this.cross(x + s * 0.12, y + s * 0.12, s * 0.76, Math.max(1.6, s * 0.24))
    else if (level === 'progressing') {
      pen.arc(x + s / 2, y + s / 2, s * 0.36, 0, Math.PI * 2)
      pen.stroke()
      pen.beginPath()
      pen.arc(x + s / 2, y + s / 2, s * 0.36, -Math.PI / 2, Math.PI / 2)
    } else if (level === 'paused') {
      pen.rect(x + s * 0.2, y + s * 0.12, s * 0.2, s * 0.76)
      pen.rect(x + s * 0.6, y + s * 0.12, s * 0.2, s * 0.76)
    } else {
      pen.setLineDash([2, 1.6])
      pen.arc(x + s / 2, y + s / 2, s * 0.36, 0, Math.PI * 2)
      pen.stroke()
      pen.setLineDash([])
      return
    }
    pen.fill()
  }

  /** A pod as a small square; what is not well differs in shape too, as far as there is room for a shape. */
  pod(level: HealthLevel, x: number, y: number, s: number): void {
    const { pen } = this
    pen.fillStyle = pen.strokeStyle = this.palette[inkOf[level]]
    if (level === 'failing' && s >= 4) return this.cross(x + s * 0.08, y + s * 0.08, s * 0.84, Math.max(1.4, s * 0.24))
    pen.beginPath()
    if (level === 'warning' && s >= 4) this.triangle(x, y, s, s)
    else if (level === 'healthy' || s < 4) pen.roundRect(x, y, s, s, s * 0.22)
    else {
      if (level === 'unknown') pen.setLineDash([2, 1.6])
      pen.lineWidth = 1.2
      pen.roundRect(x + 0.6, y + 0.6, s - 1.2, s - 1.2, s * 0.22)
      pen.stroke()
      pen.setLineDash([])
      if (level !== 'progressing') return
      pen.beginPath()
      pen.rect(x + 0.6, y + s / 2, s - 1.2, s / 2 - 0.6)
    }
    pen.fill()
  }

  /** A Pod that is wanted and not there. */
  missingPod(x: number, y: number, s: number): void {
    const { pen } = this
    pen.strokeStyle = this.palette.text3
    pen.lineWidth = 1
    pen.setLineDash([2, 2])
    pen.beginPath()
    pen.roundRect(x + 0.5, y + 0.5, s - 1, s - 1, s * 0.22)
    pen.stroke()
    pen.setLineDash([])
  }

  /** Shares of health as a bar; `rest` is what is wanted and not there. */
  bar(counts: HealthCounts, rest: number, r: Rect): void {
    const { pen } = this
    const total = sumOf(counts) + rest
    pen.fillStyle = this.palette.well
    pen.beginPath()
    pen.roundRect(r.x, r.y, r.w, r.h, r.h / 2)
    pen.fill()
    let x = r.x
    for (const level of worstFirst) {
      if (counts[level] === 0) continue
      const w = Math.min(r.x + r.w - x, Math.max(2, (r.w * counts[level]) / total))
      pen.fillStyle = this.palette[inkOf[level]]
      pen.beginPath()
      pen.roundRect(x, r.y, w, r.h, r.h / 2)
      pen.fill()
      x += w
    }
  }

  private triangle(x: number, y: number, w: number, h: number): void {
    this.pen.moveTo(x + w / 2, y)
    this.pen.lineTo(x + w, y + h)
    this.pen.lineTo(x, y + h)
    this.pen.closePath()
  }

  private cross(x: number, y: number, s: number, width: number): void {
    const { pen } = this
    pen.lineWidth = width
    pen.lineCap = 'round'
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(x + s, y + s)
    pen.moveTo(x + s, y)
    pen.lineTo(x, y + s)
    pen.stroke()
    pen.lineCap = 'butt'
  }
}
