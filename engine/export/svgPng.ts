import { initWasm, Resvg } from '@resvg/resvg-wasm'
import type { OpenTypeFont } from './openTypeFont.ts'

/**
 * One of our own drawings as a PNG, `scale` pixels per layout unit, drawn with the bundled fonts alone. The same drawing gives the same bytes on
 * every machine. The one door to resvg; once in a thread, which is ended afterwards, since its memory never shrinks.
 */
export async function svgToPng(svg: string, scale: number, wasm: Uint8Array, fonts: readonly OpenTypeFont[]): Promise<Uint8Array> {
  await initWasm(wasm)
  const drawing = new Resvg(svg, {
    font: { fontBuffers: fonts.map((font) => font.file()), defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' },
    fitTo: { mode: 'zoom', value: scale },
  })
  return drawing.render().asPng()
}
