import type { PathStep } from './pathData.ts'
import { PdfFonts } from './pdfFonts.ts'
import { type PdfFile, pdfNumber as n, pdfText } from './pdfFile.ts'
import type { Typesetter } from './typesetter.ts'

/** How a shape is drawn. Colours are `#rrggbb`; null draws nothing of that kind. */
export interface Paint {
  fill: string | null
  stroke: string | null
  width: number
  dash: readonly number[]
  round: { cap: boolean; join: boolean }
  /** 0 to 1. */
  opacity: { fill: number; stroke: number }
}

/** The content of a page, in operators of the format. Sets what differs from what is set. */
export class PdfCanvas {
  readonly #operators: string[] = []
  readonly #typesetter: Typesetter
  readonly #fonts: PdfFonts
  readonly #opacities: Map<string, string>
  #set = new Map<string, string>()
  readonly #saved: Map<string, string>[] = []

  /** Canvases of one document share fonts and opacities. */
  constructor(typesetter: Typesetter, fonts = new PdfFonts(), opacities = new Map<string, string>()) {
    this.#typesetter = typesetter
    this.#fonts = fonts
    this.#opacities = opacities
  }

  save(): void {
    this.#saved.push(new Map(this.#set))
    this.#operators.push('q')
  }

  restore(): void {
    this.#set = this.#saved.pop() ?? new Map<string, string>()
    this.#operators.push('Q')
  }

  transform(matrix: readonly [number, number, number, number, number, number]): void {
    this.#operators.push(`${matrix.map((value) => String(Math.round(value * 1e6) / 1e6)).join(' ')} cm`)
  }

  /** `inherited`: a line in whatever is set where this content is used. */
  path(steps: readonly PathStep[], paint: Paint | 'inherited'): void {
    const [fills, strokes] = paint === 'inherited' ? [false, true] : [paint.fill !== null, paint.stroke !== null]
    if (!fills && !strokes) return
    if (paint !== 'inherited') this.#paint(paint)
    for (const step of steps) {
      if (step.type === 'close') this.#operators.push('h')
      else if (step.type === 'curve') this.#operators.push(`${pair(step.by)} ${pair(step.then)} ${pair(step.to)} c`)
      else this.#operators.push(`${pair(step.to)} ${step.type === 'move' ? 'm' : 'l'}`)
    }
    this.#operators.push(!fills ? 'S' : strokes ? 'B' : 'f')
  }

  /** A shape that was added to the resources, drawn with the stroke that is set. */
  shape(name: string, paint: Paint): void {
    this.#paint(paint)
    this.#operators.push(`/${name} Do`)
  }

  text(text: string, x: number, y: number, style: { size: number; weight: number; anchor: string; fill: string }): void {
    const runs = this.#typesetter.runs(text, style.weight)
    const width = runs.reduce((sum, run) => sum + run.width, 0) * (style.size / 1000)
    this.#color('fill', style.fill)
    this.#change('opacity', this.#opacity(1, 1))
    let at = style.anchor === 'end' ? x - width : style.anchor === 'middle' ? x - width / 2 : x
    for (const run of runs) {
      const { font, codes } = this.#fonts.show(run)
      // the page's y grows downwards, a letter's upwards
      const shown = `BT /${font} ${n(style.size)} Tf 1 0 0 -1 ${n(at)} ${n(y)} Tm ${codes} Tj ET`
      this.#operators.push(run.boxed ? `/Span<</ActualText${pdfText(run.text)}>>BDC ${shown} EMC` : shown)
      at += (run.width * style.size) / 1000
    }
  }

  /** The operators. */
  content(): string {
    return this.#operators.join('\n')
  }

  /** The page's resources, with what was used embedded in the file. `shapes` are the entries of added shapes. */
  resources(file: PdfFile, shapes: string): string {
    const states = [...this.#opacities].map(([values, name]) => `/${name}<<${values}>>`).join('')
    return `<</Font<<${this.#fonts.embed(file)}>>/ExtGState<<${states}>>/XObject<<${shapes}>>>>`
  }

  #paint(paint: Paint): void {
    this.#change('opacity', this.#opacity(paint.opacity.fill, paint.opacity.stroke))
    if (paint.fill !== null) this.#color('fill', paint.fill)
    if (paint.stroke === null) return
    this.#color('stroke', paint.stroke)
    this.#change('width', `${n(paint.width)} w`)
    this.#change('dash', `[${paint.dash.map(n).join(' ')}] 0 d`)
    this.#change('cap', `${paint.round.cap ? 1 : 0} J`)
    this.#change('join', `${paint.round.join ? 1 : 0} j`)
  }

  #color(use: 'fill' | 'stroke', color: string): void {
    const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
    if (found === null) throw new Error(`the drawing has a colour that is not #rrggbb: ${color.slice(0, 40)}`)
    const parts = found.slice(1).map((part) => n(Number.parseInt(part, 16) / 255))
    this.#change(use, `${parts.join(' ')} ${use === 'fill' ? 'rg' : 'RG'}`)
  }

  #opacity(fill: number, stroke: number): string {
    const values = `/ca ${n(fill)}/CA ${n(stroke)}`
    let name = this.#opacities.get(values)
    if (name === undefined) this.#opacities.set(values, (name = `G${this.#opacities.size + 1}`))
    return `/${name} gs`
  }

  #change(what: string, operator: string): void {
    if (this.#set.get(what) === operator) return
    this.#set.set(what, operator)
    this.#operators.push(operator)
  }
}

function pair(point: readonly [number, number]): string {
  return `${n(point[0])} ${n(point[1])}`
}
