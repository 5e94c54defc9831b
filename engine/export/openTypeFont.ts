import { unzlibSync } from 'fflate'

/** A TrueType font out of a WOFF file: what drawing its text into a document takes. */
export class OpenTypeFont {
  readonly tables: ReadonlyMap<string, Uint8Array>
  readonly unitsPerEm: number
  /** As in CSS: 400, 500, 600. */
  readonly weight: number
  readonly glyphCount: number
  readonly #glyphs: ReadonlyMap<number, number>

  constructor(woff: Uint8Array) {
    this.tables = unpackWoff(woff)
    this.unitsPerEm = this.view('head').getUint16(18)
    this.weight = this.view('OS/2').getUint16(4)
    this.glyphCount = this.view('maxp').getUint16(4)
    this.#glyphs = readCmap(this.view('cmap'))
  }

  /** The glyph of a code point; 0 when the font has none. */
  glyphOf(codePoint: number): number {
    return this.#glyphs.get(codePoint) ?? 0
  }

  /** Advance width in thousandths of an em. */
  advance(glyph: number): number {
    const measured = this.view('hhea').getUint16(34)
    return (this.view('hmtx').getUint16(Math.min(glyph, measured - 1) * 4) * 1000) / this.unitsPerEm
  }

  /** Start and length of a glyph's outline in `glyf`. */
  outline(glyph: number): { start: number; length: number } {
    const loca = this.view('loca')
    const long = this.view('head').getInt16(50) === 1
    const at = (index: number): number => (long ? loca.getUint32(index * 4) : loca.getUint16(index * 2) * 2)
    return { start: at(glyph), length: at(glyph + 1) - at(glyph) }
  }

  /** The whole font as a TrueType file. */
  file(): Uint8Array {
    return sfntFile(this.tables)
  }

  view(tag: string): DataView {
    const table = this.tables.get(tag)
    if (table === undefined) throw new Error(`a bundled font has no table ${tag}`)
    return new DataView(table.buffer, table.byteOffset, table.byteLength)
  }
}

/** A TrueType file of these tables (https://learn.microsoft.com/typography/opentype/spec/otff). */
export function sfntFile(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1))
  const head = 12 + sorted.length * 16
  const out = new Uint8Array(sorted.reduce((sum, [, table]) => sum + padded(table.length), head))
  const view = new DataView(out.buffer)
  const power = 2 ** Math.floor(Math.log2(sorted.length))
  view.setUint32(0, 0x00010000)
  view.setUint16(4, sorted.length)
  view.setUint16(6, power * 16)
  view.setUint16(8, Math.log2(power))
  view.setUint16(10, (sorted.length - power) * 16)
  let at = head
  sorted.forEach(([tag, table], index) => {
    const entry = 12 + index * 16
    for (let i = 0; i < 4; i++) view.setUint8(entry + i, tag.charCodeAt(i))
    out.set(table, at)
    view.setUint32(entry + 4, checksum(out.subarray(at, at + padded(table.length))))
    view.setUint32(entry + 8, at)
    view.setUint32(entry + 12, table.length)
    at += padded(table.length)
  })
  return out
}

/** WOFF 1 (https://www.w3.org/TR/WOFF/): each table on its own, deflated where that makes it smaller. */
function unpackWoff(woff: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  if (view.getUint32(0) !== 0x774f4646 || view.getUint32(4) !== 0x00010000)
    throw new Error('a bundled font is no WOFF file of a TrueType font')
  const tables = new Map<string, Uint8Array>()
  for (let index = 0; index < view.getUint16(12); index++) {
    const entry = 44 + index * 20
    const tag = String.fromCharCode(...woff.subarray(entry, entry + 4))
    const [start, packed, length] = [view.getUint32(entry + 4), view.getUint32(entry + 8), view.getUint32(entry + 12)]
    const bytes = woff.subarray(start, start + packed)
    tables.set(tag, packed === length ? bytes.slice() : unzlibSync(bytes, { out: new Uint8Array(length) }))
  }
  return tables
}

/** Code points to glyphs: format 12 where the font has it, else format 4. */
function readCmap(cmap: DataView): Map<number, number> {
  const glyphs = new Map<number, number>()
  const formats = new Map<number, number>()
  for (let index = 0; index < cmap.getUint16(2); index++) {
    const at = cmap.getUint32(4 + index * 8 + 4)
    formats.set(cmap.getUint16(at), at)
  }
  const twelve = formats.get(12)
  const four = formats.get(4)
  if (twelve !== undefined) {
    for (let group = 0; group < cmap.getUint32(twelve + 12); group++) {
      const at = twelve + 16 + group * 12
      const [first, last, glyph] = [cmap.getUint32(at), cmap.getUint32(at + 4), cmap.getUint32(at + 8)]
      for (let code = first; code <= last; code++) glyphs.set(code, glyph + code - first)
    }
  } else if (four !== undefined) {
    const segments = cmap.getUint16(four + 6)
    for (let at = 0; at < segments; at += 2) {
      const last = cmap.getUint16(four + 14 + at)
      const first = cmap.getUint16(four + 16 + segments + at)
      const delta = cmap.getUint16(four + 16 + 2 * segments + at)
      const rangeAt = four + 16 + 3 * segments + at
      const range = cmap.getUint16(rangeAt)
      for (let code = first; code <= last && code < 0xffff; code++) {
        const found = range === 0 ? code : cmap.getUint16(rangeAt + range + (code - first) * 2)
        const glyph = range !== 0 && found === 0 ? 0 : (found + delta) & 0xffff
        if (glyph !== 0) glyphs.set(code, glyph)
      }
    }
  } else throw new Error('a bundled font has no cmap of format 4 or 12')
  return glyphs
}

function padded(length: number): number {
  return (length + 3) & ~3
}

function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0
  return sum
}
