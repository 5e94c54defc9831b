import type { ExportFormat, TopologyGraph } from '../contract/index.ts'
import type { Picture } from '../graph/picture.ts'
import { escapedJson } from '../workspace/escapedText.ts'
import { sceneToSvg, type SvgOptions } from '../layout/svg.ts'
import { edgesCsv, objectsCsv } from './csv.ts'
import { topologyDot } from './dot.ts'
import { topologyDrawio } from './drawio.ts'
import { drawnTopology } from './drawnTopology.ts'
import { topologyMermaid } from './mermaid.ts'

/** Formats of a topology that are text. The same scene gives the same bytes in all of them. */
type TextFormat = Exclude<ExportFormat, 'pdf' | 'png'>

/**
 * Writes a topology. `svg`, `dot`, `mermaid` and `drawio` are what is seen: tiles and the edges between them. `json`, `csv` and
 * `csv-edges` hold every object and every edge, also those that are folded into tiles.
 */
export function topologyText(format: TextFormat, picture: Picture, topology: () => TopologyGraph, options: SvgOptions): string {
  const drawn = (): ReturnType<typeof drawnTopology> => drawnTopology(options.title, picture.nodes, picture.edges, picture.groups)
  switch (format) {
    case 'json':
      return `${escapedJson(topology())}\n`
    case 'svg':
      return sceneToSvg(picture.scene, options)
    case 'csv':
      return objectsCsv(topology().nodes)
    case 'csv-edges':
      return edgesCsv(topology().edges)
    case 'dot':
      return topologyDot(drawn())
    case 'mermaid':
      return topologyMermaid(drawn())
    case 'drawio':
      return topologyDrawio(drawn())
  }
}
