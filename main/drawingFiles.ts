import latin400 from '@fontsource/inter/files/inter-latin-400-normal.woff?asset'
import latinExt400 from '@fontsource/inter/files/inter-latin-ext-400-normal.woff?asset'
import cyrillic400 from '@fontsource/inter/files/inter-cyrillic-400-normal.woff?asset'
import greek400 from '@fontsource/inter/files/inter-greek-400-normal.woff?asset'
import latin500 from '@fontsource/inter/files/inter-latin-500-normal.woff?asset'
import latinExt500 from '@fontsource/inter/files/inter-latin-ext-500-normal.woff?asset'
import cyrillic500 from '@fontsource/inter/files/inter-cyrillic-500-normal.woff?asset'
import greek500 from '@fontsource/inter/files/inter-greek-500-normal.woff?asset'
import latin600 from '@fontsource/inter/files/inter-latin-600-normal.woff?asset'
import latinExt600 from '@fontsource/inter/files/inter-latin-ext-600-normal.woff?asset'
import cyrillic600 from '@fontsource/inter/files/inter-cyrillic-600-normal.woff?asset'
import greek600 from '@fontsource/inter/files/inter-greek-600-normal.woff?asset'
import wasm from '@resvg/resvg-wasm/index_bg.wasm?asset'

/** Draws PNGs. */
export const drawingWasm = wasm

/** The typeface of PDFs and PNGs: the files that `engine/cli/drawingFiles.ts` names, in the same order, so that both write the same bytes. */
export const drawingFonts: readonly string[] = [
  latin400,
  latinExt400,
  cyrillic400,
  greek400,
  latin500,
  latinExt500,
  cyrillic500,
  greek500,
  latin600,
  latinExt600,
  cyrillic600,
  greek600,
]
