import { type LogSpan, visibleText } from '../contract/index.ts'

/** A line as shown: no control characters, and where it asked for colours. */
export interface ShownText {
  text: string
  spans: readonly LogSpan[]
}

// Escape codes as terminals know them (ECMA-48): CSI with its parameters, OSC, DCS and others up to their terminator, and two-character ones.
// Every piece ends before the next escape, so that a hostile line costs no more than its length. What has no end hides nothing: it is text.
const escapes = /\u001b(?:\[([0-9;:?<=>!]{0,64})[ -/]{0,4}([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]{0,2}[0-Z\\^-~])/g

/** Removes escape codes and makes what else cannot be seen visible. */
export function shownText(raw: string): ShownText {
  if (!raw.includes('\u001b')) return { text: visibleText(raw), spans: [] }
  const spans: LogSpan[] = []
  let text = ''
  let at = 0
  let ink = 0
  let bold = false
  const take = (piece: string): void => {
    const shown = visibleText(piece)
    if (shown === '') return
    const start = text.length
    text += shown
    if (ink !== 0 || bold) spans.push({ start, end: text.length, ink, bold })
  }
  for (const match of raw.matchAll(escapes)) {
    take(raw.slice(at, match.index))
    at = match.index + match[0].length
    if (match[2] !== 'm') continue
    ;[ink, bold] = styled(match[1] ?? '', ink, bold)
  }
  take(raw.slice(at))
  return { text, spans }
}

/** What a "select graphic rendition" changes: colour of the text and boldness; everything else is left out. */
function styled(parameters: string, ink: number, bold: boolean): [number, boolean] {
  const codes = parameters.split(/[;:]/).map(Number)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0
    if (code === 0) [ink, bold] = [0, false]
    else if (code === 1) bold = true
    else if (code === 22) bold = false
    else if (code >= 30 && code <= 37) ink = code - 29
    else if (code >= 90 && code <= 97) ink = code - 81
    else if (code === 39) ink = 0
    else if (code === 38 || code === 48) {
      const near = codes[i + 1] === 5 ? ofPalette(codes[i + 2] ?? 0) : ofRgb(codes[i + 2] ?? 0, codes[i + 3] ?? 0, codes[i + 4] ?? 0)
      if (code === 38) ink = near
      i += codes[i + 1] === 5 ? 2 : 4
    }
  }
  return [ink, bold]
}

/** xterm's 256 colours: 16 names, a cube of 6, a ramp of greys. */
function ofPalette(n: number): number {
  if (n < 16) return n + 1
  if (n >= 232) return n < 244 ? 9 : 8
  const cube = n - 16
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40)
  return ofRgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

/** The nearest of the 16: their bits are red, green, blue, and bright. */
function ofRgb(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue)
  const bit = (value: number): number => (value > most / 2 && value > 60 ? 1 : 0)
  const colour = bit(red) + bit(green) * 2 + bit(blue) * 4
  return 1 + colour + (most > 200 && colour !== 0 ? 8 : 0)
}
