import type { OpenTypeFont } from './openTypeFont.ts'

/** A part of a line of text in one font. */
export interface TextRun {
  font: OpenTypeFont
  glyphs: readonly number[]
  text: string
  /** Thousandths of an em. */
  width: number
  /** Some of its characters are in no bundled font: they are drawn as an empty box. */
  boxed: boolean
}

/** Chooses fonts for text: of a weight the first that has the character. */
export class Typesetter {
  readonly #fonts: readonly OpenTypeFont[]

  /** Fonts of the same weight stand in the order in which they are asked. */
  constructor(fonts: readonly OpenTypeFont[]) {
    this.#fonts = fonts
  }

  runs(text: string, weight: number): TextRun[] {
    const chain = this.#fonts.filter((font) => font.weight === weight)
    const [base] = chain
    if (base === undefined) throw new Error(`there is no bundled font of weight ${weight}`)
    const runs: { font: OpenTypeFont; glyphs: number[]; text: string; width: number; boxed: boolean }[] = []
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0
      const found = chain.find((font) => font.glyphOf(code) !== 0)
      const font = found ?? base
      let run = runs.at(-1)
      if (run?.font !== font || run.boxed === (found !== undefined)) {
        run = { font, glyphs: [], text: '', width: 0, boxed: found === undefined }
        runs.push(run)
      }
      const glyph = font.glyphOf(code)
      run.glyphs.push(glyph)
      run.text += character
      run.width += font.advance(glyph)
    }
    return runs
  }
}
