import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readPdf } from '../../tests/support/readPdf.ts'
import { drawingFiles } from '../cli/drawingFiles.ts'
import { interWidths } from '../layout/interWidths.ts'
import { escapeText } from '../layout/svgText.ts'
import { fontSubset } from './fontSubset.ts'
import { OpenTypeFont } from './openTypeFont.ts'
import { svgToPdf } from './svgPdf.ts'
import { Typesetter } from './typesetter.ts'

const fonts = drawingFiles.fonts.map((file) => new OpenTypeFont(readFileSync(file)))
const typesetter = new Typesetter(fonts)
const drawing = (content: string, title = 'shop', size = 'width="400" height="200"'): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${size}><title>${escapeText(title)}</title>\n${content}</svg>\n`
const line = (text: string, more = ''): string => `<text x="10" y="20" font-size="12" fill="#102030"${more}>${escapeText(text)}</text>`

describe('a PDF of a drawing', () => {
  test('has one page of the size of the picture, in points', () => {
    const pdf = readPdf(svgToPdf(drawing(''), typesetter))
    expect(pdf.page).toEqual([300, 150])
    expect(pdf.unit).toBe(1)
    expect(pdf.content).toMatch(/^0\.75 0 0 -0\.75 0 150 cm/)
  })

  test('has larger units where a side would be longer than the format allows', () => {
    const pdf = readPdf(svgToPdf(drawing('', '', 'width="30000" height="1000"'), typesetter))
    expect(pdf.unit).toBe(2)
    expect(pdf.page).toEqual([11250, 375])
    expect(pdf.page[0] * pdf.unit).toBe(30000 * 0.75)
  })

  test('holds its text as text, of every script that the typeface has', () => {
    const texts = ['web-7c9f·2/3', 'Größe', 'Łódź', 'Привет', 'κόσμος', '→ it’s “x”']
    const pdf = readPdf(svgToPdf(drawing(texts.map((text) => line(text)).join('')), typesetter))
    expect(pdf.texts.join('')).toBe(texts.join(''))
  })

  test('keeps the text of what no bundled font can draw', () => {
    const pdf = readPdf(svgToPdf(drawing(line('db-日本-😀')), typesetter))
    expect(pdf.texts.join('')).toBe('db-日本-😀')
  })

  test('lets nothing in a name be anything but a name', () => {
    const hostile = ['</text><rect fill="#ff0000"/>', ') Tj /Evil Do (', '<0041> Tj ET', 'endstream endobj', '&amp;lt;', '\\)(\\']
    const pdf = readPdf(svgToPdf(drawing(hostile.map((text) => line(text)).join(''), 'a) /JS (evil'), typesetter))
    expect(pdf.texts).toEqual(hostile)
    expect(pdf.content).not.toMatch(/Evil|Do\b| re\b/)
    expect([...pdf.objects.values()].map(({ head }) => head).join('')).not.toMatch(/\/JS|evil/)
  })

  test('ends and centres text by the widths of the typeface', () => {
    const at = (anchor: string): number =>
      Number(/-1 (-?[\d.]+) 20 Tm/.exec(readPdf(svgToPdf(drawing(line('10', ` text-anchor="${anchor}"`)), typesetter)).content)?.[1])
    const width = (interWidths[400]['1'.charCodeAt(0) - 32] ?? 0) + (interWidths[400]['0'.charCodeAt(0) - 32] ?? 0)
    expect(at('start')).toBe(10)
    expect(at('end') + (width * 12) / 1000).toBeCloseTo(10, 0)
    expect(at('middle') + (width * 6) / 1000).toBeCloseTo(10, 0)
  })

  test('embeds of each font the glyphs that were drawn', () => {
    const pdf = readPdf(svgToPdf(drawing(line('aab') + line('c', ' font-weight="600"')), typesetter))
    const files = [...pdf.objects.values()].filter(({ head }) => head.includes('/Length1'))
    expect(files.length).toBe(2)
    const widths = [...pdf.objects.values()].flatMap(({ head }) => /\/W\[(.*?\])\]/.exec(head)?.[1] ?? [])
    // .notdef, a, b; .notdef, c
    expect(widths.map((each) => each.split(']').length - 1)).toEqual([3, 2])
    for (const { stream } of files) expect(stream?.length).toBeLessThan(12_000)
  })

  test('draws a shape for use in the colour of who uses it', () => {
    const symbol = '<defs><symbol id="i-x" viewBox="0 0 24 24" fill="none" stroke-width="2"><path d="M1 1L5 5"/></symbol></defs>'
    const pdf = readPdf(svgToPdf(drawing(`${symbol}<use href="#i-x" x="10" y="20" width="12" height="12" stroke="#ff0000"/>`), typesetter))
    expect(pdf.content).toContain('0.5 0 0 0.5 10 20 cm')
    expect(pdf.content).toMatch(/1 0 0 RG[\s\S]*\/I1 Do\nQ/)
    const form = [...pdf.objects.values()].find(({ head }) => head.includes('/Subtype/Form'))
    expect(form?.stream?.toString()).toBe('1 1 m\n5 5 l\nS')
  })

  test('draws lines with their dashes, ends and opacity, and sets them only where they change', () => {
    const path =
      '<path d="M0 0H9" fill="none" stroke="#0000ff" stroke-width="1.5" stroke-dasharray="6 3.5" stroke-linecap="round" stroke-opacity=".5"/>'
    const { content } = readPdf(svgToPdf(drawing(path + path), typesetter))
    expect(content.match(/0 0 1 RG/g)).toHaveLength(1)
    expect(content.match(/\[6 3.5\] 0 d/g)).toHaveLength(1)
    expect(content).toMatch(/1 J[\s\S]*S\n0 0 m\n9 0 l\nS$/)
  })

  test('is the same bytes for the same drawing, with no time in it', () => {
    const svg = drawing(line('web') + line('API', ' font-weight="500"'))
    const first = svgToPdf(svg, typesetter)
    const again = svgToPdf(svg, new Typesetter(drawingFiles.fonts.map((file) => new OpenTypeFont(readFileSync(file)))))
    expect(Buffer.from(again).equals(Buffer.from(first))).toBe(true)
    expect(Buffer.from(first).toString('latin1')).not.toMatch(/Date/)
  })

  test('says what it cannot draw instead of leaving it out', () => {
    expect(() => svgToPdf(drawing('<polygon points="1 2"/>'), typesetter)).toThrow('polygon')
    expect(() => svgToPdf(drawing('<rect x="a"/>'), typesetter)).toThrow('no number')
    expect(() => svgToPdf(drawing('<rect width="5" height="5" fill="red"/>'), typesetter)).toThrow('colour')
    expect(() => svgToPdf(drawing('<g transform="rotate(4)"></g>'), typesetter)).toThrow('rotate')
    expect(() => svgToPdf(drawing('<use href="#none" width="2"/>'), typesetter)).toThrow('#none')
    expect(() => svgToPdf(drawing('<g></svg>'), typesetter)).toThrow('closes')
  })
})

describe('the bundled typeface', () => {
  test('has the widths that the layout reckons with', () => {
    for (const weight of [400, 500, 600] as const) {
      const latin = fonts.find((font) => font.weight === weight)
      interWidths[weight].forEach((width, at) => {
        expect(Math.abs((latin?.advance(latin.glyphOf(32 + at)) ?? 0) - width), String.fromCharCode(32 + at)).toBeLessThanOrEqual(0.5)
      })
    }
  })

  test('keeps the parts of composed glyphs in a subset', () => {
    const [latin] = fonts
    const composed = latin?.glyphOf('é'.charCodeAt(0)) ?? 0
    expect(composed).toBeGreaterThan(0)
    const alone = fontSubset(latin as OpenTypeFont, [])
    const file = fontSubset(latin as OpenTypeFont, [composed])
    expect(file.length).toBeGreaterThan(alone.length)
    const plain = fontSubset(latin as OpenTypeFont, [latin?.glyphOf('e'.charCodeAt(0)) ?? 0])
    // é holds the outline of e, drawn or by reference: it is never smaller than it
    expect(file.length).toBeGreaterThanOrEqual(plain.length)
  })
})
