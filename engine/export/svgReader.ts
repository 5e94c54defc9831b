/** A piece of one of our own drawings, in the order of the document. */
export type SvgPiece =
  | { type: 'open'; name: string; attributes: Readonly<Record<string, string>>; empty: boolean }
  | { type: 'close'; name: string }
  | { type: 'text'; text: string }

const markup = /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/y
const attribute = /([\w:-]+)="([^"]*)"/g

/**
 * Reads the markup that `engine/layout/svg.ts` writes: no comments, no entities beyond the five of XML, every attribute in double quotes.
 * Anything else is a defect of ours, and thrown.
 */
export function* readSvg(svg: string): Generator<SvgPiece> {
  let at = 0
  while (at < svg.length) {
    markup.lastIndex = at
    const found = markup.exec(svg)
    if (found === null) throw new Error(`the drawing cannot be read at ${at}: ${svg.slice(at, at + 60)}`)
    const [whole, slash, name = '', list = '', empty, text] = found
    at += whole.length
    if (text !== undefined) yield { type: 'text', text: plain(text) }
    else if (slash === '/') yield { type: 'close', name }
    else {
      const attributes: Record<string, string> = Object.create(null) as Record<string, string>
      for (const [, key = '', value = ''] of list.matchAll(attribute)) attributes[key] = plain(value)
      yield { type: 'open', name, attributes, empty: empty === '/' }
    }
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

function plain(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
}
