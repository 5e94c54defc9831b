/** Every form in which a graph can be written, with the ending of its files and its name for people. */
export const exportFormats = {
  svg: { ending: 'svg', title: 'SVG' },
  pdf: { ending: 'pdf', title: 'PDF' },
  png: { ending: 'png', title: 'PNG' },
  json: { ending: 'json', title: 'JSON' },
  csv: { ending: 'csv', title: 'CSV, objects' },
  'csv-edges': { ending: 'csv', title: 'CSV, edges' },
  dot: { ending: 'dot', title: 'Graphviz DOT' },
  mermaid: { ending: 'mmd', title: 'Mermaid' },
  drawio: { ending: 'drawio', title: 'draw.io' },
} as const
export type ExportFormat = keyof typeof exportFormats

/** How a graph is written. */
export interface ExportOptions {
  format: ExportFormat
  /** Of pictures. */
  theme: 'dark' | 'light'
  /** Pixels of a PNG per layout unit. */
  scale: number
}

/** A file that was written. */
export interface ExportedFile {
  path: string
  bytes: number
}

/** The range of {@link ExportOptions.scale}. */
export const pngScales = { least: 0.05, most: 16 } as const

/** Most pixels of a PNG: 512 MB while it is drawn, and about what other programs still open. */
export const mostPngPixels = 2 ** 27

/** Pixels of a picture's side at a scale. */
export function pngSide(length: number, scale: number): number {
  return Math.ceil(length * scale)
}

/** The largest scale, in hundredths, at which a picture of this size can be a PNG. */
export function largestPngScale(width: number, height: number): number {
  let scale = Math.floor(Math.min(pngScales.most, Math.sqrt(mostPngPixels / (width * height))) * 100) / 100
  while (scale > pngScales.least && pngSide(width, scale) * pngSide(height, scale) > mostPngPixels) scale -= 0.01
  return Math.round(scale * 100) / 100
}
