import type cytoscape from 'cytoscape'
import type { StylesheetJson } from 'cytoscape'
import type { Palette } from './palette.ts'

/** Hops of an answer lie above all other lines. */
const topmost = 1_000_000

/** Widths are pixels: the style is written anew when the zoom has changed enough to be seen. */
export function styleOf(p: Palette, zoom: number): StylesheetJson {
  const w = (pixels: number): number => (pixels * Math.max(0.7, Math.min(1.4, zoom ** 0.4))) / zoom
  const dash = (...pixels: number[]): number[] => pixels.map((n) => (n * Math.max(0.7, Math.min(1, zoom))) / zoom)
  return [
    {
      selector: 'node',
      style: {
        shape: 'rectangle',
        width: 'data(w)',
        height: 'data(h)',
        // Only there to be hit: tiles are painted on the canvas above.
        opacity: 0,
        'overlay-opacity': 0,
        label: '',
      },
    },
    { selector: 'node.anchor', style: { events: 'no' } },
    {
      selector: 'edge',
      style: {
        width: w(1.1),
        'line-color': p.need,
        'target-arrow-color': p.need,
        'curve-style': 'segments',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'source-endpoint': 'data(from)',
        'target-endpoint': 'data(to)',
        'target-arrow-shape': 'none',
        'arrow-scale': 0.8,
        'overlay-opacity': 0,
        'line-dash-pattern': dash(6, 3.5),
        'z-index': 'data(z)' as unknown as number,
      },
    },
    // Distances are measured from the ends of the line, not from the centres of the tiles; the type declarations do not know this value yet.
    { selector: 'edge', style: { 'edge-distances': 'endpoints' } as unknown as cytoscape.Css.Edge },
    {
      selector: 'edge[flow = "traffic"], edge[flow = "call"]',
      style: { width: w(1.5), 'line-color': p.accent, 'target-arrow-color': p.accent, 'target-arrow-shape': 'triangle' },
    },
    {
      selector: 'edge[flow = "policy"]',
      style: {
        width: w(1.5),
        'line-color': p.policy,
        'target-arrow-color': p.policy,
        'line-style': 'dashed',
        'line-dash-pattern': dash(1.5, 3.5),
        'target-arrow-shape': 'triangle',
      },
    },
    {
      selector: 'edge[flow = "other"]',
      style: { 'target-arrow-shape': 'triangle', 'line-style': 'dashed', 'line-dash-pattern': dash(2, 3) },
    },
    { selector: 'edge[?both]', style: { 'source-arrow-color': p.policy, 'source-arrow-shape': 'triangle' } },
    { selector: 'edge[?dashed]', style: { 'line-style': 'dashed' } },
    {
      selector: 'edge[?broken]',
      style: { width: w(1.5), 'line-color': p.fail, 'target-arrow-color': p.fail, 'target-arrow-shape': 'triangle' },
    },
    { selector: 'edge.asked[flow = "need"]', style: { width: w(1.4), 'line-color': p.text3, 'target-arrow-color': p.text3 } },
    { selector: 'edge.dim', style: { opacity: 0.14 } },
    { selector: 'edge.hop', style: { width: w(2.2), 'target-arrow-shape': 'triangle', 'z-index': topmost, opacity: 1 } },
    {
      selector: 'edge.picked',
      style: { width: w(2.6), 'overlay-color': p.accent, 'overlay-opacity': 0.25, 'overlay-padding': 3 / zoom, opacity: 1 },
    },
  ]
}
