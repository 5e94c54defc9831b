import { join } from 'node:path'
import type { App } from 'electron'
import { drawingFonts, drawingWasm } from './drawingFiles.ts'
import sqlWasm from 'sql.js/dist/sql-wasm.wasm?asset'

/** Files of the bundle, as absolute paths. This module is part of `out/main/index.cjs`, so everything is beside it. */
export const bundle = {
  engine: join(import.meta.dirname, 'engine.cjs'),
  layoutWorker: join(import.meta.dirname, 'layout.cjs'),
  drawing: { worker: join(import.meta.dirname, 'drawing.cjs'), wasm: drawingWasm, fonts: drawingFonts },
  preload: join(import.meta.dirname, '../preload/index.cjs'),
  renderer: join(import.meta.dirname, '../renderer'),
  sqlWasm,
} as const

/** The bundled sample snapshot: in the resources of a packaged app, in `build/` of a checkout. */
export function sampleSnapshotFile(app: App): string {
  return app.isPackaged ? join(process.resourcesPath, 'sample.kubilitics') : join(app.getAppPath(), 'build/sample.kubilitics')
}
