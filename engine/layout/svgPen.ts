import type { HealthLevel } from '../contract/index.ts'
import { healthMark, r1 } from './glyphs.ts'
import { iconOf, iconShapes } from './icons.ts'
import type { Box } from './scene.ts'
import { svgText, type TextStyle } from './svgText.ts'
import type { Theme } from './theme.ts'

/** Writes shapes and words of an SVG, one below the other. */
export class SvgPen {
  readonly theme: Theme
  readonly out: string[] = []
  /** Words that had no room. */
  omitted = 0
  readonly #icons = new Set<string>()

  constructor(theme: Theme) {
    this.theme = theme
  }

  /** The icons that were drawn, each once. */
  symbols(): string {
    return [...this.#icons]
      .sort()
      .map(
        (name) =>
          `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${iconShapes[name] ?? ''}</symbol>`,
      )
      .join('')
  }

  rect(box: Box, radius: number, fill: string, line = '', more = ''): void {
    const stroke = line === '' ? '' : ` stroke="${line}"`
    this.out.push(
      `<rect x="${r1(box.x)}" y="${r1(box.y)}" width="${r1(Math.max(0, box.w))}" height="${r1(Math.max(0, box.h))}" rx="${radius}" fill="${fill}"${stroke}${more}/>`,
    )
  }

  /** Draws a line of text and returns its width, 0 when it has no room. */
  text(text: string, x: number, y: number, style: TextStyle): number {
    const drawn = svgText(text, x, y, style)
    if (drawn) this.out.push(drawn.svg)
    else if (text !== '') this.omitted++
    return drawn?.width ?? 0
  }

  icon(kind: string, x: number, y: number, size: number, color: string): void {
    const name = iconOf(kind)
    this.#icons.add(name)
    this.out.push(`<use href="#i-${name}" x="${r1(x)}" y="${r1(y)}" width="${r1(size)}" height="${r1(size)}" stroke="${color}"/>`)
  }

  mark(level: HealthLevel, x: number, y: number, size: number): void {
    this.out.push(healthMark(this.theme, level, x, y, size))
  }
}
