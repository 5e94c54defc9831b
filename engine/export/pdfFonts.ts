import { fontSubset } from './fontSubset.ts'
import type { OpenTypeFont } from './openTypeFont.ts'
import { type PdfFile, pdfNumber, type PdfReference, utf16 } from './pdfFile.ts'
import type { TextRun } from './typesetter.ts'

interface UsedFont {
  name: string
  /** Glyphs that were drawn, with the text that each stands for. */
  glyphs: Map<number, string>
}

/** The fonts of a document: those that were drawn with, holding the glyphs that were drawn, each of which says what text it is. */
export class PdfFonts {
  readonly #used = new Map<OpenTypeFont, UsedFont>()

  /** The name of a run's font in the page's resources, and the run as a string of glyph numbers. */
  show(run: TextRun): { font: string; codes: string } {
    let used = this.#used.get(run.font)
    if (used === undefined) {
      used = { name: `F${this.#used.size + 1}`, glyphs: new Map() }
      this.#used.set(run.font, used)
    }
    const characters = Array.from(run.text)
    run.glyphs.forEach((glyph, index) => {
      if (glyph !== 0) used.glyphs.set(glyph, characters[index] ?? '')
    })
    return { font: used.name, codes: `<${run.glyphs.map(hex).join('')}>` }
  }

  /** Embeds what was used; the entries of the page's font resources. */
  embed(file: PdfFile): string {
    return [...this.#used].map(([font, { name, glyphs }]) => `/${name} ${this.#embed(file, font, name, glyphs)} 0 R`).join('')
  }

  #embed(file: PdfFile, font: OpenTypeFont, name: string, glyphs: ReadonlyMap<number, string>): PdfReference {
    const drawn = [...glyphs.keys()].sort((a, b) => a - b)
    const outlines = fontSubset(font, drawn)
    // six letters and a plus say that it is a subset; the letters tell subsets in one file apart
    const base = `KUBIL${String.fromCharCode(64 + Number(name.slice(1)))}+Inter-${font.weight}`
    const unit = 1000 / font.unitsPerEm
    const scaled = (value: number): string => pdfNumber(Math.round(value * unit))
    const head = font.view('head')
    const hhea = font.view('hhea')
    const box = [36, 38, 40, 42].map((at) => scaled(head.getInt16(at))).join(' ')
    const body = file.addStream(outlines, `/Length1 ${outlines.length}`)
    const descriptor = file.add(
      `<</Type/FontDescriptor/FontName/${base}/FontFamily(Inter)/FontWeight ${font.weight}/Flags 32/FontBBox[${box}]/ItalicAngle 0` +
        `/Ascent ${scaled(hhea.getInt16(4))}/Descent ${scaled(hhea.getInt16(6))}/CapHeight ${scaled(font.view('OS/2').getInt16(88))}/StemV ${Math.round(font.weight / 5)}/FontFile2 ${body} 0 R>>`,
    )
    const widths = [0, ...drawn].map((glyph) => `${glyph}[${pdfNumber(font.advance(glyph))}]`).join('')
    const descendant = file.add(
      `<</Type/Font/Subtype/CIDFontType2/BaseFont/${base}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
        `/FontDescriptor ${descriptor} 0 R/CIDToGIDMap/Identity/DW 600/W[${widths}]>>`,
    )
    const unicode = file.addStream(toUnicode(drawn.map((glyph) => [glyph, glyphs.get(glyph) ?? ''])))
    return file.add(
      `<</Type/Font/Subtype/Type0/BaseFont/${base}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]/ToUnicode ${unicode} 0 R>>`,
    )
  }
}

/** What text each glyph is, for finding and copying (ISO 32000-1, 9.10.3). At most 100 in a block. */
function toUnicode(pairs: readonly [number, string][]): string {
  const blocks: string[] = []
  for (let at = 0; at < pairs.length; at += 100) {
    const block = pairs.slice(at, at + 100)
    blocks.push(`${block.length} beginbfchar\n${block.map(([glyph, text]) => `<${hex(glyph)}> <${utf16(text)}>`).join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap',
    '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def',
    '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def',
    '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
    ...blocks,
    'endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend',
  ].join('\n')
}

function hex(glyph: number): string {
  return glyph.toString(16).padStart(4, '0')
}
