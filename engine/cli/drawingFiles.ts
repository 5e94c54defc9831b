import { createRequire } from 'node:module'
import type { DrawingFiles } from '../contract/index.ts'

const resolve = createRequire(import.meta.url).resolve

/** What drawing a PDF or PNG takes, as the packages have it. The window's are the same files: `main/drawingFiles.ts`. */
export const drawingFiles: DrawingFiles = {
  worker: new URL('../export/worker.ts', import.meta.url),
  wasm: resolve('@resvg/resvg-wasm/index_bg.wasm'),
  fonts: [400, 500, 600].flatMap((weight) =>
    ['latin', 'latin-ext', 'cyrillic', 'greek'].map((script) => resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff`)),
  ),
}
