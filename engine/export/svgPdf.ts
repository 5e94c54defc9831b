import { ellipsePath, type PathStep, readPath, rectanglePath } from './pathData.ts'
import { type Paint, PdfCanvas } from './pdfCanvas.ts'
import { PdfFile, pdfNumber as n, pdfText, type PdfReference } from './pdfFile.ts'
import { PdfFonts } from './pdfFonts.ts'
import { readSvg, type SvgPiece } from './svgReader.ts'
import type { Typesetter } from './typesetter.ts'

/** A pixel is 1/96 inch, a point 1/72. */
const pointsPerPixel = 0.75
/** No side of a page may be longer (ISO 32000-1, annex C.2); a larger picture gets larger units instead. */
const longestSide = 14_400

type Attributes = Readonly<Record<string, string>>
type Element = Extract<SvgPiece, { type: 'open' }>

/** One of our own drawings as a PDF: one page of its size, lines as lines, text as text. */
export function svgToPdf(svg: string, typesetter: Typesetter): Uint8Array {
  return new Translation(typesetter).translate(svg)
}

class Translation {
  readonly #file = new PdfFile()
  readonly #typesetter: Typesetter
  readonly #fonts = new PdfFonts()
  readonly #opacities = new Map<string, string>()
  readonly #page: PdfCanvas
  #canvas: PdfCanvas
  /** Shapes for use, by their id. */
  readonly #shapes = new Map<string, { name: string; object: PdfReference; size: number }>()
  #title = ''
  #size = { width: 0, height: 0 }

  constructor(typesetter: Typesetter) {
    this.#typesetter = typesetter
    this.#page = this.#canvas = new PdfCanvas(typesetter, this.#fonts, this.#opacities)
  }

  translate(svg: string): Uint8Array {
    /** What is open, outer ones first. */
    const open: Element[] = []
    for (const piece of readSvg(svg)) {
      if (piece.type === 'open') {
        this.#open(piece)
        if (!piece.empty) open.push(piece)
      } else if (piece.type === 'text') this.#text(piece.text, open)
      else {
        const closed = open.pop()
        if (closed?.name !== piece.name) throw new Error(`the drawing closes ${piece.name} where ${closed?.name ?? 'nothing'} is open`)
        this.#close(closed)
      }
    }
    return this.#finish()
  }

  #finish(): Uint8Array {
    const file = this.#file
    const { width, height } = this.#size
    const unit = Math.max(1, Math.ceil((Math.max(width, height) * pointsPerPixel) / longestSide))
    const scale = pointsPerPixel / unit
    const head = `${String(scale)} 0 0 ${String(-scale)} 0 ${n(height * scale)} cm\n`
    const content = file.addStream(head + this.#page.content())
    const shapes = [...this.#shapes.values()].map(({ name, object }) => `/${name} ${object} 0 R`).join('')
    const resources = file.add(this.#page.resources(file, shapes))
    const pages = file.promise()
    const page = file.add(
      `<</Type/Page/Parent ${pages} 0 R/MediaBox[0 0 ${n(width * scale)} ${n(height * scale)}]${unit > 1 ? `/UserUnit ${unit}` : ''}` +
        `/Group<</S/Transparency/CS/DeviceRGB>>/Resources ${resources} 0 R/Contents ${content} 0 R>>`,
    )
    file.add(`<</Type/Pages/Kids[${page} 0 R]/Count 1>>`, pages)
    const catalog = file.add(`<</Type/Catalog/Pages ${pages} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>`)
    return file.bytes(catalog, file.add(`<</Title${pdfText(this.#title)}/Producer(Kubilitics)>>`))
  }

  #open({ name, attributes: a, empty }: Element): void {
    switch (name) {
      case 'svg':
        this.#size = { width: number(a, 'width'), height: number(a, 'height') }
        return
      case 'title':
      case 'style':
      case 'defs':
      case 'text':
        return
      case 'g': {
        this.#canvas.save()
        this.#canvas.transform(matrixOf(a['transform'] ?? ''))
        if (empty) this.#canvas.restore()
        return
      }
      case 'symbol':
        this.#canvas = new PdfCanvas(this.#typesetter, this.#fonts, this.#opacities)
        return
      case 'use':
        this.#use(a)
        return
      default:
        this.#canvas.path(stepsOf(name, a), this.#canvas === this.#page ? paintOf(a) : 'inherited')
    }
  }

  #close({ name, attributes }: Element): void {
    if (name === 'g') this.#canvas.restore()
    if (name !== 'symbol') return
    const [, , width = 0, height = 0] = (attributes['viewBox'] ?? '').split(' ').map(Number)
    const content = this.#canvas.content()
    this.#canvas = this.#page
    // a form is drawn in the colour that is set where it is used; it sets everything else itself
    const object = this.#file.addStream(content, `/Type/XObject/Subtype/Form/BBox[-2 -2 ${width + 2} ${height + 2}]/Resources<<>>`)
    this.#shapes.set(`#${attributes['id'] ?? ''}`, { name: `I${this.#shapes.size + 1}`, object, size: width })
  }

  #use(a: Attributes): void {
    const shape = this.#shapes.get(a['href'] ?? '')
    if (shape === undefined) throw new Error(`the drawing uses a shape that it does not have: ${a['href'] ?? ''}`)
    this.#canvas.save()
    const scale = number(a, 'width') / shape.size
    this.#canvas.transform([scale, 0, 0, scale, number(a, 'x'), number(a, 'y')])
    this.#canvas.shape(shape.name, { ...paintOf(a), fill: null, width: 2, round: { cap: true, join: true } })
    this.#canvas.restore()
  }

  #text(text: string, open: readonly Element[]): void {
    const inside = open.at(-1)
    if (inside?.name === 'title') this.#title += text
    if (inside?.name !== 'text') return
    const a = inside.attributes
    this.#canvas.text(text, number(a, 'x'), number(a, 'y'), {
      size: number(a, 'font-size'),
      weight: Number(a['font-weight'] ?? 400),
      anchor: a['text-anchor'] ?? 'start',
      fill: a['fill'] ?? '#000000',
    })
  }
}

function stepsOf(name: string, a: Attributes): PathStep[] {
  switch (name) {
    case 'path':
      return readPath(a['d'] ?? '')
    case 'rect':
      return rectanglePath(number(a, 'x'), number(a, 'y'), number(a, 'width'), number(a, 'height'), number(a, 'rx'))
    case 'circle':
      return ellipsePath(number(a, 'cx'), number(a, 'cy'), number(a, 'r'), number(a, 'r'))
    case 'ellipse':
      return ellipsePath(number(a, 'cx'), number(a, 'cy'), number(a, 'rx'), number(a, 'ry'))
    case 'line':
      return [
        { type: 'move', to: [number(a, 'x1'), number(a, 'y1')] },
        { type: 'line', to: [number(a, 'x2'), number(a, 'y2')] },
      ]
    default:
      throw new Error(`the drawing has a ${name}, which has no form in a PDF yet`)
  }
}

function paintOf(a: Attributes): Paint {
  const opacity = number(a, 'opacity', 1)
  const color = (name: string, otherwise: string | null): string | null => {
    const value = a[name] ?? otherwise
    return value === 'none' || value === 'transparent' ? null : value
  }
  return {
    fill: color('fill', '#000000'),
    stroke: color('stroke', null),
    width: number(a, 'stroke-width', 1),
    dash: (a['stroke-dasharray'] ?? '')
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map(Number),
    round: { cap: a['stroke-linecap'] === 'round', join: a['stroke-linejoin'] === 'round' },
    opacity: { fill: opacity * number(a, 'fill-opacity', 1), stroke: opacity * number(a, 'stroke-opacity', 1) },
  }
}

/** A number of an attribute. What is no number is a defect of ours. */
function number(a: Attributes, name: string, otherwise = 0): number {
  const value = a[name] === undefined ? otherwise : Number(a[name])
  if (!Number.isFinite(value)) throw new Error(`the drawing has a ${name} that is no number: ${String(a[name]).slice(0, 40)}`)
  return value
}

/** `translate(x y)` and `scale(k)`, one after the other. */
function matrixOf(transform: string): [number, number, number, number, number, number] {
  let [k, x, y] = [1, 0, 0]
  for (const [, name = '', list = ''] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [a = 0, b = 0] = list.split(/[\s,]+/).map(Number)
    if (name === 'translate') [x, y] = [x + a * k, y + b * k]
    else if (name === 'scale') k *= a
    else throw new Error(`the drawing has a transform that has no form in a PDF yet: ${name}`)
  }
  return [k, 0, 0, k, x, y]
}
