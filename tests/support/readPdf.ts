import { inflateSync } from 'node:zlib'

/** What a reader finds in a PDF that this project wrote. Throws where the file is not as the format wants it. */
export interface ReadPdf {
  /** Objects by number, streams inflated. */
  objects: ReadonlyMap<number, { head: string; stream: Buffer | null }>
  trailer: string
  /** Width and height of the page, in its own units. */
  page: [number, number]
  /** Points per unit, from the page's UserUnit. */
  unit: number
  /** The page's operators. */
  content: string
  /** Lines of text in the order of drawing, as somebody would copy them. */
  texts: readonly string[]
}

/** Reads a PDF by its table of offsets, as readers do. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const file = Buffer.from(bytes)
  const text = file.toString('latin1')
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
  const table = /^xref\n0 (\d+)\n0000000000 65535 f \n/.exec(text.slice(start))
  if (!text.startsWith('%PDF-1.7\n') || table === null) throw new Error('the file has no table of objects')
  const objects = new Map<number, { head: string; stream: Buffer | null }>()
  for (let number = 1; number < Number(table[1]); number++) {
    const entry = text.slice(start + table[0].length + (number - 1) * 20, start + table[0].length + number * 20)
    const at = Number(/^(\d{10}) 00000 n \n$/.exec(entry)?.[1])
    const opening = `${number} 0 obj\n`
    if (!text.startsWith(opening, at)) throw new Error(`object ${number} is not where the table says`)
    const body = at + opening.length
    const length = /^<<\/Length (\d+)[^\n]*>>\nstream\n/.exec(text.slice(body, body + 500))
    if (length === null) objects.set(number, { head: text.slice(body, text.indexOf('\nendobj\n', body)), stream: null })
    else {
      const from = body + length[0].length
      if (!text.startsWith('\nendstream\nendobj\n', from + Number(length[1]))) throw new Error(`the length of stream ${number} is wrong`)
      objects.set(number, { head: length[0], stream: inflateSync(file.subarray(from, from + Number(length[1]))) })
    }
  }
  const find = (type: string): string => [...objects.values()].find(({ head }) => head.includes(`/Type/${type}/`))?.head ?? ''
  const reference = (head: string, name: string): { head: string; stream: Buffer | null } => {
    const found = objects.get(Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1]))
    if (found === undefined) throw new Error(`there is no ${name} in ${head.slice(0, 100)}`)
    return found
  }
  const page = find('Page')
  const [, width, height] = /MediaBox\[0 0 ([\d.]+) ([\d.]+)\]/.exec(page) ?? []
  const content = reference(page, 'Contents').stream?.toString('latin1') ?? ''
  const resources = reference(page, 'Resources').head
  const codes = new Map<string, Map<string, string>>()
  for (const [, name = '', number] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(number))?.head ?? ''
    const map = reference(font, 'ToUnicode').stream?.toString('latin1') ?? ''
    codes.set(name, new Map([...map.matchAll(/^<(\w{4})> <(\w+)>$/gm)].map(([, code = '', hex = '']) => [code, utf16(hex)])))
  }
  const shown = /(?:\/Span<<\/ActualText<feff(\w+)>>>BDC )?BT \/(F\d+) [\d.]+ Tf 1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm <(\w*)> Tj ET/g
  const lines = [...content.matchAll(shown)].map(([, actual, font = '', , y, hex = '']) => ({
    y,
    text: actual !== undefined ? utf16(actual) : (hex.match(/.{4}/g) ?? []).map((code) => codes.get(font)?.get(code) ?? '?').join(''),
  }))
  return {
    objects,
    trailer: text.slice(text.lastIndexOf('trailer')),
    page: [Number(width), Number(height)],
    unit: Number(/UserUnit (\d+)/.exec(page)?.[1] ?? 1),
    content,
    texts: lines.map((line) => line.text),
  }
}

function utf16(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')
}
