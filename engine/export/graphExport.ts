import {
  type DrawingFiles,
  err,
  type EngineError,
  type ExportOptions,
  type GraphQuery,
  largestPngScale,
  type LedgerEntry,
  mostPngPixels,
  ok,
  pngScales,
  pngSide,
  type Result,
} from '../contract/index.ts'
import type { Graph } from '../graph/graph.ts'
import type { Picture } from '../graph/picture.ts'
import { topologyOf } from '../graph/topologyGraph.ts'
import { sceneToSvg, type SvgOptions } from '../layout/svg.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { drawInThread } from './drawingThread.ts'
import { graphSummary, graphTitle } from './graphTitle.ts'
import { topologyText } from './topologyText.ts'

/** A picture with what it was drawn from. */
export interface ExportSource {
  graph: Graph
  store: StoreReader
  query: GraphQuery
  picture: Picture
  /** The name of the cluster, as people know it. */
  cluster: string
  ledger: readonly LedgerEntry[]
}

/** A graph as a file of any format: the door to all of them. The same scene gives the same bytes; no time is in them. */
export async function exportGraph(
  source: ExportSource,
  options: ExportOptions,
  files: DrawingFiles,
  signal: AbortSignal,
): Promise<Result<Uint8Array>> {
  const { graph, store, query, picture } = source
  const look: SvgOptions = {
    theme: options.theme,
    title: graphTitle(source.cluster, query),
    summary: graphSummary(picture),
    ...(query.scope.type === 'object' ? { focus: query.scope.id } : {}),
  }
  const { format } = options
  if (format !== 'pdf' && format !== 'png') {
    const topology = (): ReturnType<typeof topologyOf> =>
      topologyOf(graph, store, query, picture, { ledger: timeless(source.ledger), generatedAt: null })
    return ok(Buffer.from(topologyText(format, picture, topology, look)))
  }
  const svg = sceneToSvg(picture.scene, look)
  const [, width, height] = /^<svg [^>]*\bwidth="(\d+)" height="(\d+)"/.exec(svg) ?? []
  const tooLarge = format === 'png' ? checkScale(Number(width), Number(height), options.scale) : null
  if (tooLarge !== null) return err(tooLarge)
  return drawInThread({ svg, format, scale: options.scale }, files, signal)
}

/** Why a picture of this size, in layout units, cannot be a PNG at a scale; null when it can. */
export function checkScale(width: number, height: number, scale: number): EngineError | null {
  const { least, most } = pngScales
  if (!(scale >= least && scale <= most))
    return { code: 'bad-input', message: `A PNG has a scale from ${least} to ${most}; ${scale} is not.` }
  const [w, h] = [pngSide(width, scale), pngSide(height, scale)]
  if (w * h <= mostPngPixels) return null
  const largest = largestPngScale(width, height)
  const can = largest >= least ? `Choose a scale of at most ${largest}, or PDF or SVG` : 'Choose PDF or SVG'
  return {
    code: 'bad-input',
    message: `At scale ${scale} the PNG would be ${w} x ${h} pixels; more than ${Math.floor(mostPngPixels / 1e6)} million are not drawn.`,
    todo: `${can}, or fewer namespaces.`,
  }
}

function timeless(ledger: readonly LedgerEntry[]): LedgerEntry[] {
  return ledger.map(({ heardAt: _heardAt, ...entry }) => ({ ...entry, since: 0 }))
}
