import { createHash } from 'node:crypto'
import { zlibSync } from 'fflate'

/** The number of an object of a document. */
export type PdfReference = number

/**
 * A PDF document (ISO 32000-1), object by object. No time and no chance is in it, and its streams are deflated by code of our own instead of
 * the system's: the same objects give the same bytes on every machine.
 */
export class PdfFile {
  /** Bytes of each object, by its number less one; null while it is only promised. */
  readonly #objects: (Uint8Array | null)[] = []

  /** A number for an object that is told later. */
  promise(): PdfReference {
    return this.#objects.push(null)
  }

  /** Adds a value in the format's own syntax. */
  add(value: string, promised?: PdfReference): PdfReference {
    return this.#keep(latin(value), promised)
  }

  /** Adds a stream; `entries` are those of its dictionary beside length and filter. */
  addStream(content: string | Uint8Array, entries = '', promised?: PdfReference): PdfReference {
    const packed = zlibSync(typeof content === 'string' ? latin(content) : content, { level: 6 })
    const head = latin(`<</Length ${packed.length}/Filter/FlateDecode${entries}>>\nstream\n`)
    return this.#keep(joined([head, packed, latin('\nendstream')]), promised)
  }

  /** The file. Throws when a promise was not kept. */
  bytes(root: PdfReference, info: PdfReference): Uint8Array {
    // four bytes above 127 tell programs that copy it that the file is no text
    const parts: Uint8Array[] = [latin('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n')]
    const digest = createHash('sha256')
    let at = parts[0]?.length ?? 0
    const offsets: number[] = []
    this.#objects.forEach((object, index) => {
      if (object === null) throw new Error(`object ${index + 1} of the document was promised and not told`)
      const part = joined([latin(`${index + 1} 0 obj\n`), object, latin('\nendobj\n')])
      offsets.push(at)
      parts.push(part)
      digest.update(part)
      at += part.length
    })
    const id = digest.digest('hex').slice(0, 32)
    const size = this.#objects.length + 1
    parts.push(
      latin(
        [
          `xref\n0 ${size}\n0000000000 65535 f \n`,
          ...offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`),
          `trailer\n<</Size ${size}/Root ${root} 0 R/Info ${info} 0 R/ID[<${id}><${id}>]>>\nstartxref\n${at}\n%%EOF\n`,
        ].join(''),
      ),
    )
    return joined(parts)
  }

  #keep(bytes: Uint8Array, promised?: PdfReference): PdfReference {
    if (promised === undefined) return this.#objects.push(bytes)
    this.#objects[promised - 1] = bytes
    return promised
  }
}

/** Text of a document's properties: UTF-16 with its mark, as hexadecimal digits, so that nothing in it can end the string. */
export function pdfText(text: string): string {
  return `<feff${utf16(text)}>`
}

/** UTF-16 code units as hexadecimal digits. */
export function utf16(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) out += text.charCodeAt(i).toString(16).padStart(4, '0')
  return out
}

/** A number with at most three decimals, never with an exponent. */
export function pdfNumber(value: number): string {
  return String(Math.round(value * 1000) / 1000 || 0)
}

function latin(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
