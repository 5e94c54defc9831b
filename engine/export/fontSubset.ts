import { type OpenTypeFont, sfntFile } from './openTypeFont.ts'

/** Tables that a PDF reader uses of an embedded TrueType font (ISO 32000, 9.9). */
const kept = ['head', 'hhea', 'hmtx', 'maxp', 'cvt ', 'fpgm', 'prep']

/**
 * A font file with the outlines of these glyphs alone. Glyphs keep their numbers, so what is used elsewhere in the document changes
 * nothing here but bytes of what is used.
 */
export function fontSubset(font: OpenTypeFont, used: Iterable<number>): Uint8Array {
  const glyf = font.view('glyf')
  const wanted = new Set<number>([0, ...used])
  // a composed glyph needs its parts; a set that grows is walked to its end
  for (const glyph of wanted) for (const part of partsOf(glyf, font.outline(glyph))) wanted.add(part)
  const loca = new DataView(new ArrayBuffer((font.glyphCount + 1) * 4))
  const outlines: Uint8Array[] = []
  let at = 0
  for (let glyph = 0; glyph < font.glyphCount; glyph++) {
    loca.setUint32(glyph * 4, at)
    if (!wanted.has(glyph)) continue
    const { start, length } = font.outline(glyph)
    outlines.push(new Uint8Array(glyf.buffer, glyf.byteOffset + start, length))
    at += length
  }
  loca.setUint32(font.glyphCount * 4, at)
  const tables = new Map<string, Uint8Array>()
  for (const tag of kept) {
    const table = font.tables.get(tag)
    if (table !== undefined) tables.set(tag, table)
  }
  const head = Uint8Array.from(font.tables.get('head') ?? [])
  new DataView(head.buffer).setInt16(50, 1) // offsets are long
  tables.set('head', head)
  tables.set('loca', new Uint8Array(loca.buffer))
  const outline = new Uint8Array(at)
  let end = 0
  for (const each of outlines) {
    outline.set(each, end)
    end += each.length
  }
  tables.set('glyf', outline)
  return sfntFile(tables)
}

/** The glyphs that a composed glyph is made of (https://learn.microsoft.com/typography/opentype/spec/glyf). */
function* partsOf(glyf: DataView, { start, length }: { start: number; length: number }): Generator<number> {
  if (length === 0 || glyf.getInt16(start) >= 0) return
  let at = start + 10
  for (let more = true; more;) {
    const flags = glyf.getUint16(at)
    yield glyf.getUint16(at + 2)
    const scales = (flags & 0x08) !== 0 ? 2 : (flags & 0x40) !== 0 ? 4 : (flags & 0x80) !== 0 ? 8 : 0
    at += 4 + ((flags & 0x01) !== 0 ? 4 : 2) + scales
    more = (flags & 0x20) !== 0
  }
}
