import { textWidth } from './textWidth.ts'

/** Height of the legend under a drawing, in pixels. */
export const footer = 36
export const summarySize = 11.5

/** Whoever has not the font that widths are measured in draws words wider: so much is kept free for that. */
const slack = 1.14

/** Where the numbers of a drawing end: beside the legend, and beside the title where that has more room. `title`, `legend`: where those end. */
export function summaryPlace(
  summary: string,
  { width, height, title, legend }: { width: number; height: number; title: number; legend: number },
): { x: number; y: number; max: number } {
  const x = width - 16
  const below = { x, y: height - footer + 22, max: (x - legend - 8) / slack }
  const above = { x, y: 27, max: (x - title - 24) / slack }
  return textWidth(summary, summarySize) <= below.max || above.max <= below.max ? below : above
}
