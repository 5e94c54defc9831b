import { interWidths } from './interWidths.ts'

export type Weight = 400 | 500 | 600

/** Width in pixels of a text in Inter, from the font's own metrics. Characters outside ASCII count as wide ones. */
export function textWidth(text: string, size: number, weight: Weight = 400): number {
  const widths = interWidths[weight]
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += widths[text.charCodeAt(i) - 32] ?? 640
  return (sum * size) / 1000
}

/** The text, or as much of it as fits: cut in the middle, since names differ at both ends. Empty when not even three letters fit. */
export function fitText(text: string, size: number, weight: Weight, width: number): string {
  if (textWidth(text, size, weight) <= width) return text
  // A name of a hostile object may be very long: start near what can fit.
  for (let n = Math.min(text.length - 1, Math.ceil(width / (size * 0.2))); n >= 3; n--) {
    const tail = Math.min(Math.floor(n * 0.4), 8)
    const cut = `${text.slice(0, n - tail).replace(/[-.]$/, '')}…${text.slice(text.length - tail)}`
    if (textWidth(cut, size, weight) <= width) return cut
  }
  return ''
}
