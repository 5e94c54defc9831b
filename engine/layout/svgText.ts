import { fitText, textWidth, type Weight } from './textWidth.ts'
import { r1 } from './glyphs.ts'

/** Text is never drawn smaller than this; it is left out, and counted. */
const smallest = 9

export interface TextStyle {
  size: number
  fill: string
  weight?: Weight
  /** Pixels it may take; cut in the middle beyond. */
  max?: number
  anchor?: 'start' | 'middle' | 'end'
  /** Figures of equal width. */
  figures?: boolean
}

/** Names come from a cluster and are hostile: nothing in them may become markup, and no control characters, nor those that turn or hide text, may reach the file. */
export function escapeText(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]/gu,
      '\ufffd',
    )
    .replace(/[&<>"']/g, (c) => entities[c] ?? c)
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** One line of text as SVG, cut to its room, and the width it takes; null when there is no room for it. */
export function svgText(text: string, x: number, y: number, style: TextStyle): { svg: string; width: number } | null {
  const { size, fill, weight = 400, max = Infinity, anchor = 'start', figures = false } = style
  if (text === '' || size < smallest || max < 14) return null
  const shown = fitText(text, size, weight, max)
  if (shown === '') return null
  const attributes = [
    `x="${r1(x)}" y="${r1(y)}" font-size="${r1(size)}" fill="${fill}"`,
    weight === 400 ? '' : ` font-weight="${weight}"`,
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    figures ? ' class="n"' : '',
  ].join('')
  return { svg: `<text ${attributes}>${escapeText(shown)}</text>`, width: textWidth(shown, size, weight) }
}
